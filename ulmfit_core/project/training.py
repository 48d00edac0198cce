"""One training of a project: labels frozen, stages run, model written; torch-free.

A training is a run folder whose stages are runs of their own below ``checkpoint/``. It goes on
from the texts and labels it began with, whatever is labelled meanwhile.
"""

from __future__ import annotations

import math
import time
from collections.abc import Generator, Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from ulmfit_core.corpus.options import NO_CELLS
from ulmfit_core.errors import MemoryShortage, StorageError, UlmfitError
from ulmfit_core.json_file import write_json
from ulmfit_core.project.frozen_texts import FrozenTexts
from ulmfit_core.project.held_out import HELD_OUT, HeldOut, write_held_out
from ulmfit_core.project.leftovers import TEXTS, drop_leftovers
from ulmfit_core.project.reader import CACHE, keep_reader
from ulmfit_core.project.taught import TAUGHT, TaughtRecord
from ulmfit_core.training.event_log import EventLog
from ulmfit_core.training.events import (
    RunFinished,
    RunStarted,
    RunStopped,
    StageStarted,
    StepFinished,
    StopCheck,
    StopVerb,
    TrainingEvent,
    never,
)
from ulmfit_core.training.finetune_jobs import ClassifierJob, LanguageModelJob
from ulmfit_core.training.history import RunHistory
from ulmfit_core.training.pipeline import Pipeline, Run
from ulmfit_core.training.presets import DEFAULT_PRESET, preset_named
from ulmfit_core.training.run_folder import RunFolder, RunState
from ulmfit_core.training.start import NO_BASE, is_model
from ulmfit_core.training.train_request import TrainRequest
from ulmfit_core.typed_fields import made_of

if TYPE_CHECKING:
    from ulmfit_core.training.assemble import TrainedModel

WHOLE = ""  # the phase of an event about the training as a whole
PREPARING, ASSEMBLING = "prepare", "assemble"  # stages of the whole
_PHASES = {
    f"{short}-{direction}": f"{name}, {direction}"
    for direction in ("forward", "backward")
    for short, name in (("lm", "language model"), ("classifier", "classifier"))
}
_FORCED = "Stopped by force."
_LAST_WORDS = (
    *("Traceback (most recent call last)", "Fatal Python error", "Windows fatal exception"),
    _FORCED,
)


@dataclass(frozen=True, slots=True)
class TrainingJob:
    """What was chosen before the start."""

    kind: ClassVar[str] = "training"
    run_dir: str
    preset: str = DEFAULT_PRESET
    base: str = NO_BASE
    task: str = "single"
    seed: int = 0
    gentle: bool = False  # one thread, lowest priority
    settings: dict[str, Any] = field(default_factory=dict)  # of the classifier's job
    lm_settings: dict[str, Any] = field(default_factory=dict)
    estimated_seconds: float = 0.0  # what was said before the start; 0: nothing
    definitions: dict[str, str] = field(default_factory=dict)  # what the labels mean at the start


