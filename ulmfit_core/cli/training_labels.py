"""What a training says of the labels it is given, before it begins."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from ulmfit_core.cli.columns import listed
from ulmfit_core.cli.counting import count
from ulmfit_core.cli.screen import Screen
from ulmfit_core.corpus.label_cells import alike_names
from ulmfit_core.corpus.loading import LabelledTexts
from ulmfit_core.errors import InputError
from ulmfit_core.project.codebook import read_codebook
from ulmfit_core.training.train_request import TrainRequest

_FEW_LABELS = 20  # below, almost as many labels as texts may well be meant


def read_definitions(path: Path, corpus: LabelledTexts, screen: Screen) -> dict[str, str]:
    """What the labels mean that the texts have. Raises InputError where it is said of none."""
    labels = corpus.label_counts()
    book = read_codebook(path, labels)
    found = {name: words for name, words in book.items() if words and name in labels}
    if not found:
        raise InputError(
            f"{path.name} says of no label of these texts what it means.",
            "Its first column has to hold the labels as they are, the next one what they mean.",
        )
    screen.note(f"{path.name} says what {len(found):,} of {len(labels):,} labels mean.")
    return found


def tell_idle_definitions(request: TrainRequest, screen: Screen) -> None:
    """Notes that what labels mean teaches nothing, where no regression on words is fitted."""
    if request.definitions and not request.learns_words:
        screen.note(
            "What the labels mean teaches only regressions on words, of which this training has "
            "none; it goes along in the model file."
        )


def split_labelled(
    corpus: LabelledTexts, screen: Screen, *, several: bool
) -> tuple[LabelledTexts, list[str]]:
    """The labelled texts, and those of rows without a label, for the language model to read; where
    a text may have ``several``, one that is said to have none is labelled."""
    labelled, others = corpus.parted(several=several)
    if n := len(others):
        rows = "1 row has" if n == 1 else f"{n:,} rows have"
        screen.note(f"{rows} no label: read by the language model, not learnt from.", "yellow")
    return labelled, others.texts


def check_label_column(corpus: LabelledTexts, columns: Sequence[str]) -> None:
    """Raises InputError where nearly every text has a label of its own."""
    n_labels = len(corpus.label_counts())
    if n_labels > max(_FEW_LABELS, 0.8 * len(corpus)):
        raise InputError(
            f"{count(len(corpus), 'text')} have {n_labels:,} different labels in "
            f"{listed(columns)}: it does not look like a label.",
            "Name the right column with --label.",
        )


def tell_alike(corpus: LabelledTexts, screen: Screen) -> None:
    """Name labels that differ by capitals alone."""
    alike = alike_names(corpus.label_counts())
    if alike:
        more = f", and {len(alike) - 1:,} more" if alike[1:] else ""
        screen.note(
            f"Labels that differ by capitals alone are learnt as different ones: "
            f"{' / '.join(alike[0])}{more}. Write them alike in the file if they mean the same."
        )
