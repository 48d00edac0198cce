"""How any text becomes words and topics, as a corpus was counted: kept beside its views.

Read without scikit-learn, as the window's process does: a few texts at a time.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from ulmfit_core.array_file import load_array, save_array
from ulmfit_core.arrays import Matrix
from ulmfit_core.fewshot.stored_rows import ArrayFile, DenseRows
from ulmfit_core.fewshot.views import WordSpace, of_length_one
from ulmfit_core.json_file import read_record, write_json
from ulmfit_core.word_features import EARLIER, PATTERNS, WordFeatures

_TERMS, _IDF, _AXES = "terms.json", "terms-idf.npy", "terms-axes.npy"


@dataclass(frozen=True, slots=True)
class TextRows:
    """Some texts as the head sees them."""

    words: Any  # sparse [n, V], float32
    topics: Matrix  # [n, d], of length one


@dataclass(frozen=True, slots=True)
class StoredSpace:
    """The folder of the views; read anew each time, as the terms take megabytes."""

    folder: Path

    def rows(self, texts: Sequence[str]) -> TextRows | None:
        """None where there are no terms, or none whole. Raises ViewsGone."""
        found = self._read()
        if found is None:
            return None
        features, run_weight, axes = found
        return _rows(features, run_weight, axes, texts)

    def _read(self) -> tuple[WordFeatures, float, DenseRows] | None:
        terms = read_record(self.folder / _TERMS) or {}
        with suppress(OSError, ValueError, KeyError):
            idf = load_array(self.folder / _IDF)
            axes = ArrayFile.open(self.folder / _AXES)
            pattern = terms.get("pattern", EARLIER)
            features = WordFeatures(terms["words"], terms["runs"], idf, pattern)
            if len(features) == len(idf) == axes.shape[0] and pattern in PATTERNS:
                return features, float(terms["run_weight"]), DenseRows(axes)
        return None


def save_space(space: WordSpace, folder: Path) -> None:
    """Write it into ``folder``, each file whole. Raises StorageError."""
    (folder / _TERMS).unlink(missing_ok=True)  # so that a kill leaves no mixture
    if space.vocabulary is None:
        return
    features = space.vocabulary.features()
    for name, array in ((_IDF, features.idf), (_AXES, space.axes)):
        save_array(folder / name, array)
    terms = {"words": list(features.words), "runs": list(features.characters)}
    how = {"run_weight": space.vocabulary.run_weight, "pattern": features.pattern}
    write_json(folder / _TERMS, terms | how)


def _rows(
    features: WordFeatures, run_weight: float, axes: DenseRows, texts: Sequence[str]
) -> TextRows:
    from scipy.sparse import csr_matrix

    found = [features.of(text) for text in texts]
    starts = np.cumsum([0, *(len(places) for places, _ in found)])
    columns = np.concatenate([places for places, _ in found])
    values = np.concatenate([weights for _, weights in found])
    shape = (len(texts), len(features))
    alike = csr_matrix((values, columns, starts), shape)
    used, place = np.unique(columns, return_inverse=True)
    narrow = csr_matrix((values, place, starts), (len(texts), len(used)))
    topics = of_length_one(np.asarray(narrow @ axes[used], np.float32))
    alike.data[columns >= len(features.words)] *= np.float32(run_weight)
    return TextRows(alike, topics)
