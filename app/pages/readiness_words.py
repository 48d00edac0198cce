"""How much there is to learn from, and what would help most."""

from __future__ import annotations

from collections.abc import Sequence

from app.translation import tr, tr_count
from ulmfit_core.project.documents import ProjectCounts
from ulmfit_core.project.labels import Label

_USEFUL = 10  # texts of each label
_MOST_NAMED = 5


def n_to_learn_from(counts: ProjectCounts) -> int:
    """Labelled texts but for the test set's."""
    return counts.n_labelled - counts.n_test_labelled


def readiness_words(labels: Sequence[Label], counts: ProjectCounts) -> str:
    """How many texts there are to learn from, and which labels have few."""
    words = tr_count(
        "{n} labelled text to learn from.",
        "{n} labelled texts to learn from.",
        n_to_learn_from(counts),
    )
    each = ((label.name, counts.by_label.get(label.id, 0)) for label in labels)
    few = [f"{name} ({count})" for name, count in each if count < _USEFUL]
    if not few:
        return words
    scarce = ", ".join(few[:_MOST_NAMED])
    return words + " " + tr("Few so far: {labels}. Ten of each make a useful start.", labels=scarce)
