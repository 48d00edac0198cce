"""What a model learnt from, with what it has from the one that its training went on from."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from tests.builders import keyword_bundle
from tests.core.project.projects import add, finished_training
from ulmfit_core.corpus.document import Document
from ulmfit_core.errors import InputError
from ulmfit_core.evaluation.report import Fate
from ulmfit_core.predictor import Predictor
from ulmfit_core.project.counting import count_labels
from ulmfit_core.project.full_runs import FullRun, full_runs
from ulmfit_core.project.held_out import HeldOut, write_held_out
from ulmfit_core.project.lessons import Lessons, lessons_of
from ulmfit_core.project.project import DATABASE_NAME, Project
from ulmfit_core.project.taught import TaughtRecord, learnt_in_all
from ulmfit_core.project.training import Training
from ulmfit_core.training.start import NO_BASE

WORDS = {"salary": "pay", "group": "team"}
N_TEXTS = 200


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    with Project.create(tmp_path / "p", "Survey") as made:
        bring(made, seed=0)
        yield made


def bring(project: Project, seed: int, first: int = 0, n: int = N_TEXTS) -> None:
    """Labelled texts with a test set of their own, drawn by ``seed``."""
    words = list(WORDS.items())
    rows = [
        Document(f"{words[row % 2][0]} {row}", (words[row % 2][1],), "", "a.csv", row)
        for row in range(first, first + n)
    ]
    add(project, rows, test_fraction=0.3, seed=seed)


def trained(project: Project, base: Training | str = NO_BASE) -> Training:
    start = str(base.model_path) if isinstance(base, Training) else base
    return finished_training(project, keyword_bundle(WORDS), base=start)


def record_of(training: Training) -> TaughtRecord:
    record = TaughtRecord.read(training.taught_path)
    assert record is not None
    return record


def lessons(project: Project, training: Training) -> Lessons:
    return lessons_of(project.folder / DATABASE_NAME, training)


def count(project: Project, training: Training) -> None:
    """As far as it takes to see whether that is refused."""
    counting = count_labels(project, training.model_path, Predictor.open(training.model_path))
    next(counting)
    counting.close()


def run_with(project: Project, training: Training, *held_out: int) -> FullRun:
    """The newest training, which is said to have held these documents out."""
    given = (("pay",),) * len(held_out)
    said = np.tile([0.9, 0.1], (len(held_out), 1))
    write_held_out(training.held_out_path, HeldOut(held_out, given, ("pay", "team"), said))
    newest = full_runs(project).newest
    assert newest is not None
    assert newest.model == training.model_path
    return newest


def held_out_from(project: Project, training: Training, *ids: int) -> tuple[int, ...]:
    """Those of the documents that are said to have been held out, which are new to the model."""
    found = run_with(project, training, *ids).held_out
    assert found is not None
    return found.ids


def test_what_taught_the_one_before_is_there_too(project: Project) -> None:
    first = trained(project)
    end = project.imports.end_at(None)
    bring(project, seed=0, first=N_TEXTS, n=20)
    third = trained(project, trained(project, first))
    learnt = learnt_in_all(third.taught_path)
    assert learnt is not None
    assert [max(each.ids) < end for each in learnt] == [True, False, False]
    assert [each.at for each in learnt] == sorted(each.at or 0.0 for each in learnt)
    assert lessons(project, third).fate is Fate.PRESENT
    count(project, third)


def test_a_test_set_that_the_one_before_learnt_is_not_new(project: Project) -> None:
    first = trained(project)
    project.commands.undo()
    bring(project, seed=1)
    second = trained(project, first)
    now = [d.id for d in project.training_set()]
    assert not set(now) <= dict(record_of(first).documents).keys()
    assert held_out_from(project, second, *now) == ()  # any of them may be one that taught it
    for training in (first, second, trained(project, second)):
        found = lessons(project, training)
        assert (found.fate, found.end) == (Fate.REPLACED, 1)
        with pytest.raises(InputError, match=r"others came since.* Nothing was counted"):
            count(project, training)


def test_what_came_before_the_texts_that_went_is_new_for_certain(project: Project) -> None:
    bring(project, seed=0, first=N_TEXTS, n=20)
    first = trained(project)
    project.commands.undo()
    found = lessons(project, trained(project, first))
    assert (found.fate, found.end) == (Fate.GONE, N_TEXTS + 1)


def test_of_a_file_from_elsewhere_nothing_is_known(project: Project, tmp_path: Path) -> None:
    with Project.create(tmp_path / "q", "Other") as other:
        bring(other, seed=0)
        foreign = trained(other)
    base: Training | str
    for base in (str(tmp_path / "model.ulmfit"), foreign):
        for _ in range(2):  # and of what goes on from that
            base = trained(project, base)
            assert record_of(base).before is None
            assert lessons(project, base).fate is Fate.UNKNOWN
            with pytest.raises(InputError, match="goes on from such a model"):
                count(project, base)
            assert held_out_from(project, base, 1, 2) == ()


def test_a_training_without_its_texts_teaches_what_nobody_knows(project: Project) -> None:
    first = trained(project)
    first.taught_path.unlink()
    assert lessons(project, trained(project, first)).fate is Fate.UNKNOWN


def test_texts_that_taught_the_one_before_are_not_held_out(project: Project) -> None:
    first = trained(project)
    old = next(project.training_set()).id
    bring(project, seed=0, first=N_TEXTS, n=20)
    new = max(d.id for d in project.training_set())
    assert held_out_from(project, first, old, new) == (old,)  # the other came later
    assert held_out_from(project, trained(project, first), old, new) == (new,)
    assert held_out_from(project, trained(project), old, new) == (old, new)


def test_what_was_held_out_was_there_when_it_began_however_it_is_known(project: Project) -> None:
    first, old = trained(project), next(project.training_set()).id
    project.annotations.clear([old])
    second = trained(project, first)
    assert old not in dict(record_of(second).documents)
    assert run_with(project, second, old).seen[old] == ("pay",)


def test_what_an_earlier_version_wrote_counts_as_it_did(project: Project) -> None:
    first = trained(project)
    second = trained(project, first)
    taught = record_of(second).documents
    second.taught_path.write_text(f'{{"documents": {[[id_, []] for id_, _ in taught]}}}')
    assert record_of(second).before == []
    assert lessons(project, second).fate is Fate.PRESENT
    count(project, second)
    second.taught_path.write_text("[]")
    assert lessons(project, second).fate is Fate.UNKNOWN
