"""Test accuracy of the whole pipeline on a data set, beside TF-IDF + LR, over seeds.

    python -m tests.benchmarks.accuracy trec --base en-compact --preset standard --seeds 0 1 2
    python -m tests.benchmarks.accuracy imdb_small --labels 100 --unlabelled --seeds 0 1 2
    python -m tests.benchmarks.accuracy imdb_small --labels 100 --unlabelled --preset quick

Prints one JSON line a seed and a summary. ``--labels N`` draws N labelled texts, stratified,
by the seed; TF-IDF + LR trains on the very same texts. With ``--labels`` the language model
is fine-tuned once, on unlabelled texts alone, and shared by the seeds; ``quick`` reads the
unlabelled texts itself. With ``--directions forward backward`` both are trained and averaged, and
the error of each alone is told as well, and that of the network without the words beside it.
Settings are chosen on the validation split that the pipeline itself holds out; the test file is
only scored.
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import statistics
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np

from tests.benchmarks.stratified_sample import stratified_sample
from ulmfit_core.corpus.loading import LabelledTexts, load_corpus
from ulmfit_core.corpus.options import ColumnMapping
from ulmfit_core.evaluation.baselines import encode_labels, fitting_baselines
from ulmfit_core.evaluation.metrics import evaluate
from ulmfit_core.export.bundle import read_bundle
from ulmfit_core.export.bundle_config import DIRECTIONS
from ulmfit_core.export.onnx_graph import build_classifier_graph
from ulmfit_core.in_parts import returned
from ulmfit_core.onnx_session import load_graph
from ulmfit_core.predictor import Predictor
from ulmfit_core.process import run_in_process
from ulmfit_core.tokenizer import Tokenizer
from ulmfit_core.training.assemble import assemble
from ulmfit_core.training.pipeline import Pipeline
from ulmfit_core.training.presets import preset_named
from ulmfit_core.training.train_request import TrainRequest

DATA = Path(__file__).parents[3] / "shared" / "data"
COLUMNS = ColumnMapping(text=("text",), label=("label",))


def main() -> None:
    """Run the seeds and print."""
    options = _options()
    train, test = _read(options.dataset, "train"), _read(options.dataset, "test")
    unlabelled = _read(options.dataset, "unlabelled").texts if options.unlabelled else []
    base, preset = options.base, preset_named(options.preset)
    preset = dataclasses.replace(preset, directions=tuple(options.directions or preset.directions))
    work = Path(options.work or tempfile.mkdtemp())
    is_shared = bool(options.labels and unlabelled and preset.language_model)
    if is_shared:
        settings = _settings(options.lm_set)
        made = shared_language_model(
            unlabelled, work, base=base, preset=options.preset, overrides=settings
        )
        base = str(made)
        preset = dataclasses.replace(preset, language_model=None)
    rows = []
    for seed in options.seeds:
        request = TrainRequest(
            *_labelled(train, options.labels, seed),
            preset=preset,
            base=base,
            unlabelled=[] if is_shared else unlabelled,
            seed=seed,
            valid_fraction=options.valid_fraction,
            overrides=_settings(options.set),
            lm_overrides=_settings(options.lm_set) if preset.language_model else {},
        )
        rows.append(_one(request, test, work))
        print(json.dumps({"seed": seed, **rows[-1]}), flush=True)
    print(json.dumps({"summary": _summary(rows), "command": vars(options)}))


def _one(request: TrainRequest, test: LabelledTexts, work: Path) -> dict[str, float]:
    begun = time.monotonic()
    pipeline = Pipeline(request, work)
    for _ in pipeline.events(run_in_process):
        pass
    trained = assemble(pipeline, work / "model.ulmfit")
    seconds = time.monotonic() - begun
    labels = list(trained.labels)
    truth = [row[0] for row in test.labels]
    probabilities = Predictor.open(trained.path).predict_proba(test.texts)
    ours = evaluate(probabilities, encode_labels(truth, labels, "single"), labels)
    train_labels = [row[0] for row in request.labels]
    fitting = fitting_baselines(
        request.texts, train_labels, test.texts, truth, seed=request.seed, labels=labels
    )
    tfidf = returned(fitting)[-1].evaluation
    several = request.preset.directions[1:] and request.preset.directions
    return {
        "valid_accuracy": trained.evaluation.accuracy if trained.evaluation else float("nan"),
        "test_error": round(100 * (1 - ours.accuracy), 2),
        "test_macro_f1": round(ours.macro_f1, 4),
        "test_log_loss": round(ours.log_loss, 4),
        "test_ece": round(ours.ece, 4),
        "tfidf_test_error": round(100 * (1 - tfidf.accuracy), 2),
        "tfidf_test_macro_f1": round(tfidf.macro_f1, 4),
        **{f"test_error_{d}": _error_of(trained.path, (d,), test) for d in several},
        **_without_words(trained.path, test),
        "seconds": round(seconds),
    }


def _without_words(model: Path, test: LabelledTexts) -> dict[str, float]:
    """Per cent wrong of the network of a model in which words speak beside it."""
    config = read_bundle(model).config
    if config.words is None or config.head.kind == "linear":
        return {}
    return {"test_error_without_words": _error_of(model, config.directions, test, words=False)}


def _error_of(
    model: Path, directions: tuple[str, ...], test: LabelledTexts, *, words: bool = True
) -> float:
    """Per cent wrong of some of a model's directions, with or without its part about words."""
    bundle = read_bundle(model)
    config = dataclasses.replace(bundle.config, directions=directions)
    config = config if words else dataclasses.replace(config, words=None)
    session = load_graph(build_classifier_graph(config, bundle.weights), 1)
    tokenizer = Tokenizer.from_bytes(bundle.tokenizer_bytes)
    part = bundle.words if words else None
    scores = Predictor(config, tokenizer, session, words=part).predict_proba(test.texts)
    truth = encode_labels([row[0] for row in test.labels], list(config.labels), "single")
    return round(100 * float((scores.argmax(1) != truth).mean()), 2)


