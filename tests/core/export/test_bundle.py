from __future__ import annotations

import dataclasses
import hashlib
import json
import os
import random
import stat
import warnings
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.builders import golden_examples, instant_bundle, tiny_bundle, tiny_config
from ulmfit_core.corpus.options import TextCells
from ulmfit_core.errors import ModelFileError, StorageError
from ulmfit_core.evaluation.metrics import evaluate
from ulmfit_core.export.bundle import ModelBundle, read_bundle, write_bundle
from ulmfit_core.export.bundle_config import Int8Check
from ulmfit_core.export.config_reading import read_config
from ulmfit_core.export.seen_texts import marks_of

SIZES = {"vocab_size": 325, "embedding_size": 4, "hidden_size": 4, "n_layers": 2}


@pytest.fixture(scope="module")
def bundle() -> ModelBundle:
    return tiny_bundle()


@pytest.fixture
def written(bundle: ModelBundle, tmp_path: Path) -> Path:
    path = tmp_path / "model.ulmfit"
    write_bundle(bundle, path)
    return path


def rebuilt(path: Path, change: Callable[[dict[str, bytes]], None], *, sums: bool = True) -> Path:
    """The zip at ``path`` with its members changed, its checksums made right again."""
    with zipfile.ZipFile(path) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    change(members)
    if sums:
        lines = [
            f"{hashlib.sha256(data).hexdigest()}  {name}\n"
            for name, data in members.items()
            if name != "SHA256SUMS"
        ]
        members["SHA256SUMS"] = "".join(lines).encode()
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return path


def changed_config(path: Path, **changes: Any) -> Path:
    def change(members: dict[str, bytes]) -> None:
        config = {**json.loads(members["config.json"]), **changes}
        members["config.json"] = json.dumps(config).encode()

    return rebuilt(path, change)


