"""The preset quick: from texts to a model file, paused and killed anywhere, and its limits."""

from __future__ import annotations

import dataclasses
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from safetensors.numpy import load_file

from tests.core.training.recipes import (
    SIZES,
    WORDS,
    same_tensors,
    stop_after,
    take,
    write_tiny_base,
)
from ulmfit_core.errors import InputError
from ulmfit_core.evaluation.metrics import evaluate
from ulmfit_core.export.base_model import read_base
from ulmfit_core.export.bundle import read_bundle
from ulmfit_core.fewshot.member_fit import probabilities
from ulmfit_core.fewshot.self_training import SelfTraining
from ulmfit_core.predictor import Predictor
from ulmfit_core.process import run_in_process
from ulmfit_core.training import fit_instant_head as recipe
from ulmfit_core.training import fitted_head
from ulmfit_core.training.assemble import TrainedModel, assemble
from ulmfit_core.training.events import (
    CheckpointSaved,
    EpochFinished,
    RunFinished,
    RunStopped,
    StageStarted,
    StepFinished,
    StopVerb,
    TrainingEvent,
)
from ulmfit_core.training.finetune_jobs import InstantHeadJob
from ulmfit_core.training.fit_instant_head import CLASSIFIER, VALID_LOGITS, fit_instant_head
from ulmfit_core.training.head_texts import HeadTexts
from ulmfit_core.training.history import RunHistory
from ulmfit_core.training.pipeline import Pipeline
from ulmfit_core.training.presets import ADAPTED, QUICK, STANDARD
from ulmfit_core.training.run_folder import RunFolder, RunState
from ulmfit_core.training.train_request import TrainRequest

