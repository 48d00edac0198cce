"""Scoring with what the bare distribution brings: everything else is refused."""

from __future__ import annotations

import csv
import subprocess
import sys
from pathlib import Path

from tests.builders import instant_bundle
from tests.core.cli.conftest import write_csv
from ulmfit_core.export.bundle import write_bundle

MODEL = Path(__file__).parents[2] / "assets" / "models" / "v1.ulmfit"

REFUSING = """
import importlib.abc, sys

class Refuse(importlib.abc.MetaPathFinder):
    extras = {"PySide6", "calamine", "fastapi", "olefile", "onnx", "pandas",
              "platformdirs", "psutil", "pyarrow", "pypdfium2", "pyreadstat", "python_calamine",
              "safetensors", "scipy", "sklearn", "striprtf", "torch", "uvicorn", "xlsxwriter",
              "zstandard"}
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in self.extras:
            raise ModuleNotFoundError(f"{name} is no part of the bare distribution")

sys.meta_path.insert(0, Refuse())
from ulmfit_core.cli.app import run
sys.exit(run(sys.argv[1:]))
"""


def bare(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", REFUSING, *arguments]
    return subprocess.run(command, capture_output=True, text=True)


def test_a_csv_is_labelled_and_a_model_told_about(tmp_path: Path) -> None:
    source, out = tmp_path / "new.csv", tmp_path / "predicted.csv"
    write_csv(source, [("id", "text"), (1, "Where is the Tagus?"), (2, "ど")])
    done = bare("predict", MODEL, source, "--text", "text", "--out", out)
    assert done.returncode == 0, done.stderr
    with out.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["id"] for row in rows] == ["1", "2"]
    assert all(row["predicted_label"] for row in rows)
    assert bare("info", MODEL).returncode == 0


def test_words_are_counted_without_scikit_learn(tmp_path: Path) -> None:
    model, source, out = tmp_path / "m.ulmfit", tmp_path / "new.csv", tmp_path / "predicted.csv"
    write_bundle(instant_bundle(), model)
    write_csv(source, [("text",), ("Where is the Tagus?",), ("",), ("川が",)])
    done = bare("predict", model, source, "--text", "text", "--out", out)
    assert done.returncode == 0, done.stderr
    assert len(out.read_text(encoding="utf-8").splitlines()) == 4


def test_the_estimator_says_what_it_needs() -> None:
    refusing = REFUSING.partition("from ulmfit_core")[0]
    command = [sys.executable, "-c", f"{refusing}import ulmfit_core.estimator"]
    said = subprocess.run(command, capture_output=True, text=True).stderr
    assert "ImportError: UlmfitClassifier needs scikit-learn" in said


def test_what_needs_more_says_what_to_install(tmp_path: Path) -> None:
    source = write_csv(tmp_path / "new.csv", [("text", "label"), ("a", "x"), ("b", "y")])
    for arguments, extra in (
        (("serve", MODEL), "serve"),
        (("predict", MODEL, source, "--out", tmp_path / "out.xlsx"), "train"),
        (("predict", MODEL, source, "--out", tmp_path / "out.parquet"), "parquet"),
    ):
        done = bare(*arguments)
        assert done.returncode == 2, done.stderr
        assert f"ulmfit-studio[{extra}]" in done.stderr
