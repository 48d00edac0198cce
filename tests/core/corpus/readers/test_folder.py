from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

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
        list(read_documents(tmp_path, ColumnMapping(("text",), "label")))
