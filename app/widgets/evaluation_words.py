"""What a report says, in sentences."""

from __future__ import annotations

from app.translation import decimal, number, percent, tr, tr_count
from ulmfit_core.evaluation.intervals import Interval
from ulmfit_core.evaluation.metrics import ClassScores, Evaluation
from ulmfit_core.evaluation.report import Difference, EvaluationReport, Fate

OURS = "model"
_NOTHING = "–"


def classifier_name(name: str) -> str:
    """A classifier in the user's words."""
    names = {
        OURS: tr("This model"),
        "tfidf_lr": tr("TF-IDF + regression"),
        "majority": tr("Most frequent label"),
    }
    return names.get(name, name)


def short_name(name: str) -> str:
    """The same where there is little room."""
    names = {"tfidf_lr": tr("TF-IDF"), "majority": tr("Most frequent")}
    return names.get(name) or classifier_name(name)


def headline(report: EvaluationReport) -> str:
    """The share that is right, large."""
    return percent(report.evaluation.accuracy, 1)


def what_it_counts(report: EvaluationReport) -> str:
    """What the headline is a share of, and how far it can be off."""
    words = _right_words(report)
    interval = report.evaluation.accuracy_interval
    if interval is None:
        return words + "."
    likely = tr(
        "Of many more texts like them it would most likely be {span}.", span=_span(interval)
    )
    return " ".join(filter(None, (f"{words}.", likely, _repeats_words(report))))


def _right_words(report: EvaluationReport) -> str:
    """Of several labels a text is right where none is missing and none too many."""
    if report.task == "multi":
        return tr_count(
            "of {n} labelled test text was given all its labels and no other",
            "of {n} labelled test texts were given all their labels and no other",
            report.evaluation.n,
        )
    return tr_count(
        "of {n} labelled test text is right",
        "of {n} labelled test texts are right",
        report.evaluation.n,
    )


def _repeats_words(report: EvaluationReport) -> str:
    """What copies of a text are to the interval; empty where there are none."""
    evaluation = report.evaluation
    if evaluation.n_distinct == evaluation.n:
        return ""
    return tr_count(
        "They are copies of one text, which count as a single draw.",
        "They are {n} different texts: copies of one count as a single draw in that.",
        evaluation.n_distinct,
    )


def comparison(report: EvaluationReport) -> str:
    """How it stands beside the best of the simpler classifiers."""
    if not report.differences and report.fate in (Fate.GONE, Fate.REPLACED):
        return tr(
            "Nothing is beside it: texts that it learnt from were taken out of the project, so no "
            "simpler model can learn from the same."
        )
    if not report.differences:
        return tr("Not all that this model learnt from is known, so nothing is beside it.")
    return _beside(min(report.differences, key=lambda each: each.value))


def thinness(report: EvaluationReport) -> str:
    """A warning where there are too few texts; else empty."""
    if not report.is_thin:
        return ""
    return tr_count(
        "One labelled test text cannot carry a figure: label more of the test set, or import more "
        "texts where all of it is labelled.",
        "Only {n} different test texts are labelled, too few to rely on any figure here: "
        "label more of the test set, or import more texts where all of it is labelled.",
        report.evaluation.n_distinct,
    )


def doubt(report: EvaluationReport) -> str:
    """A warning where the model may have learnt from some of the test set; else empty."""
    if not report.may_know:
        return ""
    if report.fate is Fate.UNKNOWN:
        return tr(
            "Whether it learnt from texts of the test set is not known either: its figures may be "
            "too good. Train again, without starting from an earlier model, then look at the new "
            "one."
        )
    words = tr(
        "Others came since: it may know some of the test set, so these figures may be too good. "
        "Train again, without starting from an earlier model, then look at the new one."
    )
    if not report.n_unseen:
        return words
    new = tr_count(
        "One of {total} test texts is new to it for certain.",
        "{n} of {total} test texts are new to it for certain.",
        report.n_unseen,
        total=number(len(report.documents)),
    )
    return f"{words} {new}"


def strangeness(report: EvaluationReport) -> str:
    """A warning about labels the model was never taught; else empty."""
    if not report.untaught:
        return ""
    return tr(
        "The model was never taught {labels}; texts with such a label count as wrong. "
        "Train again to teach it.",
        labels=", ".join(report.untaught),
    )


