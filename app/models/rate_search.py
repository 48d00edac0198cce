"""A range test of the learning rate as it goes on."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from ulmfit_core.training.rate_curve import RateSuggested, RateTried


class RateSearch(QObject):
    """Fed by ``take``, from any thread; whoever feeds it says ``changed`` in the window's."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.points: list[RateTried] = []
        self.found: RateSuggested | None = None
        self.is_over = False

    def take(self, event: RateTried | RateSuggested) -> None:
        """Take in the next event."""
        if isinstance(event, RateTried):
            self.points.append(event)
        else:
            self.found = event

    def end(self) -> None:
        """Nothing more will come."""
        self.is_over = True
        self.changed.emit()
