from __future__ import annotations

import json
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, Qt, QThread, QUrl
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.main_window import MainWindow
from app.operations import history
from app.pages.import_page import ImportPage
from app.workspace import Change
from tests.core.corpus.corpora import file_of
from tests.core.corpus.interchange.saved_datasets import save_dict
from tests.core.corpus.readers.test_archive import zip_of
from tests.core.corpus.readers.test_workbook import TWO_SHEETS, workbook_of
from tests.gui.widgets.test_role_header import choose_role
from ulmfit_core.corpus.column_roles import ColumnRole
from ulmfit_core.corpus.options import TextCells
from ulmfit_core.project.project import Project

CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def page(import_page: ImportPage) -> ImportPage:
    return import_page


def table(folder: Path, name: str = "letters.csv", encoding: str = "utf-8") -> Path:
    path = folder / name
    rows = [
        f"{n};Das ist ein schöner Brief, und er hat die Nummer {n};{'lob' if n % 2 else 'klage'}"
        for n in range(40)
    ]
    path.write_text("\n".join(["nr;text;art", *rows, "40;;lob"]), encoding=encoding)
    return path


def look(qtbot: QtBot, page: ImportPage, path: Path) -> None:
    assert page.take_files([path])
    qtbot.waitUntil(lambda: page.import_action.isEnabled())


def look_at_tags(qtbot: QtBot, page: ImportPage, folder: Path) -> Path:
    """A file with several labels in a cell, the page told so."""
    path = folder / "tags.jsonl"
    path.write_text('{"text": "a", "tags": "x|y"}\n{"text": "b", "tags": "y"}\n', encoding="utf-8")
    look(qtbot, page, path)
    page.preview.label_cells.separator.setCurrentIndex(
        page.preview.label_cells.separator.findData("|")
    )
    return path


def project_of(page: ImportPage) -> Project:
    return page.studio.workspace.project


def bring_in(qtbot: QtBot, page: ImportPage) -> None:
    n_before = len(project_of(page).imports.all())
    qtbot.keyClick(page.window(), Qt.Key.Key_Return, CONTROL)
    qtbot.waitUntil(lambda: len(project_of(page).imports.all()) > n_before)
    qtbot.waitUntil(lambda: not page.studio.activities.running)
    qtbot.waitUntil(lambda: page.report.isVisible())


def test_from_a_file_to_documents_in_the_project(
    qtbot: QtBot, page: ImportPage, tmp_path: Path
) -> None:
    look(qtbot, page, table(tmp_path))
    roles = (ColumnRole.KEEP, ColumnRole.TEXT, ColumnRole.LABEL)
    assert page.preview.header.roles() == roles
    page.preview.share.setValue(20)
    bring_in(qtbot, page)
    counts = project_of(page).documents.counts()
    assert (counts.n_documents, counts.n_labelled, counts.n_test_labelled) == (40, 40, 8)
    assert project_of(page).imports.text_columns() == [("text",)]
    assert project_of(page).imports.kept_columns() == ("nr",)
    assert [d.kept for d in project_of(page).documents.documents([1, 2])] == [
        (("nr", "0"),),
        (("nr", "1"),),
    ]
    assert (page.report.texts.text, page.report.left_out.text) == ("40", "1")
    assert "probably German" in page.report.lengths.text()
    assert "have read English only; they know few words of" in page.report.lengths.text()
    page.report.copy.click()
    assert "42\thas no text\tletters.csv" in QGuiApplication.clipboard().text()
    page.go_on.click()
    assert "label" in page.window().pages.front  # type: ignore[attr-defined]


def test_a_file_that_is_shown_has_the_keyboard(
    qtbot: QtBot, page: ImportPage, tmp_path: Path
) -> None:
    look(qtbot, page, table(tmp_path, encoding="cp1252"))
    assert page.preview.table.hasFocus()
    bar = page.preview.bar
    bar.encoding.setFocus()
    bar.encoding.setCurrentIndex(bar.encoding.findData("cp1251"))
    qtbot.waitUntil(lambda: "schцner" in page.preview.model.index(0, 1).data())
    assert bar.encoding.hasFocus()  # who looks again goes on choosing


