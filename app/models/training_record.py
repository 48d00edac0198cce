"""What is known of one training: the history of each of its stages, live or from its logs."""

from __future__ import annotations

from pathlib import Path

from app.core_sentences import said
from app.models.estimate_words import duration_words
from app.translation import percent, tr, tr_count
from ulmfit_core.evaluation.report import FEWEST_TO_JUDGE
from ulmfit_core.project.training import ASSEMBLING, WHOLE, Training
from ulmfit_core.training.events import (
    RunFinished,
    RunStarted,
    RunStopped,
    StageStarted,
    StepFinished,
    TrainingEvent,
)
from ulmfit_core.training.history import RunHistory
from ulmfit_core.training.run_folder import RunState
from ulmfit_core.training.run_words import describe_run, stage_number

_SMOOTHING = 0.95  # fine-tuning takes hundreds of steps, and more would trail far behind


class TrainingRecord:
    """Fed by ``apply`` alone, so that a live, a resumed and an old training look the same."""

    def __init__(self) -> None:
        self.histories: dict[str, RunHistory] = {}
        self.phase = ""  # the newest one that said anything
        self._assembling: RunHistory | None = None  # of the last stage, while it is at work
        self.ended: RunStopped | RunFinished | None = None
        self.estimated_seconds = 0.0  # what was said before the start; 0: nothing
        self.failure = ""  # why it ended, and what to do

    @classmethod
    def replay(cls, path: Path) -> TrainingRecord:
        """The training in a folder as its logs tell it. Raises InputError, StorageError."""
        training, record = Training(path), cls()
        record.estimated_seconds = training.job.estimated_seconds
        record.histories = training.histories(_SMOOTHING)
        record.phase = next(reversed(record.histories), "")
        for event in training.folder.events():
            record.apply(WHOLE, event)
        if training.folder.state is RunState.FAILED:
            record._assembling = None
            record.failure = _failure_of(training)
        return record

    def apply(self, phase: str, event: TrainingEvent) -> None:
        """Take in the next event."""
        if phase != WHOLE:
            self.histories.setdefault(phase, RunHistory(_SMOOTHING)).apply(event)
            self.phase = phase
            return
        match event:
            case RunStarted():
                self.ended, self._assembling, self.failure = None, None, ""
            case StageStarted():
                self._assembling = _history_of(event) if event.name == ASSEMBLING else None
            case StepFinished():
                if self._assembling is not None:
                    self._assembling.apply(event)
            case RunStopped() | RunFinished():
                self.ended, self._assembling = event, None

    @property
    def is_assembling(self) -> bool:
        """Whether all stages are over, and the model is measured and written."""
        return self._assembling is not None

    @property
    def drawn(self) -> str:
        """The newest phase with curves; while there is none, the newest."""
        curved = [name for name, history in self.histories.items() if history.has_curves]
        return curved[-1] if curved else self.phase

    @property
    def is_cut_short(self) -> bool:
        """Whether a part ended before all its steps, as one does whose best is to be kept."""
        return any(history.step < history.total_steps for history in self.histories.values())

    @property
    def current(self) -> RunHistory | None:
        """The history of what is at work, else of the newest phase."""
        return self._assembling or self.histories.get(self.phase)

    @property
    def is_finished(self) -> bool:
        """Whether it came to its end, and there is a model."""
        return isinstance(self.ended, RunFinished)

    @property
    def is_measured(self) -> bool:
        """Whether it is over, and told how right it is on held-out texts."""
        return isinstance(self.ended, RunFinished) and _is_measured(self.ended.metrics)

    def describe(self) -> str:
        """What happens now, in a sentence, or why it ended."""
        if self.failure:
            return self.failure
        if isinstance(self.ended, RunFinished):
            ended = self.ended.metrics
            words = (_describe_finish(ended), self._flatter(ended), self._describe_time(ended))
            return " ".join(part for part in words if part)
        if self.is_assembling:
            return tr("Measuring beside simpler classifiers, and writing the model.")
        history = self.current
        if history is None:
            return tr("Reading the texts and cutting them into tokens.")
        if self.ended is None and isinstance(history.ended, RunStopped):
            return tr("Going on where it was.")
        return f"{phase_title(self.phase)} – {describe_run(history, tr)}"

    def describe_shortly(self) -> str:
        """The part and the stage at work, where there is no room for a sentence."""
        if self.is_assembling:
            return tr("Measuring and writing the model")
        history = self.current
        if history is None or not history.stages:
            return phase_title(self.phase)
        return f"{phase_title(self.phase)} – {stage_number(history.stages[-1], tr)}"

    def _flatter(self, metrics: dict[str, float]) -> str:
        """Where held-out texts chose the weights that they then measure."""
        ends = [h.ended for phase, h in self.histories.items() if phase.startswith("classifier")]
        chosen = any(isinstance(end, RunFinished) and end.best_step for end in ends)
        if not chosen or not _is_measured(metrics):
            return ""
        return tr("Which weights to keep was chosen by these very texts: on others it may be less.")

    def _describe_time(self, metrics: dict[str, float]) -> str:
        """How long it took, beside what was expected of the whole."""
        if "seconds" not in metrics:
            return ""
        took = duration_words(metrics["seconds"])
        if not self.estimated_seconds or self.is_cut_short:
            return tr("It took {time}.", time=took)
        said = duration_words(self.estimated_seconds)
        return tr("It took {time}; {estimate} were expected.", time=took, estimate=said)


