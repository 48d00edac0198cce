from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest
import torch

from tests.builders import TEXTS, formula_array, tiny_tokenizer
from ulmfit_core.architecture import Architecture
from ulmfit_core.errors import ModelFileError
from ulmfit_core.export.base_model import BaseModel, exact, write_base
from ulmfit_core.fewshot import encoder as encoding
from ulmfit_core.fewshot.encoder import FrozenEncoder, encoder_key
from ulmfit_core.modules.classifier import concat_pool
from ulmfit_core.modules.language_model import LanguageModel

LONG = "Where is the river that the engineers wrote about? " * 60  # several chunks


def tiny_model() -> LanguageModel:
    model = LanguageModel(Architecture(tiny_tokenizer().vocab_size, 6, 10, 3))
    weights = {
        name: torch.from_numpy(formula_array(name, tuple(tensor.shape)))
        for name, tensor in model.state_dict().items()
    }
    model.load_state_dict(weights)
    return model.eval()


@pytest.fixture
def base(tmp_path: Path) -> Path:
    folder = tmp_path / "tiny"
    write_base(BaseModel("tiny", "forward", {}, tiny_model(), tiny_tokenizer()), folder, exact)
    return folder


def by_torch(text: str) -> np.ndarray:
    """[max, mean] of every layer, the document read in one piece."""
    ids = torch.tensor(tiny_tokenizer().encode(text)[:1024])[:, None]
    encoder = tiny_model().encoder
    with torch.no_grad():
        outputs, _ = encoder(ids, encoder.zero_state(1))
    length = torch.tensor([len(ids)])
    parts = [concat_pool(out, length)[:, out.shape[2] :] for out in outputs]
    return torch.cat(parts, 1)[0].numpy()


@pytest.fixture
def exactly(monkeypatch: pytest.MonkeyPatch) -> None:
    """Weights of 8 bits are turned down, as on a processor that overflows in them."""
    monkeypatch.setattr(encoding, "_TOLERANCE", 0.0)


@pytest.mark.usefixtures("exactly")
def test_it_pools_every_layer_as_the_network_does(base: Path) -> None:
    texts = [*TEXTS, LONG]
    features = FrozenEncoder.of_base(base).features(texts)
    expected = np.stack([by_torch(text) for text in texts])
    assert features.shape == expected.shape == (len(texts), 2 * (10 + 10 + 6))
    np.testing.assert_allclose(features, expected, atol=2e-3)


@pytest.mark.usefixtures("exactly")
def test_a_text_has_the_same_features_alone_and_beside_others(base: Path) -> None:
    encoder = FrozenEncoder.of_base(base)
    alone = encoder.features([TEXTS[0]])
    np.testing.assert_allclose(encoder.features([LONG, TEXTS[0], ""])[1], alone[0], atol=2e-3)


def test_weights_of_8_bits_give_nearly_the_same(
    base: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(encoding, "_TOLERANCE", np.inf)
    features = FrozenEncoder.of_base(base).features(TEXTS)
    differences = features - np.stack([by_torch(text) for text in TEXTS])
    assert np.abs(differences).mean() < 0.02
    assert (features != FrozenEncoder.exact_of_base(base).features(TEXTS)).any()


def test_its_key_changes_with_its_weights(base: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    shutil.copytree(base, other)
    assert encoder_key(other) == encoder_key(base)
    weights = bytearray((other / "weights.safetensors").read_bytes())
    weights[-1] ^= 1
    (other / "weights.safetensors").write_bytes(weights)
    assert encoder_key(other) != encoder_key(base)


def test_a_damaged_model_is_refused_in_a_sentence(base: Path) -> None:
    (base / "weights.safetensors").write_bytes(b"\x10\0\0\0\0\0\0\0{}")
    with pytest.raises(ModelFileError):
        FrozenEncoder.of_base(base)
