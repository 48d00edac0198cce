from __future__ import annotations

import json
import re
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.builders import LABELS, TEXTS, base_config, golden_examples, tiny_bundle
from tests.core.cli.conftest import Ulmfit
from ulmfit_core.evaluation.metrics import evaluate
from ulmfit_core.export.bundle import write_bundle
from ulmfit_core.export.export_model import with_int8
from ulmfit_core.predictor import Predictor

SCORES = evaluate(np.eye(3), np.arange(3), LABELS).to_json()


def test_model(ulmfit: Ulmfit, model: Path) -> None:
    record = ulmfit("info", model, "--json").record
    assert record["kind"] == "model"
    assert record["labels"] == ["place", "person", "thing"]
    assert "golden" not in record
    said = ulmfit("info", model).out
    assert "labels       place, person, thing\n" in said
    assert said == "".join(f"{line.rstrip()}\n" for line in said.splitlines())


def test_the_card_is_told_as_it_stands_in_the_file(ulmfit: Ulmfit, tmp_path: Path) -> None:
    path, card = tmp_path / "model.ulmfit", f"# A card\n\n| [bold]of |\n{'a line ' * 40}\n"
    write_bundle(replace(tiny_bundle(), card=card), path)
    assert ulmfit("info", path, "--card").out == card.rstrip() + " \n"
    assert ulmfit("info", path, "--card", "--json").record["card"] == card
    assert ulmfit("info", tmp_path / "none.ulmfit", "--card").status == 2


def test_in_what_numbers_a_model_computes(ulmfit: Ulmfit, tmp_path: Path) -> None:
    bundle = tiny_bundle()
    golden = golden_examples(Predictor.from_bundle(bundle).predict_proba(TEXTS), TEXTS)
    bundle = replace(bundle, config=replace(bundle.config, golden=golden))
    path = tmp_path / "model.ulmfit"
    write_bundle(with_int8(bundle, Predictor.from_bundle(bundle), []), path)
    assert "int8, with the labels of float32 for 100.0% of 8 texts" in ulmfit("info", path).out
    checked = ulmfit("info", path, "--json").record["int8"]
    assert (checked["n"], checked["agreement"]) == (8, 1.0)
    assert "golden" not in checked


def test_whether_the_language_model_has_read_the_texts(ulmfit: Ulmfit, tmp_path: Path) -> None:
    bundle, path = tiny_bundle(), tmp_path / "model.ulmfit"
    for base, said in (
        ({"name": "tiny"}, "tiny"),
        ({"name": "tiny", "fine_tuned": True}, "tiny, then trained on the texts"),
    ):
        write_bundle(replace(bundle, config=replace(bundle.config, base=base)), path)
        rows = (row.split(maxsplit=1) for row in ulmfit("info", path).out.splitlines())
        assert next(row[1].strip() for row in rows if row[:1] == ["base"]) == said


def test_which_labels_were_merged_after_the_training(ulmfit: Ulmfit, tmp_path: Path) -> None:
    bundle, path = tiny_bundle(), tmp_path / "model.ulmfit"
    config = replace(bundle.config, counted_as=("person", "person", "thing"))
    write_bundle(replace(bundle, config=config), path)
    assert re.search("merged since +place as person\n", ulmfit("info", path).out)


def test_from_which_probability_each_label_is_given(ulmfit: Ulmfit, tmp_path: Path) -> None:
    bundle, path = tiny_bundle(), tmp_path / "model.ulmfit"
    said = {"place 0.25, person 0.50, thing 0.62": (0.25, 0.5, 0.625), "0.50": None}
    for words, thresholds in said.items():
        config = replace(bundle.config, task="multi", thresholds=thresholds)
        write_bundle(replace(bundle, config=config), path)
        row = next(r for r in ulmfit("info", path).out.splitlines() if "given from" in r)
        assert row.split(maxsplit=2)[2].strip() == words
    write_bundle(bundle, path)
    assert "given from" not in ulmfit("info", path).out


def test_figures_of_weights_that_held_out_texts_chose(ulmfit: Ulmfit, tmp_path: Path) -> None:
    bundle, path = tiny_bundle(), tmp_path / "model.ulmfit"
    for facts, is_said in (({}, False), ({"chosen_by_held_out": True}, True)):
        config = replace(bundle.config, training=facts, metrics=SCORES)
        write_bundle(replace(bundle, config=config), path)
        said = " ".join(ulmfit("info", path).out.split())
        assert "On 3 texts held out" in said
        assert ("chosen by these very texts" in said) == is_said


