"""The way from the menu to a comparison of labels."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QWidget

from app.dialogs.compare_labels import CompareLabelsDialog
from app.dialogs.save_file import ask_where
from app.file_dialogs import choose_file
from app.operations.compare_labels import (
    CodedColumns,
    Comparison,
    compare_labels,
    write_disagreements,
)
from app.operations.take_over_labels import take_over_labels
from app.studio import Studio
from app.tasks.latest import Latest
from app.translation import tr


def ask_and_compare(studio: Studio, parent: QWidget) -> None:
    """Let a file with labels be chosen, and show how far they agree with the project's."""
    chosen = choose_file(parent, tr("Choose the file to compare with"))
    if chosen:
        compare_labels(studio, Path(chosen), lambda made: show_comparison(studio, parent, made))


def show_comparison(studio: Studio, parent: QWidget, made: Comparison) -> CompareLabelsDialog:
    """The dialog goes with its project: by another column it would compare another one's texts."""
    dialog, looks = CompareLabelsDialog(made, parent), Latest()

    def again(columns: CodedColumns) -> None:
        is_latest = looks.begin()

        def show(made: Comparison) -> None:
            if is_latest():
                dialog.show_comparison(made)

        compare_labels(studio, made.path, show, columns)

    def save() -> None:
        proposed = made.path.with_name(f"{made.path.stem}-disagreements.csv")
        path = ask_where(dialog, tr("Write the texts with other labels to"), proposed)
        if path is not None:
            write_disagreements(studio, path, dialog.model.rows)

    def take_over() -> None:
        take_over_labels(studio, dialog.made, lambda: again(dialog.made.chosen))

    dialog.columns_chosen.connect(again)
    dialog.finished.connect(looks.begin)  # it is gone: what comes late is shown nowhere
    dialog.save_wanted.connect(save)
    dialog.take_over_wanted.connect(take_over)
    studio.workspace.closing.connect(dialog.close)
    dialog.show()
    return dialog
