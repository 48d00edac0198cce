"""Some of the text that a base model is to be built from, and how fast this computer reads it."""

from __future__ import annotations

from collections.abc import Callable, Generator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from PySide6.QtCore import QObject, QThread, Signal

from app.core_sentences import said
from app.tasks.activities import Activities
from app.tasks.background_task import Progress, once
from app.tasks.latest import Latest
from app.tasks.speed_prober import Prober
from ulmfit_core.corpus.articles import ArticleReader, files_at
from ulmfit_core.corpus.readers.statistical import SUFFIXES as STATISTICAL_SUFFIXES
from ulmfit_core.corpus.text_column import TextColumn, text_column
from ulmfit_core.errors import UlmfitError
from ulmfit_core.pretraining_corpus import CorpusSources
from ulmfit_core.training.presets import STANDARD
from ulmfit_core.training.pretrain_job import PretrainJob
from ulmfit_core.training.speeds import SpeedRequest, speed_request

_SOME = 96  # documents
_AS_THEY_ARE = (".txt", ".md", ".csv", ".tsv", ".json", ".jsonl")  # as large as their text
_PACKED = (
    *(".gz", ".bz2", ".xz", ".zst", ".zip", ".parquet", ".arrow"),
    *(".xlsx", ".xlsm", ".xls", ".ods"),
    *STATISTICAL_SUFFIXES,
)
_AROUND = 0.93  # of the time is learning; the rest are measurements, checkpoints and a beginning


@dataclass(frozen=True)
class TextSample:
    """The first documents of some files; ``problem`` in place of them where there are none."""

    texts: tuple[str, ...] = ()
    n_bytes: int | None = None  # of all of the text, where that can be seen
    problem: str = ""
    column: TextColumn | None = None  # of the tables among the files
    left_out: tuple[UlmfitError, ...] = ()  # files met on the way that hold no text


class BasePace(QObject):
    """``changed`` comes when more is known. Without a prober the pace is never known."""

    changed = Signal()

    def __init__(
        self,
        activities: Activities,
        prober: Prober | None,
        is_disturbed: Callable[[], bool] = lambda: False,
    ) -> None:
        """``is_disturbed``: whether what would be measured now were wrong."""
        super().__init__()
        self._activities, self._prober, self._is_disturbed = activities, prober, is_disturbed
        self._tried: set[str] = set()
        self._looks = Latest()
        self._is_over = False
        self.is_measuring = False
        self.sample = TextSample()

    def look_at(self, paths: tuple[str, ...], column: TextColumn | None = None) -> None:
        """Read a little of what is there; from this column of tables, else from that which looks
        most like the texts."""
        self.sample = TextSample(column=column)
        is_latest = self._looks.begin()

        def look() -> TextSample:
            return _sample(paths, column)

        def take(sample: TextSample) -> None:
            if is_latest():
                self.sample = sample
                self.changed.emit()

        self._activities.look_up(once(look), take)

    def tokens(self, begin: str, hours: float) -> float | None:
        """How many it reads in that time; measured, where that is not known yet."""
        speeds = self._prober.known(_request(begin)) if self._prober else None
        if speeds is not None:
            return _AROUND * speeds.language_model * 3600 * hours
        self._measure(begin)
        return None

    def let_go(self) -> None:
        """Nobody waits for it any more."""
        self._is_over = True

    def _measure(self, begin: str) -> None:
        if self._is_disturbed():
            return
        request, texts = _request(begin), self.sample.texts
        if self._prober is None or self.is_measuring or not texts or request.key in self._tried:
            return
        self.is_measuring = True
        self._tried.add(request.key)
        work = self._probing(self._prober, request, texts)
        self._activities.look_up(lambda: work, lambda _: self._end(), self._end)

    def _probing(
        self, prober: Prober, request: SpeedRequest, texts: tuple[str, ...]
    ) -> Generator[Progress, None, None]:
        yield Progress(0)
        thread = QThread.currentThread()

        def is_cancelled() -> bool:
            return self._is_over or thread.isInterruptionRequested() or self._is_disturbed()

        prober.measure(request, texts, is_cancelled)

    def _end(self) -> None:
        self.is_measuring = False
        self.changed.emit()


def _sample(paths: tuple[str, ...], column: TextColumn | None) -> TextSample:
    try:
        column = column or text_column(paths)
        reader = ArticleReader((column.name,) if column else ("text",))
        texts = tuple(islice(CorpusSources(paths).documents(reader), _SOME))
    except UlmfitError as error:
        return TextSample(problem=f"{said(error.message)} {said(error.hint)}", column=column)
    left_out = tuple(reader.passed_over)
    return TextSample(texts, _size(paths), column=column, left_out=left_out)


def _size(paths: tuple[str, ...]) -> int | None:
    files = [file for path in paths for file in files_at(Path(path))]
    if any(file.suffix.lower() in _PACKED for file in files):
        return None
    plain = [file for file in files if file.suffix.lower() in _AS_THEY_ARE]
    return sum(file.stat().st_size for file in plain) or None


def _request(begin: str) -> SpeedRequest:
    job = PretrainJob(run_dir="")
    steps = {"batch_size": job.batch_size, "bptt": job.bptt}
    return speed_request(STANDARD, begin, {}, steps, gentle=False)
