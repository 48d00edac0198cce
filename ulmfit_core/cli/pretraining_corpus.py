"""The text of a pretraining, prepared by one process while the others wait."""

from __future__ import annotations

import time
from pathlib import Path

from ulmfit_core.cli.corpora import tell_passed_over
from ulmfit_core.cli.pretraining_run import leads
from ulmfit_core.cli.screen import Screen
from ulmfit_core.errors import InputError
from ulmfit_core.pretraining_corpus import (
    CorpusFacts,
    CorpusSources,
    corpus_facts,
    prepare_corpus,
    prepared_facts,
)
from ulmfit_core.training.run_folder import RunFolder

_WAIT_SECONDS = 1.0  # between looks of the other processes at what the first prepares


def sources_of(
    corpus: list[Path], text: list[str], vocab_size: int, tokenizer: Path | None, seed: int
) -> CorpusSources | None:
    """What was named; None where nothing was. Raises InputError for what is not there."""
    if not corpus:
        return None
    for path in corpus:
        if not path.exists():
            raise InputError(f"There is no file or folder {path}.", "Check the path.")
    if tokenizer is not None and tokenizer.is_dir():
        tokenizer = tokenizer / "tokenizer.model"
    return CorpusSources(
        paths=tuple(map(str, corpus)),
        text_columns=tuple(text) or ("text",),
        vocab_size=vocab_size,
        tokenizer=str(tokenizer or ""),
        seed=seed,
    )


def prepared(
    sources: CorpusSources | None, out: Path, screen: Screen, *, resume: bool
) -> CorpusFacts:
    """The prepared corpus; the leading process prepares it, the others wait."""
    folder = out / "corpus"
    ready = corpus_facts(folder) if resume and sources is None else None
    if ready is not None:
        return ready
    if sources is None:
        raise InputError("There is no text to train on.", "Give files or folders of text.")
    if not leads():
        return _await(sources, folder)
    if not resume and RunFolder(out).job_path.is_file():
        raise InputError(
            f"{out} already holds a pretraining; it was left as it is.",
            "Add --resume to go on with it, or choose another folder.",
        )
    learning = "" if sources.tokenizer else ", learning the vocabulary"
    with screen.busy(f"Reading{learning} and encoding"):
        facts = prepare_corpus(sources, folder)
    screen.note(
        f"{facts.n_train:,} documents to learn from ({facts.train_tokens:,} tokens), "
        f"{facts.n_valid:,} held out; {facts.vocab_size:,} pieces."
    )
    tell_passed_over(screen, facts.n_passed_over, facts.to_save)
    return facts


def _await(sources: CorpusSources, folder: Path) -> CorpusFacts:
    """torchrun ends us should the process that prepares fail."""
    while (facts := prepared_facts(sources, folder)) is None:
        time.sleep(_WAIT_SECONDS)
    return facts