class Training:
    """The training in one run folder."""

    def __init__(self, path: Path) -> None:
        """Raises InputError where there is none."""
        self.folder = RunFolder.open(path)

    @classmethod
    def create(cls, job: TrainingJob) -> Training:
        """A new one. Raises InputError, StorageError."""
        path = Path(job.run_dir)
        RunFolder.create(path, {"kind": job.kind, **asdict(job)})
        return cls(path)

    @property
    def job(self) -> TrainingJob:
        """What was chosen. Raises StorageError when job.json is damaged."""
        values = {name: value for name, value in self.folder.job.items() if name != "kind"}
        try:
            for settings in ("settings", "lm_settings"):  # JSON knows no tuples
                values[settings] = {
                    name: tuple(value) if isinstance(value, list) else value
                    for name, value in values[settings].items()
                }
            return made_of(TrainingJob, values)
        except (KeyError, TypeError, AttributeError) as error:  # also that of a later version
            raise StorageError(
                f"{self.folder.job_path} is damaged or cannot be read.",
                "The rest of the project is not affected.",
            ) from error

    @property
    def has_batches(self) -> bool:
        """Whether anything of it is trained step by step."""
        preset = preset_named(self.job.preset)
        return preset.language_model is not None or not preset.is_instant

    @property
    def lacked_memory(self) -> bool:
        """Whether it failed for want of memory. Raises StorageError when that cannot be read."""
        summary = self.folder.summary
        return summary is not None and summary.get("error") == MemoryShortage.__name__

    @property
    def ended_without_a_word(self) -> bool:
        """Whether it was killed, as the system does where memory has run out; a crash leaves its
        last words in the log."""
        if self.folder.state is not RunState.INTERRUPTED:
            return False
        log = self.folder.log_path
        words = log.read_text(encoding="utf-8", errors="replace") if log.is_file() else ""
        return not any(last in words for last in _LAST_WORDS)

    def note_force(self) -> None:
        """Have the log tell that it was asked to end at once. Raises OSError."""
        with self.folder.log_path.open("a", encoding="utf-8") as log:
            print(_FORCED, file=log)

    def halve_batch(self) -> None:
        """From here on compute each update in twice as many parts; it goes on where it was.

        Raises StorageError.
        """
        job, preset = self.job, preset_named(self.job.preset)
        changed = asdict(job)
        templates = {"settings": preset.classifier, "lm_settings": preset.language_model}
        for name, template in templates.items():
            if isinstance(template, ClassifierJob | LanguageModelJob):
                parts = changed[name].get("batch_parts", template.batch_parts)
                changed[name] = changed[name] | {"batch_parts": 2 * parts}
        write_json(self.folder.job_path, {"kind": job.kind, **changed})

    @property
    def model_path(self) -> Path:
        """The model file, there once the training is finished."""
        return self.folder.result_path / "model.ulmfit"

    @property
    def taught_path(self) -> Path:
        """Which documents taught the model, and as what; there once it is finished."""
        return self.folder.result_path / TAUGHT

    @property
    def held_out_path(self) -> Path:
        """What the model said of the documents held out from it; there once it is finished."""
        return self.folder.result_path / HELD_OUT

    def events(
        self, project_file: Path, run: Run, should_stop: StopCheck = never
    ) -> Iterator[tuple[str, TrainingEvent]]:
        """Do what is not done yet; yields (phase, event), ``WHOLE`` for the training itself.

        ``run`` takes each stage's job to where it runs and hears ``should_stop`` itself.
        Raises UlmfitError, and whatever ``run`` raises; the training can then go on later.
        """
        verb = None
        with self.folder.lock.held(), EventLog(self.folder.events_path) as log:
            self.folder.summary_path.unlink(missing_ok=True)
            for phase, event in self._guarded(project_file, run, should_stop):
                if phase == WHOLE:
                    log.append(event)
                    verb = event.verb if isinstance(event, RunStopped) else None
                yield phase, event
        if verb == StopVerb.DISCARD:
            self.folder.remove()

    def histories(self, smoothing: float = 0.98) -> dict[str, RunHistory]:
        """What each stage has logged so far, by phase, in the order they run; ``smoothing`` as
        RunHistory takes it."""
        found = {}
        for name, phase in _PHASES.items():
            for path in self.folder.checkpoint_path.glob(f"*/{name}/events.jsonl"):
                found[phase] = RunHistory.replay(path, smoothing)
        return found

    def _guarded(
        self, project_file: Path, run: Run, should_stop: StopCheck
    ) -> Iterator[tuple[str, TrainingEvent]]:
        """The stages; a failure of the user's world is noted in the folder."""
        try:
            yield from self._stages(project_file, run, should_stop)
        except UlmfitError as error:
            words = {"message": error.message, "hint": error.hint}
            with suppress(StorageError):  # a full disk must not hide the failure it has caused
                write_json(
                    self.folder.summary_path,
                    {"outcome": "failed", "error": type(error).__name__, **words},
                )
            raise

    def _stages(
        self, project_file: Path, run: Run, should_stop: StopCheck
    ) -> Iterator[tuple[str, TrainingEvent]]:
        begun = time.monotonic() - self._seconds_before()
        yield WHOLE, RunStarted(TrainingJob.kind, 0, ())
        yield WHOLE, StageStarted(1, PREPARING, (), (), 0, 0, 2)
        texts = self._texts(project_file)
        pipeline = Pipeline(self._request(texts), self.folder.checkpoint_path)
        for phase, event in pipeline.events(run, should_stop):
            yield phase, event
            if pipeline.stopped and isinstance(event, RunStopped):
                yield WHOLE, event
                return
        verb = should_stop()
        if verb in (StopVerb.PAUSE, StopVerb.DISCARD):
            yield WHOLE, RunStopped(0, verb)
            return
        model = yield from self._assemble(pipeline)
        taught = [(texts.ids[i], texts.labels[i]) for i in pipeline.data.train]
        TaughtRecord(taught, texts.at, texts.moves, texts.before).write(self.taught_path)
        self._keep_held_out(model, pipeline, texts)
        self._keep_reader(pipeline, project_file)
        seconds = {"seconds": time.monotonic() - begun}
        yield WHOLE, RunFinished(0, _metrics(model, pipeline) | seconds)
        drop_leftovers(self.folder)

    def _assemble(
        self, pipeline: Pipeline
    ) -> Generator[tuple[str, TrainingEvent], None, TrainedModel]:
        """A step for each part."""
        from ulmfit_core.training import assemble  # not while a window waits to open

        n_parts = assemble.n_parts(pipeline)
        yield WHOLE, StageStarted(2, ASSEMBLING, (), (), 1, n_parts, 2)
        self.folder.result_path.mkdir(exist_ok=True)
        work, begun = assemble.assembling(pipeline, self.model_path), time.perf_counter()
        for part in range(1, n_parts + 1):
            try:
                next(work)
            except StopIteration as end:
                model: TrainedModel = end.value
                break
            now = time.perf_counter()
            yield WHOLE, StepFinished(part, math.nan, (), 0.0, 0, now - begun)
            begun = now
        return model

    def _keep_held_out(self, model: TrainedModel, pipeline: Pipeline, texts: FrozenTexts) -> None:
        """What it said of each of them, to be compared with other classifiers later."""
        if model.held_out is not None:
            data = pipeline.data
            ids = tuple(texts.ids[i] for i in data.valid)
            given = tuple(data.labels_of(data.valid))
            found = HeldOut(ids, given, model.labels, model.held_out, model.cuts)
            write_held_out(self.held_out_path, found)

    def _keep_reader(self, pipeline: Pipeline, project_file: Path) -> None:
        """What has read general text and these, to read all of them for the suggestions; no label
        has gone into it."""
        found = pipeline.finished[0].language_model
        if found is not None and self.job.base != NO_BASE:
            keep_reader(found, project_file.parent / CACHE)

    def _seconds_before(self) -> float:
        """What earlier sessions spent in steps: all that a killed one leaves."""
        return sum(history.seconds for history in self.histories().values())

    def _texts(self, project_file: Path) -> FrozenTexts:
        return FrozenTexts.of(
            self.folder.checkpoint_path / TEXTS,
            project_file,
            preset_named(self.job.preset).most_tokens,
            self.job.base,
        )

    def _request(self, texts: FrozenTexts) -> TrainRequest:
        job = self.job
        preset = preset_named(job.preset)
        reads = preset.language_model is not None and not is_model(job.base)
        return TrainRequest(
            texts=texts.texts,
            labels=texts.labels,
            preset=preset,
            base=job.base,
            unlabelled=texts.unlabelled if reads or preset.is_instant else (),
            seed=job.seed,
            multi_label=job.task == "multi",
            overrides=job.settings,
            lm_overrides=job.lm_settings if reads else {},
            definitions=job.definitions,
            text_cells=texts.cells or NO_CELLS,
        )


def _metrics(model: TrainedModel, pipeline: Pipeline) -> dict[str, float]:
    data = pipeline.data
    metrics = {"n_train": float(len(data.train)), "n_valid": float(len(data.valid))}
    if model.evaluation is not None:
        metrics |= {
            "accuracy": model.evaluation.accuracy,
            "macro_f1": model.evaluation.macro_f1,
            "log_loss": model.evaluation.log_loss,
        }
    metrics |= {f"baseline_{b.name}": b.evaluation.accuracy for b in model.baselines}
    return metrics
