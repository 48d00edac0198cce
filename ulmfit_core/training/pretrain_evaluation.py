"""How well a pretraining predicts held-out text, measured now and then while it learns."""

from __future__ import annotations

import time

from ulmfit_core.evaluation.perplexity import Perplexity, language_model_perplexity
from ulmfit_core.modules.language_model import LanguageModel
from ulmfit_core.token_store import TokenStore
from ulmfit_core.training.pretrain_job import PretrainJob
from ulmfit_core.training.pretrain_pace import Progress

_MOST_DOCUMENTS = 80  # held-out ones per measurement
_SHARE = 20  # one part in so many of the time may go into measuring


class PretrainEvaluation:
    """Of one model; keeps the time that the latest measurement took."""

    def __init__(self, job: PretrainJob, model: LanguageModel, valid: TokenStore) -> None:
        self._job, self._model = job, model
        self._documents = valid.first(_MOST_DOCUMENTS)
        self._ended, self._seconds = time.monotonic(), 0.0

    def is_due(self, progress: Progress) -> bool:
        """After so many tokens, but in no more than a twentieth of the time."""
        since = time.monotonic() - self._ended
        n_read = progress.tokens - progress.evaluated
        return n_read >= self._job.evaluate_tokens and since > _SHARE * self._seconds

    def measure(self) -> Perplexity:
        """Of the model as it is now."""
        begun = time.monotonic()
        backward = self._job.backward
        measured = language_model_perplexity(self._model, self._documents, backward=backward)
        self._ended = time.monotonic()
        self._seconds = self._ended - begun
        return measured
