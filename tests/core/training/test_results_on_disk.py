"""What a run leaves is on the disk before the run is called finished."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.core.training.recipes import (
    classifier_job,
    language_model_job,
    pretrain_job,
    texts_of,
    write_classifier_data,
    write_texts,
    write_tiny_base,
)
from ulmfit_core.training.events import RunFinished, TrainingEvent
from ulmfit_core.training.finetune_classifier import finetune_classifier
from ulmfit_core.training.finetune_jobs import InstantHeadJob
from ulmfit_core.training.finetune_lm import finetune_lm
from ulmfit_core.training.fit_instant_head import fit_instant_head
from ulmfit_core.training.head_texts import HeadTexts
from ulmfit_core.training.pretrain import pretrain


class Disk:
    """Knows how long each file was when it last reached the disk."""

    def __init__(self) -> None:
        self._sizes: dict[int, int] = {}

    def sync(self, descriptor: int) -> None:
        found = os.fstat(descriptor)
        self._sizes[found.st_ino] = found.st_size

    def lacks(self, folder: Path) -> list[str]:
        """The files right in ``folder`` that are not there as they are now."""
        files = [(path.name, path.stat()) for path in sorted(folder.iterdir()) if path.is_file()]
        assert files
        return [name for name, found in files if self._sizes.get(found.st_ino) != found.st_size]


@pytest.fixture
def disk(monkeypatch: pytest.MonkeyPatch) -> Disk:
    made = Disk()
    monkeypatch.setattr(os, "fsync", made.sync)
    return made


def lacking_at_the_end(disk: Disk, events: Iterator[TrainingEvent], folder: Path) -> list[str]:
    finished = next(event for event in events if isinstance(event, RunFinished))
    assert finished.step
    return disk.lacks(folder)


def test_of_a_classifier(disk: Disk, tmp_path: Path) -> None:
    data, run = write_classifier_data(tmp_path / "data"), tmp_path / "run"
    events = finetune_classifier(classifier_job(run, data))
    assert lacking_at_the_end(disk, events, run) == []


def test_of_a_language_model(disk: Disk, tmp_path: Path) -> None:
    data, run = write_texts(tmp_path / "data"), tmp_path / "run"
    events = finetune_lm(language_model_job(run, data))
    assert lacking_at_the_end(disk, events, run / "language_model") == []


def test_of_a_pretraining(disk: Disk, tmp_path: Path) -> None:
    data, run = write_texts(tmp_path / "data", 8), tmp_path / "run"
    events = pretrain(pretrain_job(run, data))
    assert lacking_at_the_end(disk, events, run / "base") == []


def test_of_a_quick_classifier(disk: Disk, tmp_path: Path) -> None:
    base, run = write_tiny_base(tmp_path / "base"), tmp_path / "run"
    (train, targets), (valid, own) = texts_of(40), texts_of(6)
    texts = HeadTexts(train, targets.tolist(), valid, own.tolist())
    run.mkdir()
    texts.write(tmp_path)
    events = fit_instant_head(InstantHeadJob(str(run), str(tmp_path), str(base)))
    assert lacking_at_the_end(disk, events, run) == []
    (store,) = (run / "checkpoint").iterdir()
    assert set(disk.lacks(store)) <= {"store.json"}  # written anew by whoever opens it


@pytest.mark.parametrize("part", ["train", "valid"])
def test_of_texts_that_are_encoded_once(part: str, disk: Disk, tmp_path: Path) -> None:
    assert disk.lacks(write_classifier_data(tmp_path / "data") / part) == []
    assert disk.lacks(write_texts(tmp_path / "texts") / part) == []
