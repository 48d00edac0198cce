"""Documents come in all or none, repeated ones are marked, and nothing shows half-way."""

from __future__ import annotations

import os
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.core.project.projects import SOURCE, add, document, new_project, visible
from ulmfit_core.corpus.document import Document, RejectedRow
from ulmfit_core.corpus.reading import read_documents
from ulmfit_core.errors import InputError, StorageError
from ulmfit_core.project import import_batches, importing
from ulmfit_core.project.annotations import Origin
from ulmfit_core.project.filters import DocumentFilter, Status
from ulmfit_core.project.import_batches import Item
from ulmfit_core.project.importing import ImportProgress, ImportSettings, ImportStage
from ulmfit_core.project.labels import COLOURS, SHORTCUTS
from ulmfit_core.project.project import Project, Task

MANY = 4500  # more than two batches


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    with new_project(tmp_path / "p") as project:
        yield project


def test_documents_and_record(project: Project) -> None:
    rows: list[Item] = [
        Document("One", ("spam",), "a1", "x.csv", 2),
        RejectedRow("x.csv", 3, "has no text"),
        Document("Two\nlines", (), "a2", "y.csv", 4),
    ]
    last = add(project, rows)
    assert (last.stage, last.n_documents, last.n_rejected) == ("finished", 2, 1)
    first, second = project.documents.page()
    assert (first.text, first.external_id, first.source, first.row) == ("One", "a1", "x.csv", 2)
    assert (first.status, first.labels) == (Status.LABELLED, (1,))
    assert (second.source, second.row) == ("y.csv", 4)
    assert (second.status, second.labels) == (Status.UNLABELLED, ())
    assert project.documents.lengths(1, 2).tolist() == [3, 9]
    assert project.documents.decided_by([Origin.IMPORT]).tolist() == [1]
    (record,) = project.imports.all()
    assert (record.source, record.n_documents, record.n_rejected) == (SOURCE, 2, 1)
    assert abs(record.at - time.time()) < 60
    assert project.imports.rejected_rows(record.id) == [rows[1]]


@pytest.mark.skipif(sys.platform != "linux", reason="names are Unicode elsewhere")
def test_a_file_may_be_named_in_other_bytes(project: Project, tmp_path: Path) -> None:
    path = tmp_path / os.fsdecode(b"gr\xfc.csv")
    path.write_text("text\none\n")
    list(project.import_documents(read_documents(path), ImportSettings(path.name)))
    assert project.imports.all()[-1].source == "gr\ufffd.csv"
    assert project.documents.documents([1])[0].source == "gr\ufffd.csv"


def test_texts_that_come_with_other_labels_are_counted(project: Project) -> None:
    add(project, [document(1, "spam"), document(2, "ham"), document(3), document(4, "ham")])
    again = [("ham", 1), ("ham", 2), ("ham", 3), ("spam", 3), (None, 4), ("spam", 9), ("spam", 9)]
    add(
        project,
        [
            document(n, *filter(None, [label]), text=f"Message  NUMBER {row}")
            for n, (label, row) in enumerate(again, 10)
        ],
    )
    first, second = project.imports.all()
    assert project.imports.otherwise_labelled(first) == (0, 0)
    assert project.imports.otherwise_labelled(second) == (1, 1)  # row 1, and row 3 by itself
    project.annotations.label([1], [2])
    assert project.imports.otherwise_labelled(second) == (0, 1)


def test_any_number_of_labels_is_the_same_where_all_are(tmp_path: Path) -> None:
    with new_project(tmp_path / "several", task="multi") as several:
        add(several, [document(1, "spam", "ham"), document(2, "spam", "ham"), document(3, "ham")])
        several.annotations.label([3], [])  # none of them
        again = [("ham", "spam"), ("spam",), ("ham",)]
        add(several, [document(n, *labels) for n, labels in enumerate(again, 1)])
        assert several.imports.otherwise_labelled(several.imports.all()[-1]) == (2, 0)


