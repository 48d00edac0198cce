"""What this is, which version, and under which licences."""

from __future__ import annotations

from importlib.metadata import version

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QWidget

from app.theme import Space, scaled
from app.translation import tr
from app.widgets.layouts import vbox
from app.widgets.texts import paragraph, text_label

_WIDTH = 460


class AboutDialog(QDialog):
    """A small window beside the window."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("About ULMFiT Studio"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMinimumWidth(scaled(_WIDTH))
        column = vbox(within=self, spacing=Space.M, margin=Space.XL)
        column.addWidget(text_label("ULMFiT Studio", "title"))
        column.addWidget(
            text_label(tr("Version {version}", version=version("ulmfit-studio")), "muted")
        )
        for words in _sentences():
            column.addWidget(paragraph(words))
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        column.addSpacing(Space.M)
        column.addWidget(buttons)


def _sentences() -> list[str]:
    return [
        tr(
            "Text classifiers that learn from few labels, by ULMFiT "
            "(Howard and Ruder, 2018). Nothing leaves this machine."
        ),
        tr("Under the Apache licence 2.0."),
        tr(
            "With Qt and PySide6 {qt} under the GNU Lesser General Public Licence 3; their source "
            "is at code.qt.io. Plots by pyqtgraph (MIT).",
            qt=version("PySide6-Essentials"),
        ),
    ]
