"""Folders that Hugging Face's ``save_to_disk`` writes, read as a corpus."""

from __future__ import annotations

import json
import tracemalloc
import zipfile
from pathlib import Path
from typing import Any

import pytest

from tests.core.corpus.corpora import pairs, read
from tests.core.corpus.interchange.saved_datasets import save_dataset, save_dict, write_stream
from ulmfit_core.corpus.column_roles import guess_roles, mapping_of
from ulmfit_core.corpus.options import ColumnMapping, Format, ReadOptions
from ulmfit_core.corpus.reading import open_table, read_documents
from ulmfit_core.corpus.sniffing import sniff
from ulmfit_core.errors import InputError

pyarrow = pytest.importorskip("pyarrow")

TRAIN = [[("a", 0), ("b", 1), ("c", -1)], [("d", 1)]]
NAMED = [("a", ("bad",)), ("b", ("good",)), ("c", ()), ("d", ("good",))]


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    """Two files of training texts, one of test texts."""
    return save_dict(tmp_path / "moods", test=[[("e", 0)]], train=TRAIN)


def test_the_training_split_in_the_order_of_its_files_with_labels_by_name(saved: Path) -> None:
    documents, rejected = read(saved)
    assert pairs(documents) == NAMED
    assert not rejected
    assert [(d.source, d.row) for d in documents][2:] == [
        ("moods/train/data-00000-of-00002.arrow", 3),
        ("moods/train/data-00001-of-00002.arrow", 1),
    ]


def test_another_split_by_its_name(saved: Path) -> None:
    documents, _ = read(saved, options=ReadOptions(member="test"))
    assert pairs(documents) == [("e", ("bad",))]
    with pytest.raises(InputError, match='no part "dev"; its parts are: test, train'):
        read(saved, options=ReadOptions(member="dev"))


def test_what_sniff_says(saved: Path) -> None:
    found = sniff(saved)
    assert (found.format, found.tool) == (Format.ARROW, "Hugging Face")
    assert found.columns == ("text", "label", "stars")
    assert found.preview_rows[1] == ("b", "good", "7")
    mapping = mapping_of(found.columns, guess_roles(found.columns, found.preview_rows))
    assert mapping is not None
    assert (mapping.text, mapping.label) == (("text",), ("label",))


@pytest.mark.parametrize("in_schema", [True, False])
def test_a_dataset_without_splits(tmp_path: Path, in_schema: bool) -> None:
    folder = save_dataset(tmp_path / "saved", TRAIN, split="train", in_schema=in_schema)
    assert pairs(read(folder)[0]) == NAMED
    assert pairs(read(folder, options=ReadOptions(member="train"))[0]) == NAMED


def test_the_single_file_of_older_versions(tmp_path: Path) -> None:
    folder = save_dataset(tmp_path / "old", TRAIN[:1])
    (folder / "data-00000-of-00001.arrow").rename(folder / "dataset.arrow")
    change(folder / "state.json", _data_files=[{"filename": "dataset.arrow"}])
    assert pairs(read(folder)[0]) == NAMED[:3]


def test_one_split_of_several_as_a_folder_of_its_own(saved: Path) -> None:
    assert pairs(read(saved / "test")[0]) == [("e", ("bad",))]


@pytest.mark.parametrize("outer", ["", "moods/"])
def test_the_same_in_a_zip(saved: Path, tmp_path: Path, outer: str) -> None:
    path = tmp_path / "moods.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for file in sorted(saved.rglob("*.*")):
            archive.write(file, f"{outer}{file.relative_to(saved)}")
    assert pairs(read(path)[0]) == NAMED


def test_several_labels_a_text(tmp_path: Path) -> None:
    folder = save_dataset(tmp_path / "topics", [[]])
    names = {"feature": {"names": ["x", "y"], "_type": "ClassLabel"}, "_type": "List"}
    change(folder / "dataset_info.json", features={"label": names})
    table = pyarrow.table({"text": ["a", "b"], "label": [[1, 0], []]})
    with pyarrow.ipc.new_stream(folder / "data-00000-of-00001.arrow", table.schema) as writer:
        writer.write_table(table)
    assert pairs(read(folder)[0]) == [("a", ("y", "x")), ("b", ())]


