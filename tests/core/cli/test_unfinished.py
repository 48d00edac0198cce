from __future__ import annotations

from pathlib import Path

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
