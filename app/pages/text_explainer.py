"""Which words spoke in the text that is read on the page Evaluate."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from app.operations.evaluation import TrainingChoice, explain_text
from app.operations.models import open_model
from app.studio import Studio
from app.widgets.judged_texts import JudgedTexts
from ulmfit_core.evaluation.attribution import Attribution
from ulmfit_core.predictor import Predictor
from ulmfit_core.project.training import Training


class TextExplainer:
    """Asks about one text at a time, and about the newest as soon as the last is answered."""

    def __init__(
        self,
        studio: Studio,
        texts: JudgedTexts,
        chosen: Callable[[], TrainingChoice | None],
        is_in_use: Callable[[], bool],
    ) -> None:
        """``chosen``: the training whose model is asked; ``is_in_use``: whether what comes late
        still has a page to be shown on."""
        self._studio, self._texts = studio, texts
        self._chosen, self._is_in_use = chosen, is_in_use
        self._opened: tuple[Path, Predictor] | None = None
        self._is_explaining = False

    def forget(self) -> None:
        """Another training is chosen, or its labels are called otherwise: close the model before,
        and tell no more what it said."""
        self._opened = None
        self._texts.show_attribution(None)

    def explain(self) -> None:
        """Ask which words spoke in the text that is read, unless another is being asked about."""
        choice, document = self._chosen(), self._texts.document
        if choice is None or document is None or self._is_explaining:
            return
        self._is_explaining = True

        def show(attribution: Attribution) -> None:
            self._is_explaining = False
            if not self._is_in_use():
                return
            now, is_open = self._texts.document, self._opened is not None  # not forgotten since
            if is_open and now and now.text == document.text and self._chosen() == choice:
                self._texts.show_attribution(attribution)
            else:
                self.explain()

        def ask(predictor: Predictor) -> None:
            if self._is_in_use() and self._chosen() == choice:
                self._opened = choice.path, predictor
                explain_text(self._studio, predictor, document.text, show, self._stop)
                return
            self._stop()
            if self._is_in_use():
                self.explain()

        if self._opened is not None and self._opened[0] == choice.path:
            ask(self._opened[1])
        else:
            open_model(self._studio, Training(choice.path).model_path, ask, self._stop)

    def _stop(self) -> None:
        self._is_explaining = False