def test_which_documents_were_there_when_is_known(project: Project) -> None:
    assert project.imports.end_at(None) == 1
    add(project, [document(1), document(2)])
    at = time.time()
    assert (project.imports.end_at(at), project.imports.end_at(at - 60)) == (3, 1)
    project.commands.undo()
    assert project.imports.end_at(at) == 1
    add(project, [document(3), document(4)])  # with the ids of those that went
    assert (project.imports.end_at(at), project.imports.end_at(None)) == (1, 3)


def test_documents_in_the_place_of_others_are_told_from_them(project: Project) -> None:
    seen = [project.imports.mark()]
    add(project, [document(1), document(2)])
    seen.append(project.imports.mark())
    project.annotations.label([1], [1])
    assert project.imports.mark() == seen[-1]
    project.commands.undo()
    project.commands.undo()
    assert project.imports.mark() == seen[0]
    add(project, [document(3), document(4)])
    assert project.imports.mark() not in seen


def test_which_columns_became_texts_is_known_until_it_is_undone(project: Project) -> None:
    assert project.imports.text_columns() == []
    for columns in (("subject", "body"), (), ("body",)):
        settings = ImportSettings("t.csv", 0.0, text_columns=columns)
        for _ in project.import_documents([Document("a", (), "1", "t.csv", 1)], settings):
            pass
    assert project.imports.text_columns() == [("body",), ("subject", "body")]
    project.commands.undo()
    assert project.imports.text_columns() == [("subject", "body")]


def test_of_some_documents_the_columns_are_those_of_most(project: Project) -> None:
    for columns in (("subject", "body"), (), ("answer",)):
        settings = ImportSettings("t.csv", 0.0, text_columns=columns)
        rows = [Document(f"{columns} {n}", (), "1", "t.csv", n) for n in range(3)]
        for _ in project.import_documents(rows, settings):
            pass

    def found(documents: list[int]) -> tuple[str, ...]:
        return project.imports.cells_of(documents).columns

    assert found([]) == ()
    assert found([1, 3, 4, 9]) == ("subject", "body")
    assert found([1, 4, 6]) == ()  # lines of a text
    assert found([3, 4, 7, 8, 9]) == ("answer",)
    project.commands.undo()
    assert found([3, 7, 8, 9]) == ("subject", "body")


def test_new_labels_get_colours_and_keys_that_never_clash(project: Project) -> None:
    add(project, (document(i, f"label {i:03}") for i in reversed(range(100))))
    labels = project.labels.all()
    assert [label.name for label in labels[:4]] == ["spam", "ham", "label 000", "label 001"]
    assert len(labels) == 102
    assert [label.colour for label in labels[:10]] == list(COLOURS)
    keys = [label.shortcut for label in labels]
    assert keys[: len(SHORTCUTS)] == list(SHORTCUTS)
    assert keys[len(SHORTCUTS) :] == [None] * (102 - len(SHORTCUTS))


def test_labels_of_one_name_are_one(project: Project) -> None:
    rows = [
        document(1, "spam"),
        document(2, " spam "),
        document(3, "cafe\u0301"),
        document(4, "café"),
    ]
    add(project, [*rows, document(5, " ")])
    assert [label.name for label in project.labels.all()] == ["spam", "ham", "café"]
    assert project.documents.counts().by_label == {1: 2, 2: 0, 3: 2}
    assert project.documents.counts().n_unlabelled == 1


def test_repeated_texts_are_kept_and_marked(project: Project) -> None:
    add(project, [document(1, text="Hello  World"), document(2), document(3, text="hello world")])
    add(project, [document(4, text=" HELLO WORLD "), document(5)])
    assert [d.duplicate_of for d in project.documents.page()] == [None, None, 1, 1, None]
    assert [record.n_duplicates for record in project.imports.all()] == [1, 1]


def test_repeats_are_found_across_batches(project: Project) -> None:
    rows = [document(i, text=f"text {i % (MANY - 10)}") for i in range(MANY)]
    assert add(project, rows).n_duplicates == 10
    repeated = project.documents.page(DocumentFilter(is_duplicate=True))
    assert [d.duplicate_of for d in repeated] == list(range(1, 11))


