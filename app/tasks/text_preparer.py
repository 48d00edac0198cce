"""Has the texts of a project read for suggestions: first their words, then by a language model.

That is the one that the newest training fine-tuned on them, or the base model.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from pathlib import Path

from PySide6.QtCore import QObject, QThread, Signal

from app.tasks.activities import Activities
from app.tasks.activity import Activity
from app.tasks.background_task import Progress
from app.tasks.child_run import progress_of, run_in_child
from app.translation import tr
from app.workspace import Workspace
from ulmfit_core.fewshot.jobs import PrepareJob
from ulmfit_core.fewshot.prepare import is_prepared
from ulmfit_core.project.project import DATABASE_NAME
from ulmfit_core.project.reader import kept_reader, reader_stamp
from ulmfit_core.training.events import TrainingEvent
from ulmfit_core.training.run_folder import RunFolder

Prepare = Callable[[PrepareJob], Iterator[TrainingEvent]]
_RUN = "preparing"


class TextPreparer(QObject):
    """One preparation at a time; ``prepared`` comes after each of its two parts."""

    prepared = Signal()

    def __init__(
        self,
        workspace: Workspace,
        activities: Activities,
        may_begin: Callable[[], bool],
        parent: QObject,
    ) -> None:
        """``may_begin``: whether there is a project whose texts are wanted."""
        super().__init__(parent)
        self._workspace, self._activities, self._may_begin = workspace, activities, may_begin
        self.prepare: Prepare = run_in_child
        self._activity: Activity | None = None
        self._wants_more = False
        self._begun: tuple[str, int] | None = None  # the language model that reads or has read
        self._reader: tuple[str, int] | None = None  # the one that has

    @property
    def is_adapted(self) -> bool:
        """Whether the language model was fine-tuned on the texts before it read them."""
        kept = self._kept()
        return kept is not None and self._reader == reader_stamp(kept)

    @property
    def is_at_work(self) -> bool:
        return self._activity is not None

    def begin(self) -> None:
        """Prepare what is not; where an earlier preparation goes on, once that is over."""
        self._wants_more = self._activity is not None
        if self._activity is not None:
            self._activity.stop()
        elif self._workspace.project.documents.count():
            self._run("", self._read)

    def follow_runs(self) -> None:
        """Have the texts read again where a training has left another language model."""
        kept = self._kept()
        if kept is not None and self._begun != reader_stamp(kept):
            self.begin()

    def cancel(self) -> None:
        """The project closes."""
        self._wants_more = False
        self._begun = self._reader = None
        if self._activity is not None:
            self._activity.stop()

    def _read(self) -> None:
        """The words are there; the language model's view comes after."""
        self.prepared.emit()
        base = self._kept()
        if base is None:
            found = self._workspace.suited_base()
            base = found.folder if found is not None else None
        if base is not None:
            self._begun = reader_stamp(base)
            self._run(str(base), self._end_reading)

    def _end_reading(self) -> None:
        self._reader = self._begun
        self.prepared.emit()

    def _kept(self) -> Path | None:
        return kept_reader(self._workspace.project.cache_dir) if self._workspace.is_open else None

    def _run(self, base: str, then: Callable[[], object]) -> None:
        project, prepare = self._workspace.project, self.prepare
        run, file = project.cache_dir / _RUN, project.folder / DATABASE_NAME
        job = PrepareJob(str(run), str(file), str(project.cache_dir), project.imports.mark(), base)

        def work() -> Generator[Progress, None, None]:
            if is_prepared(job):
                return
            RunFolder(run).remove()
            for progress in progress_of(prepare(job)):
                yield progress if base else Progress(0)
            if QThread.currentThread().isInterruptionRequested():
                yield Progress(0)  # it ends here: nothing is prepared

        def done(result: object) -> None:
            is_here = self._workspace.has_open(project)
            is_current = is_here and self._may_begin() and not self._wants_more
            self._end()
            if is_current:
                then()

        title = tr("Reading the texts") if base else tr("Counting words")
        self._activity = self._activities.run(title, work, done, self._end, self._end)

    def _end(self) -> None:
        self._activity = None
        if self._wants_more and self._may_begin():
            self.begin()
