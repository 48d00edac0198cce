"""Where a text of the project comes from, in words."""

from __future__ import annotations

from app.translation import number, tr
from ulmfit_core.project.documents import StoredDocument


def place_words(document: StoredDocument) -> str:
    """Its file, and its row there unless it is the whole file."""
    if document.source.endswith(f"/{document.external_id}"):  # as of a folder's or a zip's files
        return document.source
    return f"{document.source}, {tr('row {n}', n=number(document.row))}"
