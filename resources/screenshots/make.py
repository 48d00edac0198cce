"""Pictures of the app, in both themes and two sizes: ``python resources/screenshots/make.py DIR``.

Each scene is a function that brings a window into the state to be seen. Runs without a screen,
or on one: ``xvfb-run -a python resources/screenshots/make.py DIR --platform xcb``.
"""

from __future__ import annotations

import argparse
import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.main_window import MainWindow
    from app.pages.evaluate_page import EvaluatePage
    from app.pages.train_page import TrainPage
    from app.tasks.speed_prober import Prober

SIZES = {
    "half": (960, 500),  # of a full HD screen at 200 %, which QT_SCALE_FACTOR=2 makes it
    "small": (960, 640),
    "narrow": (1024, 700),
    "usual": (1280, 800),
    "large": (1360, 860),
}
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


def start(window: MainWindow, folder: Path) -> None:
    """The start screen of someone who came back."""
    from app.operations.projects import create_project
    from app.workspace import Workspace

    assert isinstance(window.studio.workspace, Workspace)
    for name in ("Letters to the editor", "Support requests 2024", "Film reviews"):
        create_project(window.studio, folder / name, name)
    window.studio.preferences.update(
        recent=(*window.studio.preferences.values.recent, str(folder / "An old survey"))
    )
    window.studio.workspace.close()


def first_start(window: MainWindow, folder: Path) -> None:
    """The start screen of someone new."""


def empty_project(window: MainWindow, folder: Path) -> None:
    """A project without texts, at the step that waits for them."""
    from app.operations.projects import create_project

    create_project(window.studio, folder / "Film reviews", "Film reviews")
    window.go_to("train")


def busy(window: MainWindow, folder: Path) -> None:
    """A project with labels, two pieces of work and three notices."""
    from app.notices import NoticeAction
    from app.tasks.activity import Activity
    from ulmfit_core.errors import StorageError

    _labelled_project(window, folder)
    training = Activity("Training run 3", clock=iter([0.0, *[95.0] * 1000]).__next__)
    importing = Activity("Importing reviews.csv")
    for activity in (importing, training):
        window.studio.activities.add(activity)
    importing.progress(0, 0, "12,000 texts")
    training.progress(34, 100, "Language model, epoch 1 of 3")
    window.sidebar.panel.fold_button.setChecked(True)
    notices = window.studio.notices
    notices.success("6 texts labelled at once", NoticeAction("Undo", lambda: None))
    notices.warning("12 rows had no text and were left out.", "The others are in the project.")
    error = StorageError(
        "The model could not be written; the run it came from is kept.",
        "Free some disk space and export it again.",
    )
    notices.error(error, details="OSError: [Errno 28] No space left on device")
    window.go_to("evaluate")


def palette(window: MainWindow, folder: Path) -> None:
    """The command palette over a project."""
    _labelled_project(window, folder)
    window.go_to("use")
    window.activateWindow()
    window.palette_box.open()
    window.palette_box.field.setText("t")


def new_project(window: MainWindow, folder: Path) -> None:
    """The dialog that asks for a name, in place of the window."""
    from app.dialogs.new_project import NewProjectDialog

    NewProjectDialog(window, "Film reviews").show()


def preferences(window: MainWindow, folder: Path) -> None:
    """The preferences."""
    from app.operations.view import show_preferences

    show_preferences(window.studio, window)


def menu(window: MainWindow, folder: Path) -> None:
    """A menu, opened."""
    menu = window.menuBar().actions()[0].menu()
    menu.popup(window.menuBar().mapToGlobal(window.menuBar().rect().bottomLeft()))


def widgets(window: MainWindow, folder: Path) -> None:
    """The parts that pages are made of, side by side."""
    from PySide6.QtWidgets import QDialog

    sheet = QDialog(window)
    _fill_sheet(sheet)
    sheet.show()


def train_setup(window: MainWindow, folder: Path) -> None:
    """What to choose before a training."""
    _labelled_project(window, folder)
    window.go_to("train")
    for _ in range(12):  # until the recipes are estimated
        _settle(None)


def train_advanced(window: MainWindow, folder: Path) -> None:
    """Every setting, unfolded."""
    from app.pages.train_page import TrainPage

    train_setup(window, folder)
    page = window.page()
    assert isinstance(page, TrainPage)
    page.setup.cards["standard"].click()
    page.setup.more.setChecked(True)


