from __future__ import annotations

import dataclasses
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import pytest

from tests.builders import (
    LABELS,
    TEXTS,
    formula_weights,
    golden_examples,
    tiny_bundle,
    tiny_config,
    tiny_tokenizer,
)
from tests.core.export.reference_classifier import lstm
from tests.core.export.reference_classifier import probabilities as reference
from ulmfit_core import document_reader
from ulmfit_core import text_windows as module
from ulmfit_core.architecture import Architecture
from ulmfit_core.document_chunks import CHUNK_TOKENS
from ulmfit_core.document_reader import RUN_ROWS, RUN_TOKENS
from ulmfit_core.errors import InputError, ModelFileError
from ulmfit_core.export.bundle import ModelBundle, write_bundle
from ulmfit_core.export.bundle_config import (
    Precision,
)
from ulmfit_core.export.onnx_graph import build_classifier_graph
from ulmfit_core.export.onnx_layers import Int8Layers
from ulmfit_core.joined_labels import JoinedLabels
from ulmfit_core.predictor import Prediction, Predictor

BOTH = ("forward", "backward")


@pytest.fixture(scope="module")
def predictor() -> Predictor:
    return Predictor.from_bundle(tiny_bundle(directions=BOTH), threads=1)


class RecordingSession:
    """Passes runs on to a real session and keeps the shapes of what it was given."""

    def __init__(self, session: Any) -> None:
        self._session = session
        self.shapes: list[tuple[int, int]] = []

    def run(self, names: list[str], feed: dict[str, Any]) -> Any:
        self.shapes.append(feed["forward.ids"].shape)
        return self._session.run(names, feed)


def mixed_texts(n: int) -> list[str]:
    return [" ".join([TEXTS[i % len(TEXTS)]] * (1 + i * i % 23)) for i in range(n)]


def with_golden(bundle: ModelBundle, probabilities: Any, *texts: str) -> ModelBundle:
    config = dataclasses.replace(bundle.config, golden=golden_examples(probabilities, texts))
    return dataclasses.replace(bundle, config=config)


def test_agrees_with_plain_numpy(predictor: Predictor) -> None:
    config = tiny_config(directions=BOTH)
    weights = formula_weights(config)
    texts = [*TEXTS, TEXTS[0] * 30]  # the last is longer than a chunk
    expected = [reference(config, weights, tiny_tokenizer().encode(text)) for text in texts]
    np.testing.assert_allclose(predictor.predict_proba(texts), expected, atol=1e-5)


def test_scores_do_not_depend_on_the_batch(predictor: Predictor) -> None:
    texts = mixed_texts(64)
    together = predictor.predict_proba(texts)
    alone = np.concatenate([predictor.predict_proba([text]) for text in texts])
    assert np.abs(together - alone).max() < 1e-5
    assert np.ptp(together, axis=0).max() > 0.01


@pytest.mark.parametrize("float32_layers", [0, 1])
def test_nor_do_they_in_int8(float32_layers: int) -> None:
    bundle = tiny_bundle(directions=BOTH)
    weights = {name: np.array(weight) for name, weight in bundle.weights.items()}
    # Rows that would set the scale of others: one word speaks ten times as loud.
    weights["forward.encoder.embedding.weight"][tiny_tokenizer().encode("NASA")[-1]] *= 10
    graph = build_classifier_graph(bundle.config, weights, Int8Layers(float32_layers))
    bundle = dataclasses.replace(bundle, int8_bytes=graph)
    predictor = Predictor.from_bundle(bundle, threads=1, precision=Precision.INT8)
    texts = mixed_texts(64)
    together = predictor.predict_proba(texts)
    alone = np.concatenate([predictor.predict_proba([text]) for text in texts])
    assert np.abs(together - alone).max() < 1e-5
    assert np.ptp(together, axis=0).max() > 0.01


