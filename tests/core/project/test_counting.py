"""Counting labels in projects of texts whose labels are known to the test alone."""

from __future__ import annotations

import csv
import time
from collections.abc import Callable, Generator, Iterator, Sequence
from pathlib import Path
from typing import cast

import numpy as np
import pytest

from tests.builders import keyword_bundle
from tests.core.project.projects import finished_training
from ulmfit_core.corpus.document import Document
from ulmfit_core.errors import InputError
from ulmfit_core.evaluation.label_counts import LabelCount
from ulmfit_core.export.bundle import ModelBundle
from ulmfit_core.predictor import Predictor
from ulmfit_core.project.counting import CountedLabels, count_labels
from ulmfit_core.project.counts_table import write_counts
from ulmfit_core.project.filters import DocumentFilter
from ulmfit_core.project.held_out import HeldOut, write_held_out
from ulmfit_core.project.importing import ImportSettings
from ulmfit_core.project.label_tally import CountedGroup
from ulmfit_core.project.project import Project
from ulmfit_core.project.taught import TaughtRecord
from ulmfit_core.training.start import NO_BASE

WORDS = {"salary": "pay", "group": "team"}
N_TEXTS, TEST = 600, 0.3


def word(row: int) -> str:
    """What the text of this row says, and so what the model gives it."""
    return "salary" if row % 2 else "group"


def truth(row: int) -> str:
    """Of 300 texts that say "group", 60 are about pay."""
    return "team" if row % 2 == 0 and row % 10 else "pay"


def add(
    project: Project,
    rows: Sequence[int],
    fraction: float,
    source: str = "a.csv",
    has_label: Callable[[int], bool] = lambda row: False,
) -> None:
    documents = [
        Document(f"{word(row)} {row}", (truth(row),) if has_label(row) else (), "", source, row)
        for row in rows
    ]
    for _ in project.import_documents(documents, ImportSettings(source, fraction)):
        pass


def label_test_set(project: Project, most: int | None = None) -> None:
    """As a person does who knows the truth."""
    ids = {label.name: label.id for label in project.labels.all()}
    tests = project.documents.documents(
        project.documents.document_ids(DocumentFilter(is_test=True, is_duplicate=False))
    )
    for name, id_ in ids.items():
        project.annotations.label([d.id for d in tests[:most] if truth(d.row) == name], [id_])


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    with Project.create(tmp_path / "p", "Survey") as made:
        made.labels.create("pay")
        made.labels.create("team")
        yield made


def counted(
    project: Project,
    bundle: ModelBundle | None = None,
    held_out: HeldOut | None = None,
    meanwhile: Callable[[], object] = lambda: None,
    base: str = NO_BASE,
) -> CountedLabels:
    """By a model that what is labelled and no test text taught."""
    training = finished_training(project, bundle or keyword_bundle(WORDS), base=base)
    if held_out is not None:
        write_held_out(training.held_out_path, held_out)
    meanwhile()
    predictor = Predictor.open(training.model_path)
    return end_of(count_labels(project, training.model_path, predictor))


def end_of(counting: Generator[int, None, CountedLabels]) -> CountedLabels:
    while True:
        try:
            next(counting)
        except StopIteration as end:
            return cast(CountedLabels, end.value)


def counts_of(found: CountedLabels) -> tuple[LabelCount, ...]:
    """Of all texts."""
    assert found.whole.counts is not None
    return found.whole.counts


def test_the_model_s_errors_are_put_right(project: Project) -> None:
    add(project, range(1, N_TEXTS + 1), TEST)
    label_test_set(project)
    found = counted(project)
    pay, team = counts_of(found)
    assert (pay.label, pay.predicted, team.predicted) == ("pay", 300, 300)
    assert pay.estimated + team.estimated == pytest.approx(N_TEXTS)
    assert 300 < pay.interval.low < 360 < pay.interval.high < 400
    assert (found.whole.n_texts, found.n_labelled, found.whole.n_tested) == (600, 180, 180)


