"""The five steps of a project: their names, what each says of itself, what it waits for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from app.translation import number, tr, tr_count
from app.workspace import Counts
from ulmfit_core.project.documents import ProjectCounts


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
    state: Callable[[Counts], str]
    is_done: Callable[[Counts], bool]
    missing: Callable[[Counts], Missing | None]


def steps() -> tuple[Step, ...]:
    """The steps in their order, in the user's language."""
    return (
        Step(
            "import",
            "import",
            tr("Import"),
            tr("Bring in the texts, labelled or not."),
            _import_state,
            lambda counts: counts.texts.n_documents > 0,
            lambda counts: None,
        ),
        Step(
            "label",
            "label",
            tr("Label"),
            tr("Say what some texts are. A few of each kind will do."),
            _label_state,
            lambda counts: without_labels(counts) is None,
            _without_documents,
        ),
        Step(
            "train",
            "train",
            tr("Train"),
            tr("Let the model read all texts, then learn from the labelled ones."),
            _train_state,
            lambda counts: counts.n_classifiers > 0,
            lambda counts: None if counts.n_trainings else without_labels(counts),
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


def first_open_step(all_steps: tuple[Step, ...], counts: Counts) -> str:
    """The key of the step to go on with: the first that is not done, but may begin."""
    return next(step.key for step in all_steps if not step.is_done(counts))


def _import_state(counts: Counts) -> str:
    return (
        tr_count("{n} text", "{n} texts", counts.texts.n_documents)
        if counts.texts.n_documents
        else tr("No texts yet")
    )


def _label_state(counts: Counts) -> str:
    if not counts.texts.n_documents:
        return tr("Needs texts")
    return tr(
        "{labelled} of {documents} labelled",
        labelled=number(counts.texts.n_with_labels),
        documents=number(counts.texts.n_documents),
    )


def _train_state(counts: Counts) -> str:
    if counts.is_training:
        return tr("Training…")
    if counts.n_classifiers:
        return tr_count("{n} model", "{n} models", counts.n_classifiers)
    return tr("Needs labels") if without_labels(counts) else tr("Ready to train")


def _state_with_model(counts: Counts) -> str:
    return tr("Ready") if counts.n_classifiers else tr("Needs a model")


def _without_documents(counts: Counts) -> Missing | None:
    if counts.texts.n_documents:
        return None
    return Missing(
        tr("No texts to label yet"),
        tr("Import a file or a folder first: any texts of the kind you care about."),
        tr("Go to Import"),
        "import",
    )


def without_labels(counts: Counts) -> Missing | None:
    """What a training waits for; None where it can begin."""
    if not counts.texts.n_documents:
        return Missing(
            tr("Nothing to learn from yet"),
            tr("Import texts first, then label some of them. Ten of each make a useful start."),
            tr("Go to Import"),
            "import",
        )
    sentence = _too_little(counts.texts)
    if not sentence:
        return None
    title = tr("Too little to learn from yet")
    if not counts.texts.n_labelled:
        title = tr("Nothing to learn from yet")
    return Missing(title, sentence, tr("Go to Label"), "label")


def _too_little(texts: ProjectCounts) -> str:
    """What else has to be labelled; empty where it is enough."""
    n_labels = sum(n > 0 for n in texts.to_learn_from.values())
    if n_labels > 1 and texts.can_hold_out:
        return ""
    if n_labels > 1:
        return tr(
            "Too few texts are labelled yet. Some are held out to measure the model, so the labels "
            "of one text have to be those of different texts as well. Ten of each make a useful "
            "start."
        )
    if texts.n_labelled > 1:
        return tr(
            "All labelled texts have the same label so far. A model has to tell two apart: add a "
            "second label and give it to some texts."
        )
    return tr("Label some texts first, with at least two labels. Ten of each make a useful start.")


def _without_classifier(counts: Counts) -> Missing | None:
    if counts.n_classifiers:
        return None
    if counts.is_training:
        return Missing(
            tr("No model yet"),
            tr("The first training is at work. When it is done, this page opens."),
            tr("See how it goes"),
            "train",
        )
    return without_labels(counts) or Missing(
        tr("No model yet"),
        tr("Train one from the texts you labelled. It takes minutes on a laptop."),
        tr("Go to Train"),
        "train",
    )
