"""ULMFiT as a scikit-learn classifier of texts.

    from ulmfit_core.estimator import UlmfitClassifier
    cross_val_score(UlmfitClassifier(preset="quick"), texts, labels)

What is fitted is a model file, held in memory as its bytes: a pickle carries those bytes, plain
settings and class names, and no tensor.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ulmfit_core.base_choice import suited_base
from ulmfit_core.class_kinds import classes_named, kind_of
from ulmfit_core.corpus.atomic import atomic_file
from ulmfit_core.errors import InputError
from ulmfit_core.estimator_parameters import (
    checked_definitions,
    checked_overrides,
    checked_preset,
    checked_share,
    checked_threads,
    drawn_seed,
)
from ulmfit_core.predictor import Predictor, precision_named
from ulmfit_core.samples import Samples, checked_samples, checked_texts
from ulmfit_core.training.train_request import TrainRequest

try:
    from sklearn.base import BaseEstimator, ClassifierMixin, TransformerMixin
    from sklearn.utils.metaestimators import available_if
    from sklearn.utils.validation import check_is_fitted
except ImportError as error:
    raise ImportError(
        "UlmfitClassifier needs scikit-learn, which is not installed. In the checkout, "
        'pip install ".[train]" brings it; without it, ulmfit_core.predictor uses models.'
    ) from error

_MODEL = "model.ulmfit"


def _learns_in_steps(classifier: UlmfitClassifier) -> bool:
    """Raises AttributeError, so that ``partial_fit`` is not there, where nothing could go on."""
    from ulmfit_core.training.presets import PRESETS

    preset = PRESETS.get(str(classifier.preset))
    if preset is not None and preset.is_instant:
        raise AttributeError(
            f"The preset {preset.name} learns from all texts at once: fit it anew with all of "
            'them, or take preset="standard".'
        )
    return True


class UlmfitClassifier(ClassifierMixin, TransformerMixin, BaseEstimator):  # type: ignore[misc]
    """Trains as ``ulmfit train`` does, in this process.

    X is a sequence of n strings; y is n class labels, or a 0/1 matrix [n, C], sparse or not, where
    a text may have several. ``base`` is a base model's name or folder, a model file to train on,
    "none", or None for the one that suits the texts; ``unlabelled`` more texts for the language
    model to read; ``definitions`` says what classes mean, by their names, and teaches beside few
    texts; ``settings`` and ``lm_settings`` override the preset's two jobs;
    ``random_state`` is a seed, or where to draw one from at each fit; ``threads`` and
    ``precision`` are those of ``Predictor.open``. ``fit`` raises ValueError where texts, labels or
    parameters cannot train a classifier. In threads of one process estimators train one after the
    other, each as it would alone, and torch's random state is left as it was.

    Attributes: ``classes_`` [C]; ``model_bytes_``, a whole ``model.ulmfit``.
    """

    def __init__(
        self,
        preset: str = "standard",
        *,
        base: str | Path | None = None,
        unlabelled: Iterable[str] | None = None,
        definitions: Mapping[Any, str] | None = None,
        valid_fraction: float | None = None,
        settings: dict[str, Any] | None = None,
        lm_settings: dict[str, Any] | None = None,
        random_state: int | np.random.RandomState | None = 0,
        threads: int | None = None,
        precision: str | None = None,
    ) -> None:
        self.preset = preset
        self.base = base
        self.unlabelled = unlabelled
        self.definitions = definitions
        self.valid_fraction = valid_fraction
        self.settings = settings
        self.lm_settings = lm_settings
        self.random_state = random_state
        self.threads = threads
        self.precision = precision

    def fit(self, X: Iterable[str], y: ArrayLike) -> Self:
        """Train anew on texts X [n] and their labels y. What fails changes nothing."""
        samples = checked_samples(X, y)
        self._train(samples, samples.classes, self._start(samples.texts))
        return self

    @available_if(_learns_in_steps)  # type: ignore[untyped-decorator]
    def partial_fit(self, X: Iterable[str], y: ArrayLike, classes: ArrayLike | None = None) -> Self:
        """Train on with more texts: encoder and head go on from what they were.

        The first call decides the classes: ``classes``, else those of y; columns of a 0/1 matrix
        are ``classes_``. Not there for the presets ``quick`` and ``adapted``, which learn from
        all texts at once.
        """
        samples = checked_samples(X, y)
        if not hasattr(self, "model_bytes_"):
            known = samples.classes if classes is None else np.unique(np.asarray(classes))
            _check_known(samples, known)
            self._train(samples, known, self._start(samples.texts))
            return self
        _check_form(samples, is_multilabel=self.multilabel_)
        samples = samples.of_classes(self.classes_)
        _check_known(samples, self.classes_)
        with tempfile.TemporaryDirectory() as folder:
            self._train(samples, self.classes_, str(self._written(folder)))
        return self

    def predict(self, X: Iterable[str]) -> NDArray[Any]:
        """The likeliest class of each text [n]; a 0/1 matrix [n, C] where there may be several."""
        probabilities = self.predict_proba(X)
        if self.multilabel_:
            cuts = self._opened().thresholds[self._places()]
            chosen: NDArray[Any] = (probabilities >= cuts).astype(int)
            return chosen
        best: NDArray[Any] = self.classes_[probabilities.argmax(axis=1)]
        return best

    def predict_proba(self, X: Iterable[str]) -> NDArray[np.float64]:
        """Probabilities [n, C], columns in the order of ``classes_``."""
        check_is_fitted(self)
        scores = (
            self._opened().predict_proba(checked_texts(X))[:, self._places()].astype(np.float64)
        )
        return scores if self.multilabel_ else scores / scores.sum(axis=1, keepdims=True)

    def transform(self, X: Iterable[str]) -> NDArray[np.float32]:
        """The encoder's pooled features [n, F]: what the classifier's head sees of each text,
        words left out."""
        check_is_fitted(self)
        return self._opened().features(checked_texts(X))

    def get_feature_names_out(self, input_features: object = None) -> NDArray[Any]:
        """A name for each of the features [F]."""
        check_is_fitted(self)
        return np.array([f"ulmfit{i}" for i in range(self._opened().n_features)], dtype=object)

    def save_model(self, path: str | Path) -> None:
        """Write the fitted ``model.ulmfit``. Raises StorageError where the disk refuses."""
        check_is_fitted(self)
        with atomic_file(path) as stream:
            stream.write(self.model_bytes_)

    @classmethod
    def from_model(cls, path: str | Path, **parameters: Any) -> UlmfitClassifier:
        """An estimator fitted already: by whoever made this model file. X is read as it is, also
        where that model learnt from HTML (``Predictor.words_of``). Its preset is that of the file
        unless another is given.

        Its classes are numbers where they were numbers to the estimator that saved it, else words.
        Raises ModelFileError where it cannot be used.
        """
        from ulmfit_core.training.presets import PRESETS

        predictor = Predictor.open(path)
        preset = predictor.config.preset
        made = cls(**{**({"preset": preset} if preset in PRESETS else {}), **parameters})
        made.model_bytes_ = Path(path).read_bytes()
        made.classes_ = classes_named(predictor.labels, predictor.config.label_kind)
        made.multilabel_ = predictor.task == "multi"
        return made

    def _start(self, texts: list[str]) -> str:
        if self.base is not None:
            return str(self.base)
        found = suited_base(texts)
        if found is None:
            raise ValueError('There is no base model installed; name a folder, or base="none".')
        return found.name

    def _train(self, samples: Samples, classes: NDArray[Any], start: str) -> None:
        """Raises ValueError where the texts cannot train a classifier."""
        from ulmfit_core.process import run_in_process
        from ulmfit_core.training.alone import alone
        from ulmfit_core.training.assemble import assemble
        from ulmfit_core.training.pipeline import Pipeline

        with tempfile.TemporaryDirectory() as folder:
            try:
                checked_threads(self.threads)  # before hours of training rather than after
                if self.precision is not None:
                    precision_named(self.precision)
                pipeline = Pipeline(self._request(samples, classes, start), Path(folder, "work"))
                with alone(pipeline.request.preset):
                    for _ in pipeline.events(run_in_process):
                        pass
            except InputError as error:
                raise ValueError(str(error)) from error
            path = Path(folder, _MODEL)
            assemble(pipeline, path)
            model = path.read_bytes()
            self._open(path)
            self.model_bytes_ = model
        self.classes_, self.multilabel_ = classes, samples.is_multilabel

    def _request(self, samples: Samples, classes: NDArray[Any], start: str) -> TrainRequest:
        preset = checked_preset(self.preset)
        overrides, lm_overrides = checked_overrides(preset, self.settings, self.lm_settings)
        return TrainRequest(
            texts=samples.texts,
            labels=samples.labels,
            preset=preset,
            base=start,
            unlabelled=checked_texts(
                () if self.unlabelled is None else self.unlabelled, "unlabelled"
            ),
            seed=drawn_seed(self.random_state),
            valid_fraction=checked_share(self.valid_fraction),
            multi_label=samples.is_multilabel,
            overrides=overrides,
            lm_overrides=lm_overrides,
            known_labels=tuple(map(str, classes)),
            definitions=checked_definitions(self.definitions, classes),
            label_kind=kind_of(classes),
        )

    def _places(self) -> list[int]:
        """Where each class stands among the model's labels."""
        labels = self._opened().labels
        return [labels.index(str(name)) for name in self.classes_]

    def _opened(self) -> Predictor:
        """As ``threads`` and ``precision`` are now."""
        if self.__dict__.get("_opened_with") != (self.threads, self.precision):
            with tempfile.TemporaryDirectory() as folder:
                self._open(self._written(folder))
        return self._predictor

    def _open(self, path: Path) -> None:
        threads = checked_threads(self.threads)
        self._predictor = Predictor.open(path, threads=threads, precision=self.precision)
        self._opened_with = self.threads, self.precision

    def _written(self, folder: str) -> Path:
        path = Path(folder, _MODEL)
        path.write_bytes(self.model_bytes_)
        return path

    def __getstate__(self) -> dict[str, Any]:
        opened = ("_predictor", "_opened_with")
        state = {n: v for n, v in super().__getstate__().items() if n not in opened}
        if "classes_" in state:
            dtype = state["classes_"].dtype
            state["_dtype"] = None if dtype.kind == "T" else dtype.str  # numpy reads no such name
            state["classes_"] = state["classes_"].tolist()
        return state

    def __setstate__(self, state: dict[str, Any]) -> None:
        dtype = state.pop("_dtype", None)  # earlier pickles have none
        super().__setstate__(state)
        if "classes_" in state:
            self.classes_ = np.array(state["classes_"], dtype=dtype)

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.input_tags.string = True
        tags.input_tags.one_d_array = True
        tags.input_tags.two_d_array = False
        tags.classifier_tags.multi_label = True
        tags.target_tags.multi_output = False
        return tags


def _check_form(samples: Samples, *, is_multilabel: bool) -> None:
    if samples.is_multilabel != is_multilabel:
        begun = "a 0/1 matrix" if is_multilabel else "one label for each text"
        raise ValueError(f"The first y was {begun}; go on with such a y, or fit anew.")


def _check_known(samples: Samples, classes: NDArray[Any]) -> None:
    if unknown := set(samples.classes.tolist()) - set(classes.tolist()):
        raise ValueError(f"y has labels the model was not begun with: {sorted(unknown)}")
