"""How fast a model file labels texts, beside eager torch and fastai's ``get_preds``.

    python -m tests.benchmarks.predict_speed MODEL [--texts CSV] [--n 200] [--fastai PYTHON]

Same weights, same ids, same cores, one after the other and several times, the better time of each:
on the clock, and of the processor, which other work disturbs less (with one thread).
``from text`` includes our tokenizer; all others begin with ids. fastai runs from a Python of its
own, with batches of 64 in its own order of lengths and its own padding; our encoder, its head.
The int8 graph is made for the purpose, whether or not it holds to the model's labels.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import numpy as np
import torch
from safetensors.numpy import save_file

from ulmfit_core.batching import ClassifierBatches, document_batch
from ulmfit_core.corpus.loading import load_corpus
from ulmfit_core.corpus.options import ColumnMapping
from ulmfit_core.export.bundle import ModelBundle, read_bundle
from ulmfit_core.export.bundle_config import Precision
from ulmfit_core.export.onnx_graph import build_classifier_graph
from ulmfit_core.export.onnx_layers import Int8Layers
from ulmfit_core.modules.awd_lstm import (
    NO_DROPOUT,
)
from ulmfit_core.modules.classifier import Classifier
from ulmfit_core.predictor import Predictor
from ulmfit_core.token_store import TokenStore, encode_documents
from ulmfit_core.tokenizer import Tokenizer

BATCH = 64
REPEATS = 3

Seconds = tuple[float, float]  # on the clock, and of the processor


def main() -> None:
    """Measure and print one JSON object."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("model", type=Path)
    parser.add_argument("--texts", default="../shared/data/imdb_small/train.csv.xz")
    parser.add_argument("--text", default="text")
    parser.add_argument("--n", type=int, default=200)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--fastai", help="a Python that has fastai")
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    texts = load_corpus(options.texts, ColumnMapping(text=(options.text,))).texts[: options.n]
    bundle = read_bundle(options.model)
    store = encode_documents(texts, Tokenizer.from_bytes(bundle.tokenizer_bytes))
    found = measured(bundle, texts, store, options.threads)
    if options.fastai:
        found["fastai get_preds"] = fastai_seconds(options.fastai, bundle, store, options.threads)
    report: dict[str, Any] = {
        "texts": len(texts),
        "tokens": int(store.offsets[-1]),
        "threads": options.threads,
        "load_before": os.getloadavg()[0],
    }
    for place, what in enumerate(("seconds", "processor_seconds")):
        best = found["int8, buckets"][place]
        report[what] = {name: round(each[place], 2) for name, each in found.items()}
        report[f"{what}_times_int8"] = {n: round(s[place] / best, 2) for n, s in found.items()}
    print(json.dumps(report, indent=1))


def measured(
    bundle: ModelBundle, texts: Sequence[str], store: TokenStore, threads: int
) -> dict[str, Seconds]:
    """Every way in turn, the better times of some rounds of all of them."""
    exact = Predictor.from_bundle(bundle, threads=threads)
    graph = build_classifier_graph(bundle.config, bundle.weights, Int8Layers())
    quantised = replace(bundle, int8_bytes=graph, config=replace(bundle.config, int8=None))
    int8 = Predictor.from_bundle(quantised, threads=threads, precision=Precision.INT8)
    ids = exact._encode(texts)
    eager = classifier(bundle)
    ways: dict[str, Callable[[], object]] = {
        "int8 from text": lambda: int8.predict_proba(texts),
        "int8, buckets": lambda: int8._score(ids),
        "float32, buckets": lambda: exact._score(ids),
        "eager torch, buckets": lambda: run_eager(eager, store, buckets(store)),
        "eager torch, as they come": lambda: run_eager(eager, store, as_they_come(store)),
    }
    rounds = [{name: timed(way) for name, way in ways.items()} for _ in range(REPEATS)]
    return {name: better([each[name] for each in rounds]) for name in ways}


def better(each: Sequence[Seconds]) -> Seconds:
    """The better of either."""
    return min(wall for wall, _ in each), min(processor for _, processor in each)


def timed(way: Callable[[], object]) -> Seconds:
    """Of one call."""
    started, spent = time.perf_counter(), time.process_time()
    way()
    return time.perf_counter() - started, time.process_time() - spent


def classifier(bundle: ModelBundle) -> Classifier:
    """The forward direction as torch trains it."""
    config = bundle.config
    made = Classifier(
        config.architecture,
        len(config.labels),
        NO_DROPOUT,
        norm=config.head.norm,
        hidden=config.head.hidden,
    )
    own = {n: w for n, w in bundle.weights.items() if n.startswith("forward.")}
    made.load_contract_state(
        {n.removeprefix("forward."): torch.from_numpy(np.array(w)) for n, w in own.items()}
    )
    return made.eval()


def buckets(store: TokenStore) -> list[np.ndarray]:
    """Batches of like length, as training validates."""
    lengths = np.diff(store.offsets)
    return list(ClassifierBatches(lengths, BATCH, 32_768).in_order())


def as_they_come(store: TokenStore) -> list[np.ndarray]:
    """Batches of 64 in the file's order."""
    everything = np.arange(len(store.offsets) - 1)
    return [everything[s : s + BATCH] for s in range(0, len(everything), BATCH)]


def run_eager(model: Classifier, store: TokenStore, batches: list[np.ndarray]) -> None:
    """Every batch through the network."""
    with torch.inference_mode():
        for batch in batches:
            documents = document_batch(store, batch, backward=False)
            model(documents.ids, documents.lengths)


def fastai_seconds(python: str, bundle: ModelBundle, store: TokenStore, threads: int) -> Seconds:
    """The same ids through fastai's own classifier, in its own process."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        own = {n: np.array(w) for n, w in bundle.weights.items() if n.startswith("forward.encoder")}
        save_file(
            {n.removeprefix("forward."): w for n, w in own.items()}, folder / "weights.safetensors"
        )
        sizes = asdict(bundle.config.architecture) | {"n_classes": len(bundle.config.labels)}
        (folder / "sizes.json").write_text(json.dumps(sizes))
        np.save(folder / "documents.npy", store.ids)
        np.save(folder / "offsets.npy", store.offsets)
        script = Path(__file__).with_name("predict_speed_fastai.py")
        done = subprocess.run(
            [python, script, folder, str(threads)], capture_output=True, text=True, check=True
        )
        found = json.loads(done.stdout.splitlines()[-1])
        return float(found["seconds"]), float(found["processor_seconds"])


if __name__ == "__main__":
    main()
