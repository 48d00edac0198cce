"""That no label fits a text is told from that nobody has labelled it, there and back."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ulmfit_core.corpus.column_roles import guess_roles, mapping_of
from ulmfit_core.corpus.document import Document, RejectedRow
from ulmfit_core.corpus.interchange.exporting import (
    SUFFIXES,
    LabelScheme,
    Target,
    export_documents,
    words_for,
)
from ulmfit_core.corpus.label_flags import given_columns
from ulmfit_core.corpus.options import ColumnMapping
from ulmfit_core.corpus.reading import read_documents
from ulmfit_core.corpus.sniffing import sniff

SCHEME = LabelScheme(("x", "y;z"), several=True)
MADE = [
    Document("nobody came here", (), "1", "a.csv", 1),
    Document("two of them", ("x", "y;z"), "2", "a.csv", 2),
    Document("none of them", (), "3", "a.csv", 3, (("town", "Ulm"), ("given_x", "Rome")), True),
]
EXPECTED = [("nobody came here", (), False), ("two of them", ("x", "y;z"), False)]
EXPECTED += [("none of them", (), True)]
HUGGING = (Target.HUGGING_FACE, Target.SAVED_DATASET)


def export(path: Path, target: Target, scheme: LabelScheme = SCHEME) -> None:
    list(export_documents({"train": MADE}, path, target, scheme, None, ("town", "given_x")))


def guessed(path: Path) -> ColumnMapping:
    """As the window does."""
    found = sniff(path)
    roles = guess_roles(found.columns, found.preview_rows, found.given)
    columns = mapping_of(found.columns, roles)
    assert columns is not None
    flags = found.label_flags(columns.label)
    made = mapping_of(found.columns, roles, flags=flags)
    assert made is not None
    return made


def read(path: Path, columns: ColumnMapping) -> list[tuple[str, tuple[str, ...], bool]]:
    items = [item for item in read_documents(path, columns) if isinstance(item, Document)]
    return [(item.text, item.labels, item.none_fits) for item in items]


@pytest.mark.parametrize("name", ["a.csv", "a.tsv", "a.xlsx", "a.parquet", "a.json", "a.jsonl.gz"])
def test_a_table_says_it_of_each_label(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    export(path, Target.TABLE)
    columns = guessed(path)
    assert sniff(path).columns[-4:] == ("town", "kept_given_x", "given_x", "given_y;z")
    assert [flag.label for flag in columns.flags] == ["x", "y;z"]
    assert (columns.label, "label" in columns.kept) == ((), False)
    assert read(path, columns) == EXPECTED


def test_what_a_model_gave_comes_back_as_no_label(tmp_path: Path) -> None:
    kept = (("predicted_label", "x"), ("given_x", "1"), ("given_w", "0"))
    documents = [
        Document(text, labels, text, "a.csv", 1, kept, not labels)
        for text, labels in (("a", ("x",)), ("b", ()))
    ]
    path = tmp_path / "a.csv"
    names = tuple(name for name, _ in kept)
    list(export_documents({"all": documents}, path, Target.TABLE, SCHEME, None, names))
    columns = guessed(path)
    assert sniff(path).columns[3:6] == ("kept_predicted_label", "kept_given_x", "kept_given_w")
    assert [flag.label for flag in columns.flags] == ["x", "y;z"]
    assert read(path, columns) == [("a", ("x",), False), ("b", (), True)]


@pytest.mark.parametrize("n_before", [30, 2])
def test_labels_that_were_added_beside_are_read(n_before: int, tmp_path: Path) -> None:
    rows = ["a,x,1,0", "b,,0,0"] * n_before + ["c,x,,", "d,Y; x,,", "e,,,", "f,x;w,,"]
    path = tmp_path / "a.csv"
    path.write_text("\n".join(["text,label,given_x,given_y", *rows]), encoding="utf-8")
    documents = list(read_documents(path, guessed(path)))
    assert read(path, guessed(path))[-4:] == [
        ("b", (), True),
        ("c", ("x",), False),
        ("d", ("y", "x"), False),
        ("e", (), False),
    ]
    assert isinstance(documents[-1], RejectedRow)
    reason = 'has "x;w" in the column "label", a label that no column "given_…" stands for'
    assert documents[-1].reason == reason
    assert sniff(path).gives_several(guessed(path))


def test_one_label_alone_is_one_too(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("text,label,given_x\na,x,1\nb,,0\nc,,\n", encoding="utf-8")
    assert read(path, guessed(path)) == [("a", ("x",), False), ("b", (), True), ("c", (), False)]


def test_a_table_of_one_label_a_text_is_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    export(path, Target.TABLE, LabelScheme(("x", "y;z"), several=False))
    assert sniff(path).columns == ("id", "text", "label", "town", "given_x")


@pytest.mark.parametrize("head", ["label,predicted_label,given_x", "town,country,given_x"])
def test_a_model_s_columns_and_other_people_s_are_no_labels(head: str, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(f"text,{head}\nfine,pay,team,0\nbad,team,team,1\n", encoding="utf-8")
    assert guessed(path).flags == ()
    assert sniff(path).given == ()


@pytest.mark.parametrize(
    ("rows", "given"),
    [
        ([("x", "1", "0"), ("", "0", "0"), ("", "", "")], ("given_x", "given_y")),
        ([("", "", "")] * 20, ("given_x", "given_y")),  # labelled further below
        ([("x", "", ""), ("y", "", "")], ()),
        ([("x", "1", "0"), ("y", "", ""), ("x", "", "")], ("given_x", "given_y")),  # labelled on
        ([("x", "1", "0"), ("x", "1", "1"), ("x", "0", "1")], ("given_x", "given_y")),  # corrected
        ([("y", "1", "0"), ("z", "1", "0")], ()),  # somebody else's flags
        ([("y", "Rome", "1")], ("given_y",)),  # somebody else's column
        ([("y", "0", "1"), ("", "0", "9"), ("", "0", "0")], ("given_x", "given_y")),
    ],
)
def test_such_columns_say_at_least_what_the_labels_do(
    rows: list[tuple[str, ...]], given: tuple[str, ...]
) -> None:
    assert given_columns(("label", "given_x", "given_y"), rows) == given


@pytest.mark.parametrize("target", [Target.LABEL_STUDIO, Target.PRODIGY, *HUGGING])
def test_a_tool_that_can_tell_does(target: Target, tmp_path: Path) -> None:
    if target in HUGGING:
        pytest.importorskip("pyarrow")
    path = tmp_path / f"out{SUFFIXES[target]}"
    export(path, target)
    label = "labels" if target in HUGGING else "label"
    assert read(path, ColumnMapping(label=(label,))) == EXPECTED
    assert not any(none_fits for *_, none_fits in read(path, ColumnMapping()))  # nobody asked


def test_of_a_tool_that_cannot_it_is_said() -> None:
    scheme = LabelScheme.of(MADE)
    assert words_for(Target.DOCCANO, scheme).startswith("doccano has an empty list for texts that")
    assert words_for(Target.DOCCANO, LabelScheme.of(MADE[:2])) == ""
    assert words_for(Target.PRODIGY, scheme) == ""


def test_a_task_that_was_not_accepted_says_nothing(tmp_path: Path) -> None:
    path = tmp_path / "tasks.jsonl"
    answers = ("accept", "reject", "ignore")
    tasks = [{"text": "a", "accept": [], "answer": answer} for answer in answers]
    path.write_text("\n".join(map(json.dumps, tasks)), encoding="utf-8")
    found = read(path, ColumnMapping(label=("label",)))
    assert [none_fits for *_, none_fits in found] == [True, False, False]


def test_a_cancelled_annotation_says_nothing(tmp_path: Path) -> None:
    path = tmp_path / "tasks.json"
    chosen = {"type": "choices", "value": {"choices": ["x"]}}
    given = ([{"result": [chosen]}], [{"result": []}], [{"result": [], "was_cancelled": True}])
    path.write_text(json.dumps([{"data": {"text": "a"}, "annotations": each} for each in given]))
    found = read(path, ColumnMapping(label=("label",)))
    assert found == [("a", ("x",), False), ("a", (), True), ("a", (), False)]


def test_where_none_fits_there_may_be_several() -> None:
    assert LabelScheme.of(MADE[2:]).several
    assert not LabelScheme.of(MADE[:1]).several
