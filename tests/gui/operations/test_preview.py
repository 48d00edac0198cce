"""What was pasted, and how long a file is."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.operations.preview import Preview, keep_pasted, look_at
from app.studio import Studio
from ulmfit_core.corpus.options import ReadOptions
from ulmfit_core.project.project import Project


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("one\ntwo\n", [["one"], ["two"]]),
        ("one\tgood\n\ntwo\tbad", [["one", "good"], ["two", "bad"]]),
        ('"one\r\nmore"\tgood\r\ntwo\tbad\r\n', [["one\nmore", "good"], ["two", "bad"]]),
        ('one\tgood\n"two\tbad\n', [["one", "good"], ['"two', "bad"]]),
        ("one\tgood\ntwo\n", [["one\tgood"], ["two"]]),
        ('He said: "one\ntwo"\n', [['He said: "one'], ['two"']]),
        ("caf\udce9", [["caf?"]]),
    ],
    ids=["lines", "table", "lines in a cell", "a lone quote", "a tab", "quotes", "no character"],
)
def test_what_was_pasted_is_a_table_where_each_row_has_a_tab(
    qtbot: QtBot, studio: Studio, project: Project, text: str, rows: list[list[str]]
) -> None:
    found = looked_at(qtbot, studio, keep_pasted(studio, text), ReadOptions(has_header=False))
    assert [
        [cell.replace("\r\n", "\n") for cell in row] for row in found.sniffed.preview_rows
    ] == rows


def test_what_is_pasted_next_leaves_the_first(studio: Studio, project: Project) -> None:
    first, second = keep_pasted(studio, "one"), keep_pasted(studio, "two")
    assert (first.read_text(), second.read_text()) == ("one", "two")


@pytest.mark.parametrize(("text", "n_lines"), [("a\nb\n", 2), ("a\nb", 2), ("a\n", 1)])
def test_a_file_has_as_many_lines_as_it_has(
    qtbot: QtBot, studio: Studio, tmp_path: Path, text: str, n_lines: int
) -> None:
    plain, packed = tmp_path / "a.txt", tmp_path / "b.txt.gz"
    plain.write_text(text)
    packed.write_bytes(gzip.compress(text.encode()))
    assert looked_at(qtbot, studio, plain).n_lines == n_lines
    assert looked_at(qtbot, studio, packed).n_lines == 0  # nobody knows


@pytest.mark.parametrize("filler", [0, *range((4 << 20) - 60, (4 << 20) - 48, 2)])
def test_a_mailbox_has_as_many_mails_as_begin_in_it(
    qtbot: QtBot, studio: Studio, tmp_path: Path, filler: int
) -> None:
    """Also where what begins one is read in two pieces."""
    begin, path = "From ann@example.org Mon Feb  3 10:00:00 2025\n", tmp_path / "inbox.mbox"
    path.write_text(f"{begin}A: b\n\n{'c' * filler}\n\n{begin}A: b\n\nd\n\n{begin}A: b\n")
    assert looked_at(qtbot, studio, path).n_lines == 3


def test_an_eml_is_one_mail(qtbot: QtBot, studio: Studio, tmp_path: Path) -> None:
    path = tmp_path / "a.eml"
    path.write_text("Subject: x\n\nSee\n")
    assert looked_at(qtbot, studio, path).n_lines == 1


def looked_at(
    qtbot: QtBot, studio: Studio, path: Path, options: ReadOptions | None = None
) -> Preview:
    found: list[Preview] = []
    how = options or ReadOptions()
    look_at(studio, path, how, found.append, lambda: None, lambda options: None)
    qtbot.waitUntil(lambda: bool(found))
    return found[0]
