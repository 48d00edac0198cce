"""What each choice on the page Train would take of time and disk, said before it begins."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QObject, QTimer

from app.models.estimate_words import estimate_words
from app.models.room_words import room_words
from app.studio import Studio
from app.tasks.estimator import Choice
from app.translation import tr
from app.widgets.train_setup import TrainSetup
from ulmfit_core.project.training import TrainingJob
from ulmfit_core.room import room_at
from ulmfit_core.training.need import check_room

_TYPING = 700  # ms after a key before what was typed is measured


class TrainEstimates(QObject):
    """Shows what is known by now, and has measured what is missing while the page is seen."""

    def __init__(self, studio: Studio, setup: TrainSetup, is_seen: Callable[[], bool]) -> None:
        super().__init__(setup)
        self._studio, self._setup, self._is_seen = studio, setup, is_seen
        self._folder = studio.workspace.project.folder
        self._soon = QTimer(self, singleShot=True, interval=_TYPING)
        self._soon.timeout.connect(self._measure)
        setup.changed.connect(self.show)
        studio.estimator.changed.connect(self.show)

    def wanted(self) -> TrainingJob:
        """What was chosen. Raises InputError, StorageError for what cannot be or has no room."""
        job = self._setup.job()
        need = self._studio.estimator.need(self._setup.choices()[job.preset])
        if need is not None:
            check_room(need, room_at(self._folder), self._folder)
        return job

    def estimated(self, job: TrainingJob) -> TrainingJob:
        """With what was said about its time, to be compared when it is over."""
        expected = self._studio.estimator.estimate(self._setup.choices()[job.preset])
        return replace(job, estimated_seconds=expected.seconds) if expected else job

    def show(self) -> None:
        """What is known on each card; what is missing is measured beside."""
        setup, estimator = self._setup, self._studio.estimator
        choices = setup.choices() if setup.is_valid() else {}
        setup.show_devices(estimator.devices)
        expected = {name: estimator.estimate(choice) for name, choice in choices.items()}
        waiting = tr("Estimating…") if estimator.is_measuring else ""
        setup.show_estimates(
            {name: estimate_words(known) if known else waiting for name, known in expected.items()}
        )
        setup.show_room(self._room_words(choices.get(setup.preset.name)))
        setup.show_fit(estimator.fit(setup.base.base))
        self._soon.start()

    def _room_words(self, chosen: Choice | None) -> str:
        if chosen is None:
            return ""
        estimator, room = self._studio.estimator, room_at(self._folder)
        words = room_words(estimator.need(chosen), estimator.estimate(chosen), room)
        return f"{words} {self._turn_words()}".strip()

    def _turn_words(self) -> str:
        build = self._studio.bases.at_work
        if build is None:
            return ""
        return tr("The base model {name}, which is being built, pauses meanwhile.", name=build.name)

    def _measure(self) -> None:
        if self._is_seen() and self._setup.is_valid():
            self._studio.estimator.measure(self._setup.choices().values())