def _failure_of(training: Training) -> str:
    """As its folder tells it; the hint where memory lacked names an option of the command."""
    summary = training.folder.summary or {}
    parts = ("message",) if training.lacked_memory else ("message", "hint")
    return " ".join(said(str(summary.get(part, ""))) for part in parts).strip()


def _history_of(stage: StageStarted) -> RunHistory:
    """To be told the steps of a stage of the whole."""
    history = RunHistory(_SMOOTHING)
    history.apply(RunStarted(stage.name, stage.n_steps, ()))
    return history


def _is_measured(metrics: dict[str, float]) -> bool:
    return "accuracy" in metrics and bool(metrics.get("n_valid"))


def _describe_finish(metrics: dict[str, float]) -> str:
    if not _is_measured(metrics):
        return tr("Finished: the model is ready to be used.")
    rival, n_texts = metrics.get("baseline_tfidf_lr"), int(metrics["n_valid"])
    words = tr_count(
        "Finished: right on {share} of {n} held-out text.",
        "Finished: right on {share} of {n} held-out texts.",
        n_texts,
        share=percent(metrics["accuracy"], 1),
    )
    if rival is not None:
        words += " " + tr("Counting words alone (TF-IDF): {share}.", share=percent(rival, 1))
    return words + " " + tr("So few texts tell little.") if n_texts < FEWEST_TO_JUDGE else words


def cited_words(n_texts: int, accuracy: float) -> str:
    """Which figure to cite where the test set has measured the model, too: nothing was chosen by
    it."""
    return tr_count(
        "To cite, take the test set's figure: right on {share} of {n} text.",
        "To cite, take the test set's figure: right on {share} of {n} texts.",
        n_texts,
        share=percent(accuracy, 1),
    )


def accuracy_words() -> str:
    """What the curve of the accuracy counts, which is not what the finished model's figure does."""
    return tr(
        "The curve counts what the network alone says, of several labels a text each that is "
        "likelier than not. The finished model's figure counts the words beside it and the "
        "thresholds it chose, so the two may differ."
    )


def phase_title(phase: str) -> str:
    """A phase in the user's words."""
    titles = {
        "language model, forward": tr("Language model"),
        "classifier, forward": tr("Classifier"),
        "language model, backward": tr("Language model, backwards"),
        "classifier, backward": tr("Classifier, backwards"),
    }
    return titles.get(phase, phase)
