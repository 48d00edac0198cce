"""How well a classifier does, as a table and as the fields of ``--json``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ulmfit_core.cli.counting import count
from ulmfit_core.cli.screen import Screen
from ulmfit_core.evaluation.intervals import Interval
from ulmfit_core.evaluation.metrics import Evaluation

_HEADINGS = ("", "accuracy", "macro-F1", "log-loss", "calibration error")
_NAMES = {"majority": "majority", "tfidf_lr": "TF-IDF + logistic regression"}


def texts_in(evaluation: Evaluation) -> str:
    """How many were measured on, and how many of them are different where copies are among them."""
    n, n_distinct = evaluation.n, evaluation.n_distinct
    return count(n, "text") + (f" ({n_distinct:,} different)" if n_distinct < n else "")


def score_fields(evaluation: Evaluation | None) -> dict[str, Any]:
    """All figures of an evaluation; nulls and an n of 0 where nothing was held out."""
    if evaluation is not None:
        return evaluation.to_json()
    return {"n": 0, **dict.fromkeys(("accuracy", "macro_f1", "log_loss", "ece"))}


def show_scores(
    screen: Screen, evaluation: Evaluation, baselines: Mapping[str, Mapping[str, Any]]
) -> None:
    """A table of ours and of the simpler classifiers, best read from left to right."""
    rows = [_row("this model", evaluation.to_json())]
    rows += [_row(_NAMES.get(name, name), scores) for name, scores in baselines.items()]
    screen.table(_HEADINGS, rows)


def say_choice(screen: Screen, *, is_chosen: bool) -> None:
    """Where the texts that measured it chose which weights to keep."""
    if is_chosen:
        screen.say(
            "Which weights to keep was chosen by these very texts: on others the figures may be a "
            "little worse."
        )


def show_classes(screen: Screen, evaluation: Evaluation) -> None:
    """Precision and recall of each label with how far they may be off, and F1; a dash where there
    is nothing to measure."""
    rows = [
        [
            s.label,
            _share(s.precision, s.precision_interval),
            _share(s.recall, s.recall_interval),
            f"{s.f1:.3f}" if s.support else "–",
            f"{s.support:,}",
        ]
        for s in evaluation.per_class
    ]
    screen.table(("label", "precision", "recall", "F1", "texts"), rows)


def _share(value: float, interval: Interval | None) -> str:
    return "–" if interval is None else f"{value:.3f} ({interval.low:.2f} to {interval.high:.2f})"


def _row(name: str, scores: Mapping[str, Any]) -> Sequence[str]:
    accuracy = f"{scores['accuracy']:.1%}{_interval(scores.get('accuracy_interval'))}"
    return [
        name,
        accuracy,
        f"{scores['macro_f1']:.3f}",
        f"{scores['log_loss']:.3f}",
        f"{scores['ece']:.3f}",
    ]


def _interval(interval: Mapping[str, float] | None) -> str:
    return f" ({interval['low']:.1%} to {interval['high']:.1%})" if interval else ""
