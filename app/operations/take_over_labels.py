"""Taking over labels of a file that the project is compared with."""

from __future__ import annotations

from collections.abc import Callable

from app.operations.compare_labels import Comparison
from app.operations.labelling import tell_done
from app.operations.many import change_documents
from app.studio import Studio
from app.translation import tr_count
from ulmfit_core.project.commands import Command


def take_over_labels(studio: Studio, made: Comparison, then: Callable[[], object]) -> None:
    """Give texts that have no label here those that the file has; undone at once."""
    given, name = made.offered.labels, made.path.name

    def tell(command: Command) -> None:
        tell_done(studio, taken_over_words(command, name), command)
        then()

    change_documents(
        studio, len(given), lambda project: project.annotations.take_over(given, name), tell
    )


def taken_over_words(command: Command, name: str) -> str:
    """What was done by labels of the file ``name``."""
    n_texts, n_labels = command.n_documents, command.details["created"]
    words = [
        tr_count(
            "{n} text has its labels of {name} now.",
            "{n} texts have their labels of {name} now.",
            n_texts,
            name=name,
        )
    ]
    if n_labels:
        words.append(tr_count("{n} label was added.", "{n} labels were added.", n_labels))
    return " ".join(words)
