from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from app.models.judged_table import JudgedTable
from ulmfit_core.corpus.document import Document
from ulmfit_core.evaluation.comparison import compare
from ulmfit_core.evaluation.report import EvaluationReport, make_report
from ulmfit_core.project.importing import ImportSettings
from ulmfit_core.project.project import Project

KNOWN = ("bill", "letter")


def report(labels: dict[int, str]) -> EvaluationReport:
    """On these documents, all of them taken for bills."""
    rows = [(label,) for label in labels.values()]
    model = compare(np.tile([0.9, 0.1], (len(rows), 1)), rows, KNOWN, task="single")
    return make_report("now", list(labels), model)


def rows(table: JudgedTable) -> list[tuple[str, str]]:
    """What each text has and what it was given."""
    cells = [[table.index(row, column).data() for column in (1, 2)] for row in range(2)]
    return [(truth, given) for truth, given in cells]


@pytest.mark.parametrize("left", ["bill", "note"])
def test_a_text_that_left_the_test_set_keeps_its_words(project: Project, left: str) -> None:
    first = report({1: "memo", 2: "note", 3: "bill"})
    table = JudgedTable(project)
    table.show_documents(first, first.mistakes())
    assert rows(table) == [("memo", "bill"), ("note", "bill")]
    table.renew(report({2: left, 3: "bill"}))
    assert rows(table) == [("memo", "bill"), (left, "bill")]


def test_each_text_stands_in_its_own_row(project: Project) -> None:
    documents = [Document(f"Letter\n{n} " + "x" * 300, (), "", "l.csv", n) for n in range(7, 207)]
    for _ in project.import_documents(documents, ImportSettings("l.csv", test_fraction=0.0)):
        pass
    made, table = report(dict.fromkeys(range(7, 207), "letter")), JudgedTable(project)
    for order in (made.documents, made.documents[::-1]):
        table.show_documents(made, order)
        for row in (150, 99, 100, 0, 199):
            text = table.index(row, 0).data()
            assert text.startswith(f"Letter {order[row].id} x")
            assert len(text) == 300


def test_of_several_labels_those_that_differ_come_first(project: Project) -> None:
    """A narrow column cuts the last ones."""
    made = report({1: "bill", 2: "letter", 3: "memo"})
    some = replace(made.documents[0], truth=(0, 1), given=(0, 2))
    table = JudgedTable(project)
    table.show_documents(made, [some])
    assert [table.index(0, column).data() for column in (1, 2)] == ["letter, bill", "memo, bill"]


def test_where_no_label_was_given_that_is_said(project: Project) -> None:
    silent = replace(report({1: "bill"}).documents[0], given=())
    table = JudgedTable(project)
    table.show_documents(report({1: "bill"}), [silent])
    assert [table.index(0, column).data() for column in (1, 2)] == ["bill", "none"]