def train_rates(window: MainWindow, folder: Path) -> None:
    """A range test of the learning rate that has ended."""
    import math

    from app.dialogs.rate_finder import RateFinder
    from app.models.rate_search import RateSearch
    from app.tasks.activity import Activity
    from app.translation import tr
    from ulmfit_core.training.rate_curve import RateCurve

    train_advanced(window, folder)
    search, curve = RateSearch(), RateCurve(100, 1e-5, 1.0)
    for step in range(88):
        x = step / 20 - 5
        loss = 1.55 - 0.5 / (1 + math.exp(-3 * (x + 2.9))) + math.exp(4 * (x + 1.1))
        search.take(curve.add(loss + 0.04 * math.sin(step * 2.1)))
    search.take(curve.suggestion())
    search.end()
    RateFinder(tr("Classifier"), search, Activity(""), window).show()


def train_reading(window: MainWindow, folder: Path) -> None:
    """A training at work on the language model."""
    _watch(window, folder, 180)


def train_sorting(window: MainWindow, folder: Path) -> None:
    """A training at work on the classifier."""
    _watch(window, folder, 480)


def train_table(window: MainWindow, folder: Path) -> None:
    """The same in numbers."""
    _watch(window, folder, 480).view.table_button.setChecked(True)


def train_pausing(window: MainWindow, folder: Path) -> None:
    """A training that was asked to pause and is silent."""
    from ulmfit_core.training.events import StopVerb

    page = _watch(window, folder, 480)
    page.view.controls.show_state(StopVerb.PAUSE, late=True)


def train_list(window: MainWindow, folder: Path) -> None:
    """Trainings to compare."""
    from app.workspace import Change
    from tests.gui.training_events import write_training

    _labelled_project(window, folder)
    project = window.studio.workspace.project
    for preset, accuracy in (("quick", 0.84), ("standard", 0.91), ("thorough", None)):
        write_training(project.runs.next_run_dir("classifier"), preset, accuracy)
    project.runs.pin(project.runs.all()[1].path)
    window.studio.workspace.notify(Change.ALL)
    window.go_to("train")


def train_compare(window: MainWindow, folder: Path) -> None:
    """Three trainings side by side."""
    from app.pages.train_page import TrainPage

    train_list(window, folder)
    page = window.page()
    assert isinstance(page, TrainPage)
    page.runs.table.selectAll()
    page.runs.compare.click()
    for _ in range(3):
        _settle(None)


def use(window: MainWindow, folder: Path) -> None:
    """A model of known words at work on a typed text."""
    from app.pages.use_page import UsePage
    from app.workspace import Change
    from tests.builders import keyword_bundle
    from tests.core.project.projects import finished_training

    _labelled_project(window, folder)
    words = {word: label for label, spoken in ASKED.items() for word in spoken.split()}
    bundle = keyword_bundle(words, temperature=0.3, data={"n_train": 24})
    finished_training(window.studio.workspace.project, bundle)
    window.studio.workspace.notify(Change.ALL)
    window.go_to("use")
    page = window.page()
    assert isinstance(page, UsePage)
    page.trial.field.setPlainText("Who was the man that discovered where storks sleep?")
    while not page.trial.field.extraSelections():
        _settle(None)


def use_columns(window: MainWindow, folder: Path) -> None:
    """The same, asking in which columns of a file the texts are."""
    from app.pages.use_page import UsePage

    use(window, folder)
    page = window.page()
    assert isinstance(page, UsePage)
    page.take_input(_table(folder))
    while not page.columns.isVisible():
        _settle(None)


def evaluate(window: MainWindow, folder: Path) -> None:
    """A model of known words on the test set of the sample's texts."""
    _evaluated(window, folder)


def evaluate_below(window: MainWindow, folder: Path) -> None:
    """The same, scrolled to its end."""
    view = _evaluated(window, folder).view
    view.verticalScrollBar().setValue(view.verticalScrollBar().maximum())


def evaluate_middle(window: MainWindow, folder: Path) -> None:
    """The same, where the matrix stands."""
    view = _evaluated(window, folder).view
    view.ensureWidgetVisible(view.off_by)


def evaluate_tables(window: MainWindow, folder: Path) -> None:
    """The same in numbers."""
    from app.widgets.chart_or_table import ChartOrTable

    view = _evaluated(window, folder).view
    for part in view.findChildren(ChartOrTable):
        part.turn.setChecked(True)


def evaluate_texts(window: MainWindow, folder: Path) -> None:
    """The texts behind a figure, one of them with its words shaded."""
    page = _evaluated(window, folder)
    page.show_mistakes(1)
    while not page.texts.reader.extraSelections():
        _settle(None)


