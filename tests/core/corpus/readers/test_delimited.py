from __future__ import annotations

import random
import time
from pathlib import Path

import pytest

from tests.core.corpus.corpora import TEXT_LABEL, file_of, pairs, read
from ulmfit_core.corpus.dialect import SAMPLE_CHARACTERS
from ulmfit_core.corpus.document import RejectedRow
from ulmfit_core.corpus.options import ColumnMapping, ReadOptions
from ulmfit_core.corpus.reading import open_table
from ulmfit_core.corpus.sniffing import sniff
from ulmfit_core.errors import InputError


def test_rows_are_numbered_by_the_line_they_start_on(tmp_path: Path) -> None:
    path = file_of(tmp_path, "a.csv", 'text,label\n"one\ntwo",x\n\nthree,y\n')
    documents, rejected = read(path)
    assert [(d.text, d.labels, d.row, d.source) for d in documents] == [
        ("one\ntwo", ("x",), 2, "a.csv"),
        ("three", ("y",), 5, "a.csv"),
    ]
    assert [d.id for d in documents] == ["2", "5"]
    assert not rejected


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_any_line_end(tmp_path: Path, end: str) -> None:
    path = file_of(tmp_path, "a.csv", end.join(["text,label", '"a, ""b""",x', "c,y", ""]))
    documents, _ = read(path)
    assert pairs(documents) == [('a, "b"', ("x",)), ("c", ("y",))]
    assert [d.row for d in documents] == [2, 3]


def test_ragged_rows_are_reported_and_the_rest_is_read(tmp_path: Path) -> None:
    path = file_of(tmp_path, "a.csv", "text,label\na,x\nb\nc,y,z\nd,y,,\ne,x\n")
    documents, rejected = read(path)
    assert pairs(documents) == [("a", ("x",)), ("d", ("y",)), ("e", ("x",))]
    assert [(r.row, r.reason) for r in rejected] == [
        (3, "has 1 cell, not 2"),
        (4, "has 3 cells, not 2"),
    ]


def test_an_unclosed_quote_costs_its_own_line_only(tmp_path: Path) -> None:
    path = file_of(tmp_path, "a.csv", 'text,label\na,x\n"b,x\nc,y\nd,x\n')
    documents, rejected = read(path)
    assert [(d.text, d.row) for d in documents] == [("a", 2), ("c", 4), ("d", 5)]
    assert [(r.row, r.reason) for r in rejected] == [(3, "opens a quote that is never closed")]


@pytest.mark.parametrize(
    ("line", "cells"),
    [
        ("7;a;b;c;d", {"id": "7", "text": "a", "label": "b;c;d"}),
        ("7;a", {"id": "7", "text": "a"}),
        ('7;"a;b', {"id": "7", "text": "a;b"}),
    ],
)
def test_a_rejected_row_has_the_cells_that_are_known(
    tmp_path: Path, line: str, cells: dict[str, str]
) -> None:
    path = file_of(tmp_path, "a.csv", f"id;text;label\n1;x;y\n2;x;y\n{line}\n3;x;y\n")
    with open_table(path) as table:
        (rejected,) = [row for row in table.rows if isinstance(row, RejectedRow)]
    assert (rejected.row, rejected.cells) == (4, cells)
    assert read(path)[1][0].cells == {}  # a thousand of them may be kept


def test_a_quote_that_is_given_up_leaves_the_cells_of_its_line(tmp_path: Path) -> None:
    path = file_of(tmp_path, "a.csv", "text,label\n" + 'a,"x\n' + "b,y\n" * 1000)
    with open_table(path, ReadOptions(max_characters=1000)) as table:
        (rejected,) = [row for row in table.rows if isinstance(row, RejectedRow)]
    assert "not closed within" in rejected.reason
    assert rejected.cells == {"text": "a", "label": "x"}


