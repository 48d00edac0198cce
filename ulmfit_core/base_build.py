"""A base model in the making, in the user's folder of bases: what it learns from, how far it is.

The folder is that of a pretraining as ``ulmfit pretrain --out`` makes it, but that its job says
where the text is to be read from: the command can go on with it too. Torch-free.
"""

from __future__ import annotations

import shutil
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from ulmfit_core.base_models import find_base, twin_of, user_bases_folder
from ulmfit_core.base_request import BuildRequest, check_name, check_room, job_of, sources_of
from ulmfit_core.errors import InputError, StorageError
from ulmfit_core.export.bundle_config import NO_BASE
from ulmfit_core.json_file import write_json
from ulmfit_core.pretraining_corpus import CorpusSources
from ulmfit_core.training.event_log import EventLog
from ulmfit_core.training.events import CheckpointSaved, RunFinished, RunStarted
from ulmfit_core.training.history import RunHistory
from ulmfit_core.training.jobs import job_from_json, job_to_json
from ulmfit_core.training.pretrain_job import PretrainJob
from ulmfit_core.training.run_folder import RunFolder, RunState
from ulmfit_core.training.trunk import TRUNK, clear_cooldown, reopen_trunk

_SOURCES = "sources"
_FALLING = PretrainJob(run_dir="").cooldown  # share of all of the time
_MOST_FALLING = 0.5  # of the time that is added


@dataclass(frozen=True, slots=True)
class BaseBuild:
    """One of them on disk; holds no open handle and caches nothing."""

    run: RunFolder

    @classmethod
    def create(cls, request: BuildRequest) -> BaseBuild:
        """A folder for it. Raises InputError for a name that cannot be or is taken, StorageError
        where nothing can be written, or surely not all of it."""
        name = twin_of(request.begin) if request.twin else request.name.strip()
        folder = user_bases_folder() / name
        check_name(name, folder)
        begin = None if request.begin == NO_BASE else find_base(request.begin)
        sources = asdict(sources_of(request, begin))
        wanted = job_of(request, name, begin, folder)
        check_room(wanted, request.vocab_size, folder)
        job = job_to_json(wanted)
        return cls(RunFolder.create(folder, job | {_SOURCES: sources}))

    @property
    def name(self) -> str:
        return self.run.path.name

    @property
    def base(self) -> Path:
        """Where the base model is, once there is one."""
        return self.run.path / "base"

    @property
    def is_finished(self) -> bool:
        """The card is written last; while it reads on, that of before is there."""
        return (self.base / "README.md").is_file() and self.run.state is RunState.FINISHED

    @property
    def reads_on(self) -> bool:
        """Whether there is a base of before, which stays until the next."""
        return (self.base / "README.md").is_file() and not self.is_finished

    @property
    def job(self) -> PretrainJob:
        """As it was asked for. Raises StorageError where that cannot be read."""
        job = job_from_json(self.run.job)
        assert isinstance(job, PretrainJob)
        here = str(self.run.path)
        return replace(job, run_dir=here, corpus_dir=str(self.run.path / "corpus"))

    @property
    def sources(self) -> CorpusSources:
        """What it reads. Raises StorageError where that cannot be read."""
        values = self.run.job[_SOURCES]
        lists = {name: tuple(values[name]) for name in ("paths", "text_columns")}
        return CorpusSources(**values | lists)

    def history(self) -> RunHistory:
        """All that it has said so far."""
        return RunHistory.replay(self.run.events_path)

    def job_left(self, seconds: float) -> PretrainJob:
        """What is to do after ``seconds`` of it; the rate falls for as long as it would have."""
        job = self.job
        falling = job.cooldown * job.minutes
        left = max(job.minutes - seconds / 60, falling)
        return replace(job, minutes=left, cooldown=falling / left)

    def read_on(self, minutes: float) -> None:
        """Have a finished one learn for so many more minutes, from before its rate fell. Its base
        stays until the next is there. Raises StorageError."""
        step, seconds = self._trunk()
        job, total = self.job, seconds / 60 + minutes
        cooldown = min(_FALLING, _MOST_FALLING * minutes / total)
        changes = {"minutes": total, "cooldown": cooldown}
        write_json(self.run.job_path, self.run.job | changes)
        reopen_trunk(self.run)
        with self.run.lock.held(), EventLog(self.run.events_path) as log:
            log.append(RunStarted(job.kind, 0, ("all",), step))  # drops what came after

    def stay(self) -> None:
        """Read on no more: the base is that of before. Reading on another time begins with what
        was learnt since. Raises StorageError."""
        with self.run.lock.held():
            clear_cooldown(self.run.path)
            step = self.history().step
            with EventLog(self.run.events_path) as log:
                log.append(RunFinished(step, {}, step))

    def _trunk(self) -> tuple[int, float]:
        """After how many updates and seconds of learning the rate began to fall."""
        history, found = RunHistory(), (0, 0.0)
        for event in self.run.events():
            history.apply(event)
            if isinstance(event, CheckpointSaved) and event.path == TRUNK:
                found = event.step, history.seconds
        return found

    def discard(self) -> None:
        """Delete all of it. Raises InputError where another is begun with it, StorageError where
        that cannot be, or somebody works at it."""
        check_unneeded(self)
        with self.run.lock.held():
            self.run.job_path.unlink(missing_ok=True)  # it is listed no more
        try:
            shutil.rmtree(self.run.path)
        except OSError as error:
            raise StorageError(
                f"The base model in {self.run.path} could not be deleted whole ({error.strerror}).",
                "Close programs that use its files and delete the folder by hand.",
            ) from error


def all_builds() -> list[BaseBuild]:
    """Those in the user's folder, finished or not."""
    root = user_bases_folder()
    folders = sorted(root.iterdir()) if root.is_dir() else []
    return [BaseBuild(RunFolder(path)) for path in folders if _is_build(path)]


def unfinished_builds() -> list[BaseBuild]:
    """Those that are no base model yet, and those that read on."""
    return [build for build in all_builds() if not build.is_finished]


def check_unneeded(build: BaseBuild) -> None:
    """Raises InputError where an unfinished build was begun with this one: it reads that anew
    whenever it goes on."""
    needing = [b.name for b in unfinished_builds() if b.job.start_from == str(build.base)]
    if needing:
        raise InputError(
            f"The base model {needing[0]} was begun with {build.name} and is not finished.",
            "Let it be finished or discard it first.",
        )


def _is_build(path: Path) -> bool:
    build = BaseBuild(RunFolder(path))
    with suppress(StorageError, KeyError, TypeError, ValueError, AttributeError):  # damaged ones
        return bool(build.sources and build.job)
    return False