def evaluate_empty(window: MainWindow, folder: Path) -> None:
    """A test set without labels."""
    page = _evaluated(window, folder)
    project = window.studio.workspace.project
    window.studio.workspace.notify(
        project.annotations.clear([document.id for document in project.test_set()])
    )
    while page.report is not None:
        _settle(None)


def import_source(window: MainWindow, folder: Path) -> None:
    """The step Import of a project without texts."""
    from app.operations.projects import create_project

    create_project(window.studio, folder / "Film reviews", "Film reviews")


def import_preview(window: MainWindow, folder: Path) -> None:
    """The first rows of a table."""
    from app.operations.projects import create_project

    create_project(window.studio, folder / "Questions", "Questions")
    page = window.page()
    assert page is not None
    page.take_files([_table(folder)])
    _settle(None)


def import_report(window: MainWindow, folder: Path) -> None:
    """What came of an import, with rows left out."""
    from app.translation import tr

    import_preview(window, folder)
    for action in window.page().actions():  # type: ignore[union-attr]
        if action.text() == tr("Import"):
            action.trigger()
    while window.studio.activities.running:
        _settle(None)
    _settle(None)


def label(window: MainWindow, folder: Path) -> None:
    """One text to decide about, in the sample, with what the quick model suggests."""
    _sample(window, folder)
    _prepare(window)
    window.go_to("label")
    _settle(None)
    for key in ("Return", "Return", "Return", "Return", "Space", "Return"):
        _press(window, key)
    for _ in range(6):
        _settle(None)
    while toasts := window.toasts.toasts():  # what the sample says of itself, over the text
        toasts[0].close_notice()
        _settle(None)


def label_trained(window: MainWindow, folder: Path) -> None:
    """The same with a full training, written by hand, that speaks in the quick model's place."""
    import numpy as np

    from tests.builders import keyword_bundle
    from tests.core.project.projects import finished_training
    from ulmfit_core.fewshot.jobs import REGISTRY
    from ulmfit_core.process import run_in_process
    from ulmfit_core.project.held_out import HeldOut, write_held_out

    _sample(window, folder)
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
    _prepare(window)
    window.go_to("label")
    while not desk.suggestions.is_by_training:
        _settle(None)
    _settle(None)


def label_progress(window: MainWindow, folder: Path) -> None:
    """How good the labels make the quick model."""
    from app.pages.label_page import LabelPage

    _sample(window, folder)
    _prepare(window)
    window.go_to("label")
    page = window.page()
    assert isinstance(page, LabelPage)
    page.show_progress()
    while not page.views.review.view.abstain.isVisible():
        _settle(None)


def label_check(window: MainWindow, folder: Path) -> None:
    """A label that looks wrong."""
    _sample(window, folder)
    _prepare(window)
    window.go_to("label")
    page = window.page()
    assert page is not None
    choice = page.queue_choice  # type: ignore[attr-defined]
    choice.setCurrentIndex(choice.findData("check"))
    choice.activated.emit(0)
    for _ in range(40):
        _settle(None)


def label_table(window: MainWindow, folder: Path) -> None:
    """The table beside it, after a search, with rows selected."""
    label(window, folder)
    page = window.page()
    assert page is not None
    page.show_table()  # type: ignore[attr-defined]
    browser = page.browser  # type: ignore[attr-defined]
    browser.search.setText("bike")
    for _ in range(4):
        _settle(None)
    browser.table.select_rows(1, 3)


def label_first(window: MainWindow, folder: Path) -> None:
    """A project with texts and no labels yet."""
    from app.operations.projects import create_project
    from app.workspace import Change
    from ulmfit_core.corpus.document import Document
    from ulmfit_core.project.importing import ImportSettings

    create_project(window.studio, folder / "Letters", "Letters")
    text = "Dear editors, the new bridge is a joy. " * 30
    documents = [Document(text, (), "", "letters.csv", row) for row in (1, 2)]
    for _ in window.studio.workspace.project.import_documents(
        documents, ImportSettings("letters.csv", 0.0)
    ):
        pass
    window.studio.workspace.notify(Change.ALL)
    window.go_to("label")
    _settle(None)


def label_many(window: MainWindow, folder: Path) -> None:
    """Thirty labels, any number of them for a text."""
    label_first(window, folder)
    project = window.studio.workspace.project
    project.set_task("multi")
    for number in range(30):
        command = project.labels.create(f"subject {number + 1}")
        window.studio.workspace.notify(command)
    _settle(None)
    for key in ("2", "5", "C"):
        _press(window, key)


