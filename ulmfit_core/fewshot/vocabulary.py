"""The words of a corpus, pairs of them, and runs of characters: what its texts are counted by.

Runs of four characters make "delivery" and "delivered" nearly alike, and German compounds share
their parts (McNamee and Mayfield 2004 found four best over eight European languages). What they
bring beside words was measured: ``tests/benchmarks/RESULTS.md``, "Few labels".
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ulmfit_core.evaluation.tfidf import (
    UNSPACED_RUNS,
    has_words,
    lacks_spaces,
    run_tfidf,
    word_tfidf,
)
from ulmfit_core.word_features import WordFeatures

_SPACED_RUNS = (4, 4)  # characters
_MOST_SPACED = 10_000  # of those runs, the commonest
_WEIGHT = 1.5  # of runs where spaces part the words
_MOST_CHARACTERS = 40_000_000  # of a corpus; of a larger one words alone are counted


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """V terms and how rare they are: words and pairs of words, then runs."""

    words: Any  # a fitted TF-IDF of scikit-learn
    runs: Any  # another, or None
    is_spaced: bool  # whether white space parts the words
    run_weight: float = 1.0  # of a text's runs beside its words

    @classmethod
    def fit(cls, texts: Sequence[str], *, least: int, most: int) -> tuple[Vocabulary, Any] | None:
        """What was found in ``texts``, and their TF-IDF [n, V]; None where no word occurs in
        ``least`` of them. At most ``most`` words are kept, the commonest."""
        if not has_words(texts):
            return None
        is_spaced = not lacks_spaces(texts)
        words, runs = word_tfidf(min_df=least, max_features=most), None
        if not is_spaced:
            runs = run_tfidf(UNSPACED_RUNS, min_df=least, max_features=most)
        elif sum(map(len, texts)) <= _MOST_CHARACTERS:
            runs = run_tfidf(_SPACED_RUNS, min_df=least, max_features=min(most, _MOST_SPACED))
        try:
            counted = [part and part.fit_transform(texts) for part in (words, runs)]
        except ValueError:  # none occurs often enough
            return None
        made = cls(words, runs, is_spaced, _WEIGHT if is_spaced else 1.0)
        return made, made._joined(*counted)

    def tfidf(self, texts: Sequence[str]) -> Any:
        """[n, V], sparse, float32; words of length one, and runs of their weight."""
        return self._joined(*(part and part.transform(texts) for part in (self.words, self.runs)))

    def words_a_text(self, tfidf: Any) -> float:
        """How many different words and pairs of words there are in each row [n, V]; of scripts
        without spaces runs too, as a "word" is a whole clause there."""
        n_words = len(self.words.vocabulary_) if self.is_spaced else tfidf.shape[1]
        return np.count_nonzero(tfidf.indices < n_words) / max(1, int(tfidf.shape[0]))

    def reweighed(self, tfidf: Any, run_weight: float) -> tuple[Vocabulary, Any]:
        """The same terms, their runs of another weight, and TF-IDF [n, V] so."""
        from scipy.sparse import diags

        made = replace(self, run_weight=run_weight)
        return made, (tfidf @ diags(made.weights / self.weights)).tocsr()

    @property
    def has_runs_beside_words(self) -> bool:
        return self.is_spaced and self.runs is not None

    @property
    def weights(self) -> NDArray[np.float32]:
        """What a term counts beside others [V], rare or not."""
        n_runs = 0 if self.runs is None else len(self.runs.vocabulary_)
        parts = np.ones(len(self.words.vocabulary_)), np.full(n_runs, self.run_weight)
        return np.concatenate(parts).astype(np.float32)

    def features(self) -> WordFeatures:
        """The same for use without scikit-learn, but for the weight of runs."""
        parts = [part for part in (self.words, self.runs) if part is not None]
        terms = [part.get_feature_names_out().tolist() for part in parts]
        idf = np.concatenate([part.idf_ for part in parts]).astype(np.float32)
        return WordFeatures(terms[0], terms[1] if self.runs is not None else (), idf)

    def _joined(self, words: Any, runs: Any) -> Any:
        from scipy.sparse import csr_matrix, hstack

        parts = [words] if runs is None else [words, runs * self.run_weight]
        return csr_matrix(hstack(parts, format="csr"), dtype=np.float32)
