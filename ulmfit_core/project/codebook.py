"""The codebook of a project as a table: its labels, what each means, how many texts have it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from ulmfit_core.corpus.document import Document
from ulmfit_core.corpus.options import ColumnMapping, ReadOptions
from ulmfit_core.corpus.reading import read_documents
from ulmfit_core.corpus.sniffing import Sniffed, sniff
from ulmfit_core.corpus.writers.cells import unguarded
from ulmfit_core.corpus.writing import WriteOptions, open_writer
from ulmfit_core.errors import InputError
from ulmfit_core.project.filters import DocumentFilter
from ulmfit_core.project.label_names import normal_name
from ulmfit_core.project.labels import Label
from ulmfit_core.project.project import Project

# What other programs call these columns, in English, German and French:
_LABELS = "label code category class tag topic name kategorie bezeichnung étiquette catégorie nom"
_DEFINITIONS = """definition description meaning memo comment note scope beschreibung bedeutung
kommentar définition signification commentaire examples example beispiele beispiel exemples"""
_NAMES = "name bezeichnung nom"  # of a label that is not said in full
_CODES = "code codes value wert number nr nummer valeur numéro"  # which mean nothing themselves
_MOST = 500  # labels; more are no codebook, but texts
_N_EXAMPLES = 3
_EXAMPLE = 300  # characters of a text


def read_codebook(path: str | Path, known: Collection[str] = ()) -> dict[str, str]:
    """What each label of a table means, "" where it does not say; of a list their names alone.

    Where it has both codes and names, the labels are the codes if more of them are ``known``, else
    the names, or the code where there is none; a code means its name. Raises InputError for a file
    that cannot be read, or that is no codebook.
    """
    path = Path(path)
    options = ReadOptions(has_header=_has_header(path))
    book: dict[str, str] = {}
    for row in _rows(path, sniff(path, options), known, options):
        name = normal_name(unguarded(row.text))
        book[name] = book.get(name) or ": ".join(unguarded(cell) for _, cell in row.kept)
        if len(book) > _MOST:
            raise InputError(
                f"{path.name} has more than {_MOST} labels; nothing was changed.",
                "Choose a table with a row a label: its name, and what it means.",
            )
    return book


def write_codebook(project: Project, path: Path, options: WriteOptions | None = None) -> int:
    """The labels in their order, each with texts for examples: flagged ones first, none of the
    test set. Returns how many labels; raises InputError for an ending that is no table's,
    StorageError."""
    counts = project.documents.counts().by_label_in_all
    examples = tuple(f"example {n}" for n in range(1, _N_EXAMPLES + 1))
    labels = project.labels.all()
    with open_writer(path, ("label", "definition", "texts", *examples), options) as writer:
        for label in labels:
            found = [_cut(text) for text in _examples(project, label)]
            blank = [""] * (_N_EXAMPLES - len(found))
            writer.write([label.name, label.definition, counts[label.id], *found, *blank])
    return len(labels)


def _has_header(path: Path) -> bool | None:
    """Two short rows look like no table with a header: what a column is called tells."""
    found = sniff(path)
    first = next(iter(found.preview_rows), ())
    return True if found.has_header is False and _all_named(first, _LABELS) else None


def _rows(
    path: Path, found: Sniffed, known: Collection[str], options: ReadOptions
) -> Iterator[Document]:
    """Each as its label, or as its code where it has no label."""
    columns = _columns(found, known)
    code = _all_named(found.columns, _CODES)[:1]
    ways = [columns, *(replace(columns, text=(name,)) for name in code)]
    for row in zip(*(read_documents(path, way, options) for way in ways), strict=True):
        yield from [each for each in row if isinstance(each, Document)][:1]


def _columns(found: Sniffed, known: Collection[str]) -> ColumnMapping:
    """The first column that is called so; where none is, the first holds labels, the next one
    what they mean. Numbers mean nothing."""
    label = _label_column(found, known) if found.columns else "text"
    others = [name for name in found.columns if name != label and _has_words(found, name)]
    others = [name for name in others if not _all_named([name], _CODES)]
    names = _all_named(others, _LABELS if _is_code(found, label) else _NAMES)
    meanings = names[:1] + _all_named(others, _DEFINITIONS)[:1]
    return ColumnMapping((label,), kept=tuple(meanings or (others if len(others) == 1 else ())))


def _label_column(found: Sniffed, known: Collection[str]) -> str:
    """The one with most of the labels that are known, else the first with words."""
    named = _all_named(found.columns, f"{_LABELS} {_CODES}")
    if not any(_has_words(found, name) for name in named):
        named += found.columns[:2]
    in_words = sorted(named, key=lambda name: not _has_words(found, name))
    return max(in_words, key=lambda name: _n_known(found, name, known))


def _n_known(found: Sniffed, column: str, known: Collection[str]) -> int:
    return sum(normal_name(unguarded(cell)) in known for cell in found.cells_of([column]))


def _is_code(found: Sniffed, column: str) -> bool:
    return not _has_words(found, column) or bool(_all_named([column], _CODES))


def _has_words(found: Sniffed, column: str) -> bool:
    return any(character.isalpha() for cell in found.cells_of([column]) for character in cell)


def _all_named(columns: Sequence[str], usual: str) -> list[str]:
    """Those that are called so, in the order of the ``usual`` names."""
    by_name = {column.strip().casefold(): column for column in reversed(columns)}
    return [by_name[name] for name in dict.fromkeys(usual.split()) if name in by_name]


def _examples(project: Project, label: Label) -> Iterator[str]:
    seen: set[int] = set()
    for flagged in (True, None):
        wanted = DocumentFilter(label=label.id, flagged=flagged, is_test=False, is_duplicate=False)
        for document in project.documents.page(wanted, limit=_N_EXAMPLES):
            if document.id not in seen and len(seen) < _N_EXAMPLES:
                seen.add(document.id)
                yield document.text


def _cut(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= _EXAMPLE else words[: _EXAMPLE - 1].rstrip() + "…"
