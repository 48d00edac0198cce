from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import pytest

from tests.core.cli.conftest import Ulmfit
from ulmfit_core.cli.unfinished import fingerprint


def test_a_folder_is_another_with_another_text_and_not_by_what_its_system_notes(
    tmp_path: Path,
) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "1.txt").write_text("one")
    before = fingerprint(tmp_path)
    for name in (".DS_Store", "a/.DS_Store", "a/Thumbs.db"):
        (tmp_path / name).write_bytes(b"")
    assert fingerprint(tmp_path) == before
    (tmp_path / "a" / "2.txt").write_text("two")
    assert fingerprint(tmp_path) != before


@pytest.mark.skipif(sys.platform != "linux", reason="names are bytes on Linux alone")
def test_a_link_to_nowhere_and_a_name_that_is_no_text_are_no_hindrance(tmp_path: Path) -> None:
    (tmp_path / "link.txt").symlink_to("nowhere")
    before = fingerprint(tmp_path)
    Path(os.fsdecode(os.fsencode(tmp_path / "caf") + b"\xe9.txt")).write_text("one")
    assert fingerprint(tmp_path) != before


@pytest.mark.skipif(sys.platform != "linux", reason="names are bytes on Linux alone")
def test_such_files_cost_one_row_at_most(ulmfit: Ulmfit, model: Path, tmp_path: Path) -> None:
    texts = tmp_path / "texts"
    texts.mkdir()
    (texts / "a.txt").write_text("Where is it?")
    (texts / "b.txt").symlink_to("nowhere")
    Path(os.fsdecode(os.fsencode(texts / "caf") + b"\xe9.txt")).write_text("Who?")
    said = ulmfit("predict", model, texts, "--out", tmp_path / "out.jsonl")
    assert said.status == 0
    assert "row 2: There is no file texts/b.txt." in said.err
    lines = (tmp_path / "out.jsonl").read_text(encoding="utf-8").splitlines()
    assert [bool(json.loads(line)["predicted_label"]) for line in lines] == [True, False, True]


@pytest.mark.parametrize("out", ["out.jsonl", "-"])
def test_where_scores_find_no_room_the_file_they_were_for_is_named(
    ulmfit: Ulmfit, model: Path, tmp_path: Path, out: str
) -> None:
    resource = pytest.importorskip("resource")
    texts = tmp_path / "texts.txt"
    texts.write_text("Where is it?\n")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (2048, hard))  # less than a block of scores
    try:
        said = ulmfit("predict", model, texts, "--out", out if out == "-" else tmp_path / out)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert said.status == 2
    name = "standard output" if out == "-" else out
    assert f"The scores for {name} could not be written (File too large)" in said.err
