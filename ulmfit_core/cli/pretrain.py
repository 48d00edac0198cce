"""``ulmfit pretrain``: a base model from general text, alone or under torchrun."""

from __future__ import annotations

import dataclasses
import time
from pathlib import Path
from typing import Annotated

import typer

from ulmfit_core.cli.options import AsJson, PlainTextColumns
from ulmfit_core.cli.output_file import check_apart
from ulmfit_core.cli.pretraining_corpus import prepared, sources_of
from ulmfit_core.cli.pretraining_job import (
    bounds_of,
    folder_to_go_on_from,
    new_job,
    resumed_job,
)
from ulmfit_core.cli.pretraining_place import check_place
from ulmfit_core.cli.pretraining_resumed import (
    asked_of_job,
    check_about_text,
    on_command_line,
)
from ulmfit_core.cli.pretraining_run import check_shared, leads, run
from ulmfit_core.cli.progress import duration
from ulmfit_core.cli.screen import Screen
from ulmfit_core.errors import InputError
from ulmfit_core.export.base_config import read_base_config
from ulmfit_core.pretraining_corpus import CorpusFacts
from ulmfit_core.training.packages import check_devices, check_training_packages
from ulmfit_core.training.pretrain_job import PretrainJob
from ulmfit_core.training.pretraining_card import Arch, write_card
from ulmfit_core.training.settings import parse_settings
from ulmfit_core.training.train_request import LARGEST_SEED

_LARGEST_VOCABULARY = 1_000_000  # beyond, the embedding alone fills a computer's memory
_STREAMS_ON_CARD = 512  # 35,840 tokens an update keep an H200 busy (RESULTS.md)


def pretrain(
    context: typer.Context,
    out: Annotated[Path, typer.Option(metavar="DIR", help="Folder to work in; DIR/base is made.")],
    corpus: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="CORPUS",
            help="Files and folders of text. A text with '= Title =' headings is a series of "
            "articles; else blank lines part documents, or lines where there are none.",
        ),
    ] = None,
    text: PlainTextColumns = None,
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
        Arch, typer.Option(help="compact: 256/640/3; full: 400/1152/3, the paper's.")
    ] = Arch.COMPACT,
    backward: Annotated[bool, typer.Option("--backward", help="Read every text backward.")] = False,
    minutes: Annotated[
        float | None,
        typer.Option(min=0.0, metavar="N", help="Stop after N minutes; an hour without --tokens."),
    ] = None,
    tokens: Annotated[
        int | None,
        typer.Option(
            min=1, metavar="N", help="Stop after N tokens in all, beside those of --from."
        ),
    ] = None,
    vocab_size: Annotated[
        int,
        typer.Option(
            min=300,
            max=_LARGEST_VOCABULARY,
            metavar="N",
            help="Pieces of the vocabulary to learn.",
        ),
    ] = 8000,
    tokenizer: Annotated[
        Path | None,
        typer.Option(metavar="DIR|FILE", help="Take this tokenizer instead of learning one."),
    ] = None,
    batch_size: Annotated[
        int | None,
        typer.Option(
            min=1, metavar="N", help="Streams read side by side; 64, on a graphics card 512."
        ),
    ] = None,
    rate: Annotated[
        float | None, typer.Option(min=0.0, metavar="R", help="Peak learning rate.")
    ] = None,
    device: Annotated[str, typer.Option(help="Where to train: cpu or cuda.")] = "cpu",
    seed: Annotated[
        int, typer.Option(min=0, max=LARGEST_SEED, metavar="N", help="Seed of weights and order.")
    ] = 0,
    set_: Annotated[
        list[str] | None,
        typer.Option(
            "--set",
            metavar="KEY=VALUE",
            help="Any other setting of the training, such as cooldown=0.3 or dropout=0.1; a wrong "
            "KEY lists them all.",
        ),
    ] = None,
    licence: Annotated[str, typer.Option(help="Who may use the model, for its card.")] = "",
    resume: Annotated[
        bool,
        typer.Option(
            "--resume",
            help="Go on in DIR as it was begun; also a finished run, with more --tokens or "
            "--minutes.",
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
    check_devices([device])
    settings = parse_settings(set_ or [], PretrainJob, "--set")
    bounds = bounds_of(minutes, tokens, resume=resume)
    if new_vocabulary and start_from is None and not resume:
        raise InputError(
            "--new-vocabulary is about a base to go on from, and none is named.",
            "Name it with --from; without one a vocabulary is learnt in any case.",
        )
    said = on_command_line(context)
    if resume:
        check_about_text(said)
    check_place(out, resume=resume)
    check_apart(out, corpus or [])
    earlier = folder_to_go_on_from(start_from, backward=backward)
    tokenizer = tokenizer if new_vocabulary else earlier or tokenizer
    if resume:
        job = resumed_job(out, bounds, asked_of_job(said, earlier) | settings)
    else:
        given = {
            **bounds,
            "name": name,
            "new_vocabulary": new_vocabulary and earlier is not None,
            "backward": backward,
            "batch_size": batch_size or (None if device == "cpu" else _STREAMS_ON_CARD),
            "peak_rate": rate,
            "seed": seed,
            "device": device,
        }
        job = new_job(out, arch, earlier, given | settings)
    check_shared(job)
    sources = sources_of(corpus or [], text or [], vocab_size, tokenizer, seed)
    facts = prepared(sources, out, screen, resume=resume)
    run(job, screen)
    if leads():
        write_card(job, facts, licence)
        _report(out, facts, screen, time.monotonic() - started)


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
    before = training["tokens_before"]
    of_base = f" and the {before:,} of the base before" if before else ""
    screen.say(
        f"{training['valid_bits_per_byte']:.3f} bits per byte on held-out documents after "
        f"{training['tokens'] - before:,} tokens{of_base}. Written to {base} in "
        f"{duration(seconds)}. To use it:"
    )
    screen.say(f"  ulmfit train TRAIN --base {base} --out MODEL.ulmfit")
