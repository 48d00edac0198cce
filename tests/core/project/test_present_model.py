from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from tests.builders import keyword_bundle
from tests.core.project.projects import add, finished_training
from ulmfit_core.corpus.document import Document
from ulmfit_core.evaluation.metrics import evaluate
from ulmfit_core.export.bundle import ModelBundle, read_bundle, write_bundle
from ulmfit_core.export.model_card import model_card
from ulmfit_core.predictor import Predictor
from ulmfit_core.project.abstaining import write_threshold
from ulmfit_core.project.evaluation import report_on, score_test_set
from ulmfit_core.project.present_labels import definitions_beside
from ulmfit_core.project.present_model import present_card, write_present
from ulmfit_core.project.project import DATABASE_NAME, Project
from ulmfit_core.project.training import Training

WORDS = {"king": "person", "river": "place", "stone": "thing"}
NAMES = ("person", "place", "thing")


def measured() -> ModelBundle:
    """With figures of each label, as a training leaves them."""
    bundle = keyword_bundle(WORDS)
    scores = evaluate(np.eye(3), np.arange(3), NAMES).to_json()
    config = replace(
        bundle.config,
        metrics=scores,
        baseline={"majority": scores},
        data={"n_train": 30, "label_counts": dict.fromkeys(NAMES, 10)},
    )
    return replace(bundle, config=config, card=model_card(config))


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    with Project.create(tmp_path / "p", "Mail") as made:
        for name in NAMES:
            made.labels.create(name)
        yield made


@pytest.fixture
def training(project: Project) -> Training:
    return finished_training(project, measured())


def id_of(project: Project, name: str) -> int:
    label = project.labels.named(name)
    assert label is not None
    return label.id


def test_where_nothing_was_changed_nothing_is_written(training: Training, tmp_path: Path) -> None:
    target = tmp_path / "model.ulmfit"
    assert not write_present(training.model_path, target)
    write_threshold(training, 0.0)
    assert not write_present(training.model_path, target)
    assert not target.exists()


def test_labels_are_called_what_they_are_called_now(
    project: Project, training: Training, tmp_path: Path
) -> None:
    target = tmp_path / "model.ulmfit"
    project.labels.rename(id_of(project, "place"), "spot")
    assert write_present(training.model_path, target)
    bundle, before = read_bundle(target), read_bundle(training.model_path)
    assert bundle.config.labels == ("person", "spot", "thing")
    assert "place" not in bundle.config.to_bytes().decode() + bundle.card
    assert "| spot | 100.0 %" in bundle.card
    assert bundle.config.data["label_counts"] == {"person": 10, "spot": 10, "thing": 10}
    assert bundle.config.golden == before.config.golden
    assert Predictor.open(target).predict("river").label == "spot"
    assert before.config.labels == NAMES


def test_merged_labels_count_as_one(project: Project, training: Training, tmp_path: Path) -> None:
    target = tmp_path / "model.ulmfit"
    project.labels.merge([id_of(project, "place")], id_of(project, "person"))
    project.labels.rename(id_of(project, "thing"), "object")
    assert write_present(training.model_path, target)
    bundle, predictor = read_bundle(target), Predictor.open(target)
    assert predictor.labels == ("person", "object")
    apart, joined = (
        one.predict("river") for one in (Predictor.open(training.model_path), predictor)
    )
    assert (apart.label, joined.label) == ("place", "person")
    assert joined.probability == pytest.approx(sum(apart.probabilities[:2]))
    assert bundle.config.labels == ("person", "place", "object")
    assert "a probability: `person`, `object`." in bundle.card
    assert "count as one: `place` as `person`." in bundle.card


def test_a_card_tells_the_figures_of_the_test_set(project: Project, tmp_path: Path) -> None:
    words, target = list(WORDS), tmp_path / "model.ulmfit"
    documents = [
        Document(f"{words[n % 3]} {n}", (NAMES[n % 3],), f"m{n}", "m.csv", n) for n in range(40)
    ]
    add(project, documents, test_fraction=0.25, seed=3)
    training = finished_training(project, measured())
    assert "cite these" not in present_card(training.model_path)
    for _ in score_test_set(project.folder / DATABASE_NAME, training):
        pass
    assert report_on(project.folder / DATABASE_NAME, training) is not None
    assert write_present(training.model_path, target)
    bundle = read_bundle(target)
    assert bundle.config.test["accuracy"] == 1.0
    assert "On 10 test documents that took no part in the training" in bundle.card
    assert bundle.card == present_card(training.model_path)
    tested = next(project.test_set())
    others = [name for name in NAMES if name not in tested.labels]
    project.annotations.label([tested.id], [id_of(project, others[0])])
    assert "cite these" not in present_card(training.model_path)