@contextmanager
def file_size_limit(n_bytes: int) -> Iterator[None]:
    """Writing past ``n_bytes`` fails as on a full disk."""
    import resource  # Unix only

    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (n_bytes, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_round_trip(bundle: ModelBundle, written: Path) -> None:
    read = read_bundle(written)
    assert read.config == bundle.config
    assert read.tokenizer_bytes == bundle.tokenizer_bytes
    assert read.onnx_bytes == bundle.onnx_bytes
    assert read.card == bundle.card
    assert read.weights.keys() == bundle.weights.keys()
    for name, array in bundle.weights.items():
        np.testing.assert_array_equal(read.weights[name], array)


def test_config_round_trips_with_everything_set() -> None:
    config = tiny_config(
        task="multi",
        thresholds=(0.4, 0.5, 0.6),
        directions=("forward", "backward"),
        temperature=1.3,
        text_columns=("subject", "body"),
        html=True,
        label_kind="int",
        seen=marks_of(["a"]),
        data={"n_train": 5, "label_counts": {"place": 3}},
        metrics=evaluate(np.eye(3), np.arange(3), ("a", "b", "c")).to_json(),
        golden=golden_examples(np.full((2, 3), 0.25), ("a", "नदी")),
    )
    again = read_config(config.to_bytes())
    assert again.to_bytes() == config.to_bytes()
    assert (again.labels, again.golden) == (config.labels, config.golden)
    assert again.text_cells == TextCells(("subject", "body"), True)


def test_what_an_earlier_version_did_not_write_changes_no_answer() -> None:
    config = tiny_config(int8=Int8Check(1, 1.0, 0.0, ()))
    record = json.loads(config.to_bytes())
    for name in ("abstain_below", "words", "text_columns", "html", "label_kind", "seen"):
        record.pop(name, None)
    del record["int8"]["float32_layers"]
    assert read_config(json.dumps(record).encode()) == config


def test_only_the_members_asked_for_are_read(written: Path) -> None:
    read = read_bundle(written, members=("tokenizer.model",))
    assert read.tokenizer_bytes
    assert not read.weights
    assert not read.onnx_bytes
    assert read_bundle(written, members=()).config.labels == read.config.labels


def test_same_model_same_bytes(bundle: ModelBundle, written: Path, tmp_path: Path) -> None:
    write_bundle(bundle, tmp_path / "again")
    assert (tmp_path / "again").read_bytes() == written.read_bytes()


def test_the_zip_is_one_of_any_system_and_packs_what_packs_well(written: Path) -> None:
    with zipfile.ZipFile(written) as archive:
        members = {info.filename: info for info in archive.infolist()}
    stored = {name for name, info in members.items() if info.compress_type == zipfile.ZIP_STORED}
    assert stored == {"weights.safetensors", "model.onnx"}
    assert len(members) == 6  # nothing for the parts that this model has not
    assert {info.create_system for info in members.values()} == {3}
    assert {info.external_attr >> 16 for info in members.values()} == {0o644}


def test_weights_that_are_views_are_written_whole(bundle: ModelBundle, tmp_path: Path) -> None:
    name = "forward.head.blocks.1.linear.weight"
    flipped = np.asfortranarray(bundle.weights[name])
    other = dataclasses.replace(bundle, weights={**bundle.weights, name: flipped})
    write_bundle(other, tmp_path / "m")
    np.testing.assert_array_equal(read_bundle(tmp_path / "m").weights[name], flipped)


@pytest.mark.skipif(os.name != "posix", reason="Unix file modes")
def test_others_may_read_the_file(written: Path) -> None:
    assert stat.S_IMODE(written.stat().st_mode) == 0o644


@pytest.mark.skipif(os.name != "posix", reason="needs a limit on file sizes")
def test_a_full_disk_keeps_the_old_file(bundle: ModelBundle, written: Path) -> None:
    before = written.read_bytes()
    with file_size_limit(len(before) // 2), pytest.raises(StorageError, match="unchanged"):
        write_bundle(bundle, written)
    assert written.read_bytes() == before
    assert list(written.parent.iterdir()) == [written]


def test_a_folder_that_is_not_there(bundle: ModelBundle, tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="could not be written") as caught:
        write_bundle(bundle, tmp_path / "missing" / "model.ulmfit")
    assert "unchanged" not in str(caught.value)  # of what was not there


def test_parts_that_do_not_fit_are_never_written(bundle: ModelBundle, tmp_path: Path) -> None:
    short = dict(bundle.weights)
    short.pop("forward.encoder.layers.1.bias_hh_l0")
    with pytest.raises(ModelFileError, match="lack"):
        write_bundle(dataclasses.replace(bundle, weights=short), tmp_path / "m")
    with pytest.raises(ModelFileError, match="tokenizer is not"):
        write_bundle(dataclasses.replace(bundle, tokenizer_bytes=b"other"), tmp_path / "m")
    assert not list(tmp_path.iterdir())


def test_a_file_cut_short_anywhere_is_refused(written: Path) -> None:
    whole = written.read_bytes()
    for length in range(0, len(whole), 997):
        written.write_bytes(whole[:length])
        with pytest.raises(ModelFileError):
            read_bundle(written)


def test_a_flipped_byte_is_noticed(written: Path) -> None:
    whole = bytearray(written.read_bytes())
    with zipfile.ZipFile(written) as archive:
        info = archive.getinfo("weights.safetensors")
    whole[info.header_offset + 5000] ^= 1
    written.write_bytes(whole)
    with pytest.raises(ModelFileError, match="damaged"):
        read_bundle(written)


def test_any_bytes_changed_are_refused_or_harmless(bundle: ModelBundle, written: Path) -> None:
    whole = written.read_bytes()
    rng = random.Random(1)
    for _ in range(400):
        changed = bytearray(whole)
        for _ in range(rng.choice([1, 2, 8])):  # mostly in the directory at the end
            start = len(whole) - 700 if rng.random() < 0.7 else 0
            changed[rng.randrange(start, len(whole))] = rng.randrange(256)
        written.write_bytes(changed)
        with suppress(ModelFileError):
            assert read_bundle(written).config == bundle.config


def test_a_packing_that_is_not_ours(written: Path) -> None:
    with zipfile.ZipFile(written) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(written, "w", zipfile.ZIP_LZMA) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    with pytest.raises(ModelFileError, match="packed in a way"):
        read_bundle(written)


def test_checksums_are_ours_not_only_those_of_zip(written: Path) -> None:
    def change(members: dict[str, bytes]) -> None:
        members["model.onnx"] = members["model.onnx"][:-1] + b"\0"

    with pytest.raises(ModelFileError, match=r"model\.onnx is damaged"):
        read_bundle(rebuilt(written, change, sums=False))


@pytest.mark.parametrize("content", [b"", b"text,label\na,b\n", os.urandom(5000), b"PK\x03\x04"])
def test_foreign_files(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "model.ulmfit"
    path.write_bytes(content)
    with pytest.raises(ModelFileError, match="is not a model file"):
        read_bundle(path)


def test_a_missing_file_and_a_folder(tmp_path: Path) -> None:
    with pytest.raises(ModelFileError, match="no model file"):
        read_bundle(tmp_path / "nothing")
    with pytest.raises(ModelFileError, match="cannot be read"):
        read_bundle(tmp_path)


def test_another_zip(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("texts.csv", "text\n")
    with pytest.raises(ModelFileError, match="not a model of ULMFiT Studio"):
        read_bundle(tmp_path / "a.zip")


def test_a_newer_format_is_named_before_anything_else(written: Path) -> None:
    def add_member(members: dict[str, bytes]) -> None:
        members["from_the_future.bin"] = b""

    path = rebuilt(changed_config(written, format_version=8, unknown=1), add_member)
    with pytest.raises(ModelFileError, match="format 8") as refusal:
        read_bundle(path)
    assert "newer" in refusal.value.hint


@pytest.mark.parametrize(
    "changes",
    [
        {"format": "ulmfit-base"},
        {"format_version": "1"},
        {"labels": ["a", "a", "b"]},
        {"labels": []},
        {"labels": 3},
        {"labels": [1, 2, 3]},
        {"task": "other"},
        {"directions": ["sideways"]},
        {"directions": []},
        {"temperature": 0},
        {"temperature": "warm"},
        {"thresholds": [0.5]},
        {"text_columns": "body"},
        {"text_columns": [1]},
        {"html": "yes"},
        {"label_kind": ["int"]},
        {"seen": ["a"]},
        {"seen": "AAAA"},
        {"abstain_below": 1.5},
        {"abstain_below": "often"},
        {"abstain_below": 0.5, "task": "multi"},
        {"head": {"hidden": 50, "norm": "none"}},
        {"head": {"hidden": 50, "norm": "batch", "kind": "other"}},
        {"head": {"hidden": 0, "norm": "batch"}},
        {"head": {"hidden": "50", "norm": "batch"}},
        {"words": {"n_words": "9", "n_characters": 0, "n_topics": 0}},
        {"architecture": {"vocab_size": 10}},
        {
            "architecture": {
                "vocab_size": 10,
                "embedding_size": 4,
                "hidden_size": 4,
                "n_layers": 10**9,
            }
        },
        {"architecture": {**SIZES, "vocab_size": {}}},
        {"backward_architecture": {"vocab_size": 10}},
        {"backward_architecture": {**SIZES, "vocab_size": 10}},
        {"backward_architecture": {**SIZES, "n_layers": 65}},
        {"golden": [{"text": "a", "ids": [2], "probabilities": [1.0]}]},
        {"tokenizer": None},
        {"metrics": [1]},
    ],
)
def test_settings_that_make_no_sense(changes: dict[str, Any], written: Path) -> None:
    with pytest.raises(ModelFileError):
        read_bundle(changed_config(written, **changes), members=())


def test_weights_of_another_shape(written: Path) -> None:
    with pytest.raises(ModelFileError, match="has the shape"):
        read_bundle(changed_config(written, labels=["a", "b"]))


def test_weights_that_are_not_those_of_the_model(bundle: ModelBundle, tmp_path: Path) -> None:
    more = {**bundle.weights, "more": np.zeros(2, np.float32)}
    fewer = dict(list(bundle.weights.items())[1:])
    for weights, reason in ((more, "hold 'more', which"), (fewer, "weights lack")):
        with pytest.raises(ModelFileError, match=reason):
            write_bundle(dataclasses.replace(bundle, weights=weights), tmp_path / "m")


def test_words_of_another_model(tmp_path: Path) -> None:
    write_bundle(instant_bundle(), tmp_path / "m")
    words = json.loads(instant_bundle().config.to_bytes())["words"]
    changed = changed_config(tmp_path / "m", words={**words, "n_words": words["n_words"] + 1})
    with pytest.raises(ModelFileError, match="not of the size"):
        read_bundle(changed)


def test_a_tokenizer_of_another_model(written: Path) -> None:
    def change(members: dict[str, bytes]) -> None:
        members["tokenizer.model"] += b"\0"

    with pytest.raises(ModelFileError, match="tokenizer is not the one"):
        read_bundle(rebuilt(written, change))


def test_unknown_and_missing_members(written: Path) -> None:
    def smuggle(members: dict[str, bytes]) -> None:
        members["../evil.py"] = b"print()"

    with pytest.raises(ModelFileError, match="evil"):
        read_bundle(rebuilt(written, smuggle))


def test_a_missing_member(written: Path) -> None:
    path = rebuilt(written, lambda members: members.__delitem__("model.onnx"))
    with pytest.raises(ModelFileError, match=r"lacks its model\.onnx"):
        read_bundle(path)


def test_two_members_of_one_name(written: Path) -> None:
    with warnings.catch_warnings(), zipfile.ZipFile(written, "a") as archive:
        warnings.simplefilter("ignore")
        archive.writestr("config.json", b"{}")
    with pytest.raises(ModelFileError, match="same name"):
        read_bundle(written)


def test_a_member_that_unpacks_beyond_its_limit(written: Path) -> None:
    with zipfile.ZipFile(written) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    members["card.md"] = b"\0" * (17 * 2**20)
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    with pytest.raises(ModelFileError, match="larger than 16 MB"):
        read_bundle(written)
