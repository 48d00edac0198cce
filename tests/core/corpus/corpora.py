"""Short ways to write a corpus file and to read it back."""

from __future__ import annotations

from pathlib import Path

from ulmfit_core.corpus.document import Document, RejectedRow
from ulmfit_core.corpus.options import ColumnMapping, ReadOptions
from ulmfit_core.corpus.reading import read_documents

TEXT_LABEL = ColumnMapping(("text",), ("label",))


def file_of(folder: Path, name: str, content: str | bytes, encoding: str = "utf-8") -> Path:
    """A file with ``content`` byte for byte."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
    return path


def read(
    path: Path, columns: ColumnMapping = TEXT_LABEL, options: ReadOptions | None = None
) -> tuple[list[Document], list[RejectedRow]]:
    """All documents and all rejected rows."""
    items = list(read_documents(path, columns, options))
    return (
        [item for item in items if isinstance(item, Document)],
        [item for item in items if isinstance(item, RejectedRow)],
    )


def pairs(documents: list[Document]) -> list[tuple[str, tuple[str, ...]]]:
    """(text, labels) of each."""
    return [(document.text, document.labels) for document in documents]
