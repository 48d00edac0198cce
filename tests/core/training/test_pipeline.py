"""What a training's stages are given, whatever became of an earlier try."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.builders import tiny_tokenizer
from tests.core.training.recipes import write_tiny_base
from ulmfit_core.errors import StorageError
from ulmfit_core.tokenizer import Tokenizer
from ulmfit_core.training.events import RunStopped, StopVerb, TrainingEvent
from ulmfit_core.training.jobs import Job
from ulmfit_core.training.pipeline import Pipeline
from ulmfit_core.training.presets import STANDARD
from ulmfit_core.training.train_request import TrainRequest

TEXTS = [f"Where is number {n}?" for n in range(20)]
LABELS = [("even",) if n % 2 == 0 else ("odd",) for n in range(20)]


@pytest.fixture
def pipeline(tmp_path: Path) -> Pipeline:
    base = write_tiny_base(tmp_path / "base")
    return Pipeline(TrainRequest(TEXTS, LABELS, STANDARD, str(base)), tmp_path / "work")


def pause(job: Job) -> Iterator[TrainingEvent]:
    yield RunStopped(0, StopVerb.PAUSE)


def tokenizers(pipeline: Pipeline) -> list[Path]:
    return [pipeline.folder / data / "tokenizer.model" for data in ("data", "lm-data")]


@pytest.mark.parametrize("refused", [0, 1])
def test_one_tokenizer_without_the_other_is_written_again(pipeline: Pipeline, refused: int) -> None:
    in_the_way = tokenizers(pipeline)[refused]
    in_the_way.mkdir(parents=True)
    with pytest.raises(StorageError, match="could not be written"):
        list(pipeline.events(pause))
    in_the_way.rmdir()
    list(pipeline.events(pause))
    for path in tokenizers(pipeline):
        assert Tokenizer.load(path).sha256 == tiny_tokenizer().sha256


@pytest.mark.skipif(sys.platform == "win32", reason="needs a limit to the size of files")
def test_half_a_tokenizer_is_none(pipeline: Pipeline) -> None:
    import resource

    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (len(tiny_tokenizer().to_bytes()) // 2, limits[1]))
    try:
        with pytest.raises(StorageError, match="could not be written"):
            list(pipeline.events(pause))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    list(pipeline.events(pause))
    for path in tokenizers(pipeline):
        assert Tokenizer.load(path).sha256 == tiny_tokenizer().sha256
