"""Texts that leave the project keep their split, and a spreadsheet runs none of them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.notices import Notice, NoticeKind
from app.operations.export_labels import Export, export_labels
from app.studio import Studio
from ulmfit_core.corpus.document import Document
from ulmfit_core.corpus.interchange.exporting import Target
from ulmfit_core.corpus.options import ColumnMapping
from ulmfit_core.corpus.reading import read_documents
from ulmfit_core.project.filters import DocumentFilter
from ulmfit_core.project.importing import ImportSettings
from ulmfit_core.project.project import Project


def export(qtbot: QtBot, studio: Studio, path: Path, wanted: Export) -> None:
    activity = export_labels(studio, path, wanted)
    qtbot.waitUntil(lambda: activity.is_over)


def bring(project: Project, texts: list[str], label: str, test_fraction: float = 0.0) -> None:
    documents = [Document(text, (label,), text, "t.csv", n) for n, text in enumerate(texts, 1)]
    for _ in project.import_documents(documents, ImportSettings("t.csv", test_fraction)):
        pass


def texts_in(file: Path) -> set[str]:
    return {item.text for item in read_documents(file) if isinstance(item, Document)}


def test_the_locked_test_set_stays_one(
    qtbot: QtBot, studio: Studio, project: Project, tmp_path: Path
) -> None:
    bring(project, [f"Text {n}" for n in range(40)], "place", test_fraction=0.5)
    locked = project.documents.document_ids(DocumentFilter(is_test=True)).tolist()
    expected = {document.text for document in project.documents.documents(locked)}
    path = tmp_path / "folder"
    export(qtbot, studio, path, Export(Target.HUGGING_FACE))
    written = {file.name.partition("-")[0]: texts_in(file) for file in path.rglob("*.parquet")}
    assert written["test"] == expected
    assert len(written["train"]) == 44 - len(expected)


def test_where_splits_are_not_kept_apart_texts_keep_their_order(
    qtbot: QtBot, studio: Studio, project: Project, tmp_path: Path
) -> None:
    bring(project, [f"Text {n}" for n in range(40)], "place", test_fraction=0.5)
    for target, name in ((Target.TABLE, "labels.csv"), (Target.DOCCANO, "labels.jsonl")):
        export(qtbot, studio, tmp_path / name, Export(target))
        items = list(read_documents(tmp_path / name))
        found = [item.text for item in items if isinstance(item, Document)]
        assert found[-40:] == [f"Text {n}" for n in range(40)]
        assert len(found) == 44


@pytest.mark.parametrize(
    ("for_spreadsheets", "line"),
    [(True, "'=1+1,'=1+1,place,t.csv"), (False, "=1+1,=1+1,place,t.csv")],
)
def test_a_spreadsheet_runs_no_text(
    qtbot: QtBot,
    studio: Studio,
    project: Project,
    tmp_path: Path,
    for_spreadsheets: bool,
    line: str,
) -> None:
    bring(project, ["=1+1"], "place")
    path = tmp_path / "labels.csv"
    export(qtbot, studio, path, Export(Target.TABLE, for_spreadsheets=for_spreadsheets))
    assert path.read_bytes().startswith(b"\xef\xbb\xbf") is for_spreadsheets
    assert path.read_text("utf-8-sig").splitlines()[-1] == line


def test_cells_that_a_workbook_cuts_are_told(
    qtbot: QtBot, studio: Studio, project: Project, posted: list[Notice], tmp_path: Path
) -> None:
    bring(project, ["a " * 20_000], "place")
    export(qtbot, studio, tmp_path / "labels.xlsx", Export(Target.TABLE))
    assert posted[-1].text == "2 cells were cut."  # its id is the text


def test_without_labels_there_is_nothing_to_export(
    qtbot: QtBot, studio: Studio, project: Project, posted: list[Notice], tmp_path: Path
) -> None:
    project.annotations.clear([1, 2, 3, 4])
    path = tmp_path / "labels.csv"
    export(qtbot, studio, path, Export(Target.TABLE))
    assert [notice.kind for notice in posted] == [NoticeKind.ERROR]
    assert not path.exists()


def test_repeats_go_out_with_the_label_of_the_first(
    qtbot: QtBot, studio: Studio, project: Project, posted: list[Notice], tmp_path: Path
) -> None:
    repeats = [Document(project.documents.page()[0].text, (), f"r{n}", "r.csv", n) for n in (1, 2)]
    for _ in project.import_documents(repeats, ImportSettings("r.csv", 0.0)):
        pass
    path = tmp_path / "labels.csv"
    export(qtbot, studio, path, Export(Target.TABLE))
    lines = path.read_text("utf-8-sig").splitlines()
    assert [line.split(",")[-2] for line in lines if line.startswith("r")] == ["place"] * 2
    assert posted[-1].text.startswith("6 texts are in")


def test_kept_columns_go_out_with_the_labels(
    qtbot: QtBot, studio: Studio, project: Project, tmp_path: Path
) -> None:
    letter = Document("late again", ("place",), "7", "t.csv", 1, (("town", "Łódź"),))
    settings = ImportSettings("t.csv", 0.0, kept_columns=("town",))
    for _ in project.import_documents([letter], settings):
        pass
    path = tmp_path / "labels.csv"
    export(qtbot, studio, path, Export(Target.TABLE))
    lines = path.read_text("utf-8-sig").splitlines()
    assert (lines[0], lines[-1]) == (
        "id,text,label,town,file",
        "7,late again,place,Łódź,t.csv",
    )


def test_the_file_of_each_text_goes_along_where_there_are_several(
    qtbot: QtBot, studio: Studio, project: Project, tmp_path: Path
) -> None:
    bring(project, ["Another"], "place")
    path = tmp_path / "labels.csv"
    export(qtbot, studio, path, Export(Target.TABLE))
    columns = ColumnMapping(("text",), kept=("file",))
    found = {d.text: d.kept for d in read_documents(path, columns) if isinstance(d, Document)}
    assert found.pop("Another") == (("file", "t.csv"),)
    assert set(found.values()) == {(("file", project.imports.all()[0].source),)}


def test_kept_numbers_go_out_as_numbers(
    qtbot: QtBot, studio: Studio, project: Project, tmp_path: Path
) -> None:
    kept = (("age", "34"), ("zip", "01067"))
    letter = Document("late again", ("place",), "7", "t.csv", 1, kept)
    settings = ImportSettings("t.csv", 0.0, kept_columns=("age", "zip"))
    for _ in project.import_documents([letter], settings):
        pass
    path = tmp_path / "labels.jsonl"
    export(qtbot, studio, path, Export(Target.TABLE))
    last = json.loads(path.read_text("utf-8").splitlines()[-1])
    assert (last["age"], last["zip"]) == (34, "01067")


def test_texts_that_no_label_fits_are_told_where_the_file_cannot(
    qtbot: QtBot, studio: Studio, project: Project, tmp_path: Path
) -> None:
    posted: list[Notice] = []
    studio.notices.posted.connect(posted.append)
    project.set_task("multi")
    export(qtbot, studio, tmp_path / "a.jsonl", Export(Target.DOCCANO))
    project.annotations.label([1], [])
    export(qtbot, studio, tmp_path / "b.jsonl", Export(Target.DOCCANO))
    told = [notice.text for notice in posted if notice.kind is NoticeKind.INFO]
    assert [words.startswith("doccano has an empty list for texts") for words in told] == [True]
