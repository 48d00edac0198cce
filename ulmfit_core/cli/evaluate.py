"""``ulmfit evaluate``: a model file against labelled texts it has not seen."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any

import numpy as np
import typer
from numpy.typing import NDArray

from ulmfit_core.cli.columns import mapping, text_fields
from ulmfit_core.cli.corpora import read_corpus, rejected_fields
from ulmfit_core.cli.counting import count
from ulmfit_core.cli.groups import group_fields, groupings_by, show_groups
from ulmfit_core.cli.options import (
    AsJson,
    Delimiter,
    Encoding,
    HtmlCells,
    LabelColumns,
    LabelSeparator,
    Part,
    ReadDamaged,
    TextColumns,
    read_options,
)
from ulmfit_core.cli.progress import duration
from ulmfit_core.cli.scores import score_fields, show_classes, show_scores, texts_in
from ulmfit_core.cli.screen import Screen
from ulmfit_core.cli.tracking import tracked
from ulmfit_core.corpus.duplicates import duplicate_groups
from ulmfit_core.corpus.loading import LabelledTexts
from ulmfit_core.errors import InputError
from ulmfit_core.evaluation.comparison import Comparison, compare, untaught_labels
from ulmfit_core.evaluation.metrics import Evaluation
from ulmfit_core.export.bundle_config import BundleConfig
from ulmfit_core.export.seen_texts import are_seen
from ulmfit_core.predictor import Predictor


def evaluate(
    model: Annotated[Path, typer.Argument(metavar="MODEL", help="Model file.")],
    test: Annotated[Path, typer.Argument(metavar="TEST", help="File or folder of texts.")],
    text: TextColumns = None,
    label: LabelColumns = None,
    label_separator: LabelSeparator = None,
    part: Part = None,
    html: HtmlCells = None,
    encoding: Encoding = None,
    delimiter: Delimiter = None,
    read_damaged: ReadDamaged = False,
    by: Annotated[
        list[str] | None,
        typer.Option(
            metavar="COLUMN",
            help="Also tell the accuracy for each value, range or month of this column; may be "
            "given again.",
        ),
    ] = None,
    threads: Annotated[
        int | None, typer.Option(min=1, metavar="N", help="Processor cores to use; all without it.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Measure a model on labelled texts, beside what simpler classifiers reached in training."""
    started = time.monotonic()
    screen = Screen(as_json=as_json)
    predictor = Predictor.open(model, threads=threads)
    several = predictor.task == "multi"
    options = read_options(damaged=read_damaged, part=part, encoding=encoding, delimiter=delimiter)
    columns = mapping(
        test,
        text or [],
        label or [],
        screen,
        separator=label_separator,
        several=several,
        known=predictor.labels,
        html=html,
        learnt=predictor.config.text_cells,
        options=options,
    )
    columns = replace(columns, kept=tuple(dict.fromkeys(by or ())))
    corpus = read_corpus(test, columns, screen, options)
    labelled = _labelled(corpus, test, screen, several=several)
    unknown = _unknown_labels(labelled, predictor, screen)
    copies = duplicate_groups(labelled.texts)
    compared = _compare(predictor, labelled, copies, screen)
    evaluation = compared.evaluation()
    groups = _groups(compared.right(), copies, labelled, columns.kept, screen)
    seen = are_seen(labelled.texts, predictor.config.seen)
    others = compared.among(~seen).evaluation() if seen.any() and not seen.all() else None
    seconds = time.monotonic() - started
    screen.result(
        {
            **score_fields(evaluation),
            "seconds": seconds,
            **text_fields(columns),
            "n_unlabelled": len(corpus) - len(labelled),
            "unknown_labels": unknown,
            "baseline": dict(predictor.config.baseline),
            "by": groups,
            "n_seen": int(seen.sum()) if predictor.config.seen else None,
            "others": None if others is None else score_fields(others),
            **rejected_fields(corpus.rejected, corpus.n_rejected),
        }
    )
    screen.say(f"On {texts_in(evaluation)} of {test.name}, in {duration(seconds)}:")
    show_scores(screen, evaluation, {})
    show_classes(screen, evaluation)
    _show_others(seen, others, screen)
    for fields in groups:
        show_groups(screen, fields)
    _show_training_scores(predictor.config, screen)


def _show_others(seen: NDArray[np.bool_], others: Evaluation | None, screen: Screen) -> None:
    """What texts that the model was made by make of the figures, and those without them."""
    if seen.any():
        screen.note(
            f"{seen.sum():,} of {count(len(seen), 'text')} taught this model or were held out in "
            "its training, so these figures may be too good.",
            "yellow",
        )
    if others is not None:
        screen.say(f"On the other {texts_in(others)}:")
        show_scores(screen, others, {})


def _show_training_scores(config: BundleConfig, screen: Screen) -> None:
    if config.baseline:
        screen.say("For comparison, on the texts held out in training:")
        held_out = Evaluation.from_json(dict(config.metrics))
        show_scores(screen, held_out, dict(config.baseline))


def _labelled(corpus: LabelledTexts, test: Path, screen: Screen, *, several: bool) -> LabelledTexts:
    labelled = corpus.labelled(several=several)
    if not len(labelled):
        raise InputError(
            f"No text of {test.name} has a label to compare with.", "Check the label column."
        )
    if n := len(corpus) - len(labelled):
        were = "was" if n == 1 else "were"
        screen.note(f"{count(n, 'text')} without a label {were} passed over.", "yellow")
    return labelled


def _unknown_labels(corpus: LabelledTexts, predictor: Predictor, screen: Screen) -> list[str]:
    """Labels the model was not trained on: it cannot give them, so they count as errors."""
    unknown = untaught_labels(predictor.labels, corpus.labels)
    if unknown:
        counts = corpus.label_counts()
        screen.note(
            f"The model does not know {', '.join(unknown[:10])}. Counted as errors: "
            f"{count(sum(counts[name] for name in unknown), 'text')}.",
            "yellow",
        )
    return list(unknown)


def _groups(
    right: NDArray[np.bool_],
    copies: NDArray[np.int64],
    corpus: LabelledTexts,
    columns: Sequence[str],
    screen: Screen,
) -> list[dict[str, Any]]:
    """The accuracy of each group; a column that makes none is named."""
    found = [group_fields(by, right, copies) for by in groupings_by(corpus.kept, columns)]
    named = {fields["column"] for fields in found}
    for column in columns:
        if column not in named:
            screen.note(f'"{column}" has no values that several texts share.', "yellow")
    return found


def _compare(
    predictor: Predictor, corpus: LabelledTexts, copies: NDArray[np.int64], screen: Screen
) -> Comparison:
    if predictor.task == "single" and corpus.is_multi_label:
        raise InputError(
            "Some texts have several labels, and the model gives one.",
            "Check the label column and --label-separator.",
        )
    return compare(
        _probabilities(predictor, corpus.texts, screen),
        corpus.labels,
        predictor.labels,
        task=predictor.task,
        thresholds=predictor.config.thresholds,
        groups=copies,
    )


def _probabilities(predictor: Predictor, texts: list[str], screen: Screen) -> NDArray[np.float32]:
    scored = tracked(predictor.predict_stream(texts), "Classifying", screen, total=len(texts))
    return np.array([prediction.probabilities for prediction in scored], dtype=np.float32)
