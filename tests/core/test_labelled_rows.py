"""Scoring a file in blocks: stopped and resumed, or in shards, the same to the last digit."""

from __future__ import annotations

import csv
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.builders import TEXTS, tiny_bundle
from tests.core.cli.conftest import write_csv
from ulmfit_core import labelled_rows as module
from ulmfit_core.corpus.options import ColumnMapping
from ulmfit_core.corpus.writing import open_writer
from ulmfit_core.errors import InputError
from ulmfit_core.export.bundle import write_bundle
from ulmfit_core.export.export_model import with_int8
from ulmfit_core.labelled_rows import FileLabelling, Shard
from ulmfit_core.predictor import Predictor
from ulmfit_core.score_journal import ScoreJournal

N_ROWS = 150


@pytest.fixture(autouse=True)
def small_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "BLOCK_ROWS", 32)


@pytest.fixture(scope="module")
def predictor(tmp_path_factory: pytest.TempPathFactory) -> Predictor:
    """In int8, as a file is labelled where that holds."""
    path = tmp_path_factory.mktemp("model") / "model.ulmfit"
    bundle = tiny_bundle()
    write_bundle(with_int8(bundle, Predictor.from_bundle(bundle), []), path)
    return Predictor.open(path, precision="int8", threads=1)


@pytest.fixture
def texts(tmp_path: Path) -> Path:
    """Every seventh row has no text."""
    rows = [(i, "" if i % 7 == 0 else TEXTS[i % 6] * (1 + i % 5)) for i in range(N_ROWS)]
    return write_csv(tmp_path / "texts.csv", [("id", "text"), *rows])


def labelling(texts: Path, predictor: Predictor, shard: Shard = module.WHOLE) -> FileLabelling:
    made = FileLabelling(texts, ColumnMapping(), predictor, shard)
    *_, counted = made.count()
    assert counted == N_ROWS
    return made


def finished(work: FileLabelling, journal: Path) -> list[list[Any]]:
    with work.open_journal(journal) as scores:
        *_, done = work.score(scores)
        assert done == work.n_wanted
        with work.rows(scores) as rows:
            return list(rows)


def test_every_row_has_its_own_text_s_label(
    texts: Path, predictor: Predictor, tmp_path: Path
) -> None:
    rows = finished(labelling(texts, predictor), tmp_path / "scores")
    assert [row[0] for row in rows] == [str(i) for i in range(N_ROWS)]
    for row in rows:
        expected = predictor.predict(row[1]) if row[1] else None
        assert row[2] == (expected.label if expected else None)
        if expected:
            assert row[4:] == pytest.approx(expected.probabilities, abs=1e-5)


def test_what_was_stopped_goes_on_and_ends_the_same(
    texts: Path, predictor: Predictor, tmp_path: Path
) -> None:
    whole = finished(labelling(texts, predictor), tmp_path / "whole")
    work = labelling(texts, predictor)
    with work.open_journal(tmp_path / "stopped") as journal:
        progress = work.score(journal)
        while journal.n_blocks < 2:
            next(progress)
        progress.close()  # type: ignore[attr-defined]
    again = labelling(texts, predictor)
    with again.open_journal(tmp_path / "stopped") as journal:
        assert next(iter(again.score(journal))) == 64
    assert finished(again, tmp_path / "stopped") == whole