def _sample(window: MainWindow, folder: Path) -> None:
    from app.operations.sample import try_sample

    try_sample(window.studio, folder)
    for _ in range(3):
        while window.studio.activities.running:
            _settle(None)
        _settle(None)


def _prepare(window: MainWindow) -> None:
    """Have the texts read for suggestions, in a thread instead of a child."""
    from ulmfit_core.fewshot.jobs import REGISTRY
    from ulmfit_core.process import run_in_process

    desk = window.studio.suggestions
    desk.preparer.prepare = lambda job: run_in_process(job, registry=REGISTRY)
    desk.get_ready()
    while not desk.suggestions.reads:
        _settle(None)


def _press(window: MainWindow, key: str) -> None:
    from PySide6.QtCore import Qt
    from PySide6.QtTest import QTest

    page = window.page()
    assert page is not None
    QTest.keyClick(page.reading.reader, getattr(Qt.Key, f"Key_{key}"))  # type: ignore[attr-defined]
    _settle(None)


def _table(folder: Path) -> Path:
    path = folder / "questions.csv"
    rows = [f"{n},{text} ({n}),{label}" for n in range(200) for text, label in TEXTS]
    rows[7] = "7,,place"
    rows[9] = "9,What is cut off"
    rows[30:32] = ["30,,", "31,,number"]
    path.write_text("\n".join(["id,question,kind", *rows]), encoding="utf-8")
    return path


SCENES: dict[str, Callable[[MainWindow, Path], None]] = {
    scene.__name__: scene
    for scene in (
        first_start,
        start,
        empty_project,
        busy,
        palette,
        new_project,
        preferences,
        menu,
        widgets,
        train_setup,
        train_advanced,
        train_rates,
        train_reading,
        train_sorting,
        train_table,
        train_pausing,
        train_list,
        evaluate,
        evaluate_middle,
        evaluate_below,
        evaluate_tables,
        evaluate_texts,
        evaluate_empty,
        train_compare,
        use,
        use_columns,
        import_source,
        import_preview,
        import_report,
        label,
        label_trained,
        label_progress,
        label_check,
        label_table,
        label_first,
        label_many,
    )
}


def _evaluated(window: MainWindow, folder: Path) -> EvaluatePage:
    from app.operations.projects import create_project
    from app.pages.evaluate_page import EvaluatePage
    from app.workspace import Change
    from tests.builders import keyword_bundle
    from tests.core.project.projects import finished_training
    from ulmfit_core.corpus.options import ColumnMapping
    from ulmfit_core.corpus.reading import read_documents
    from ulmfit_core.project.importing import ImportSettings
    from ulmfit_core.resources import resource_path

    create_project(window.studio, folder / "Bike hire", "Bike hire")
    project = window.studio.workspace.project
    table = resource_path("sample", "feedback.csv")
    mapping = ColumnMapping(text=("text",), label="label")
    settings = ImportSettings("feedback.csv", test_fraction=0.5)
    for _ in project.import_documents(read_documents(table, mapping), settings):
        pass
    words = {word: label for label, spoken in SPOKEN.items() for word in spoken.split()}
    finished_training(project, keyword_bundle(words, temperature=0.4))
    window.studio.workspace.notify(Change.ALL)
    window.go_to("evaluate")
    page = window.page()
    assert isinstance(page, EvaluatePage)
    while page.report is None:
        _settle(None)
    _settle(None)
    return page


def _watch(window: MainWindow, folder: Path, n_events: int) -> TrainPage:
    from app.pages.train_page import TrainPage
    from tests.gui.training_events import ListedTraining, record, whole, write_training

    _labelled_project(window, folder)
    window.go_to("train")
    page = window.page()
    assert isinstance(page, TrainPage)
    path = window.studio.workspace.project.runs.next_run_dir("classifier")
    write_training(path, "standard", None)
    training = ListedTraining([], waits=True)
    window.studio.training.follow(training, path, record(whole()[:n_events]))
    page.watch.click()
    return page


def _labelled_project(window: MainWindow, folder: Path) -> None:
    from app.operations.projects import create_project
    from app.workspace import Change
    from ulmfit_core.corpus.document import Document
    from ulmfit_core.project.importing import ImportSettings

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


