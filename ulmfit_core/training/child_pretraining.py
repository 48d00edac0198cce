"""A base model built in the child process: its text made ready, the training, its card."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

from ulmfit_core.base_build import BaseBuild
from ulmfit_core.pretraining_corpus import corpus_facts, prepare_corpus
from ulmfit_core.process import run_in_process
from ulmfit_core.training.events import StopRequests, to_json
from ulmfit_core.training.pretraining_card import tokenizer_check, write_card
from ulmfit_core.training.run_folder import RunFolder, RunState
from ulmfit_core.training.trunk import clear_cooldown


def build(requests: StopRequests, folder: str) -> Iterator[dict[str, Any]]:
    """In the child: the events of the pretraining, then the check of the tokenizer, as JSON.

    What an earlier start has done is not done again; stopped in its midst it ends early.
    """
    made = BaseBuild(RunFolder(Path(folder)))
    job, corpus = made.job, Path(made.job.corpus_dir)
    facts = corpus_facts(corpus) or prepare_corpus(made.sources, corpus)
    if made.run.state is not RunState.FINISHED:
        left = made.job_left(made.history().seconds)
        yield from map(to_json, run_in_process(left, requests.stop_verb))
    if made.run.state is RunState.FINISHED:
        clear_cooldown(made.run.path)  # where a kill came before
        write_card(job, facts, licence="")
        yield asdict(tokenizer_check(job))
