"""``ulmfit pretrain``: a base model from general text, alone or under torchrun."""

from __future__ import annotations

import dataclasses
import os
import platform
import shlex
import time
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from ulmfit_core.base_models import find_base, has_base
from ulmfit_core.cli.interrupts import Interrupted, Interrupts
from ulmfit_core.cli.options import AsJson, TextColumns
from ulmfit_core.cli.progress import Share, TrainingProgress, duration
from ulmfit_core.cli.screen import Screen
from ulmfit_core.cli.training_packages import check_training_packages
from ulmfit_core.corpus.atomic import atomic_file
from ulmfit_core.errors import InputError
from ulmfit_core.export.base_card import BaseOrigin, base_card
from ulmfit_core.export.base_config import read_base_config
from ulmfit_core.pretraining_corpus import (
    CorpusFacts,
    CorpusSources,
    corpus_facts,
    corpus_sources,
    prepare_corpus,
    prepared_facts,
)
from ulmfit_core.process import TrainingProcess, run_in_process
from ulmfit_core.training.events import StopCheck, TrainingEvent
from ulmfit_core.training.history import RunHistory
from ulmfit_core.training.jobs import job_from_json, job_to_json, recipe_of
from ulmfit_core.training.pretrain_job import PretrainJob
from ulmfit_core.training.run_folder import RunFolder, RunState, write_json

_DEFAULT_MINUTES = 60.0
_WAIT_SECONDS = 1.0  # between looks of the other processes at what the first prepares


class Arch(StrEnum):
    """Sizes of the network."""

    COMPACT = "compact"
    FULL = "full"  # Howard & Ruder 2018, section 4.1 (AWD-LSTM of Merity et al.)


_SIZES = {Arch.COMPACT: (256, 640, 3), Arch.FULL: (400, 1150, 3)}


