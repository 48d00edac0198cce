"""How good the quick model is, in words that do not say more than is known."""

from __future__ import annotations

from collections.abc import Sequence

from app.operations.review import TrainedPoint
from app.translation import decimal, number, percent, tr, tr_count
from ulmfit_core.evaluation.abstaining import FEWEST as FEWEST_TO_ABSTAIN
from ulmfit_core.evaluation.abstaining import FEWEST_ANSWERS, Coverage, expected_wrong
from ulmfit_core.evaluation.agreement import Consistency
from ulmfit_core.fewshot.learning_curve import CurvePoint, LearningCurve
from ulmfit_core.fewshot.review import Review
from ulmfit_core.fewshot.stopping import MODELS, SETTLED, STEP, StopAdvice

_MOST_TRAININGS = 4  # in sentences; all are drawn
_MAY_BE_WRONG = 0.05  # of the answers that are given


def headline(found: Review) -> str:
    """The one number, or why there is none."""
    if found.curve is None:
        return tr_count(
            "No figure yet: {n} more label is needed for an estimate.",
            "No figure yet: {n} more labels are needed for an estimate.",
            found.n_missing,
        )
    last = found.curve.head[-1]
    return tr("Macro F1 {mean}, learnt from {n} texts", mean=percent(last.mean), n=number(last.n))


def sentences(found: Review, own: Consistency) -> list[str]:
    """What there is to know besides, one thought each."""
    said = []
    if found.curve is not None:
        said += [_band(found.curve), _beside(found.curve)]
        said += [*_unread(found.curve), _more(found.curve)]
    if found.advice is not None:
        said.append(_advice(found.advice))
    if found.coverage and found.coverage[0].n >= FEWEST_TO_ABSTAIN:
        said.append(_abstaining(found.coverage))
    if own.n:
        said.append(_consistency(own))
    if found.curve is not None:
        said.append(
            tr(
                "Measured on your own labels, each held back in turn. Texts asked by doubt are "
                "harder than most, those found by a search easier; the test set tells how good "
                "it is."
            )
        )
    return said


def training_sentences(points: Sequence[TrainedPoint]) -> list[str]:
    """The last full trainings' figures, and what each started from."""
    return [_training(point) for point in points[-_MOST_TRAININGS:]]


def _training(point: TrainedPoint) -> str:
    title, n, score = point.title, number(point.n), percent(point.macro_f1)
    if point.is_from_scratch:
        return tr(
            "{title}, trained from scratch on {n} texts, reaches {score} on those it held out.",
            title=title,
            n=n,
            score=score,
        )
    return tr(
        "{title}, a full training on {n} texts, reaches {score} on those it held out.",
        title=title,
        n=n,
        score=score,
    )


def described(curve: LearningCurve) -> str:
    """The curve in numbers, for those who cannot see it."""
    return "; ".join(
        tr("{n} labels: {mean}", n=number(point.n), mean=percent(point.mean))
        for point in curve.head
    )


def _unread(curve: LearningCurve) -> list[str]:
    """What the pretrained language model adds; nothing where it has not read yet."""
    if not curve.unread:
        return []
    return [
        tr(
            "Without the pretrained language model's reading it reaches {unread}, with it {head}.",
            unread=percent(curve.unread[-1].mean),
            head=percent(curve.head[-1].mean),
        )
    ]


def _band(curve: LearningCurve) -> str:
    """It is of the repeats: that the texts themselves are a sample is not in it."""
    last = curve.head[-1]
    return tr(
        "Other texts held back give {low} to {high}: the band. Of texts yet to come it may be off "
        "by more.",
        low=percent(last.low),
        high=percent(last.high),
    )


def _beside(curve: LearningCurve) -> str:
    words: CurvePoint = curve.words[-1]
    return tr(
        "Words alone reach {words}, guessing the commonest label {majority}.",
        words=percent(words.mean),
        majority=percent(curve.majority),
    )


def _more(curve: LearningCurve) -> str:
    if curve.more is None:
        return tr("The curve looks flat: more labels of the same kind would hardly help.")
    return tr_count(
        "Roughly {n} more label for one more point: it may be a third or three times that.",
        "Roughly {n} more labels for one more point: it may be a third or three times that.",
        curve.more,
    )


def _advice(advice: StopAdvice) -> str:
    values = {"n": number(STEP), "changed": percent(advice.changed, 1)}
    if advice.should_stop:
        return tr("You may stop: the last {n} labels changed {changed} of the answers.", **values)
    if advice.is_settled:
        return tr(
            "Go on: the last {n} labels changed {changed} of the answers, but the curve still "
            "rises.",
            **values,
        )
    if advice.changed <= SETTLED:
        return tr(
            "Go on: the last {n} labels changed {changed} of the answers, but over the last {all} "
            "they have not settled.",
            all=number(STEP * (MODELS - 1)),
            **values,
        )
    return tr("Go on: the last {n} labels still changed {changed} of the answers.", **values)


def _abstaining(coverage: tuple[Coverage, ...]) -> str:
    everything = coverage[0]
    good = [
        point
        for point, expected in zip(coverage, expected_wrong(coverage), strict=True)
        if point.n_answered >= FEWEST_ANSWERS and max(point.wrong, expected) <= _MAY_BE_WRONG
    ]
    interval = good[0].wrong_interval() if good else None
    if everything.wrong <= _MAY_BE_WRONG or interval is None:
        return tr("Answering every text, it is wrong in {wrong}.", wrong=percent(everything.wrong))
    return tr(
        "Answering every text, it is wrong in {wrong}. Where it is at least {threshold} sure, on "
        "{answered} of the texts, it is wrong in {less} (most likely {low} to {high}).",
        wrong=percent(everything.wrong),
        threshold=percent(good[0].threshold),
        answered=percent(good[0].answered),
        less=percent(good[0].wrong),
        low=percent(interval.low),
        high=percent(interval.high),
    )


def _consistency(own: Consistency) -> str:
    words = tr_count(
        "Asked again, you gave {same} of {n} text the same label.",
        "Asked again, you gave {same} of {n} texts the same label.",
        own.n,
        same=number(own.n_same),
    )
    if own.kappa is None:
        return words
    bound = tr(
        "Kappa {kappa}: hardly any model will agree with you more often than you with yourself.",
        kappa=decimal(own.kappa, 2),
    )
    return f"{words} {bound}"
