"""The page Label."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from made_up import SPOKEN, open_sample, prepare, press, settle

from app.main_window import MainWindow
from app.operations.projects import create_project
from app.pages.label_page import LabelPage
from app.workspace import Change
from tests.builders import keyword_bundle
from tests.core.project.projects import finished_training
from ulmfit_core.corpus.document import Document
from ulmfit_core.fewshot.jobs import REGISTRY
from ulmfit_core.process import run_in_process
from ulmfit_core.project.held_out import HeldOut, write_held_out
from ulmfit_core.project.importing import ImportSettings


def label(window: MainWindow, folder: Path) -> None:
    """One text to decide about, in the sample, with what the quick model suggests."""
    open_sample(window, folder)
    prepare(window)
    window.go_to("label")
    settle()
    for key in ("Return", "Return", "Return", "Return", "Space", "Return"):
        press(window, key)
    for _ in range(6):
        settle()
    while toasts := window.toasts.toasts():  # what the sample says of itself, over the text
        toasts[0].close_notice()
        settle()


def label_meaning(window: MainWindow, folder: Path) -> None:
    """What one of its labels means, being written."""
    label(window, folder)
    page = window.page()
    assert isinstance(page, LabelPage)
    page.panel.meaning_wanted.emit(window.studio.workspace.project.labels.all()[0])
    settle()


def label_trained(window: MainWindow, folder: Path) -> None:
    """The same with a full training, written by hand, that speaks in the quick model's place."""

    open_sample(window, folder)
    desk, project = window.studio.suggestions, window.studio.workspace.project
    words = {word: label for label, spoken in SPOKEN.items() for word in spoken.split()}
    bundle = keyword_bundle(words, temperature=0.4)
    made, labels = finished_training(project, bundle), bundle.config.labels
    held_out = list(project.training_set())[::3]
    given = tuple(document.labels for document in held_out)
    said = np.eye(len(labels))[[labels.index(name) for (name,) in given]]
    ids = tuple(document.id for document in held_out)
    write_held_out(made.held_out_path, HeldOut(ids, given, labels, said))
    desk.scorer.score = lambda job: run_in_process(job, registry=REGISTRY)
    prepare(window)
    window.go_to("label")
    while not desk.suggestions.is_by_training:
        settle()
    settle()


def label_progress(window: MainWindow, folder: Path) -> None:
    """How good the labels make the quick model."""
    open_sample(window, folder)
    prepare(window)
    window.go_to("label")
    page = window.page()
    assert isinstance(page, LabelPage)
    page.show_progress()
    while not page.views.review.view.abstain.isVisible():
        settle()


def label_check(window: MainWindow, folder: Path) -> None:
    """A label that looks wrong."""
    open_sample(window, folder)
    prepare(window)
    window.go_to("label")
    page = window.page()
    assert page is not None
    choice = page.queue_choice  # type: ignore[attr-defined]
    choice.setCurrentIndex(choice.findData("check"))
    choice.activated.emit(0)
    for _ in range(40):
        settle()


def label_table(window: MainWindow, folder: Path) -> None:
    """The table beside it, after a search, with rows selected."""
    label(window, folder)
    page = window.page()
    assert page is not None
    page.show_table()  # type: ignore[attr-defined]
    browser = page.browser  # type: ignore[attr-defined]
    browser.search.setText("bike")
    for _ in range(4):
        settle()
    browser.table.select_rows(1, 3)


def label_first(window: MainWindow, folder: Path) -> None:
    """A project with texts, what came beside them, and no labels yet."""
    create_project(window.studio, folder / "Letters", "Letters")
    text = "Dear editors, the new bridge is a joy. " * 30
    beside = {"date": "2024-05-14", "from": "Ann Example", "section": "Town and country"}
    kept = tuple(beside.items())
    documents = [Document(text, (), "", "letters.csv", row, kept) for row in (1, 2)]
    settings = ImportSettings("letters.csv", 0.0, kept_columns=tuple(beside))
    for _ in window.studio.workspace.project.import_documents(documents, settings):
        pass
    window.studio.workspace.notify(Change.ALL)
    window.go_to("label")
    settle()


def label_many(window: MainWindow, folder: Path) -> None:
    """Thirty labels, any number of them for a text."""
    label_first(window, folder)
    project = window.studio.workspace.project
    project.set_task("multi")
    for number in range(30):
        command = project.labels.create(f"subject {number + 1}")
        window.studio.workspace.notify(command)
    settle()
    for key in ("2", "5", "C"):
        press(window, key)
