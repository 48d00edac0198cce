"""What may not be read is called so: neither missing nor damaged."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
import torch

from tests.core.training.recipes import write_tiny_base
from ulmfit_core.disk import check_readable, remove_empty
from ulmfit_core.errors import StorageError
from ulmfit_core.export.base_config import read_base_config
from ulmfit_core.export.base_model import read_base
from ulmfit_core.export.base_weights import base_weights
from ulmfit_core.fewshot.encoder import encoder_key
from ulmfit_core.training.checkpoint import load_checkpoint, save_checkpoint

pytestmark = pytest.mark.skipif(os.name != "posix", reason="permissions are others there")
_NOBODY = 65534


@contextmanager
def closed_to_us(path: Path) -> Iterator[None]:
    """A file that may not be read; the superuser may read any, so be nobody meanwhile."""
    path.chmod(0)
    is_root = os.geteuid() == 0
    if is_root:
        os.seteuid(_NOBODY)
    try:
        yield
    finally:
        if is_root:
            os.seteuid(0)
        path.chmod(0o600)


@pytest.fixture
def folder() -> Iterator[Path]:
    """One that anybody may enter, unlike pytest's."""
    with TemporaryDirectory() as made:
        Path(made).chmod(0o755)
        yield Path(made)


@pytest.mark.parametrize("read", [read_base, base_weights, encoder_key])
def test_weights_that_may_not_be_read(read: Callable[[Path], object], folder: Path) -> None:
    base = write_tiny_base(folder / "base")
    weights = base / "weights.safetensors"
    with closed_to_us(weights), pytest.raises(StorageError, match="may not be read"):
        read(base)
    assert read(base)


def test_a_configuration_that_may_not_be_read(folder: Path) -> None:
    base = write_tiny_base(folder / "base")
    with closed_to_us(base / "config.json"), pytest.raises(StorageError, match="may not be read"):
        read_base_config(base)


def test_a_checkpoint_that_may_not_be_read(folder: Path) -> None:
    model, place = torch.nn.Linear(2, 2), folder / "checkpoint"
    save_checkpoint(place, model, None, {})
    tensors = place / "state.safetensors"
    with closed_to_us(tensors), pytest.raises(StorageError, match="may not be read"):
        load_checkpoint(place, model)


def test_what_is_missing_is_for_its_reader_to_tell(tmp_path: Path) -> None:
    check_readable(tmp_path / "none")


def test_a_folder_goes_that_only_the_finder_has_written_into(tmp_path: Path) -> None:
    (tmp_path / "work").mkdir()
    (tmp_path / "work" / ".DS_Store").write_bytes(b"Bud1")
    (tmp_path / "work" / "other").touch()
    with pytest.raises(OSError, match="not empty"):
        remove_empty(tmp_path / "work")
    assert len(list((tmp_path / "work").iterdir())) == 2
    (tmp_path / "work" / "other").unlink()
    remove_empty(tmp_path / "work")
    assert not (tmp_path / "work").exists()
