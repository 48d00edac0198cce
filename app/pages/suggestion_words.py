"""What the quick classifier says, or a trained model in its place, in words."""

from __future__ import annotations

from collections.abc import Mapping

from app.key_words import key_words
from app.models.suggestions import Suggestions
from app.translation import number, tr, tr_count
from ulmfit_core.fewshot.queue import Reason, Why

SHOW_SIMILAR = "Ctrl+D"


def reason_words(reason: Reason | None, names: Mapping[int, str], labels: tuple[int, ...]) -> str:
    """Why a text is asked about now; "" where there is nothing to say.

    ``labels`` are the label ids that the reason's numbers stand for; one may be gone since.
    """
    if reason is None:
        return ""
    ids = [labels[place] for place in reason.labels if place < len(labels)]
    said = [names[id_] for id_ in ids if id_ in names]
    match reason.why:
        case Why.TORN if len(said) == 2:
            return tr("Torn between {one} and {other}", one=said[0], other=said[1])
        case Why.UNSURE if said:
            return tr("Unsure about {name}", name=said[0])
        case Why.RARE if said:
            return tr("May be {name}, of which there are few", name=said[0])
        case Why.DOUBTED if len(said) == 2:
            return tr("Labelled {one}; other texts speak for {other}", one=said[0], other=said[1])
        case Why.MISSED if said:
            return tr("Not labelled {name}; other texts speak for it", name=said[0])
        case Why.SURPLUS if said:
            return tr("Labelled {name}; other texts speak against it", name=said[0])
        case Why.CONTRADICTED if len(said) == 2:
            return tr("Labelled {one}; nearly the same text: {other}", one=said[0], other=said[1])
        case Why.LEAST_SURE:
            return tr("Among the least sure of those left")
        case Why.NOVEL:
            return tr("Unlike anything labelled yet")
        case Why.FIRST:
            return tr("Typical of many texts")
        case Why.RANDOM:
            return tr("Drawn at random")
    return ""


def same_words(n_same: int) -> str:
    """How many other texts are nearly the same; "" where none is."""
    if not n_same:
        return ""
    return tr_count(
        "{n} other is nearly the same ({key} shows it)",
        "{n} others are nearly the same ({key} shows them)",
        n_same,
        key=key_words(SHOW_SIMILAR),
    )


def speaker_words(suggestions: Suggestions) -> str:
    """Which model suggests, and from how many texts it learnt."""
    if suggestions.probabilities is None:
        return tr(
            "Suggestions come once two labels were given, or once their meanings are written."
        )
    if suggestions.is_by_training:
        return _training_speaks(suggestions)
    return " ".join(filter(None, (_quick_speaks(suggestions), _why_not(suggestions))))


def _quick_speaks(suggestions: Suggestions) -> str:
    learnt = _taught_by(suggestions)
    if suggestions.reads and suggestions.is_adapted:
        return tr(
            "Quick model on words and the language model adapted to these texts, {learnt}.",
            learnt=learnt,
        )
    if suggestions.reads:
        return tr("Quick model on words and language model, {learnt}.", learnt=learnt)
    return tr("Quick model on words alone, {learnt}.", learnt=learnt)


def _taught_by(suggestions: Suggestions) -> str:
    n = suggestions.n_labelled
    if not suggestions.n_meant:
        return tr_count("learnt from {n} text", "learnt from {n} texts", n)
    if not n:
        return tr("learnt from what the labels mean")
    return tr_count(
        "learnt from what the labels mean and {n} text",
        "learnt from what the labels mean and {n} texts",
        n,
    )


def _training_speaks(suggestions: Suggestions) -> str:
    words = tr_count(
        "{title} speaks, taught by {n} text.",
        "{title} speaks, taught by {n} texts.",
        suggestions.n_labelled,
        title=suggestions.title,
    )
    return " ".join((words, _counted(suggestions)))


def _why_not(suggestions: Suggestions) -> str:
    """Why the newest training does not speak; "" where there is none."""
    verdict = suggestions.verdict
    if verdict is None:
        return ""
    title = suggestions.title
    if not verdict.knows_labels:
        return tr("{title} does not know every label of now.", title=title)
    if verdict.paired is None:
        return tr("Too few texts were held out from {title} to compare it.", title=title)
    if verdict.wants_scores:
        return tr("{title} is better, and speaks once it has read all texts.", title=title)
    return " ".join((_counted(suggestions), tr("That is not surely better.")))


def _counted(suggestions: Suggestions) -> str:
    """The two on the same texts."""
    assert suggestions.verdict is not None
    found = suggestions.verdict.paired
    assert found is not None
    return tr(
        "Of {n} texts held out from {title} it has {right} right, the quick model {other}.",
        n=number(found.n),
        title=suggestions.title,
        right=number(found.n_right),
        other=number(found.n_right_other),
    )
