"""The groups of test texts, from cells as people type them to what stands on the page."""

from __future__ import annotations

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from app.widgets.judged_groups import JudgedGroups
from ulmfit_core.corpus.document import Document
from ulmfit_core.evaluation.comparison import compare
from ulmfit_core.evaluation.report import EvaluationReport, make_report
from ulmfit_core.project.importing import ImportSettings
from ulmfit_core.project.judged_groups import judged_groups
from ulmfit_core.project.project import Project

N = 60


def report_on(ids: list[int]) -> EvaluationReport:
    said = np.tile([0.9, 0.1], (len(ids), 1))
    return make_report("now", ids, compare(said, [("yes",)] * N, ("yes", "no"), task="single"))


def letter(n: int) -> Document:
    kept = ("balance", f"{n % 20 - 10},50 €"), ("sent", f"März {2020 + n % 3}")
    return Document(f"letter {n}", (), str(n), "letters.csv", n, kept)


@pytest.mark.usefixtures("in_german")
def test_amounts_and_months_that_were_typed_are_ranges_and_years(
    qtbot: QtBot, project: Project
) -> None:
    first = project.documents.count() + 1
    settings = ImportSettings("letters.csv", kept_columns=("balance", "sent"))
    for _ in project.import_documents([letter(n) for n in range(N)], settings):
        pass
    report, view = report_on([*range(first, first + N)]), JudgedGroups()
    qtbot.addWidget(view)
    view.show_groups(judged_groups(project, report), report)
    assert view.way.currentText() == "balance"
    ranges = [(row[0], row[1]) for row in view.table.cells()]
    assert ranges[0] == ("-10,50 € bis -6,50 €", "15")
    assert [n for _, n in ranges] == ["15", "15", "15", "15", "60"]
    view.way.setCurrentIndex(1)
    view.way.activated.emit(1)
    assert view.way.currentText() == "sent, nach Jahr"
    assert [row[0] for row in view.table.cells()] == ["2020", "2021", "2022", "Alle Texte"]