def test_what_was_detected_can_be_changed(qtbot: QtBot, page: ImportPage, tmp_path: Path) -> None:
    look(qtbot, page, table(tmp_path, encoding="cp1252"))
    assert "schöner" in page.preview.model.index(0, 1).data()
    bar = page.preview.bar
    bar.encoding.setCurrentIndex(bar.encoding.findData("cp1251"))
    qtbot.waitUntil(lambda: "schцner" in page.preview.model.index(0, 1).data())
    bar.delimiter.setCurrentIndex(bar.delimiter.findData("|"))
    qtbot.waitUntil(lambda: page.preview.model.columnCount() == 1)
    for chosen, told in (("tsv", "tsv"), ("txt", "Plain text")):
        bar.format.setCurrentIndex(bar.format.findData(chosen))
        qtbot.waitUntil(lambda told=told: page.preview.about.text().startswith(told))
    assert bar.unit.currentText() == "a line"


def test_files_of_a_folder_can_be_read_in_another_encoding(
    qtbot: QtBot, page: ImportPage, tmp_path: Path
) -> None:
    for number in range(3):
        file_of(tmp_path / "texts", f"{number}.txt", "schöner", "cp1252")
    look(qtbot, page, tmp_path / "texts")
    bar = page.preview.bar
    assert (bar.encoding.isVisible(), bar.encoding.currentText()) == (True, "each file's own")
    bar.encoding.setCurrentIndex(bar.encoding.findData("cp1251"))
    qtbot.waitUntil(lambda: "schцner" in page.preview.model.index(0, 0).data())
    bar.encoding.setCurrentIndex(0)
    qtbot.waitUntil(lambda: "schöner" in page.preview.model.index(0, 0).data())


def test_of_a_workbook_each_sheet_can_come_in(
    qtbot: QtBot, page: ImportPage, tmp_path: Path
) -> None:
    path = workbook_of(tmp_path / "a.xlsx", TWO_SHEETS)
    look(qtbot, page, path)
    choice = page.preview.bar.sheet
    assert [choice.itemText(i) for i in range(choice.count())] == ["Empty", "One", "Two"]
    assert choice.currentText() == "One"
    choice.setCurrentIndex(2)
    rows = page.preview.model
    qtbot.waitUntil(lambda: rows.index(0, 0).data() == "b")
    choice.setCurrentIndex(0)
    qtbot.waitUntil(lambda: choice.currentText() == "Two")  # the first has no rows
    bring_in(qtbot, page)
    assert [d.text for d in project_of(page).documents.page()] == ["b", "c"]
    assert [r.source for r in project_of(page).imports.all()] == ["a.xlsx/Two"]


@pytest.mark.parametrize(
    ("folders", "roles"),
    [
        (("leak",), (ColumnRole.TEXT, ColumnRole.KEEP)),
        (("good", "bad"), (ColumnRole.TEXT, ColumnRole.LABEL)),
    ],
)
def test_the_name_of_the_only_folder_is_kept_and_labels_nothing(
    qtbot: QtBot,
    page: ImportPage,
    tmp_path: Path,
    folders: tuple[str, ...],
    roles: tuple[ColumnRole, ...],
) -> None:
    members: dict[str, bytes | str] = {f"{name}/1.txt": "It came late." for name in folders}
    look(qtbot, page, zip_of(tmp_path / "leak.zip", members))
    assert page.preview.header.roles() == roles


