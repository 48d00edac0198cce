"""UlmfitClassifier within scikit-learn, on a base of a few hundred weights."""

from __future__ import annotations

import atexit
import pickle
import pickletools
import shutil
import tempfile
from functools import cache, partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from sklearn.base import clone
from sklearn.exceptions import NotFittedError
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GridSearchCV, cross_val_score
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import FunctionTransformer
from sklearn.utils import estimator_checks

from tests.builders import LABELS, tiny_bundle
from tests.core.training.recipes import SIZES, write_tiny_base
from ulmfit_core.estimator import UlmfitClassifier
from ulmfit_core.export.bundle import read_bundle, write_bundle
from ulmfit_core.predictor import Predictor

STEPS = {"epochs": 1, "min_steps": 0, "unfreezing": "last"}
TEXTS = [f"{word} {n}?" for n in range(8) for word in ("Where is it", "Who was that")]
MOODS = np.array(["place", "person"] * 8)


@cache
def base() -> str:
    """A base model that nobody trained."""
    folder = Path(tempfile.mkdtemp(prefix="ulmfit-test-base-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return str(write_tiny_base(folder / "tiny"))


def tiny(**changes: Any) -> UlmfitClassifier:
    defaults = {"preset": "quick", "base": base(), "valid_fraction": 0.0}
    return UlmfitClassifier(**{**defaults, **changes})


def trained_in_steps(**changes: Any) -> UlmfitClassifier:
    """The full pipeline, at its shortest."""
    defaults: dict[str, Any] = {"preset": "standard", "settings": STEPS}
    return tiny(**{**defaults, "lm_settings": {"epochs": 1}, **changes})


@pytest.fixture(scope="module")
def fitted() -> UlmfitClassifier:
    return tiny().fit(TEXTS, MOODS)


def test_probabilities_stand_in_the_order_of_the_classes(fitted: UlmfitClassifier) -> None:
    assert fitted.classes_.tolist() == ["person", "place"]
    probabilities = fitted.predict_proba(TEXTS)
    assert probabilities.shape == (16, 2)
    np.testing.assert_allclose(probabilities.sum(axis=1), 1)
    assert fitted.predict(TEXTS).tolist() == fitted.classes_[probabilities.argmax(1)].tolist()
    assert fitted.score(TEXTS, MOODS) == np.mean(fitted.predict(TEXTS) == MOODS)


def test_what_classes_mean_teaches_and_goes_along(tmp_path: Path) -> None:
    meant = {10: "Who somebody was.", 2: "Where something is."}
    made = tiny(definitions=meant).fit(TEXTS, np.array([2, 10] * 8))
    made.save_model(tmp_path / "model.ulmfit")
    config = read_bundle(tmp_path / "model.ulmfit", members=()).config
    assert config.definitions == {"10": meant[10], "2": meant[2]}
    assert config.data["n_meanings"] == 2


@pytest.mark.parametrize(("n_silent", "told"), [(7, {}), (8, {"n_meanings": 1})])
def test_a_model_says_how_many_meanings_taught_it(
    tmp_path: Path, n_silent: int, told: dict[str, int]
) -> None:
    """None where a class without one has too few texts beside it."""
    texts, classes = TEXTS[: 2 * n_silent], np.array([2, 10] * n_silent)
    made = tiny(definitions={10: "Who somebody was."}).fit(texts, classes)
    made.save_model(tmp_path / "m.ulmfit")
    data = read_bundle(tmp_path / "m.ulmfit", members=()).config.data
    assert {key: data[key] for key in data if key == "n_meanings"} == told


def test_classes_may_be_numbers_of_any_length() -> None:
    y = np.array([2, 10] * 8)
    made = tiny().fit(TEXTS, y)
    assert made.classes_.tolist() == [2, 10]
    labels = made._opened().labels
    assert labels == ("10", "2")  # as words they stand the other way round
    column = made.predict_proba(TEXTS)[:, 0]
    np.testing.assert_allclose(
        column, made._opened().predict_proba(TEXTS)[:, labels.index("2")], atol=1e-6
    )


def test_a_pickle_is_a_model_file_and_plain_words(fitted: UlmfitClassifier) -> None:
    data = pickle.dumps(fitted)
    names = {
        argument
        for opcode, argument, _ in pickletools.genops(data)
        if opcode.name in ("GLOBAL", "STACK_GLOBAL", "SHORT_BINUNICODE") and argument
    }
    assert not {name for name in names if "torch" in name or "numpy" in name or "onnx" in name}
    again = pickle.loads(data)
    np.testing.assert_array_equal(again.predict_proba(TEXTS), fitted.predict_proba(TEXTS))
    assert again.classes_.tolist() == fitted.classes_.tolist()
    assert again.model_bytes_ == fitted.model_bytes_


@pytest.mark.parametrize("dtype", ["datetime64[ns]", "float32", "uint64"])
def test_a_pickle_keeps_the_kind_of_its_classes(dtype: str) -> None:
    y = np.array([3, 2**40] * 8).astype(dtype)
    made = tiny().fit(TEXTS, y)
    again = pickle.loads(pickle.dumps(made))
    assert again.classes_.dtype == y.dtype
    np.testing.assert_array_equal(again.predict(TEXTS), made.predict(TEXTS))


def test_the_model_file_goes_out_and_in(fitted: UlmfitClassifier, tmp_path: Path) -> None:
    path = tmp_path / "model.ulmfit"
    fitted.save_model(path)
    expected = Predictor.open(path).predict_proba(TEXTS)
    np.testing.assert_allclose(fitted.predict_proba(TEXTS), expected, atol=1e-6)
    again = UlmfitClassifier.from_model(path)
    np.testing.assert_array_equal(again.predict(TEXTS), fitted.predict(TEXTS))


def test_it_computes_as_its_parameters_say_now(fitted: UlmfitClassifier) -> None:
    made = pickle.loads(pickle.dumps(fitted))
    for precision in ("int8", "float32"):
        made.set_params(precision=precision).predict(TEXTS)
        assert str(made._opened().precision) == precision


def test_labels_of_a_model_file_are_sorted_as_classes(tmp_path: Path) -> None:
    path = tmp_path / "model.ulmfit"
    write_bundle(tiny_bundle(), path)
    made = UlmfitClassifier.from_model(path)
    assert made.classes_.tolist() == sorted(LABELS) != list(LABELS)
    assert made.predict(["Who?"])[0] == Predictor.open(path).predict("Who?").label


def test_features_are_those_of_the_head(fitted: UlmfitClassifier) -> None:
    features = fitted.transform(TEXTS)
    assert features.shape == (16, 3 * (2 * SIZES["hidden_size"] + SIZES["embedding_size"]))
    assert len(fitted.get_feature_names_out()) == features.shape[1]
    assert np.ptp(features, axis=0).max() > 0


def test_a_matrix_of_zeros_and_ones_is_several_labels() -> None:
    y = np.array([[1, 0, 1], [0, 1, 0]] * 8)
    made = tiny().fit(TEXTS, y)
    assert made.predict_proba(TEXTS).shape == (16, 3)
    predicted = made.predict(TEXTS)
    assert predicted.shape == y.shape
    assert set(np.unique(predicted)) <= {0, 1}


def test_partial_fit_goes_on_from_what_was_learnt() -> None:
    made = trained_in_steps()
    made.partial_fit(TEXTS[:8], MOODS[:8], classes=["person", "place", "thing"])
    assert made.classes_.tolist() == ["person", "place", "thing"]
    folder = read_of(made)
    made.set_params(settings={**STEPS, "rate": 0.0})
    made.partial_fit(TEXTS[8:], MOODS[8:])
    name = "forward.head.blocks.1.linear.weight"
    np.testing.assert_array_equal(read_of(made)[name], folder[name])
    with pytest.raises(ValueError, match="'other'"):
        made.partial_fit(["a", "b"], ["other", "place"])


def test_what_is_fitted_in_one_go_cannot_go_on() -> None:
    assert not hasattr(tiny(), "partial_fit")
    with pytest.raises(AttributeError) as refusal:
        tiny().partial_fit(TEXTS, MOODS)
    assert "fit it anew" in str(refusal.value.__cause__)
    assert hasattr(trained_in_steps(), "partial_fit")


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"settings": {"epochs": 3}}, "settings epochs means nothing here"),
        ({"base": "none"}, "builds on a base model"),
    ],
)
def test_what_an_instant_head_cannot_do_is_a_value_error(changes: Any, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        tiny(**changes).fit(TEXTS, MOODS)


def read_of(made: UlmfitClassifier) -> Any:
    with tempfile.TemporaryDirectory() as folder:
        made.save_model(Path(folder, "m.ulmfit"))
        return {n: np.array(w) for n, w in read_bundle(Path(folder, "m.ulmfit")).weights.items()}


def test_cross_validation_grid_search_and_pipelines() -> None:
    assert cross_val_score(tiny(), TEXTS, MOODS, cv=2).shape == (2,)
    lower = FunctionTransformer(lambda texts: [text.lower() for text in texts])
    search = GridSearchCV(
        Pipeline([("lower", lower), ("ulmfit", tiny())]),
        {"ulmfit__random_state": np.arange(2)},
        cv=2,
    )
    search.fit(TEXTS, MOODS)
    assert search.best_params_["ulmfit__random_state"] in (0, 1)
    assert set(search.predict(["WHERE?"])) <= {"place", "person"}


def test_features_feed_another_classifier() -> None:
    made = make_pipeline(tiny(), LogisticRegression()).fit(TEXTS, MOODS)
    assert made.predict(TEXTS).shape == (16,)


def test_a_clone_is_not_fitted(fitted: UlmfitClassifier) -> None:
    made = clone(fitted)
    assert made.get_params() == fitted.get_params()
    with pytest.raises(NotFittedError):
        made.predict(TEXTS)


@pytest.mark.parametrize(
    ("X", "y", "words"),
    [
        ("one text", ["a"], "X is one text"),
        ([["a"], ["b"]], ["a", "b"], "X is a table"),
        (["a", 3], ["a", "b"], r"X\[1\] is not a text but int"),
        (np.array("a"), ["a"], "X is one text"),
        (5, ["a"], "X is no list of texts but int"),
        ({"a": "b"}, ["a"], "X is no list of texts but dict"),
        (["a", "b"], ["a"], "X has 2 texts, y 1 labels"),
        ([], [], "0 texts"),
        (["a", "b", "c"], ["x", "x", "x"], "two labels"),
    ],
)
def test_what_cannot_train_is_a_value_error(X: Any, y: Any, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        tiny().fit(X, y)


def test_a_fit_that_fails_leaves_what_was_fitted(fitted: UlmfitClassifier) -> None:
    made = pickle.loads(pickle.dumps(fitted))
    with pytest.raises(ValueError, match="two labels"):
        made.fit(TEXTS, ["zz"] * 16)
    with pytest.raises(ValueError, match="no setting"):
        made.set_params(settings={"x": 3}).fit(TEXTS, [[0, 1, 1]] * 16)
    assert made.predict(TEXTS).tolist() == fitted.predict(TEXTS).tolist()


def test_a_first_partial_fit_that_fails_leaves_nothing() -> None:
    made = trained_in_steps()
    with pytest.raises(ValueError, match="two labels"):
        made.partial_fit(TEXTS, ["zz"] * 16)
    assert not hasattr(made, "classes_")
    with pytest.raises(NotFittedError):
        made.predict(TEXTS)


def test_partial_fit_keeps_to_the_classes_and_the_form_of_its_first_call() -> None:
    made = trained_in_steps()
    with pytest.raises(ValueError, match="'thing'"):
        made.partial_fit(TEXTS, ["thing", "place"] * 8, classes=["person", "place"])
    made.partial_fit(TEXTS, [[1, 0, 1], [0, 1, 0]] * 8)
    with pytest.raises(ValueError, match="0/1 matrix"):
        made.partial_fit(TEXTS, [0, 1] * 8)


@pytest.mark.parametrize(
    ("changes", "plain"),
    [
        ({"random_state": np.int64(3)}, {"random_state": 3}),
        ({"random_state": np.random.RandomState(5)}, {"random_state": np.random.RandomState(5)}),
        ({"settings": {"strength": np.float32(0.1)}}, {"settings": {"strength": 0.1}}),
        ({"settings": {"class_weights": np.bool_(True)}}, {"settings": {"class_weights": True}}),
        ({"valid_fraction": np.float32(0.25)}, {"valid_fraction": 0.25}),
        ({"unlabelled": np.array(["Who?", "Where?"])}, {"unlabelled": ["Who?", "Where?"]}),
        ({"base": Path(base())}, {"base": base()}),
    ],
)
def test_numbers_of_numpy_are_numbers(changes: Any, plain: Any) -> None:
    with_numpy, with_plain = tiny(**changes).fit(TEXTS, MOODS), tiny(**plain).fit(TEXTS, MOODS)
    assert with_numpy.model_bytes_ == with_plain.model_bytes_


def test_a_random_state_gives_another_seed_each_time() -> None:
    made = tiny(random_state=np.random.RandomState(0)).fit(TEXTS, MOODS)
    first = made._opened().config.seed
    assert made.fit(TEXTS, MOODS)._opened().config.seed != first
    assert tiny(random_state=None).fit(TEXTS, MOODS)._opened().config.seed >= 0
    assert tiny(random_state=2**32 - 1).fit(TEXTS, MOODS)._opened().config.seed == 2**32 - 1


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"random_state": -1}, "random_state is -1; take a whole number from 0 to 4,294,967,295"),
        ({"random_state": 2**32}, "take a whole number from 0"),
        ({"random_state": "three"}, "random_state is 'three'"),
        ({"random_state": True}, "random_state is True"),
        ({"threads": -1}, "threads is -1; take a whole number from 1"),
        ({"threads": "a"}, "threads is 'a'"),
        ({"settings": 3}, "settings is 3"),
        ({"preset": None}, "preset is None"),
        ({"definitions": {"thing": "What it is."}}, "'thing', which is none of the classes"),
        ({"definitions": "a place is where it is"}, "has to be a mapping"),
        ({"definitions": {"place": 3}}, "has to be a mapping"),
        ({"valid_fraction": -0.5}, "valid_fraction is -0.5"),
        ({"valid_fraction": 1.0}, "from 0 to 0.9"),
        ({"valid_fraction": float("nan")}, "valid_fraction is nan"),
        ({"valid_fraction": "a tenth"}, "valid_fraction is 'a tenth'"),
        ({"precision": "float8"}, "There is no precision 'float8'"),
        ({"unlabelled": "one text"}, "unlabelled is one text"),
        ({"unlabelled": ["a", None]}, r"unlabelled\[1\] is not a text but NoneType"),
    ],
)
def test_parameters_that_cannot_be_are_a_value_error(changes: Any, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        tiny(**changes).fit(TEXTS, MOODS)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"settings": {"n_classes": 7}}, "settings knows no setting 'n_classes'"),
        ({"settings": {"seed": 7}}, "settings knows no setting 'seed'"),
        ({"settings": {"epohcs": 7}}, r"Did you mean epochs\?"),
        ({"settings": {"epochs": 1.5}}, "must be a whole number"),
        ({"settings": {"epochs": None}}, "must be a whole number"),
        ({"settings": {"rate": -1.0}}, "must be 0 or more"),
        ({"settings": {"stage_rates": [1.0, float("nan")]}}, "must be 0 or more"),
        ({"settings": {"schedule": "sawtooth"}}, "choose one of stlr"),
        ({"lm_settings": {"bptt": 0}}, "lm_settings bptt=0 cannot be"),
        ({"lm_settings": {"base_dir": "x"}}, "lm_settings knows no setting 'base_dir'"),
        ({"settings": {"device": "abacus"}}, "abacus"),
        ({"preset": "quick", "settings": {}}, "lm_settings has nothing to set"),
        ({"preset": "slow"}, "no preset"),
    ],
)
def test_settings_are_those_of_the_command(changes: Any, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        trained_in_steps(**changes).fit(TEXTS, MOODS)


def test_settings_may_be_lists_and_numbers_of_numpy() -> None:
    rates = {**STEPS, "epochs": np.int64(1), "stage_rates": np.array([0.5])}
    given = {"epochs": 1, "rate_ladder": [1, 0.5, 0.5, 1]}
    trained_in_steps(settings=rates, lm_settings=given).fit(TEXTS, MOODS)


class RowsAsTexts(UlmfitClassifier):
    """Numbers as words: scikit-learn's checks know tables only."""

    def fit(self, X: Any, y: Any) -> RowsAsTexts:
        return super().fit(words(X), y)

    def predict(self, X: Any) -> NDArray[Any]:
        return super().predict(words(X))

    def predict_proba(self, X: Any) -> NDArray[Any]:
        return super().predict_proba(words(X))

    def transform(self, X: Any) -> NDArray[Any]:
        return super().transform(words(X))

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.input_tags.two_d_array = True  # else scikit-learn yields no check at all
        tags.input_tags.one_d_array = tags.input_tags.string = False
        return tags


def words(X: Any) -> list[str]:
    """Rows as texts; texts, which a method hands on to another, as they are."""
    return [row if isinstance(row, str) else _word_row(row) for row in X]


def _word_row(row: Any) -> str:
    return " ".join(f"{'abcdefghij'[i % 10]}{round(float(v))}" for i, v in enumerate(row))


_TABLE = "is about what a table of numbers may hold; X is texts, and ours are checked above"
_BLOBS = "asks for accuracy on Gaussian blobs, which words do not carry"
NOT_FOR_TEXTS = {
    "check_readonly_memmap_input": _TABLE,
    "check_n_features_in_after_fitting": _TABLE,
    "check_positive_only_tag_during_fit": _TABLE,
    "check_estimators_dtypes": _TABLE,
    "check_complex_data": _TABLE,
    "check_dtype_object": _TABLE,
    "check_estimators_empty_data_messages": _TABLE,
    "check_estimators_nan_inf": _TABLE,
    "check_estimator_sparse_tag": _TABLE,
    "check_estimator_sparse_array": _TABLE,
    "check_estimator_sparse_matrix": _TABLE,
    "check_f_contiguous_array_estimator": _TABLE,
    "check_array_api_input": _TABLE,
    "check_classifier_data_not_an_array": _TABLE,
    "check_transformer_data_not_an_array": _TABLE,
    "check_transformer_preserve_dtypes": _TABLE,
    "check_fit2d_1sample": _TABLE,
    "check_fit2d_1feature": _TABLE,
    "check_n_features_in": _TABLE,
    "check_fit1d": _TABLE,
    "check_fit2d_predict1d": _TABLE,
    "check_classifiers_regression_target": "wants real numbers refused; they are names like others",
    "check_classifiers_one_label": "one label leaves nothing to learn; we refuse it in a sentence",
    "check_classifiers_one_label_sample_weights": "there are no sample weights",
    "check_classifiers_train": _BLOBS,
    "check_classifiers_classes": _BLOBS,
    "check_transformer_general": "refits twice on blobs; check_fit_idempotent is the same",
    "check_transformer_n_iter": "is of transformers that iterate to convergence",
    "check_non_transformer_estimators_n_iter": "is of estimators that iterate to convergence",
    "check_classifiers_multilabel_output_format_predict": _BLOBS,
    "check_classifiers_multilabel_output_format_predict_proba": _BLOBS,
    "check_classifiers_multilabel_output_format_decision_function": "there is none",
}


def checks() -> dict[str, Any]:
    """scikit-learn's checks by name; a variant of one stands for it."""
    tests = estimator_checks._yield_all_checks(RowsAsTexts(**tiny().get_params()), legacy=True)
    return {(c.func if isinstance(c, partial) else c).__name__: c for c in tests}


def test_every_check_left_out_exists_and_has_its_reason() -> None:
    assert set(NOT_FOR_TEXTS) <= set(checks())


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(set(checks()) - set(NOT_FOR_TEXTS)))
def test_scikit_learn_s_own_checks(name: str) -> None:
    checks()[name]("RowsAsTexts", RowsAsTexts(**tiny().get_params()))