@pytest.mark.parametrize("kind", ["stream", "file"])
def test_an_arrow_file_by_itself(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "a.arrow"
    write_stream(path, TRAIN[0])
    if kind == "file":
        table = pyarrow.ipc.open_stream(path.read_bytes()).read_all()
        with pyarrow.ipc.new_file(path, table.schema) as writer:
            writer.write_table(table)
    documents, _ = read(path)
    assert pairs(documents) == NAMED[:3]
    assert [document.row for document in documents] == [1, 2, 3]


def test_an_empty_dataset_has_columns_and_no_rows(tmp_path: Path) -> None:
    folder = save_dataset(tmp_path / "none", [[]])
    assert read(folder) == ([], [])
    assert sniff(folder).columns == ("text", "label", "stars")


def lost_part(folder: Path) -> None:
    (folder / "train" / "data-00001-of-00002.arrow").unlink()


def lost_split(folder: Path) -> None:
    change(folder / "dataset_dict.json", splits=["train", "test", "dev"])


def lost_info(folder: Path) -> None:
    (folder / "train" / "dataset_info.json").unlink()


def no_json(folder: Path) -> None:
    (folder / "train" / "state.json").write_text('{"_data_files": [')


def no_list(folder: Path) -> None:
    change(folder / "train" / "state.json", _data_files=3)


def no_splits(folder: Path) -> None:
    (folder / "dataset_dict.json").write_text("[]")


def selection(folder: Path) -> None:
    change(folder / "train" / "state.json", _indices_data_files=[{"filename": "indices.arrow"}])


def no_files(folder: Path) -> None:
    change(folder / "train" / "state.json", _data_files=[])


@pytest.mark.parametrize(
    ("damage", "part", "words"),
    [
        (lost_part, None, "moods lacks its file train/data-00001-of-00002.arrow"),
        (lost_split, "dev", "moods lacks its file dev/state.json"),
        (lost_info, None, "moods lacks its file train/dataset_info.json"),
        (no_json, None, "moods/train/state.json is damaged"),
        (no_list, None, "moods/train/state.json is damaged"),
        (no_splits, None, "moods/dataset_dict.json is damaged"),
        (selection, None, "selection from another dataset"),
        (no_files, None, "moods holds no rows"),
    ],
)
def test_what_is_missing_or_damaged_is_a_sentence(
    saved: Path, damage: Any, part: str | None, words: str
) -> None:
    damage(saved)
    with pytest.raises(InputError, match=words):
        read(saved, options=ReadOptions(member=part))


@pytest.mark.parametrize("share", [0.02, 0.3, 0.6, 0.95])
def test_a_truncated_part_is_a_sentence(saved: Path, share: float) -> None:
    part = saved / "train" / "data-00001-of-00002.arrow"
    data = part.read_bytes()
    part.write_bytes(data[: int(share * len(data))])
    with pytest.raises(InputError, match=r"data-00001-of-00002\.arrow"):
        read(saved)


def test_one_batch_at_a_time_is_in_memory(tmp_path: Path) -> None:
    rows = [("w" * 1000, 0)] * 1000
    path = tmp_path / "a.arrow"
    schema = pyarrow.schema([("text", pyarrow.string()), ("label", pyarrow.int64())])
    with pyarrow.ipc.new_stream(path, schema) as writer:
        for _ in range(30):
            cells = [{"text": text, "label": label} for text, label in rows]
            writer.write_batch(pyarrow.RecordBatch.from_pylist(cells, schema=schema))
    tracemalloc.start()  # what pyarrow reads through a file of Python's is memory of Python's
    assert sum(1 for _ in read_documents(path)) == 30_000
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert path.stat().st_size > 30_000_000
    assert peak < 6_000_000


def test_only_columns_asked_for_become_rows(saved: Path) -> None:
    with open_table(saved, columns=ColumnMapping(("text",))) as table:
        first = next(table.rows)
    assert first.cells == {"text": "a"}  # type: ignore[union-attr]
    assert len(list(read_documents(saved))) == 4


def change(path: Path, **values: Any) -> None:
    path.write_text(json.dumps({**json.loads(path.read_text()), **values}))
