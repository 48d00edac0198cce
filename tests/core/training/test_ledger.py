from __future__ import annotations

import platform
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from ulmfit_core.training.ledger import are_comparable, run_facts, text_facts, versions
from ulmfit_core.training.presets import STANDARD
from ulmfit_core.training.request_data import RequestData
from ulmfit_core.training.train_request import TrainRequest

TEXTS = [f"text {n}" for n in range(20)]
LABELS = [("even",) if n % 2 == 0 else ("odd",) for n in range(20)]


def facts(labels: list[tuple[str, ...]] = LABELS, **changes: int) -> dict[str, str]:
    return text_facts(RequestData(TrainRequest(TEXTS, labels, STANDARD, **changes), Path()))  # type: ignore[arg-type]


def test_the_same_texts_and_labels_have_the_same_marks() -> None:
    assert facts() == facts()
    assert are_comparable(facts(), facts()) is True


@dataclass
class Chosen:
    """Texts that were chosen to learn from and to measure by, in some order."""

    train: list[int]
    valid: list[int]

    def texts_of(self, indices: Sequence[int]) -> list[str]:
        return [TEXTS[i] for i in indices]

    def labels_of(self, indices: Sequence[int]) -> list[tuple[str, ...]]:
        return [("even", "low") if i % 2 == 0 else ("odd",) for i in indices]


class Reversed(Chosen):
    def labels_of(self, indices: Sequence[int]) -> list[tuple[str, ...]]:
        return [labels[::-1] for labels in super().labels_of(indices)]


def test_an_order_says_nothing() -> None:
    assert text_facts(Chosen([0, 1, 2], [3, 4])) == text_facts(Reversed([2, 0, 1], [4, 3]))


def test_what_nothing_measured_cannot_be_compared() -> None:
    nothing = text_facts(Chosen([0, 1], []))
    assert are_comparable(nothing, nothing) is None


def test_another_split_is_measured_by_other_texts() -> None:
    assert are_comparable(facts(), facts(seed=1)) is False


def test_another_label_is_another_lesson() -> None:
    first, second = facts(), facts([("odd",), *LABELS[1:]])
    assert first != second


def test_who_does_not_tell_cannot_be_compared() -> None:
    assert are_comparable(facts(), {}) is None
    assert are_comparable({}, {}) is None


def test_what_a_result_may_depend_on_is_noted() -> None:
    assert versions().keys() >= {"ulmfit-studio", "torch", "scikit-learn", "numpy", "python"}
    assert versions()["python"] == platform.python_version()
    noted = run_facts({"rate": 0.01}, {})
    assert (noted["settings"], noted["lm_settings"]) == ({"rate": 0.01}, {})
    assert noted["processor"]