def _fill_sheet(sheet: object) -> None:
    from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout

    from app.theme import Space, label_colour
    from app.widgets.buttons import button
    from app.widgets.card import Card, SectionHeader
    from app.widgets.label_button import LabelButton
    from app.widgets.search_field import SearchField
    from app.widgets.texts import paragraph
    from ulmfit_core.project.labels import COLOURS

    assert isinstance(sheet, QDialog)
    sheet.resize(720, 620)
    column = QVBoxLayout(sheet)
    column.setContentsMargins(Space.XL, Space.XL, Space.XL, Space.XL)
    column.setSpacing(Space.L)
    head = SectionHeader("Labels", "Press the key on a label to give it.")
    head.trailing.addWidget(button("Add label", icon_name="plus"))
    head.trailing.addWidget(button("Train", "primary", "train"))
    column.addWidget(head)
    card = Card()
    card.body.addWidget(paragraph(TEXTS[0][0], "reading"))
    column.addWidget(card)
    for left in range(0, len(COLOURS), 2):
        row = QHBoxLayout()
        for place in (left, left + 1):
            name = COLOURS[place]
            label = LabelButton(name.capitalize(), str((place + 1) % 10), name, 37 * place)
            assert label_colour(name).isValid()
            label.setChecked(place in (2, 5))
            row.addWidget(label)
        column.addLayout(row)
    column.addWidget(SearchField("Search in texts"))
    column.addStretch(1)


def _picture(scene: str, theme: str, size: str, wanted: argparse.Namespace) -> None:
    from PySide6.QtWidgets import QApplication, QDialog

    from app.application import create_studio, install_translations
    from app.main_window import MainWindow
    from app.pages.registry import page_factories
    from app.preferences import Preferences

    application = QApplication.instance()
    assert isinstance(application, QApplication)
    with tempfile.TemporaryDirectory() as folder:
        os.environ["HOME"] = folder  # so that the pictures show no names of this computer
        preferences = Preferences(Path(folder) / "preferences.json")
        preferences.update(theme=theme, text_size=wanted.text_size)
        translators = install_translations(application, wanted.language)
        studio = create_studio(application, preferences, _speeds(Path(folder)))
        window = MainWindow(studio, page_factories())
        window.resize(*SIZES[size])
        window.show()
        SCENES[scene](window, Path(folder))
        _settle(application)
        dialogs = window.findChildren(QDialog)
        shown = application.activePopupWidget() or (dialogs[-1] if dialogs else window)
        shown.grab()  # axes find their width when they are painted for the first time
        _settle(application)
        shown.grab().save(str(wanted.target / f"{scene}-{theme}-{size}.png"))
        for activity in studio.activities.running:
            activity.end()
        if shown is not window:
            shown.close()
        window.close()
        window.deleteLater()
        _settle(application)
        for translator in translators:
            application.removeTranslator(translator)  # type: ignore[arg-type]


def _speeds(folder: Path) -> Prober:
    """Those of a computer on which everything was measured before."""
    from app.tasks.speed_prober import ChildProber
    from ulmfit_core.training.speeds import SpeedCache, Speeds

    class Measured(ChildProber):
        def devices(self) -> tuple[str, ...]:
            return ("cpu",)

        def known(self, request: object) -> Speeds:
            return Speeds(
                language_model=6000,
                language_model_reading=30_000,
                classifier=8000,
                head=22_000,
                reading=26_000,
                instant=26_000,
                head_memory=610_000_000,
                classifier_memory=780_000_000,
                language_model_memory=930_000_000,
            )

    return Measured(SpeedCache(folder / "speeds.json"))


def _settle(application: object) -> None:
    from PySide6.QtCore import QEventLoop, QTimer

    loop = QEventLoop()
    QTimer.singleShot(150, loop.quit)
    loop.exec()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("target", type=Path)
    parser.add_argument("--scene", choices=SCENES, action="append")
    parser.add_argument("--theme", choices=("light", "dark"), action="append")
    parser.add_argument("--size", choices=SIZES, action="append")
    parser.add_argument("--language", default="en")
    parser.add_argument("--platform", default="offscreen")
    parser.add_argument("--text-size", type=int, default=100, help="percent")
    wanted = parser.parse_args()
    os.environ["QT_QPA_PLATFORM"] = wanted.platform
    from app.application import create_application
    from app.garbage import Collector

    application = create_application(["screenshots"])
    Collector(application)
    wanted.target.mkdir(parents=True, exist_ok=True)
    for scene in wanted.scene or SCENES:
        for theme in wanted.theme or ("light", "dark"):
            for size in wanted.size or ("small", "large"):
                _picture(scene, theme, size, wanted)
    application.quit()


if __name__ == "__main__":
    main()
