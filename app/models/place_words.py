"""Where a text of the project comes from, in words."""

from __future__ import annotations

from app.translation import number, tr
from ulmfit_core.project.documents import StoredDocument


def place_words(document: StoredDocument) -> str:
    """Its file, its row there unless it is the whole file, and its id if it has one."""
    if document.source.endswith(f"/{document.external_id}"):  # as of a folder's or a zip's files
        return document.source
    words = f"{document.source}, {tr('row {n}', n=number(document.row))}"
    has_id = document.external_id != str(document.row)
    return f"{words}, {tr('id {id}', id=document.external_id)}" if has_id else words