def test_a_page_comes_in_as_one_text(qtbot: QtBot, page: ImportPage, tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    path.write_text("<h1>Bad &amp; late</h1>\n<p>It broke</p>\n", encoding="utf-8")
    look(qtbot, page, path)
    bar = page.preview.bar
    assert (bar.format.currentText(), bar.unit.currentText()) == ("html", "a whole file")
    assert page.preview.model.rowCount() == 1
    bar.unit.setCurrentIndex(bar.unit.findData("line"))
    qtbot.waitUntil(lambda: page.preview.model.rowCount() == 2)
    bar.unit.setCurrentIndex(0)
    qtbot.waitUntil(lambda: page.preview.model.rowCount() == 1)
    bring_in(qtbot, page)
    assert project_of(page).documents.documents([1])[0].text == "Bad & late\nIt broke"


def tickets(folder: Path) -> Path:
    path = folder / "tickets.csv"
    rows = ["body,subject", *(f"<p>Order {n}</p><p>is late</p>,late" for n in range(4))]
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")
    return path


def test_cells_that_look_like_html_come_in_as_their_words(
    qtbot: QtBot, page: ImportPage, tmp_path: Path
) -> None:
    look(qtbot, page, tickets(tmp_path))
    html = page.preview.bar.html
    assert html.currentText() == "HTML: read its words"
    assert page.preview.bar._captions[html].text() == "Text cells hold (detected)"
    assert page.preview.model.index(0, 0).data() == "Order 0 is late"
    mapping = page.preview.mapping()
    assert mapping is not None
    assert mapping.html
    bring_in(qtbot, page)
    assert project_of(page).documents.page()[0].text == "Order 0\nis late"
    assert project_of(page).imports.text_cells() == [TextCells(("body",), True)]


def test_what_was_said_of_cells_is_kept_for_the_next_import(
    qtbot: QtBot, page: ImportPage, tmp_path: Path
) -> None:
    look(qtbot, page, tickets(tmp_path))
    html = page.preview.bar.html
    html.setCurrentIndex(html.findData(False))
    words = page.preview.bar._captions[html]
    qtbot.waitUntil(lambda: words.text() == "Text cells hold")
    assert page.preview.model.index(0, 0).data() == "<p>Order 0</p><p>is late</p>"
    bring_in(qtbot, page)
    assert project_of(page).documents.page()[0].text == "<p>Order 0</p><p>is late</p>"
    page.more.click()
    (tmp_path / "more").mkdir()
    look(qtbot, page, tickets(tmp_path / "more"))
    assert (html.currentData(), words.text()) == (False, "Text cells hold")


def test_lines_of_text_are_no_cells(qtbot: QtBot, page: ImportPage, tmp_path: Path) -> None:
    path = tmp_path / "lines.txt"
    path.write_text("<p>Order</p>\n" * 3, encoding="utf-8")
    look(qtbot, page, path)
    assert page.preview.bar.html.isHidden() or not page.preview.bar.html.isVisible()
    mapping = page.preview.mapping()
    assert mapping is not None
    assert not mapping.html


def test_damaged_rows_are_read_on_request(qtbot: QtBot, page: ImportPage, tmp_path: Path) -> None:
    path = table(tmp_path)
    path.write_bytes(path.read_bytes() + b"\n41;Ein \xff Brief;lob\n")
    look(qtbot, page, path)
    bring_in(qtbot, page)
    assert page.report.left_out.text == "2"
    assert "read all the same" in page.report._rejected_words.text()
    history.undo(page.studio)
    look(qtbot, page, path)
    bar = page.preview.bar
    assert bar.damaged.currentText() == "left out"
    bar.damaged.setCurrentIndex(bar.damaged.findData("replace"))
    qtbot.waitUntil(lambda: bar.damaged.currentText() == "read all the same")
    qtbot.waitUntil(lambda: page.preview.preview.options.damaged == "replace")  # type: ignore[union-attr]
    bring_in(qtbot, page)
    assert project_of(page).documents.counts().n_documents == 41


def test_the_language_is_guessed_from_what_is_text(
    qtbot: QtBot, page: ImportPage, tmp_path: Path
) -> None:
    look(qtbot, page, table(tmp_path))
    assert "probably German" in page.preview.about.whole()
    choose_role(page.preview.header, "text", ColumnRole.IGNORE)
    assert "probably" not in page.preview.about.whole()


def test_of_english_nothing_else_is_advised(qtbot: QtBot, page: ImportPage, tmp_path: Path) -> None:
    path = tmp_path / "letters.txt"
    path.write_text("\n".join(f"This is the letter of the man with {n} dogs" for n in range(20)))
    look(qtbot, page, path)
    bring_in(qtbot, page)
    assert page.report.lengths.text().endswith("The language is probably English.")


def test_without_a_text_column_nothing_can_be_imported(
    qtbot: QtBot, page: ImportPage, tmp_path: Path
) -> None:
    look(qtbot, page, table(tmp_path))
    choose_role(page.preview.header, "text", ColumnRole.IGNORE)
    assert not page.import_action.isEnabled()
    assert page.preview.problem.isVisible()
    choose_role(page.preview.header, "nr", ColumnRole.TEXT)
    choose_role(page.preview.header, "text", ColumnRole.LABEL)
    kept = (ColumnRole.TEXT, ColumnRole.LABEL, ColumnRole.KEEP)
    assert page.preview.header.roles() == kept  # a second label takes the first one's place


def test_tab_goes_through_the_columns_and_shows_them(
    qtbot: QtBot, page: ImportPage, tmp_path: Path
) -> None:
    path = tmp_path / "wide.csv"
    names = ["text", *(f"column {n}" for n in range(11))]
    path.write_text("\n".join([",".join(names), *["a longer text" + ",4711" * 11] * 5]))
    look(qtbot, page, path)
    page.preview.table.setFocus()
    view = page.preview.header.viewport()
    for name in names:
        widget = QApplication.focusWidget()
        assert widget is not None
        qtbot.keyClick(widget, Qt.Key.Key_Tab)
        choice = QApplication.focusWidget()
        assert choice is not None
        assert choice.accessibleName().endswith(name + " holds")
        assert view.rect().contains(choice.geometry())
    qtbot.keyClick(choice, Qt.Key.Key_Tab)
    assert page.preview.share.hasFocus()


def test_after_an_import_the_keyboard_is_on_the_next_step(
    qtbot: QtBot, page: ImportPage, tmp_path: Path
) -> None:
    look(qtbot, page, table(tmp_path))
    bring_in(qtbot, page)
    assert page.go_on.hasFocus()


def test_of_bare_texts_no_column_is_kept(qtbot: QtBot, page: ImportPage, tmp_path: Path) -> None:
    path = tmp_path / "letters.txt"
    path.write_text("Dear all\nDear you\n", encoding="utf-8")
    look(qtbot, page, path)
    bring_in(qtbot, page)
    assert project_of(page).imports.text_columns() == []


def test_pasted_lines_become_texts_and_a_second_import_adds(
    qtbot: QtBot, page: ImportPage, tmp_path: Path
) -> None:
    look(qtbot, page, table(tmp_path))
    bring_in(qtbot, page)
    page.more.click()
    page.source.paste.click()
    page.source.field.setPlainText("One, with a comma\nTwo\n\nThree")
    page.source.take.click()
    qtbot.waitUntil(lambda: page.import_action.isEnabled())
    bring_in(qtbot, page)
    assert project_of(page).documents.count() == 43
    assert page.report.records.count() == 2


def test_what_was_copied_is_pasted_by_its_key(
    qtbot: QtBot, page: ImportPage, tmp_path: Path
) -> None:
    QGuiApplication.clipboard().clear()
    qtbot.keyClick(page.window(), Qt.Key.Key_V, CONTROL)  # nothing: an empty field to paste into
    page.source.close_paper()
    page.setFocus()
    QGuiApplication.clipboard().setText("One\nTwo")
    qtbot.keyClick(page.window(), Qt.Key.Key_V, CONTROL)
    assert page.source.field.toPlainText() == "One\nTwo"
    copied = QMimeData()
    copied.setUrls([QUrl.fromLocalFile(str(table(tmp_path)))])
    QGuiApplication.clipboard().setMimeData(copied)
    page.source.close_paper()
    page.setFocus()
    qtbot.keyClick(page.window(), Qt.Key.Key_V, CONTROL)
    qtbot.waitUntil(lambda: page.preview.preview is not None)
    QGuiApplication.clipboard().clear()  # Qt would let go of it when Python is gone, and crash


def test_a_saved_dataset_of_hugging_face(qtbot: QtBot, page: ImportPage, tmp_path: Path) -> None:
    pytest.importorskip("pyarrow")
    rows = [(f"letter {n}", n % 2) for n in range(8)]
    look(qtbot, page, save_dict(tmp_path / "moods", train=[rows[:6], rows[6:]], test=[rows]))
    assert page.preview.header.roles() == (ColumnRole.TEXT, ColumnRole.LABEL, ColumnRole.KEEP)
    bring_in(qtbot, page)
    assert project_of(page).documents.count() == 8
    assert [label.name for label in project_of(page).labels.all()] == ["bad", "good"]


def test_several_labels_in_a_cell_make_the_project_multi_label(
    qtbot: QtBot, page: ImportPage, tmp_path: Path
) -> None:
    look_at_tags(qtbot, page, tmp_path)
    bring_in(qtbot, page)
    assert project_of(page).task == "multi"
    assert [label.name for label in project_of(page).labels.all()] == ["x", "y"]


def test_labels_that_are_not_imported_leave_the_project_at_one_label(
    qtbot: QtBot, page: ImportPage, tmp_path: Path
) -> None:
    look_at_tags(qtbot, page, tmp_path)
    choose_role(page.preview.header, "tags", ColumnRole.IGNORE)
    bring_in(qtbot, page)
    assert project_of(page).task == "single"


def test_an_import_that_fails_leaves_the_project_at_one_label(
    qtbot: QtBot, page: ImportPage, tmp_path: Path
) -> None:
    look_at_tags(qtbot, page, tmp_path).unlink()
    page.import_action.trigger()
    assert project_of(page).task == "multi"
    qtbot.waitUntil(lambda: not page.studio.activities.running)
    assert project_of(page).task == "single"


def test_lists_of_labels_are_taken_for_several(
    qtbot: QtBot, page: ImportPage, tmp_path: Path
) -> None:
    path = tmp_path / "tags.jsonl"
    rows = [{"text": "a", "label": []}, {"text": "b", "label": ["x", "y"]}]
    path.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    look(qtbot, page, path)
    assert page.preview.label_cells.separator.currentText() == "several, as a list"
    bring_in(qtbot, page)
    assert project_of(page).task == "multi"
    assert project_of(page).documents.counts().n_labelled == 1
    path.write_text('{"text": "c", "label": "x"}\n', encoding="utf-8")
    look(qtbot, page, path)
    assert page.preview.label_cells.separator.currentText() == "one label"
    assert page.preview.label_cells.separator.findText("several, as a list") < 0


def tags_csv(folder: Path, cells: list[str]) -> Path:
    path = folder / "tags.csv"
    rows = "".join(f"a text of some words;'{cell}';{n}\n" for n, cell in enumerate(cells * 3))
    rows = rows.replace("'", '"').replace("`", "'")
    path.write_text("text;tags;n\n" + rows, encoding="utf-8")
    return path


def test_labels_that_are_clearly_parted_are_taken_for_several(
    qtbot: QtBot, page: ImportPage, tmp_path: Path
) -> None:
    look(qtbot, page, tags_csv(tmp_path, ["film;question", "film", "question", "book;film"]))
    preview = page.preview
    assert preview.label_cells.separator.currentText() == "several, split at ;"
    assert preview.label_cells.words.text() == "A label cell in “tags” holds (detected)"
    preview.label_cells.separator.setCurrentIndex(0)
    assert preview.label_cells.words.text() == "A label cell in “tags” holds"
    choose_role(preview.header, "n", ColumnRole.ID)
    assert preview.label_cells.separator.currentText() == "one label"  # what was chosen stays
    choose_role(preview.header, "n", ColumnRole.LABEL)
    choose_role(preview.header, "tags", ColumnRole.LABEL)
    assert preview.label_cells.separator.currentText() == "several, split at ;"
    bring_in(qtbot, page)
    assert [label.name for label in project_of(page).labels.all()] == ["book", "film", "question"]


@pytest.mark.parametrize(("width", "text_size"), [(1180, 100), (960, 175)])
def test_what_a_label_cell_holds_is_asked_in_whole_words(
    qtbot: QtBot, page: ImportPage, tmp_path: Path, width: int, text_size: int
) -> None:
    page.studio.preferences.update(text_size=text_size)
    page.window().resize(width, 640)
    path = tags_csv(tmp_path, ["film;question", "film", "question", "book;film"])
    words = path.read_text(encoding="utf-8").replace("tags", "label_as_it_was_given")
    path.write_text(words, encoding="utf-8")
    look(qtbot, page, path)
    choose_role(page.preview.header, "label_as_it_was_given", ColumnRole.LABEL)
    asked = page.preview.label_cells.words
    assert asked.text().endswith("…” holds (detected)")
    qtbot.waitUntil(lambda: asked.width() >= asked.sizeHint().width())
    separator = page.preview.label_cells.separator
    qtbot.waitUntil(lambda: separator.width() >= separator.sizeHint().width())


@pytest.mark.parametrize("cells", [['[""x"",""y""]', '[""y""]'], ["[`x`, `y`]", "[`y`]"]])
def test_lists_in_cells_of_a_table_are_taken_for_several(
    qtbot: QtBot, page: ImportPage, tmp_path: Path, cells: list[str]
) -> None:
    look(qtbot, page, tags_csv(tmp_path, cells))
    assert page.preview.label_cells.separator.currentText() == "several, as a list"
    bring_in(qtbot, page)
    assert [label.name for label in project_of(page).labels.all()] == ["x", "y"]


def test_a_file_that_is_no_text_is_refused_in_a_sentence(
    qtbot: QtBot, page: ImportPage, tmp_path: Path
) -> None:
    path = tmp_path / "picture.csv"
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)))
    with qtbot.waitSignal(page.studio.notices.posted) as posted:
        page.take_files([path])
    assert "PNG" in posted.args[0].text
    assert page.source.isVisible()