def test_a_label_the_model_was_never_taught_is_counted_too(project: Project) -> None:
    project.set_task("multi")
    add(project, range(1, N_TEXTS + 1), TEST)
    label_test_set(project)
    project.labels.create("other")
    (other,) = [label.id for label in project.labels.all() if label.name == "other"]
    tests = project.documents.page(DocumentFilter(is_test=True), limit=N_TEXTS)
    project.annotations.add_labels([d.id for d in tests if d.row % 20 == 0], [other])
    project.annotations.label([tests[0].id], [])  # none of them
    counts = counts_of(counted(project, keyword_bundle(WORDS, task="multi")))
    assert [c.label for c in counts] == ["pay", "team", "other"]
    assert counts[2].predicted == 0
    assert 10 < counts[2].interval.low < 30 < counts[2].interval.high < 60


def test_texts_that_people_labelled_count_as_they_did(project: Project) -> None:
    add(project, range(1, N_TEXTS + 1), TEST, has_label=lambda row: True)
    pay, team = counts_of(counted(project))
    assert (pay.estimated, pay.interval.low, pay.interval.high) == (360, 360, 360)
    assert (pay.predicted, team.estimated) == (300, 240)


@pytest.mark.parametrize(
    ("is_taught", "is_kept", "is_true"),
    [(True, True, True), (True, False, False), (False, False, True)],
    ids=["taught and held out", "taught", "labelled later"],
)
def test_errors_that_people_looked_for_are_not_put_right_twice(
    project: Project, is_taught: bool, is_kept: bool, is_true: bool
) -> None:
    add(project, range(1, N_TEXTS + 1), TEST)
    label_test_set(project)
    pay = project.labels.all()[0].id
    rest = project.documents.page(DocumentFilter(is_test=False), limit=N_TEXTS)
    wrong = [d.id for d in rest if truth(d.row) == "pay" and word(d.row) == "group"]
    ids, answers = tuple(wrong[::2]), np.tile([0.1, 0.9], (len(wrong[::2]), 1))
    held_out = HeldOut(ids, (("pay",),) * len(ids), ("pay", "team"), answers)

    def label() -> None:
        project.annotations.label(wrong, [pay])

    if is_taught:
        label()
        found = counts_of(counted(project, held_out=held_out if is_kept else None))[0]
    else:
        found = counts_of(counted(project, meanwhile=label))[0]
    assert (found.interval.low < 360 < found.interval.high) is is_true
    assert (found.estimated == pytest.approx(360, abs=15)) is is_true


def test_answers_to_texts_that_taught_the_one_before_tell_of_no_errors(project: Project) -> None:
    add(project, range(1, N_TEXTS + 1), TEST)
    label_test_set(project)
    rest = project.documents.page(DocumentFilter(is_test=False), limit=N_TEXTS)
    wrong = tuple(d.id for d in rest if truth(d.row) == "pay" and word(d.row) == "group")
    project.annotations.label(wrong, [project.labels.all()[0].id])
    rows = np.tile([0.1, 0.9], (len(wrong), 1))
    held_out = HeldOut(wrong, (("pay",),) * len(wrong), ("pay", "team"), rows)
    before = str(finished_training(project, keyword_bundle(WORDS)).model_path)
    without = counted(project, base=before)
    assert counted(project, held_out=held_out, base=before) == without
    assert counted(project, held_out=held_out) != without


def test_repeats_of_a_test_text_count_with_it(project: Project) -> None:
    add(project, [*range(1, N_TEXTS + 1), *range(1, N_TEXTS + 1)], TEST)
    label_test_set(project)
    found = counted(project)
    assert (found.whole.n_texts, found.n_labelled, found.whole.n_tested) == (1200, 360, 180)
    pay = counts_of(found)[0]
    assert 600 < pay.interval.low < 720 < pay.interval.high < 800


