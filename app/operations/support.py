"""What the menu *Help* does."""

from __future__ import annotations

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QWidget

from app import paths
from app.dialogs.about import AboutDialog
from app.studio import Studio
from app.translation import tr


def show_log(studio: Studio) -> None:
    """Show the folder of the app's own log."""
    folder = paths.log_folder()
    if not QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder))):
        studio.notices.info(tr("The log is in {folder}", folder=folder))


def show_about(parent: QWidget) -> None:
    """Say what this is, which version, and under which licences."""
    AboutDialog(parent).show()
