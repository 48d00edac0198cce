"""What is known of a file before it comes in, in words."""

from __future__ import annotations

from app.models.language_words import language_words
from app.operations.preview import Preview
from app.plain_words import plain_name
from app.translation import tr, tr_count
from ulmfit_core.corpus.column_roles import ColumnRole, columns_of
from ulmfit_core.corpus.options import Format
from ulmfit_core.corpus.sniffing import Sniffed

FEW_COLUMNS = 4  # so many are seen side by side, the text in what the others leave


def column_heads(sniffed: Sniffed) -> list[str]:
    """The names, and of a survey the questions that they stand for."""
    asked = ((name, sniffed.variable_labels.get(name)) for name in sniffed.columns)
    return [f"{name} · {question}" if question else name for name, question in asked]


def about_file(preview: Preview, roles: tuple[ColumnRole, ...], language: str | None) -> str:
    """Its format, size, texts and language, and where it lies."""
    names = {
        Format.FOLDER: tr("Folder of texts"),
        Format.TXT: tr("Plain text"),
        Format.DOCUMENT: tr("Document"),
        Format.SPSS: "SPSS",
        Format.STATA: "Stata",
        Format.SAS: "SAS",
    }
    format_ = preview.sniffed.format
    words = (
        preview.sniffed.tool or names.get(format_, format_.value),
        _how_many(preview),
        _text_words(preview, roles),
        language_words(language),
        str(preview.path.parent),
    )
    return " · ".join(word for word in words if word)


def _text_words(preview: Preview, roles: tuple[ColumnRole, ...]) -> str:
    """Which columns are the text, where they may lie out of sight."""
    names = columns_of(preview.sniffed.columns, roles, ColumnRole.TEXT)
    if len(roles) <= FEW_COLUMNS or not names:
        return ""
    return tr("Text: {columns}", columns=", ".join(map(plain_name, names)))


def _how_many(preview: Preview) -> str:
    if not preview.n_lines:
        return ""
    if preview.sniffed.format is Format.MBOX:
        return tr_count("{n} mail", "{n} mails", preview.n_lines)
    return tr_count("{n} line", "{n} lines", preview.n_lines)
