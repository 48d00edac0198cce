"""What each column of an imported table was, for the next table like it."""

from __future__ import annotations

import json
from pathlib import Path

from tests.core.project.projects import document, new_project
from ulmfit_core.corpus.column_roles import ColumnRole
from ulmfit_core.project.importing import ImportSettings
from ulmfit_core.project.project import Project

ROLES = {"nr": ColumnRole.ID, "answer": ColumnRole.TEXT, "age": ColumnRole.IGNORE}


def bring(project: Project, number: int, settings: ImportSettings) -> None:
    for _ in project.import_documents([document(number)], settings):
        pass


def test_they_are_told_newest_first_and_go_with_their_import(tmp_path: Path) -> None:
    with new_project(tmp_path / "project") as project:
        bring(project, 1, ImportSettings("w1.csv", 0.0, text_columns=("answer",), roles=ROLES))
        bring(project, 2, ImportSettings("w2.csv", 0.0, text_columns=("body",)))
        assert project.imports.column_roles() == [{"body": ColumnRole.TEXT}, ROLES]
        project.commands.undo()
        assert project.imports.column_roles() == [ROLES]


def test_what_another_program_wrote_there_is_passed_over(tmp_path: Path) -> None:
    with new_project(tmp_path / "project") as project:
        bring(project, 1, ImportSettings("w1.csv", 0.0, text_columns=("answer",), roles=ROLES))
        for strange in ({"nr": "king", "answer": "id"}, {"answer": ["id"]}, ["nr"], None):
            details = json.dumps({"text_columns": ["answer"], "roles": strange})
            project._database.execute(
                "UPDATE commands SET details = ? WHERE kind = 'import'", (details,)
            )
            assert project.imports.column_roles() == [{"answer": ColumnRole.TEXT}]
