from __future__ import annotations

import numpy as np

from app.widgets import evaluation_words as words
from ulmfit_core.evaluation.baselines import BaselinePredictions
from ulmfit_core.evaluation.comparison import Comparison, compare
from ulmfit_core.evaluation.report import EvaluationReport, Fate, make_report

RIGHT, WRONG = (0.9, 0.1), (0.4, 0.6)


def compared(*probabilities: tuple[float, float]) -> Comparison:
    """Of texts that all have the first label."""
    rows = [("bill",)] * len(probabilities)
    return compare(np.array(probabilities), rows, ("bill", "letter"), task="single")


def beside(ours: Comparison, other: Comparison) -> EvaluationReport:
    said = BaselinePredictions("majority", other.probabilities, None)
    return make_report("now", range(len(ours.probabilities)), ours, [(said, other)])


def test_all_right_is_no_promise_of_more() -> None:
    report = beside(compared(*[RIGHT] * 20), compared(*[RIGHT] * 20))
    assert words.headline(report) == "100.0%"
    assert words.what_it_counts(report).endswith("be 83.9% to 100.0%.")


def test_what_is_right_of_several_labels_is_said() -> None:
    rows = [("bill", "letter"), ("bill",)]
    found = compare(np.array([(0.9, 0.6), (0.9, 0.7)]), rows, ("bill", "letter"), task="multi")
    report = make_report("now", range(2), found, [])
    assert words.headline(report) == "50.0%"
    counted = "of 2 labelled test texts were given all their labels and no other."
    assert words.what_it_counts(report).startswith(counted)


def test_the_very_same_texts_right_may_be_chance() -> None:
    report = beside(*[compared(*[RIGHT, WRONG] * 10)] * 2)
    assert words.comparison(report) == (
        "About level with Most frequent label: the difference of 0.0 points may be chance "
        "(−8.9 to +8.9)."
    )


def test_where_what_taught_it_is_gone_that_and_what_it_may_know_is_said() -> None:
    model, ids = compared(RIGHT, WRONG, RIGHT), range(3)
    gone = make_report("now", ids, model, fate=Fate.GONE)
    assert "texts that it learnt from were taken out of the project" in words.comparison(gone)
    assert words.doubt(gone) == ""
    replaced = make_report("now", ids, model, fate=Fate.REPLACED, n_unseen=2)
    assert words.comparison(replaced) == words.comparison(gone)
    assert "Others came since: it may know some of the test set" in words.doubt(replaced)
    assert words.doubt(replaced).endswith("2 of 3 test texts are new to it for certain.")
    none = make_report("now", ids, model, fate=Fate.REPLACED, n_unseen=0)
    assert words.doubt(none).endswith("then look at the new one.")
    unknown = make_report("now", ids, model, fate=Fate.UNKNOWN, n_unseen=0)
    assert "Not all that this model learnt from is known" in words.comparison(unknown)
    assert words.doubt(unknown).startswith("Whether it learnt from texts of the test set")


def test_nothing_has_no_sign() -> None:
    ours = compared(*[RIGHT] * 1997, *[WRONG] * 4)
    other = compared(*[RIGHT] * 2001)
    assert "(−0.4 to 0.0)" in words.comparison(beside(ours, other))


def test_a_label_without_texts_has_a_dash_for_what_cannot_be_measured() -> None:
    probabilities = np.array([[0.9, 0.1, 0.0], [0.9, 0.0, 0.1]])
    names = ["bill", "letter", "note"]
    found = compare(probabilities, [["bill"], ["letter"]], names, task="single")
    heads, rows = words.class_table(make_report("now", range(2), found))
    assert heads == ("Labels", "Precision", "Recall", "F1", "Texts")
    assert rows == [
        ("bill", "50% (9–91)", "100% (21–100)", "67%", "1"),
        ("letter", "–", "0% (0–79)", "0%", "1"),
        ("note", "–", "–", "–", "0"),
    ]


def test_of_many_texts_each_figure_is_told_to_a_tenth() -> None:
    probabilities = np.tile(np.array([[0.9, 0.1]]), (4000, 1))
    found = compare(probabilities, [["bill"]] * 4000, ["bill", "letter"], task="single")
    _, rows = words.class_table(make_report("now", range(4000), found))
    assert rows[0] == ("bill", "100.0% (99.9–100.0)", "100.0% (99.9–100.0)", "100.0%", "4,000")


def test_of_several_labels_each_has_its_threshold() -> None:
    probabilities, rows = np.array([[0.9, 0.6], [0.9, 0.7]]), [["bill", "letter"], ["bill", "new"]]
    found = compare(probabilities, rows, ["bill", "letter"], task="multi", thresholds=(0.5, 0.64))
    heads, cells = words.class_table(make_report("now", range(2), found, untaught=["new"]))
    assert heads[-1] == "Given from"
    assert [(row[0], row[-1]) for row in cells] == [
        ("bill", "0.50"),
        ("letter", "0.64"),
        ("new", "–"),
    ]


def test_copies_of_a_text_are_told_and_are_no_reason_for_a_simpler_model() -> None:
    rows, groups = [("bill",)] * 83, np.array([0] * 7 + list(range(1, 77)))
    ours, other = (
        compare(np.array(said), rows, ("bill", "letter"), task="single", groups=groups)
        for said in ([WRONG] * 7 + [RIGHT] * 76, [RIGHT] * 83)
    )
    report = beside(ours, other)
    assert words.what_it_counts(report).startswith("of 83 labelled test texts are right. Of many")
    assert "They are 77 different texts" in words.what_it_counts(report)
    assert words.comparison(report).startswith("About level with Most frequent label")
    assert "They are" not in words.what_it_counts(beside(compared(RIGHT), compared(RIGHT)))
