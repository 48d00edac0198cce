"""TF-IDF and logistic regression, as good as scikit-learn makes them."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ulmfit_core.arrays import FloatArray
from ulmfit_core.corpus.duplicates import duplicate_groups
from ulmfit_core.evaluation.calibration import fit_thresholds
from ulmfit_core.evaluation.folds import plain_folds, stratified_folds
from ulmfit_core.in_parts import InParts, returned
from ulmfit_core.word_features import WORD

# Scripts that put no space between words: Thai, Lao, Tibetan, Myanmar, Khmer, kana, Han.
_UNSPACED = re.compile(
    "[\u0e00-\u0fff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff"
    "\U00020000-\U0003134f]"
)
UNSPACED_RUNS = (1, 3)  # characters

_C_GRID = (1.0, 10.0, 100.0)
_DEFAULT_C = 10.0
_CV_ROWS = 10_000
_MIN_PER_CLASS = 3
_FOLDS = 5


class TfidfBaseline:
    """TF-IDF (sublinear, L2-normed) and logistic regression over it.

    Features: word 1- and 2-grams. Where over a twentieth of the letters are of scripts without
    spaces (Chinese, Japanese, Thai, ...), character 1- to 3-grams join them, because such a
    "word" is a whole clause.

    C is the one of 1, 10, 100 with the fewest errors in 5-fold cross-validation inside the
    training data (at most 10,000 rows of it, drawn with ``seed``; stratified, a text that
    is there again held out with the first). Labels with fewer than 3 rows stay in every training
    fold; when no two labels have 3 rows, C is 10. Multi-label: one regression a label, C by the
    log-loss, thresholds from the same folds.
    """

    def __init__(self, n_labels: int, seed: int = 0) -> None:
        self.n_labels = n_labels
        self.thresholds: tuple[float, ...] | None = None
        self.c = _DEFAULT_C
        self._seed = seed
        self._vectorizer: Any = None
        self._classifier: _Classifier | None = None

    def fit(self, texts: Sequence[str], targets: NDArray[Any]) -> TfidfBaseline:
        """Fit on texts and their class indices [n], or 0/1 [n, C]. Any n >= 1 will do."""
        return returned(self.fitting(texts, targets))

    def fitting(self, texts: Sequence[str], targets: NDArray[Any]) -> InParts[TfidfBaseline]:
        """The same in at most ``n_parts``."""
        self._vectorizer = _vectorizer(texts)
        features = self._vectorizer.fit_transform(texts) if self._vectorizer else None
        if features is not None:
            yield from self._choose_c(features, targets, duplicate_groups(texts))
        self._classifier = _Classifier(features, targets, self.n_labels, self.c)
        return self

    def predict_proba(self, texts: Sequence[str]) -> FloatArray:
        """Probabilities [n, C]; single-label rows add up to one. Raises ValueError before it is
        fitted."""
        if self._classifier is None:
            raise ValueError("fit the baseline before predicting with it")
        features = self._vectorizer.transform(texts) if self._vectorizer else None
        return self._classifier.predict(features, len(texts))

    def n_parts(self, texts: Sequence[str], targets: NDArray[Any]) -> int:
        """A regression for each C and fold, and the one that is kept."""
        splits = folds(targets, self._seed, duplicate_groups(texts))
        return len(_C_GRID) * sum(1 for _ in splits) + 1

    def _choose_c(
        self, features: Any, targets: NDArray[Any], groups: NDArray[np.int64]
    ) -> InParts[None]:
        splits = list(folds(targets, self._seed, groups))
        if not splits:
            return
        held_out = np.concatenate([test for _, test in splits])
        best = np.inf
        for c in _C_GRID:
            parts = []
            for train, test in splits:
                model = _Classifier(features[train], targets[train], self.n_labels, c)
                parts.append(model.predict(features[test], len(test)))
                yield
            scores, truth = np.concatenate(parts), targets[held_out]
            cost = _cost(scores, truth)
            if cost < best:
                best, self.c = cost, c
                if truth.ndim == 2:
                    self.thresholds = fit_thresholds(scores, truth)


def _vectorizer(texts: Sequence[str]) -> Any:
    """An unfitted TF-IDF; None for texts without a single word."""
    from sklearn.pipeline import FeatureUnion

    if not has_words(texts):
        return None
    if not lacks_spaces(texts):
        return word_tfidf()
    return FeatureUnion([("words", word_tfidf()), ("characters", run_tfidf(UNSPACED_RUNS))])


def word_tfidf(**limits: Any) -> Any:
    """An unfitted TF-IDF of words and pairs of words; ``limits`` as scikit-learn takes them."""
    from sklearn.feature_extraction.text import TfidfVectorizer

    return TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, token_pattern=WORD, **limits)


def run_tfidf(lengths: tuple[int, int], **limits: Any) -> Any:
    """The same of runs of so many characters, within what white space parts."""
    from sklearn.feature_extraction.text import TfidfVectorizer

    return TfidfVectorizer(analyzer="char_wb", ngram_range=lengths, sublinear_tf=True, **limits)


def has_words(texts: Sequence[str]) -> bool:
    """Whether there is a single word in them."""
    return any(re.search(WORD, text) for text in texts)


def lacks_spaces(texts: Sequence[str]) -> bool:
    """Whether over a twentieth of the letters are of scripts that put none between words."""
    sample = "".join(text[:1000] for text in texts[:: max(1, len(texts) // 1000)])
    letters = sum(character.isalpha() for character in sample)
    return len(_UNSPACED.findall(sample)) > letters / 20


def folds(
    targets: NDArray[Any], seed: int, groups: NDArray[np.int64] | None = None
) -> Iterator[tuple[NDArray[Any], NDArray[Any]]]:
    """Training and held-out rows of each fold; none when there are too few rows.

    ``groups`` [n]: rows of one number are the same text, and stand on one side.
    """
    if groups is None or len(np.unique(groups)) == len(groups):
        yield from _folds(targets, seed)
        return
    _, first, group_of = np.unique(groups, return_index=True, return_inverse=True)
    for parts in _folds(targets[first], seed):
        train, test = (np.flatnonzero(np.isin(group_of, part)) for part in parts)
        yield train, test


def _folds(targets: NDArray[Any], seed: int) -> Iterator[tuple[NDArray[Any], NDArray[Any]]]:
    rows = np.random.default_rng(seed).permutation(len(targets))[:_CV_ROWS]
    if targets.ndim == 2:
        if len(rows) >= 2 * _FOLDS:
            for train, test in plain_folds(len(rows), _FOLDS):
                yield rows[train], rows[test]
        return
    counts = np.bincount(targets[rows])
    frequent = counts[targets[rows]] >= _MIN_PER_CLASS
    if (counts >= _MIN_PER_CLASS).sum() < 2:
        return
    rare, rows = rows[~frequent], rows[frequent]
    n_folds = min(_FOLDS, int(counts[counts >= _MIN_PER_CLASS].min()))
    for train, test in stratified_folds(targets[rows], n_folds):
        yield np.concatenate([rows[train], rare]), rows[test]


def _cost(probabilities: FloatArray, truth: NDArray[Any]) -> float:
    """Errors, ties broken by the log-loss; multi-label the log-loss alone."""
    p = np.clip(probabilities, 1e-15, 1 - 1e-15)
    if truth.ndim == 2:
        return float(-np.where(truth == 1, np.log(p), np.log1p(-p)).mean())
    errors = int((p.argmax(axis=1) != truth).sum())
    loss = float(-np.log(p[np.arange(len(truth)), truth]).mean())
    return errors + loss / 100  # the loss never reaches 35, so it cannot outweigh an error


class _Regression:
    """One logistic regression and the columns its classes fill; a constant for a lone class."""

    def __init__(self, features: Any, targets: NDArray[Any], c: float) -> None:
        from sklearn.linear_model import LogisticRegression
        from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

        self.classes, counts = np.unique(targets, return_counts=True)
        self._shares = counts / counts.sum()
        self._model = None
        if len(self.classes) > 1 and features is not None:
            # On sparse text 6 to 9 times faster than lbfgs to the same optimum; several BLAS
            # threads make either slower, up to 9 times on a busy machine.
            with threadpool_limits(1), warnings.catch_warnings():
                warnings.simplefilter("ignore")  # short of full convergence it still predicts well
                model = LogisticRegression(C=c, solver="newton-cg", max_iter=200)
                self._model = model.fit(features, targets)

    def predict(self, features: Any, n: int) -> FloatArray:
        """Probabilities [n, classes seen]."""
        if self._model is None or features is None:
            return np.tile(self._shares, (n, 1))
        result: FloatArray = self._model.predict_proba(features)
        return result


class _Classifier:
    """One multinomial regression (single-label), or one regression a label (multi-label)."""

    def __init__(self, features: Any, targets: NDArray[Any], n_labels: int, c: float) -> None:
        self._n_labels = n_labels
        self._single = targets.ndim == 1
        columns = [targets] if self._single else list(targets.T)
        self._regressions = [_Regression(features, column, c) for column in columns]

    def predict(self, features: Any, n: int) -> FloatArray:
        """Probabilities [n, C]; 0 for a label that training never showed."""
        result = np.zeros((n, self._n_labels))
        if self._single:
            result[:, self._regressions[0].classes] = self._regressions[0].predict(features, n)
            return result
        for label, regression in enumerate(self._regressions):
            yes = regression.classes == 1
            result[:, label] = regression.predict(features, n)[:, yes].sum(axis=1)
        return result
