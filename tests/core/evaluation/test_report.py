from __future__ import annotations

import json

import numpy as np
import pytest

from ulmfit_core.errors import InputError
from ulmfit_core.evaluation.baselines import BaselinePredictions, encode_labels
from ulmfit_core.evaluation.comparison import compare, untaught_labels
from ulmfit_core.evaluation.metrics import evaluate
from ulmfit_core.evaluation.report import FEWEST_TO_JUDGE, EvaluationReport, make_report

KNOWN = ("bill", "letter")
PROBABILITIES = np.array([[0.9, 0.1], [0.2, 0.8], [0.7, 0.3], [0.05, 0.95], [0.6, 0.4]])
ROWS = [("bill",), ("letter",), ("letter",), ("bill",), ("note",)]


def a_report(n_times: int = 1) -> EvaluationReport:
    model = compare(np.tile(PROBABILITIES, (n_times, 1)), ROWS * n_times, KNOWN, task="single")
    said = BaselinePredictions("majority", np.tile([0.6, 0.4], (5 * n_times, 1)), None)
    other = compare(said.probabilities, ROWS * n_times, KNOWN, task="single")
    return make_report("now", range(11, 11 + 5 * n_times), model, [(said, other)], ("note",))


def test_a_label_it_was_never_taught_counts_as_an_error() -> None:
    report = a_report()
    assert (report.task, report.labels) == ("single", ("bill", "letter", "note"))
    assert report.evaluation.accuracy == pytest.approx(2 / 5)
    assert report.evaluation.confusion == ((1, 1, 0), (1, 1, 0), (1, 0, 0))


def test_figures_are_those_of_evaluate() -> None:
    targets = np.array([0, 1, 1, 0, 2])
    padded = np.pad(PROBABILITIES, ((0, 0), (0, 1)))
    assert a_report().evaluation == evaluate(padded, targets, ("bill", "letter", "note"))


def test_the_surest_mistake_comes_first() -> None:
    report = a_report()
    assert [d.id for d in report.mistakes()] == [14, 13, 15]
    assert report.mistakes()[0].certainty == pytest.approx(0.95)


def test_each_cell_and_label_has_its_documents() -> None:
    report = a_report()
    assert [d.id for d in report.cell(0, 1)] == [14]
    assert [d.id for d in report.cell(1, 1)] == [12]
    assert [d.id for d in report.missed(1)] == [13]
    assert [d.id for d in report.wrongly_given(0)] == [13, 15]
    cells = report.evaluation.confusion
    for truth, row in enumerate(cells):
        assert [len(report.cell(truth, given)) for given in range(3)] == list(row)


def test_the_difference_is_taken_document_by_document() -> None:
    (difference,) = a_report(20).differences
    assert difference.name == "majority"
    assert difference.value == pytest.approx(0.4 - 0.4)
    assert difference.interval.low < 0 < difference.interval.high


def test_copies_of_few_documents_are_too_few() -> None:
    n = 4 * FEWEST_TO_JUDGE
    model = compare(
        np.tile([0.9, 0.1], (n, 1)), [("bill",)] * n, KNOWN, task="single", groups=np.arange(n) // 5
    )
    report = make_report("now", range(n), model)
    assert (report.evaluation.n, report.evaluation.n_distinct) == (n, n // 5)
    assert report.is_thin
    assert [document.group for document in report.documents[:6]] == [0, 0, 0, 0, 0, 1]


def test_few_documents_are_too_few() -> None:
    assert a_report().is_thin
    assert not a_report(FEWEST_TO_JUDGE // 5).is_thin


def test_any_number_of_labels() -> None:
    rows = [("bill",), (), ("bill", "letter")]
    probabilities = np.array([[0.9, 0.2], [0.4, 0.35], [0.8, 0.02]])
    model = compare(probabilities, rows, KNOWN, task="multi", thresholds=(0.5, 0.3))
    report = make_report("now", [1, 2, 3], model)
    assert (report.task, report.evaluation.confusion) == ("multi", ())
    assert [(d.truth, d.given) for d in report.documents] == [
        ((0,), (0,)),
        ((), (1,)),
        ((0, 1), (0,)),
    ]
    assert [d.id for d in report.mistakes()] == [3, 2]
    assert [d.certainty for d in report.mistakes()] == pytest.approx([0.98, 0.35])
    assert report.documents[0].certainty == pytest.approx(0.8)  # the less sure of two
    assert [[d.id for d in report.missed(label)] for label in (0, 1)] == [[], [3]]
    assert [[d.id for d in report.wrongly_given(label)] for label in (0, 1)] == [[], [2]]
    assert [d.id for d in report.cell(0, 0)] == [3, 1]  # the surest first


def test_a_report_round_trips_through_json() -> None:
    report = a_report()
    assert EvaluationReport.from_json(json.loads(json.dumps(report.to_json()))) == report


def test_another_version_is_not_read() -> None:
    with pytest.raises(ValueError, match="another version"):
        EvaluationReport.from_json({**a_report().to_json(), "version": 0})


def test_one_label_a_document_is_asked_for() -> None:
    for row in ((), ("bill", "letter")):
        with pytest.raises(InputError, match="several labels or none"):
            compare(PROBABILITIES[:2], [("bill",), row], KNOWN, task="single")


def test_half_is_enough_where_no_threshold_was_chosen() -> None:
    model = compare(np.array([[0.5, 0.6]]), [("bill", "letter")], KNOWN, task="multi")
    assert model.right().all()


def test_labels_that_have_nothing_in_common_are_refused() -> None:
    assert untaught_labels(KNOWN, [("bill",), ("cat", "ant")]) == ("ant", "cat")
    assert untaught_labels(KNOWN, [()]) == ()
    with pytest.raises(InputError, match="knows none of the labels"):
        untaught_labels(KNOWN, [("cat",), ("dog",)])


def test_of_many_labels_a_refusal_names_some() -> None:
    many = [f"subject {number}" for number in range(25)]
    with pytest.raises(InputError) as refused:
        untaught_labels(many, [("cat",), ("dog",)])
    assert "it gives subject 0, " in refused.value.message
    assert ", subject 9, …, the texts have cat, dog." in refused.value.message
    with pytest.raises(InputError) as refused:
        encode_labels(["cat"], many, "single")
    assert refused.value.hint.endswith(", subject 9, ….")
