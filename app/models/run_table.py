"""The trainings of a project as rows to compare, the newest first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, Signal

from app.core_sentences import said
from app.models.estimate_words import duration_words
from app.models.flat_table import FlatTable, Index
from app.models.preset_title import preset_title
from app.plain_words import plain_tip
from app.translation import number, percent, tr
from ulmfit_core.errors import UlmfitError
from ulmfit_core.project.runs import RunEntry
from ulmfit_core.training.run_folder import RunFolder, RunState
from ulmfit_core.training.start import NO_BASE, is_model

NAME = 0  # the column of the title
_WORDS = 3  # columns before those of numbers


@dataclass(frozen=True)
class RunRow:
    """One training with what is compared."""

    entry: RunEntry
    preset: str = ""
    base: str = ""
    start: str = ""  # the base in words
    metrics: dict[str, float] | None = None

    @property
    def path(self) -> Path:
        return self.entry.path

    @property
    def can_resume(self) -> bool:
        """Whether it can go on."""
        return self.entry.state in (
            RunState.NEW,
            RunState.PAUSED,
            RunState.INTERRUPTED,
            RunState.FAILED,
        )

    def metric(self, name: str) -> float | None:
        return (self.metrics or {}).get(name)


def run_row(entry: RunEntry, trainings: Sequence[RunEntry] = ()) -> RunRow:
    """The entry with what its files say; a damaged one says nothing. Of a base that one of the
    ``trainings`` made, it has that one's title."""
    try:
        folder = RunFolder(entry.path)
        job, summary = folder.job, folder.summary or {}
    except UlmfitError:
        return RunRow(entry)
    base = str(job.get("base", ""))
    start = _start_words(base, trainings)
    return RunRow(entry, str(job.get("preset", "")), base, start, summary.get("metrics"))


class RunTable(FlatTable):
    """Reads nothing: it is given its rows. ``renamed`` carries the RunRow and what was typed in
    place of its title."""

    renamed = Signal(object, str)

    def __init__(self) -> None:
        heads = (
            tr("Training"),
            tr("State"),
            tr("Recipe"),
            tr("Texts"),
            tr("Accuracy"),
            tr("Macro F1"),
            tr("TF-IDF"),
            tr("Took"),
        )
        super().__init__(heads, n_words=_WORDS)
        self.rows: list[RunRow] = []

    def show_rows(self, rows: list[RunRow]) -> None:
        """Take other rows."""
        self.beginResetModel()
        self.rows = rows
        self.endResetModel()

    def n_rows(self) -> int:
        return len(self.rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row = self.rows[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return _cells(row)[index.column()]
        if role == Qt.ItemDataRole.EditRole:
            return title_of(row.entry)
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tip(said(row.entry.problem)) or None
        return self.alignment(index.column()) if role == Qt.ItemDataRole.TextAlignmentRole else None

    def flags(self, index: Index) -> Qt.ItemFlag:
        can_be_typed = Qt.ItemFlag.ItemIsEditable if index.column() == NAME else Qt.ItemFlag(0)
        return super().flags(index) | can_be_typed

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        row = self.rows[index.row()]
        is_other: bool = value != title_of(row.entry)
        if is_other:
            self.renamed.emit(row, value)
        return is_other


def state_words(state: RunState | None) -> str:
    """A state in the user's words."""
    words = {
        RunState.NEW: tr("not begun"),
        RunState.RUNNING: tr("at work"),
        RunState.PAUSED: tr("paused"),
        RunState.INTERRUPTED: tr("interrupted"),
        RunState.FAILED: tr("failed"),
        RunState.FINISHED: tr("finished"),
    }
    return words[state] if state else tr("damaged")


def title_of(entry: RunEntry) -> str:
    """Its own name if it was given one, else its number."""
    if entry.name != entry.path.name:
        return entry.name
    return tr("Training {n}", n=number(entry.number))


def _cells(row: RunRow) -> tuple[str, ...]:
    entry = row.entry
    name = title_of(entry)
    n_train = row.metric("n_train")
    return (
        tr("{name} (pinned)", name=name) if entry.pinned else name,
        state_words(entry.state),
        _recipe(row),
        number(int(n_train)) if n_train is not None else "",
        _percent(row.metric("accuracy")),
        _percent(row.metric("macro_f1")),
        _percent(row.metric("baseline_tfidf_lr")),
        "" if (seconds := row.metric("seconds")) is None else duration_words(seconds),
    )


def _recipe(row: RunRow) -> str:
    start = tr("from scratch") if row.base == NO_BASE else row.start
    return ", ".join(part for part in (preset_title(row.preset), start) if part)


def _start_words(base: str, trainings: Sequence[RunEntry]) -> str:
    """A base's name; of a model file, its training's title, else that one's folder or its own
    name."""
    path = Path(base)
    if not is_model(base) or path.parent.name != "result":
        return path.name
    made = path.parents[1]
    titles = (title_of(entry) for entry in trainings if entry.path == made)
    return next(titles, made.name)


def _percent(value: float | None) -> str:
    return "" if value is None else percent(value, 1)
