"""What the panel of labels asks for: labels added, named, coloured, moved, merged, deleted."""

from __future__ import annotations

from app.dialogs.label_meaning import LabelMeaningDialog
from app.operations import labels
from app.studio import Studio
from app.widgets.label_panel import LabelPanel
from ulmfit_core.project.labels import Label


def follow_scheme(studio: Studio, panel: LabelPanel) -> None:
    """Do whatever is asked for in the panel, to the labels of the open project."""

    def add(name: str) -> None:
        if labels.add_label(studio, name):
            panel.field.clear()

    panel.added.connect(add)

    def ask_meaning(label: Label) -> None:
        dialog = LabelMeaningDialog(label, panel.window())
        dialog.accepted.connect(lambda: labels.define_label(studio, label, dialog.meaning))
        dialog.finished.connect(lambda how: panel.left.emit())
        studio.workspace.closing.connect(dialog.reject)
        dialog.open()

    panel.meaning_wanted.connect(ask_meaning)
    panel.renamed.connect(lambda label, name: labels.rename_label(studio, label, name))
    panel.recoloured.connect(lambda label, to: labels.recolour_label(studio, label, to))
    panel.key_set.connect(lambda label, key: labels.set_label_key(studio, label, key))
    panel.moved.connect(lambda label, by: labels.move_label(studio, label, by))
    panel.merged.connect(lambda label, into: labels.merge_labels(studio, label, into))
    panel.deleted.connect(lambda label: labels.delete_label(studio, label))