def test_a_card_tells_no_figures_of_texts_that_may_have_taught_the_model(project: Project) -> None:
    words = list(WORDS)
    documents = [
        Document(f"{words[n % 3]} {n}", (NAMES[n % 3],), f"m{n}", "m.csv", n) for n in range(40)
    ]
    add(project, documents, test_fraction=0.25, seed=3)
    training = finished_training(project, measured())
    project.commands.undo()
    add(project, documents, test_fraction=0.25, seed=4)
    for _ in score_test_set(project.folder / DATABASE_NAME, training):
        pass
    assert report_on(project.folder / DATABASE_NAME, training) is not None
    assert "cite these" not in present_card(training.model_path)


def test_a_file_from_elsewhere_keeps_what_its_labels_count_as(tmp_path: Path) -> None:
    bundle, source = keyword_bundle(WORDS), tmp_path / "model.ulmfit"
    config = replace(bundle.config, counted_as=("person", "person", "thing"))
    write_bundle(replace(bundle, config=config), source)
    assert "a probability: `person`, `thing`." in present_card(source)
    assert not write_present(source, tmp_path / "copy.ulmfit")


def test_of_merged_labels_a_text_may_have_the_lowest_threshold_holds(
    project: Project, tmp_path: Path
) -> None:
    several = keyword_bundle(WORDS, task="multi", thresholds=(0.3, 0.6, 0.6))
    training, target = finished_training(project, several), tmp_path / "model.ulmfit"
    project.labels.merge([id_of(project, "place")], id_of(project, "person"))
    assert write_present(training.model_path, target)
    assert "`person` 0.30, `thing` 0.60" in read_bundle(target).card
    assert Predictor.open(target).predict("river").labels == ("person",)


def test_it_says_nothing_where_it_is_not_sure(training: Training, tmp_path: Path) -> None:
    target = tmp_path / "model.ulmfit"
    write_threshold(training, 0.9)
    assert write_present(training.model_path, target)
    cautious, bold = Predictor.open(target), Predictor.open(training.model_path)
    draw = "king river"
    assert bold.predict(draw).labels
    assert cautious.predict(draw).labels == ()
    assert cautious.predict(draw).label == ""
    assert cautious.predict(draw).probabilities == bold.predict(draw).probabilities
    assert cautious.predict("king").label == "person"
    assert "It gives no label where it is less than 90% sure." in read_bundle(target).card


def test_a_model_of_several_labels_always_says_what_it_thinks(
    project: Project, tmp_path: Path
) -> None:
    several = keyword_bundle(WORDS, task="multi", thresholds=(0.5, 0.5, 0.5))
    training = finished_training(project, several)
    write_threshold(training, 0.9)
    assert not write_present(training.model_path, tmp_path / "model.ulmfit")


def test_a_model_says_what_its_labels_mean_now(
    project: Project, training: Training, tmp_path: Path
) -> None:
    project.labels.define(id_of(project, "place"), "Where something is.\nNot: a company.")
    project.labels.rename(id_of(project, "place"), "spot")
    project.labels.define(id_of(project, project.labels.create("new").details["name"]), "None yet.")
    target = tmp_path / "model.ulmfit"
    assert write_present(training.model_path, target)
    bundle = read_bundle(target)
    assert bundle.config.definitions == {"spot": "Where something is.\nNot: a company."}
    assert "- `spot`: Where something is. Not: a company.\n" in bundle.card
    assert not write_present(target, tmp_path / "again.ulmfit")  # it keeps what it says


def test_a_project_of_before_there_were_definitions_has_none(
    project: Project, training: Training
) -> None:
    project.close()
    file = project.folder / DATABASE_NAME
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("ALTER TABLE labels DROP COLUMN definition")
    assert definitions_beside(training.model_path) == {}
    assert definitions_beside(file) is None
