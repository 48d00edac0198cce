"""A base model of a few hundred weights, a small corpus, and the command without a process."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.builders import tiny_bundle, tiny_tokenizer
from ulmfit_core.cli.app import run
from ulmfit_core.export.bundle import write_bundle

PLACES = ("Lisbon", "Porto", "Ghent", "Turin", "Malmö", "Riga", "Split", "Cork")
PEOPLE = ("Ada", "Linus", "Grace", "Alan", "Edith", "Pierre", "Mary", "Otto")


@dataclass(frozen=True)
class Outcome:
    """How a command ended and what it said."""

    status: int
    out: str
    err: str

    @property
    def record(self) -> dict[str, Any]:
        """The one object that ``--json`` printed; fails on anything beside it."""
        record: dict[str, Any] = json.loads(self.out)
        assert self.out.count("\n") == 1
        return record


Ulmfit = Callable[..., Outcome]


@pytest.fixture
def ulmfit(capsys: pytest.CaptureFixture[str]) -> Ulmfit:
    """Runs the command in this process."""

    def call(*arguments: str | Path) -> Outcome:
        status = run([str(argument) for argument in arguments])
        captured = capsys.readouterr()
        return Outcome(status, captured.out, captured.err)

    return call


def write_csv(path: Path, rows: Sequence[Sequence[object]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    return path


def questions() -> list[tuple[str, str]]:
    """32 texts of two labels that a single word tells apart."""
    rows = [(f"Where is {name}, and how far?", "place") for name in PLACES]
    rows += [(f"Where do you find {name} on a map?", "place") for name in PLACES]
    rows += [(f"Who was {name} in truth?", "person") for name in PEOPLE]
    rows += [(f"Who knew {name} best?", "person") for name in PEOPLE]
    return rows


@pytest.fixture
def train_csv(tmp_path: Path) -> Path:
    return write_csv(tmp_path / "train.csv", [("text", "label"), *questions()])


@pytest.fixture
def model(tmp_path: Path) -> Path:
    """A model file of the labels place, person and thing; its weights are a formula."""
    path = tmp_path / "tiny.ulmfit"
    write_bundle(tiny_bundle(), path)
    return path


@pytest.fixture(scope="session")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A base model with random weights."""
    import torch

    from ulmfit_core.architecture import Architecture
    from ulmfit_core.export.base_model import BaseModel, write_base
    from ulmfit_core.modules.language_model import LanguageModel

    torch.manual_seed(0)
    tokenizer = tiny_tokenizer()
    network = LanguageModel(Architecture(tokenizer.vocab_size, 8, 12, 2))
    folder = tmp_path_factory.mktemp("bases") / "tiny"
    training = {"tokens": 12, "epochs": 1.0, "hours": 0.1, "valid_bits_per_byte": 4.2}
    write_base(BaseModel("tiny", "forward", training, network, tokenizer), folder)
    return folder
