"""Which base is taken for texts where none was named."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest

from tests.builders import base_config
from ulmfit_core.base_choice import suited_base
from ulmfit_core.resources import resource_path
from ulmfit_core.tokenizer import train_tokenizer

GERMAN = [
    "Der Zug nach München hatte heute wieder eine Stunde Verspätung.",
    "Die Rechnung wurde doppelt abgebucht, bitte prüfen Sie das.",
    "Ich möchte mein Kennwort zurücksetzen und finde die Seite nicht.",
]
ENGLISH = ["The train to London was an hour late again.", "I was charged twice, please check it."]


def write_vocabulary(folder: Path, name: str, direction: str = "forward") -> Path:
    """As much of a base model as tells what it was made for: German pieces."""
    folder.mkdir(parents=True)
    config = base_config(name=name, direction=direction)
    (folder / "config.json").write_text(json.dumps(config))
    draw, words = random.Random(0), " ".join(GERMAN).split()
    texts = [" ".join(draw.choices(words, k=12)) for _ in range(300)]
    model = train_tokenizer(texts, 500).to_bytes()
    (folder / "tokenizer.model").write_bytes(model)
    return folder


@pytest.fixture
def bases(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The user's folder of bases, empty."""
    monkeypatch.setenv("ULMFIT_BASES", str(tmp_path / "bases"))
    return tmp_path / "bases"


def chosen(texts: list[str]) -> str:
    found = suited_base(texts)
    assert found is not None
    return found.name


def test_texts_get_the_base_of_their_language(bases: Path) -> None:
    write_vocabulary(bases / "de", "de-small")
    assert chosen(GERMAN) == "de-small"
    assert chosen(ENGLISH) == "en-compact"
    assert chosen([]) == "en-compact"


def test_one_that_is_hardly_better_leaves_the_first(bases: Path) -> None:
    twin = write_vocabulary(bases / "own", "own")
    shipped = resource_path("pretrained", "en-compact") / "tokenizer.model"
    (twin / "tokenizer.model").write_bytes(shipped.read_bytes())
    assert chosen(GERMAN) == "en-compact"


def test_what_cannot_serve_is_passed_over(bases: Path) -> None:
    write_vocabulary(bases / "back", "de-backward", "backward")
    damaged = write_vocabulary(bases / "damaged", "damaged")
    (damaged / "tokenizer.model").write_bytes(b"no model")
    assert chosen(GERMAN) == "en-compact"
