"""Comparing the project's labels with those of a file, beside the window; nothing is changed."""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from app.core_sentences import said
from app.operations.cut_cells import tell_cuts
from app.operations.export_target import check_target
from app.operations.models import show_folder_of
from app.studio import Studio
from app.tasks.activity import Activity
from app.tasks.background_task import Progress, counted
from app.translation import tr, tr_count
from ulmfit_core.corpus.column_roles import guess_roles, label_columns
from ulmfit_core.corpus.document import Document, RejectedRow
from ulmfit_core.corpus.earlier_roles import Roles, roles_like
from ulmfit_core.corpus.known_columns import cells_among, own_name
from ulmfit_core.corpus.label_flags import without_flags
from ulmfit_core.corpus.options import ColumnMapping
from ulmfit_core.corpus.reading import read_documents
from ulmfit_core.corpus.sniffing import Sniffed, sniff
from ulmfit_core.corpus.writing import FOR_SPREADSHEETS
from ulmfit_core.errors import InputError
from ulmfit_core.evaluation import disagreements as writing
from ulmfit_core.evaluation.two_coders import Disagreement, TwoCoders, compare_coders, same_names
from ulmfit_core.project.exporting import documents_matching
from ulmfit_core.project.filters import DocumentFilter, Status
from ulmfit_core.project.project import Project
from ulmfit_core.project.taking_over import OfferedLabels, offered_labels

_EVERY = 500  # rows between two reports
_LABELLED = DocumentFilter(status=Status.LABELLED)


@dataclass(frozen=True)
class CodedColumns:
    """Which columns of the file hold the text and the labels; none where it is not known."""

    text: tuple[str, ...]
    label: tuple[str, ...]


@dataclass(frozen=True)
class Comparison:
    """What came of it; ``found`` is None where ``problem`` says why."""

    path: Path
    columns: tuple[str, ...]  # that the file has
    chosen: CodedColumns
    found: TwoCoders | None = None
    problem: str = ""
    n_unlabelled: int = 0  # rows of the file
    n_rejected: int = 0
    offered: OfferedLabels = field(default_factory=OfferedLabels)
    flags: tuple[str, ...] = ()  # columns that say yes or no


def compare_labels(
    studio: Studio,
    path: Path,
    then: Callable[[Comparison], object],
    chosen: CodedColumns | None = None,
) -> Activity:
    """Compare in a thread, with the columns that look like it unless some are ``chosen``."""
    project = studio.workspace.project

    def work() -> Generator[Progress, None, Comparison]:
        with project.for_thread() as own:
            return (yield from _compare(own, path, chosen))

    def done(made: Comparison) -> None:
        if studio.workspace.has_open(project):
            then(made)

    return studio.activities.run(tr("Comparing with {name}", name=path.name), work, done)


def write_disagreements(studio: Studio, path: Path, found: Sequence[Disagreement]) -> Activity:
    """Write the texts with both labels to ``path``, all of them or none."""

    def work() -> Generator[Progress, None, int]:
        check_target(path)
        rows = writing.write_disagreements(found, path, FOR_SPREADSHEETS)
        return (yield from counted(rows, len(found)))

    def done(n_shortened: int) -> None:
        studio.notices.success(
            tr_count("{n} text is in {path}", "{n} texts are in {path}", len(found), path=path),
            show_folder_of(path),
        )
        tell_cuts(studio, n_shortened)

    return studio.activities.run(
        tr("Exporting {name}", name=path.name),
        work,
        done,
        if_stopped=tr("{name} is not written.", name=path.name),
    )


def _compare(
    project: Project, path: Path, chosen: CodedColumns | None
) -> Generator[Progress, None, Comparison]:
    yield Progress(0)
    sniffed = sniff(path)
    chosen = chosen or _guess(project, sniffed)
    if not chosen.label or not chosen.text:
        problem = tr("Choose above which columns hold the text and the label.")
        return Comparison(path, sniffed.columns, chosen, problem=problem, flags=sniffed.flags)
    mapping = _mapping(project, sniffed, chosen)
    theirs: list[Document] = []
    n_unlabelled = n_rejected = 0
    for n, item in enumerate(read_documents(path, mapping)):
        if isinstance(item, RejectedRow):
            n_rejected += 1
        elif item.labels or item.none_fits:
            theirs.append(item)
        else:
            n_unlabelled += 1
        if n % _EVERY == 0:
            yield Progress(n)
    found, problem = _found(project, theirs)
    seen = found, problem, n_unlabelled, n_rejected, offered_labels(project, theirs)
    return Comparison(path, sniffed.columns, chosen, *seen, sniffed.flags)


def _mapping(project: Project, sniffed: Sniffed, chosen: CodedColumns) -> ColumnMapping:
    flags = sniffed.label_flags(chosen.label)
    labels = without_flags(chosen.label, flags)
    known = project.labels.names()
    separator = sniffed.label_separator(labels[0], known) if labels else None
    html = _holds_html(project, sniffed, chosen.text)
    return ColumnMapping(chosen.text, labels, label_separator=separator, html=html, flags=flags)


def _found(project: Project, theirs: list[Document]) -> tuple[TwoCoders | None, str]:
    try:
        return compare_coders(documents_matching(project, _LABELLED), theirs), ""
    except InputError as error:
        return None, f"{said(error.message)} {said(error.hint)}"


def _holds_html(project: Project, sniffed: Sniffed, texts: tuple[str, ...]) -> bool:
    """As cells of these columns were imported: else no text would be found again."""
    cells = project.imports.text_cells()
    imported = (own.html for own in cells if set(own.columns) == set(texts))
    return next(imported, sniffed.holds_html(texts))


def _guess(project: Project, sniffed: Sniffed) -> CodedColumns:
    """Texts of the columns that were joined for the project's, if any."""
    text = cells_among(sniffed, project.imports.text_cells()).columns
    labels = _label_columns(project, sniffed)
    return CodedColumns(text, tuple(name for name in labels if name not in text))


def _label_columns(project: Project, sniffed: Sniffed) -> tuple[str, ...]:
    """As an import guesses, or a table of ours has them; else those that are the project's labels,
    where several are, and those that held labels of a table like it."""
    columns, rows = sniffed.columns, sniffed.preview_rows
    if sniffed.given:
        return label_columns(columns, guess_roles(columns, rows, sniffed.given))
    earlier, ours = _earlier(project, columns), _flags_of_ours(project, sniffed)
    if not ours[1:]:
        return label_columns(columns, roles_like(columns, rows, earlier))
    held = {name for roles in earlier for name in _labels_of(roles) if name in sniffed.flags}
    return tuple(name for name in columns if name in held.union(ours))


def _earlier(project: Project, columns: Sequence[str]) -> list[Roles]:
    """Of tables of the project that have label columns in common with these, by their names."""
    tables = [
        {own_name(columns, name) or name: role for name, role in roles.items()}
        for roles in project.imports.column_roles()
    ]
    return [own for own in tables if {*_labels_of(own)} & {*columns}]


def _labels_of(roles: Roles) -> tuple[str, ...]:
    return label_columns([*roles], [*roles.values()])


def _flags_of_ours(project: Project, sniffed: Sniffed) -> tuple[str, ...]:
    """The columns that say yes or no of a label that the project has, however it is spelled."""
    flags, ours = sniffed.label_flags(sniffed.columns), project.labels.names()
    called = same_names(ours, frozenset(flag.label for flag in flags))
    return tuple(flag.column for flag in flags if called[flag.label] in ours)
