"""The five steps of a project: their names, what each says of itself, what it waits for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from app.translation import number, tr, tr_count
from app.workspace import StepCounts

FEWEST_LABELLED = 2  # a text for each of two labels: less cannot tell anything apart


@dataclass(frozen=True)
class Missing:
    """Why a step cannot begin yet, and the step to go to first."""

    title: str
    sentence: str
    button: str
    step: str


@dataclass(frozen=True)
class Step:
    """One of the five; ``key`` names it in code, its other texts are for people."""

    key: str
    icon: str
    title: str
    purpose: str
    state: Callable[[StepCounts], str]
    is_done: Callable[[StepCounts], bool]
    missing: Callable[[StepCounts], Missing | None]


def steps() -> tuple[Step, ...]:
    """The steps in their order, in the user's language."""
    return (
        Step(
            "import",
            "import",
            tr("Import"),
            tr("Bring in the texts, labelled or not."),
            _import_state,
            lambda counts: counts.documents > 0,
            lambda counts: None,
        ),
        Step(
            "label",
            "label",
            tr("Label"),
            tr("Decide for some texts what they are. A few of each kind are enough to begin."),
            _label_state,
            lambda counts: counts.labelled > 0 and counts.labels > 1,
            _without_documents,
        ),
        Step(
            "train",
            "train",
            tr("Train"),
            tr("Let the model read all texts, then learn from the labelled ones."),
            _train_state,
            lambda counts: counts.classifiers > 0,
            _without_labels,
        ),
        Step(
            "evaluate",
            "evaluate",
            tr("Evaluate"),
            tr("See how good it is on texts it never saw."),
            _state_with_model,
            lambda counts: False,
            _without_classifier,
        ),
        Step(
            "use",
            "use",
            tr("Use"),
            tr("Put it to work on new texts, here or anywhere else."),
            _state_with_model,
            lambda counts: False,
            _without_classifier,
        ),
    )


def first_open_step(all_steps: tuple[Step, ...], counts: StepCounts) -> str:
    """The key of the step to go on with: the first that is not done, but may begin."""
    return next(step.key for step in all_steps if not step.is_done(counts))


def _import_state(counts: StepCounts) -> str:
    return (
        tr_count("{n} text", "{n} texts", counts.documents)
        if counts.documents
        else tr("No texts yet")
    )


def _label_state(counts: StepCounts) -> str:
    if not counts.documents:
        return tr("Needs texts")
    return tr(
        "{labelled} of {documents} labelled",
        labelled=number(counts.labelled),
        documents=number(counts.documents),
    )


def _train_state(counts: StepCounts) -> str:
    if counts.classifiers:
        return tr_count("{n} model", "{n} models", counts.classifiers)
    return tr("Needs labels") if _without_labels(counts) else tr("Ready to train")


def _state_with_model(counts: StepCounts) -> str:
    return tr("Ready") if counts.classifiers else tr("Needs a model")


def _without_documents(counts: StepCounts) -> Missing | None:
    if counts.documents:
        return None
    return Missing(
        tr("No texts to label yet"),
        tr("Import a file or a folder first: any texts of the kind you care about."),
        tr("Go to Import"),
        "import",
    )


def _without_labels(counts: StepCounts) -> Missing | None:
    if not counts.documents:
        return Missing(
            tr("Nothing to learn from yet"),
            tr("Import texts first, then label some of them. Ten of each make a useful start."),
            tr("Go to Import"),
            "import",
        )
    if counts.labelled >= FEWEST_LABELLED and counts.labels > 1:
        return None
    return Missing(
        tr("Nothing to learn from yet"),
        tr("Label some texts first, with at least two labels. Ten of each make a useful start."),
        tr("Go to Label"),
        "label",
    )


def _without_classifier(counts: StepCounts) -> Missing | None:
    if counts.classifiers:
        return None
    return _without_labels(counts) or Missing(
        tr("No model yet"),
        tr("Train one from the texts you labelled. It takes minutes on a laptop."),
        tr("Go to Train"),
        "train",
    )
