from __future__ import annotations

import numpy as np
from PySide6.QtCore import QItemSelection, QItemSelectionModel, Qt
from pytestqt.modeltest import ModelTester

from app.models.document_table import LABELS, STATE, TEXT, DocumentTable
from ulmfit_core.corpus.document import Document
from ulmfit_core.project.filters import DocumentFilter
from ulmfit_core.project.importing import ImportSettings
from ulmfit_core.project.project import Project


def table(project: Project) -> DocumentTable:
    made = DocumentTable(project)
    made.show_ids(project.documents.document_ids())
    return made


def test_it_is_a_sound_model(project: Project, qtmodeltester: ModelTester) -> None:
    model = table(project)
    qtmodeltester.check(model)
    model.refresh()
    model.show_ids(np.array([3, 2], np.int64))
    assert [model.index(row, TEXT).data()[-2] for row in range(2)] == ["3", "2"]
    model.show_ids(np.empty(0, np.int64))
    assert model.rowCount() == 0


def test_rows_say_what_a_document_is(project: Project) -> None:
    project.annotations.flag([2])
    project.annotations.skip([2])
    model = table(project)
    assert model.index(0, TEXT).data() == "Which one is number 1?"
    assert model.index(0, LABELS).data() == "place"
    assert model.index(1, STATE).data() == "flagged, skipped"
    assert model.index(1, LABELS).data() == ""
    assert model.headerData(1, Qt.Orientation.Horizontal) == "Labels"


def test_a_row_whose_document_is_gone_shows_no_other(project: Project) -> None:
    model = DocumentTable(project)
    model.show_ids(np.array([99, 2], np.int64))
    shown = model.row_of(1)
    assert model.row_of(0) is None
    assert shown is not None
    assert shown.id == 2


def test_a_tip_tells_where_a_text_is_from_and_what_came_beside_it(project: Project) -> None:
    kept = (("town", "Łódź"), ("note", "a <b> word"))
    settings = ImportSettings("t.csv", 0.0, kept_columns=("town", "note"))
    texts = [Document("Late again", (), "1", "t.csv", 1, kept), Document("No", (), "2", "t.csv", 2)]
    for _ in project.import_documents(texts, settings):
        pass
    model = table(project)
    tips = [model.index(row, TEXT).data(Qt.ItemDataRole.ToolTipRole) for row in (6, 7)]
    assert tips == [
        "t.csv, row 1\ntown: Łódź · note: a <b> word\nLate again",
        "t.csv, row 2\nNo",
    ]
    said = model.index(6, TEXT).data(Qt.ItemDataRole.AccessibleDescriptionRole)
    assert said == "t.csv, row 1\ntown: Łódź · note: a <b> word"
    assert model.index(6, LABELS).data(Qt.ItemDataRole.ToolTipRole) is None


def test_what_was_searched_for_is_seen(project: Project) -> None:
    mail = "From: somebody@example.com\nTo: everybody@example.com\n\nThe Helios payment is late."
    for _ in project.import_documents(
        [Document(mail, (), "1", "t.csv", 1)], ImportSettings("t.csv", 0.0)
    ):
        pass
    model = DocumentTable(project)
    ids = project.documents.document_ids(DocumentFilter(search="helios late"))
    model.show_ids(ids, "helios late")
    assert model.index(0, TEXT).data().endswith("The Helios payment is late.")
    assert model.index(0, TEXT).data().startswith("… ")
    model.show_ids(ids)
    assert model.index(0, TEXT).data().startswith("From: somebody")


def test_a_row_is_read_again_after_a_change(project: Project) -> None:
    model = table(project)
    place = project.labels.all()[0]
    before = model.index(4, LABELS).data()
    project.annotations.label([5], [place.id])
    model.refresh()
    assert (before, model.index(4, LABELS).data()) == ("", place.name)


def test_far_rows_and_large_selections(project: Project) -> None:
    documents = [Document(f"Text {n}", (), str(n), "t.csv", n) for n in range(5000)]
    for _ in project.import_documents(documents, ImportSettings("t.csv", 0.0)):
        pass
    model = table(project)
    for row in (5005, 0, 99, 100, *range(50, 5000, 100), 99, 100):
        shown = model.row_of(row)
        assert shown is not None
        assert shown.id == row + 1
    selection = QItemSelection(model.index(10, 0), model.index(5005, 2))
    selection.merge(
        QItemSelection(model.index(0, 0), model.index(20, 2)),
        QItemSelectionModel.SelectionFlag.Select,
    )
    assert model.ids_in(selection) == list(range(1, 5007))


def test_repeats_and_line_ends_are_shown(project: Project) -> None:
    documents = [Document("One\nline\tonly", (), "", "t.csv", n) for n in (1, 2)]
    for _ in project.import_documents(documents, ImportSettings("t.csv", 0.0)):
        pass
    model = table(project)
    assert model.index(6, TEXT).data() == "One line only"
    assert model.index(7, STATE).data() == "repeat"
    place = project.labels.all()[0]
    project.annotations.label([7], [place.id])
    model.refresh()
    assert [model.index(row, LABELS).data() for row in (6, 7)] == [place.name] * 2
