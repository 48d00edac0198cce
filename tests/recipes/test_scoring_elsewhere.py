"""The recipes for Ray and Spark, each with two workers, against one process.

Neither library is among our dependencies: install "ray[data]" or pyspark (which wants a Java
runtime) beside the bare distribution to see these run.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from ulmfit_core.predictor import Predictor

HERE = Path(__file__).parent
MODEL = HERE.parent / "assets" / "models" / "v1.ulmfit"
ROOT = HERE.parents[1]


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    """Eight files of fifty rows."""
    pandas = pytest.importorskip("pandas")
    pytest.importorskip("pyarrow")
    folder = tmp_path / "in"
    folder.mkdir()
    for n in range(8):
        ids = range(50 * n, 50 * n + 50)
        texts = [f"Where is number {i}? " * (1 + i % 7) for i in ids]
        pandas.DataFrame({"id": ids, "text": texts}).to_parquet(folder / f"{n}.parquet")
    return folder


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.parametrize("library", ["ray", "pyspark"])
def test_two_workers_answer_as_one_process_does(library: str, corpus: Path, tmp_path: Path) -> None:
    import pandas

    if importlib.util.find_spec(library) is None:
        pytest.skip(f"{library} is not installed")
    if library == "pyspark" and shutil.which("java") is None:
        pytest.skip("Spark wants a Java runtime")
    script = HERE / f"scoring_with_{library.removeprefix('py')}.py"
    out = tmp_path / "out"
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYSPARK_PYTHON": sys.executable}
    done = subprocess.run(
        [sys.executable, script, MODEL, corpus, out, "2"],
        env=environment,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    scored = pandas.read_parquet(out).sort_values("id", ignore_index=True)
    expected = list(Predictor.open(MODEL, threads=1).predict_stream(scored["text"]))
    assert scored["id"].tolist() == list(range(400))
    assert scored["predicted_label"].tolist() == [p.label for p in expected]
    assert scored["predicted_probability"].tolist() == pytest.approx(
        [p.probability for p in expected], abs=1e-5
    )
