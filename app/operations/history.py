"""Undo and redo, over everything a person did in the project."""

from __future__ import annotations

from app.notices import Notice, NoticeAction, NoticeKind
from app.operations.many import LAST_CHANGE, Change, change_documents
from app.studio import Studio
from app.translation import tr
from app.workspace import Workspace
from ulmfit_core.project.commands import Command, CommandKind


def undo(studio: Studio, front: str = "") -> None:
    """Take the last command back; say so where the step in ``front`` is one that shows nothing
    of it."""
    done = studio.workspace.project.commands.history(1)
    _swap(studio, done, lambda project: project.commands.undo(*done), front)


def redo(studio: Studio, front: str = "") -> None:
    """Do again what was taken back last, and say so as ``undo`` does."""
    undone = studio.workspace.project.commands.undone(1)
    _swap(studio, undone, lambda project: project.commands.redo(*undone), front)


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
        CommandKind.DEFINE_LABEL: tr("what a label means"),
        CommandKind.ADD_CODEBOOK: tr("adding a codebook"),
        CommandKind.RECOLOUR_LABEL: tr("recolouring a label"),
        CommandKind.SET_SHORTCUT: tr("the change of key"),
        CommandKind.REORDER_LABELS: tr("reordering labels"),
        CommandKind.MERGE_LABELS: tr("merging labels"),
        CommandKind.DELETE_LABEL: tr("deleting a label"),
        CommandKind.SET_TASK: tr("the change of task"),
        CommandKind.RENAME_PROJECT: tr("renaming the project"),
        CommandKind.IMPORT: tr("the import"),
        CommandKind.TAKE_OVER: tr("taking over labels"),
        CommandKind.DRAW_SAMPLE: tr("drawing texts"),
    }[kind]


def _swap(studio: Studio, found: list[Command], swap: Change, front: str) -> None:
    """The command that was ``found``."""
    n_documents = sum(map(_n_documents, found))
    change_documents(studio, n_documents, swap, lambda command: _tell(studio, command, front))


def _n_documents(command: Command) -> int:
    """How many documents it is about; an import names none of those it brought."""
    return max(command.n_documents, int(command.details.get("documents", 0)))


def _tell(studio: Studio, command: Command, front: str) -> None:
    if front in ("", _seen_on(command)):
        return
    what = command_words(command.kind)
    words = tr("Undone: {what}", what=what) if command.undone else tr("Redone: {what}", what=what)
    action = way_back(studio, command)
    studio.notices.post(
        Notice(NoticeKind.INFO, words, actions=(action,), about=LAST_CHANGE, of_project=True)
    )


def _seen_on(command: Command) -> str:
    """The step that shows what it changes."""
    return "import" if command.kind is CommandKind.IMPORT else "label"


def way_back(studio: Studio, command: Command) -> NoticeAction:
    """A button that redoes what was undone or the reverse, as long as nothing else is next."""
    log = studio.workspace.project.commands
    following, swap = (log.undone, redo) if command.undone else (log.history, undo)

    def go_back() -> None:
        if studio.workspace.is_open and any(map(command.is_same, following(1))):
            swap(studio)
        else:
            studio.notices.info(tr("More was done since. The menu Edit says what is next."))

    return NoticeAction(tr("Redo") if command.undone else tr("Undo"), go_back)
