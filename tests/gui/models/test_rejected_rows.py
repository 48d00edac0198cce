from __future__ import annotations

import pytest
from PySide6.QtCore import QLocale

from app.models.rejected_rows import RejectedRows
from ulmfit_core.corpus.document import RejectedRow


@pytest.mark.parametrize(
    ("language", "row", "reason"),
    [("en_GB", "1,234", "has no text"), ("de_DE", "1.234", "hat keinen Text")],
)
def test_the_table_and_the_clipboard_say_the_same(language: str, row: str, reason: str) -> None:
    QLocale.setDefault(QLocale(language))
    rows = RejectedRows()
    rows.show_rows([RejectedRow("a.csv", 1234, "has no text")])
    assert [rows.index(0, column).data() for column in range(3)] == [row, reason, "a.csv"]
    assert rows.as_text().splitlines()[1] == f"1234\t{reason}\ta.csv"