def test_an_unclosed_quote_on_the_last_line(tmp_path: Path) -> None:
    documents, rejected = read(file_of(tmp_path, "a.csv", 'text,label\na,x\n"b,x'))
    assert len(documents) == 1
    assert [r.row for r in rejected] == [3]


def test_an_unclosed_quote_is_given_up_at_the_length_limit(tmp_path: Path) -> None:
    lines = ["text,label", "a,x", '"open,x', *(f"row {i},y" for i in range(500))]
    path = file_of(tmp_path, "a.csv", "\n".join(lines) + "\n")
    documents, rejected = read(path, options=ReadOptions(max_characters=1000))
    assert len(documents) == 501
    assert [d.row for d in documents] == [2, *range(4, 504)]
    assert [(r.row, r.reason) for r in rejected] == [
        (3, "opens a quote that is not closed within 1,000 characters")
    ]


def test_many_unclosed_quotes_are_looked_for_ever_less_far(tmp_path: Path) -> None:
    path = file_of(tmp_path, "a.csv", "text,label\n" + 'a"b,"c\n' * 20_000)
    begun = time.process_time()
    documents, rejected = read(path)
    assert time.process_time() - begun < 10.0
    assert not documents
    assert [r.row for r in rejected] == list(range(2, 20_002))
    assert rejected[0].reason == "opens a quote that is never closed"
    assert rejected[-10_000].reason == "opens a quote that is not closed within 1,000 characters"


def test_rows_of_some_lines_are_read_after_many_unclosed_quotes(tmp_path: Path) -> None:
    whole = '"' + "many\n" * 150 + '",x\n'
    path = file_of(tmp_path, "a.csv", "text,label\na,x\n" + 'a"b,"c\n' * 99 + "z,y\n" * 600 + whole)
    documents, _ = read(path, options=ReadOptions(max_characters=2000))
    assert documents[-1].text == "many\n" * 150


def test_a_row_over_the_limit_is_rejected_alone(tmp_path: Path) -> None:
    path = file_of(tmp_path, "a.csv", f"text,label\na,x\n{'b' * 5000},x\nc,y\n")
    documents, rejected = read(path, options=ReadOptions(max_characters=1000))
    assert [(d.text, d.row) for d in documents] == [("a", 2), ("c", 4)]
    assert [(r.row, r.reason) for r in rejected] == [(3, "is longer than 1,000 characters")]


def test_a_field_beyond_the_csv_modules_own_limit_is_read(tmp_path: Path) -> None:
    long = "word " * 100_000
    documents, _ = read(file_of(tmp_path, "a.csv", f'text,label\n"{long}",x\n'))
    assert documents[0].text == long


def test_a_text_without_words_or_with_nul_is_rejected(tmp_path: Path) -> None:
    path = file_of(tmp_path, "a.csv", "text,label\n,x\n  ,x\na\x00b,y\nc,y\n")
    documents, rejected = read(path)
    assert pairs(documents) == [("c", ("y",))]
    assert [(r.row, r.reason) for r in rejected] == [
        (2, "has no text"),
        (3, "has no text"),
        (4, "holds a NUL character"),
    ]


def test_damaged_rows_can_be_repaired_instead(tmp_path: Path) -> None:
    path = file_of(tmp_path, "a.csv", b"text,label\na\x00b,y\nc\xffd,y\n")
    options = ReadOptions(encoding="utf-8", damaged="replace")
    assert pairs(read(path, options=options)[0]) == [("ab", ("y",)), ("c\ufffdd", ("y",))]


def test_invalid_bytes_cost_one_row(tmp_path: Path) -> None:
    content = "text,label\n" + "".join(f"é {i},x\n" for i in range(50))
    data = content.encode().replace("é 20".encode(), b"\xe9\x28 20")
    documents, rejected = read(file_of(tmp_path, "a.csv", data))
    assert len(documents) == 49
    assert [r.row for r in rejected] == [22]
    assert "0xE9" in rejected[0].reason


