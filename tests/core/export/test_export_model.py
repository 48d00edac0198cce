from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from tests.builders import TEXTS, formula_weights, tiny_config, tiny_tokenizer
from tests.core.export.reference_classifier import probabilities as reference
from ulmfit_core.errors import ModelFileError
from ulmfit_core.export.bundle import read_bundle
from ulmfit_core.export.export_model import export_model
from ulmfit_core.predictor import Predictor

CONFIG = tiny_config(tokenizer_sha256="")
WEIGHTS = formula_weights(CONFIG)
TRUTH = np.array([reference(CONFIG, WEIGHTS, tiny_tokenizer().encode(text)) for text in TEXTS])


def test_what_is_exported_gives_the_models_own_answers(tmp_path: Path) -> None:
    path = tmp_path / "model.ulmfit"
    made = export_model(
        path,
        CONFIG,
        WEIGHTS,
        tiny_tokenizer(),
        golden_texts=TEXTS,
        golden_probabilities=TRUTH,
        title="Questions",
    )
    read = read_bundle(path)
    assert read.config == made.config
    assert read.config.tokenizer_sha256 == tiny_tokenizer().sha256
    assert [example.text for example in read.config.golden] == list(TEXTS)
    assert read.card.startswith("# Questions")
    np.testing.assert_allclose(Predictor.open(path).predict_proba(TEXTS), TRUTH, atol=1e-5)


def test_a_graph_that_answers_otherwise_is_not_written(tmp_path: Path) -> None:
    with pytest.raises(ModelFileError, match="nothing was written"):
        export_model(
            tmp_path / "model.ulmfit",
            CONFIG,
            WEIGHTS,
            tiny_tokenizer(),
            golden_texts=TEXTS,
            golden_probabilities=TRUTH + 3e-4,
        )
    assert not list(tmp_path.iterdir())