def test_after_a_file_that_is_refused_the_next_is_shown(
    qtbot: QtBot, page: ImportPage, tmp_path: Path
) -> None:
    refused = tmp_path / "picture.csv"
    refused.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)))
    with qtbot.waitSignal(page.studio.notices.posted):
        page.take_files([refused, table(tmp_path)])
    qtbot.waitUntil(lambda: page.import_action.isEnabled())
    assert page.preview.name.whole() == "letters.csv"


def test_a_folder_without_texts_says_so_before_and_after(
    qtbot: QtBot, page: ImportPage, tmp_path: Path
) -> None:
    folder = tmp_path / "pictures"
    folder.mkdir()
    for name in ("a.jpg", "b.jpg"):
        (folder / name).write_bytes(b"\xff\xd8\xff\xe0" + bytes(300))
    look(qtbot, page, folder)
    assert page.preview.problem.text() == "None of the first rows can be read as a text."
    with qtbot.waitSignal(page.studio.notices.posted) as posted:
        page.import_shown()
    assert posted.args[0].text == (
        "None of the 2 files in pictures holds a usable text. "
        "pictures/a.jpg is not a text file: it looks like a JPEG image."
    )


def test_a_single_column_ends_at_nothing(qtbot: QtBot, page: ImportPage, tmp_path: Path) -> None:
    path = tmp_path / "answers.csv"
    path.write_text("text\nfine\nbad\n", encoding="utf-8")
    look(qtbot, page, path)
    assert page.preview.bar.delimiter.currentText() == "nothing"
    assert page.preview.preview is not None
    assert page.preview.preview.n_lines == 3


