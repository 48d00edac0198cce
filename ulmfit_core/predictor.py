"""Open a model file and score texts: sentencepiece, numpy and onnxruntime, nothing else.

    predictor = Predictor.open("model.ulmfit")
    predictor.predict("Where is the Tagus?").label

Memory stays bounded whatever the number and length of the texts: documents are read ahead one
window at a time, scored in batches of similar length, and each is fed to the graph in chunks
that hand on the LSTM's state.
"""

from __future__ import annotations

import os
from collections.abc import Generator, Iterable, Iterator, Sequence
from copy import copy
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from ulmfit_core.arrays import Ids
from ulmfit_core.corpus.html_cells import words_of_cell
from ulmfit_core.document_reader import DocumentReader, Features, Probabilities, WordLogits
from ulmfit_core.errors import InputError, ModelFileError
from ulmfit_core.export.bundle import ModelBundle, read_bundle
from ulmfit_core.export.bundle_config import BundleConfig, Precision
from ulmfit_core.export.bundle_members import GRAPHS, TO_SCORE
from ulmfit_core.export.words_part import WordsPart
from ulmfit_core.in_parts import returned
from ulmfit_core.joined_labels import JoinedLabels
from ulmfit_core.onnx_session import open_session
from ulmfit_core.text_windows import text_windows
from ulmfit_core.tokenizer import Tokenizer

# Of a golden probability: far above what processors differ by, far below what changes labels.
GOLDEN_TOLERANCE = {Precision.FLOAT32: 1e-3, Precision.INT8: 0.02}


@dataclass(frozen=True, slots=True)
class Prediction:
    """What the model makes of one text."""

    labels: tuple[str, ...]  # single-label: one, or none where it is not sure enough to say
    probability: float  # of the likeliest label
    probabilities: tuple[float, ...]  # in the order of Predictor.labels

    @property
    def label(self) -> str:
        """The label; several are joined by ";", none is ""."""
        return ";".join(self.labels)


class _Encoded(NamedTuple):
    """Texts as a model reads them."""

    documents: list[Ids]
    words: WordLogits


