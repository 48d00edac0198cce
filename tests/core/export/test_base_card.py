"""What the card of a base model says of its training."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from ulmfit_core.export.base_card import BaseOrigin, base_card
from ulmfit_core.tokenizer_check import TokenizerCheck

SIZES = {"vocab_size": 8000, "embedding_size": 256, "hidden_size": 640, "n_layers": 3}
ORIGIN = BaseOrigin(["wiki.txt"], 1200, "", "ulmfit pretrain wiki.txt", "2 cores")


def card(origin: BaseOrigin = ORIGIN, **training: Any) -> str:
    facts = {"tokens": 3_000_000, "epochs": 0.5, "hours": 2.5, **training}
    config = {"name": "own", "direction": "forward", "architecture": SIZES, "training": facts}
    return base_card(config, origin)


def test_a_base_from_scratch() -> None:
    said = card(valid_bits_per_byte=1.5)
    assert "1,200 documents; 3,000,000 tokens read (0.5 passes over them).\n" in said
    assert "2.5 hours of training on 2 cores\n" in said
    assert "1.5 bits per byte" in said


def test_what_an_earlier_base_read_is_told_apart() -> None:
    said = card(tokens_before=2_000_000, hours=6.05, hours_before=5.87)
    assert "1,000,000 tokens read" in said
    assert "It began with a base that had read 2,000,000 tokens of other text." in said
    assert (
        "- time: 0.18 hours of training on 2 cores; the base it began with took 5.87 hours" in said
    )
    assert "It was not measured." in said


def test_what_its_tokenizer_gives_back() -> None:
    said = card(replace(ORIGIN, tokenizer=TokenizerCheck(200, 199, 0.0123)))
    assert "199 of 200 held-out documents come back from their pieces; 1.2% of these" in said
    assert "- tokenizer" not in card()
