"""Which words spoke, where another training is chosen before that is known."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from app.operations.evaluation import TrainingChoice
from app.pages.text_explainer import TextExplainer
from app.studio import Studio
from app.widgets.judged_texts import JudgedTexts
from tests.builders import keyword_bundle
from tests.core.project.projects import finished_training
from ulmfit_core.project.project import Project

FIRST = {"which": "thing", "number": "person"}
SECOND = {"which": "place", "number": "colour"}


@pytest.fixture
def choices(project: Project) -> list[TrainingChoice]:
    """Two models that know other labels."""
    bundles = [keyword_bundle(words) for words in (FIRST, SECOND)]
    return [
        TrainingChoice(finished_training(project, bundle).folder.path, str(place))
        for place, bundle in enumerate(bundles)
    ]


@pytest.mark.parametrize("is_open", [False, True])
def test_what_the_training_before_said_is_not_told_of_the_next(
    is_open: bool, qtbot: QtBot, studio: Studio, project: Project, choices: list[TrainingChoice]
) -> None:
    texts = JudgedTexts(project)
    qtbot.addWidget(texts)
    chosen = choices[:1]
    explainer = TextExplainer(studio, texts, lambda: chosen[0], lambda: True)
    texts.show_document(project.documents.documents([1])[0])
    if is_open:
        explainer.explain()
        qtbot.waitUntil(lambda: set(names(texts)) == set(FIRST.values()))
    explainer.explain()
    chosen[0] = choices[1]
    explainer.forget()
    assert names(texts) == []
    explainer.explain()  # while the first is still being asked
    qtbot.waitUntil(lambda: bool(names(texts)))
    assert set(names(texts)) == set(SECOND.values())


def names(texts: JudgedTexts) -> list[str]:
    box = texts.label_shown
    return [box.itemData(place) for place in range(box.count())]
