"""What stands on Evaluate where there is no report: why, and what to do first."""

from __future__ import annotations

from app.translation import tr
from app.widgets.empty_state import EmptyState

_ICON = "evaluate"


class NothingMeasured(EmptyState):
    """Says one reason at a time."""

    def __init__(self) -> None:
        super().__init__(_ICON, "", "")

    def say_no_model(self) -> None:
        self.show_state(_ICON, tr("No model is left"), tr("Train one first."))

    def say_measuring(self) -> None:
        self.show_state(
            _ICON,
            tr("Reading the test set"),
            tr("The model sees these texts for the first time, and so do the baselines."),
        )

    def say_failed(self) -> None:
        self.show_state(
            _ICON,
            tr("This model was not measured"),
            tr("Nothing was changed. Choose another training, or try again."),
            tr("Try again"),
        )

    def say_no_labels(self) -> None:
        """Of the test set."""
        self.show_state(
            _ICON,
            tr("The test set has no labels yet"),
            tr(
                "It was locked away at the import, so that no model learns from it. Label some "
                "of it, fifty texts or more: they are used to measure, never to learn."
            ),
            tr("Label the test set"),
        )

    def say_no_test_set(self) -> None:
        self.show_state(
            _ICON,
            tr("This project has no test set"),
            tr(
                "It is drawn when texts are imported. Import more texts and leave the share "
                "for the test set above zero; labels they bring are used to measure."
            ),
            tr("Go to Import"),
        )
