"""Undo and redo, over everything a person did in the project."""

from __future__ import annotations

from app.operations.many import Change, change_documents
from app.studio import Studio
from app.translation import tr
from app.workspace import Workspace
from ulmfit_core.project.commands import Command, CommandKind


def undo(studio: Studio) -> None:
    """Take the last command back."""
    done = studio.workspace.project.commands.history(1)
    _swap(studio, done, lambda project: project.commands.undo(*done))


def redo(studio: Studio) -> None:
    """Do again what was taken back last."""
    undone = studio.workspace.project.commands.undone(1)
    _swap(studio, undone, lambda project: project.commands.redo(*undone))


def next_words(workspace: Workspace) -> tuple[str | None, str | None]:
    """What undo and redo would do now, as the menu says it; None where there is nothing."""
    if not workspace.is_open:
        return None, None
    log = workspace.project.commands
    done, undone = log.history(1), log.undone(1)
    return (
        tr("Undo {what}", what=command_words(done[0].kind)) if done else None,
        tr("Redo {what}", what=command_words(undone[0].kind)) if undone else None,
    )


def command_words(kind: CommandKind) -> str:
    """What a command did, in the user's language."""
    return {
        CommandKind.LABEL: tr("labelling"),
        CommandKind.ADD_LABELS: tr("adding labels"),
        CommandKind.REMOVE_LABELS: tr("removing labels"),
        CommandKind.CLEAR: tr("clearing"),
        CommandKind.SKIP: tr("skipping"),
        CommandKind.FLAG: tr("flagging"),
        CommandKind.UNFLAG: tr("removing the flag"),
        CommandKind.NOTE: tr("the note"),
        CommandKind.CREATE_LABEL: tr("the new label"),
        CommandKind.RENAME_LABEL: tr("renaming a label"),
        CommandKind.RECOLOUR_LABEL: tr("recolouring a label"),
        CommandKind.SET_SHORTCUT: tr("the change of key"),
        CommandKind.REORDER_LABELS: tr("reordering labels"),
        CommandKind.MERGE_LABELS: tr("merging labels"),
        CommandKind.DELETE_LABEL: tr("deleting a label"),
        CommandKind.SET_TASK: tr("the change of task"),
        CommandKind.RENAME_PROJECT: tr("renaming the project"),
        CommandKind.IMPORT: tr("the import"),
    }[kind]


def _swap(studio: Studio, found: list[Command], swap: Change) -> None:
    """The command that was ``found``."""
    change_documents(studio, sum(map(_n_documents, found)), swap)


def _n_documents(command: Command) -> int:
    """How many documents it is about; an import names none of those it brought."""
    return max(command.n_documents, int(command.details.get("documents", 0)))
