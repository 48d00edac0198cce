"""Which job ``ulmfit pretrain`` means: a new one, or the one that its folder holds."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ulmfit_core.base_models import find_base, has_base
from ulmfit_core.base_names import base_folder
from ulmfit_core.cli.pretraining_resumed import check_as_begun
from ulmfit_core.cli.pretraining_run import leads
from ulmfit_core.errors import InputError
from ulmfit_core.export.base_config import read_base_config
from ulmfit_core.json_file import write_json
from ulmfit_core.training.jobs import job_from_json, job_to_json
from ulmfit_core.training.pretrain_job import PretrainJob
from ulmfit_core.training.pretraining_card import SIZES, Arch
from ulmfit_core.training.run_folder import RunFolder, RunState
from ulmfit_core.training.trunk import reopen_trunk

_DEFAULT_MINUTES = 60.0


def bounds_of(minutes: float | None, tokens: int | None, *, resume: bool) -> dict[str, Any]:
    """The job's, None where it keeps its own; an hour for a new one without either.

    Raises InputError for minutes that are none, and where neither would end the run.
    """
    if minutes is not None and not math.isfinite(minutes):
        raise InputError(
            f"--minutes {minutes} is no time to train for.", "Give a number of minutes."
        )
    if minutes == 0 and tokens is None:
        raise InputError(
            "Nothing would end this pretraining: --minutes 0 sets no bound, and --tokens none.",
            "Give more --minutes, or --tokens; without either it takes an hour.",
        )
    if minutes is None and tokens is None and not resume:
        minutes = _DEFAULT_MINUTES
    return {"minutes": minutes, "total_tokens": tokens}


def folder_to_go_on_from(name: str | None, *, backward: bool) -> Path | None:
    """Of the base with that name, if any: the twin that reads so, where it has one."""
    if name is None:
        return None
    name = str(base_folder(name) or name)
    has_twin = backward and has_base(name, "backward")
    return find_base(name, "backward" if has_twin else "forward").folder


def new_job(
    out: Path, arch: Arch, earlier: Path | None, settings: Mapping[str, Any]
) -> PretrainJob:
    """A job in ``out``, of the sizes of the base in ``earlier`` where it goes on from one; a
    setting that is None is left as a job has it."""
    embedding_size, hidden_size, n_layers = _sizes(earlier) or SIZES[arch]
    return PretrainJob(
        run_dir=str(out),
        corpus_dir=str(out / "corpus"),
        start_from=str(earlier or ""),
        embedding_size=embedding_size,
        hidden_size=hidden_size,
        n_layers=n_layers,
        **{name: value for name, value in settings.items() if value is not None},
    )


def resumed_job(out: Path, bounds: dict[str, Any], asked: Mapping[str, Any]) -> PretrainJob:
    """The job that ``out`` holds, with new bounds where they were given.

    Raises InputError where something else is ``asked`` of it, or nothing is left to do.
    """
    folder = RunFolder.open(out)
    job = job_from_json(folder.job)
    if not isinstance(job, PretrainJob):
        raise InputError(f"{out} holds a run of another kind.", "Give the folder of a pretraining.")
    check_as_begun(job, asked)
    given: dict[str, Any] = {key: value for key, value in bounds.items() if value is not None}
    if given:  # the other bound was the earlier run's, and has been met
        given = {"minutes": 0.0, "total_tokens": 0} | given
    elif folder.state is RunState.FINISHED:
        raise InputError(
            f"The pretraining in {out} is finished; its base model is in {out / 'base'}.",
            "To train it further, add --minutes or a higher --tokens.",
        )
    job = dataclasses.replace(job, run_dir=str(out), corpus_dir=str(out / "corpus"), **given)
    if leads():
        reopen_trunk(folder)
        write_json(folder.job_path, folder.job | job_to_json(job))  # the app keeps more in it
    return job


def _sizes(base: Path | None) -> tuple[int, int, int] | None:
    """Embedding, hidden and layers of the base model in a folder."""
    if base is None:
        return None
    sizes = read_base_config(base)["architecture"]
    return sizes["embedding_size"], sizes["hidden_size"], sizes["n_layers"]
