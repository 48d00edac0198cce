from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from tests.core.project.projects import moves_of
from ulmfit_core.joined_labels import JoinedLabels
from ulmfit_core.project.present_labels import (
    labels_beside,
    moves_since,
    names_apart,
    present_labels,
)
from ulmfit_core.project.project import DATABASE_NAME, Project
from ulmfit_core.project.taught import TAUGHT, TaughtRecord


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    with Project.create(tmp_path / "p", "Mail") as made:
        for name in ("a", "b", "c"):
            made.labels.create(name)
        yield made


def id_of(project: Project, name: str) -> int:
    label = project.labels.named(name)
    assert label is not None
    return label.id


def begun(project: Project, *, by_time: bool = False) -> Path:
    """What a training of now leaves; an earlier version noted the time alone."""
    path = project.folder / "runs" / "1" / "result" / TAUGHT
    path.parent.mkdir(parents=True, exist_ok=True)
    TaughtRecord([], time.time(), None if by_time else moves_of(project)).write(path)
    return path


def now(project: Project, names: str, taught: Path) -> str:
    present = present_labels(names, moves_since(project.folder / DATABASE_NAME, taught))
    return "".join(present.names[place] for place in present.places)


@pytest.mark.parametrize("by_time", [False, True])
def test_names_are_followed_from_then_on(project: Project, by_time: bool) -> None:
    project.labels.rename(id_of(project, "a"), "x")  # before
    taught = begun(project, by_time=by_time)
    for old, new in (("x", "t"), ("b", "x"), ("t", "b")):  # two trade their names
        project.labels.rename(id_of(project, old), new)
    assert now(project, "xbc", taught) == "bxc"
    assert now(project, "xbc", project.folder / TAUGHT) == "xbc"  # nobody knows since when
    project.labels.merge([id_of(project, "x"), id_of(project, "c")], id_of(project, "b"))
    assert now(project, "xbc", taught) == "bbb"
    project.commands.undo()
    assert now(project, "xbc", taught) == "bxc"
    assert now(project, "xbc", begun(project, by_time=by_time)) == "xbc"


def test_a_rename_before_it_may_be_undone_and_redone_after_it(project: Project) -> None:
    for old, new in (("b", "y"), ("a", "b"), ("y", "a")):
        project.labels.rename(id_of(project, old), new)
    taught = begun(project)
    for _ in range(3):
        project.commands.undo()
    assert now(project, "bac", taught) == "abc"
    taught = begun(project)
    for _ in range(3):
        project.commands.redo()
    assert now(project, "abc", taught) == "bac"


def test_what_came_in_place_of_an_undone_rename_is_another(project: Project) -> None:
    project.labels.rename(id_of(project, "a"), "x")
    project.labels.merge([id_of(project, "c")], id_of(project, "b"))
    taught = begun(project)
    project.commands.undo()
    project.commands.undo()
    assert now(project, "xb", taught) == "ab"
    project.labels.rename(id_of(project, "a"), "z")
    project.labels.rename(id_of(project, "c"), "x")
    assert now(project, "xb", taught) == "zb"


def test_a_label_that_has_the_id_of_an_undone_one_is_another(project: Project) -> None:
    project.labels.create("d")
    gone, taught = id_of(project, "d"), begun(project)
    project.commands.undo()
    project.labels.create("e")
    assert id_of(project, "e") == gone
    assert now(project, "abcd", taught) == "abcd"


def test_a_label_made_anew_is_another(project: Project) -> None:
    taught = begun(project)
    project.labels.delete(id_of(project, "c"))
    project.labels.create("c")
    project.labels.rename(id_of(project, "c"), "d")
    assert now(project, "abc", taught) == "abc"


def test_a_deleted_label_is_not_the_one_that_has_its_name_now(project: Project) -> None:
    taught = begun(project)
    project.labels.delete(id_of(project, "b"))
    project.labels.rename(id_of(project, "a"), "b")
    moves = moves_since(project.folder / DATABASE_NAME, taught)
    assert present_labels("abc", moves) == JoinedLabels(("b", "b (2)", "c"), (0, 1, 2))
    project.labels.merge([id_of(project, "b")], id_of(project, "c"))
    project.labels.delete(id_of(project, "c"))
    moves = moves_since(project.folder / DATABASE_NAME, taught)
    assert present_labels("abc", moves) == JoinedLabels(("c", "b"), (0, 1, 0))


def names_beside(model: Path, labels: tuple[str, ...]) -> tuple[str, ...]:
    return names_apart(labels, labels_beside(model, labels))


def test_a_model_that_no_training_made_keeps_its_names(project: Project, tmp_path: Path) -> None:
    for path in (tmp_path / "m.ulmfit", Path("/m.ulmfit"), project.folder / "runs/1/result/m"):
        assert names_beside(path, ("a", "b")) == ("a", "b")


def test_labels_that_were_merged_at_once_are_the_others(project: Project) -> None:
    result = begun(project).parent
    project.labels.merge_each({id_of(project, name): id_of(project, "c") for name in "ab"})
    assert labels_beside(result / "m", ("b", "c", "a")) == JoinedLabels(("c",), (0, 0, 0))


def test_two_columns_of_a_model_never_have_one_name(project: Project) -> None:
    result = begun(project).parent
    project.labels.merge([id_of(project, "b")], id_of(project, "c"))
    assert names_beside(result / "m", ("b", "c", "a")) == ("b", "c", "a")
    assert labels_beside(result / "m", ("b", "c", "a")) == JoinedLabels(("c", "a"), (0, 0, 1))
    project.labels.rename(id_of(project, "a"), "d")
    assert names_beside(result / "m", ("b", "c", "a")) == ("b", "c", "d")
    project.labels.rename(id_of(project, "d"), "b")
    assert names_beside(result / "m", ("b", "c", "a")) == ("b", "c", "a")


def test_a_run_without_its_project_keeps_its_names(tmp_path: Path) -> None:
    result = tmp_path / "runs" / "1" / "result"
    result.mkdir(parents=True)
    TaughtRecord([], time.time()).write(result / TAUGHT)
    assert names_beside(result / "m", ("a", "b")) == ("a", "b")


def test_merged_columns_are_one() -> None:
    present = present_labels(("a", "b", "c"), [{"a": "c"}])
    assert present.names == ("c", "b")
    rows = np.array([[0.2, 0.3, 0.5]])
    assert present.joined(rows, "single") == pytest.approx(np.array([[0.7, 0.3]]))
    assert present.joined(rows, "multi") == pytest.approx(np.array([[0.5, 0.3]]))
    assert present.thresholds(rows) == pytest.approx(np.array([[0.2, 0.3]]))
    renamed = present_labels(("a", "b"), [{"a": "d"}])
    assert (renamed.names, renamed.joined(rows[:, :2], "single")[0, 0]) == (("d", "b"), 0.2)
