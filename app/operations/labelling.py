"""What a person decides about documents: one function a decision, each undone as one."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from app.operations import history
from app.operations.many import (
    LAST_CHANGE,
    MOST_AT_ONCE,
    Change,
    Then,
    change_documents,
    change_now,
)
from app.studio import Studio
from app.translation import tr, tr_count
from ulmfit_core.project.annotations import Origin
from ulmfit_core.project.commands import Command
from ulmfit_core.project.filters import DocumentFilter
from ulmfit_core.project.project import Project


def label_one(
    studio: Studio, document: int, labels: Sequence[int], origin: Origin = Origin.HUMAN
) -> Command | None:
    """Give one document exactly these labels."""
    return change_now(studio, lambda project: project.annotations.label([document], labels, origin))


def label_again(studio: Studio, document: int, labels: Sequence[int]) -> Command | None:
    """Label a document blind once more; what it was labelled before stays in the history."""
    return change_now(studio, lambda project: project.annotations.label_again(document, labels))


def skip_one(studio: Studio, document: int) -> Command | None:
    """Leave one document for later."""
    return change_now(studio, lambda project: project.annotations.skip([document]))


def toggle_flags(studio: Studio, documents: Sequence[int]) -> None:
    """Flag the documents, or take the flags off where all have one."""

    def decide(project: Project) -> Command:
        if _are_flagged(project, documents):
            return project.annotations.unflag(documents)
        return project.annotations.flag(documents)

    change_documents(studio, len(documents), decide)


def label_many(studio: Studio, documents: Sequence[int], label: int, name: str) -> None:
    """Give a label to many documents: in place of others, or beside them in a multi-label
    project."""

    def decide(project: Project) -> Command:
        if project.task == "multi":
            return project.annotations.add_labels(documents, [label])
        return project.annotations.label(documents, [label], Origin.BULK)

    words = tr_count(
        "{n} text labelled “{name}”", "{n} texts labelled “{name}”", len(documents), name=name
    )

    def tell(command: Command) -> None:
        n_other = command.details.get("other", 0)
        other = tr_count("{n} of them had another label", "{n} of them had another label", n_other)
        is_worth_saying = n_other and len(documents) > 1
        tell_done(studio, f"{words}, {other}" if is_worth_saying else words, command)
        _tell_of_test(studio, documents)

    _do_many(studio, len(documents), decide, tell)


def clear_many(studio: Studio, documents: Sequence[int]) -> None:
    """Take all labels off many documents."""

    def tell(command: Command) -> None:
        n_cleared = command.details["decided"]
        tell_done(studio, tr_count("{n} text cleared", "{n} texts cleared", n_cleared), command)

    def tell_nothing() -> None:
        studio.notices.info(
            tr(
                "There was nothing to clear. A text that repeats another has its labels, "
                "unless it was given its own."
            )
        )

    def decide(project: Project) -> Command | None:
        return project.annotations.clear(documents)

    _do_many(studio, len(documents), decide, tell, tell_nothing)


def tell_done(studio: Studio, words: str, command: Command) -> None:
    """Say what the command did, with a button that takes it back as long as it is the last one."""
    action = history.way_back(studio, command)
    studio.notices.success(words, action, about=LAST_CHANGE, of_project=True)


def _are_flagged(project: Project, documents: Sequence[int]) -> bool:
    """Of many without reading their texts."""
    if len(documents) <= MOST_AT_ONCE:
        return all(document.flagged for document in project.documents.documents(documents))
    flagged = project.documents.document_ids(DocumentFilter(flagged=True))
    return bool(np.isin(documents, flagged).all())


def _tell_of_test(studio: Studio, documents: Sequence[int]) -> None:
    """The figures hold for texts at random, which those picked from a table are not."""
    tests = studio.workspace.project.documents.document_ids(DocumentFilter(is_test=True))
    counts, n = studio.workspace.counts().texts, int(np.isin(tests, documents).sum())
    if n and counts.n_test_labelled < counts.n_test_asked:
        studio.notices.warning(
            tr_count("{n} of them is in the test set.", "{n} of them are in the test set.", n),
            tr(
                "Texts that were searched for are no random sample: label the rest of the test set "
                "too, or its figures are too good."
            ),
            of_project=True,
        )


def _do_many(
    studio: Studio,
    n_documents: int,
    decide: Change,
    then: Then,
    if_nothing: Callable[[], object] = lambda: None,
) -> None:
    change_documents(
        studio,
        n_documents,
        decide,
        then,
        if_nothing=if_nothing,
        title=tr("Labelling many texts"),
        if_stopped=tr("Many texts are being labelled; they may be left as they were."),
    )
