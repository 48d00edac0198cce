"""Base models on disk: what is read is what was written, and nothing damaged or foreign is."""

from __future__ import annotations

import errno
import json
import os
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
import torch

from tests.builders import TEXTS, tiny_tokenizer
from ulmfit_core.architecture import Architecture
from ulmfit_core.errors import ModelFileError, StorageError, UlmfitError
from ulmfit_core.export.base_model import BaseModel, exact, read_base, write_base
from ulmfit_core.modules.language_model import LanguageModel
from ulmfit_core.tokenizer import Tokenizer, train_tokenizer
from ulmfit_core.training.start import look_at_start


def tiny_base(tokenizer: Tokenizer | None = None) -> BaseModel:
    tokenizer = tokenizer or tiny_tokenizer()
    torch.manual_seed(1)
    model = LanguageModel(Architecture(tokenizer.vocab_size, 8, 12, 2))
    return BaseModel("tiny", "backward", {"tokens": 5}, model, tokenizer)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write_base(tiny_base(), tmp_path / "base")
    return tmp_path / "base"


def change_config(folder: Path, **changes: Any) -> None:
    path = folder / "config.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | changes))


def test_int8_rows_come_back_within_half_a_step(folder: Path) -> None:
    base, again = tiny_base(), read_base(folder)
    assert (again.name, again.direction, again.training) == ("tiny", "backward", {"tokens": 5})
    assert again.tokenizer.sha256 == base.tokenizer.sha256
    assert again.model.encoder.architecture == base.model.encoder.architecture
    restored = again.model.state_dict()
    for name, tensor in base.model.state_dict().items():
        if tensor.ndim < 2:
            assert torch.equal(restored[name], tensor), name
            continue
        step = tensor.abs().amax(1, keepdim=True) / 127
        assert ((restored[name] - tensor).abs() <= step * 0.501).all(), name


def test_exact_weights_come_back_bit_for_bit(tmp_path: Path) -> None:
    write_base(tiny_base(), tmp_path / "base", exact)
    restored = read_base(tmp_path / "base").model.state_dict()
    for name, tensor in tiny_base().model.state_dict().items():
        assert torch.equal(restored[name], tensor), name


def test_int8_is_a_quarter_of_the_size_of_exact(tmp_path: Path) -> None:
    for name, encoding in (("small", None), ("large", exact)):
        write_base(tiny_base(), tmp_path / name, encoding)
    small, large = (
        (tmp_path / n / "weights.safetensors").stat().st_size for n in ("small", "large")
    )
    assert small < large / 2  # at this size the scales and the header weigh too


def test_embedding_and_decoder_are_one_tensor_after_reading(folder: Path) -> None:
    model = read_base(folder).model
    assert "decoder.weight" not in model.state_dict()
    assert len({p.data_ptr() for p in model.parameters()}) == len(list(model.parameters()))


def test_writing_again_replaces_also_what_a_kill_left(folder: Path) -> None:
    left = folder.with_name("base.partial")
    left.mkdir()
    (left / "weights.safetensors").touch()
    write_base(tiny_base(), folder)
    assert [p.name for p in folder.parent.iterdir()] == ["base"]
    read_base(folder)


def other_tokenizer() -> Tokenizer:
    return train_tokenizer(["some quite other words, one after another"], 300)


def test_tokenizer_of_another_model_is_refused(folder: Path) -> None:
    (folder / "tokenizer.model").write_bytes(other_tokenizer().to_bytes())
    with pytest.raises(ModelFileError, match="not the one"):
        read_base(folder)


def test_tokenizer_of_another_size_is_refused(folder: Path) -> None:
    change_config(folder, architecture={"vocab_size": 9, "embedding_size": 8, "hidden_size": 12})
    with pytest.raises(ModelFileError):
        read_base(folder)


def test_texts_encoded_with_another_tokenizer_are_refused(folder: Path) -> None:
    read_base(folder, tiny_tokenizer())
    with pytest.raises(ModelFileError, match="another tokenizer"):
        read_base(folder, other_tokenizer())


@pytest.mark.parametrize("name", ["weights.safetensors", "tokenizer.model", "config.json"])
@pytest.mark.parametrize("damage", ["gone", "cut", "empty"])
def test_damaged_files_are_refused(folder: Path, name: str, damage: str) -> None:
    path = folder / name
    content = path.read_bytes()
    path.unlink() if damage == "gone" else path.write_bytes(content[: len(content) // 2])
    if damage == "empty":
        path.write_bytes(b"")
    with pytest.raises(ModelFileError):
        read_base(folder)


@pytest.mark.parametrize(
    "changes",
    [
        {"format": "something else"},
        {"format_version": 2},
        {"architecture": {}},
        {"architecture": None},
        {"architecture": {"vocab_size": 325, "width": 3}},
        {"architecture": {"vocab_size": 325, "embedding_size": 9, "hidden_size": 12}},
        {"tokenizer": None},
        {"tokenizer": {}},
        {"training": None},
        {"training": 3},
        {"name": None},
        {"direction": "sideways"},
        {"architecture": {"vocab_size": 325, "embedding_size": 9, "hidden_size": 0, "n_layers": 3}},
        {"architecture": {"vocab_size": 9, "embedding_size": 9, "hidden_size": 9, "n_layers": "3"}},
        {
            "architecture": {
                **{"vocab_size": 9, "embedding_size": 9, "hidden_size": 9},
                "n_layers": 10**30,
            }
        },
    ],
)
def test_configurations_that_do_not_fit_are_refused(folder: Path, changes: dict[str, Any]) -> None:
    change_config(folder, **changes)
    with pytest.raises(ModelFileError):
        read_base(folder)
    with suppress(UlmfitError):  # weights and tokenizer it leaves to who trains
        look_at_start(str(folder))


@pytest.mark.parametrize("config", [[], None, 3, "text"])
def test_configuration_that_is_no_object_is_refused(folder: Path, config: object) -> None:
    (folder / "config.json").write_text(json.dumps(config))
    with pytest.raises(ModelFileError):
        read_base(folder)


def test_full_disk_is_said_and_keeps_the_base_before(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: Any) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as broken:
        broken.setattr(Path, "write_bytes", full)
        with pytest.raises(StorageError, match="No space left"):
            write_base(tiny_base(), folder)
    read_base(folder)
    replace = os.replace

    def full_at_last(source: Path, target: Path) -> None:
        full() if source.suffix == ".partial" else replace(source, target)

    with monkeypatch.context() as broken:
        broken.setattr(os, "replace", full_at_last)
        with pytest.raises(StorageError, match="No space left"):
            write_base(tiny_base(), folder)
    assert [p.name for p in folder.parent.iterdir()] == ["base"]
    read_base(folder)


def test_reads_the_texts_it_was_made_for(folder: Path) -> None:
    base = read_base(folder)
    ids = torch.tensor(base.tokenizer.encode(TEXTS[0]))[:, None]
    logits, _ = base.model.eval().logits(ids, base.model.encoder.zero_state(1))
    assert torch.isfinite(logits).all()
