"""Filters and search against plain Python over the same documents, pages, counts, plans."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from tests.core.project.projects import add, document, new_project
from ulmfit_core.corpus.document import Document
from ulmfit_core.project.documents import StoredDocument
from ulmfit_core.project.filters import QUEUE, DocumentFilter, Status, build_query
from ulmfit_core.project.project import Project

WORDS = ("river", "bridge", "boat", "harbour", "ferry")


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Project]:
    """300 documents in two imports, with every property in every mixture."""
    with new_project(tmp_path_factory.mktemp("project"), task="multi") as project:
        add(project, [_document(i) for i in range(200)], 0.2)
        add(project, [_document(i) for i in range(150, 250)], 0.2)
        ids = range(1, 301)
        project.annotations.skip(ids[5::11])
        project.annotations.label(ids[3::7], [1])
        project.annotations.label(ids[6::13], [1, 2])
        project.annotations.label(ids[8::50], [])
        project.annotations.flag(ids[::9])
        add(project, [document(1, text="river of no return")])
        project.commands.undo()
        yield project


def _document(i: int) -> Document:
    text = f"{WORDS[i % 5]} {WORDS[i % 3]} {i}"
    return document(i, *(["spam"] if i % 4 == 0 else []), text=text)


FILTERS = [
    DocumentFilter(search, label, status, flagged, is_test, is_duplicate, import_id)
    for search, label, status, flagged, is_test, is_duplicate, import_id in itertools.product(
        ("", "river boat"),
        (None, 1),
        (None, Status.UNLABELLED, Status.LABELLED),
        (None, True),
        (None, True, False),
        (None, True, False),
        (None, 2),
    )
]


def fits(document: StoredDocument, wanted: DocumentFilter) -> bool:
    return (
        all(word in document.text.split() for word in wanted.search.split())
        and (wanted.label is None or wanted.label in document.labels)
        and wanted.status in (None, document.status)
        and wanted.flagged in (None, document.flagged)
        and wanted.is_test in (None, document.is_test)
        and wanted.is_duplicate in (None, document.duplicate_of is not None)
        and (wanted.import_id is None or (document.id > 200) == (wanted.import_id == 2))
    )


def test_filters_agree_with_looking_at_each(project: Project) -> None:
    everything = project.documents.documents(range(1, 400))
    assert len(everything) == 300
    kinds = set()
    for wanted in FILTERS:
        expected = [d.id for d in everything if fits(d, wanted)]
        assert project.documents.document_ids(wanted).tolist() == expected, wanted
        assert project.documents.count(wanted) == len(expected)
        kinds.add(len(expected) > 0)
    assert kinds == {True, False}


def test_counts_agree_with_looking_at_each(project: Project) -> None:
    everything = project.documents.page(limit=1000)
    counts = project.documents.counts()
    assert counts.n_documents == 300
    assert counts.n_labelled == sum(d.status == Status.LABELLED for d in everything)
    assert counts.n_skipped == sum(d.status == Status.SKIPPED for d in everything)
    assert counts.n_unlabelled == sum(d.status == Status.UNLABELLED for d in everything)
    assert counts.by_label == {i: sum(i in d.labels for d in everything) for i in (1, 2)}
    taught = [d for d in everything if not d.is_test]
    each = [{d.duplicate_of or d.id for d in taught if i in d.labels} for i in (1, 2)]
    assert counts.to_learn_from == {i: min(2, len(own)) for i, own in enumerate(each, 1)}
    assert counts.n_test_labelled == sum(
        d.is_test and d.status == Status.LABELLED for d in everything
    )


def test_pages_join_to_the_whole(project: Project) -> None:
    wanted = DocumentFilter(search="river", is_test=False)
    ids: list[int] = []
    while page := project.documents.page(wanted, after=ids[-1] if ids else 0, limit=7):
        assert len(page) <= 7
        ids += [d.id for d in page]
    assert ids == project.documents.document_ids(wanted).tolist()


def test_documents_come_in_the_order_asked_for(project: Project) -> None:
    ids = [*range(300, 0, -1), 999, 1]
    assert [d.id for d in project.documents.documents(np.array(ids))] == [*range(300, 0, -1), 1]
    assert project.documents.documents([]) == []


def test_ids_take_eight_bytes_each(project: Project) -> None:
    for wanted in (DocumentFilter(), QUEUE, DocumentFilter(search="nowhere")):
        ids = project.documents.document_ids(wanted)
        assert ids.dtype == np.int64
        assert ids.nbytes == 8 * len(ids)


@pytest.fixture(scope="module")
def texts(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Project]:
    with new_project(tmp_path_factory.mktemp("texts")) as project:
        lines = (
            "The ferry crossed the river at noon",
            "Crème brûlée for 5 %",
            "नदी के पास पुल है",
            "駅はどこですか。東京の駅",
            'C++ or C#? [sic] NOT "quoted" AND (so on)',
            "река и мост",
        )
        add(project, [document(i, text=line) for i, line in enumerate(lines)])
        yield project


@pytest.mark.parametrize(
    ("search", "ids"),
    [
        ("river", [1]),
        ("RIVER ferry", [1]),
        ("riv", [1]),  # the last word may be unfinished
        ("riv ferry", []),  # another not
        ("the f", []),  # one letter is no beginning
        ('"crossed the river"', [1]),
        ('"crossed river"', []),
        ('"the river', [1]),
        ('"crossed the riv"', []),  # what is quoted is finished
        ("noon, ferry", [1]),
        ("creme brulee", [2]),
        ("%", [2]),
        ("_", []),
        ("नदी", [3]),
        ("पुल है", [3]),
        ("东京", []),
        ("東京", [4]),
        ("どこ 駅", [4]),
        ("c++", [5]),
        ("NOT", [5]),
        ("quoted AND", [5]),
        ("(so", [5]),
        ("]", [5]),
        ("river OR мост", []),
        ("МОСТ", [6]),
        ("text:river", []),
        ("*", []),
        ('"', [1, 2, 3, 4, 5, 6]),
        ("  ", [1, 2, 3, 4, 5, 6]),
    ],
)
def test_search_takes_what_people_type(texts: Project, search: str, ids: list[int]) -> None:
    assert texts.documents.document_ids(DocumentFilter(search=search)).tolist() == ids


def beside(text: str, *kept: tuple[str, str]) -> Document:
    return replace(document(0, text=text), kept=kept)


@pytest.fixture(scope="module")
def tables(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Project]:
    """Two imports that have their columns in another order, and one without."""
    with new_project(tmp_path_factory.mktemp("tables")) as project:
        first = [
            beside("The ferry is late", ("town", "York"), ("Sent", "2024-03-05")),
            beside("The tram: town", ("town", "New York")),
            beside("A ferry", ("Sent", '2024-04-01 "late" 5%'), ('dc:the "real" day', "Monday")),
        ]
        second = [beside("A bus", ("Sent", "2024-04"), ("town", "york "))]
        add(project, first, kept=("town", "Sent", 'dc:the "real" day'))
        add(project, second, kept=("Sent", "of day", "town"))
        add(project, [document(4, text="town:York is Sent")])
        boats = ("Größe", "Übersee  Nord"), ("GRÖSSE", "x")
        add(project, [beside("Ein Boot", cell) for cell in boats], kept=("Größe", "GRÖSSE"))
        yield project


@pytest.mark.parametrize(
    ("search", "ids"),
    [
        ("town:York", [1, 2, 4]),
        ('town:"York"', [1, 4]),
        ("TOWN:york ferry", [1]),
        ("sent:2024-04", [3, 4]),
        ("sent:5%", [3]),
        ("sent:_", []),
        ("town:York sent:2024-04", [4]),
        ('"town":"new york"', [2]),
        ('"of day":x', []),
        ("river:York", []),
        ("town:", [2, 5]),
        ('town:""', [2, 5]),
        ('sent:"2024-04-01 ""late"" 5%"', [3]),
        ('"dc:the ""real"" day":mon', [3]),
        ('ferry "DC:the ""real"" day":"Monday"', [3]),
        ("ferry", [1, 3]),
        ("größe:übersee", [6]),
        ("GRÖSSE:ÜBERSEE", [6]),
        ('grosse:"ubersee nord"', [6]),
        ("größe:x", [7]),
    ],
)
def test_cells_beside_a_text_are_found_by_their_column(
    tables: Project, search: str, ids: list[int]
) -> None:
    assert tables.documents.document_ids(DocumentFilter(search=search)).tolist() == ids
    assert tables.documents.count(DocumentFilter(search=search, is_test=False)) == len(ids)


@pytest.fixture(scope="module")
def places(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Project]:
    with new_project(tmp_path_factory.mktemp("places")) as project:
        rows = [
            Document("one", (), "T-1001", "tickets.csv", 2),
            Document("two", (), "inbox/Über mail.txt", "leak/inbox/Über mail.txt", 3),
            Document("three 1001", (), "4", "tickets.csv", 4, (("id", "T-77"),)),
        ]
        add(project, rows, kept=("id",))
        yield project


@pytest.mark.parametrize(
    ("search", "ids"),
    [
        ("id:1001", [1]),
        ('ID:"t-1001"', [1]),
        ('id:"1001"', []),
        ("id:77", [3]),  # of a column that came along
        ("file:inbox/", [2]),
        ('file:"leak/inbox/uber mail.txt"', [2]),
        ("file:tickets", [1, 3]),
        ("file:tickets three", [3]),
        ("file:", []),
    ],
)
def test_a_text_is_found_by_its_place(places: Project, search: str, ids: list[int]) -> None:
    assert places.documents.document_ids(DocumentFilter(search=search)).tolist() == ids


def test_two_syllables_of_korean_begin_a_word(tmp_path: Path) -> None:
    with new_project(tmp_path) as project:
        add(project, [document(1, text="송금이 늦었다"), document(2, text="to be")])
        found = (DocumentFilter(search=words) for words in ("송금", "송", "t"))
        assert [project.documents.count(wanted) for wanted in found] == [1, 0, 0]


def test_cells_that_another_program_wrote_hold_no_search_up(tmp_path: Path) -> None:
    with new_project(tmp_path) as project:
        add(project, [beside(f"text {n}", ("town", "York")) for n in range(4)], kept=("town",))
        cells = ('["\\ud800"]', "[null]", "York")
        for id_, cell in enumerate(cells, 1):
            sql = "UPDATE kept_cells SET cells = ? WHERE document_id = ?"
            project._database.execute(sql, (cell, id_))
        assert project.documents.document_ids(DocumentFilter(search="town:york")).tolist() == [4]


def page_plan(project: Project, wanted: DocumentFilter) -> list[str]:
    """How SQLite will find a page."""
    query = build_query(wanted, 300)
    page = query.select(query.id, f"AND {query.id} > 5 ORDER BY {query.id} LIMIT 50")
    rows = project._database.rows(f"EXPLAIN QUERY PLAN {page}", query.parameters)
    return [row[3] for row in rows]


def test_no_list_is_sorted_or_read_whole(project: Project) -> None:
    for wanted in FILTERS:
        plan = page_plan(project, wanted)
        assert not [step for step in plan if "TEMP B-TREE" in step], (wanted, plan)
        scans = [step for step in plan if step.startswith("SCAN") and "VIRTUAL" not in step]
        assert not scans, (wanted, plan)


@pytest.mark.parametrize(
    ("wanted", "index"),
    [
        (QUEUE, "COVERING INDEX documents_by_status (status=? AND id>?"),
        (DocumentFilter(status=Status.LABELLED), "COVERING INDEX documents_by_status"),
        (DocumentFilter(flagged=True), "COVERING INDEX documents_flagged"),
        (DocumentFilter(is_test=True), "COVERING INDEX documents_in_test_set"),
        (
            DocumentFilter(is_test=True, status=Status.LABELLED),
            "COVERING INDEX documents_in_test_set",
        ),
        (DocumentFilter(is_duplicate=True), "documents_repeated"),
        (DocumentFilter(is_duplicate=True, status=Status.UNLABELLED), "documents_repeated"),
        (DocumentFilter(flagged=True, status=Status.LABELLED), "documents_flagged"),
        (
            DocumentFilter(label=1),
            "COVERING INDEX annotations_by_label (label_id=? AND document_id",
        ),
        (DocumentFilter(search="river"), "VIRTUAL TABLE INDEX"),
        (DocumentFilter(search="river", label=1), "VIRTUAL TABLE INDEX"),
        (
            DocumentFilter(status=Status.LABELLED, with_repeats=True),
            "INTEGER PRIMARY KEY (rowid>? AND rowid<?)",
        ),
        (DocumentFilter(label=1, with_repeats=True), "INTEGER PRIMARY KEY (rowid>? AND rowid<?)"),
        (DocumentFilter(search="river", label=1, with_repeats=True), "VIRTUAL TABLE INDEX"),
        (DocumentFilter(import_id=1), "INTEGER PRIMARY KEY (rowid>? AND rowid<?)"),
    ],
    ids=str,
)
def test_page_is_found_by_index(project: Project, wanted: DocumentFilter, index: str) -> None:
    assert index in page_plan(project, wanted)[0]


@pytest.mark.parametrize(
    ("given", "can"),
    [
        ([[1, 2], [1, 3], [1, 4]], False),
        ([[1, 2], [1, 3], [1]], True),
        ([[1], [2], [3], [1]], False),  # the fourth repeats the first
    ],
)
def test_one_can_be_held_out_where_others_have_its_labels(
    tmp_path: Path, given: list[list[int]], can: bool
) -> None:
    with new_project(tmp_path, task="multi") as project:
        add(project, [document(i, text=f"text {i % 3}") for i in range(len(given))])
        project.labels.add_codebook(dict.fromkeys("abcd", ""))
        for id_, labels in enumerate(given, 1):
            project.annotations.label([id_], labels)
        assert project.documents.counts().can_hold_out is can
