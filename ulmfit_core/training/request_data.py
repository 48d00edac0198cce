"""The texts of a request: split, and encoded for the runs; torch-free."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ulmfit_core.corpus.duplicates import duplicate_groups, duplicate_key
from ulmfit_core.corpus.splits import held_out_share, train_validation_split
from ulmfit_core.evaluation.baselines import encode_labels
from ulmfit_core.fewshot.meanings import meaning
from ulmfit_core.token_store import write_token_store
from ulmfit_core.tokenizer import Tokenizer
from ulmfit_core.training.events import StopCheck, StopVerb
from ulmfit_core.training.head_texts import HeadTexts
from ulmfit_core.training.labelled_store import write_labelled_store
from ulmfit_core.training.presets import WORD_TOKENS
from ulmfit_core.training.train_request import TrainRequest

CHARACTERS_PER_TOKEN = 4  # of the languages we know; only bounds on work depend on it


class EncodingStopped(Exception):
    """The encoding was asked to stop; what is not whole is encoded anew next time."""


class RequestData:
    """What the runs learn from (``train``) and are measured on (``valid``), as indices of the
    request's texts; encoded below ``folder``."""

    def __init__(self, request: TrainRequest, folder: Path) -> None:
        self.request, self.folder = request, folder
        self.labels = request.label_names
        self.train, self.valid = _split(request)

    def texts_of(self, indices: NDArray[np.int64]) -> list[str]:
        """The request's texts at ``indices``."""
        return [self.request.texts[i] for i in indices]

    def labels_of(self, indices: NDArray[np.int64]) -> list[tuple[str, ...]]:
        """The request's labels at ``indices``."""
        return [self.request.labels[i] for i in indices]

    def targets_of(self, indices: NDArray[np.int64]) -> NDArray[np.int64]:
        """Targets as a run takes them: [n] indices, or [n, C] zeros and ones."""
        rows = self.labels_of(indices)
        if self.request.task == "multi":
            return encode_labels(rows, self.labels, "multi")
        return encode_labels([row[0] for row in rows], self.labels, "single")

    @cached_property
    def unlabelled(self) -> list[str]:
        """The request's other texts, but for those that are held out under a label."""
        held_out = {duplicate_key(text) for text in self.texts_of(self.valid)}
        return [text for text in self.request.unlabelled if duplicate_key(text) not in held_out]

    def reading(self) -> list[str]:
        """What a language model may learn from: no held-out text."""
        return [*self.texts_of(self.train), *self.unlabelled]

    def head_texts(self) -> HeadTexts:
        """What regressions on words learn from, and as many other texts as they may count."""
        request = self.request
        train, valid = self.texts_of(self.train), self.texts_of(self.valid)
        read = request.preset.lm_tokens if request.preset.is_instant else WORD_TOKENS
        more, rest = (
            [self.unlabelled[i] for i in sorted(drawn)]
            for drawn in _some(self.unlabelled, (read, WORD_TOKENS), train, request.seed)
        )
        targets = [self.targets_of(indices).tolist() for indices in (self.train, self.valid)]
        return HeadTexts(train, targets[0], valid, targets[1], more, rest, self.meanings())

    def meanings(self) -> list[str]:
        """What each label teaches by, as ``meaning`` has it; nothing where none says anything."""
        said = [meaning(label, self.request.definitions.get(label, "")) for label in self.labels]
        return said if any(said) else []

    def write(self, tokenizer: Tokenizer, should_stop: StopCheck) -> None:
        """Encode the split once. Raises EncodingStopped when asked to pause or to discard."""
        done = self.folder / "data" / "complete"
        if done.exists():
            return
        if self.request.preset.is_instant:
            self.head_texts().write(self.folder / "data")
        else:
            self._write_labelled(tokenizer, should_stop)
        if self.request.reads_first:
            self._write_reading(tokenizer, should_stop)
        done.touch()

    def _write_labelled(self, tokenizer: Tokenizer, should_stop: StopCheck) -> None:
        for name, indices in {"train": self.train, "valid": self.valid}.items():
            if len(indices):
                texts = _until_asked(self.texts_of(indices), should_stop)
                folder = self.folder / "data" / name
                write_labelled_store(texts, self.targets_of(indices), tokenizer, folder)

    def _write_reading(self, tokenizer: Tokenizer, should_stop: StopCheck) -> None:
        heard = _until_asked(self.reading(), should_stop)
        write_token_store(heard, tokenizer, self.folder / "lm-data" / "train")
        if len(self.valid):
            held_out = self.texts_of(self.valid)
            write_token_store(held_out, tokenizer, self.folder / "lm-data" / "valid")


def _split(request: TrainRequest) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    everything = np.arange(len(request.texts))
    fraction = request.valid_fraction
    if fraction is None:
        fraction = held_out_share(len(everything))
    if fraction == 0:
        return everything, everything[:0]
    groups = duplicate_groups(request.texts)
    return train_validation_split(request.labels, fraction, request.seed, groups)


def _some(
    texts: Sequence[str], bounds: Sequence[int], beside: Sequence[str], seed: int
) -> list[NDArray[np.int64]]:
    """For each bound, which of ``texts`` so many tokens (0: no bound) allow beside others, those
    of an earlier one left out; drawn by ``seed``."""
    order = np.random.default_rng(seed).permutation(len(texts))
    ends, taken = np.cumsum([len(texts[i]) for i in order]), 0
    parts = []
    for bound in bounds:
        left = bound * CHARACTERS_PER_TOKEN - sum(map(len, beside))
        end = int(np.searchsorted(ends, left, "right")) if bound else len(texts)
        parts.append(order[taken : max(taken, end)])
        taken = max(taken, end)
    return parts


def _until_asked(texts: Iterable[str], should_stop: StopCheck) -> Iterator[str]:
    for text in texts:
        if should_stop() in (StopVerb.PAUSE, StopVerb.DISCARD):
            raise EncodingStopped
        yield text
