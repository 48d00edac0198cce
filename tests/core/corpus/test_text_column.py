"""Which column is taken for the text of some tables."""

from __future__ import annotations

from pathlib import Path

from ulmfit_core.corpus.text_column import TextColumn, text_column

_ROWS = "Nr;Antwort;Thema\n1;Das Essen war kalt und kam spät.;a\n2;Alle waren sehr freundlich.;b\n"


def test_that_of_the_longest_cells(tmp_path: Path) -> None:
    table = tmp_path / "a.csv"
    table.write_text(_ROWS, encoding="utf-8")
    assert text_column([table]) == TextColumn("Antwort", ("Nr", "Antwort", "Thema"))


def test_one_that_is_called_so_comes_first(tmp_path: Path) -> None:
    table = tmp_path / "a.jsonl"
    table.write_text('{"note": "A long remark about it.", "text": "Short."}\n', encoding="utf-8")
    found = text_column([table])
    assert found is not None
    assert found.name == "text"


def test_the_first_table_of_a_folder_tells(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("one\ntwo\n", encoding="utf-8")
    (tmp_path / "b.csv").write_text(_ROWS, encoding="utf-8")
    found = text_column([tmp_path])
    assert found is not None
    assert found.name == "Antwort"


def test_plain_text_and_what_cannot_be_read_have_none(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("one\ntwo\n", encoding="utf-8")
    (tmp_path / "b.csv").write_bytes(b"")
    (tmp_path / "c.html").write_text("<p>one</p>", encoding="utf-8")
    there = [tmp_path / name for name in ("b.csv", "c.html", "gone.csv")]
    assert text_column([tmp_path, *there]) is None