@pytest.mark.parametrize("n_shards", [2, 3, 8])
def test_shards_are_even_and_the_whole_file(
    texts: Path, predictor: Predictor, tmp_path: Path, n_shards: int
) -> None:
    whole = finished(labelling(texts, predictor), tmp_path / "whole")
    shards = [labelling(texts, predictor, Shard(i, n_shards)) for i in range(n_shards)]
    assert {work.n_wanted for work in shards} <= {N_ROWS // n_shards, N_ROWS // n_shards + 1}
    parts = [finished(work, tmp_path / str(i)) for i, work in enumerate(shards)]
    joined = [row for part in parts for row in part]
    assert [row[:3] for row in joined] == [row[:3] for row in whole]
    for found, row in zip(joined, whole, strict=True):
        assert found[3:] == pytest.approx(row[3:], abs=1e-6)


def shrink(texts: Path) -> None:
    texts.write_text("id,text\n1,a\n", encoding="utf-8")


def turn_round(texts: Path) -> None:
    head, *rows = texts.read_bytes().splitlines(keepends=True)
    texts.write_bytes(b"".join([head, *rows[::-1]]))


def replace_by_more(texts: Path) -> None:
    other = texts.with_name("other.csv")
    other.write_bytes(texts.read_bytes() * 2)
    other.replace(texts)


@pytest.mark.parametrize("change", [shrink, turn_round, replace_by_more])
def test_of_a_file_that_changes_meanwhile_nothing_is_written(
    change: Callable[[Path], None], texts: Path, predictor: Predictor, tmp_path: Path
) -> None:
    work, target = labelling(texts, predictor), tmp_path / "out.csv"
    with work.open_journal(tmp_path / "scores") as journal:
        list(work.score(journal))
        change(texts)
        with pytest.raises(InputError, match="changed while it was read"):
            write(work, journal, target)
    assert not target.exists()


def test_of_a_file_that_grows_at_its_end_the_rows_that_were_counted_are_written(
    texts: Path, predictor: Predictor, tmp_path: Path
) -> None:
    work, target = labelling(texts, predictor), tmp_path / "out.csv"
    with work.open_journal(tmp_path / "scores") as journal:
        list(work.score(journal))
        with texts.open("a", encoding="utf-8") as file:
            file.write("x,one more\n")
        write(work, journal, target)
    with target.open(encoding="utf-8", newline="") as file:
        assert len(list(csv.reader(file))) == work.n_rows + 1


def write(work: FileLabelling, journal: ScoreJournal, target: Path) -> None:
    with work.rows(journal) as rows, open_writer(target, rows.columns) as writer:
        for cells in rows:
            writer.write(cells)


@pytest.mark.skipif(sys.platform == "win32", reason="needs SIGKILL")
def test_a_killed_command_goes_on_when_given_again(tmp_path: Path) -> None:
    model, texts, out = tmp_path / "m.ulmfit", tmp_path / "in.csv", tmp_path / "out.csv"
    write_bundle(tiny_bundle(), model)
    n_rows = 40_000
    lines = ["id;text", *(f"{i};{TEXTS[i % 6]} {i}" for i in range(n_rows))]
    texts.write_text("\n".join(lines), encoding="utf-8")
    command = [sys.executable, "-m", "ulmfit_core", "predict", model, texts, "--out", out]
    killed = subprocess.Popen(command, stderr=subprocess.DEVNULL)
    work = tmp_path / "out.csv.work"
    while not any(path.stat().st_size > 50_000 for path in work.glob("[0-9a-f]*")):
        assert killed.poll() is None
        threading.Event().wait(0.005)
    killed.send_signal(signal.SIGKILL)
    killed.wait()
    assert not out.exists()
    again = subprocess.run(command, capture_output=True, text=True)
    assert again.returncode == 0, again.stderr
    assert "Going on after" in again.stderr
    assert not work.exists()
    with out.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter=";"))
    assert [row["text"].rsplit(" ", 1)[1] for row in rows] == [str(i) for i in range(n_rows)]


MEASURED = """
import resource, sys
from ulmfit_core.cli.app import run
assert run(sys.argv[1:]) == 0
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)  # kB
"""


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.skipif(sys.platform != "linux", reason="measures memory as Linux counts it")
def test_memory_does_not_grow_with_the_rows(tmp_path: Path) -> None:
    model = tmp_path / "m.ulmfit"
    write_bundle(tiny_bundle(), model)
    peaks = []
    for n_rows in (4_000, 40_000):
        texts = tmp_path / f"{n_rows}.csv"
        write_csv(texts, [("text",), *((f"Where is number {i}, and why?",) for i in range(n_rows))])
        arguments = ["predict", model, texts, "--out", tmp_path / f"{n_rows}.out.csv"]
        done = subprocess.run(
            [sys.executable, "-c", MEASURED, *arguments, "--threads", "1"],
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stderr
        peaks.append(int(done.stdout.split()[-1]))
    assert peaks[1] - peaks[0] < 12_000
