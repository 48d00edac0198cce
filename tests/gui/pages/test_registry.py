from __future__ import annotations

import subprocess
import sys

PROGRAM = """
import sys, tempfile, threading
from pathlib import Path
from app.application import create_application, create_studio
from app.main_window import MainWindow
from app.operations.projects import create_project
from app.pages.registry import import_ahead, page_factories
from app.preferences import Preferences
from app.workspace import Change
from tests.gui.conftest import fill

def watch(event, details):
    if event == "import" and details[0].startswith(("app.", "pyqtgraph")):
        if threading.current_thread() is not threading.main_thread():
            print(details[0], "was imported in a thread", file=sys.stderr)

sys.addaudithook(watch)
application = create_application(["test"])
with tempfile.TemporaryDirectory() as folder:
    studio = create_studio(application, Preferences(Path(folder) / "preferences.json"))
    window = MainWindow(studio, page_factories())
    if sys.argv[1] == "ahead":
        import_ahead(window)
        while not hasattr(sys.modules.get("app.pages.use_page"), "UsePage"):
            application.processEvents()
    before = set(sys.modules)
    create_project(studio, Path(folder) / "project", "Letters")
    fill(studio.workspace.project)
    studio.workspace.notify(Change.ALL)
    for step in page_factories():
        window.go_to(step)
    print(*(name for name in set(sys.modules) - before if name.startswith(("app.", "pyqtgraph"))))
    studio.activities.finish()
    studio.workspace.close()
    window.close()
"""


def imported_by_pages(when: str) -> list[str]:
    command = [sys.executable, "-c", PROGRAM, when]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=300)
    assert not done.stderr  # of what was imported, or made, in another thread
    return done.stdout.split()


def test_what_was_imported_ahead_is_not_waited_for() -> None:
    assert "pyqtgraph" in imported_by_pages("later")
    assert imported_by_pages("ahead") == []
