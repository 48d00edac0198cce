"""Bringing a file's documents into the open project, beside the window."""

from __future__ import annotations

from collections.abc import Callable, Generator
from pathlib import Path

from app.operations import history
from app.operations.many import LAST_CHANGE
from app.studio import Studio
from app.tasks.activity import Activity
from app.tasks.background_task import Progress
from app.translation import tr, tr_count
from app.workspace import Change
from ulmfit_core.corpus.options import ColumnMapping, ReadOptions
from ulmfit_core.corpus.reading import read_documents
from ulmfit_core.project.commands import CommandKind
from ulmfit_core.project.importing import ImportProgress, ImportSettings, ImportStage
from ulmfit_core.project.project import Project


def import_documents(
    studio: Studio,
    path: Path,
    columns: ColumnMapping,
    options: ReadOptions | None = None,
    *,
    settings: ImportSettings | None = None,
    n_expected: int = 0,
    then: Callable[[ImportProgress], object] | None = None,
) -> Activity:
    """Import in a thread, all of it or none; ``then`` hears how it ended if it ended well."""
    project = studio.workspace.project
    wanted = settings or ImportSettings(source=path.name)

    def work() -> Generator[Progress, None, ImportProgress]:
        return (yield from _import(project, path, columns, options, wanted, n_expected))

    def done(result: ImportProgress) -> None:
        if studio.workspace.has_open(project):
            studio.workspace.notify(Change.DOCUMENTS | Change.ANNOTATIONS | Change.LABELS)
            _tell(studio, path.name, result)
        if then is not None:
            then(result)

    return studio.activities.run(
        tr("Importing {name}", name=path.name),
        work,
        on_success=done,
        if_stopped=tr("The import of {name} will be taken back.", name=path.name),
    )


def _import(
    project: Project,
    path: Path,
    columns: ColumnMapping,
    options: ReadOptions | None,
    settings: ImportSettings,
    n_expected: int,
) -> Generator[Progress, None, ImportProgress]:
    stopping = False
    with project.for_thread() as own:
        steps = own.import_documents(
            read_documents(path, columns, options), settings, lambda: stopping
        )
        last = ImportProgress(ImportStage.READING)
        try:
            for last in steps:
                if last.stage is not ImportStage.FINISHED:  # which no stop takes back
                    yield Progress(last.n_documents, n_expected, _stage_words(last))
        except GeneratorExit:  # asked to stop: what came in already goes out again
            stopping = True
            for _ in steps:
                pass
            raise
    return last


def _stage_words(progress: ImportProgress) -> str:
    match progress.stage:
        case ImportStage.TEST_SET:
            return tr("Drawing the test set")
        case ImportStage.REMOVING:
            return tr("Removing what was left of a stopped import")
        case _:
            return tr_count("{n} text", "{n} texts", progress.n_documents)


def _tell(studio: Studio, name: str, result: ImportProgress) -> None:
    studio.notices.withdraw(LAST_CHANGE)
    words = _summary(name, result)
    if _came_before(result):
        hint = tr_count(
            "It came in again, as a repeat. If that was not meant, undo the import.",
            "They came in again, as repeats. If that was not meant, undo the import.",
            result.n_documents,
        )
        commands = studio.workspace.project.commands.history()
        imports = [command for command in commands if command.kind is CommandKind.IMPORT]
        ways_back = [history.way_back(studio, command) for command in imports[:1]]
        studio.notices.warning(words, hint, *ways_back, about=LAST_CHANGE, of_project=True)
    else:
        studio.notices.success(words)


def _came_before(result: ImportProgress) -> bool:
    """Whether the project had every text: the first of its kind is no repeat."""
    return result.n_duplicates == result.n_documents


def _summary(name: str, result: ImportProgress) -> str:
    n = result.n_documents
    words = tr_count("{n} text from {name}", "{n} texts from {name}", n, name=name)
    if _came_before(result):
        words = tr_count(
            "The {n} text of {name} was here already",
            "All {n} texts of {name} were here already",
            n,
            name=name,
        )
    if result.n_rejected:
        words += ", " + tr_count("{n} row left out", "{n} rows left out", result.n_rejected)
    return words
