"""Memory does not grow with a document's length (reference C, "What ... should do better")."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

PROBE = """
import json, resource, sys
import torch
from ulmfit_core.architecture import Architecture
from ulmfit_core.modules.awd_lstm import (Dropouts,)
from ulmfit_core.modules.classifier import Classifier
torch.set_num_threads(1)
model = Classifier(Architecture(1000, 64, 256, 3), 2, Dropouts(), norm="layer")
def peak():
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit
def read(tokens):
    return model(torch.arange(tokens)[:, None] % 1000, torch.tensor([tokens]))[0].sum()
read(200).backward()
idle = peak()
read(100_000).backward()
trained = peak() - idle
with torch.inference_mode():
    model.eval()
    read(100_000)
print(json.dumps([trained, peak() - idle]))
"""


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_a_hundred_thousand_tokens_train_and_predict_in_bounded_memory() -> None:
    pytest.importorskip("resource", reason="peak memory is read from the Unix resource module")
    done = subprocess.run(
        [sys.executable, "-c", PROBE],
        capture_output=True,
        text=True,
        env=os.environ | {"PYTHONPATH": os.getcwd()},
    )
    assert done.returncode == 0, done.stderr
    for grown in json.loads(done.stdout):
        assert grown < 0.7e9  # all activations at once would be almost 7e9
