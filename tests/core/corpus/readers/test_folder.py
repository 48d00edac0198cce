from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from tests.core.corpus.corpora import read
from ulmfit_core.corpus.document import RejectedRow
from ulmfit_core.corpus.options import ColumnMapping
from ulmfit_core.corpus.reading import read_documents
from ulmfit_core.errors import InputError


def test_a_label_whose_folder_may_not_be_read_is_not_left_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for label in ("good", "bad"):
        (tmp_path / label).mkdir()
        (tmp_path / label / "1.txt").write_text("A text")
    look = os.scandir

    def refuse(path: Any) -> Any:
        if Path(path).name == "bad":
            raise PermissionError(13, "Permission denied", str(path))
        return look(path)

    monkeypatch.setattr(os, "scandir", refuse)  # as to whom the folder is not open; root may all
    with pytest.raises(InputError, match=r"bad may not be read\."):
        list(read_documents(tmp_path, ColumnMapping(("text",), ("label",))))


def test_a_label_has_one_spelling_and_a_folder_no_picture(tmp_path: Path) -> None:
    """As macOS leaves them: letters apart from their marks, and the folder's own icon."""
    for label in ("Mu\u0308ll", "good"):
        (tmp_path / label).mkdir()
        (tmp_path / label / "1.txt").write_text("A text")
        (tmp_path / label / "Icon\r").write_bytes(b"")
    documents, rejected = read(tmp_path)
    assert sorted(document.labels for document in documents) == [("M\u00fcll",), ("good",)]
    assert not rejected


def refused(folder: Path) -> list[str]:
    rows = list(read_documents(folder, ColumnMapping(("text",), ("label",))))
    assert [row.text for row in rows if not isinstance(row, RejectedRow)] == ["A text"]
    return [row.reason for row in rows if isinstance(row, RejectedRow)]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes among files here")
def test_a_pipe_among_the_texts_is_waited_for_by_nobody(tmp_path: Path) -> None:
    (tmp_path / "good").mkdir()
    (tmp_path / "good" / "1.txt").write_text("A text")
    os.mkfifo(tmp_path / "good" / "2.txt")
    assert "neither a file nor a folder" in refused(tmp_path)[0]


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="no devices among files here")
def test_a_device_among_the_texts_is_not_read(tmp_path: Path) -> None:
    (tmp_path / "good").mkdir()
    (tmp_path / "good" / "1.txt").write_text("A text")
    (tmp_path / "good" / "2.txt").symlink_to("/dev/zero")
    assert "neither a file nor a folder" in refused(tmp_path)[0]


def test_where_no_label_is_wanted_a_text_beside_the_folders_is_read_too(tmp_path: Path) -> None:
    (tmp_path / "inbox").mkdir()
    (tmp_path / "inbox" / "1.txt").write_text("A text")
    (tmp_path / "top.txt").write_text("Another")
    documents, rejected = read(tmp_path, ColumnMapping(("text",)))
    assert [(d.text, d.id, d.row) for d in documents] == [
        ("A text", "inbox/1.txt", 1),
        ("Another", "top.txt", 2),
    ]
    assert not rejected
    assert refused(tmp_path) == ["lies beside the label folders, not in one"]


def test_where_folders_are_kept_a_text_beside_them_is_read_too(tmp_path: Path) -> None:
    (tmp_path / "2017").mkdir()
    (tmp_path / "2017" / "1.txt").write_text("A text")
    (tmp_path / "root.txt").write_text("Another")
    documents, rejected = read(tmp_path, ColumnMapping(kept=("label",)))
    assert [(d.text, d.kept) for d in documents] == [
        ("A text", (("label", "2017"),)),
        ("Another", ()),
    ]
    assert not rejected