@pytest.mark.parametrize("is_held_out", [False, True])
def test_a_label_of_one_copy_counts_for_all(project: Project, is_held_out: bool) -> None:
    add(project, [*range(1, N_TEXTS + 1), *range(1, N_TEXTS + 1)], TEST)
    label_test_set(project)
    before = counted(project)
    rest = project.documents.page(DocumentFilter(is_test=False, is_duplicate=True), limit=N_TEXTS)
    wrong = [d.id for d in rest if truth(d.row) == "pay" and word(d.row) == "group"][:20]
    project.annotations.label(wrong, [project.labels.all()[0].id])
    rows = np.tile([0.1, 0.9], (20, 1))
    held_out = HeldOut(tuple(wrong), (("pay",),) * 20, ("pay", "team"), rows)
    found = counted(project, held_out=held_out if is_held_out else None)
    assert found.n_labelled == before.n_labelled + 40
    pay, then = counts_of(found)[0], counts_of(before)[0]
    if is_held_out:
        assert pay.estimated == pytest.approx(then.estimated)
    else:
        assert pay.estimated > then.estimated + 20


def test_imports_of_unlike_shares_are_put_right_each_by_its_own(project: Project) -> None:
    add(project, range(2, 601, 2), 0.6)  # says "group", a fifth is about pay
    add(project, range(1001, 2200, 2), 0.1, "b.csv")  # the model is right
    label_test_set(project)
    pay = counts_of(counted(project))[0]
    assert pay.predicted == 600
    assert pay.estimated == pytest.approx(660, abs=15)


@pytest.mark.parametrize("n_labelled", [100, 30])
def test_a_part_of_the_test_set_will_do_if_it_is_large_enough(
    project: Project, n_labelled: int
) -> None:
    add(project, range(1, N_TEXTS + 1), TEST)
    label_test_set(project, most=n_labelled)
    if n_labelled == 100:
        assert counted(project).whole.n_tested == 100
    else:
        with pytest.raises(InputError, match=r"Of the test set of a.csv 30 texts are labelled"):
            counted(project)


def test_labels_that_came_along_are_no_draw_until_the_others_have_one(project: Project) -> None:
    add(project, range(1, N_TEXTS + 1), TEST, has_label=lambda row: row <= 300)
    with pytest.raises(InputError, match="no random draw"):
        counted(project)
    label_test_set(project)
    assert counted(project).whole.n_tested == 180


def test_texts_without_a_test_set_of_their_own_are_not_counted(project: Project) -> None:
    add(project, range(1, N_TEXTS + 1), TEST)
    add(project, range(1001, 1010), 0.0, "b.csv")
    label_test_set(project)
    with pytest.raises(InputError, match=r"No test set was drawn from b.csv"):
        counted(project)


def test_a_model_that_may_know_the_test_set_is_refused(project: Project, tmp_path: Path) -> None:
    add(project, range(1, N_TEXTS + 1), TEST)
    label_test_set(project)
    training = finished_training(project, keyword_bundle(WORDS))
    predictor, elsewhere = Predictor.open(training.model_path), tmp_path / "model.ulmfit"
    with pytest.raises(InputError, match="not trained in this project"):
        next(count_labels(project, elsewhere, predictor))
    tested = int(project.documents.document_ids(DocumentFilter(is_test=True))[0])
    TaughtRecord([(tested, ("pay",))], time.time()).write(training.taught_path)
    with pytest.raises(InputError, match="are in the test set now"):
        next(count_labels(project, training.model_path, predictor))


@pytest.mark.parametrize("knows", ["taught", "held out"])
def test_where_others_took_the_place_of_what_a_model_knows_nothing_is_counted(
    project: Project, knows: str
) -> None:
    add(project, range(1, N_TEXTS + 1), TEST)
    first = project.documents.document_ids(DocumentFilter(is_test=False))[:1].tolist()
    if knows == "taught":
        project.annotations.label(first, [1])
    training = finished_training(project, keyword_bundle(WORDS))
    if knows == "held out":
        rows = np.array([[0.9, 0.1]])
        write_held_out(
            training.held_out_path, HeldOut(tuple(first), (("pay",),), ("pay", "team"), rows)
        )
    else:
        project.commands.undo()
    project.commands.undo()
    add(project, range(N_TEXTS, 0, -1), TEST)
    label_test_set(project)
    counting = count_labels(project, training.model_path, Predictor.open(training.model_path))
    with pytest.raises(InputError, match=r"others came since.* Nothing was counted"):
        next(counting)


