"""One whole ULMFiT training of a few-shot benchmark, and how it does."""

from __future__ import annotations

import dataclasses
import functools
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from tests.benchmarks.fewshot_data import LabelledSet, read_set
from ulmfit_core.architecture import Architecture
from ulmfit_core.evaluation.metrics import evaluate
from ulmfit_core.in_parts import returned
from ulmfit_core.modules.awd_lstm import (
    Dropouts,
)
from ulmfit_core.modules.classifier import Classifier
from ulmfit_core.process import run_in_process
from ulmfit_core.token_store import encode_documents
from ulmfit_core.tokenizer import Tokenizer
from ulmfit_core.training.answers import finding_answers
from ulmfit_core.training.blend import Blend
from ulmfit_core.training.pipeline import Pipeline
from ulmfit_core.training.presets import preset_named
from ulmfit_core.training.scoring import logits_of
from ulmfit_core.training.train_request import TrainRequest

_DIRECTION = "forward."


@dataclasses.dataclass(frozen=True)
class Draw:
    """What is trained on, from what, and where."""

    data: str
    base: str  # folder of a language model that has read the set, or NO_BASE
    labels: int  # of each kind
    seed: int
    is_test: bool
    device: str
    work: str


def score(draw: Draw) -> dict[str, Any]:
    """Macro-F1 on the set's test texts, or on those of its pool that were not drawn."""
    begun, data = time.monotonic(), _set(draw.data, draw.is_test)
    drawn = data.draw(draw.labels, draw.seed)
    request = TrainRequest(
        [data.texts[row] for row in drawn],
        [(str(data.targets[row]),) for row in drawn],
        preset=dataclasses.replace(preset_named("standard"), language_model=None),
        base=draw.base,
        seed=draw.seed,
        valid_fraction=0,
        overrides={"device": draw.device},
    )
    pool = np.setdiff1d(np.arange(data.n_pool), drawn)
    asked = np.arange(data.n_pool, len(data.texts)) if draw.is_test else pool
    with tempfile.TemporaryDirectory(dir=draw.work) as folder:
        pipeline = Pipeline(request, Path(folder))
        for _ in pipeline.events(run_in_process):
            pass
        answers = _probabilities(pipeline, [data.texts[row] for row in asked], draw.device)
    names = [str(label) for label in range(data.n_labels)]
    found = evaluate(answers, data.targets[asked], names, n_bootstrap=0)
    return {"macro_f1": round(found.macro_f1, 5), "seconds": round(time.monotonic() - begun)}


@functools.lru_cache(1)
def _set(name: str, with_test: bool) -> LabelledSet:
    return read_set(name, with_test=with_test)


def _probabilities(pipeline: Pipeline, texts: list[str], device: str) -> NDArray[np.float64]:
    """[n, C], as the model file would say, without the time to write and check one."""
    answers = returned(finding_answers(pipeline))
    tokenizer = Tokenizer.load(pipeline.folder / "data" / "tokenizer.model")
    weights = {n.removeprefix(_DIRECTION): w for n, w in answers.weights.items()}
    network = classifier_of(weights, len(pipeline.data.labels)).to(device)
    logits = logits_of(network, encode_documents(texts, tokenizer)).astype(np.float64)
    if answers.words is not None:
        logits += answers.words.logits(texts)
    return Blend(answers.temperature).probabilities([logits], None, pipeline.request.task)


def classifier_of(weights: Mapping[str, NDArray[Any]], n_classes: int) -> Classifier:
    """The network of one direction, from its weights in a file."""
    state = {name: torch.tensor(weight) for name, weight in weights.items()}
    vocabulary, width = state["encoder.embedding.weight"].shape
    hidden = state["encoder.layers.0.weight_hh_l0"].shape[1]
    n_layers = sum(name.endswith("weight_hh_l0") for name in state)
    norm = "batch" if "head.blocks.0.norm.running_mean" in state else "layer"
    sizes, none = Architecture(vocabulary, width, hidden, n_layers), Dropouts().times(0)
    made = Classifier(sizes, n_classes, none, norm=norm)
    made.load_contract_state(state)
    return made