class Predictor:
    """A trained classifier, ready to score texts.

    A text's scores do not depend on its neighbours.
    """

    def __init__(
        self,
        config: BundleConfig,
        tokenizer: Tokenizer,
        session: Any,
        precision: Precision = Precision.FLOAT32,
        threads: int = 1,
        words: WordsPart | None = None,
    ) -> None:
        self.config = config
        self.task = config.task
        self.precision = precision
        self.threads = threads  # processor cores that it uses
        self._tokenizer, self._words = tokenizer, words
        self._reader = DocumentReader(config, session, threads)
        self._count_as(config.columns)
        self.abstain_below = config.abstain_below  # single-label; may be changed at any time

    @classmethod
    def open(
        cls, path: str | Path, *, threads: int | None = None, precision: str | None = None
    ) -> Predictor:
        """Read a ``model.ulmfit`` and check it against its own golden examples.

        ``threads``: processor cores to use, all of them by default. ``precision``: "int8" or
        "float32"; by default int8 where it gave the model's own labels at export and does here.
        Raises ModelFileError when the file is damaged, newer, or does not do here what it did
        when it was exported; InputError where it has no graph of that precision.
        """
        if precision is None:
            for choice in _preferred(path):
                predictor = cls._opened(path, choice, threads)
                if predictor.is_true:
                    return predictor
            raise _other_answers()
        predictor = cls._opened(path, precision_named(precision), threads)
        return predictor._checked()

    def joined(self, columns: JoinedLabels) -> Predictor:
        """The same model with its labels as ``columns`` has them; what answers meanwhile goes on
        with this one."""
        made = copy(self)
        made._count_as(columns)
        return made

    def _count_as(self, columns: JoinedLabels) -> None:
        self._columns, self.labels = columns, columns.names
        own = np.array([self.config.thresholds or [0.5] * len(self.config.labels)])
        self.thresholds = columns.thresholds(own)[0]  # [C]; multi-label only

    @classmethod
    def from_bundle(
        cls,
        bundle: ModelBundle,
        *,
        threads: int | None = None,
        precision: Precision = Precision.FLOAT32,
    ) -> Predictor:
        """The same from a bundle in memory; it needs the tokenizer and that graph."""
        predictor = cls._unchecked(bundle, precision, threads)
        return predictor._checked()

    @classmethod
    def _opened(cls, path: str | Path, precision: Precision, threads: int | None) -> Predictor:
        bundle = read_bundle(path, members=(*TO_SCORE, GRAPHS[precision]))
        return cls._unchecked(bundle, precision, threads)

    @classmethod
    def _unchecked(
        cls, bundle: ModelBundle, precision: Precision, threads: int | None
    ) -> Predictor:
        graph = bundle.graph(precision)
        if not graph:
            raise InputError(
                f"The model has no {precision} graph.", "Use it without saying a precision."
            )
        session = open_session(graph, bundle.config, threads=1)
        tokenizer = Tokenizer.from_bytes(bundle.tokenizer_bytes)
        cores = threads or os.cpu_count() or 1
        return cls(bundle.config, tokenizer, session, precision, cores, bundle.words)

    def _checked(self) -> Predictor:
        if not self.is_true:
            raise _other_answers()
        return self

    @property
    def is_true(self) -> bool:
        """Whether it answers here as it did where it was exported."""
        return self.golden_difference() <= GOLDEN_TOLERANCE[self.precision]

    def golden_difference(self) -> float:
        """Largest difference of a probability from the golden examples; infinite if ids differ.

        Raises ModelFileError where the graph cannot read them.
        """
        golden, int8 = self.config.golden, self.config.int8
        if not golden:
            return 0.0
        encoded = self._encode([example.text for example in golden])
        if any(list(ids) != list(e.ids) for ids, e in zip(encoded[0], golden, strict=True)):
            return float("inf")
        expected = [example.probabilities for example in golden]
        if self.precision is Precision.INT8:
            if int8 is None:  # not tried yet
                return 0.0
            expected = list(int8.golden)
        return float(np.abs(self._score(encoded) - np.array(expected)).max())

    def words_of(self, text: str, *, html: bool | None = None) -> str:
        """What this model reads of a text as it came: its words without its marks where the text
        is ``html``, which without a word it is where the model learnt from HTML."""
        is_html = self.config.html if html is None else html
        return words_of_cell(text) if is_html else text

    def predict(self, text: str) -> Prediction:
        """Label one text, which is read as it is: give that of an exported ticket or mail to
        ``words_of`` first."""
        return next(self.predict_stream([text]))

    def predict_stream(
        self, texts: Iterable[str], *, window: int | None = None
    ) -> Iterator[Prediction]:
        """Label texts one after the other, in their order; reads ahead at most ``window`` texts
        (by default 2,048).

        Raises InputError at a text that is not a string.
        """
        for ahead in text_windows(texts, window):
            for row in self._columns.joined(self._score(self._encode(ahead)), self.task):
                yield self.prediction(row)

    def predict_proba(self, texts: Iterable[str]) -> Probabilities:
        """Probabilities [n, C] of all texts, columns in the order of ``labels``."""
        return returned(self.scoring(texts))

    def scoring(self, texts: Iterable[str], done: int = 0) -> Generator[int, None, Probabilities]:
        """``predict_proba`` bit by bit: yields how many texts are done, counted on from ``done``,
        after each run of the graph, which takes a moment, and returns the probabilities."""
        scored = [np.empty((0, len(self.labels)), np.float32)]
        for window in text_windows(texts):
            rows = yield from self._scoring(self._encode(window), done)
            scored.append(self._columns.joined(rows, self.task))
            done += len(window)
        return np.concatenate(scored)

    def features(self, texts: Iterable[str]) -> Features:
        """What the classifier's head sees of the encoder's outputs: the last one, the maximum and
        the mean over a text's tokens (paper section 3.3), of the last layer or of every one, for
        each direction; [n, F]."""
        found = [np.empty((0, self.n_features), np.float32)]
        for window in text_windows(texts):
            documents = self._ids(window)
            pooled = np.empty((len(documents), self.n_features), np.float32)
            for batch, rows in self._reader.features(documents):
                pooled[batch] = rows
            found.append(pooled)
        return np.concatenate(found)

    @property
    def n_features(self) -> int:
        """How many numbers ``features`` gives of a text."""
        return self._reader.n_features

    def prediction(self, row: Probabilities) -> Prediction:
        """What probabilities [C] of one text say."""
        best = int(row.argmax())
        names = tuple(self.labels[i] for i in self._given(row, best))
        return Prediction(names, float(row[best]), tuple(row.tolist()))

    def _given(self, row: Probabilities, best: int) -> Iterable[int]:
        if self.task == "multi":
            return np.flatnonzero(row >= self.thresholds).tolist()
        return [best] if row[best] >= self.abstain_below else []

    def _encode(self, texts: Sequence[str]) -> _Encoded:
        return _Encoded(self._ids(texts), self._words.logits(texts) if self._words else None)

    def _ids(self, texts: Sequence[str]) -> list[Ids]:
        return [np.array(ids, dtype=np.int64) for ids in self._tokenizer.encode_batch(texts)]

    def _score(self, encoded: _Encoded) -> Probabilities:
        """Probabilities [n, C] of the labels that were taught, in the texts' order."""
        return returned(self._scoring(encoded))

    def _scoring(self, encoded: _Encoded, done: int = 0) -> Generator[int, None, Probabilities]:
        """The same, computed longest first, so that a run has documents of like length; yields
        how many are done."""
        n_taught = len(self.config.labels)
        result = np.empty((len(encoded.documents), n_taught), dtype=np.float32)
        for batch, rows in self._reader.probabilities(*encoded):
            result[batch] = rows
            done += len(batch)
            yield done
        return result


def _preferred(path: str | Path) -> list[Precision]:
    """The precisions to try, the fastest first."""
    best = read_bundle(path, members=()).config.precision
    return list(dict.fromkeys((best, Precision.FLOAT32)))


def precision_named(name: str) -> Precision:
    """The precision of that name. Raises InputError where there is none."""
    if name not in list(Precision):
        raise InputError(
            f"There is no precision {name!r}.", f"Take one of: {', '.join(Precision)}."
        )
    return Precision(name)


def _other_answers() -> ModelFileError:
    return ModelFileError(
        "The model gives other answers here than where it was exported.",
        "Export it again, or update onnxruntime and sentencepiece.",
    )