def test_base(ulmfit: Ulmfit, base: Path) -> None:
    record = ulmfit("info", base, "--json").record
    assert record["kind"] == "base"
    assert record["name"] == "tiny"
    assert record["architecture"]["hidden_size"] == 12
    said = ulmfit("info", base)
    assert "forward" in said.out
    assert "4.2" in said.out


def test_base_within_a_pretraining(ulmfit: Ulmfit, base: Path, tmp_path: Path) -> None:
    shutil.copytree(base, tmp_path / "run" / "base")
    assert ulmfit("info", tmp_path / "run", "--json").record["name"] == "tiny"


def test_installed_bases(ulmfit: Ulmfit, base: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ULMFIT_BASES", str(base.parent))
    bases = ulmfit("info", "--json").record["bases"]
    assert "tiny" in [b["name"] for b in bases]
    assert ulmfit("info", "tiny", "--json").record["path"] == str(base)


@pytest.mark.parametrize("name", ["nothing", "nothing.ulmfit"])
def test_nothing_there(ulmfit: Ulmfit, name: str) -> None:
    said = ulmfit("info", name)
    assert said.status == 2
    assert "There is no" in said.err


def test_foreign_folder(ulmfit: Ulmfit, tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text("{}")
    said = ulmfit("info", tmp_path)
    assert said.status == 2
    assert "not a base model this version can read" in said.err


@pytest.mark.parametrize(
    "training",
    [{"tokens": "many"}, {"hours": [1]}, {"epochs": True}, {"valid_bits_per_byte": "few"}],
    ids=str,
)
def test_odd_facts_of_a_base(ulmfit: Ulmfit, tmp_path: Path, training: dict[str, Any]) -> None:
    (tmp_path / "config.json").write_text(json.dumps(base_config(training=training)))
    said = ulmfit("info", tmp_path)
    assert said.status == 2
    assert "its config.json is not whole" in said.err


def written(path: Path, **changes: object) -> Path:
    bundle = tiny_bundle()
    write_bundle(replace(bundle, config=replace(bundle.config, **changes)), path)
    return path


def test_how_it_was_made(ulmfit: Ulmfit, tmp_path: Path) -> None:
    settings = {"settings": {"rate": 0.003}, "lm_settings": {"epochs": 2}, "processor": "Z80"}
    path = written(tmp_path / "m.ulmfit", training=settings, data={"held_out_sha256": "1234abcd"})
    shown = " ".join(ulmfit("info", path).out.split())
    assert "set by hand rate=0.003, language model: epochs=2" in shown
    assert "measured by 1234abcd" in shown
    assert "processor Z80" in shown


@pytest.mark.parametrize(
    ("held_out", "same", "words"),
    [
        ("aa", True, ""),
        ("bb", False, "their scores cannot be compared"),
        (None, None, "does not tell by which texts"),
    ],
)
def test_what_differs_between_two(
    ulmfit: Ulmfit, tmp_path: Path, held_out: str | None, same: bool | None, words: str
) -> None:
    data = {"held_out_sha256": held_out} if held_out else {}
    made = {"versions": {"torch": "2.13.0"}, "training": {"settings": {"rate": 0.003}}}
    first = written(tmp_path / "a.ulmfit", seed=1, data={"held_out_sha256": "aa"})
    second = written(tmp_path / "b.ulmfit", seed=2, data=data, **made)
    record = ulmfit("info", first, "--compare", second, "--json").record
    assert record["differ"]["seed"] == ["1", "2"]
    assert record["differ"]["torch"] == ["", "2.13.0"]
    assert record["differ"]["rate"] == ["", "0.003"]
    assert "labels" not in record["differ"]
    assert record["same_held_out"] is same
    shown = " ".join(ulmfit("info", first, "--compare", second).out.split())
    assert words in shown
    assert "a.ulmfit" in shown


@pytest.mark.parametrize("option", ["--compare", "--card"])
def test_what_is_about_a_model_wants_one(ulmfit: Ulmfit, model: Path, option: str) -> None:
    given = (option, model) if option == "--compare" else (option,)
    said = ulmfit("info", *given)
    assert said.status == 2
    assert f"{option} is about a model, and none is named" in " ".join(said.err.split())


def test_a_base_has_a_card_and_is_compared_with_nothing(
    ulmfit: Ulmfit, base: Path, model: Path, tmp_path: Path
) -> None:
    bare, folder = ulmfit("info", base, "--card"), shutil.copytree(base, tmp_path / "mine")
    assert bare.status == 2
    assert "has no card" in " ".join(bare.err.split())
    (folder / "README.md").write_text("# A base\n", "utf-8")
    assert ulmfit("info", folder, "--card", "--json").record["card"] == "# A base\n"
    said = ulmfit("info", model, "--compare", base)
    assert said.status == 2
    assert "--compare is about two model files" in " ".join(said.err.split())
