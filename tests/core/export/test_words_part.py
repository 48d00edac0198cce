"""The part about words: written, read, refused where it is damaged, and right in a model file."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from safetensors.numpy import load, save

from tests.builders import (
    LABELS,
    TEXTS,
    formula_weights,
    golden_examples,
    instant_bundle,
    tiny_config,
    tiny_tokenizer,
    words_part,
)
from tests.core.export.reference_classifier import probabilities as reference
from ulmfit_core.errors import ModelFileError
from ulmfit_core.evaluation.attribution import attribute
from ulmfit_core.export.bundle import read_bundle, write_bundle
from ulmfit_core.export.bundle_config import LINEAR_HEAD, Precision
from ulmfit_core.export.config_reading import read_config
from ulmfit_core.export.export_model import export_model
from ulmfit_core.export.words_part import WordsPart
from ulmfit_core.predictor import Predictor
from ulmfit_core.word_features import PATTERN

LONG = "Where is the Tagus, and who named it? " * 40  # several chunks


def expected(texts: list[str], **changes: Any) -> NDArray[Any]:
    """By numpy alone, a document and a token at a time."""
    config = tiny_config(head=LINEAR_HEAD, words=words_part().config, **changes)
    weights, words = formula_weights(config), words_part().logits(texts)
    rows = [
        reference(config, weights, tiny_tokenizer().encode(text), logits)
        for text, logits in zip(texts, words, strict=True)
    ]
    return np.array(rows)


VARIANTS: dict[str, dict[str, Any]] = {
    "one label": {},
    "several labels": {"task": "multi"},
    "temperature": {"temperature": 2.5},
    "both directions": {"directions": ("forward", "backward")},
}


@pytest.mark.parametrize("variant", VARIANTS)
def test_network_and_words_add_up(variant: str, tmp_path: Path) -> None:
    path, texts = tmp_path / "model.ulmfit", [*TEXTS, LONG]
    write_bundle(instant_bundle(**VARIANTS[variant]), path)
    found = Predictor.open(path).predict_proba(texts)
    np.testing.assert_allclose(found, expected(texts, **VARIANTS[variant]), atol=1e-5)


def test_words_speak_wherever_a_batch_begins(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ulmfit_core.document_reader.RUN_ROWS", 3)
    texts = [LONG, *TEXTS, *TEXTS]
    found = Predictor.from_bundle(instant_bundle(), threads=2).predict_proba(texts)
    np.testing.assert_allclose(found, expected(texts), atol=1e-5)


def test_logits_of_words_alone() -> None:
    words = words_part()
    places, values = words.features.of("Who? WHERE is")
    assert {(*words.features.words, *words.features.characters)[place] for place in places} == {
        "who",
        "where",
        "where is",
    }
    topics = values @ words.topics[places].astype(np.float32)
    topics /= np.linalg.norm(topics)
    by_hand = values @ words.weights[places] + topics @ words.topic_weights
    np.testing.assert_allclose(words.logits(["Who? WHERE is"])[0], by_hand, atol=1e-6)
    np.testing.assert_array_equal(words.logits(["nothing known", ""]), 0)


def test_what_was_made_before_marks_parted_words_goes_on_as_it_was() -> None:
    made, terms = words_part(), json.loads(words_part().vocabulary_bytes())
    terms["words"][0] = "كتاب؟"
    assert terms.pop("pattern") == PATTERN
    earlier = WordsPart.from_bytes(json.dumps(terms).encode(), made.tensor_bytes())
    again = WordsPart.from_bytes(earlier.vocabulary_bytes(), earlier.tensor_bytes())
    for part in (earlier, again):
        assert part.logits(["كتاب؟"]).any()
        assert not part.logits(["كتاب"]).any()


def test_features_are_those_of_every_layer() -> None:
    predictor = Predictor.from_bundle(instant_bundle())
    features = predictor.features(TEXTS)
    assert features.shape == (len(TEXTS), predictor.n_features) == (len(TEXTS), 3 * (10 + 6))
    weights = formula_weights(predictor.config)
    logits = features @ weights["forward.head.weight"].T + weights["forward.head.bias"]
    odds = np.exp(logits + words_part().logits(TEXTS))
    shares = odds / odds.sum(1, keepdims=True)
    np.testing.assert_allclose(predictor.predict_proba(TEXTS), shares, atol=1e-5)


def test_it_goes_out_and_in_and_is_tried_in_both_precisions(tmp_path: Path) -> None:
    bundle, path = instant_bundle(), tmp_path / "model.ulmfit"
    export_model(
        path,
        dataclasses.replace(bundle.config, words=None),
        bundle.weights,
        tiny_tokenizer(),
        golden_texts=TEXTS,
        golden_probabilities=expected(list(TEXTS)),
        words=words_part(),
    )
    again = read_bundle(path)
    assert again.config.words == words_part().config
    assert again.words is not None
    np.testing.assert_array_equal(again.words.logits([LONG]), words_part().logits([LONG]))
    assert read_bundle(path, members=()).words is None
    assert Predictor.open(path).precision is Precision.INT8
    assert attribute(Predictor.open(path), "Where is the Tagus?").by_word


def test_other_words_than_at_the_export_are_noticed(tmp_path: Path) -> None:
    bundle, path = instant_bundle(), tmp_path / "model.ulmfit"
    golden = golden_examples(expected(list(TEXTS)), TEXTS)
    config = dataclasses.replace(bundle.config, golden=golden)
    weights = words_part().weights + np.array([0, 1, 0], np.float32)
    moved = dataclasses.replace(words_part(), weights=weights)
    write_bundle(dataclasses.replace(bundle, config=config, words=moved), path)
    with pytest.raises(ModelFileError, match="other answers"):
        Predictor.open(path)


def changed(**tensors: NDArray[Any]) -> bytes:
    return save({**load(words_part().tensor_bytes()), **tensors})


def vocabulary(first: Any) -> bytes:
    """With this instead of the first word."""
    _, *others = words_part().features.words
    terms = {"words": [first, *others], "characters": words_part().features.characters}
    return json.dumps(terms).encode()


DAMAGED: dict[str, tuple[bytes, bytes]] = {
    "no JSON": (b"{", words_part().tensor_bytes()),
    "no object": (b"[]", words_part().tensor_bytes()),
    "no terms": (b'{"words": 3, "characters": []}', words_part().tensor_bytes()),
    "no characters": (b'{"words": ["a"]}', words_part().tensor_bytes()),
    "a term is none": (vocabulary(1), words_part().tensor_bytes()),
    "a term twice": (vocabulary(words_part().features.words[1]), words_part().tensor_bytes()),
    "an unknown pattern": (
        b'{"words": [], "characters": [], "pattern": [3]}',
        words_part().tensor_bytes(),
    ),
    "too few terms": (b'{"words": ["a"], "characters": []}', words_part().tensor_bytes()),
    "cut short": (words_part().vocabulary_bytes(), words_part().tensor_bytes()[:-4]),
    "one more": (words_part().vocabulary_bytes(), changed(more=np.zeros(2, np.float32))),
    "another width": (
        words_part().vocabulary_bytes(),
        changed(weights=np.zeros((8, 2), np.float32)),
    ),
    "another kind": (words_part().vocabulary_bytes(), changed(idf=np.zeros(8, np.int64))),
}


@pytest.mark.parametrize("case", DAMAGED)
def test_a_damaged_part_is_refused_in_a_sentence(case: str) -> None:
    with pytest.raises(ModelFileError):
        WordsPart.from_bytes(*DAMAGED[case]).check(words_part().config, len(LABELS))


def test_a_file_whose_settings_speak_of_words_has_them(tmp_path: Path) -> None:
    with pytest.raises(ModelFileError, match="missing"):
        write_bundle(dataclasses.replace(instant_bundle(), words=None), tmp_path / "m.ulmfit")
    config = tiny_config(head=LINEAR_HEAD)
    with pytest.raises(ModelFileError, match="not of the size"):
        write_bundle(dataclasses.replace(instant_bundle(), config=config), tmp_path / "m.ulmfit")
    record = json.loads(instant_bundle().config.to_bytes())
    record["words"]["n_words"] = -1
    with pytest.raises(ModelFileError, match="words are not counted"):
        read_config(json.dumps(record).encode())
