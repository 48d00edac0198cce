"""Labels that somebody else's file has for texts on which nobody here has decided."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from ulmfit_core.corpus.document import Document
from ulmfit_core.evaluation.two_coders import MOST_LABELS, same_names
from ulmfit_core.project.import_batches import key_of
from ulmfit_core.project.project import Project


@dataclass(frozen=True, slots=True)
class OfferedLabels:
    """``AnnotationStore.take_over`` gives them to their texts."""

    labels: Mapping[int, tuple[str, ...]] = field(default_factory=dict)  # by the text's ``key_of``
    n_unfit: int = 0  # more such texts, which have several or none where the project has one


def offered_labels(project: Project, theirs: Iterable[Document]) -> OfferedLabels:
    """What these labelled documents have to offer; the first counts where a text comes again.

    Labels are called as the project's where they are the same but for case, spaces and Unicode
    form. Nothing is offered where they are more than people choose among.
    """
    given: dict[int, tuple[str, ...]] = {}
    for document in theirs:
        given.setdefault(key_of(document.text), document.labels)
    names = frozenset(name for labels in given.values() for name in labels)
    if len(names) > MOST_LABELS:
        return OfferedLabels()
    called = same_names(project.labels.names(), names)
    undecided = project.documents.undecided(given)
    wanted = {key: tuple(called[name] for name in given[key]) for key in undecided}
    if project.task == "multi":
        return OfferedLabels(wanted)
    fit = {key: labels for key, labels in wanted.items() if len(labels) == 1}
    return OfferedLabels(fit, len(wanted) - len(fit))
