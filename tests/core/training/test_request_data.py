"""What a request's runs may learn from, and what they are measured on."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from ulmfit_core.errors import InputError
from ulmfit_core.training.presets import PAPER, QUICK, STANDARD, Preset
from ulmfit_core.training.request_data import RequestData
from ulmfit_core.training.train_request import TrainRequest

TEXTS = [f"Text number {i}" for i in range(20)]
LABELS = [("even",) if i % 2 == 0 else ("odd",) for i in range(20)]


@pytest.mark.parametrize("preset", [QUICK, STANDARD])
def test_what_is_held_out_is_not_read_without_its_label_either(
    preset: Preset, tmp_path: Path
) -> None:
    more = ["Something else", *(f"{text.upper()} " for text in TEXTS)]
    data = RequestData(TrainRequest(TEXTS, LABELS, preset, unlabelled=more), tmp_path)
    texts = data.head_texts()
    held_out = {text.lower() for text in data.texts_of(data.valid)}
    assert len(held_out) == 4
    for read in (data.reading(), texts.reading, texts.words):
        assert held_out.isdisjoint(text.lower().strip() for text in read)
    assert data.unlabelled[0] == "Something else"
    assert len(data.unlabelled) == 1 + len(data.train)


def test_what_changes_no_update_begins_no_other_training() -> None:
    plain = TrainRequest(TEXTS, LABELS, STANDARD)
    told = replace(plain, lm_overrides={"prompt": "The service"})
    assert told.fingerprint() == plain.fingerprint()
    in_parts = replace(plain, overrides={"batch_parts": 2}, lm_overrides={"batch_parts": 4})
    assert in_parts.fingerprint() == plain.fingerprint()
    patient = replace(plain, overrides={"patience": 0})  # as without it
    assert patient.fingerprint() == plain.fingerprint()
    assert replace(plain, overrides={"patience": 2}).fingerprint() != plain.fingerprint()
    assert replace(plain, lm_overrides={"epochs": 3}).fingerprint() != plain.fingerprint()


def test_a_training_of_before_there_was_an_epsilon_goes_on() -> None:
    plain = TrainRequest(["a", "b"], [("x",), ("y",)], PAPER)
    assert plain.fingerprint() == "8608d4effc19"
    for epsilon in (1e-8, 1e-5):
        by_hand = replace(plain, lm_overrides={"epsilon": epsilon})
        assert by_hand.fingerprint() != plain.fingerprint()


@pytest.mark.parametrize(
    "changes",
    [
        {"labels": [("even\ud800",), ("odd",)] * 10},
        {"definitions": {"even": "Two of it.\udfff"}},
        {"lm_overrides": {"prompt": "The \ud83d"}},
    ],
)
def test_half_a_character_is_no_word_to_keep(changes: dict[str, Any]) -> None:
    with pytest.raises(InputError, match="half a character") as refusal:
        replace(TrainRequest(TEXTS, LABELS, STANDARD), **changes).check()
    assert str(refusal.value).isascii()


def test_labels_that_are_split_otherwise_begin_another_training() -> None:
    splits = [("a,b",), ("a", "b"), ("a\\,b",), ("a\\", "b")]
    texts, more = ["one", "two", "three"], [("a",), ()]
    requests = [TrainRequest(texts, [labels, *more], STANDARD) for labels in splits]
    assert len({request.fingerprint() for request in requests}) == len(splits)