def test_missing_labels_make_unlabelled_documents_and_words_stay_words(tmp_path: Path) -> None:
    path = file_of(tmp_path, "a.csv", "text,label\nNA,None\nnull,\nNone, \nnan,01\n")
    documents, rejected = read(path)
    assert pairs(documents) == [("NA", ("None",)), ("null", ()), ("None", ()), ("nan", ("01",))]
    assert not rejected


def test_several_labels_and_several_text_columns(tmp_path: Path) -> None:
    path = file_of(
        tmp_path, "a.csv", "key,title,body,tags\n7,T,B,x; y;x;\n8,,B,\n9,T,  ,y\n10,,,x\n"
    )
    columns = ColumnMapping(("title", "body"), ("tags",), "key", ";", " | ")
    documents, rejected = read(path, columns)
    assert [(d.id, d.text, d.labels) for d in documents] == [
        ("7", "T | B", ("x", "y")),
        ("8", "B", ()),
        ("9", "T", ("y",)),
    ]
    assert [r.reason for r in rejected] == ["has no text"]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_found(tmp_path: Path, delimiter: str) -> None:
    rng = random.Random(1)
    pieces = ["good, fine", "bad; poor", "a|b", 'say "hi"', "plain", "x\ty", "1,5;2,5"]
    lines = ["text" + delimiter + "label"]
    for i in range(40):
        text = " ".join(rng.choices(pieces, k=3)).replace('"', '""')
        lines.append(f'"{text}"{delimiter}{"pos" if i % 2 else "neg"}')
    path = file_of(tmp_path, "a.csv", "\n".join(lines) + "\n")
    sniffed = sniff(path)
    assert (sniffed.delimiter, sniffed.has_header) == (delimiter, True)
    assert len(read(path)[0]) == 40


def test_a_few_ragged_rows_do_not_hide_the_delimiter(tmp_path: Path) -> None:
    rows = ["text;label", *(f"so, so, and so {i};x" for i in range(20)), "a;b;c", "d"]
    assert sniff(file_of(tmp_path, "a.csv", "\n".join(rows))).delimiter == ";"


def test_tab_separated_values_without_quoting(tmp_path: Path) -> None:
    path = file_of(
        tmp_path, "a.tsv", 'text\tlabel\n"Good," he said\tx\n5" disk\ty\n"open\tx\nend\ty\n'
    )
    documents, rejected = read(path)
    assert [d.text for d in documents] == ['"Good," he said', '5" disk', '"open', "end"]
    assert not rejected


def test_a_single_column_needs_no_delimiter(tmp_path: Path) -> None:
    path = file_of(tmp_path, "a.csv", 'text\nred, green\n"one; two; three"\n"quoted" start, end\n')
    documents, rejected = read(path, ColumnMapping())
    assert not rejected
    assert documents[0].text == "red, green"
    assert sniff(path).delimiter is None


# At the length of the sample it ends inside the quotes.
@pytest.mark.parametrize("n_characters", [30, SAMPLE_CHARACTERS])
def test_a_single_column_may_be_quoted(tmp_path: Path, n_characters: int) -> None:
    long = ("A word, " * n_characters)[:n_characters]
    path = file_of(tmp_path, "a.csv", f'text\n"red, green"\n"say ""hi"""\n"{long}"\n')
    documents, rejected = read(path, ColumnMapping())
    assert [d.text for d in documents] == ["red, green", 'say "hi"', long]
    assert not rejected


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.csv", "a;b,c\n1;2,3\n4;5,6\n"),
        ("a.csv", "sep=;\na;b,c\n1;2,3\n"),
        ("a.tsv", "a\tb,c\n1\t2,3\n4\t5,6\n"),
        ("a.csv", "a\n1\n2\n"),
    ],
)
def test_the_user_may_say_the_delimiter(tmp_path: Path, name: str, content: str) -> None:
    sniffed = sniff(file_of(tmp_path, name, content), ReadOptions(delimiter=","))
    assert sniffed.delimiter == ","
    assert sniffed.columns == tuple(content.split("\n")[content.startswith("sep")].split(","))