def test_later_files_join(project: Project) -> None:
    add(project, [document(1, "spam"), document(2)])
    assert add(project, [document(3, "eggs")]).n_documents == 1
    first, second = project.imports.all()
    assert (first.first_id, first.last_id, second.first_id, second.last_id) == (1, 2, 3, 3)
    assert [d.id for d in project.documents.page(DocumentFilter(import_id=second.id))] == [3]
    assert [label.name for label in project.labels.all()] == ["spam", "ham", "eggs"]


def test_several_labels_are_rejected_with_a_reason_where_one_is_meant(project: Project) -> None:
    last = add(project, [document(1, "spam", "ham"), document(2, "spam")])
    assert (last.n_documents, last.n_rejected) == (1, 1)
    (rejected,) = project.imports.rejected_rows(1)
    assert "has 2 labels" in rejected.reason
    project.set_task("multi")
    add(project, [document(1, "spam", "ham")])
    assert project.documents.documents([2])[0].labels == (1, 2)


def test_of_many_rejected_rows_the_first_are_kept_and_all_counted(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(import_batches, "_KEPT_REJECTED", 2)
    rows = [RejectedRow(SOURCE, number, "empty") for number in range(1, 4)]
    documents = [document(number) for number in range(9, MANY)]
    assert add(project, [rows[0], *documents, *rows[1:]]).n_rejected == 3
    assert project.imports.rejected_rows(1) == rows[:2]


def test_half_a_character_is_rejected(project: Project) -> None:
    last = add(project, [document(1, text="broken \ud83d"), document(2)])
    assert (last.n_documents, last.n_rejected) == (1, 1)


def test_nothing_shows_before_the_end(project: Project) -> None:
    before = visible(project)
    rows = (document(i, "new") for i in range(MANY))
    seen = []
    for progress in project.import_documents(rows, ImportSettings(SOURCE, 0.5)):
        if progress.stage != ImportStage.FINISHED:
            assert visible(project) == before
            assert project.documents.count(DocumentFilter(search="message")) == 0
        seen.append((progress.stage.value, progress.n_documents))
    assert seen[:3] == [("reading", 2000), ("reading", 4000), ("reading", 4500)]
    assert [stage for stage, _ in seen[3:]] == ["test set"] * 2 + ["finishing", "finished"]
    assert project.documents.count() == MANY


def test_stopped_import_leaves_nothing(project: Project) -> None:
    add(project, [document(1)])
    before = visible(project)
    progress = list(
        project.import_documents(
            (document(i, "new") for i in range(2, MANY)), ImportSettings(SOURCE), lambda: True
        )
    )
    assert [p.stage.value for p in progress] == ["reading", "removing", "stopped"]
    assert visible(project) == before
    add(project, [document(7, text="afterwards")])
    assert [d.id for d in project.documents.page()] == [1, 2]
    assert project.documents.count(DocumentFilter(search="message")) == 1
    assert project.documents.page()[1].duplicate_of is None


def test_a_stop_is_heard_while_a_batch_is_still_read(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importing, "_PAUSE", 0.0)
    before, read = visible(project), []

    def mails() -> Iterator[Document]:
        for number in range(1, 100):
            read.append(number)
            yield document(number)

    settings = ImportSettings(SOURCE)
    *_, last = project.import_documents(mails(), settings, lambda: len(read) >= 5)
    assert (last.stage, len(read)) == (ImportStage.STOPPED, 5)
    assert visible(project) == before


def test_long_texts_are_written_fewer_at_a_time(project: Project) -> None:
    rows = [document(n, text=f"{n} {'word ' * 200_000}") for n in range(1, 26)]
    steps = project.import_documents(rows, ImportSettings(SOURCE, 0.0))
    seen = {p.n_documents for p in steps if p.stage == ImportStage.READING}
    assert seen - {0} == {10, 20, 25}
    assert project.documents.count() == 25


@pytest.mark.parametrize("stage", [ImportStage.TEST_SET, ImportStage.FINISHING])
def test_a_stop_is_heard_until_the_end(project: Project, stage: ImportStage) -> None:
    add(project, [document(1)])
    before, seen = visible(project), list[ImportStage]()
    rows = (document(n, "new") for n in range(2, 50))
    for progress in project.import_documents(
        rows, ImportSettings(SOURCE, 0.5), lambda: stage in seen
    ):
        seen.append(progress.stage)
    assert seen[-1] == ImportStage.STOPPED
    assert visible(project) == before


def test_a_short_import_that_is_stopped_leaves_what_was_there(project: Project) -> None:
    add(project, [document(1, "spam"), document(2)])
    before = visible(project)
    rows = [document(3, "new"), document(4)]
    assert list(project.import_documents(rows, ImportSettings(SOURCE), lambda: True))
    assert visible(project) == before
    assert project.documents.count(DocumentFilter(search="message")) == 2
    add(project, [document(5), document(6, "ham")])
    assert [d.labels for d in project.documents.page()] == [(1,), (), (), (2,)]


def test_abandoned_import_is_cleared_by_the_next(project: Project) -> None:
    abandoned = project.import_documents(
        (document(i, "new") for i in range(MANY)), ImportSettings(SOURCE)
    )
    next(abandoned)
    abandoned.close()  # type: ignore[attr-defined]
    assert project.documents.count() == 0
    settings = ImportSettings(SOURCE, 0.0)
    progress = list(project.import_documents([document(1, text="kept")], settings))
    assert [p.stage.value for p in progress] == [
        *["removing", "reading", "test set", "finishing", "finished"]
    ]
    assert project.documents.count(DocumentFilter(search="message")) == 0
    assert project.documents.count(DocumentFilter(search="kept")) == 1
    assert [label.name for label in project.labels.all()] == ["spam", "ham"]


def test_import_that_fails_half_way_leaves_nothing(project: Project) -> None:
    def broken() -> Iterator[Item]:
        yield from (document(i) for i in range(MANY))
        raise InputError("The file ends in the middle.")

    before = visible(project)
    with pytest.raises(InputError, match="ends in the middle"):
        add(project, broken())
    assert visible(project) == before
    add(project, [document(1)])
    assert project.documents.count() == 1


def test_only_one_import_at_a_time(project: Project) -> None:
    first = project.import_documents([document(1)], ImportSettings(SOURCE, 0.0))
    next(first)
    with pytest.raises(InputError, match="Another import goes on"):
        next(project.import_documents([document(2)], ImportSettings(SOURCE)))
    list(first)
    assert [d.external_id for d in project.documents.page()] == ["m1"]


def test_nothing_usable_is_a_sentence(project: Project) -> None:
    project.commands.undo()
    with pytest.raises(InputError, match="holds no texts"):
        add(project, [])
    with pytest.raises(InputError, match=r"None of the 2 rows .* row 8 has no text"):
        add(project, [RejectedRow("x", 8, "has no text"), RejectedRow("x", 9, "is odd")])
    assert project.imports.all() == []
    assert project.commands.redo() is not None
    assert [command.kind for command in project.commands.history()] == ["create label"] * 2


def test_labelling_goes_on_during_an_import(project: Project) -> None:
    add(project, [document(1), document(2)])
    at_work, go_on = threading.Event(), threading.Event()
    last: list[ImportProgress] = []

    def rows() -> Iterator[Item]:
        yield from (document(i, "ham") for i in range(3, 2500))
        at_work.set()
        assert go_on.wait(60)

    def work() -> None:
        with project.for_thread() as mine:
            last.append(add(mine, rows()))

    thread = threading.Thread(target=work)
    thread.start()
    assert at_work.wait(60)
    project.annotations.label([2], [1])
    project.annotations.skip([1])
    assert project.commands.undo() is not None
    assert project.commands.undo() is not None
    with pytest.raises(InputError, match="while another goes on"):
        project.commands.undo()  # the import of the two documents
    assert project.commands.redo() is not None
    go_on.set()
    thread.join()
    assert last[0].stage == ImportStage.FINISHED
    assert project.documents.counts().by_label == {1: 1, 2: 2497}
    assert project.commands.redo() is None


def without_labels(number: int) -> Document:
    """One that the file says to have none."""
    return replace(document(number), none_fits=True)


@pytest.mark.parametrize(("task", "status"), [("multi", "LABELLED"), ("single", "UNLABELLED")])
def test_where_there_may_be_several_labels_there_may_be_none(
    project: Project, task: Task, status: str
) -> None:
    project.set_task(task)
    add(project, [without_labels(1), document(2)])
    first, second = project.documents.page()
    assert (first.status.name, first.labels) == (status, ())
    assert second.status is Status.UNLABELLED


@pytest.mark.parametrize("is_undone", [False, True])
@pytest.mark.parametrize("unfit", [document(1, "spam", "ham"), without_labels(1)])
def test_an_import_whose_project_was_set_to_one_label_ends_with_nothing(
    project: Project, is_undone: bool, unfit: Document
) -> None:
    project.set_task("multi")
    steps = project.import_documents([unfit], ImportSettings(SOURCE, 0.0))
    next(steps)
    if is_undone:
        project.commands.undo()
    else:
        project.set_task("single")
    before = visible(project)
    with pytest.raises(InputError, match=r"with several or none came: 1\. Nothing was imported"):
        list(steps)
    assert visible(project) == before
    add(project, [document(1, "spam")])
    assert [d.labels for d in project.documents.page()] == [(1,)]


def test_undone_import_is_gone_and_comes_back(project: Project) -> None:
    add(project, [document(i, "ham" if i % 2 else "new") for i in range(50)], 0.2)
    after = visible(project)
    project.commands.undo()
    assert project.documents.counts().n_documents == 0
    assert project.documents.count(DocumentFilter(search="message")) == 0
    assert [label.name for label in project.labels.all()] == ["spam", "ham"]
    assert project.imports.all() == []
    project.commands.redo()
    assert visible(project) == after


def test_import_after_an_undone_one_takes_its_place(project: Project) -> None:
    add(project, [document(i) for i in range(50)])
    project.commands.undo()
    add(project, [document(90, text="other")])
    assert project.commands.redo() is None
    assert [(d.id, d.text) for d in project.documents.page()] == [(1, "other")]
    assert project.documents.count(DocumentFilter(search="message")) == 0
    add(project, [document(i) for i in range(60)])
    assert [record.n_documents for record in project.imports.all()] == [1, 60]


def test_an_undone_import_cannot_return_without_its_documents(project: Project) -> None:
    add(project, [document(i) for i in range(50)])
    project.commands.undo()
    rows, settings = [document(90)], ImportSettings(SOURCE)
    stopped = list(project.import_documents(rows, settings, lambda: True))
    assert stopped[-1].stage == ImportStage.STOPPED
    assert project.commands.redo() is None
    assert project.documents.count() == 0


@pytest.mark.parametrize("stays", [True, False])
def test_no_word_of_a_deleted_text_is_left_in_the_file(tmp_path: Path, stays: bool) -> None:
    with new_project(tmp_path / "secret") as project:
        if stays:
            add(project, [document(1, text="what stays")])
        add(project, [document(i, text=f"the informant {i}") for i in range(2, MANY)])
        project.commands.undo()
        add(project, [document(9000, text="something else")])
        assert project.documents.count(DocumentFilter(search="something")) == 1
        assert project.documents.count(DocumentFilter(search="stays")) == int(stays)
    held = [p.name for p in (tmp_path / "secret").iterdir() if p.is_file()]
    assert not [n for n in held if b"informant" in (tmp_path / "secret" / n).read_bytes()]


@pytest.mark.parametrize("fraction", [-0.1, 1.1, float("nan")])
def test_fraction_is_a_fraction(fraction: float) -> None:
    with pytest.raises(ValueError, match="between 0 and 1"):
        ImportSettings(SOURCE, fraction)


def test_a_closed_project_stays_locked_until_its_import_ends(project: Project) -> None:
    with project.for_thread() as own:
        documents = (document(i) for i in range(MANY))
        steps = own.import_documents(documents, ImportSettings("q.csv"))
        next(steps)
        project.close()
        with pytest.raises(StorageError, match="an import into it goes on"):
            Project.open(project.folder)
        for _ in steps:
            pass
    with Project.open(project.folder) as again:
        assert again.documents.count() == MANY


def test_no_import_begins_once_the_project_is_closed(project: Project) -> None:
    with project.for_thread() as own:
        project.close()
        with pytest.raises(StorageError, match="closed before the import began"):
            add(own, [document(1)])
    with Project.open(project.folder) as again:
        assert again.documents.count() == 0