def test_a_warning_of_many_labels_goes_with_their_project(
    qtbot: QtBot, page: ImportPage, tmp_path: Path
) -> None:
    rows = [f"Ticket number {n} is about something;kind {n % 61}" for n in range(122)]
    path = tmp_path / "tickets.csv"
    path.write_text("\n".join(["text;category", *rows]), encoding="utf-8")
    look(qtbot, page, path)
    window = page.window()
    assert isinstance(window, MainWindow)
    bring_in(qtbot, page)
    qtbot.waitUntil(lambda: notices(window).count("The project has 61 labels now.") == 1)
    page.studio.workspace.create(tmp_path / "mails", "Mails")
    assert "The project has 61 labels now." not in notices(window)


def notices(window: MainWindow) -> list[str]:
    return [toast.notice.text for toast in window.toasts.toasts()]


def test_labels_that_differ_by_capitals_are_merged_where_they_are_told(
    qtbot: QtBot, page: ImportPage, tmp_path: Path
) -> None:
    kinds = ("praise", "Praise", "complaint", "praise")
    rows = [f"A letter of some words, number {n};{kinds[n % 4]}" for n in range(40)]
    path = tmp_path / "letters.csv"
    path.write_text("\n".join(["text;category", *rows]), encoding="utf-8")
    look(qtbot, page, path)
    bring_in(qtbot, page)
    page.report.merge.click()
    qtbot.waitUntil(page.report.merge.isHidden)
    assert sorted(label.name for label in project_of(page).labels.all()) == ["complaint", "praise"]
    qtbot.keyClick(page.window(), Qt.Key.Key_Z, CONTROL)
    qtbot.waitUntil(page.report.merge.isVisible)


