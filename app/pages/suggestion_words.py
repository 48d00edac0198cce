"""What the quick classifier says, in words."""

from __future__ import annotations

from collections.abc import Mapping

from app.models.suggestions import Suggestions
from app.translation import tr, tr_count
from ulmfit_core.fewshot.queue import Reason, Why


def reason_words(reason: Reason | None, names: Mapping[int, str], labels: tuple[int, ...]) -> str:
    """Why a text is asked about now; "" where there is nothing to say.

    ``labels`` are the label ids that the reason's numbers stand for.
    """
    if reason is None:
        return ""
    said = [names.get(labels[place], "") for place in reason.labels if place < len(labels)]
    match reason.why:
        case Why.TORN if len(said) == 2:
            return tr("Torn between {one} and {other}", one=said[0], other=said[1])
        case Why.UNSURE if said:
            return tr("Unsure about {name}", name=said[0])
        case Why.RARE if said:
            return tr("May be {name}, of which there are few", name=said[0])
        case Why.DOUBTED if len(said) == 2:
            return tr("Labelled {one}; other texts speak for {other}", one=said[0], other=said[1])
        case Why.CONTRADICTED if len(said) == 2:
            return tr("Labelled {one}; nearly the same text: {other}", one=said[0], other=said[1])
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
        "{n} other is nearly the same (Ctrl+D shows it)",
        "{n} others are nearly the same (Ctrl+D shows them)",
        n_same,
    )


def speaker_words(suggestions: Suggestions) -> str:
    """Which model suggests, and from how many texts it learnt."""
    if suggestions.probabilities is None:
        return tr("Suggestions come once two labels were given.")
    learnt = tr_count("learnt from {n} text", "learnt from {n} texts", suggestions.n_labelled)
    if suggestions.reads:
        return tr("Quick model on words and language model, {learnt}.", learnt=learnt)
    return tr("Quick model on words alone, {learnt}.", learnt=learnt)
