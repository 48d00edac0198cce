"""What ``ulmfit pretrain --resume`` is asked for beside going on as the run was begun."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import typer

from ulmfit_core.errors import InputError
from ulmfit_core.training.pretrain_job import PretrainJob
from ulmfit_core.training.pretraining_card import SIZES, Arch

_SIZES = ("embedding_size", "hidden_size", "n_layers")
_OF_THE_JOB = {  # a setting's option, where it has one
    "name": "--name",
    "start_from": "--from",
    "new_vocabulary": "--new-vocabulary",
    **dict.fromkeys(_SIZES, "--arch"),
    "backward": "--backward",
    "batch_size": "--batch-size",
    "peak_rate": "--rate",
    "device": "--device",
    "seed": "--seed",
}
_OF_THE_TEXT = {"text": "--text", "vocab_size": "--vocab-size", "tokenizer": "--tokenizer"}


def on_command_line(context: typer.Context) -> dict[str, Any]:
    """The parameters that were given, by their names; not those left at their defaults."""
    sources = {name: context.get_parameter_source(name) for name in context.params}
    given = {name for name, source in sources.items() if source and source.name != "DEFAULT"}
    return {name: value for name, value in context.params.items() if name in given}


def check_about_text(said: Mapping[str, Any]) -> None:
    """Raises InputError for options about the text where none is named: it is encoded already."""
    about = [option for name, option in _OF_THE_TEXT.items() if name in said]
    if about and "corpus" not in said:
        raise InputError(
            f"{about[0]} is about the text, and none is named.",
            "With --resume leave it out, or name the same text again.",
        )


def asked_of_job(said: Mapping[str, Any], earlier: Path | None) -> dict[str, Any]:
    """What parameters ask of a job's settings; ``earlier`` is the folder that --from means."""
    asked = dict(said)
    if "rate" in said:
        asked["peak_rate"] = said["rate"]
    if earlier is not None:
        asked["start_from"] = str(earlier)
    elif "arch" in said:  # else the sizes are that base's
        asked |= zip(_SIZES, SIZES[Arch(said["arch"])], strict=True)
    return {name: value for name, value in asked.items() if name in _OF_THE_JOB}


def check_as_begun(job: PretrainJob, asked: Mapping[str, Any]) -> None:
    """Raises InputError with the options for what is asked of a job and is otherwise there."""
    others = [name for name, value in asked.items() if not _is(job, name, value)]
    if others:
        options = sorted({_OF_THE_JOB.get(name, f"--set {name}") for name in others})
        raise InputError(
            f"The pretraining in {job.run_dir} was begun otherwise, and goes on as it was begun: "
            f"{', '.join(options)} would have no effect.",
            "Leave that out with --resume, or begin another in another folder.",
        )


def _is(job: PretrainJob, name: str, value: Any) -> bool:
    own = getattr(job, name)
    if name == "start_from" and own:
        return Path(own).resolve() == Path(value).resolve()
    return bool(own == value)