def test_others_that_are_in_the_test_set_now_did_not_teach_the_model(project: Project) -> None:
    add(project, range(1, N_TEXTS + 1), TEST)
    learnt = project.documents.document_ids(DocumentFilter(is_test=False)).tolist()
    project.annotations.label(learnt, [1])
    training = finished_training(project, keyword_bundle(WORDS))
    project.commands.undo()
    project.commands.undo()
    add(project, range(1, N_TEXTS + 1), 1.0)
    label_test_set(project)
    counting = count_labels(project, training.model_path, Predictor.open(training.model_path))
    with pytest.raises(InputError, match=r"others came since.* Nothing was counted"):
        next(counting)


def test_fewer_in_the_place_of_what_a_model_knows_are_no_less_doubtful(project: Project) -> None:
    add(project, range(1, N_TEXTS + 1), TEST)
    last = project.documents.document_ids(DocumentFilter(is_test=False))[-1:].tolist()
    project.annotations.label(last, [1])
    training = finished_training(project, keyword_bundle(WORDS))
    project.commands.undo()
    project.commands.undo()
    add(project, range(N_TEXTS // 2, N_TEXTS + 1), TEST)
    label_test_set(project)
    counting = count_labels(project, training.model_path, Predictor.open(training.model_path))
    with pytest.raises(InputError, match=r"others came since.* Nothing was counted"):
        next(counting)


def test_texts_may_come_while_others_are_counted_but_none_may_go(project: Project) -> None:
    add(project, range(1, N_TEXTS + 1), TEST)
    label_test_set(project)
    training = finished_training(project, keyword_bundle(WORDS))
    predictor = Predictor.open(training.model_path)
    counting = count_labels(project, training.model_path, predictor)
    next(counting)
    add(project, range(N_TEXTS + 1, N_TEXTS + 101), 0.0)
    assert end_of(counting).whole.n_texts == N_TEXTS
    add(project, range(N_TEXTS + 101, N_TEXTS + 201), 0.0)
    project.commands.undo()
    project.commands.undo()
    counting = count_labels(project, training.model_path, predictor)
    next(counting)
    while project.documents.count():
        project.commands.undo()
    with pytest.raises(InputError, match="taken out of the project while it was counted"):
        end_of(counting)


def by_region(project: Project) -> dict[str, CountedGroup]:
    """The groups of the column that ``add_regions`` keeps."""
    found = counted(project)
    (by,) = [by for by in found.by if by.column == "region"]
    return {group.name: group for group in by.groups}


def add_regions(project: Project, rows: Sequence[int], region: Callable[[int], str]) -> None:
    documents = [
        Document(f"{word(row)} {row}", (), "", "a.csv", row, (("region", region(row)),))
        for row in rows
    ]
    settings = ImportSettings("a.csv", TEST, kept_columns=("region",))
    for _ in project.import_documents(documents, settings):
        pass


def test_each_group_is_put_right_by_its_own_test_texts(project: Project) -> None:
    """All of the model's errors are in the west."""
    add_regions(project, range(1, N_TEXTS + 1), lambda row: "east" if row % 4 else "west")
    wrong = [row for row in range(1, N_TEXTS + 1) if truth(row) == "pay" and not row % 2]
    label_test_set(project)
    groups = by_region(project)
    assert (groups["west"].n_texts, groups["east"].n_texts) == (150, 450)
    assert groups["west"].n_tested + groups["east"].n_tested == 180
    in_west = sum(row % 4 == 0 for row in wrong)
    for name, true in (("west", in_west), ("east", 300 + len(wrong) - in_west)):
        group = groups[name]
        assert group.counts is not None
        pay = group.counts[0]
        assert pay.interval.low < true < pay.interval.high
        assert pay.predicted == group.predicted[0] < true


def test_a_group_with_few_test_texts_has_the_model_s_counts_alone(project: Project) -> None:
    add_regions(project, range(1, N_TEXTS + 1), lambda row: "west" if row <= 10 else "east")
    label_test_set(project)
    groups = by_region(project)
    assert groups["west"].n_tested < 10
    assert (groups["west"].counts, groups["west"].predicted) == (None, (5, 5))
    assert groups["east"].counts is not None


def test_a_group_that_people_labelled_whole_is_known(project: Project) -> None:
    add_regions(project, range(1, N_TEXTS + 1), lambda row: "west" if row <= 10 else "east")
    label_test_set(project)
    pay, team = (label.id for label in project.labels.all())
    rows = {d.row: d.id for d in project.documents.page(limit=N_TEXTS) if d.row <= 10}
    project.annotations.label([id_ for row, id_ in rows.items() if truth(row) == "pay"], [pay])
    project.annotations.label([id_ for row, id_ in rows.items() if truth(row) == "team"], [team])
    west = by_region(project)["west"]
    assert west.counts is not None
    assert [(c.estimated, c.interval.low, c.interval.high) for c in west.counts] == [
        (6, 6, 6),
        (4, 4, 4),
    ]


def test_a_repeat_counts_in_its_own_group_with_the_label_of_the_first(project: Project) -> None:
    add_regions(project, range(1, N_TEXTS + 1), lambda row: "east")
    add_regions(project, range(1, N_TEXTS + 1), lambda row: "west")
    label_test_set(project)
    groups = by_region(project)
    for group in groups.values():
        assert (group.n_texts, group.n_tested) == (600, 180)
        assert group.counts is not None
        assert group.counts[0].interval.low < 360 < group.counts[0].interval.high


def test_a_repeat_that_was_skipped_is_left_to_the_model(project: Project) -> None:
    add(project, [*range(1, N_TEXTS + 1), 1, 1], TEST)
    label_test_set(project)
    project.annotations.label([1], [project.labels.all()[0].id])
    before = counted(project).n_labelled
    project.annotations.skip([N_TEXTS + 2])
    assert counted(project).n_labelled == before - 1


def test_files_are_groups_too(project: Project) -> None:
    add(project, range(1, N_TEXTS + 1), TEST)
    add(project, range(1001, 1601), TEST, "b.csv")
    label_test_set(project)
    (by,) = counted(project).by
    assert (by.column, [group.name for group in by.groups]) == ("", ["a.csv", "b.csv"])
    assert [group.n_texts for group in by.groups] == [600, 600]


def read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return [*csv.DictReader(file)]


def test_the_counts_are_written_as_a_table(project: Project, tmp_path: Path) -> None:
    add(project, range(1, N_TEXTS + 1), TEST)
    label_test_set(project)
    path = tmp_path / "counts.csv"
    write_counts(counted(project), path)
    rows = read(path)
    assert list(rows[0]) == ["label", "predicted", "estimated", "low_95", "high_95"]
    assert rows[0]["predicted"] == "300"
    assert int(rows[0]["low_95"]) < int(rows[0]["estimated"]) < int(rows[0]["high_95"])


def test_groups_are_written_with_a_row_for_each_label(project: Project, tmp_path: Path) -> None:
    add_regions(project, range(1, N_TEXTS + 1), lambda row: "west" if row <= 10 else "east")
    label_test_set(project)
    found, path = counted(project), tmp_path / "counts.csv"
    write_counts(found, path, by=found.by[0])
    rows = read(path)
    figures = ["label", "predicted", "estimated", "low_95", "high_95"]
    assert list(rows[0]) == ["region", "texts", *figures]
    assert [(row["region"], row["label"]) for row in rows] == [
        ("east", "pay"),
        ("east", "team"),
        ("west", "pay"),
        ("west", "team"),
    ]
    assert (rows[2]["texts"], rows[2]["predicted"], rows[2]["low_95"]) == ("10", "5", "")
