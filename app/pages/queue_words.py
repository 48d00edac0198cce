"""What is said where a queue has no more texts."""

from __future__ import annotations

from app.pages.label_walk import AGAIN, CHECK, SAMPLE
from app.steps import Missing
from app.translation import tr


def nothing_left(queue: str, missing: Missing | None) -> str:
    """The sentence at the end of this queue, one of ``label_walk.QUEUES``; ``missing`` is what
    keeps a training from beginning."""
    if queue == "learn" and missing is not None:
        advice = tr("Import more texts, or change labels in the table.")
        return f"{missing.sentence} {advice}"
    sentences = {
        "learn": tr("Every text to learn from is labelled or skipped."),
        "test": tr("Every text of the test set is labelled or skipped."),
        "skipped": tr("No skipped texts are left to look at."),
        "flagged": tr("No flagged texts are left to look at."),
        CHECK: tr("No label looks wrong to the quick model."),
        AGAIN: tr("Enough was asked again for now. Progress tells how consistent you are."),
        SAMPLE: tr("No drawn text is left to label. Progress tells how many are still unfound."),
    }
    return sentences[queue]
