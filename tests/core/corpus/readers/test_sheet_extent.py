from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from ulmfit_core.corpus.readers.sheet_extent import check_extent
from ulmfit_core.errors import InputError

FAR = b'<c r="A1"><v>1</v></c><c r="XFD1048576"><v>1</v></c>'


def checked(path: Path, sheet: bytes) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("xl/worksheets/sheet1.xml", sheet)
    with zipfile.ZipFile(path) as archive:
        check_extent(archive, "far.xlsx")


def test_a_tag_that_repeats_its_place_is_read_once(tmp_path: Path) -> None:
    # Trying all pairs of its places would take longer than any test may.
    with pytest.raises(InputError, match="almost all of it empty"):
        checked(tmp_path / "far.xlsx", b"<c" + b' r="A1"' * 80_000 + b"/>" + FAR)
