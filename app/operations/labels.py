"""What can be done to labels. Every one of these can be undone, with the data."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from app.notices import NoticeAction
from app.operations.labelling import tell_done
from app.operations.many import LABELS, Change, Then, change_documents, change_now
from app.studio import Studio
from app.translation import tr, tr_count
from ulmfit_core.project.alike_labels import into_commonest
from ulmfit_core.project.commands import Command
from ulmfit_core.project.label_names import normal_name
from ulmfit_core.project.labels import Label, LabelStore
from ulmfit_core.project.project import Task


def add_label(studio: Studio, name: str) -> bool:
    """A new label, with the next free key and colour; one that differs from another by capitals
    alone comes with the offer to merge the two."""
    command = _do(studio, lambda labels: labels.create(name))
    if command is not None:
        _tell_of_alike(studio, int(command.details["label"]))
    return command is not None


def add_labels(studio: Studio, names: Sequence[str]) -> None:
    """New labels, undone at once; those that are there already are left out."""
    known = {label.name for label in studio.workspace.project.labels.all()}
    new = set(map(normal_name, names)) - known
    command = _do(studio, lambda labels: labels.add_codebook(dict.fromkeys(names, "")))
    if command is not None:
        words = tr_count("{n} label was added.", "{n} labels were added.", len(new))
        tell_done(studio, words, command)


def rename_label(studio: Studio, label: Label, name: str) -> bool:
    """Another name."""
    return (
        name == label.name or _do(studio, lambda labels: labels.rename(label.id, name)) is not None
    )


def define_label(studio: Studio, label: Label, definition: str) -> bool:
    """What it means."""
    if definition.strip() == label.definition:
        return True
    return _do(studio, lambda labels: labels.define(label.id, definition)) is not None


def recolour_label(studio: Studio, label: Label, colour: str) -> None:
    """Another colour."""
    _do(studio, lambda labels: labels.recolour(label.id, colour))


def set_label_key(studio: Studio, label: Label, key: str | None) -> None:
    """Another key, or none."""
    _do(studio, lambda labels: labels.set_shortcut(label.id, key))


def move_label(studio: Studio, label: Label, by: int) -> None:
    """Up (-1) or down (1) in the list."""
    ids = [other.id for other in studio.workspace.project.labels.all()]
    place = ids.index(label.id)
    ids.insert(min(len(ids) - 1, max(0, place + by)), ids.pop(place))
    _do(studio, lambda labels: labels.reorder(ids))


def merge_labels(studio: Studio, label: Label, into: Label) -> None:
    """Give every text of one label the other instead."""
    words = tr("“{old}” is now part of “{new}”.", old=label.name, new=into.name)
    _change_with_texts(
        studio,
        label,
        lambda project: project.labels.merge([label.id], into.id),
        lambda command: tell_done(studio, words, command),
    )


def merge_alike_labels(studio: Studio) -> None:
    """Those that differ by capitals alone become the one that most texts have, undone at once."""
    counts = studio.workspace.counts().texts.by_label
    moves = into_commonest(studio.workspace.project.labels.all(), counts)
    words = tr_count(
        "{n} label is now part of another.", "{n} labels are now part of others.", len(moves)
    )
    if moves:
        change_documents(
            studio,
            sum(counts.get(label, 0) for label in moves),
            lambda project: project.labels.merge_each(moves),
            lambda command: tell_done(studio, words, command),
        )


def delete_label(studio: Studio, label: Label) -> None:
    """Remove a label; texts left without one are unlabelled again."""

    def tell(command: Command) -> None:
        words = tr_count(
            "“{name}” was deleted and taken off {n} text.",
            "“{name}” was deleted and taken off {n} texts.",
            command.n_documents,
            name=label.name,
        )
        tell_done(studio, words, command)

    _change_with_texts(studio, label, lambda project: project.labels.delete(label.id), tell)


def set_task(studio: Studio, task: Task, show: Callable[[list[int]], object] | None = None) -> bool:
    """One label a text, or any number of them. ``show`` is offered the texts that stand in the way
    of one; without it they are counted alone."""
    project = studio.workspace.project
    n = len(project.not_of_one_label()) if task == "single" and show is not None else 0
    if show is None or not n:
        return change_now(studio, lambda project: project.set_task(task)) is not None
    studio.notices.warning(
        tr_count(
            "{n} labelled text has several labels, or none.",
            "{n} labelled texts have several labels, or none.",
            n,
        ),
        tr("Give each of them one label, or clear them, first."),
        NoticeAction(tr("Show these texts"), lambda: show(project.not_of_one_label())),
        of_project=True,
    )
    return False


def _tell_of_alike(studio: Studio, added: int) -> None:
    labels = studio.workspace.project.labels
    moves = into_commonest(labels.all(), studio.workspace.counts().texts.by_label)
    if added in moves:
        new, old = labels.get(added), labels.get(moves[added])
        studio.notices.warning(
            tr("There is “{name}” as well.", name=old.name),
            tr("It differs from “{name}” by capitals alone.", name=new.name),
            NoticeAction(tr("Merge"), lambda: merge_labels(studio, new, old)),
            about=LABELS,
            of_project=True,
        )


def _do(studio: Studio, change: Callable[[LabelStore], Command]) -> Command | None:
    return change_now(studio, lambda project: change(project.labels))


def _change_with_texts(studio: Studio, label: Label, change: Change, then: Then) -> None:
    n_documents = studio.workspace.counts().texts.by_label.get(label.id, 0)
    change_documents(studio, n_documents, change, then)
