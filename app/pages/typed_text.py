"""What the chosen model makes of the text that is typed on the page Use."""

from __future__ import annotations

from collections.abc import Callable

from app.operations.evaluation import explain_text
from app.operations.prediction import predict_text
from app.studio import Studio
from app.translation import tr
from app.widgets.probability_bars import LabelProbability
from app.widgets.try_text import TryText
from ulmfit_core.evaluation.attribution import Attribution
from ulmfit_core.predictor import Prediction, Predictor


class TypedText:
    """Asks about one text at a time, and about the newest as soon as the last is answered."""

    def __init__(self, studio: Studio, trial: TryText, is_in_use: Callable[[], bool]) -> None:
        """``is_in_use``: whether what comes late still has a page to be shown on."""
        self._studio, self._trial, self._is_in_use = studio, trial, is_in_use
        self._project = studio.workspace.project
        self._asking = self._explaining = False
        self.predictor: Predictor | None = None  # of the chosen model, once it is loaded
        trial.asked.connect(self.ask)

    def ask(self) -> None:
        """Have the text read, unless an earlier one is being read: then afterwards."""
        predictor, text = self.predictor, self._trial.text
        if not self._is_in_use() or predictor is None or self._asking:
            return
        read = _read(predictor, text)
        if not read:
            self._trial.show_nothing(tr("The labels appear here while you type."))
            return

        def show(prediction: Prediction) -> None:
            self._asking = False
            if not self._is_in_use():
                return
            if self.predictor is predictor and self._trial.text == text:
                self._trial.show_answer(self._rows(predictor, prediction), read)
                self._explain(predictor, text)
            else:
                self.ask()

        self._asking = True
        predict_text(self._studio, predictor, read, show, self._give_up_asking)

    def _explain(self, predictor: Predictor, text: str) -> None:
        """Have the words told apart, unless those of an earlier text are: then afterwards."""
        if self._explaining:
            return
        read = _read(predictor, text)

        def show(attribution: Attribution) -> None:
            self._explaining = False
            if not self._is_in_use() or self._trial.pause.isActive() or self._asking:
                return  # what is typed now is asked about soon
            if self.predictor is predictor and self._trial.text == text:
                self._trial.show_spoken(attribution, read)
            elif self.predictor is not None and self._trial.text:
                self._explain(self.predictor, self._trial.text)

        self._explaining = True
        explain_text(self._studio, predictor, read, show, self._give_up_explaining)

    def _give_up_explaining(self) -> None:
        self._explaining = False

    def _give_up_asking(self) -> None:
        self._asking = False

    def _rows(self, predictor: Predictor, prediction: Prediction) -> list[LabelProbability]:
        """One a label, in the project's colour where it has the label."""
        known = {label.name: label.colour for label in self._project.labels.all()}
        return [
            LabelProbability(name, probability, known.get(name, place), name in prediction.labels)
            for place, (name, probability) in enumerate(
                zip(predictor.labels, prediction.probabilities, strict=True)
            )
        ]


def _read(predictor: Predictor, text: str) -> str:
    """What the model reads of a text; the text itself where that has no marks."""
    words = predictor.words_of(text)
    return text if words == text.strip() else words