def test_an_open_file_predicts_the_same(predictor: Predictor, tmp_path: Path) -> None:
    path = tmp_path / "model.ulmfit"
    write_bundle(tiny_bundle(directions=BOTH), path)
    opened = Predictor.open(path)
    assert opened.labels == LABELS
    assert opened.task == "single"
    np.testing.assert_array_equal(opened.predict_proba(TEXTS), predictor.predict_proba(TEXTS))


def test_one_prediction(predictor: Predictor) -> None:
    row = predictor.predict_proba([TEXTS[0]])[0]
    prediction = predictor.predict(TEXTS[0])
    assert prediction.label == LABELS[int(row.argmax())]
    assert prediction.probability == pytest.approx(float(row.max()))
    assert prediction.probabilities == pytest.approx(row.tolist())
    assert sum(prediction.probabilities) == pytest.approx(1)


def test_an_empty_text_and_no_texts(predictor: Predictor) -> None:
    assert np.isfinite(predictor.predict("").probabilities).all()
    assert predictor.predict_proba([]).shape == (0, 3)
    assert list(predictor.predict_stream([])) == []


def test_multi_label_takes_every_label_above_its_threshold() -> None:
    bundle = tiny_bundle(task="multi")
    row = Predictor.from_bundle(bundle).predict_proba(["a"])[0]
    cut = (row[0] - 0.01, row[1] + 0.01, row[2])
    config = dataclasses.replace(bundle.config, thresholds=tuple(float(c) for c in cut))
    chosen = Predictor.from_bundle(dataclasses.replace(bundle, config=config)).predict("a")
    assert chosen.labels == (LABELS[0], LABELS[2])
    assert chosen.label == "place;thing"
    assert chosen.probability == pytest.approx(float(row.max()))


def test_joined_labels_answer_as_one(predictor: Predictor) -> None:
    joined = predictor.joined(JoinedLabels(("who", "thing"), (0, 0, 1)))
    place, person, thing = predictor.predict_proba(TEXTS).T
    assert joined.labels == ("who", "thing")
    np.testing.assert_allclose(joined.predict_proba(TEXTS), np.stack([place + person, thing], 1))
    said = joined.predict(TEXTS[0])
    assert said.probabilities == pytest.approx((place[0] + person[0], thing[0]))
    assert said.label == joined.labels[int(np.argmax(said.probabilities))]
    assert joined.is_true
    assert joined.joined(JoinedLabels.of(LABELS)).predict(TEXTS[0]) == predictor.predict(TEXTS[0])


def test_a_joined_label_is_given_where_the_larger_reaches_the_lower_threshold() -> None:
    bundle = tiny_bundle(task="multi", directions=BOTH)
    *pair, thing = Predictor.from_bundle(bundle).predict(TEXTS[0]).probabilities
    larger, columns = max(pair), JoinedLabels(("who", "thing"), (0, 0, 1))
    for lower, given in ((larger + 1e-3, ()), (larger - 1e-3, ("who",))):
        config = dataclasses.replace(bundle.config, thresholds=(1.0, lower, 1.0))
        predictor = Predictor.from_bundle(dataclasses.replace(bundle, config=config))
        said = predictor.joined(columns).predict(TEXTS[0])
        assert said.probabilities == (larger, thing)
        assert said.labels == given


def test_no_label_above_its_threshold() -> None:
    bundle = tiny_bundle(task="multi", thresholds=(1.0, 1.0, 1.0))
    assert Predictor.from_bundle(bundle).predict("a").label == ""


def test_it_gives_a_label_from_the_chosen_probability_on() -> None:
    predictor = Predictor.from_bundle(tiny_bundle())
    sure = predictor.predict("a").probability
    for below, n_labels in ((sure, 1), (sure + 1e-6, 0)):
        predictor.abstain_below = below
        assert len(predictor.predict("a").labels) == n_labels