def calibration_words(evaluation: Evaluation) -> str:
    """How far its probabilities are off."""
    return tr(
        "Its probabilities are off by {points} points on average. "
        "Bars above the line: it was right more often than it said.",
        points=decimal(evaluation.ece * 100),
    )


_SHARP = 0.02  # as wide as an interval may be for its ends to be told to a tenth of a point
Rows = list[tuple[str, ...]]


def score_table(report: EvaluationReport) -> tuple[tuple[str, ...], Rows]:
    """Heads and rows: all figures of all classifiers, a column each."""
    found = [(OURS, report.evaluation), *((b.name, b.evaluation) for b in report.baselines[::-1])]
    each = [evaluation for _, evaluation in found]
    return (
        ("", *(short_name(name) for name, _ in found)),
        [
            (tr("Accuracy"), *(_with(e.accuracy, e.accuracy_interval) for e in each)),
            (tr("Macro F1"), *(_with(e.macro_f1, e.macro_f1_interval) for e in each)),
            (tr("Log-loss"), *(decimal(e.log_loss, 3) for e in each)),
            (tr("Calibration error"), *(percent(e.ece, 1) for e in each)),
        ],
    )


def class_table(report: EvaluationReport) -> tuple[tuple[str, ...], Rows]:
    """Heads and rows: the figures of each label, and of several labels a text its threshold."""
    heads = (tr("Labels"), tr("Precision"), tr("Recall"), tr("F1"), tr("Texts"))
    rows = [_class_row(scores) for scores in report.evaluation.per_class]
    if report.task == "single":
        return heads, rows
    cuts = [
        _NOTHING if name in report.untaught else decimal(cut, 2)
        for name, cut in zip(report.labels, report.thresholds, strict=True)
    ]
    each = [(*row, cut) for row, cut in zip(rows, cuts, strict=True)]
    return (*heads, tr("Given from")), each


def _class_row(scores: ClassScores) -> tuple[str, ...]:
    """A dash where there is nothing to measure."""
    return (
        scores.label,
        _share(scores.precision, scores.precision_interval),
        _share(scores.recall, scores.recall_interval),
        percent(scores.f1, _places(scores.recall_interval)) if scores.support else _NOTHING,
        number(scores.support),
    )


def _share(value: float, interval: Interval | None) -> str:
    """What was missed, and how surely."""
    if interval is None:
        return _NOTHING
    places = _places(interval)
    low, high = (decimal(100 * end, places) for end in (interval.low, interval.high))
    return f"{percent(value, places)} ({low}–{high})"


def _places(interval: Interval | None) -> int:
    """Behind the point: none of a figure that may be off by more."""
    return int(interval is not None and interval.high - interval.low < _SHARP)


def _beside(difference: Difference) -> str:
    name, points = classifier_name(difference.name), decimal(abs(difference.value) * 100)
    span = _points(difference.interval)
    if difference.interval.low > 0:
        return tr(
            "{points} points better than {name} ({span}).", points=points, name=name, span=span
        )
    if difference.interval.high < 0:
        return tr(
            "{name} is {points} points better here ({span}): it is simpler and quicker. "
            "More labels, or a more thorough training, may turn that.",
            points=points,
            name=name,
            span=span,
        )
    return tr(
        "About level with {name}: the difference of {points} points may be chance ({span}).",
        points=points,
        name=name,
        span=span,
    )


def _points(interval: Interval) -> str:
    return tr("{low} to {high}", low=_signed(interval.low), high=_signed(interval.high))


def _signed(share: float) -> str:
    """In points, with its sign; 0 has none."""
    points = round(share * 100, 1)
    sign = "+" if points > 0 else "−" if points else ""
    return sign + decimal(abs(points))


def _span(interval: Interval) -> str:
    return tr("{low} to {high}", low=percent(interval.low, 1), high=percent(interval.high, 1))


def without_span(value: float) -> str:
    """A figure that is the same however its texts are drawn again: of few texts that tells little,
    and not that it is sure."""
    return tr("{value} (span unknown)", value=percent(value, 1))


def _with(value: float, interval: Interval | None) -> str:
    if interval is None:
        return without_span(value)
    return f"{percent(value, 1)} ({decimal(interval.low * 100)}–{decimal(interval.high * 100)})"


def what_macro_f1_is() -> str:
    """For whoever does not know it."""
    return tr(
        "Macro F1: how rightly each label is given and how completely it is found, in one figure "
        "up to 100%; the mean of all labels, so that a rare one counts as much as a common one."
    )
