"""How far two people agree, in sentences and rows."""

from __future__ import annotations

from app.operations.compare_labels import Comparison
from app.translation import decimal, number, percent, tr, tr_count
from ulmfit_core.evaluation.intervals import Interval
from ulmfit_core.evaluation.two_coders import Coefficients, LabelAgreement, TwoCoders

_NOTHING = "–"
_MOST_NAMED = 5


def agreement_words(found: TwoCoders) -> str:
    """On all labels together."""
    both = tr_count("{n} text has labels from both.", "{n} texts have labels from both.", found.n)
    low, high = (percent(share, 1) for share in (found.same.low, found.same.high))
    same = tr(
        "{share} have the same labels (95% interval {span}).",
        share=percent(found.n_same / found.n, 1),
        span=tr("{low} to {high}", low=low, high=high),
    )
    return f"{both} {same} {_overall_words(found.overall)}"


def passed_over_words(made: Comparison) -> str:
    """On what was not compared, and what counted as the same; empty where nothing is to say."""
    found, words = made.found, list[str]()
    if found is not None and (found.n_only_one or found.n_only_other):
        words.append(
            tr(
                "Labelled in the project alone: {mine}, in the file alone: {theirs}.",
                mine=found.n_only_one,
                theirs=found.n_only_other,
            )
        )
    if n := made.n_unlabelled:
        words.append(
            tr_count("{n} row of the file has no label.", "{n} rows of the file have no label.", n)
        )
    if n := made.n_rejected:
        words.append(
            tr_count(
                "{n} row of the file could not be read.",
                "{n} rows of the file could not be read.",
                n,
            )
        )
    return " ".join([*words, *_same_words(found)])


def offer_words(made: Comparison) -> str:
    """On texts that only the file has labels for; empty where there are none."""
    words, n_unfit = list[str](), made.offered.n_unfit
    if n := len(made.offered.labels):
        words.append(
            tr_count(
                "The file labels {n} text that nobody has decided on here.",
                "The file labels {n} texts that nobody has decided on here.",
                n,
            )
        )
    if n_unfit:
        words.append(
            tr_count(
                "{n} such text has several labels there, or none of them, where this project has "
                "one: it is passed over.",
                "{n} such texts have several labels there, or none of them, where this project has "
                "one: they are passed over.",
                n_unfit,
            )
        )
    return " ".join(words)


def label_heads() -> tuple[str, ...]:
    """Above the rows."""
    words = tr("Labels"), tr("Mine"), tr("Theirs"), tr("Both")
    return (*words, tr("Kappa"), tr("95% interval"), tr("Alpha"))


def label_row(label: LabelAgreement) -> tuple[str, ...]:
    """How often each gave a label, and how far they agree on it."""
    measured = label.beyond_chance
    counts = (number(n) for n in (label.n_one, label.n_other, label.n_both))
    return (
        label.label,
        *counts,
        _decimal(measured.kappa),
        _span(measured.interval),
        _decimal(measured.alpha),
    )


def _overall_words(overall: Coefficients | None) -> str:
    if overall is None:
        return tr("As a text may have several labels, each label is measured by itself.")
    if overall.kappa is None:
        return tr("With one label alone there is no agreement beyond chance to measure.")
    return tr(
        "Over all labels Cohen's kappa is {kappa} ({span}) and Krippendorff's alpha {alpha}.",
        kappa=_decimal(overall.kappa),
        span=_span(overall.interval),
        alpha=_decimal(overall.alpha),
    )


def _same_words(found: TwoCoders | None) -> list[str]:
    words = []
    if found is not None and found.n_unclear:
        words.append(
            tr_count(
                "{n} text stands there again with other labels from the same person; the first "
                "count.",
                "{n} texts stand there again with other labels from the same person; the first "
                "count.",
                found.n_unclear,
            )
        )
    if found is not None and found.respelled:
        named = ", ".join(f"{theirs} = {mine}" for theirs, mine in found.respelled[:_MOST_NAMED])
        more = "…" if found.respelled[_MOST_NAMED:] else ""
        words.append(tr("Taken for the same label: {labels}.", labels=named + more))
    return words


def _decimal(value: float | None) -> str:
    return _NOTHING if value is None else decimal(value, 2)


def _span(interval: Interval | None) -> str:
    if interval is None:
        return _NOTHING
    low, high = decimal(interval.low, 2), decimal(interval.high, 2)
    return tr("{low} to {high}", low=low, high=high)