def test_a_stream_keeps_its_order(predictor: Predictor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_MOST_DOCUMENTS", 7)
    texts = mixed_texts(40)
    expected = [predictor.predict(text) for text in texts]
    got = list(predictor.predict_stream(iter(texts)))
    assert [p.label for p in got] == [p.label for p in expected]
    np.testing.assert_allclose(
        [p.probabilities for p in got], [p.probabilities for p in expected], atol=1e-5
    )


def test_scoring_says_how_many_texts_are_done(
    predictor: Predictor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_MOST_DOCUMENTS", 7)
    told = list(predictor.scoring(["a"] * 20, done=100))
    assert told == [107, 114, 120]


@pytest.mark.parametrize(("usual", "window"), [(5, None), (1000, 5)])
def test_a_stream_reads_ahead_one_window_only(
    predictor: Predictor, monkeypatch: pytest.MonkeyPatch, usual: int, window: int | None
) -> None:
    monkeypatch.setattr(module, "_MOST_DOCUMENTS", usual)
    taken = 0

    def endless() -> Iterator[str]:
        nonlocal taken
        while True:
            taken += 1
            yield "a"

    stream = predictor.predict_stream(endless(), window=window)
    first: list[Prediction] = [next(stream) for _ in range(6)]
    assert len(first) == 6
    assert taken == 10


def test_a_window_ends_by_its_characters_too(
    predictor: Predictor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_MOST_CHARACTERS", 100)
    taken: list[str] = []
    stream = predictor.predict_stream(taken.append(text) or text for text in ["a" * 60] * 10)
    next(stream)
    assert len(taken) == 2


def test_no_run_of_the_graph_is_larger_than_the_budget() -> None:
    real = Predictor.from_bundle(tiny_bundle())
    session = RecordingSession(real._reader._session)
    watched = Predictor(real.config, tiny_tokenizer(), session)
    texts = [*mixed_texts(300), "a b " * 25_000]  # the last of about 100,000 tokens
    watched.predict_proba(texts)
    assert max(width for _, width in session.shapes) == CHUNK_TOKENS
    assert max(n * width for n, width in session.shapes) <= RUN_TOKENS
    assert max(n for n, _ in session.shapes) == RUN_ROWS
    assert session.shapes.count((1, CHUNK_TOKENS)) > 300


def test_a_very_long_document_is_exact() -> None:
    """Chunks carry the state: 5,000 tokens at once and in chunks are the same."""
    bundle = tiny_bundle(directions=BOTH)
    text = "Where is the Tagus? " * 400
    ids = tiny_tokenizer().encode(text)
    expected = reference(bundle.config, bundle.weights, ids)
    np.testing.assert_allclose(
        Predictor.from_bundle(bundle).predict(text).probabilities, expected, atol=1e-5
    )


@pytest.mark.slow
def test_100_000_tokens_fit_in_little_memory() -> None:
    resource = pytest.importorskip("resource")
    sizes = Architecture(tiny_tokenizer().vocab_size, 256, 640, 3)
    opened = Predictor.from_bundle(tiny_bundle(architecture=sizes))
    opened.predict("warm up")
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    text = "Where is the Tagus? " * 7000
    assert len(tiny_tokenizer().encode(text)) > 100_000
    assert np.isfinite(opened.predict(text).probabilities).all()
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 200 * 1024  # kB


@pytest.mark.parametrize("value", [None, float("nan"), 3, b"bytes"])
def test_what_is_not_text_is_named(predictor: Predictor, value: Any) -> None:
    with pytest.raises(InputError, match="Text 2 is not a text"):
        list(predictor.predict_stream(["a", value]))


def test_golden_examples_that_hold(predictor: Predictor) -> None:
    bundle = tiny_bundle(directions=BOTH)
    bundle = with_golden(bundle, predictor.predict_proba(TEXTS), *TEXTS)
    assert Predictor.from_bundle(bundle).golden_difference() < 1e-6


def test_golden_examples_that_do_not_hold(predictor: Predictor) -> None:
    wrong = predictor.predict_proba(["a"]) + np.array([[0.01, -0.01, 0.0]])
    bundle = with_golden(tiny_bundle(directions=BOTH), wrong, "a")
    with pytest.raises(ModelFileError, match="other answers"):
        Predictor.from_bundle(bundle)


def test_golden_ids_that_the_tokenizer_no_longer_gives(predictor: Predictor) -> None:
    texts = ("a", "b")
    bundle = with_golden(tiny_bundle(directions=BOTH), predictor.predict_proba(texts), *texts)
    example, other = bundle.config.golden
    moved = dataclasses.replace(example, ids=(*example.ids, 5))
    config = dataclasses.replace(bundle.config, golden=(moved, other))
    with pytest.raises(ModelFileError, match="other answers"):
        Predictor.from_bundle(dataclasses.replace(bundle, config=config))


def test_a_graph_that_is_none_or_of_another_model(capsys: pytest.CaptureFixture[str]) -> None:
    bundle = tiny_bundle()
    misnamed = bundle.onnx_bytes.replace(b"forward.ids", b"fo\xffward.ids", 1)
    for graph in (b"no graph", misnamed):
        with pytest.raises(ModelFileError, match="cannot be used"):
            Predictor.from_bundle(dataclasses.replace(bundle, onnx_bytes=graph))
    assert capsys.readouterr().out == ""
    other = tiny_bundle(directions=BOTH).onnx_bytes
    with pytest.raises(ModelFileError, match="does not fit"):
        Predictor.from_bundle(dataclasses.replace(bundle, onnx_bytes=other))


def test_a_graph_that_fails_as_it_runs(predictor: Predictor) -> None:
    bundle = with_golden(tiny_bundle(directions=BOTH), predictor.predict_proba(["a"]), "a")
    with pytest.raises(ModelFileError, match="cannot be used"):
        Predictor.from_bundle(dataclasses.replace(bundle, onnx_bytes=failing(bundle.onnx_bytes)))
    untried = tiny_bundle()
    opened = Predictor.from_bundle(
        dataclasses.replace(untried, onnx_bytes=failing(untried.onnx_bytes))
    )
    with pytest.raises(ModelFileError, match="cannot be used"):
        opened.predict("a")


def failing(graph: bytes) -> bytes:
    """The graph, but its probabilities are those of a row it has not."""
    model = onnx.load_from_string(graph)
    (last,) = (node for node in model.graph.node if "probabilities" in node.output)
    last.output[:] = ["all"]
    model.graph.initializer.append(onnx.numpy_helper.from_array(np.array([10**6]), "far"))
    model.graph.node.append(onnx.helper.make_node("Gather", ["all", "far"], ["probabilities"]))
    found: bytes = model.SerializeToString()
    return found


def test_threads_change_nothing_but_the_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(document_reader, "RUN_TOKENS", 512)
    bundle = tiny_bundle(directions=BOTH)
    texts = mixed_texts(120)
    alone = Predictor.from_bundle(bundle, threads=1)
    together = Predictor.from_bundle(bundle, threads=3)
    np.testing.assert_array_equal(together.predict_proba(texts), alone.predict_proba(texts))
    np.testing.assert_array_equal(together.features(texts), alone.features(texts))


def test_work_left_early_leaves_no_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(document_reader, "RUN_TOKENS", 512)
    before = threading.active_count()
    work = Predictor.from_bundle(tiny_bundle(), threads=3).scoring(mixed_texts(120))
    next(work)
    work.close()
    assert threading.active_count() == before


def test_features_are_the_last_the_largest_and_the_mean_output(predictor: Predictor) -> None:
    """Those of the numpy classifier, which pools whole documents."""
    config = tiny_config(directions=BOTH)
    weights = {n: w.astype(np.float64) for n, w in formula_weights(config).items()}
    for text in (*TEXTS, TEXTS[0] * 30):
        ids = tiny_tokenizer().encode(text)
        parts = []
        for d, side in (("forward", ids), ("backward", [ids[0], *reversed(ids[1:])])):
            hidden = weights[f"{d}.encoder.embedding.weight"][side]
            for i in range(config.architecture.n_layers):
                hidden = lstm(hidden, weights, f"{d}.encoder.layers.{i}")
            parts += [hidden[-1], hidden.max(axis=0), hidden.mean(axis=0)]
        np.testing.assert_allclose(predictor.features([text])[0], np.concatenate(parts), atol=1e-5)
