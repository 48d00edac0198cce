"""Open a model file and score texts: sentencepiece, numpy and onnxruntime, nothing else.

    predictor = Predictor.open("model.ulmfit")
    predictor.predict("Where is the Tagus?").label

Memory stays bounded whatever the number and length of the texts: documents are read ahead one
window at a time, scored in batches of similar length, and each is fed to the graph in chunks
that hand on the LSTM's state.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ulmfit_core.errors import InputError, ModelFileError
from ulmfit_core.export.bundle import TO_PREDICT, ModelBundle, read_bundle
from ulmfit_core.export.bundle_config import BundleConfig
from ulmfit_core.export.onnx_graph import initial_state
from ulmfit_core.tokenizer import Tokenizer

CHUNK_TOKENS = 128
RUN_TOKENS = 8192  # rows x time of one run of the graph: some 150 MB at 1,152 hidden units
WINDOW_DOCUMENTS = 2048
WINDOW_CHARACTERS = 4_000_000
GOLDEN_TOLERANCE = 1e-3  # far above what processors differ by, far below what changes a label

Ids = NDArray[np.int64]
Probabilities = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Prediction:
    """What the model makes of one text."""

    labels: tuple[str, ...]  # exactly one for single-label; any number, also none, for multi-label
    probability: float  # of the likeliest label
    probabilities: tuple[float, ...]  # in the order of Predictor.labels

    @property
    def label(self) -> str:
        """The label; several are joined by ";", none is ""."""
        return ";".join(self.labels)


class Predictor:
    """A trained classifier, ready to score texts. Scores do not depend on a text's neighbours."""

    def __init__(self, config: BundleConfig, tokenizer: Tokenizer, session: Any) -> None:
        self.config = config
        self.labels = config.labels
        self.task = config.task
        self._tokenizer = tokenizer
        self._session = session
        self._thresholds = np.asarray(config.thresholds or [0.5] * len(config.labels))

    @classmethod
    def open(cls, path: str | Path, *, threads: int | None = None) -> Predictor:
        """Read a ``model.ulmfit`` and check it against its own golden examples.

        ``threads``: processor cores to use, all of them by default.
        Raises ModelFileError when the file is damaged, newer, or does not do here what it did
        when it was exported.
        """
        return cls.from_bundle(read_bundle(path, members=TO_PREDICT), threads=threads)

    @classmethod
    def from_bundle(cls, bundle: ModelBundle, *, threads: int | None = None) -> Predictor:
        """The same from a bundle in memory; it needs the tokenizer and the graph."""
        session = _session(bundle.onnx_bytes, threads)
        _check_inputs(session, bundle.config)
        predictor = cls(bundle.config, Tokenizer.from_bytes(bundle.tokenizer_bytes), session)
        if predictor.golden_difference() > GOLDEN_TOLERANCE:
            raise ModelFileError(
                "The model gives other answers here than where it was exported.",
                "Export it again, or update onnxruntime and sentencepiece.",
            )
        return predictor

    def golden_difference(self) -> float:
        """Largest difference of a probability from the golden examples; infinite if ids differ."""
        golden = self.config.golden
        if not golden:
            return 0.0
        ids = self._encode([example.text for example in golden])
        if any(list(row) != list(e.ids) for row, e in zip(ids, golden, strict=True)):
            return float("inf")
        expected = np.array([example.probabilities for example in golden])
        return float(np.abs(self._score(ids) - expected).max())

    def predict(self, text: str) -> Prediction:
        """Label one text."""
        return next(self.predict_stream([text]))

    def predict_stream(
        self, texts: Iterable[str], *, window: int | None = None
    ) -> Iterator[Prediction]:
        """Label texts one after the other, in their order; reads ahead at most ``window`` texts
        (by default 2,048).

        Raises InputError at a text that is not a string.
        """
        for ahead in _windows(texts, window):
            for row in self._score(self._encode(ahead)):
                yield self._prediction(row)

    def predict_proba(self, texts: Iterable[str]) -> Probabilities:
        """Probabilities [n, C] of all texts, columns in the order of ``labels``."""
        scored = [self._score(self._encode(window)) for window in _windows(texts)]
        return np.concatenate([np.empty((0, len(self.labels)), np.float32), *scored])

    def _prediction(self, row: Probabilities) -> Prediction:
        best = int(row.argmax())
        given = [best] if self.task == "single" else np.flatnonzero(row >= self._thresholds)
        names = tuple(self.labels[i] for i in given)
        return Prediction(names, float(row[best]), tuple(row.tolist()))

    def _encode(self, texts: Sequence[str]) -> list[Ids]:
        return [np.array(ids, dtype=np.int64) for ids in self._tokenizer.encode_batch(texts)]

    def _score(self, documents: Sequence[Ids]) -> Probabilities:
        """Probabilities [n, C] in the documents' order, computed longest first."""
        order = sorted(range(len(documents)), key=lambda i: -len(documents[i]))
        result = np.empty((len(documents), len(self.labels)), dtype=np.float32)
        start = 0
        while start < len(order):
            width = min(len(documents[order[start]]), CHUNK_TOKENS)
            batch = order[start : start + RUN_TOKENS // width]
            result[batch] = self._score_batch([documents[i] for i in batch])
            start += len(batch)
        return result

    def _score_batch(self, documents: Sequence[Ids]) -> Probabilities:
        """Probabilities [n, C] of documents sorted by length, the longest first."""
        lengths = np.array([len(ids) for ids in documents])
        directions = self.config.directions
        sides = {d: [_in_direction(ids, d) for ids in documents] for d in directions}
        states = {d: initial_state(self.config.architecture, len(documents)) for d in directions}
        result = np.empty((len(documents), len(self.labels)), dtype=np.float32)
        for start in range(0, int(lengths[0]), CHUNK_TOKENS):
            active = int((lengths > start).sum())  # the first rows: the rest have ended
            here = np.minimum(lengths[:active] - start, CHUNK_TOKENS)
            feed = {"lengths": here, "seen": np.full(active, start)}
            for d in directions:
                feed[f"{d}.ids"] = _padded(sides[d][:active], start, int(here[0]))
                feed[f"{d}.state"] = states[d][:active]
            names = ["probabilities", *(f"{d}.state_next" for d in directions)]
            result[:active], *following = self._session.run(names, feed)
            states = dict(zip(directions, following, strict=True))
        return result


def _windows(texts: Iterable[str], most: int | None = None) -> Iterator[list[str]]:
    """Runs of texts, ended by their number or by their characters."""
    most = most or WINDOW_DOCUMENTS
    window: list[str] = []
    characters = 0
    for row, text in enumerate(texts, start=1):
        if not isinstance(text, str):
            raise InputError(
                f"Text {row} is not a text but {type(text).__name__}.",
                "Turn empty or numeric cells into text first.",
            )
        window.append(text)
        characters += len(text)
        if len(window) == most or characters >= WINDOW_CHARACTERS:
            yield window
            window, characters = [], 0
    if window:
        yield window


def _in_direction(ids: Ids, direction: str) -> Ids:
    """The backward direction reads bos, then the pieces from the last to the first."""
    return ids if direction == "forward" else np.concatenate([ids[:1], ids[:0:-1]])


def _padded(documents: Sequence[Ids], start: int, width: int) -> Ids:
    """Tokens ``start`` to ``start + width`` of each document [n, width], padded on the right."""
    matrix = np.zeros((len(documents), width), dtype=np.int64)
    for row, ids in zip(matrix, documents, strict=True):
        part = ids[start : start + width]
        row[: len(part)] = part
    return matrix


def _session(graph: bytes, threads: int | None) -> Any:
    import onnxruntime
    from onnxruntime.capi import onnxruntime_pybind11_state as failures

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads or 0
    options.inter_op_num_threads = 1
    # A thread that spins while it waits slows down whatever else the machine is doing.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    options.log_severity_level = 3
    providers = ["CPUExecutionProvider"]
    try:
        return onnxruntime.InferenceSession(graph, options, providers=providers)
    except (
        failures.Fail,
        failures.InvalidArgument,
        failures.InvalidGraph,
        failures.InvalidProtobuf,
        failures.NotImplemented,
    ) as error:
        raise ModelFileError(
            "The model's ONNX graph cannot be loaded.", "Export the model again."
        ) from error


def _check_inputs(session: Any, config: BundleConfig) -> None:
    width = initial_state(config.architecture, 0).shape[1]
    expected = {"lengths": ["batch"], "seen": ["batch"]}
    for direction in config.directions:
        expected[f"{direction}.ids"] = ["batch", "time"]
        expected[f"{direction}.state"] = ["batch", width]
    if {value.name: value.shape for value in session.get_inputs()} != expected:
        raise ModelFileError(
            "The model's ONNX graph does not fit its settings.", "Export the model again."
        )
