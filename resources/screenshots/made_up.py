"""What the scenes show: texts, projects, and the turns of the event loop that they wait for."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from PySide6.QtCore import QEventLoop, Qt, QTimer
from PySide6.QtTest import QTest

from app.main_window import MainWindow
from app.operations.projects import create_project
from app.operations.sample import try_sample
from app.workspace import Change
from ulmfit_core.corpus.document import Document
from ulmfit_core.fewshot.jobs import REGISTRY
from ulmfit_core.process import run_in_process
from ulmfit_core.project.counting import CountedLabels, CountsBy
from ulmfit_core.project.drawn_parts import DrawnPart
from ulmfit_core.project.importing import ImportSettings
from ulmfit_core.project.imports import ImportRecord
from ulmfit_core.project.label_tally import ReadTexts

TEXTS = (
    ("What does the abbreviation NATO stand for?", "abbreviation"),
    ("Who wrote the first dictionary of English?", "person"),
    ("Where do storks spend the winter?", "place"),
    ("How many rivers flow into the Black Sea?", "number"),
    ("Which city has the oldest underground railway?", "place"),
    ("Who designed the bridge over the Firth of Forth?", "person"),
)

ASKED = {
    "abbreviation": "abbreviation stand letters",
    "number": "many much long old years",
    "person": "who wrote discovered man",
    "place": "where city country spend lives",
}
SPOKEN = {
    "account": "app phone code account login screen log mail password",
    "station": "station dock racks rack lock slot park street",
    "breakdown": "wheel brake tyre seat saddle motor chain loose bike",
    "billing": "pass euros fee pay card paid charge charged bank rides",
}
TOWNS = ("Lyon", "Porto", "Łódź", "Graz", "Delft", "Vik")


def labelled_project(window: MainWindow, folder: Path) -> None:
    """Open a project of 3,000 questions, 24 of them labelled."""
    create_project(window.studio, folder / "Questions", "Questions")
    project = window.studio.workspace.project
    documents = [
        Document(f"{text} ({number})", (label,) if number < 4 else (), "", "questions.csv", number)
        for number in range(500)
        for text, label in TEXTS
    ]
    for _ in project.import_documents(documents, ImportSettings("questions.csv", 0.0)):
        pass
    window.studio.workspace.notify(Change.ALL)


def made_up_counts() -> CountedLabels:
    """Of 3,000 questions from towns, as a model says that is right in nine of ten."""
    rng, labels = np.random.default_rng(4), sorted(ASKED)
    town = rng.choice(len(TOWNS), 3000, p=(0.35, 0.25, 0.2, 0.13, 0.065, 0.005))
    kind = (rng.integers(0, 6, 3000) + town) % 6 % len(labels)
    given = np.where(rng.random(3000) < 0.9, kind, rng.integers(0, len(labels), 3000))
    tested = 1 + rng.choice(3000, 450, replace=False)
    record = ImportRecord(1, "questions.csv", 0.0, 1, 3000, 0, 0, len(tested), 0.15)
    first, known, one_of = np.arange(1, 3001), np.zeros(3000, bool), np.eye(len(labels), dtype=bool)
    known[tested - 1] = True
    part, none = DrawnPart((record,), tested, 2550), np.empty(0, np.int64)
    truth = one_of[kind] & known[:, None]
    rows = (first, known, truth, one_of[given], none, none, one_of[none], [part])
    texts = ReadTexts(tuple(labels), *rows)
    groups = tuple(texts.group(name, town == place) for place, name in enumerate(TOWNS))
    by = CountsBy("town", "value", groups)
    return CountedLabels(texts.labels, texts.group(), 450, (by,))


def open_sample(window: MainWindow, folder: Path) -> None:
    """Open the bundled sample and wait until it is imported."""
    try_sample(window.studio, folder)
    for _ in range(3):
        while window.studio.activities.running:
            settle()
        settle()


def write_table(folder: Path) -> Path:
    """A csv with rows that have to be left out."""
    path = folder / "questions.csv"
    rows = [f"{n},{text} ({n}),{label}" for n in range(200) for text, label in TEXTS]
    rows[7] = "7,,place"
    rows[9] = "9,What is cut off"
    rows[30:32] = ["30,,", "31,,number"]
    path.write_text("\n".join(["id,question,kind", *rows]), encoding="utf-8")
    return path


def prepare(window: MainWindow) -> None:
    """Have the texts read for suggestions, in a thread instead of a child."""
    desk = window.studio.suggestions
    desk.preparer.prepare = lambda job: run_in_process(job, registry=REGISTRY)
    desk.get_ready()
    while not desk.suggestions.reads:
        settle()


def press(window: MainWindow, key: str) -> None:
    """A key on the text that is read."""
    page = window.page()
    assert page is not None
    QTest.keyClick(page.reading.reader, getattr(Qt.Key, f"Key_{key}"))  # type: ignore[attr-defined]
    settle()


def settle() -> None:
    """Let the event loop turn for a while."""
    loop = QEventLoop()
    QTimer.singleShot(150, loop.quit)
    loop.exec()
