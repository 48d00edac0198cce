from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from tests.builders import LABELS, tiny_config
from ulmfit_core.evaluation.metrics import evaluate
from ulmfit_core.export.bundle_config import LINEAR_HEAD, NO_BASE, WordsConfig
from ulmfit_core.export.model_card import model_card

GOOD = evaluate(np.eye(3) * 0.8 + 0.1 * (1 - np.eye(3)), np.arange(3), LABELS).to_json()
POOR = evaluate(np.full((3, 3), 1 / 3), np.arange(3), LABELS, n_bootstrap=0).to_json()


def test_scores_stand_beside_the_baselines_with_their_intervals() -> None:
    card = model_card(tiny_config(metrics=GOOD, baseline={"majority": POOR}))
    assert "On 3 held-out documents" in card
    assert "| **This model** | 100.0 % (43.9 % to 100.0 %) | 100.0 % | 0.223 | 0.200 |" in card
    assert "| Majority | 33.3 % | 16.7 % | 1.099 | 0.000 |" in card
    assert "| place | 100.0 % | 100.0 % | 100.0 % | 1 |" in card
    assert "as well or better" not in card
    assert "| person | – | 0.0 % | 0.0 % | 1 |" in model_card(tiny_config(metrics=POOR))


@pytest.mark.parametrize("scores", [GOOD, POOR])
def test_it_says_when_a_baseline_does_as_well(scores: dict[str, Any]) -> None:
    card = model_card(tiny_config(metrics=POOR, baseline={"tfidf_lr": scores}))
    assert "TF-IDF + logistic regression does as well or better here" in card


EN, WORDS = {"name": "en-compact"}, WordsConfig(10, 0, 2)
SAID: list[tuple[dict[str, Any], str]] = [
    ({}, "Gives a text one of these labels, each with a probability: `place`, `person`, `thing`."),
    ({"task": "multi"}, "Gives a text any number of these labels"),
    ({"labels": ("c`d", "e")}, "probability: `` c`d ``, `e`."),
    ({}, "It always answers"),
    ({"abstain_below": 0.7}, "It gives no label where it is less than 70% sure."),
    ({"task": "multi"}, "- Each label is given from a probability of 0.50 on.\n"),
    (
        {"task": "multi", "thresholds": (0.25, 0.5, 0.625)},
        "of its own, chosen on the held-out documents: `place` 0.25, `person` 0.50, `thing` 0.62.",
    ),
    ({"head": LINEAR_HEAD, "base": EN}, "that read general text alone stays as it was"),
    (
        {"head": LINEAR_HEAD, "base": {**EN, "fine_tuned": True}},
        "general text, then the target documents, stays as it was",
    ),
    ({"base": EN}, "a language model read general text, then the target documents; the"),
    ({"base": {**EN, "fine_tuned": False}}, "a language model read general text alone; the"),
    ({"base": {"name": NO_BASE}}, "a language model read the target documents alone; the"),
    ({"base": {"name": NO_BASE, "fine_tuned": False}}, "began from random weights, on the"),
    ({"training": {"unfreezing": "full"}}, "trained together with all the layers below, at once."),
    (
        {"training": {"settings": {"rate": 3e-3}, "lm_settings": {"epochs": 1}}},
        "- set by hand: rate=0.003, language model: epochs=1\n",
    ),
    (
        {"training": {"settings": {"rate_ladder": (0.1, 1.0), "class_weights": True}}},
        "- set by hand: rate_ladder=0.1,1.0, class_weights=true\n",
    ),
    ({"base": {"name": NO_BASE}}, "- no base model: the encoder was trained from scratch\n"),
    ({"head": LINEAR_HEAD}, "on its pooled layers, learnt the labels."),
    ({"head": LINEAR_HEAD, "words": WORDS}, "layers, added to others on TF-IDF words and topics"),
    ({}, "trained by gradual unfreezing.\n"),
    ({"words": WORDS}, "- Words of its documents stand in the file as they are, names among them."),
    ({"words": WORDS}, "unfreezing. What a regression on words says is added to it."),
    ({"metrics": {**GOOD, "n": 1}}, "On 1 held-out document, with"),
    ({"data": {"n_train": 80, "n_valid": 20}}, "- 80 labelled documents trained on\n- 20 labelled"),
    (
        {"data": {"label_counts": {"a": 9, "b": 10, "c": 3}}},
        "Under 10 documents taught it `a`, `c`.",
    ),
]


@pytest.mark.parametrize(("facts", "words"), SAID)
def test_each_fact_has_its_words(facts: dict[str, Any], words: str) -> None:
    assert words in model_card(tiny_config(**facts))


def test_data_base_and_how_it_was_made() -> None:
    config = tiny_config(
        data={"n_train": 12_345, "n_unlabelled": 7, "label_counts": {"place": 12_000, "thing": 3}},
        base={"name": "en-compact", "bits_per_byte": 1.2345},
        versions={"torch": "2.13.0"},
        directions=("forward", "backward"),
    )
    card = model_card(config)
    assert card.startswith("# Text classifier\n")
    assert "12,345 labelled documents trained on" in card
    assert "`place` 12,000" in card
    assert "`en-compact`, 1.234 bits per byte" in card or "1.235 bits per byte" in card
    assert "forward and backward" in card
    assert "torch 2.13.0" in card
    assert "Under 10 documents taught it `thing`." in card


def test_figures_of_a_model_trained_on_may_flatter_it() -> None:
    base = {"name": "en-compact", "trained_on_from": "first.ulmfit"}
    assert "figures may flatter it" in model_card(tiny_config(metrics=GOOD, base=base))
    assert "flatter" not in model_card(tiny_config(base=base))  # there are none
    assert "flatter" not in model_card(tiny_config(metrics=GOOD, base={"name": "en-compact"}))


def test_missing_facts_are_said_to_be_missing() -> None:
    card = model_card(tiny_config())
    assert "not evaluated" in card
    assert "Not recorded." in card
    assert "trained from scratch" in card
    assert "has not stated one" in card


def test_few_documents_are_a_limit() -> None:
    for data, are_few in (({"n_train": 99}, True), ({"n_train": 100}, False), ({}, False)):
        assert ("learnt from few documents" in model_card(tiny_config(data=data))) is are_few


def test_names_with_markup_do_not_break_the_tables() -> None:
    labels = ("a|b", "c`d", "e\nf")
    scores = evaluate(np.eye(3), np.arange(3), labels, n_bootstrap=0).to_json()
    card = model_card(tiny_config(labels=labels, metrics=scores))
    (row,) = [line for line in card.splitlines() if line.startswith("| a")]
    assert row.startswith(r"| a\|b | 100.0 %")
    assert any(line.startswith("| e f | 100.0 %") for line in card.splitlines())
