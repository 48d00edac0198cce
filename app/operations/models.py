"""The trained models there are: finding, opening and exporting them."""

from __future__ import annotations

import os
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication

from app.models.run_table import run_row, title_of
from app.notices import NoticeAction
from app.operations.attempt import attempt
from app.operations.export_target import check_target
from app.studio import Studio
from app.tasks.activity import Activity
from app.tasks.background_task import Progress, once
from app.translation import percent, tr
from ulmfit_core.corpus.atomic import atomic_file
from ulmfit_core.errors import InputError, ModelFileError
from ulmfit_core.predictor import Predictor
from ulmfit_core.project.abstaining import threshold_beside
from ulmfit_core.project.present_labels import labels_beside
from ulmfit_core.project.present_model import present_card, write_present
from ulmfit_core.project.runs import RunEntry
from ulmfit_core.project.training import Training

_PIECE = 4 << 20
_SUFFIX = ".ulmfit"
_THREADS = 2  # for typed texts: the window needs the other cores


@dataclass(frozen=True)
class ModelChoice:
    """A model file and what it is called in a list."""

    path: Path
    title: str


def runs_with_model(studio: Studio) -> list[RunEntry]:
    """Those of the open project, the newest first; those whose file is gone left out."""
    return [
        entry
        for entry in reversed(studio.workspace.project.runs.all())
        if entry.has_model and Training(entry.path).model_path.is_file()
    ]


def trained_models(studio: Studio) -> list[ModelChoice]:
    """The models of these runs."""
    return [
        ModelChoice(Training(entry.path).model_path, _title(entry))
        for entry in runs_with_model(studio)
    ]


def _title(entry: RunEntry) -> str:
    title, accuracy = title_of(entry), run_row(entry).metric("accuracy")
    if accuracy is None:
        return title
    share = percent(accuracy, 1)
    return tr("{name} ({share} right on held-out texts)", name=title, share=share)


def open_model(
    studio: Studio,
    path: Path,
    then: Callable[[Predictor], object],
    failed: Callable[[], object],
) -> None:
    """Load a model beside the window; ``then`` gets it."""
    studio.activities.look_up(once(lambda: open_predictor(path, threads=_THREADS)), then, failed)


def open_predictor(path: Path, threads: int | None = None) -> Predictor:
    """The model, as the project is now. Raises ModelFileError, InputError, StorageError."""
    return brought_up_to_date(Predictor.open(path, threads=threads), path)


def brought_up_to_date(predictor: Predictor, path: Path) -> Predictor:
    """The same model with the labels of the model file it was opened from as they are called and
    merged now, and silent below what is chosen now for it. Raises StorageError.

    Another object, as a thread may be asking this one."""
    own = predictor.config.counted_as or predictor.config.labels
    made = predictor.joined(labels_beside(path, own))
    below = threshold_beside(path)
    if below is not None and predictor.task == "single":
        made.abstain_below = below
    return made


def export_model(
    studio: Studio, source: Path, target: Path, then: Callable[[], object]
) -> Activity:
    """Copy a model file to ``target``, whole or not at all, and say where it is; with the threshold
    that was chosen for it, and its labels as they are called and merged now."""

    def work() -> Generator[Progress, None, None]:
        _check_other(source, target)
        yield Progress(0)
        if not write_present(source, target):
            yield from _copy(source, target)

    def done(_: None) -> None:
        studio.notices.success(tr("The model is in {path}", path=target), show_folder_of(target))
        then()

    return studio.activities.run(
        tr("Exporting {name}", name=target.name),
        work,
        on_success=done,
        if_stopped=tr("{name} is not written.", name=target.name),
    )


def copy_card(studio: Studio, source: Path) -> None:
    """Put on the clipboard what a paper or a colleague has to know of a model."""
    card = attempt(studio.notices, lambda: present_card(source))
    if card is not None:
        QGuiApplication.clipboard().setText(card)
        studio.notices.success(
            tr("The model card is on the clipboard: how the model was made and measured.")
        )


def show_folder_of(path: Path) -> NoticeAction:
    """A button that shows where a file lies."""
    url = QUrl.fromLocalFile(str(path.parent))
    return NoticeAction(tr("Show the folder"), lambda: QDesktopServices.openUrl(url))


def is_same_file(target: Path, source: Path) -> bool:
    """Whether both are one; what is not there, or not to be looked at, is the same as nothing."""
    try:
        return target.samefile(source)
    except OSError:
        return False


def _check_other(source: Path, target: Path) -> None:
    check_target(target)
    if target.suffix != _SUFFIX:
        raise InputError(
            tr("{name} does not end in .ulmfit.", name=target.name),
            tr("Nothing was written. By that ending a model file is found again."),
        )
    if is_same_file(target, source):
        raise InputError(
            tr("{path} is the model itself.", path=target), tr("Choose another place.")
        )


def _copy(source: Path, target: Path) -> Generator[Progress, None, None]:
    with _readable(source):
        stream = source.open("rb")
    with stream, atomic_file(target) as out:
        total, done = os.fstat(stream.fileno()).st_size, 0
        while piece := _piece(stream, source):
            out.write(piece)
            done += len(piece)
            yield Progress(done, total)


def _piece(stream: BinaryIO, source: Path) -> bytes:
    with _readable(source):
        return stream.read(_PIECE)


@contextmanager
def _readable(source: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise ModelFileError(
            tr("{path} cannot be read: {reason}.", path=source, reason=error.strerror),
            tr("Nothing was written. Train again, or choose another model."),
        ) from error
