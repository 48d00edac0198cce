"""A person at a screen: from an empty project to a model that the command then uses.

Keys and mouse only, on the real program in a real window. What is waited for is what such a person
could see: things on the screen, and files in the project's folder.
"""

from __future__ import annotations

import csv
import json
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

pytest.importorskip("jeepney")

from tests.recipes.desktop import Desktop, desktop, missing_programs

pytestmark = [
    pytest.mark.slow,
    pytest.mark.timeout(1800),
    pytest.mark.skipif(bool(missing_programs()), reason=missing_programs()),
]

# Of what had just gone: this test asks for everything that can be seen while it changes.
ASKED_TOO_LATE = "WARNING qt: Could not find accessible on path"
N_LABELLED = 20
N_TEST = 6  # a tenth of the texts
TEXTS = {
    "bike": ("The chain of bike {n} came off", "The saddle of bike {n} is torn"),
    "account": ("My account {n} was charged twice", "I cannot log in to account {n}"),
}
KEYS = {name: str(place) for place, name in enumerate(TEXTS, 1)}
NEW = {
    "The chain of bike 99 came off": "bike",
    "My account 99 was charged twice": "account",
}


@pytest.fixture
def screen(tmp_path: Path) -> Iterator[Desktop]:
    with desktop(tmp_path) as made:
        yield made


@pytest.fixture
def texts(tmp_path: Path) -> Path:
    """A table of sixty texts without labels."""
    path = tmp_path / "feedback.csv"
    sentences = [text.format(n=n) for n in range(15) for both in TEXTS.values() for text in both]
    path.write_text("\n".join(["number,text", *(f"{n},{t}" for n, t in enumerate(sentences))]))
    return path


def test_from_an_empty_project_to_a_model_that_predicts(
    screen: Desktop, texts: Path, tmp_path: Path
) -> None:
    app = screen.start(["-m", "app"], tmp_path / "stderr.txt")
    project = begin_project(screen, tmp_path / "Documents" / "ULMFiT Studio" / "Two kinds")
    import_texts(screen, texts, project)
    make_labels(screen, project)
    label_texts(screen, project)
    train(screen, project)
    evaluate(screen, project)
    model = tmp_path / "my model.ulmfit"
    answers = use(screen, model)
    screen.press("ctrl+q")
    assert app.wait(timeout=60) == 0
    assert predicted(model, tmp_path) == list(answers.values())
    assert_nothing_left(tmp_path)


def begin_project(screen: Desktop, folder: Path) -> Path:
    """By mouse on the start screen, and a name by keyboard."""
    screen.click("New project")
    screen.wait_for("Create project")
    screen.take_keyboard("New project")
    screen.press("ctrl+a")
    screen.write(folder.name)
    screen.press("Return")
    screen.wait(lambda: (folder / "project.sqlite").is_file(), "project's file")
    screen.take_keyboard(f"{folder.name} – ULMFiT Studio")
    return folder


def import_texts(screen: Desktop, texts: Path, project: Path) -> None:
    """By the file dialog; the first rows are looked at before Ctrl+Enter."""
    screen.click("Choose files…")
    screen.take_keyboard("Choose files with texts")
    screen.write(str(texts))
    screen.press("Return")
    screen.wait_for("Share of the test set")
    screen.wait_for("Import", "push button")
    screen.take_keyboard("ULMFiT Studio")
    screen.press("ctrl+Return")
    screen.wait(lambda: count(project, "SELECT count(*) FROM documents") == 60, "sixty texts")
    screen.click("Go on to Label")


def make_labels(screen: Desktop, project: Path) -> None:
    """The page has put the keyboard where the first label is named."""
    for n_before, name in enumerate(TEXTS):
        screen.wait(lambda: called(screen, "Add a label"), "keyboard in the labels' field")
        screen.write(name)
        screen.press("Return")
        screen.wait(
            lambda n=n_before: count(project, "SELECT count(*) FROM labels") == n + 1, "label"
        )
    screen.press("Escape")


def label_texts(screen: Desktop, project: Path) -> None:
    """One press a text, now and then the mouse; one decision is taken back and made again."""
    for number in range(N_LABELLED):
        wait_for_labelled(screen, project, number)
        name = kind_of(screen.read("The text"))
        if number == 3:
            screen.press("f")  # the flag takes nothing away from the label that follows
            flagged = "SELECT count(*) FROM documents WHERE flagged"
            screen.wait(lambda: count(project, flagged) == 1, "flag")  # noqa: B023
        if number % 5 == 4:
            screen.click(name, "check box")
        else:
            screen.press(KEYS[name])
    wait_for_labelled(screen, project, N_LABELLED)
    screen.press("ctrl+z")
    wait_for_labelled(screen, project, N_LABELLED - 1)
    screen.press("ctrl+shift+z")
    wait_for_labelled(screen, project, N_LABELLED)


