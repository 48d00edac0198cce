"""``ulmfit train``: from a file of labelled texts to a model file."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Annotated, Any

import typer

from ulmfit_core.base_names import base_folder
from ulmfit_core.cli.columns import mapping
from ulmfit_core.cli.corpora import read_corpus
from ulmfit_core.cli.options import (
    AsJson,
    Delimiter,
    Encoding,
    Force,
    HtmlCells,
    LabelColumns,
    LabelSeparator,
    Part,
    ReadDamaged,
    TextColumns,
    read_options,
)
from ulmfit_core.cli.output_file import check_output
from ulmfit_core.cli.scores import score_fields
from ulmfit_core.cli.screen import Screen
from ulmfit_core.cli.training_labels import (
    check_label_column,
    read_definitions,
    split_labelled,
    tell_alike,
    tell_idle_definitions,
)
from ulmfit_core.cli.training_recipe import (
    check_reads_first,
    named_base,
    obvious_base,
    on_device,
    recipe_named,
)
from ulmfit_core.cli.training_run import run_pipeline, show_model
from ulmfit_core.cli.unlabelled import read_unlabelled
from ulmfit_core.corpus.options import NO_CELLS, ColumnMapping, ReadOptions, TextCells
from ulmfit_core.corpus.sniffing import sniff
from ulmfit_core.training.assemble import TrainedModel
from ulmfit_core.training.finetune_jobs import LanguageModelJob
from ulmfit_core.training.packages import check_devices, check_training_packages
from ulmfit_core.training.presets import DEFAULT_PRESET, PRESETS
from ulmfit_core.training.settings import parse_settings
from ulmfit_core.training.train_request import LARGEST_SEED, TrainRequest

_PRESET_HELP = "Recipe: " + "; ".join(f"{p.name} ({p.summary[:-1]})" for p in PRESETS.values())


def train(
    corpus: Annotated[Path, typer.Argument(metavar="TRAIN", help="File or folder of texts.")],
    out: Annotated[Path, typer.Option(metavar="MODEL", help="Model file to write.")],
    text: TextColumns = None,
    label: LabelColumns = None,
    part: Part = None,
    unlabelled: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="More texts like these, without labels, to read."),
    ] = None,
    unlabelled_text: Annotated[
        list[str] | None,
        typer.Option(
            metavar="COLUMN",
            help="As --text, of the texts without labels; without it, the same or the obvious one.",
        ),
    ] = None,
    unlabelled_part: Annotated[
        str | None, typer.Option(metavar="NAME", help="As --part, of the texts without labels.")
    ] = None,
    base: Annotated[
        str | None,
        typer.Option(
            metavar="NAME|DIR|MODEL|none",
            help="Base model to start from, or a model file to train on; none: from scratch. "
            "Without it, the one whose vocabulary suits the texts.",
        ),
    ] = None,
    preset: Annotated[str, typer.Option(metavar="NAME", help=_PRESET_HELP + ".")] = DEFAULT_PRESET,
    seed: Annotated[
        int,
        typer.Option(
            min=0, max=LARGEST_SEED, metavar="N", help="Seed of split, order and dropout."
        ),
    ] = 0,
    valid_fraction: Annotated[
        float | None,
        typer.Option(
            min=0.0,
            max=0.9,
            metavar="F",
            help="Share of the texts held out to measure on; by default a tenth, "
            "or a fifth of fewer than 1,000. 0: none.",
        ),
    ] = None,
    multi_label: Annotated[
        bool | None,
        typer.Option(
            "--multi-label/--single-label",
            help="Whether a text may have several labels; by default as the labels look.",
        ),
    ] = None,
    label_separator: LabelSeparator = None,
    html: HtmlCells = None,
    encoding: Encoding = None,
    delimiter: Delimiter = None,
    read_damaged: ReadDamaged = False,
    codebook: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="Table of the labels and what they mean: with few labelled texts these words "
            "teach as much.",
        ),
    ] = None,
    device: Annotated[
        str | None,
        typer.Option(metavar="cpu|cuda", help="Where networks train: cpu, or a graphics card."),
    ] = None,
    no_lm: Annotated[
        bool, typer.Option("--no-lm", help="Leave out the fine-tuning of the language model.")
    ] = False,
    set_: Annotated[
        list[str] | None,
        typer.Option(
            "--set",
            metavar="KEY=VALUE",
            help="Any setting of the classifier's training, such as unfreezing=full or "
            "schedule=cosine; a wrong KEY lists them all.",
        ),
    ] = None,
    lm_set: Annotated[
        list[str] | None,
        typer.Option(
            "--lm-set", metavar="KEY=VALUE", help="The same for the language model's fine-tuning."
        ),
    ] = None,
    force: Force = False,
    as_json: AsJson = False,
) -> None:
    """Train a classifier from labelled texts and write it to one file.

    Part of the texts is held out to measure it, beside simpler classifiers on the same
    split. An interrupted run goes on when the same command is given again.
    """
    started = time.monotonic()
    screen = Screen(as_json=as_json)
    check_training_packages()
    recipe = recipe_named(preset, no_lm=no_lm)
    overrides = parse_settings(set_ or [], type(recipe.classifier), "--set")
    lm_overrides = parse_settings(lm_set or [], LanguageModelJob, "--lm-set")
    if lm_overrides:
        check_reads_first(recipe, base)
    if device is not None:
        overrides, lm_overrides = on_device(device, recipe, overrides, lm_overrides)
    check_devices(o["device"] for o in (overrides, lm_overrides) if "device" in o)
    corpora = [corpus] if unlabelled is None else [corpus, unlabelled]
    check_output(out, force=force, inputs=_read_beside(base, codebook), corpora=corpora)
    named = named_base(base, screen)
    several = multi_label is not False
    options = read_options(damaged=read_damaged, part=part, encoding=encoding, delimiter=delimiter)
    columns = mapping(
        corpus,
        text or [],
        label or [],
        screen,
        separator=label_separator,
        several=several,
        html=html,
        options=options,
    )
    labelled, reading = split_labelled(
        read_corpus(corpus, columns, screen, options), screen, several=several
    )
    if unlabelled is not None:
        how = read_options(damaged=read_damaged, part=unlabelled_part)
        names = (unlabelled_text or [], text or [])
        reading += read_unlabelled(unlabelled, *names, screen, html=html, options=how)
    check_label_column(labelled, columns.label)
    definitions = {} if codebook is None else read_definitions(codebook, labelled, screen)
    tell_alike(labelled, screen)
    request = TrainRequest(
        texts=labelled.texts,
        labels=labelled.labels,
        preset=recipe,
        base=named or obvious_base(labelled.texts, screen),
        unlabelled=reading,
        seed=seed,
        valid_fraction=valid_fraction,
        multi_label=multi_label,
        overrides=overrides,
        lm_overrides=lm_overrides,
        definitions=definitions,
        text_cells=_text_cells(corpus, columns, options, is_named=bool(text)),
    )
    tell_idle_definitions(request, screen)
    model = run_pipeline(request, out, screen)
    seconds = time.monotonic() - started
    screen.result(_record(model, request, seconds))
    show_model(model, screen, seconds)


def _read_beside(base: str | None, codebook: Path | None) -> list[Path]:
    """The files that are read beside the texts."""
    found = [] if codebook is None else [codebook]
    if base is not None:
        folder = base_folder(base)
        found += [Path(base)] if folder is None else folder.iterdir()
    return found


def _record(model: TrainedModel, request: TrainRequest, seconds: float) -> dict[str, Any]:
    """What ``--json`` says."""
    return {
        **score_fields(model.evaluation),
        "seconds": seconds,
        "baseline": {b.name: b.evaluation.to_json() for b in model.baselines},
        "model": str(model.path),
        "labels": list(model.labels),
        "preset": request.preset.name,
        "base": request.base,
        "seed": request.seed,
    }


def _text_cells(
    corpus: Path, columns: ColumnMapping, options: ReadOptions, *, is_named: bool
) -> TextCells:
    """What the model shall say of its texts: nothing where the file does not name its columns."""
    if is_named or sniff(corpus, options).names_columns:
        return TextCells(columns.text, columns.html)
    return NO_CELLS
