"""How fast a model file labels texts, beside eager torch and fastai's ``get_preds``.

    python -m tests.benchmarks.predict_speed MODEL [--texts CSV] [--n 200] [--fastai PYTHON]

Same weights, same ids, same two cores, one after the other and twice, the better time of each.
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
from ulmfit_core.modules.awd_lstm import NO_DROPOUT, Architecture
from ulmfit_core.modules.classifier import Classifier
from ulmfit_core.predictor import Predictor
from ulmfit_core.token_store import TokenStore, encode_documents
from ulmfit_core.tokenizer import Tokenizer

THREADS = 2
BATCH = 64
REPEATS = 2


def main() -> None:
    """Measure and print one JSON object."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("model", type=Path)
    parser.add_argument("--texts", default="../shared/data/imdb_small/train.csv.xz")
    parser.add_argument("--text", default="text")
    parser.add_argument("--n", type=int, default=200)
    parser.add_argument("--fastai", help="a Python that has fastai")
    options = parser.parse_args()
    torch.set_num_threads(THREADS)
    texts = load_corpus(options.texts, ColumnMapping(text=(options.text,))).texts[: options.n]
    bundle = read_bundle(options.model)
    store = encode_documents(texts, Tokenizer.from_bytes(bundle.tokenizer_bytes))
    report: dict[str, Any] = {
        "texts": len(texts),
        "tokens": int(store.offsets[-1]),
        "threads": THREADS,
        "load_before": os.getloadavg()[0],
        "seconds": {n: round(s, 2) for n, s in measured(bundle, texts, store)},
    }
    if options.fastai:
        report["seconds"]["fastai get_preds"] = fastai_seconds(options.fastai, bundle, store)
    best = report["seconds"]["int8, buckets"]
    report["times_int8"] = {n: round(s / best, 2) for n, s in report["seconds"].items()}
    print(json.dumps(report, indent=1))


def measured(
    bundle: ModelBundle, texts: Sequence[str], store: TokenStore
) -> list[tuple[str, float]]:
    """(what, seconds) of every way, the better of two rounds of all of them."""
    ids = [store.document(i).astype(np.int64) for i in range(len(texts))]
    exact = Predictor.from_bundle(bundle, threads=THREADS)
    graph = build_classifier_graph(bundle.config, bundle.weights, Int8Layers())
    quantised = replace(bundle, int8_bytes=graph, config=replace(bundle.config, int8=None))
    int8 = Predictor.from_bundle(quantised, threads=THREADS, precision=Precision.INT8)
    eager = classifier(bundle)
    ways: dict[str, Callable[[], object]] = {
        "int8 from text": lambda: int8.predict_proba(texts),
        "int8, buckets": lambda: int8._score(ids),
        "float32, buckets": lambda: exact._score(ids),
        "eager torch, buckets": lambda: run_eager(eager, store, buckets(store)),
        "eager torch, as they come": lambda: run_eager(eager, store, as_they_come(store)),
    }
    seconds = {name: [timed(way) for _ in range(REPEATS)] for name, way in ways.items()}
    return [(name, min(each)) for name, each in seconds.items()]


def timed(way: Callable[[], object]) -> float:
    """Seconds of one call."""
    started = time.perf_counter()
    way()
    return time.perf_counter() - started


def classifier(bundle: ModelBundle) -> Classifier:
    """The forward direction as torch trains it."""
    config, sizes = bundle.config, bundle.config.architecture
    made = Classifier(
        Architecture(sizes.vocab_size, sizes.embedding_size, sizes.hidden_size, sizes.n_layers),
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


def fastai_seconds(python: str, bundle: ModelBundle, store: TokenStore) -> float:
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
            [python, script, folder, str(THREADS)], capture_output=True, text=True, check=True
        )
        return float(json.loads(done.stdout)["seconds"])


if __name__ == "__main__":
    main()
