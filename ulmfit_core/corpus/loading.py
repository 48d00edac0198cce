"""A whole corpus in memory, as training takes it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from ulmfit_core.corpus.document import Kept, RejectedRow
from ulmfit_core.corpus.no_texts import no_texts
from ulmfit_core.corpus.options import ColumnMapping, ReadOptions
from ulmfit_core.corpus.reading import read_documents

_KEPT_REJECTED = 1000


@dataclass(slots=True)
class LabelledTexts:
    """Texts with their labels, row for row; no labels means unlabelled, unless none fits."""

    texts: list[str] = field(default_factory=list)
    labels: list[tuple[str, ...]] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)
    kept: list[Kept] = field(default_factory=list)  # what came beside each
    none_fits: list[bool] = field(default_factory=list)  # said of each that it has no label
    rejected: list[RejectedRow] = field(default_factory=list)  # the first thousand
    n_rejected: int = 0

    def __len__(self) -> int:
        return len(self.texts)

    @property
    def is_multi_label(self) -> bool:
        """Whether some text has more than one label."""
        return any(len(labels) > 1 for labels in self.labels)

    def note(self, row: RejectedRow) -> None:
        """Count a row that was left out, and keep the first of them."""
        self.n_rejected += 1
        if self.n_rejected <= _KEPT_REJECTED:
            self.rejected.append(row)

    def label_counts(self) -> dict[str, int]:
        """How many texts have each label, in the order of the labels."""
        counts: dict[str, int] = {}
        for labels in self.labels:
            for label in labels:
                counts[label] = counts.get(label, 0) + 1
        return dict(sorted(counts.items()))

    def select(self, indices: Sequence[int]) -> LabelledTexts:
        """The rows at ``indices``, in that order; what was rejected is not carried along."""
        return LabelledTexts(
            [self.texts[i] for i in indices],
            [self.labels[i] for i in indices],
            [self.ids[i] for i in indices],
            [self.kept[i] for i in indices],
            [self.none_fits[i] for i in indices],
        )

    def parted(self, *, several: bool = True) -> tuple[LabelledTexts, LabelledTexts]:
        """The texts that have a label or, where there may be ``several``, are said to have none;
        and the others."""
        pairs = zip(self.labels, self.none_fits, strict=True)
        is_labelled = [bool(labels) or (several and none_fits) for labels, none_fits in pairs]
        places = [i for i, is_one in enumerate(is_labelled) if is_one]
        others = [i for i, is_one in enumerate(is_labelled) if not is_one]
        return self.select(places), self.select(others)

    def labelled(self, *, several: bool = True) -> LabelledTexts:
        """The former alone."""
        return self.parted(several=several)[0]


def load_corpus(
    path: str | Path,
    columns: ColumnMapping | None = None,
    options: ReadOptions | None = None,
) -> LabelledTexts:
    """Every document of ``path``. Raises InputError as ``read_documents`` does, and where no
    document is left."""
    corpus = LabelledTexts()
    for item in read_documents(path, columns, options):
        if isinstance(item, RejectedRow):
            corpus.note(item)
        else:
            corpus.texts.append(item.text)
            corpus.labels.append(item.labels)
            corpus.ids.append(item.id)
            corpus.kept.append(item.kept)
            corpus.none_fits.append(item.none_fits)
    if not corpus.texts:
        first = corpus.rejected[0] if corpus.n_rejected else None
        raise no_texts(Path(path).name, corpus.n_rejected, first)
    return corpus