NAMES = ("place", "person", "thing")
TEXTS = [f"{word} {other} {n}" for n in range(4) for row in WORDS for word in row for other in row]
LABELS = [(NAMES[i // 9 % 3],) for i in range(len(TEXTS))]
MORE = [f"The {word} of the {other}." for word in WORDS[0] for other in WORDS[1]]

N_FITTING = 1 + 5 + 1  # parts: the words, five folds, the head


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_tiny_base(tmp_path_factory.mktemp("base") / "tiny")


@pytest.fixture(autouse=True)
def _small_windows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recipe, "_WINDOW", 32)


def request(base: Path | str, **changes: Any) -> TrainRequest:
    made = TrainRequest(TEXTS, LABELS, QUICK, base=str(base), unlabelled=MORE)
    return dataclasses.replace(made, **changes)


def trained(wanted: TrainRequest, folder: Path) -> tuple[Pipeline, TrainedModel]:
    pipeline = Pipeline(wanted, folder / "work")
    assert {what for what, _ in pipeline.events(run_in_process)} == {"classifier, forward"}
    return pipeline, assemble(pipeline, folder / "model.ulmfit")


def job_of(wanted: TrainRequest, folder: Path) -> InstantHeadJob:
    """Its job, with all that it needs written."""
    jobs: list[Any] = []

    def catch(job: Any) -> Any:
        jobs.append(job)
        yield RunStopped(0, StopVerb.DISCARD)

    list(Pipeline(wanted, folder).events(catch))
    assert isinstance(jobs[0], InstantHeadJob)
    return jobs[0]


def test_what_labels_mean_teaches_and_is_told(base: Path, tmp_path: Path) -> None:
    meant = {"place": "Where it is.", "elsewhere": "No label of these."}
    wanted = request(base, definitions=meant)
    assert wanted.fingerprint() != request(base).fingerprint()
    pipeline, model = trained(wanted, tmp_path)
    texts = HeadTexts.read(pipeline.folder / "data")
    assert texts.meanings == ["", "place. Where it is.", ""]
    bundle = read_bundle(model.path)
    assert bundle.config.definitions == {"place": "Where it is."}
    assert "- `place`: Where it is.\n" in bundle.card
    assert "- 1 labels that said what they mean, which its words learnt from too" in bundle.card
    without = read_bundle(trained(request(base), tmp_path / "without")[1].path)
    assert "mean" not in without.card.split("## How it was made")[0]


def test_the_file_answers_as_the_run_did(base: Path, tmp_path: Path) -> None:
    pipeline, model = trained(request(base), tmp_path)
    assert model.evaluation is not None
    assert model.evaluation.accuracy > 0.8  # every label has words of its own
    bundle = read_bundle(model.path)
    assert bundle.config.words is not None
    assert bundle.config.words.n_words > 20
    exact = Predictor.open(model.path, precision="float32")
    assert exact.golden_difference() < 1e-4
    logits = np.load(pipeline.finished[0].classifier / VALID_LOGITS) / bundle.config.temperature
    np.testing.assert_allclose(
        exact.predict_proba(pipeline.data.texts_of(pipeline.data.valid)),
        probabilities(logits, is_multi=False),
        atol=1e-4,
    )
    assert "stays as it was" in bundle.card
    assert "- 9 documents without a label, read beside them" in bundle.card


def test_the_language_model_reads_the_texts_first_where_asked_to(
    base: Path, tmp_path: Path
) -> None:
    wanted = request(base, preset=ADAPTED, lm_overrides={"epochs": 1})
    pipeline = Pipeline(wanted, tmp_path / "work")
    said = dict.fromkeys(what for what, _ in pipeline.events(run_in_process))
    assert list(said) == ["language model, forward", "classifier, forward"]
    finished = pipeline.finished[0]
    assert finished.language_model is not None
    read = load_file(finished.language_model / "weights.safetensors")["encoder.embedding.weight"]
    model = assemble(pipeline, tmp_path / "model.ulmfit")
    bundle = read_bundle(model.path)
    np.testing.assert_allclose(bundle.weights["forward.encoder.embedding.weight"], read, atol=1e-6)
    assert not np.allclose(read, read_base(base).model.encoder.embedding.weight.detach())
    assert "then the target documents, stays as it was" in bundle.card
    logits = np.load(finished.classifier / VALID_LOGITS) / bundle.config.temperature
    np.testing.assert_allclose(
        Predictor.open(model.path, precision="float32").predict_proba(
            pipeline.data.texts_of(pipeline.data.valid)
        ),
        probabilities(logits, is_multi=False),
        atol=1e-4,
    )
    # What a training goes on from has read the texts already.
    on = Pipeline(request(model.path, preset=ADAPTED), tmp_path / "on")
    assert {what for what, _ in on.events(run_in_process)} == {"classifier, forward"}
    assert read_bundle(assemble(on, tmp_path / "on.ulmfit").path).config.base["fine_tuned"]


def test_a_document_is_read_to_its_end(base: Path, tmp_path: Path) -> None:
    long = [" ".join([text] * 200) for text in TEXTS]  # some 2,000 tokens
    pipeline, model = trained(request(base, texts=long[:20], labels=LABELS[:20]), tmp_path)
    logits = np.load(pipeline.finished[0].classifier / VALID_LOGITS)
    own = Predictor.open(model.path, precision="float32")
    scaled = probabilities(logits / own.config.temperature, is_multi=False)
    found = own.predict_proba(pipeline.data.texts_of(pipeline.data.valid))
    np.testing.assert_allclose(found, scaled, atol=1e-4)


def test_texts_in_a_script_that_the_base_does_not_know_are_told_apart_by_words(
    base: Path, tmp_path: Path
) -> None:
    texts = [f"{word} これは何ですか {n}" for n in range(12) for word in ("赤い", "三つ")]
    labels = [("colour",), ("number",)] * 12
    wanted = request(base, texts=texts, labels=labels, unlabelled=(), valid_fraction=0)
    _, model = trained(wanted, tmp_path)
    weight = read_bundle(model.path).weights["forward.head.weight"]
    assert not np.asarray(weight).any()
    scores = Predictor.open(model.path).predict_proba(
        ["赤い これは何ですか", "三つ これは何ですか"]
    )
    assert scores.argmax(1).tolist() == [0, 1]


def test_its_events_tell_what_is_frozen_and_how_fast_it_reads(base: Path, tmp_path: Path) -> None:
    history = RunHistory()
    events = list(fit_instant_head(job_of(request(base), tmp_path)))
    for event in events:
        history.apply(event)
    reading, head = (event for event in events if isinstance(event, StageStarted))
    assert (reading.trained_groups, head.trained_groups) == ((), ("head",))
    assert len(head.frozen_groups) == 1 + SIZES["n_layers"]
    assert (reading.n_steps, head.first_step, head.n_steps) == (3, 4, N_FITTING)  # 87 + 9 texts
    assert history.step == history.total_steps == 3 + N_FITTING
    fitting = [event for event in events if isinstance(event, StepFinished) and event.step > 3]
    assert [event.step for event in fitting] == list(range(4, 4 + N_FITTING))
    assert all(event.seconds > 0 for event in fitting)
    assert history.best is not None
    assert 0 < history.best.metrics["valid_accuracy"] <= 1
    assert isinstance(events[-1], RunFinished)


def test_same_seed_same_model(base: Path, tmp_path: Path) -> None:
    files = [
        trained(request(base, seed=seed), tmp_path / name)[1].path.read_bytes()
        for name, seed in (("one", 3), ("two", 3), ("three", 4))
    ]
    assert files[0] == files[1] != files[2]


def n_read(events: list[TrainingEvent]) -> int:
    """How many windows were read: what is fitted leaves nothing to go on from."""
    return sum(isinstance(event, CheckpointSaved) for event in events)


def finish(job: InstantHeadJob, **stop: Any) -> list[TrainingEvent]:
    return list(run_in_process(job, **stop))


def test_paused_anywhere_and_resumed_equals_uninterrupted(base: Path, tmp_path: Path) -> None:
    whole = job_of(request(base), tmp_path / "whole")
    finish(whole)
    for k in range(1, 5):
        job = job_of(request(base), tmp_path / str(k))
        first = finish(job, should_stop=stop_after(k, StopVerb.PAUSE))
        assert first[-1] == RunStopped(k - 1, "pause")
        assert RunFolder(Path(job.run_dir)).state is RunState.PAUSED
        second = finish(job)
        assert (n_read(first), n_read(second)) == (k - 1, 4 - k)
        assert same_tensors(Path(job.run_dir, CLASSIFIER), Path(whole.run_dir, CLASSIFIER))


def test_killed_anywhere_and_resumed_equals_uninterrupted(base: Path, tmp_path: Path) -> None:
    whole = job_of(request(base), tmp_path / "whole")
    n_events = len(finish(whole))
    for k in range(1, n_events - 1, 2):  # one more is taken from it
        job = job_of(request(base), tmp_path / str(k))
        take(run_in_process(job), k)
        finish(job)
        assert same_tensors(Path(job.run_dir, CLASSIFIER), Path(whole.run_dir, CLASSIFIER))
        assert RunHistory.replay(RunFolder(Path(job.run_dir)).events_path).step == 3 + N_FITTING


@pytest.mark.parametrize("n_asked", [1, 30])
def test_paused_within_the_regressions_it_does_not_wait_for_them(
    n_asked: int, base: Path, tmp_path: Path
) -> None:
    whole, job = (job_of(request(base), tmp_path / name) for name in ("whole", "paused"))
    finish(whole)
    asked = 0

    def stop() -> StopVerb | None:
        nonlocal asked
        asked += is_fitting
        return StopVerb.PAUSE if asked == n_asked else None

    is_fitting, events = False, []
    for event in run_in_process(job, should_stop=stop):
        events.append(event)
        is_fitting |= isinstance(event, StageStarted) and event.stage == 2
    assert (events[-1], asked) == (RunStopped(3, "pause"), n_asked)
    assert not any(isinstance(event, EpochFinished) for event in events)
    again = finish(job)
    assert not n_read(again)  # all was read
    assert same_tensors(Path(job.run_dir, CLASSIFIER), Path(whole.run_dir, CLASSIFIER))


def test_discarded_it_leaves_nothing(base: Path, tmp_path: Path) -> None:
    job = job_of(request(base), tmp_path)
    finish(job, should_stop=stop_after(2, StopVerb.DISCARD))
    assert not Path(job.run_dir).exists()


def test_asked_to_end_it_reads_the_labelled_texts_alone(base: Path, tmp_path: Path) -> None:
    many = [f"{text} again" for text in TEXTS]
    job = job_of(request(base, unlabelled=many), tmp_path)
    events = finish(job, should_stop=lambda: StopVerb.KEEP_BEST)
    assert max(e.step for e in events if isinstance(e, CheckpointSaved)) == 3  # of 7
    assert isinstance(events[-1], RunFinished)
    assert events[-1].step == 3 + N_FITTING


def test_several_labels_a_text(base: Path, tmp_path: Path) -> None:
    both = [(*labels, "first") if i % 2 else labels for i, labels in enumerate(LABELS)]
    _, model = trained(request(base, labels=both, multi_label=True), tmp_path)
    predictor = Predictor.open(model.path)
    assert (predictor.task, predictor.labels) == ("multi", ("first", "person", "place", "thing"))
    scores = predictor.predict_proba(["river where city 9"])[0]
    assert scores[2] > max(scores[1], scores[3])


def test_its_figure_of_several_labels_is_the_finished_model_s(base: Path, tmp_path: Path) -> None:
    """Neither cuts where the other does not."""
    given = [(*labels, "odd") if i * i % 11 < 4 else labels for i, labels in enumerate(LABELS)]
    pipeline = Pipeline(request(base, labels=given, multi_label=True), tmp_path / "work")
    said = [event for _, event in pipeline.events(run_in_process)]
    model = assemble(pipeline, tmp_path / "model.ulmfit")
    assert model.evaluation is not None
    assert model.held_out is not None
    halved = evaluate(
        model.held_out, pipeline.data.targets_of(pipeline.data.valid), model.labels, n_bootstrap=0
    )
    assert halved.accuracy != model.evaluation.accuracy
    measured = [event.metrics for event in said if isinstance(event, EpochFinished | RunFinished)]
    assert [metrics["valid_accuracy"] for metrics in measured] == [model.evaluation.accuracy] * 2


@pytest.mark.parametrize("class_weights", [False, True])
def test_a_label_with_a_single_example(base: Path, tmp_path: Path, class_weights: bool) -> None:
    labels = [("odd",) if i == 5 else given for i, given in enumerate(LABELS)]
    wanted = request(base, labels=labels, overrides={"class_weights": class_weights})
    _, model = trained(wanted, tmp_path)
    assert "odd" in model.labels
    assert np.isfinite(Predictor.open(model.path).predict_proba(["", "river"])).all()


def test_weights_of_classes_raise_what_is_rare(base: Path, tmp_path: Path) -> None:
    few = [i for i, labels in enumerate(LABELS) if labels != ("person",) or i % 9 == 0]
    asked, means = ["ghost 1"], []
    for weighted in (False, True):
        wanted = request(
            base,
            texts=[TEXTS[i] for i in few],
            labels=[LABELS[i] for i in few],
            overrides={"class_weights": weighted},
        )
        _, model = trained(wanted, tmp_path / str(weighted))
        means.append(Predictor.open(model.path).predict_proba(asked)[0, 0])
    assert means[1] > means[0]


def test_with_many_labels_the_penalty_is_chosen(
    base: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried: list[list[float]] = []

    class Noted(fitted_head.InstantHead):
        def __init__(self, views: Any, members: Any, *more: Any) -> None:
            super().__init__(views, members, *more)
            tried[-1].append(members[1].c)

    monkeypatch.setattr(fitted_head, "InstantHead", Noted)
    for least in ("_MANY", "_TELLING"):
        monkeypatch.setattr(fitted_head, least, 87)
    for wanted in (request(base), request(base, texts=TEXTS[1:], labels=LABELS[1:])):
        tried.append([])
        finish(job_of(wanted, tmp_path / str(len(tried))))
    by_hand = request(base, overrides={"strength": 30.0})
    tried.append([])
    finish(job_of(by_hand, tmp_path / "by hand"))
    # with many runs, with few, and by what words tell
    assert tried == [[10.0, 100.0] * 3, [10.0], [30.0] * 3]


@pytest.mark.parametrize(
    "texts", [["?", "!", "…", ".", "-", ","], ["a b", "c d", "e", "f", "", "g h"]]
)
def test_texts_that_share_no_word(base: Path, tmp_path: Path, texts: list[str]) -> None:
    labels = [("x",), ("y",)] * 3
    wanted = request(base, texts=texts, labels=labels, unlabelled=(), valid_fraction=0)
    _, model = trained(wanted, tmp_path)
    assert model.evaluation is None
    assert (read_bundle(model.path).config.words is None) is (texts[0] == "?")
    assert np.isfinite(Predictor.open(model.path).predict_proba(["?", "a b"])).all()


def test_a_model_goes_on_as_the_base_of_the_full_pipeline(base: Path, tmp_path: Path) -> None:
    _, model = trained(request(base), tmp_path)
    again = dataclasses.replace(
        request(model.path),
        preset=dataclasses.replace(STANDARD, language_model=None),
        overrides={"epochs": 1, "min_steps": 0, "unfreezing": "last"},
    )
    _, further = trained(again, tmp_path / "further")
    name = "forward.encoder.layers.0.weight_hh_l0"
    before, after = read_bundle(model.path), read_bundle(further.path)
    np.testing.assert_array_equal(after.weights[name], before.weights[name])
    assert after.config.head.kind == "blocks"
    _, third = trained(request(further.path), tmp_path / "third")
    assert read_bundle(third.path).config.head.kind == "linear"


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"base": "none"}, "builds on a base model"),
        ({"base": "none", "preset": ADAPTED}, "preset adapted builds on a base model"),
        ({"overrides": {"epochs": 3}}, "no setting 'epochs'"),
    ],
)
def test_what_it_cannot_do_is_a_sentence(
    base: Path, tmp_path: Path, changes: dict[str, Any], words: str
) -> None:
    with pytest.raises(InputError, match=words):
        Pipeline(dataclasses.replace(request(base), **changes), tmp_path)


