"""How far two people agree who labelled the same texts, and on which texts they do not."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ulmfit_core.corpus.document import Document
from ulmfit_core.corpus.duplicates import duplicate_key
from ulmfit_core.errors import InputError
from ulmfit_core.evaluation.agreement import cohen_kappa, kappa_interval, krippendorff_alpha
from ulmfit_core.evaluation.intervals import Interval, share_interval

MOST_LABELS = 300  # no person chooses among more: it is a column of something else

_Labels = frozenset[str]
_Pair = tuple[_Labels, _Labels]  # of one text, the first's and the other's


@dataclass(frozen=True, slots=True)
class Coefficients:
    """Agreement beyond chance; None where chance alone agrees always."""

    kappa: float | None  # Cohen's
    interval: Interval | None  # of kappa, 95 %
    alpha: float | None  # Krippendorff's


@dataclass(frozen=True, slots=True)
class LabelAgreement:
    """On one label: whether a text has it or not."""

    label: str
    n_one: int  # texts that have it by the first
    n_other: int
    n_both: int
    beyond_chance: Coefficients


@dataclass(frozen=True, slots=True)
class Disagreement:
    """A text and the labels of each, in the order of their names."""

    text: str
    one: tuple[str, ...]
    other: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TwoCoders:
    """Of ``n`` texts that both labelled; the labels in the order of their names."""

    n: int
    n_same: int  # with exactly the same labels
    same: Interval  # of that share, 95 %
    overall: Coefficients | None  # None where a text has several labels, or none
    labels: tuple[LabelAgreement, ...]
    disagreements: tuple[Disagreement, ...]
    n_only_one: int  # texts that only the first labelled
    n_only_other: int
    n_unclear: int  # texts with unlike labels from one and the same coder; the first counted
    respelled: tuple[tuple[str, str], ...]  # a label of the other, and the first's it counts as


def compare_coders(one: Iterable[Document], other: Iterable[Document]) -> TwoCoders:
    """Compare two streams of labelled documents; the order of the disagreements is the first's.

    Texts are the same but for case, spaces and Unicode form, as repeats are in a project, and so
    are labels, unless one of the two tells such labels apart. Raises InputError where they have no
    text in common, or more labels than people choose among.
    """
    first, second = _Coder(one), _Coder(other)
    keys = _labelled_by_both(first, second)
    spelling = same_names(first.names, second.names)
    pairs = [(first.labels[key], _respelled(second.labels[key], spelling)) for key in keys]
    names = _label_names(pairs)
    differ = [(key, pair) for key, pair in zip(keys, pairs, strict=True) if pair[0] != pair[1]]
    n_same = len(keys) - len(differ)
    return TwoCoders(
        n=len(keys),
        n_same=n_same,
        same=share_interval(n_same, len(keys)),
        overall=_overall(pairs),
        labels=tuple(_on_label(name, pairs) for name in names),
        disagreements=tuple(_disagreement(first.texts[key], pair) for key, pair in differ),
        n_only_one=len(first.labels) - len(keys),
        n_only_other=len(second.labels) - len(keys),
        n_unclear=len((first.unclear | second.unclear).intersection(keys)),
        respelled=tuple((name, as_) for name, as_ in spelling.items() if name != as_),
    )


class _Coder:
    """The labels of each text, by its key; the first where it comes again."""

    def __init__(self, documents: Iterable[Document]) -> None:
        self.labels: dict[bytes, _Labels] = {}
        self.texts: dict[bytes, str] = {}
        self.unclear: set[bytes] = set()
        for document in documents:
            key, labels = duplicate_key(document.text), frozenset(document.labels)
            self.texts.setdefault(key, document.text)
            if self.labels.setdefault(key, labels) != labels:
                self.unclear.add(key)

    @property
    def names(self) -> _Labels:
        return frozenset().union(*self.labels.values())


def _labelled_by_both(first: _Coder, second: _Coder) -> list[bytes]:
    keys = [key for key in first.labels if key in second.labels]
    if not keys:
        raise InputError(
            "No text has labels from both; nothing was compared.",
            "Check which columns hold the text and the label, and that the texts are the same.",
        )
    return keys


def same_names(ours: _Labels, theirs: _Labels) -> dict[str, str]:
    """What each of their labels is called with us: as one of ours where it is the same but for
    case, spaces and Unicode form, and neither of us tells such labels apart."""
    alike: defaultdict[bytes, tuple[set[str], set[str]]] = defaultdict(lambda: (set(), set()))
    for side, names in enumerate((ours, theirs)):
        for name in names:
            alike[duplicate_key(name)][side].add(name)
    told = dict.fromkeys(sorted(theirs), "")
    for mine, other in alike.values():
        is_clear = len(mine) == len(other) == 1
        told.update({name: next(iter(mine)) if is_clear else name for name in other})
    return told


def _respelled(labels: _Labels, spelling: dict[str, str]) -> _Labels:
    return frozenset(spelling[name] for name in labels)


def _label_names(pairs: list[_Pair]) -> list[str]:
    names = _names(pairs)
    if len(names) > MOST_LABELS:
        raise InputError(
            f"There are {len(names):,} labels; nothing was compared.",
            "Check which columns hold the labels.",
        )
    return names


def _names(pairs: list[_Pair]) -> list[str]:
    return sorted({name for pair in pairs for labels in pair for name in labels})


def _disagreement(text: str, pair: _Pair) -> Disagreement:
    one, other = (tuple(sorted(labels)) for labels in pair)
    return Disagreement(text, one, other)


def _overall(pairs: list[_Pair]) -> Coefficients | None:
    if any(len(labels) != 1 for pair in pairs for labels in pair):
        return None
    numbers = {name: n for n, name in enumerate(_names(pairs))}
    one, other = (np.array([numbers[next(iter(p[side]))] for p in pairs]) for side in (0, 1))
    return _coefficients(one, other)


def _on_label(name: str, pairs: list[_Pair]) -> LabelAgreement:
    one, other = (np.array([name in pair[side] for pair in pairs]) for side in (0, 1))
    n_one, n_other, n_both = (int(each.sum()) for each in (one, other, one & other))
    return LabelAgreement(name, n_one, n_other, n_both, _coefficients(one, other))


def _coefficients(one: NDArray[np.generic], other: NDArray[np.generic]) -> Coefficients:
    return Coefficients(
        cohen_kappa(one, other), kappa_interval(one, other), krippendorff_alpha(one, other)
    )
