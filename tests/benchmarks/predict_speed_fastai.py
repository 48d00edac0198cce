"""fastai's ``get_preds`` on the ids of ``predict_speed``; in a venv of its own.

python predict_speed_fastai.py WORKLOAD THREADS
"""

from __future__ import annotations

import json
import sys
import time
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import torch
from fastai.text.all import (
    AWD_LSTM,
    CrossEntropyLossFlat,
    DataLoaders,
    Learner,
    ModelResetter,
    RNNCallback,
    SortedDL,
    TensorText,
    awd_lstm_clas_config,
    get_text_classifier,
    pad_input_chunk,
)
from safetensors.torch import load_file

if TYPE_CHECKING:
    from tests.benchmarks.speed_fastai import BPTT, config_of, encoder_state, load
else:  # that venv knows only the folder of this script
    from speed_fastai import BPTT, config_of, encoder_state, load

BATCH = 64
REPEATS = 3


def main() -> None:
    """Measure and print."""
    folder = Path(sys.argv[1])
    torch.set_num_threads(int(sys.argv[2]))
    sizes = json.loads((folder / "sizes.json").read_text())
    offsets = np.load(folder / "offsets.npy")
    ids = torch.from_numpy(np.load(folder / "documents.npy").astype(np.int64))
    model = get_text_classifier(
        AWD_LSTM,
        sizes["vocab_size"],
        sizes["n_classes"],
        seq_len=BPTT,
        config=config_of(awd_lstm_clas_config, sizes),
        max_len=BPTT * 20,
    )
    load(model, encoder_state(load_file(folder / "weights.safetensors"), "0.module."))
    items = [(TensorText(ids[a:b]), 0) for a, b in pairwise(offsets)]
    pad = partial(pad_input_chunk, pad_idx=1, seq_len=BPTT)
    loader = SortedDL(items, bs=BATCH, before_batch=pad, num_workers=0)
    learner = Learner(
        DataLoaders(loader, loader),
        model,
        loss_func=CrossEntropyLossFlat(),
        cbs=[ModelResetter(), RNNCallback()],
    )
    seconds, processor = [], []
    for _ in range(REPEATS):
        started, spent = time.perf_counter(), time.process_time()
        with learner.no_bar():
            learner.get_preds(dl=loader)
        seconds.append(time.perf_counter() - started)
        processor.append(time.process_time() - spent)
    print(json.dumps({"seconds": min(seconds), "processor_seconds": min(processor)}))


if __name__ == "__main__":
    main()