def test_other_labels_are_told_until_they_are_mended(
    qtbot: QtBot, page: ImportPage, tmp_path: Path
) -> None:
    for name, label in (("mine.csv", "praise"), ("theirs.csv", "blame")):
        path = tmp_path / name
        rows = [f"{n};a letter of number {n};{label if n else 'blame'}" for n in range(10)]
        path.write_text("\n".join(["nr;text;label", *rows]), encoding="utf-8")
        look(qtbot, page, path)
        bring_in(qtbot, page)
    contradicted = page.report.contradicted
    qtbot.waitUntil(lambda: contradicted.text().startswith("9 of these texts are in the project"))
    project = project_of(page)
    (blame,) = {label.id for label in project.labels.all() if label.name == "blame"}
    project.annotations.label([2, 3, 4], [blame])
    page.studio.workspace.notify(Change.ANNOTATIONS)
    qtbot.waitUntil(lambda: contradicted.text().startswith("6 of these texts"))


def test_undoing_the_import_empties_the_page(
    qtbot: QtBot, page: ImportPage, tmp_path: Path
) -> None:
    look(qtbot, page, table(tmp_path))
    bring_in(qtbot, page)
    qtbot.keyClick(page.window(), Qt.Key.Key_Z, CONTROL)
    qtbot.waitUntil(lambda: page.source.isVisible())
    assert project_of(page).documents.count() == 0


