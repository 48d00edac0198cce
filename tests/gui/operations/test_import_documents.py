from __future__ import annotations

from pathlib import Path

from pytestqt.qtbot import QtBot

from app.notices import Notice, NoticeKind
from app.operations.import_documents import _import, import_documents
from app.studio import Studio
from ulmfit_core.corpus.options import ColumnMapping
from ulmfit_core.project.importing import ImportProgress, ImportSettings, ImportStage
from ulmfit_core.project.project import Project

COLUMNS = ColumnMapping(text=("text",), label=("label",))


def table(folder: Path, n_rows: int) -> Path:
    path = folder / "letters.csv"
    rows = [f"letter number {row},{'praise' if row % 2 else 'complaint'}" for row in range(n_rows)]
    path.write_text("\n".join(["text,label", *rows]))
    return path


def test_a_file_comes_into_the_project(
    qtbot: QtBot, studio: Studio, project: Project, posted: list[Notice], tmp_path: Path
) -> None:
    ended: list[ImportProgress] = []
    import_documents(studio, table(tmp_path, 50), COLUMNS, then=ended.append)
    qtbot.waitUntil(lambda: bool(ended))
    assert ended[0].stage is ImportStage.FINISHED
    assert project.documents.count() == 56
    assert [(notice.kind, notice.text) for notice in posted] == [
        (NoticeKind.SUCCESS, "50 texts from letters.csv")
    ]


def test_a_file_that_came_before_is_told_to_have(
    qtbot: QtBot, studio: Studio, project: Project, posted: list[Notice], tmp_path: Path
) -> None:
    for n_said in (1, 2):
        import_documents(studio, table(tmp_path, 5), COLUMNS)
        qtbot.waitUntil(lambda n=n_said: len(posted) == n)
    assert project.documents.count() == 16
    assert posted[1].text == "All 5 texts of letters.csv were here already"
    posted[1].actions[0].run()
    assert project.documents.count() == 11


def test_a_file_that_cannot_be_read_is_said(
    qtbot: QtBot, studio: Studio, project: Project, posted: list[Notice], tmp_path: Path
) -> None:
    import_documents(studio, tmp_path / "missing.csv", COLUMNS)
    qtbot.waitUntil(lambda: bool(posted))
    assert posted[0].kind is NoticeKind.ERROR
    assert project.documents.count() == 6


def test_a_stopped_import_leaves_the_project_as_it_was(
    qtbot: QtBot, studio: Studio, project: Project, posted: list[Notice], tmp_path: Path
) -> None:
    activity = import_documents(studio, table(tmp_path, 50_000), COLUMNS)
    qtbot.waitUntil(lambda: activity.done > 0)
    activity.stop()
    with qtbot.waitSignal(studio.activities.removed):
        pass
    assert project.documents.count() == 6
    assert posted == []
    ended: list[ImportProgress] = []
    import_documents(studio, table(tmp_path, 5), COLUMNS, then=ended.append)
    qtbot.waitUntil(lambda: bool(ended))
    assert project.documents.count() == 11


def test_wherever_it_is_stopped_nothing_came(project: Project, tmp_path: Path) -> None:
    path, settings = table(tmp_path, 50), ImportSettings("letters.csv", 0.5)
    n_steps = len(list(_import(project, path, COLUMNS, None, settings, 50)))
    assert project.documents.count() == 56
    project.commands.undo()
    for n in range(1, n_steps + 1):
        steps = _import(project, path, COLUMNS, None, settings, 50)
        for _ in range(n):
            next(steps)
        steps.close()
        assert project.documents.count() == 6
