"""What a quick classifier sees of a corpus: words, topics of words, and the language model's view.

Made once for all documents, labelled or not, so that a label costs milliseconds later:

- ``words``: TF-IDF [n, V], sparse, of words, pairs of words and runs of characters, each weighed
  by how rare it is in the whole corpus;
- ``topics``: latent semantic analysis of it [n, d] (Deerwester et al. 1990), of long texts the
  leading ones enlarged: labels tell more about few directions;
- ``reading``: principal components of the pooled features [n, d], a quarter whitened; of long
  texts, where pooling blurs them, at less weight.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ulmfit_core.arrays import Matrix
from ulmfit_core.corpus.duplicates import duplicate_groups
from ulmfit_core.fewshot.stored_rows import (
    Rows,
    SideBySide,
    blocks,
)
from ulmfit_core.fewshot.vocabulary import Vocabulary

DIMENSIONS = 128  # of topics, and of the language model's view
WHITENED = 0.25  # of that view; 1: all components alike, 0: as they are
_SHORT = 64.0  # different words and pairs of words a text; of more the text counts as long
_LEADING, _ENLARGED = 16, 3.0  # topics, and how many times, of the longest texts
_LEAST_READ = 0.5  # weight of the reading, of the longest texts
_SAMPLE = 6000  # rows that principal components are found on
_ROWS_AT_ONCE = 8192
_LEAST, _MOST_WORDS = 2, 200_000  # documents that a word occurs in; words
_ITERATIONS = 2  # of the power method; 4 and 7 told labels no better, and take longer
_SMALLEST = 1e-6


@dataclass(frozen=True, slots=True)
class Views:
    """Row i is the document with id i + 1. As they are made they lie in memory; as they are
    loaded they stay on disk and are read block by block."""

    words: Rows  # sparse [n, V], float32
    topics: Rows  # [n, d], of length one
    reading: Rows | None = None  # [n, d], of length one on average; None until it is there
    groups: NDArray[np.int64] | None = None  # [n], alike where the text is; None: all differ
    words_a_text: float = 0.0  # different words and pairs of words, on average

    @property
    def n_documents(self) -> int:
        return int(self.topics.shape[0])

    @property
    def dense(self) -> Rows:
        """Topics and reading side by side [n, d]."""
        return SideBySide((self.topics,) if self.reading is None else (self.topics, self.reading))

    def directions(self, rows: NDArray[np.int64]) -> Matrix:
        """Some rows of the dense views [k, d], of length one: their products are likenesses."""
        return self._directions(rows)

    def _directions(self, rows: Any) -> Matrix:
        """All alike: what is enlarged would make all texts of a topic nearly the same."""
        topics = np.array(self.topics[rows], np.float32)
        topics[:, :_LEADING] /= _emphasis(self.words_a_text)
        parts = [of_length_one(topics)]
        if self.reading is not None:
            weight = np.float32(reading_weight(self.words_a_text))
            parts.append(np.asarray(self.reading[rows], np.float32) / weight)
        return of_length_one(np.concatenate(parts, axis=1))

    def likeness(self, row: int) -> Matrix:
        """How like every document is to one [n], from -1 to 1."""
        one = self.directions(np.array([row]))[0]
        result = np.empty(self.n_documents, np.float32)
        for part in blocks(self.n_documents):
            result[part] = self._directions(part) @ one
        return result


@dataclass(frozen=True, slots=True)
class WordSpace:
    """How a text becomes words and topics; found once, for any text."""

    vocabulary: Vocabulary | None  # None where no word was found
    axes: NDArray[np.float16]  # [V, d]; TF-IDF, all terms of weight one, times it gives topics

    def words(self, texts: Sequence[str]) -> Any:
        """TF-IDF [n, V], sparse; a column of zeros where no word is known."""
        from scipy.sparse import csr_matrix

        if self.vocabulary is None:
            return csr_matrix((len(texts), 1), dtype=np.float32)
        return self.vocabulary.tfidf(texts)

    def topics(self, words: Any) -> Matrix:
        """[n, d] of TF-IDF [n, V]; texts without any word give rows of zeros."""
        axes = self.axes.astype(np.float32)
        if self.vocabulary is not None:
            axes /= self.vocabulary.weights[:, None]
        return of_length_one(np.asarray(words @ axes))

    def with_runs_of(self, weight: float, words: Any) -> tuple[WordSpace, Any]:
        """The same space, topics as they were, with runs of characters of another weight among
        the words; and TF-IDF [n, V] of this one in that. Itself where there are no such runs."""
        if self.vocabulary is None or not self.vocabulary.has_runs_beside_words:
            return self, words
        vocabulary, reweighed = self.vocabulary.reweighed(words, weight)
        return replace(self, vocabulary=vocabulary), reweighed

    def words_a_text(self, words: Any) -> float:
        """How many different words and pairs of words there are in each row of TF-IDF [n, V]."""
        return 0.0 if self.vocabulary is None else self.vocabulary.words_a_text(words)


@dataclass(frozen=True, slots=True)
class ReadingSpace:
    """How pooled features become the language model's view: (features - mean) @ projection."""

    mean: Matrix  # [F]
    projection: Matrix  # [F, d]

    @classmethod
    def blind(cls, width: int) -> ReadingSpace:
        """One that sees nothing in features of this width: no dimensions."""
        return cls(np.zeros(width, np.float32), np.zeros((width, 0), np.float32))

    def weighed(self, weight: float) -> ReadingSpace:
        """The same, to count so many times beside other views."""
        return ReadingSpace(self.mean, self.projection * np.float32(weight))

    def reading(self, features: NDArray[Any]) -> Matrix:
        """[n, d] of pooled features [n, F]."""
        result = np.empty((len(features), self.projection.shape[1]), np.float32)
        for start in range(0, len(features), _ROWS_AT_ONCE):
            part = slice(start, start + _ROWS_AT_ONCE)
            result[part] = (features[part].astype(np.float32) - self.mean) @ self.projection
        return result


