"""What trainings side by side have in common and what not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from app.models.run_comparison import (
    Compared,
    _value_at,
    caution,
    curve_rows,
    differences,
    figures,
    origins,
    results,
)
from app.models.run_table import run_row
from app.translation import percent
from tests.builders import tiny_bundle
from tests.gui.training_events import FINAL, write_log, write_training
from ulmfit_core.errors import InputError
from ulmfit_core.export.bundle import write_bundle
from ulmfit_core.project.project import Project
from ulmfit_core.project.training import Training, TrainingJob
from ulmfit_core.training.events import RunStarted


@pytest.fixture
def trained(project: Project) -> Callable[..., Compared]:
    def make(preset: str, accuracy: float | None, **settings: object) -> Compared:
        path: Path = project.runs.next_run_dir("classifier")
        write_training(path, preset, accuracy, **settings)
        return Compared.load(run_row(project.runs.get(path)))

    return make


def test_only_settings_that_differ_are_told(trained: Callable[..., Compared]) -> None:
    first = trained("standard", 0.9)
    second = trained("standard", 0.8, settings={"rate": 0.003, "stage_rates": (1.0, 0.5)})
    assert dict(differences([first, second])) == {
        "Classifier: rate": ("0.01", "0.003"),
        "Classifier: stage_rates": ("–", "1, 0.5"),
    }
    assert differences([first, first]) == []


def test_one_by_a_preset_of_a_later_version_is_not_compared(
    trained: Callable[..., Compared],
) -> None:
    row = trained("standard", 0.9).row
    job = row.path / "job.json"
    job.write_text(job.read_text().replace('"standard"', '"later"'))
    with pytest.raises(InputError, match="no preset 'later'"):
        Compared.load(row)


def test_what_they_began_with_differs(trained: Callable[..., Compared]) -> None:
    begun = {"base": "/p/runs/classifier-3/result/model.ulmfit", "gentle": True}
    own, chosen = {"base": "/p/mail.ulmfit", "gentle": False}, {"base": "/p/base", "gentle": False}
    table = differences([trained("standard", 0.9, **each) for each in (begun, own, chosen)])
    assert dict(table) == {
        "Start from": ("classifier-3", "mail.ulmfit", "/p/base"),
        "Gentle": ("yes", "no", "no"),
    }


def test_a_setting_that_one_lacks_differs(trained: Callable[..., Compared]) -> None:
    table = dict(differences([trained("quick", 0.8), trained("standard", 0.9)]))
    assert table["Recipe"] == ("Quick", "Standard")
    assert table["Language model: epochs"] == ("–", "10")
    assert table["Classifier: strength"] == ("0", "–")
    assert table["Classifier: batch_size"] == ("–", "32")
    assert "Classifier: class_weights" not in table


def test_a_preset_s_own_values_count_as_chosen(trained: Callable[..., Compared]) -> None:
    by_hand = trained("standard", 0.9, settings={"epochs": 30}, lm_settings={"epochs": 10})
    assert "Classifier: epochs" not in dict(differences([by_hand, trained("thorough", 0.9)]))


def test_results_stand_beside_one_another(trained: Callable[..., Compared]) -> None:
    table = dict(results([trained("quick", 0.84), trained("standard", None)]))
    assert table["State"] == ("finished", "paused")
    assert table["Accuracy"] == ("84.0%", "–")
    assert table["TF-IDF"] == (f"{FINAL['baseline_tfidf_lr']:.1%}", "–")
    assert "Log-loss" not in table  # nobody knows it


def test_each_figure_is_read_from_the_logs(trained: Callable[..., Compared]) -> None:
    training = trained("standard", 0.9)
    counts = {f.title: len(points[0]) for f in figures() if (points := f.of(training))}
    assert counts == {
        "Accuracy on held-out texts": 5,
        "Loss of the classifier": 250,
        "Perplexity on held-out texts": 3,
        "Loss of the language model": 300,
    }


def test_curves_are_a_table_of_the_newest_values(trained: Callable[..., Compared]) -> None:
    longer, shorter = trained("standard", 0.9), trained("quick", 0.8)
    accuracy, loss = figures()[:2]
    table = curve_rows(accuracy, [longer, shorter])
    assert [row[0] for row in table] == ["50", "100", "150", "200", "250"]
    assert table[-1][1] == "90.4%"
    rows = curve_rows(loss, [longer])
    assert len(rows) == 24
    assert (rows[0][0], rows[-1][0]) == ("1", "250")
    assert curve_rows(accuracy, []) == []


@pytest.mark.parametrize(
    ("step", "words"),
    [(1, "–"), (2, "10%"), (3, "10%"), (4, "–"), (5, "–"), (6, "30%"), (7, "–")],
)
def test_a_curve_is_read_where_it_is_and_has_a_value(step: int, words: str) -> None:
    curve = np.array([2.0, 4.0, 6.0]), np.array([0.1, np.nan, 0.3])
    assert _value_at(step, curve, percent) == words
    assert _value_at(step, None, percent) == "–"


@pytest.mark.parametrize("has_begun", [False, True])
def test_a_training_without_curves_yet_stands_beside_one_with_them(
    trained: Callable[..., Compared], project: Project, has_begun: bool
) -> None:
    path = project.runs.next_run_dir("classifier")
    folder = (
        Training.create(TrainingJob(str(path))).folder.checkpoint_path / "0" / "classifier-forward"
    )
    folder.mkdir(parents=True)
    if has_begun:
        write_log(folder, [RunStarted("finetune_classifier", 500, ("head",))])
    new, old = Compared.load(run_row(project.runs.get(path))), trained("standard", 0.9)
    for figure in figures():
        assert figure.of(new) is None
        assert curve_rows(figure, [new]) == []
        assert {row[1] for row in curve_rows(figure, [new, old])} == {"–"}


def with_model(training: Compared, versions: dict[str, str], **data: str) -> Compared:
    """The same, once it has a model that says this of itself."""
    path = Training(training.row.path).model_path
    path.parent.mkdir()
    bundle = tiny_bundle()
    config = replace(bundle.config, versions=versions, data=data, training={"processor": "Z80"})
    write_bundle(replace(bundle, config=config), path)
    return Compared.load(training.row)


def test_what_they_learnt_from_and_were_made_with(trained: Callable[..., Compared]) -> None:
    first, second, third = (trained("standard", 0.9) for _ in range(3))
    first = with_model(first, {"torch": "2.12.0"}, learnt_sha256="aa", held_out_sha256="cc")
    second = with_model(second, {"torch": "2.13.0"}, learnt_sha256="bb", held_out_sha256="cc")
    assert dict(origins([first, second, third])) == {
        "Learnt from (mark)": ("aa", "bb", "–"),
        "torch": ("2.12.0", "2.13.0", "–"),
    }
    assert caution([first, second, third]) == ""
    assert origins([first, third]) == []


def test_figures_from_other_texts_are_not_to_be_compared(trained: Callable[..., Compared]) -> None:
    first = with_model(trained("standard", 0.9), {}, held_out_sha256="aa")
    second = with_model(trained("standard", 0.8), {}, held_out_sha256="bb")
    assert caution([first, second]).startswith("Other texts or labels were held out")
    assert caution([first]) == ""


def test_a_model_that_cannot_be_read_is_compared_without(trained: Callable[..., Compared]) -> None:
    training = trained("standard", 0.9)
    path = Training(training.row.path).model_path
    path.parent.mkdir()
    path.write_bytes(b"PK nothing")
    assert Compared.load(training.row).made is None