def test_a_delimiter_that_is_nowhere_is_still_the_user_s(tmp_path: Path) -> None:
    path = file_of(tmp_path, "a.csv", "a,b\n1,2\n3,4\n")
    assert sniff(path, ReadOptions(delimiter=";")).columns == ("a,b",)


def test_excels_separator_line(tmp_path: Path) -> None:
    documents, _ = read(file_of(tmp_path, "a.csv", "sep=;\r\ntext;label\r\na,b;x\r\n"))
    assert [(d.text, d.row) for d in documents] == [("a,b", 3)]


def test_a_table_without_header(tmp_path: Path) -> None:
    path = file_of(tmp_path, "a.csv", "I like it,pos\nIt is bad,neg\nWonderful,pos\n")
    assert sniff(path).columns == ("column_1", "column_2")
    documents, _ = read(path, ColumnMapping(("column_1",), ("column_2",)))
    assert (documents[0].text, documents[0].row) == ("I like it", 1)


@pytest.mark.parametrize(
    ("content", "has_header"),
    [
        ("Satz,Klasse\nEin langer Satz über etwas anderes und noch mehr davon.,a\n" * 1, True),
        ("utterance,gold\nhello there,1\nbye,2\n", True),
        ("0,first text\n1,second text\n", False),
        ("great film,pos\npoor film,neg\nfine,pos\n", False),
        ("a,a\nb,b\n", False),
        ("Nr.,Was fiel auf?\nR1,Zu laut\nR2,Zu kalt\nR3,Nett hier\n", True),
        ("Datum,Was fiel auf?\n1.3.24,Zu laut\n2.3.24,Zu kalt\n3.3.24,Nett hier\n", True),
        ("Room 7 was loud,bad\nroom 8 as well,so\nroom 9 not,good\nroom 10 fine,ok\n", False),
        ("Loud\nroom 8 as well\nquiet\nfine\n", False),
        ("Antwort,Note\ngut,1\nschlecht\nmal so mal so,5\n", True),
        ("Antwort,Note\ngut,\nschlecht,\n", False),
        ("Text, Meinung\ngut,ja\nschlecht,nein\n", True),
        ("avis , Label\nbon,oui\nnul,non\n", True),
    ],
)
def test_whether_there_is_a_header(tmp_path: Path, content: str, has_header: bool) -> None:
    assert sniff(file_of(tmp_path, "a.csv", content)).has_header is has_header


_LONG = "The room was small and the street before it loud all night."


@pytest.mark.parametrize(
    "first",
    [
        f"Fine,b\n{_LONG}",
        f"Not so good,a\n{_LONG}",
        "Ok,a\nnot so good",
        "Ok,a\n5,c\nfine",
        f"{_LONG}{_LONG},topic\nshort",
    ],
)
def test_a_first_answer_is_not_lost_as_a_header(tmp_path: Path, first: str) -> None:
    path = file_of(tmp_path, "a.csv", f"{first},b\n")
    assert sniff(path).has_header is False


def test_columns_asked_for_settle_whether_there_is_a_header(tmp_path: Path) -> None:
    path = file_of(tmp_path, "a.csv", "avis,note\nbon,oui\nnul,non\n")
    documents, _ = read(path, ColumnMapping(("avis",), ("note",)))
    assert [d.text for d in documents] == ["bon", "nul"]
    documents, _ = read(path, ColumnMapping(("column_1",), ("column_2",)))
    assert [d.text for d in documents] == ["avis", "bon", "nul"]
    named = file_of(tmp_path, "b.csv", "text,label\nbon,oui\n")
    assert [d.text for d in read(named, ColumnMapping(("column_1",)))[0]] == ["text", "bon"]


def test_a_header_can_be_denied(tmp_path: Path) -> None:
    path = file_of(tmp_path, "a.csv", "text,label\na,x\n")
    assert sniff(path, ReadOptions(has_header=False)).preview_rows[0] == ("text", "label")


