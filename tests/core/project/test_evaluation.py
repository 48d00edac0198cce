"""A model of known words on a locked test set, the command's figures as the oracle."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.builders import keyword_bundle
from tests.core.project.projects import add, finished_training
from ulmfit_core.cli.app import run
from ulmfit_core.corpus.document import Document
from ulmfit_core.errors import InputError, ModelFileError
from ulmfit_core.evaluation.baselines import fitting_baselines
from ulmfit_core.evaluation.report import EvaluationReport, Fate
from ulmfit_core.export.bundle import write_bundle
from ulmfit_core.in_parts import returned
from ulmfit_core.project.child_scoring import score_in_child
from ulmfit_core.project.evaluation import (
    Part,
    report_on,
    report_path,
    score_test_set,
    scores_path,
    stored_report,
)
from ulmfit_core.project.project import DATABASE_NAME, Project
from ulmfit_core.project.taught import TaughtRecord
from ulmfit_core.project.training import Training

WORDS = {"refund": "money", "invoice": "money", "chain": "repair", "brake": "repair"}


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    """Eighty texts, a quarter locked away; two words in ten are of the other kind."""
    with Project.create(tmp_path / "p", "Mail") as made:
        bring(made, list(WORDS))
        yield made


def bring(project: Project, words: list[str]) -> None:
    documents = [
        Document(f"letter {n} about a {words[n % 4]}", (_label(n),), f"m{n}", "m.csv", n)
        for n in range(80)
    ]
    add(project, documents, test_fraction=0.25, seed=3)


def _label(n: int) -> str:
    label = WORDS[list(WORDS)[n % 4]]
    return {"money": "repair", "repair": "money"}[label] if n % 10 in (3, 4) else label


@pytest.fixture
def training(project: Project) -> Training:
    return finished_training(project, keyword_bundle(WORDS))


def file_of(project: Project) -> Path:
    return project.folder / DATABASE_NAME


def evaluated(project: Project, training: Training) -> tuple[EvaluationReport, list[Part]]:
    """The report, and what had to be done for it."""
    parts: list[Part] = []
    report = report_on(file_of(project), training)
    if report is None:
        parts = [step.part for step in score_test_set(file_of(project), training, threads=1)]
        report = report_on(file_of(project), training)
    assert report is not None
    return report, parts


def test_the_figures_are_the_command_s(
    project: Project, training: Training, capsys: pytest.CaptureFixture[str]
) -> None:
    report, _ = evaluated(project, training)
    path = project.folder / "test.jsonl"
    rows = [{"text": d.text, "label": d.labels[0]} for d in project.test_set()]
    path.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    assert run(["evaluate", str(training.model_path), str(path), "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert report.evaluation.n == len(rows) == 20
    mine = json.loads(json.dumps(report.evaluation.to_json()))
    assert mine == {name: said[name] for name in mine}


def test_baselines_learn_from_what_taught_the_model(project: Project, training: Training) -> None:
    report, _ = evaluated(project, training)
    taught, test = list(project.training_set()), list(project.test_set())
    fitting = fitting_baselines(
        [d.text for d in taught],
        [d.labels[0] for d in taught],
        [d.text for d in test],
        [d.labels[0] for d in test],
        seed=0,
    )
    expected = returned(fitting)
    assert [b.evaluation for b in report.baselines] == [b.evaluation for b in expected]
    assert [d.name for d in report.differences] == ["majority", "tfidf_lr"]


def test_later_labels_teach_no_baseline(project: Project, training: Training) -> None:
    before, _ = evaluated(project, training)
    scores_path(training).unlink()
    ids = [d.id for d in project.training_set()]
    project.annotations.label(ids, [project.labels.all()[0].id])
    after, _ = evaluated(project, training)
    assert [b.evaluation for b in after.baselines] == [b.evaluation for b in before.baselines]


def test_without_knowing_what_taught_it_there_is_no_baseline(
    project: Project, training: Training
) -> None:
    training.taught_path.unlink()
    report, _ = evaluated(project, training)
    assert report.baselines == ()
    assert report.evaluation.n == 20
    assert (report.fate, report.may_know) == (Fate.UNKNOWN, True)


def test_the_report_is_kept_until_test_labels_change(project: Project, training: Training) -> None:
    assert stored_report(file_of(project), training) == (None, False)
    report, _ = evaluated(project, training)
    assert stored_report(file_of(project), training) == (report, True)
    wrong = report.mistakes()[0]
    right = project.labels.named(report.labels[wrong.given[0]])
    assert right is not None
    project.annotations.label([wrong.id], [right.id])
    assert stored_report(file_of(project), training) == (report, False)
    project.commands.undo()
    assert stored_report(file_of(project), training) == (report, True)


def test_labels_for_learning_change_no_report(project: Project, training: Training) -> None:
    report, _ = evaluated(project, training)
    first = next(iter(project.training_set()))
    project.annotations.clear([first.id])
    assert stored_report(file_of(project), training) == (report, True)


def test_relabelling_reads_no_text_again(project: Project, training: Training) -> None:
    before, parts = evaluated(project, training)
    assert parts.count(Part.SCORING) == 20
    wrong = before.mistakes()[0]
    label = project.labels.named(before.labels[wrong.given[0]])
    assert label is not None
    project.annotations.label([wrong.id], [label.id])
    after, parts = evaluated(project, training)
    assert parts == []
    assert after.evaluation.accuracy == pytest.approx(before.evaluation.accuracy + 1 / 20)
    assert len(after.baselines) == 2


def test_what_is_kept_can_be_lost(project: Project, training: Training) -> None:
    report, _ = evaluated(project, training)
    kept = scores_path(training)
    for path, damage in ((kept, b"PK no zip"), (kept, b""), (report_path(training), b"{torn")):
        path.write_bytes(damage)
    assert stored_report(file_of(project), training) == (None, False)
    again, parts = evaluated(project, training)
    assert parts.count(Part.SCORING) == 20
    assert (again.evaluation, again.documents) == (report.evaluation, report.documents)


def test_a_new_test_label_costs_one_reading(project: Project, training: Training) -> None:
    first = next(iter(project.test_set()))
    label = project.labels.named(first.labels[0])
    assert label is not None
    project.annotations.clear([first.id])
    assert evaluated(project, training)[0].evaluation.n == 19
    project.annotations.label([first.id], [label.id])
    report, parts = evaluated(project, training)
    assert parts.count(Part.SCORING) == 1
    assert report.evaluation.n == 20
    assert len(report.baselines) == 2


def test_copies_of_test_texts_are_counted_and_make_no_figure_surer(
    project: Project, training: Training
) -> None:
    before, _ = evaluated(project, training)
    copies = [Document(d.text.upper(), d.labels, "", "n.csv", 1) for d in project.test_set()]
    add(project, copies, test_fraction=0.5)
    after, _ = evaluated(project, training)
    assert (after.evaluation.n, after.evaluation.n_distinct) == (40, 20)
    found, expected = after.evaluation.accuracy_interval, before.evaluation.accuracy_interval
    assert found is not None
    assert expected is not None
    assert (found.low, found.high) == pytest.approx((expected.low, expected.high))


def test_texts_that_taught_it_may_go(project: Project, training: Training) -> None:
    TaughtRecord([(99_999, ("money",))]).write(training.taught_path)
    report, _ = evaluated(project, training)
    assert report.baselines == ()
    assert evaluated(project, training)[1] == []  # and nothing is tried over and over


def test_an_import_in_the_place_of_an_undone_one_is_read_anew(
    project: Project, training: Training
) -> None:
    before, _ = evaluated(project, training)
    scores = scores_path(training).read_bytes()
    project.commands.undo()
    bring(project, list(reversed(WORDS)))  # another column: the same rows, of the other label
    assert [d.id for d in project.test_set()] == [d.id for d in before.documents]
    assert stored_report(file_of(project), training) == (before, False)
    after, parts = evaluated(project, training)
    assert parts.count(Part.SCORING) == 20
    assert after.evaluation.accuracy == pytest.approx(1 - before.evaluation.accuracy)
    assert after.baselines == ()  # what taught the model is gone
    assert (after.fate, after.n_unseen, after.may_know) == (Fate.REPLACED, 0, True)
    project.commands.undo()
    bring(project, list(WORDS))
    scores_path(training).write_bytes(scores)
    assert evaluated(project, training)[0].evaluation == before.evaluation
    assert evaluated(project, training)[1] == []  # nothing that was read before


def test_the_same_test_set_anew_is_one_it_did_not_learn_from(
    project: Project, training: Training
) -> None:
    evaluated(project, training)
    project.commands.undo()
    bring(project, list(WORDS))
    report, _ = evaluated(project, training)
    assert (report.fate, report.n_unseen, report.may_know) == (Fate.REPLACED, 20, False)
    assert len(report.baselines) == 2


def test_what_was_in_the_test_set_before_it_learnt_is_new_to_it(project: Project) -> None:
    lessons = [
        Document(f"more about a {word}", (of,), "", "n.csv", 1) for word, of in WORDS.items()
    ]
    add(project, lessons)
    training = finished_training(project, keyword_bundle(WORDS))
    project.commands.undo()
    gone, _ = evaluated(project, training)
    assert (gone.fate, gone.n_unseen, gone.may_know) == (Fate.GONE, 20, False)
    assert gone.baselines == ()
    add(project, lessons, test_fraction=0.5)
    report, _ = evaluated(project, training)
    assert (report.fate, report.n_unseen, report.may_know) == (Fate.REPLACED, 20, True)
    assert report.evaluation.n > 20


def test_lessons_that_come_back_teach_the_baselines(project: Project) -> None:
    add(project, [Document("more about a chain", ("repair",), "", "n.csv", 1)])
    training = finished_training(project, keyword_bundle(WORDS))
    project.commands.undo()
    assert evaluated(project, training)[0].baselines == ()
    project.commands.redo()
    report, _ = evaluated(project, training)
    assert (report.fate, len(report.baselines)) == (Fate.PRESENT, 2)


def test_a_child_scores_the_same(project: Project, training: Training) -> None:
    steps = list(score_in_child(file_of(project), training, threads=1))
    assert [step.part for step in steps].count(Part.SCORING) == 20
    in_child = report_on(file_of(project), training)
    scores_path(training).unlink()
    here, _ = evaluated(project, training)
    assert in_child is not None
    assert in_child.evaluation == here.evaluation


def test_a_child_that_is_left_ends_at_once(project: Project, training: Training) -> None:
    steps = score_in_child(file_of(project), training, threads=1)
    next(steps)
    steps.close()  # type: ignore[attr-defined]
    assert not list(training.folder.path.glob("*.partial"))


def test_a_child_that_nobody_wants_ends_before_it_says_a_word(
    project: Project, training: Training
) -> None:
    steps = score_in_child(file_of(project), training, threads=1, is_unwanted=lambda: True)
    assert list(steps) == []
    assert report_on(file_of(project), training) is None


def test_what_is_wrong_in_the_child_is_said(project: Project, training: Training) -> None:
    training.model_path.write_bytes(b"nothing of the kind")
    with pytest.raises(ModelFileError):
        list(score_in_child(file_of(project), training, threads=1))


def test_a_test_set_without_labels_is_said(project: Project, training: Training) -> None:
    project.annotations.clear([d.id for d in project.test_set()])
    with pytest.raises(InputError, match="has a label"):
        evaluated(project, training)


def test_a_model_of_other_labels_is_said(project: Project, training: Training) -> None:
    write_bundle(keyword_bundle({"refund": "cat", "chain": "dog"}), training.model_path)
    with pytest.raises(InputError, match="knows none of the labels"):
        evaluated(project, training)


def test_taught_without_an_id_is_not_noted(tmp_path: Path) -> None:
    path = tmp_path / "taught.json"
    TaughtRecord([(1, ("a",)), (0, ("b",))]).write(path)  # begun by a version that kept no ids
    assert TaughtRecord.read(path) is None
    record = TaughtRecord([(1, ("a",)), (2, ())])
    record.write(path)
    assert TaughtRecord.read(path) == record


def test_a_label_renamed_since_is_the_one_that_was_taught(
    project: Project, training: Training
) -> None:
    before, _ = evaluated(project, training)
    money = project.labels.named("money")
    assert money is not None
    project.labels.rename(money.id, "invoices")
    assert not stored_report(file_of(project), training)[1]
    after, parts = evaluated(project, training)
    assert (parts, after.untaught) == ([], ())
    assert set(after.labels) == {"invoices", "repair"}
    assert after.evaluation.accuracy == before.evaluation.accuracy
    assert [b.evaluation.accuracy for b in after.baselines] == [
        b.evaluation.accuracy for b in before.baselines
    ]
    project.commands.undo()
    assert evaluated(project, training)[0] == before


def test_a_rename_before_it_was_taught_may_be_undone(project: Project) -> None:
    money = project.labels.named("money")
    assert money is not None
    project.labels.rename(money.id, "invoices")
    words = {word: label.replace("money", "invoices") for word, label in WORDS.items()}
    training = finished_training(project, keyword_bundle(words))
    before, _ = evaluated(project, training)
    project.commands.undo()
    after, _ = evaluated(project, training)
    assert (set(after.labels), after.untaught) == ({"money", "repair"}, ())
    assert after.evaluation.accuracy == before.evaluation.accuracy


def test_what_two_labels_were_taught_is_added_where_they_are_one(
    project: Project, training: Training
) -> None:
    project.labels.create("other")
    *merged, into = sorted(project.labels.all(), key=lambda label: label.name == "other")
    project.labels.merge([label.id for label in merged], into.id)
    report, _ = evaluated(project, training)
    assert (report.labels, report.untaught) == (("other",), ())
    assert report.evaluation.accuracy == 1.0
    assert [document.certainty for document in report.documents] == pytest.approx([1.0] * 20)
