"""The full training is offered beside the labels, in nobody's way, or begins by itself."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.notices import Notice
from app.pages.full_run_offer import FullRunOffer
from app.studio import Studio
from app.workspace import Change
from tests.core.test_base_choice import GERMAN
from tests.core.training.recipes import write_tiny_base
from tests.gui.tasks.test_estimator import ListedProber, listed_estimator
from tests.gui.training_events import ListedTraining, record, whole
from tests.gui.views_on_disk import write_views
from ulmfit_core.corpus.document import Document
from ulmfit_core.fewshot.offer import Due, Offer
from ulmfit_core.project.importing import ImportSettings
from ulmfit_core.project.project import Project
from ulmfit_core.project.reader import keep_reader
from ulmfit_core.project.training import Training

FEW, FIRST = Offer(Due.FIRST, 60, 60), Offer(Due.FIRST, 400, 400)  # of two kinds


@pytest.fixture
def project(studio: Studio, tmp_path: Path) -> Project:
    studio.workspace.create(tmp_path / "kinds", "Kinds")
    made = studio.workspace.project
    rows = [Document(f"Text {i}", (("a", "b")[i % 2],), str(i), "k.csv", i) for i in range(1, 61)]
    for _ in made.import_documents(rows, ImportSettings("k.csv", test_fraction=0.0)):
        pass
    return made


@pytest.fixture
def begun(studio: Studio, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Training]]:
    """What is begun waits to be stopped, in place of a child."""
    trainings: list[Training] = []

    def start(training: Training) -> None:
        trainings.append(training)
        listed = ListedTraining(whole()[:2], waits=True)
        studio.training.follow(listed, training.folder.path, record([]))

    monkeypatch.setattr(studio.training, "start", start)
    yield trainings
    studio.training.shut_down()


@pytest.fixture
def offer(qtbot: QtBot, studio: Studio, project: Project) -> FullRunOffer:
    made = FullRunOffer(studio)
    qtbot.addWidget(made.bar)
    return made


def say(studio: Studio, offer: Offer | None) -> None:
    studio.suggestions.offer = offer
    studio.suggestions.changed.emit()


def test_it_is_offered_once_there_are_enough_labels(
    qtbot: QtBot, studio: Studio, project: Project, offer: FullRunOffer
) -> None:
    write_views(project, lambda number: number % 2)
    assert not offer.bar.isVisible()
    studio.suggestions.preparer.prepare = lambda job: iter(())
    studio.suggestions.get_ready()
    qtbot.waitUntil(offer.bar.isVisible, timeout=90_000)
    assert offer.bar.words.text().startswith("The language model can read all texts now;")
    qtbot.waitUntil(lambda: not studio.activities.running)


def test_accepting_begins_a_gentle_training_and_takes_the_offer_away(
    studio: Studio, offer: FullRunOffer, begun: list[Training]
) -> None:
    say(studio, FIRST)
    offer.bar.accept.click()
    (training,) = begun
    assert training.job.gentle
    assert training.job.preset == "standard"
    assert not offer.bar.isVisible()


def test_with_few_labels_the_language_model_reads_and_does_so_once(
    qtbot: QtBot,
    studio: Studio,
    project: Project,
    offer: FullRunOffer,
    begun: list[Training],
    tmp_path: Path,
) -> None:
    say(studio, FEW)
    offer.bar.accept.click()
    assert [training.job.preset for training in begun] == ["adapted"]
    studio.training.shut_down()
    say(studio, replace(FEW, n_labelled=90))
    assert offer.bar.isVisible()  # that one came to nothing
    keep_reader(write_tiny_base(tmp_path / "tuned"), project.cache_dir)
    studio.suggestions.preparer.prepare = lambda job: iter(())
    studio.suggestions.get_ready()
    qtbot.waitUntil(lambda: studio.suggestions.preparer.is_adapted)
    say(studio, replace(FEW, n_labelled=91))
    assert not offer.bar.isVisible()
    say(studio, replace(FIRST, n_labelled=420))
    assert offer.bar.words.text().startswith("Your labels are enough")


def test_nothing_is_offered_where_the_suggestions_would_be_as_they_are(
    studio: Studio, project: Project, offer: FullRunOffer
) -> None:
    rows = [Document(text, ("a",), str(n), "g", n) for n, text in enumerate(GERMAN * 90)]
    for _ in project.import_documents(rows, ImportSettings("g.csv", test_fraction=0.0)):
        pass
    studio.workspace.notify(Change.DOCUMENTS)
    say(studio, FEW)
    assert offer.bar.isHidden()
    say(studio, FIRST)
    assert not offer.bar.isHidden()


def test_what_was_declined_is_offered_again_when_there_is_more(
    studio: Studio, offer: FullRunOffer, begun: list[Training]
) -> None:
    say(studio, FIRST)
    offer.bar.decline.click()
    assert not offer.bar.isVisible()
    say(studio, replace(FIRST, n_labelled=499))
    assert not offer.bar.isVisible()
    say(studio, replace(FIRST, n_labelled=500))
    assert offer.bar.isVisible()
    say(studio, None)
    assert not offer.bar.isVisible()
    assert not begun


def test_it_begins_by_itself_where_the_preferences_say_so(
    studio: Studio, offer: FullRunOffer, begun: list[Training], posted: list[Notice]
) -> None:
    studio.preferences.update(train_by_itself=True)
    say(studio, FIRST)
    assert len(begun) == 1
    assert not offer.bar.isVisible()
    assert [notice.text for notice in posted] == [
        "The full training has begun in the background, as your preferences say."
    ]
    studio.training.shut_down()  # discarded, or paused: it does not begin again by itself
    say(studio, FIRST)
    assert len(begun) == 1


def test_a_failed_one_is_left_to_the_user(
    studio: Studio, offer: FullRunOffer, begun: list[Training]
) -> None:
    studio.preferences.update(train_by_itself=True)
    runs = replace(studio.suggestions.full.runs, has_failed=True)
    studio.suggestions.full = replace(studio.suggestions.full, runs=runs)
    say(studio, FIRST)
    assert not begun
    assert offer.bar.isVisible()


def test_it_says_how_long_it_takes(qtbot: QtBot, studio: Studio, project: Project) -> None:
    estimator = listed_estimator(studio, ListedProber())
    offer = FullRunOffer(replace(studio, estimator=estimator))
    qtbot.addWidget(offer.bar)
    say(studio, FIRST)
    qtbot.waitUntil(lambda: "It trains gently, about" in offer.bar.words.text(), timeout=20_000)


def test_it_says_why(studio: Studio, project: Project, offer: FullRunOffer) -> None:
    label = project.labels.all()[0]
    studio.suggestions.suggestions = replace(studio.suggestions.suggestions, title="Training 1")
    say(studio, Offer(Due.GROWN, 450, 50))
    words = offer.bar.words.text()
    assert words.startswith("50 labels are new or changed since Training 1.")
    say(studio, Offer(Due.NEW_LABEL, 450, 12, label.id))
    words = offer.bar.words.text()
    assert words.startswith(f"Training 1 was never taught “{label.name}”.")