def test_repeated_and_empty_column_names_are_told_apart(tmp_path: Path) -> None:
    path = file_of(tmp_path, "a.csv", "text,,label,label\na,b,c,d\n")
    assert sniff(path).columns == ("text", "column_2", "label", "label_2")


def test_a_missing_column_names_the_columns_and_the_closest(tmp_path: Path) -> None:
    path = file_of(tmp_path, "a.csv", "id,text,label\n1,a,x\n")
    with pytest.raises(InputError, match='no column "texts"; its columns are: id, text') as caught:
        read(path, ColumnMapping(("texts",)))
    assert caught.value.hint == 'Did you mean "text"?'
    with pytest.raises(InputError) as caught:
        read(path, ColumnMapping(("text",), ("Label",)))
    assert caught.value.hint == 'Did you mean "label"?'


def test_a_header_alone_is_no_error_of_the_reader(tmp_path: Path) -> None:
    assert read(file_of(tmp_path, "a.csv", "text,label\n")) == ([], [])


def test_the_preview_is_short(tmp_path: Path) -> None:
    rows = "".join(f"{i},x\n" for i in range(100))
    sniffed = sniff(file_of(tmp_path, "a.csv", "text,label\n" + rows))
    assert sniffed.preview_rows[:2] == (("0", "x"), ("1", "x"))
    assert len(sniffed.preview_rows) == 20


def test_the_text_column_may_have_any_name(tmp_path: Path) -> None:
    path = file_of(tmp_path, "a.csv", "Kommentar,Wertung\nganz gut,2\n")
    documents, _ = read(path, ColumnMapping(("Kommentar",), ("Wertung",)))
    assert pairs(documents) == [("ganz gut", ("2",))]
    assert TEXT_LABEL.names() == ("text", "label")


TITLED = "Export of tickets\nCreated on 27 November 2026\n\n"
TABLE = "ticket;text;team\n1;It does not start.;web\n2;Where is my parcel?;post\n3;Thanks.;web\n"


@pytest.mark.parametrize(
    "content",
    [
        TITLED + TABLE,
        TITLED.replace("\n", ";;\n") + TABLE,  # as spreadsheets save it
        "Export of tickets;;\n" + TABLE,
        "sep=;\n" + TITLED + TABLE,
        (TITLED + TABLE).replace(";", ","),
        (TITLED + TABLE).replace(";", "\t"),
    ],
)
def test_titles_above_a_header_are_passed_over(tmp_path: Path, content: str) -> None:
    path = file_of(tmp_path, "titled.csv", content)
    found = sniff(path)
    assert found.columns == ("ticket", "text", "team")
    assert found.has_header
    documents, rejected = read(path, ColumnMapping(("text",), ("team",)))
    assert [d.text for d in documents] == ["It does not start.", "Where is my parcel?", "Thanks."]
    assert documents[-1].row == len(content.splitlines())
    assert not rejected


def test_titles_are_rows_where_the_user_says_there_is_no_header(tmp_path: Path) -> None:
    path = file_of(tmp_path, "titled.csv", "Export;;\n" + TABLE)
    found = sniff(path, ReadOptions(has_header=False))
    assert found.preview_rows[0] == ("Export", "", "")


@pytest.mark.parametrize(
    "content",
    [
        "text\nHello, world\nThis, that\nMore, and more\nYes, no\n",
        "Well\nHello, world\nThis, that\nMore, and more\nYes, no\n",
        "text,,\nIt does not start.,1,2\nWhere is it?,2,3\n",
        "A first text,\nAnother one,praise\nA third text,blame\nA fourth,praise\n",
    ],
)
def test_a_first_row_that_is_no_title_stays(tmp_path: Path, content: str) -> None:
    path = file_of(tmp_path, "plain.csv", content)
    found = sniff(path)
    first = content.split("\n")[0].rstrip(",")
    assert first in (found.columns[0], found.preview_rows[0][0])
