"""A language model's encoder, frozen: texts to pooled features; onnxruntime, no torch.

The features are maximum and mean over the text of every layer (of the concat pooling of Howard and
Ruder 2018, section 3.3, each layer a hypercolumn, Hariharan et al. 2015). The last state, the third
part of that pooling, tells a regression without fine-tuning more of how a text ends than of what
it says, and is left out.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ulmfit_core.architecture import Architecture
from ulmfit_core.disk import check_readable
from ulmfit_core.document_chunks import chunks, padded, runs
from ulmfit_core.errors import ModelFileError
from ulmfit_core.export.base_config import read_base_config
from ulmfit_core.export.base_weights import (
    WEIGHTS,
    base_tokenizer,
    base_weights,
    damaged_weights,
)
from ulmfit_core.export.encoder_graph import (
    build_encoder_graph,
    feature_sizes,
    initial_pool_state,
)
from ulmfit_core.export.onnx_layers import Float32Layers, Int8Layers, Layers
from ulmfit_core.onnx_session import load_graph
from ulmfit_core.tokenizer import PAD_ID, Tokenizer

Features = NDArray[np.float16]

_RUN_TOKENS = 2048  # rows x time of one run of the graph
_MOST_TOKENS = 1024  # of a text; what follows changes the pool of few
_FORM = b"max, mean; no mark-up"  # features that are made otherwise have another key
_PROBES = ("What is this text about?", "The quick brown fox jumps over the lazy dog. " * 4)
_TOLERANCE = 0.01  # of features within ±1: the mean difference of trained models is a tenth of it


class FrozenEncoder:
    """Open one with :meth:`of_base`; features do not depend on a text's neighbours."""

    def __init__(
        self, architecture: Architecture, tokenizer: Tokenizer, session: Any, key: str
    ) -> None:
        self.architecture = architecture
        self.tokenizer = tokenizer
        self.key = key  # changes with the weights and the tokenizer
        self.width = sum(feature_sizes(architecture))
        self._session = session

    @classmethod
    def of_base(cls, folder: Path, threads: int = 0) -> FrozenEncoder:
        """The encoder of a base model or of a fine-tuned language model in the same form.

        ``threads``: processor cores to use, 0 for all. Raises ModelFileError.
        """
        int8 = cls._opened(folder, Int8Layers(), threads)
        return _quickest(int8, cls.exact_of_base(folder, threads))

    @classmethod
    def exact_of_base(cls, folder: Path, threads: int = 0) -> FrozenEncoder:
        """The same in float32, as exact as the language model was trained."""
        return cls._opened(folder, Float32Layers(), threads)

    @classmethod
    def _opened(cls, folder: Path, layers: Layers, threads: int) -> FrozenEncoder:
        config, weights = read_base_config(folder), base_weights(folder)
        tokenizer = base_tokenizer(folder, config)
        architecture = Architecture(**config["architecture"])
        try:
            graph = build_encoder_graph(architecture, weights, layers)
        except (KeyError, TypeError, ValueError) as error:
            raise damaged_weights(folder) from error
        session = load_graph(graph, threads or None)
        return cls(architecture, tokenizer, session, encoder_key(folder))

    def features(self, texts: Sequence[str]) -> Features:
        """Pooled features [n, F] of the first 1,024 tokens of each text, in their order."""
        documents = [ids[:_MOST_TOKENS] for ids in self.encode(texts)]
        return self.pooled(documents).astype(np.float16)

    def encode(self, texts: Sequence[str]) -> list[NDArray[np.int64]]:
        """The ids of each text."""
        return [np.array(ids, np.int64) for ids in self.tokenizer.encode_batch(texts)]

    def pooled(self, documents: Sequence[NDArray[np.int64]]) -> NDArray[np.float32]:
        """Pooled features [n, F] of documents of any length in their order, computed longest
        first."""
        result = np.empty((len(documents), self.width), np.float32)
        for batch in runs(documents, _RUN_TOKENS, _RUN_TOKENS):
            result[batch] = self._batch([documents[i] for i in batch])
        return result

    def _batch(self, documents: Sequence[NDArray[np.int64]]) -> NDArray[np.float32]:
        """Features [n, F] of documents sorted by length, the longest first."""
        state = initial_pool_state(self.architecture, len(documents))
        result = np.empty((len(documents), self.width), np.float32)
        for start, here in chunks(documents):
            active = len(here)
            feed = {
                "lengths": here,
                "seen": np.full(active, start),
                "forward.ids": padded(documents, start, here, PAD_ID),
                "state": state[:active],
            }
            result[:active], state = self._session.run(["features", "state_next"], feed)
        return result


def encoder_key(folder: Path) -> str:
    """A short hash of the weights and the tokenizer in ``folder``, and of how features are pooled.

    Raises ModelFileError, StorageError.
    """
    digest = hashlib.sha256(_FORM)
    check_readable(folder / WEIGHTS)
    try:
        for name in ("tokenizer.model", WEIGHTS):
            digest.update((folder / name).read_bytes())
    except OSError as error:
        raise ModelFileError(
            f"The model in {folder} is not whole.", "Copy the whole folder again."
        ) from error
    return digest.hexdigest()[:16]


def _quickest(int8: FrozenEncoder, float32: FrozenEncoder) -> FrozenEncoder:
    """Weights of 8 bits take half the time and cost no accuracy (``tests/benchmarks/RESULTS.md``);
    where a processor overflows in them, exact ones."""
    differences = int8.features(_PROBES).astype(np.float32) - float32.features(_PROBES)
    return int8 if float(np.abs(differences).mean()) < _TOLERANCE else float32