def train(screen: Desktop, project: Path) -> None:
    """The quick preset; over when the run's folder says so."""
    screen.press("ctrl+3")
    screen.click("Quick")
    screen.wait(lambda: checked(screen, "Quick"), "choice of the quick preset")
    screen.press("ctrl+Return")
    screen.wait(lambda: "RunStarted" in events(project), "begin of a training")
    screen.wait(lambda: "RunFinished" in events(project), "end of the training", patience=1200)
    screen.wait_for("Finished: *")


def evaluate(screen: Desktop, project: Path) -> None:
    """The locked test set is labelled on purpose, and the model is then measured on it."""
    screen.press("ctrl+4")
    screen.click("Label the test set")
    for number in range(N_TEST):
        wait_for_labelled(screen, project, N_LABELLED + number)
        screen.press(KEYS[kind_of(screen.read("The text"))])
    wait_for_labelled(screen, project, N_LABELLED + N_TEST)
    screen.press("ctrl+4")
    matrix = screen.wait_for("Which label was taken for which")
    assert matrix.is_focused


def use(screen: Desktop, model: Path) -> dict[str, str]:
    """Type each text and read the answer; then take the model away."""
    screen.press("ctrl+5")
    answers = {}
    for text, expected in NEW.items():
        screen.click("Try a text", "text")
        screen.press("ctrl+a")
        screen.write(text)
        answers[text] = screen.wait(lambda e=expected: answered(screen, e), expected)
    screen.click("Export the model…")
    screen.take_keyboard("Export the model to")
    screen.press("ctrl+a")
    screen.write(str(model))
    screen.press("Return")
    screen.wait(model.is_file, "exported model")
    screen.take_keyboard("ULMFiT Studio")
    return answers


def predicted(model: Path, folder: Path) -> list[str]:
    """What the command says to the same texts."""
    source, target = folder / "new.csv", folder / "out.csv"
    with source.open("w", newline="") as file:
        csv.writer(file).writerows([["text"], *([text] for text in NEW)])
    command = [sys.executable, "-m", "ulmfit_core", "predict", str(model), str(source)]
    subprocess.run([*command, "--text", "text", "--out", str(target)], check=True)
    with target.open(newline="") as file:
        return [row["predicted_label"] for row in csv.DictReader(file)]


def assert_nothing_left(home: Path) -> None:
    """No word of Qt's or Python's on the way, and no process that goes on."""
    assert (home / "stderr.txt").read_text() == ""
    (log,) = home.rglob("app.log")
    lines = [line for line in log.read_text().splitlines() if ASKED_TOO_LATE not in line]
    complaints = [line for line in lines if " INFO " not in line]
    assert complaints == []
    assert [path.read_text() for path in home.rglob("crash.log")] == [""]
    assert processes_of(home) == []


def processes_of(home: Path) -> list[str]:
    """The command lines of Python processes that were started in this home."""
    mark = f"HOME={home}\0".encode()
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if mark in (folder / "environ").read_bytes():
                found.append((folder / "cmdline").read_text().replace("\0", " "))
        except OSError:  # ended meanwhile, or not ours
            continue
    return [command for command in found if "python" in command]


def count(project: Path, question: str) -> int:
    """A number out of the project's file, read beside the program that has it open."""
    uri = f"{(project / 'project.sqlite').as_uri()}?mode=ro"
    with closing(sqlite3.connect(uri, uri=True)) as database:
        return int(database.execute(question).fetchone()[0])


def wait_for_labelled(screen: Desktop, project: Path, number: int) -> None:
    question = "SELECT count(DISTINCT document_id) FROM annotations"
    screen.wait(lambda: count(project, question) == number, f"{number} labelled texts")


def events(project: Path) -> set[str]:
    """The kinds of events that the trainings of a project have logged."""
    logs = [path.read_text() for path in project.glob("runs/*/events.jsonl")]
    return {json.loads(line)["event"] for log in logs for line in log.splitlines()}


def kind_of(text: str) -> str:
    return "bike" if "bike" in text else "account"


def called(screen: Desktop, name: str) -> bool:
    focused = screen.focused()
    return focused is not None and focused.name == name


def checked(screen: Desktop, name: str) -> bool:
    element = screen.see(name)
    return element is not None and element.is_checked


def answered(screen: Desktop, label: str) -> str:
    """The label, once the page Use shows it as the likeliest."""
    bars = screen.see("Probabilities of the labels")
    return label if bars is not None and bars.description.startswith(f"{label}: ") else ""
