"""Files in the formats that annotation tools document, read as a corpus."""

from __future__ import annotations

from pathlib import Path

import pytest

from ulmfit_core.corpus.column_roles import guess_roles, mapping_of
from ulmfit_core.corpus.document import Document
from ulmfit_core.corpus.options import ColumnMapping
from ulmfit_core.corpus.reading import read_documents
from ulmfit_core.corpus.sniffing import sniff

ASSETS = Path(__file__).parents[3] / "assets" / "interchange"

Read = list[tuple[str, tuple[str, ...]]]


def read(path: Path) -> Read:
    """Texts with labels, by the columns that a first guess finds."""
    found = sniff(path)
    columns = mapping_of(found.columns, guess_roles(found.columns, found.preview_rows))
    assert columns is not None
    items = list(read_documents(path, columns))
    return [(item.text, item.labels) for item in items if isinstance(item, Document)]


def test_label_studio_takes_the_ground_truth_and_no_cancelled_or_predicted_choice() -> None:
    path = ASSETS / "label_studio.json"
    found = sniff(path)
    assert (found.tool, found.columns) == ("Label Studio", ("text", "my_meta", "label"))
    assert read(path) == [
        ("To have faith is to trust yourself to the water", ("Positive",)),
        ('Opossum is great; "really"', ("Neutral",)),
        ("Nobody has looked at this one", ()),
    ]


def test_label_studio_min_with_several_choices() -> None:
    items = list(read_documents(ASSETS / "label_studio_min.json", ColumnMapping(label=("topics",))))
    assert [item.labels for item in items if isinstance(item, Document)] == [
        ("faith", "water"),
        ("animals",),
    ]


def test_several_controls_are_columns_of_their_own(tmp_path: Path) -> None:
    results = ",".join(
        f'{{"type":"choices","from_name":"{name}","to_name":"text","value":{{"choices":["{label}"]}}}}'
        for name, label in (("mood", "glad"), ("topic", "food"))
    )
    path = tmp_path / "tasks.json"
    path.write_text(f'[{{"data":{{"text":"a b"}},"annotations":[{{"result":[{results}]}}]}}]')
    assert sniff(path).columns == ("text", "mood", "topic")
    (item,) = read_documents(path, ColumnMapping(label=("topic",)))
    assert isinstance(item, Document)
    assert item.labels == ("food",)


def test_doccano() -> None:
    assert read(ASSETS / "doccano.jsonl") == [
        ("Terrible customer service.", ("negative",)),
        ("Really great transaction.", ("positive",)),
        ("Great price.", ()),
    ]


def test_doccano_that_calls_its_text_data() -> None:
    assert sniff(ASSETS / "doccano_data.jsonl").tool == "doccano"
    assert read(ASSETS / "doccano_data.jsonl") == [
        ("Terrible customer service.", ("negative", "service")),
        ("Great price.", ()),
    ]


def test_prodigy_choice() -> None:
    found = sniff(ASSETS / "prodigy_choice.jsonl")
    assert found.tool == "Prodigy"
    assert "options" not in found.columns
    assert read(ASSETS / "prodigy_choice.jsonl") == [
        ("Uber's lesson: silicon valley's start-up machine", ("TECHNOLOGY",)),
        ("Pearl Automation, founded by Apple veterans", ()),
    ]


def test_prodigy_yes_or_no() -> None:
    assert read(ASSETS / "prodigy_binary.jsonl") == [
        ("This is text A", ("economy",)),
        ("This is text B", ()),
    ]


@pytest.mark.parametrize(
    "line",
    [
        '{"text": "a", "label": "b"}',
        '{"data": "a", "other": 1}',
        '{"text": "a", "answer": "42", "label": "b"}',
        '{"data": {"text": "a"}, "label": "b"}',
        '{"text": "a", "options": [{"id": "x", "text": "y"}], "label": "b"}',
    ],
)
def test_what_only_looks_alike_stays_as_it_is(tmp_path: Path, line: str) -> None:
    path = tmp_path / "plain.jsonl"
    path.write_text(line + "\n")
    assert sniff(path).tool is None