def word_space(
    texts: Sequence[str],
    seed: int = 0,
    *,
    least: int = _LEAST,
    most: int = _MOST_WORDS,
    strength: float = 1.0,
) -> WordSpace:
    """Found on ``texts``; ``least``, ``most`` as ``Vocabulary`` takes them, ``strength`` as
    ``reading_weight`` does."""
    return _space_and_words(texts, seed, least, most, strength)[0]


def _space_and_words(
    texts: Sequence[str], seed: int, least: int, most: int, strength: float
) -> tuple[WordSpace, Any]:
    found = Vocabulary.fit(texts, least=least if len(texts) > 1 else 1, most=most)
    if found is None:
        nothing = WordSpace(None, np.zeros((1, 1), np.float16))
        return nothing, nothing.words(texts)
    vocabulary, words = found
    axes = _topic_axes(words, seed).astype(np.float32)
    axes[:, :_LEADING] *= _emphasis(vocabulary.words_a_text(words), strength)
    axes *= vocabulary.weights[:, None]
    return WordSpace(vocabulary, np.ascontiguousarray(axes, np.float16)), words


def counted_views(texts: Sequence[str], seed: int = 0) -> tuple[Views, WordSpace]:
    """Words and topics of ``texts``, and how any other text becomes these as they did; texts
    without any word give rows of zeros."""
    space, words = _space_and_words(texts, seed, _LEAST, _MOST_WORDS, 1.0)
    n_words = space.words_a_text(words)
    return Views(words, space.topics(words), None, duplicate_groups(texts), n_words), space


def reading_space(
    features: NDArray[np.float16], seed: int = 0, whitened: float = WHITENED
) -> ReadingSpace:
    """Principal components of pooled features [n, F], of length one on average.

    Each feature is standardised first, and each component divided by its size to the power
    ``whitened``. Components are found on at most 6,000 rows, drawn by ``seed``.
    """
    n, width = features.shape
    rows = np.sort(np.random.default_rng(seed).permutation(n)[:_SAMPLE])
    sample = features[rows].astype(np.float32)
    mean, scale = sample.mean(0), sample.std(0) + 1e-3
    _, values, axes = _svd((sample - mean) / scale, min(DIMENSIONS, n - 1, width), seed)
    projection = axes.T / np.maximum(values, _SMALLEST) ** whitened / scale[:, None]
    length = float(np.sqrt((((sample - mean) @ projection) ** 2).sum(1).mean()))
    return ReadingSpace(mean, projection / np.float32(max(length, _SMALLEST)))


def reading_view(
    features: NDArray[np.float16], seed: int = 0, whitened: float = WHITENED, weight: float = 1.0
) -> Matrix:
    """The language model's view [n, d] of pooled features [n, F]; ``weight`` as
    ``reading_weight`` gives it."""
    if not len(features):
        return np.empty((0, 0), np.float32)
    return reading_space(features, seed, whitened).weighed(weight).reading(features)


def reading_weight(words_a_text: float, strength: float = 1.0) -> float:
    """What the reading counts beside topics; ``strength``: how far long texts are to be weighed,
    from 1 down to 0, where all is taken as it is."""
    return 1 - strength * min(1 - _LEAST_READ, 1 - brevity(words_a_text))


def _emphasis(words_a_text: float, strength: float = 1.0) -> float:
    """What the leading topics count, times the others."""
    return 1 + strength * (_ENLARGED - 1) * (1 - brevity(words_a_text))


def brevity(words_a_text: float) -> float:
    """1 for short texts, less the longer they are."""
    return min(1.0, _SHORT / max(words_a_text, 1.0))


def _topic_axes(words: Any, seed: int) -> NDArray[np.float16]:
    n, width = words.shape
    rank = min(DIMENSIONS, n - 1, width - 1)
    if rank < 1:
        return np.zeros((width, 1), np.float16)
    _, _, axes = _svd(words, rank, seed)
    return np.ascontiguousarray(axes.T, np.float16)


def of_length_one(rows: Matrix) -> Matrix:
    """Rows [n, d] each of length one, but for those of zeros."""
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.asarray(rows / np.maximum(lengths, _SMALLEST), np.float32)


def _svd(matrix: Any, rank: int, seed: int) -> tuple[Matrix, Matrix, Matrix]:
    """The first singular vectors and values, by random projection (Halko et al. 2011)."""
    from sklearn.utils.extmath import randomized_svd

    left, values, right = randomized_svd(
        matrix, max(rank, 1), n_iter=_ITERATIONS, random_state=seed
    )
    return left, values, right