def test_a_report_on_an_import_that_was_undone_meanwhile_is_not_shown(
    qtbot: QtBot, page: ImportPage, tmp_path: Path
) -> None:
    look(qtbot, page, table(tmp_path))
    bring_in(qtbot, page)
    studio, (record,) = page.studio, project_of(page).imports.all()
    page.step_wanted.emit("label")
    page.report.record_chosen.emit(record)
    history.undo(studio)  # the page is not in front, so that it does not see that at once
    qtbot.waitUntil(lambda: not studio.activities.findChildren(QThread))
    page.step_wanted.emit("import")
    assert page.source.isVisible()


def test_a_stopped_import_leaves_nothing_behind(
    qtbot: QtBot, page: ImportPage, tmp_path: Path
) -> None:
    path = tmp_path / "many.txt"
    path.write_text("\n".join(f"Line number {n}" for n in range(30_000)), encoding="utf-8")
    look(qtbot, page, path)
    page.import_action.trigger()
    assert not page.import_action.isEnabled()
    (activity,) = page.studio.activities.running
    qtbot.waitUntil(lambda: activity.done > 0)
    activity.stop()
    qtbot.waitUntil(lambda: not page.studio.activities.running)
    assert project_of(page).documents.count() == 0
    assert page.import_action.isEnabled()


def test_labels_of_another_tool_come_along(qtbot: QtBot, page: ImportPage) -> None:
    asset = Path(__file__).parents[2] / "assets" / "interchange" / "label_studio.json"
    look(qtbot, page, asset)
    assert page.preview.about.text().startswith("Label Studio · ")
    bring_in(qtbot, page)
    project = project_of(page)
    names = {label.id: label.name for label in project.labels.all()}
    labels = [[names[i] for i in d.labels] for d in project.documents.documents([1, 2, 3])]
    assert labels == [["Positive"], ["Neutral"], []]
