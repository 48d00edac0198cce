from __future__ import annotations

import pytest

from app.pages.suggestion_words import reason_words
from ulmfit_core.fewshot.queue import Reason, Why

LABELS = (7, 9)


@pytest.mark.parametrize(
    ("reason", "words"),
    [
        (Reason(Why.TORN, (1, 0)), "Torn between person and place"),
        (Reason(Why.UNSURE, (0,)), "Unsure about place"),
        (Reason(Why.LEAST_SURE), "Among the least sure of those left"),
        (Reason(Why.DOUBTED, (0, 1)), "Labelled place; other texts speak for person"),
        (Reason(Why.MISSED, (0,)), "Not labelled place; other texts speak for it"),
        (Reason(Why.SURPLUS, (0,)), "Labelled place; other texts speak against it"),
        (Reason(Why.NOVEL), "Unlike anything labelled yet"),
    ],
)
def test_a_reason_names_labels_that_there_still_are(reason: Reason, words: str) -> None:
    assert reason_words(reason, {7: "place", 9: "person"}, LABELS) == words
    assert reason_words(reason, {9: "person"}, LABELS) == ("" if "place" in words else words)
