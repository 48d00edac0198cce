"""The last decisions of a project, in words."""

from __future__ import annotations

from app.translation import tr, tr_count
from app.widgets.recent_decisions import Decision
from ulmfit_core.project.commands import Command, CommandKind
from ulmfit_core.project.labels import Label
from ulmfit_core.project.project import Project

_LONGEST = 200  # characters of a text that fit into a row


def recent_decisions(project: Project, limit: int) -> list[Decision]:
    """The last decisions that stand, newest first."""
    commands = project.commands.decisions(limit)
    ids = [command.document_id for command in commands if command.document_id is not None]
    texts = {document.id: document.text for document in project.documents.documents(ids)}
    labels = {label.id: label for label in project.labels.all()}
    return [_decision(command, texts, labels) for command in commands]


def _decision(command: Command, texts: dict[int, str], labels: dict[int, Label]) -> Decision:
    given = [labels[id_] for id_ in command.details.get("labels", ()) if id_ in labels]
    if command.document_id is None:
        text = tr_count("{n} text", "{n} texts", command.n_documents)
    else:
        text = " ".join(texts.get(command.document_id, "")[:_LONGEST].split())
    return Decision(
        command.document_id, _what(command, given), given[0].colour if given else "", text
    )


def _what(command: Command, labels: list[Label]) -> str:
    if labels:
        return ", ".join(label.name for label in labels)
    if command.kind is CommandKind.LABEL:
        return tr("no label")
    return {
        CommandKind.CLEAR: tr("labels removed"),
        CommandKind.REMOVE_LABELS: tr("labels removed"),
        CommandKind.SKIP: tr("skipped"),
        CommandKind.FLAG: tr("flagged"),
        CommandKind.UNFLAG: tr("flag removed"),
        CommandKind.NOTE: tr("note"),
    }.get(command.kind, tr("labels added"))