def shared_language_model(
    texts: list[str], work: Path, *, base: str, preset: str, overrides: dict[str, Any]
) -> Path:
    """Fine-tune on texts alone, by the preset; the labels are placeholders, unread."""
    request = TrainRequest(
        texts[:2],
        [("a",), ("b",)],
        preset=preset_named(preset),
        base=base,
        unlabelled=texts[2:],
        valid_fraction=0,
        overrides={"epochs": 1, "min_steps": 0},
        lm_overrides=overrides,
    )
    pipeline = Pipeline(request, work)
    folder = pipeline.folder / "lm-forward"
    if not (folder / "summary.json").exists():
        for what, _ in pipeline.events(run_in_process):
            if what.startswith("classifier"):
                break
    return folder / "language_model"


def _labelled(
    train: LabelledTexts, count: int, seed: int
) -> tuple[list[str], list[tuple[str, ...]]]:
    if count:
        train = train.select(list(stratified_sample(train.labels, seed, n_total=count)))
    return train.texts, train.labels


def _read(dataset: str, part: str) -> LabelledTexts:
    found = sorted((DATA / dataset).glob(f"{part}.csv*"))
    columns = COLUMNS if part != "unlabelled" else ColumnMapping(text=("text",))
    return load_corpus(found[0], columns)


def _summary(rows: list[dict[str, float]]) -> dict[str, Any]:
    return {
        name: {
            "mean": round(statistics.mean(values), 4),
            "sd": round(statistics.stdev(values), 4) if len(values) > 1 else 0.0,
        }
        for name in rows[0]
        if not np.isnan(values := [row[name] for row in rows]).any()
    }


def _settings(pairs: list[str]) -> dict[str, Any]:
    return {key: json.loads(value) for key, value in (pair.split("=", 1) for pair in pairs)}


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("dataset")
    parser.add_argument("--base", default="en-compact")
    parser.add_argument("--preset", default="standard")
    parser.add_argument("--seeds", type=int, nargs="+", default=[0])
    parser.add_argument("--directions", nargs="+", choices=DIRECTIONS)
    parser.add_argument("--labels", type=int, default=0)
    parser.add_argument("--unlabelled", action="store_true")
    parser.add_argument("--valid-fraction", type=float, default=None)
    parser.add_argument("--set", nargs="*", default=[], metavar="KEY=JSON")
    parser.add_argument("--lm-set", nargs="*", default=[], metavar="KEY=JSON")
    parser.add_argument("--work", default="")
    return parser.parse_args()


if __name__ == "__main__":
    main()
