"""The part of a model file that looks at words: TF-IDF terms, topics, and what they speak for.

Its logits are added to the network's. Topics are latent semantic analysis (Deerwester et al.
1990): the TF-IDF row times ``topics``, brought to length one. numpy only.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ulmfit_core.errors import ModelFileError
from ulmfit_core.export.bundle_config import WordsConfig
from ulmfit_core.export.safetensors_numpy import read_tensors
from ulmfit_core.json_file import parsed_json
from ulmfit_core.word_features import EARLIER, PATTERNS, WordFeatures

_SMALLEST = 1e-6
_HINT = "Copy or download the file again, or export it again from its project."


@dataclass(frozen=True)
class WordsPart:
    """Linear in the words and in their topics; the shares of both are in the weights."""

    features: WordFeatures  # of V terms
    weights: NDArray[np.float32]  # [V, C]
    topics: NDArray[np.float16]  # [V, d]
    topic_weights: NDArray[np.float32]  # [d, C]

    @property
    def config(self) -> WordsConfig:
        """Its sizes."""
        terms = self.features
        return WordsConfig(len(terms.words), len(terms.characters), self.topics.shape[1])

    def logits(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """[n, C], before bias and temperature; zeros for a text without a known word."""
        result = np.empty((len(texts), self.weights.shape[1]), np.float32)
        for row, text in enumerate(texts):
            columns, values = self.features.of(text)
            topics = values @ self.topics[columns].astype(np.float32)
            topics /= max(float(np.linalg.norm(topics)), _SMALLEST)
            result[row] = values @ self.weights[columns] + topics @ self.topic_weights
        return result

    def vocabulary_bytes(self) -> bytes:
        """``words.json``."""
        terms = self.features
        record = {"words": terms.words, "characters": terms.characters, "pattern": terms.pattern}
        return json.dumps(record, separators=(",", ":")).encode("ascii")

    def tensor_bytes(self) -> bytes:
        """``words.safetensors``."""
        from safetensors.numpy import save

        tensors = {
            "idf": self.features.idf,
            "weights": self.weights,
            "topics": self.topics,
            "topic_weights": self.topic_weights,
        }
        return save({name: np.ascontiguousarray(tensor) for name, tensor in tensors.items()})

    @classmethod
    def from_bytes(cls, vocabulary: bytes, tensors: bytes) -> WordsPart:
        """What the two wrote. Raises ModelFileError where they are damaged."""
        terms = _terms(vocabulary)
        found = read_tensors(tensors)
        names = ("idf", "weights", "topics", "topic_weights")
        if set(found) != set(names):
            raise _wrong("its tensors are not those of words")
        idf, weights, topics, topic_weights = (found[name] for name in names)
        features = WordFeatures(terms["words"], terms["characters"], idf, terms["pattern"])
        return cls(features, weights, topics, topic_weights)

    def check(self, config: WordsConfig | None, n_labels: int) -> None:
        """Raises ModelFileError unless the parts fit one another and what the model says."""
        n_terms = len(self.features)
        if config is None or self.config != config:
            raise _wrong("it is not of the size the settings say")
        expected: dict[str, tuple[Any, type[np.generic], tuple[int, ...]]] = {
            "idf": (self.features.idf, np.float32, (n_terms,)),
            "weights": (self.weights, np.float32, (n_terms, n_labels)),
            "topics": (self.topics, np.float16, (n_terms, config.n_topics)),
            "topic_weights": (self.topic_weights, np.float32, (config.n_topics, n_labels)),
        }
        for name, (tensor, dtype, shape) in expected.items():
            if tensor.dtype != dtype or tensor.shape != shape:
                raise _wrong(f"its {name} have the shape {tensor.shape} instead of {shape}")


def _terms(data: bytes) -> dict[str, Any]:
    try:
        record: Any = parsed_json(data)
    except (ValueError, RecursionError) as error:
        raise _wrong("its vocabulary is not JSON") from error
    kinds = ("words", "characters")
    if not isinstance(record, dict) or {*record} | {"pattern"} != {*kinds, "pattern"}:
        raise _wrong("its vocabulary is not one we know")
    if record.setdefault("pattern", EARLIER) not in PATTERNS:
        raise _wrong("its vocabulary is not one we know")
    for kind in kinds:
        terms = record[kind]
        if not isinstance(terms, list) or not all(isinstance(term, str) for term in terms):
            raise _wrong(f"its {kind} are not all texts")
        if len(set(terms)) != len(terms):
            raise _wrong(f"one of its {kind} occurs twice")
    return record


def _wrong(why: str) -> ModelFileError:
    return ModelFileError(f"The part about words cannot be used: {why}.", _HINT)