def pretrain(
    out: Annotated[Path, typer.Option(metavar="DIR", help="Folder to work in; DIR/base is made.")],
    corpus: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="CORPUS",
            help="Files and folders of text. A text with '= Title =' headings is a series of "
            "articles; else blank lines part documents, or lines where there are none.",
        ),
    ] = None,
    text: TextColumns = None,
    name: Annotated[str, typer.Option(help="What to call the base model.")] = "base",
    start_from: Annotated[
        str | None,
        typer.Option(
            "--from",
            metavar="NAME|DIR",
            help="Go on from this base: its sizes, its tokenizer. With --backward from its "
            "backward twin, or where it has none, from itself.",
        ),
    ] = None,
    new_vocabulary: Annotated[
        bool,
        typer.Option(
            "--new-vocabulary",
            help="With --from: learn a vocabulary all the same, for another language; pieces that "
            "the base has too keep what it knows of them.",
        ),
    ] = False,
    arch: Annotated[
        Arch, typer.Option(help="compact: 256/640/3; full: 400/1150/3, the paper's.")
    ] = Arch.COMPACT,
    backward: Annotated[bool, typer.Option("--backward", help="Read every text backward.")] = False,
    minutes: Annotated[
        float | None,
        typer.Option(min=0.0, metavar="N", help="Stop after N minutes; an hour without --tokens."),
    ] = None,
    tokens: Annotated[
        int | None, typer.Option(min=1, metavar="N", help="Stop after N tokens in all.")
    ] = None,
    vocab_size: Annotated[
        int, typer.Option(min=300, metavar="N", help="Pieces of the vocabulary to learn.")
    ] = 8000,
    tokenizer: Annotated[
        Path | None,
        typer.Option(metavar="DIR|FILE", help="Take this tokenizer instead of learning one."),
    ] = None,
    batch_size: Annotated[
        int | None, typer.Option(min=1, metavar="N", help="Streams read side by side.")
    ] = None,
    rate: Annotated[
        float | None, typer.Option(min=0.0, metavar="R", help="Peak learning rate.")
    ] = None,
    device: Annotated[str, typer.Option(help="Where to train: cpu or cuda.")] = "cpu",
    seed: Annotated[int, typer.Option(min=0, metavar="N", help="Seed of weights and order.")] = 0,
    licence: Annotated[str, typer.Option(help="Who may use the model, for its card.")] = "",
    resume: Annotated[
        bool,
        typer.Option(
            "--resume", help="Go on in DIR; also a finished run, with more --tokens or --minutes."
        ),
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Pretrain a language model on general text, to start classifiers from.

    The rate stays high for most of the run and falls at its end, so that a finished run can
    go on later. Under torchrun several processes train one model.
    """
    started = time.monotonic()
    screen = Screen(as_json=as_json)
    check_training_packages()
    if tokens is None and minutes is None:
        minutes = None if resume else _DEFAULT_MINUTES
    bounds = {"minutes": minutes, "total_tokens": tokens}
    earlier = _base_folder(start_from, backward=backward)
    tokenizer = tokenizer if new_vocabulary else earlier or tokenizer
    if resume:
        job = _resumed(out, bounds)
    else:
        embedding_size, hidden_size, n_layers = _sizes(earlier) or _SIZES[arch]
        given: dict[str, Any] = {**bounds, "batch_size": batch_size, "peak_rate": rate}
        job = PretrainJob(
            run_dir=str(out),
            corpus_dir=str(out / "corpus"),
            name=name,
            start_from=str(earlier or ""),
            new_vocabulary=new_vocabulary and earlier is not None,
            embedding_size=embedding_size,
            hidden_size=hidden_size,
            n_layers=n_layers,
            backward=backward,
            seed=seed,
            device=device,
            **{key: value for key, value in given.items() if value is not None},
        )
    sources = _sources(corpus or [], text or [], vocab_size, tokenizer, seed)
    facts = _facts(sources, out, screen, resume=resume)
    _train(job, facts, screen)
    if _leads():
        _write_card(job, facts, licence)
        _report(out, facts, screen, time.monotonic() - started)


def _base_folder(name: str | None, *, backward: bool) -> Path | None:
    if name is None:
        return None
    has_twin = backward and has_base(name, "backward")
    return find_base(name, "backward" if has_twin else "forward").folder


def _sizes(base: Path | None) -> tuple[int, int, int] | None:
    """Embedding, hidden and layers of the base model in a folder."""
    if base is None:
        return None
    sizes = read_base_config(base)["architecture"]
    return sizes["embedding_size"], sizes["hidden_size"], sizes["n_layers"]


def _resumed(out: Path, bounds: dict[str, float | int | None]) -> PretrainJob:
    """The job that ``out`` holds, with new bounds where they were given."""
    folder = RunFolder.open(out)
    job = job_from_json(folder.job)
    if not isinstance(job, PretrainJob):
        raise InputError(f"{out} holds a run of another kind.", "Give the folder of a pretraining.")
    given: dict[str, Any] = {key: value for key, value in bounds.items() if value is not None}
    if given:  # the other bound was the earlier run's, and has been met
        given = {"minutes": 0.0, "total_tokens": 0} | given
    elif folder.state is RunState.FINISHED:
        raise InputError(
            f"The pretraining in {out} is finished; its base model is in {out / 'base'}.",
            "To train it further, add --minutes or a higher --tokens.",
        )
    job = dataclasses.replace(job, run_dir=str(out), corpus_dir=str(out / "corpus"), **given)
    if _leads():
        folder.reopen()
        write_json(folder.job_path, job_to_json(job))
    return job


def _sources(
    corpus: list[Path], text: list[str], vocab_size: int, tokenizer: Path | None, seed: int
) -> CorpusSources | None:
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


def _facts(
    sources: CorpusSources | None, out: Path, screen: Screen, *, resume: bool
) -> CorpusFacts:
    """The prepared corpus; the leading process prepares it, the others wait."""
    folder = out / "corpus"
    ready = corpus_facts(folder) if resume and sources is None else None
    if ready is not None:
        return ready
    if sources is None:
        raise InputError("There is no text to train on.", "Give files or folders of text.")
    if not _leads():
        return _await(sources, folder)
    if not resume and RunFolder(out).job_path.is_file():
        raise InputError(
            f"{out} already holds a pretraining; it was left as it is.",
            "Add --resume to go on with it, or choose another folder.",
        )
    with screen.busy("Reading, learning the vocabulary and encoding"):
        facts = prepare_corpus(sources, folder)
    screen.note(
        f"{facts.n_train:,} documents to learn from ({facts.train_tokens:,} tokens), "
        f"{facts.n_valid:,} held out; {facts.vocab_size:,} pieces."
    )
    return facts


def _await(sources: CorpusSources, folder: Path) -> CorpusFacts:
    """torchrun ends us should the process that prepares fail."""
    while (facts := prepared_facts(sources, folder)) is None:
        time.sleep(_WAIT_SECONDS)
    return facts


def _train(job: PretrainJob, facts: CorpusFacts, screen: Screen) -> None:
    kept = f"Everything so far is kept in {job.run_dir}; add --resume to go on."
    with Interrupts(screen.note if _leads() else _silent, kept) as interrupts:
        if not _leads():
            _follow(job, interrupts)
            return
        with TrainingProgress(screen, _share(job)) as progress:
            for event in _events(job, interrupts):
                progress.show("pretraining", event)
        if RunFolder(Path(job.run_dir)).state is not RunState.FINISHED:
            raise Interrupted(f"Paused. {kept}")


def _follow(job: PretrainJob, interrupts: Interrupts) -> None:
    """One of several processes: the leading one records the run and decides when to stop."""
    with interrupts.pausable(lambda: None):
        for _ in recipe_of(job.kind)(job, should_stop=interrupts.stop_verb):
            pass


def _events(job: PretrainJob, interrupts: Interrupts) -> Iterator[TrainingEvent]:
    """From a child process; under torchrun from this one, as it is one of several already."""
    stop: StopCheck = interrupts.stop_verb
    if "WORLD_SIZE" in os.environ:
        with interrupts.pausable(lambda: None):
            yield from run_in_process(job, stop)
        return
    with TrainingProcess() as process, interrupts.pausable(process.force_stop):
        yield from process.run(job, stop)


def _silent(text: str) -> None:
    """Only one of several processes speaks."""


def _leads() -> bool:
    """Whether this is the process that prepares, records and speaks."""
    return os.environ.get("RANK", "0") == "0"


def _share(job: PretrainJob) -> Share:
    """How much is done of the tokens or the minutes that bound the run."""
    started = time.monotonic()

    def share(history: RunHistory) -> float | None:
        shares = []
        if job.minutes:
            shares.append((time.monotonic() - started) / (60 * job.minutes))
        if job.total_tokens:
            shares.append(history.step * job.batch_size * job.bptt / job.total_tokens)
        return min(1.0, max(shares)) if shares else None

    return share


def _write_card(job: PretrainJob, facts: CorpusFacts, licence: str) -> None:
    sources = corpus_sources(Path(job.corpus_dir))
    base = Path(job.run_dir) / "base"
    config = read_base_config(base)
    # Names only: a card is passed on, and whose disk the files lay on is nobody's business.
    names = [Path(path).name for path in sources.paths] if sources else []
    words = _command(job, names, facts, config["training"])
    origin = BaseOrigin(
        sources=names,
        n_documents=facts.n_train,
        licence=licence,
        command=shlex.join(words),
        hardware=f"{os.cpu_count()} cores, {platform.machine()}, {platform.system()}",
    )
    with atomic_file(base / "README.md") as sink:
        sink.write(base_card(config, origin).encode("utf-8"))


def _command(
    job: PretrainJob, names: list[str], facts: CorpusFacts, training: dict[str, Any]
) -> list[str]:
    """What makes such a model again, however many starts this one took."""
    sizes = (job.embedding_size, job.hidden_size, job.n_layers)
    arch = next((name for name, known in _SIZES.items() if known == sizes), Arch.COMPACT)
    tokens = training["tokens"] - training["tokens_before"]
    is_own = job.new_vocabulary or not job.start_from
    return [
        *("ulmfit", "pretrain", *names),
        *("--out", job.name, "--name", job.name),
        *(["--from", Path(job.start_from).name] if job.start_from else ["--arch", arch.value]),
        *(["--backward"] if job.backward else []),
        *("--tokens", str(tokens)),
        *(["--new-vocabulary"] if job.new_vocabulary else []),
        *(["--vocab-size", str(facts.vocab_size)] if is_own else []),
        *("--batch-size", str(job.batch_size), "--rate", str(job.peak_rate)),
        *("--seed", str(job.seed)),
    ]


def _report(out: Path, facts: CorpusFacts, screen: Screen, seconds: float) -> None:
    base = out / "base"
    config = read_base_config(base)
    training = config["training"]
    screen.result(
        {
            "base": str(base),
            "name": config["name"],
            "direction": config["direction"],
            "bits_per_byte": training["valid_bits_per_byte"],
            "tokens": training["tokens"],
            "steps": training["steps"],
            "epochs": training["epochs"],
            "hours": training["hours"],
            "seconds": seconds,
            "corpus": dataclasses.asdict(facts),
        }
    )
    screen.say(
        f"{training['valid_bits_per_byte']:.3f} bits per byte on held-out documents after "
        f"{training['tokens']:,} tokens. Written to {base} in {duration(seconds)}. To use it:"
    )
    screen.say(f"  ulmfit train TRAIN --base {base} --out MODEL.ulmfit")
