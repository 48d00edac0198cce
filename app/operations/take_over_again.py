"""Taking over labels with which texts of the project came again."""

from __future__ import annotations

from app.operations.labelling import tell_done
from app.operations.many import change_documents
from app.operations.take_over_labels import taken_over_words
from app.studio import Studio
from ulmfit_core.project.imports import ImportRecord


def take_over_labelled_again(studio: Studio, record: ImportRecord, n_texts: int) -> None:
    """Give unlabelled texts the labels of their repeats in this import; undone at once."""
    change_documents(
        studio,
        n_texts,
        lambda project: project.annotations.take_over_repeats(record),
        lambda command: tell_done(studio, taken_over_words(command, record.source), command),
    )
