"""The README's commands for a model file, typed in an empty folder beside a fresh installation.

The environment is a real one, with nothing but what ``pip install "ulmfit-studio[predict]"``
brings: neither torch nor Qt.
"""

from __future__ import annotations

import csv
import os
import shutil
import subprocess
import sys
import venv
from collections.abc import Sequence
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
MODEL = ROOT / "tests" / "assets" / "models" / "v1.ulmfit"
BIN = "Scripts" if sys.platform == "win32" else "bin"
PYTHON = (
    "from ulmfit_core.predictor import Predictor\n"
    'predictor = Predictor.open("model.ulmfit")\n'
    'print(predictor.predict("A new text").label)'
)
pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]


@pytest.fixture(scope="module")
def bin_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The programs of an environment with the predict extra alone."""
    folder = tmp_path_factory.mktemp("predict") / "venv"
    venv.create(folder, with_pip=True)
    pins = ROOT / "packaging" / "constraints.txt"
    wanted = [f"{ROOT}[predict]", "--constraint", str(pins), "--quiet"]
    done = subprocess.run(
        [folder / BIN / "python", "-m", "pip", "install", *wanted], capture_output=True, text=True
    )
    if done.returncode and "No matching distribution" in done.stderr:
        pytest.skip("pip reaches no packages")
    assert done.returncode == 0, done.stderr
    return folder / BIN


@pytest.fixture
def empty(tmp_path: Path) -> Path:
    """Empty but for the model and the texts that the commands name."""
    shutil.copy(MODEL, tmp_path / "model.ulmfit")
    rows = "id,text\n1,Where is the Tagus?\n2,\n3,どこに川がありますか。\n"
    (tmp_path / "new.csv").write_text(rows, encoding="utf-8")
    return tmp_path


def typed(bin_folder: Path, folder: Path, line: str | Sequence[str]) -> str:
    """What a command says; it has to end well."""
    kept = {k: v for k, v in os.environ.items() if k not in ("PYTHONPATH", "VIRTUAL_ENV")}
    path = f"{bin_folder}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        line,
        shell=isinstance(line, str),
        cwd=folder,
        env={**kept, "PATH": path},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def of_readme(start: str) -> str:
    """The README's line that begins so."""
    lines = (ROOT / "README.md").read_text(encoding="utf-8").splitlines()
    return next(line for line in lines if line.startswith(start))


def test_neither_torch_nor_qt_is_there(bin_folder: Path, empty: Path) -> None:
    wanted = "import importlib.util as u; print([n for n in {} if u.find_spec(n)])"
    names = ("torch", "PySide6", "onnx", "pandas", "sklearn", "safetensors", "numpy")
    said = typed(bin_folder, empty, ["python", "-c", wanted.format(names)])
    assert said.strip() == "['numpy']"


def test_a_file_is_labelled(bin_folder: Path, empty: Path) -> None:
    typed(bin_folder, empty, of_readme("ulmfit predict model.ulmfit"))
    with (empty / "predicted.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [bool(row["predicted_label"]) for row in rows] == [True, False, True]


def test_the_model_tells_what_it_is(bin_folder: Path, empty: Path) -> None:
    assert "place, person, thing" in typed(bin_folder, empty, of_readme("ulmfit info"))


def test_three_lines_of_python(bin_folder: Path, empty: Path) -> None:
    labels = {"place", "person", "thing"}
    assert typed(bin_folder, empty, ["python", "-c", PYTHON]).strip() in labels
