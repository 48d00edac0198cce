"""The estimate before a training: from speeds that are round numbers, sums that can be checked."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from ulmfit_core.architecture import Architecture
from ulmfit_core.training.estimate import CorpusSize, Estimate, estimate
from ulmfit_core.training.presets import PRESETS, Preset
from ulmfit_core.training.speeds import SpeedCache, Speeds, speed_request

SPEEDS = Speeds(
    language_model=1000,
    language_model_reading=5000,
    classifier=500,
    head=2000,
    reading=4000,
    instant=20_000,
    head_memory=300,
    classifier_memory=500,
    language_model_memory=900,
)
COMPACT, FULL = Architecture(8000, 256, 640, 3), Architecture(8000, 400, 1152, 3)
CORPUS = CorpusSize(n_labelled=2000, labelled_tokens=100_000, tokens=400_000)
STANDARD, QUICK, THOROUGH = (PRESETS[name] for name in ("standard", "quick", "thorough"))


def of(preset: Preset, corpus: CorpusSize = CORPUS, **settings: object) -> Estimate:
    return estimate(preset, settings, {}, corpus, SPEEDS, [COMPACT])


def around(preset: Preset, corpus: CorpusSize = CORPUS) -> float:
    """What is not training."""
    still = replace(
        SPEEDS,
        language_model=1e12,
        language_model_reading=1e12,
        classifier=1e12,
        head=1e12,
        reading=1e12,
        instant=1e12,
    )
    return estimate(preset, {}, {}, corpus, still, [COMPACT]).seconds


def test_the_quick_way_reads_once_and_the_held_out_tenth_exactly() -> None:
    bound = replace(QUICK, lm_tokens=200_000)
    reading = of(bound).seconds - around(bound)
    assert reading == pytest.approx((190_000 + 2.5 * 10_000) / 20_000)  # 200,000 tokens at most
    more = replace(CORPUS, n_labelled=3000)  # as many tokens
    assert of(QUICK, more).seconds - of(QUICK).seconds == pytest.approx(1000 / 200)


def test_adapting_costs_the_language_model_and_the_quick_way() -> None:
    adapted = PRESETS["adapted"]
    quick = replace(QUICK, lm_tokens=adapted.lm_tokens)
    reading = 7 * (390_000 / 1000 + 10_000 / 5000)  # three million tokens at most
    assert of(adapted).seconds - around(adapted) == pytest.approx(
        reading + of(quick).seconds - around(quick)
    )
    assert of(adapted).memory == 900


def test_each_stage_costs_as_deep_as_it_trains() -> None:
    classifier = replace(STANDARD.classifier, epochs=5, min_steps=0)
    alone = replace(STANDARD, language_model=None, classifier=classifier)
    depths = (0, 0.25, 0.5, 0.75, 1)
    each = sum((1 - d) / 2000 + d / 500 for d in depths) * 90_000 + 5 * 10_000 / 4000
    assert of(alone).seconds - around(alone) == pytest.approx(each)


def test_few_texts_are_read_more_often() -> None:
    few = CorpusSize(n_labelled=100, labelled_tokens=5000, tokens=5000)
    alone = replace(STANDARD, language_model=None)
    updates = of(alone, few, min_steps=300).seconds - of(alone, few, min_steps=30).seconds
    assert updates > 0


def test_but_no_more_often_than_was_chosen_by_hand() -> None:
    few = CorpusSize(n_labelled=100, labelled_tokens=5000, tokens=5000)
    alone = replace(STANDARD, language_model=None)
    once = of(alone, few, unfreezing="full", epochs=1).seconds
    twice = of(alone, few, unfreezing="full", epochs=2).seconds
    assert twice - once == pytest.approx(4000 / 500 + 1000 / 4000)  # a fifth is held out
    both = of(alone, few, unfreezing="full", epochs=1, min_steps=6).seconds
    assert both == pytest.approx(twice)  # three batches each


def test_the_bound_on_tokens_holds_for_the_language_model() -> None:
    large = replace(CORPUS, tokens=50_000_000)
    alone = replace(STANDARD, language_model=None)
    reading = of(STANDARD, large).seconds - of(alone, large).seconds
    bound = STANDARD.lm_tokens
    assert reading == pytest.approx(bound / 1000, rel=0.1)


def test_epochs_chosen_by_hand_are_not_cut() -> None:
    large = replace(CORPUS, tokens=3_000_000)
    once = estimate(STANDARD, {}, {"epochs": 1}, large, SPEEDS, [COMPACT])
    twice = estimate(STANDARD, {}, {"epochs": 2}, large, SPEEDS, [COMPACT])
    assert twice.seconds - once.seconds == pytest.approx(2_990_000 / 1000 + 10_000 / 5000)


def test_two_directions_take_twice_as_long_and_no_more_memory() -> None:
    one, two = (estimate(THOROUGH, {}, {}, CORPUS, SPEEDS, [COMPACT] * n) for n in (1, 2))
    assert two.seconds - one.seconds == pytest.approx(one.seconds - around(THOROUGH))
    assert two.memory == one.memory == 900


def test_a_smaller_second_encoder_takes_less_by_its_weights() -> None:
    one, two, mixed = (
        estimate(THOROUGH, {}, {}, CORPUS, SPEEDS, encoders).seconds
        for encoders in ([FULL], [FULL, FULL], [FULL, COMPACT])
    )
    share = COMPACT.n_weights / FULL.n_weights
    assert mixed - one == pytest.approx(share * (two - one))


def test_memory_is_that_of_the_largest_part() -> None:
    assert of(QUICK).memory == 300
    assert of(replace(STANDARD, language_model=None)).memory == 500


def test_what_was_measured_is_known_afterwards(tmp_path: Path) -> None:
    cache = SpeedCache(tmp_path / "new" / "speeds.json")
    request = speed_request(STANDARD, "en-compact", {}, {}, gentle=False)
    assert cache.get(request) is None
    assert cache.devices("here") is None
    cache.put(request, SPEEDS)
    cache.put_devices("here", ["cpu"])
    again = SpeedCache(cache.path)
    assert again.get(request) == SPEEDS
    assert again.devices("here") == ("cpu",)
    assert again.devices("there") is None


@pytest.mark.parametrize(
    "other",
    [
        {"base": "none"},
        {"gentle": True},
        {"settings": {"batch_size": 8}},
        {"settings": {"batch_parts": 2}},
        {"lm_settings": {"batch_parts": 2}},
        {"settings": {"device": "cuda"}},
        {"lm_settings": {"bptt": 40}},
    ],
)
def test_another_speed_is_asked_for_where_it_may_differ(other: dict[str, object]) -> None:
    usual = {"base": "en-compact", "settings": {}, "lm_settings": {}, "gentle": False}
    first, second = (speed_request(STANDARD, **v) for v in (usual, usual | other))  # type: ignore[arg-type]
    assert first.key != second.key
    assert first.key == speed_request(QUICK, **usual).key  # type: ignore[arg-type]


@pytest.mark.parametrize("content", ["", "[]", '{"x": 1', "\0"])
def test_a_damaged_cache_is_an_empty_one(tmp_path: Path, content: str) -> None:
    path = tmp_path / "speeds.json"
    path.write_text(content)
    request = speed_request(STANDARD, "en-compact", {}, {}, gentle=False)
    cache = SpeedCache(path)
    assert cache.get(request) is None
    cache.put(request, SPEEDS)
    assert cache.get(request) == SPEEDS
