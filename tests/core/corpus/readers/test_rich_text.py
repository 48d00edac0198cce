from __future__ import annotations

from pathlib import Path

from tests.core.corpus.corpora import file_of
from tests.core.corpus.readers.test_written_document import text_in


def test_notes_are_read_after_all_else(tmp_path: Path) -> None:
    rtf = (
        r"{\rtf1\ansi One{\super\chftn{\footnote\pard {\super\chftn} Not \{e\}}}, two"
        r"{\footnote\ftnalt At the {\b end}}.\par {\*\ftnsep\chftnsep}Three}"
    )
    text = text_in(file_of(tmp_path, "a.rtf", rtf))
    assert [line.strip() for line in text.split("\n")] == [
        "One, two.",
        "Three",
        "Not {e}",
        "At the end",
    ]


def test_a_note_that_is_cut_off_loses_nothing(tmp_path: Path) -> None:
    text = text_in(file_of(tmp_path, "a.rtf", r"{\rtf1\ansi One{\footnote {\b two}, three"))
    assert all(word in text for word in ("One", "two", "three"))