def test_what_is_read_beside_the_labelled_texts_is_bounded(base: Path, tmp_path: Path) -> None:
    bound = dataclasses.replace(QUICK, lm_tokens=sum(map(len, TEXTS)) // 4 + 20)
    found = []
    for preset in (bound, dataclasses.replace(QUICK, lm_tokens=0)):
        wanted = request(base, preset=preset, unlabelled=MORE * 20, valid_fraction=0)
        texts = HeadTexts.read(Path(job_of(wanted, tmp_path / str(preset.lm_tokens)).data_dir))
        found.append(len(texts.reading) - len(TEXTS))
        assert len(texts.words) == len(TEXTS) + 180  # the words of all of them count
        assert sorted(texts.words) == sorted([*TEXTS, *MORE * 20])
    assert found == [3, 180]  # some 80 characters of them


@pytest.mark.parametrize(
    ("fewest", "n_more", "enough"), [(4, 20, True), (40, 20, False), (4, 10, False)]
)
def test_own_answers_are_learnt_from_where_there_are_labels_and_texts_enough(
    fewest: int,
    n_more: int,
    enough: bool,
    base: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A word that no label came with stands beside known ones in the unlabelled texts."""
    monkeypatch.setattr(fitted_head, "SelfTraining", partial(SelfTraining, fewest=fewest))
    signs = ("red green blue", "seven eight nine")
    texts = [f"{sign.split()[i % 2]} {i}" for i in range(16) for sign in signs]
    labels = [(name,) for _ in range(16) for name in ("colour", "number")]
    more = [f"{sign} {other}" for sign in signs for other in ("and", "or", "but")] * n_more
    found = []
    for self_training in (True, False):
        wanted = request(base, texts=texts, labels=labels, unlabelled=more, valid_fraction=0)
        wanted = dataclasses.replace(wanted, overrides={"self_training": self_training})
        _, model = trained(wanted, tmp_path / str(self_training))
        found.append(Predictor.open(model.path).predict_proba(["blue", "nine"]))
    taught, alone = (np.diag(np.log(scores / (1 - scores))) for scores in found)
    assert (taught > alone + 0.1).tolist() == [enough, enough]
