from __future__ import annotations

import re
from typing import Any

import numpy as np
import pytest

from ulmfit_core.errors import InputError
from ulmfit_core.training.finetune_jobs import ClassifierJob, InstantHeadJob, LanguageModelJob
from ulmfit_core.training.pretrain_job import PretrainJob
from ulmfit_core.training.settings import (
    SettableJob,
    checked_settings,
    parse_settings,
    setting_choices,
    setting_names,
)


@pytest.mark.parametrize(
    ("pair", "name", "value"),
    [
        ("epochs=3", "epochs", 3),
        ("min-steps = 7", "min_steps", 7),
        ("rate=5e-3", "rate", 0.005),
        ("class_weights=yes", "class_weights", True),
        ("class_weights=false", "class_weights", False),
        ("stage_rates=1,0.5,.25", "stage_rates", (1.0, 0.5, 0.25)),
        ("stage_rates=", "stage_rates", ()),
        ("unfreezing=chain-thaw", "unfreezing", "chain-thaw"),
        ("schedule=cosine", "schedule", "cosine"),
    ],
)
def test_values_take_their_field_s_type(pair: str, name: str, value: Any) -> None:
    parsed = parse_settings([pair], ClassifierJob, "--set")
    assert parsed == {name: value}
    assert type(parsed[name]) is type(value)


@pytest.mark.parametrize(
    ("pair", "said"),
    [
        ("epohcs=3", "Did you mean epochs?"),
        ("epochs", "has no value"),
        ("epochs=three", "must be a whole number"),
        ("epochs=0", "must be 1 or more"),
        ("rate=nan", "must be 0 or more"),
        ("rate=-1", "must be 0 or more"),
        ("beta1=1", "must be below 1"),
        ("epsilon=0", "must be more than 0"),
        ("factor=0", "must be from 1 to 1000"),
        ("factor=1e-300", "must be from 1 to 1000"),
        ("factor=1e300", "must be from 1 to 1000"),
        ("factor=nan", "must be from 1 to 1000"),
        ("head_file=x", "knows no setting"),
        ("class_weights=maybe", "either true or false"),
        ("schedule=sawtooth", "choose one of stlr"),
        ("unfreezing=ful", "choose full, or one of gradual, paper-code, fastai, last"),
        ("run_dir=/tmp/x", "knows no setting"),
        ("n_classes=9", "knows no setting"),
        ("seed=4", "knows no setting"),
    ],
)
def test_wrong_settings_are_a_sentence(pair: str, said: str) -> None:
    with pytest.raises(InputError) as caught:
        parse_settings([pair], ClassifierJob, "--set")
    assert said in str(caught.value)


@pytest.mark.parametrize(
    ("given", "value"),
    [
        ({"epochs": np.int64(3)}, 3),
        ({"rate": np.float32(0.1)}, 0.1),
        ({"rate": 1}, 1.0),
        ({"class_weights": np.bool_(False)}, False),
        ({"stage_rates": np.array([1, 0.5])}, (1.0, 0.5)),
        ({"stage_rates": ()}, ()),
        ({"rate": np.array(0.5)}, 0.5),
    ],
)
def test_values_from_python_become_plain(given: Any, value: Any) -> None:
    (found,) = checked_settings(given, ClassifierJob, "settings").values()
    assert found == value
    assert type(found) is type(value)


def test_settings_of_steps_mean_nothing_to_an_instant_head() -> None:
    assert parse_settings(["strength=3"], InstantHeadJob, "--set") == {"strength": 3.0}
    with pytest.raises(InputError) as caught:
        parse_settings(["epochs=3"], InstantHeadJob, "--set")
    assert "--set epochs means nothing here" in str(caught.value)
    assert "strength, self_training, class_weights" in caught.value.hint
    with pytest.raises(InputError, match="knows no setting 'lm_dir'"):
        parse_settings(["lm_dir=x"], InstantHeadJob, "--set")


@pytest.mark.parametrize("share", ["1.1", "-0.1", "nan"])
def test_the_rate_falls_over_a_share_of_the_run(share: str) -> None:
    assert parse_settings(["cooldown=1"], PretrainJob, "--set") == {"cooldown": 1.0}
    with pytest.raises(InputError, match="cooldown"):
        parse_settings([f"cooldown={share}"], PretrainJob, "--set")


@pytest.mark.parametrize("name", ["batch_size", "peak_rate", "start_from", "hidden_size", "device"])
def test_what_a_pretraining_has_an_option_for_is_no_setting(name: str) -> None:
    with pytest.raises(InputError, match=f"knows no setting '{name}'"):
        parse_settings([f"{name}=1"], PretrainJob, "--set")


def test_unknown_setting_lists_all() -> None:
    with pytest.raises(InputError) as caught:
        parse_settings(["x=1"], LanguageModelJob, "--lm-set")
    assert all(name in caught.value.hint for name in setting_names(LanguageModelJob))


@pytest.mark.parametrize("job", [ClassifierJob, LanguageModelJob, PretrainJob])
def test_the_help_of_the_precision_offers_what_may_be_chosen(job: SettableJob) -> None:
    offered = setting_names(job)["precision"].rstrip(".").partition(": ")[2]
    assert tuple(re.split(", | or ", offered)) == setting_choices("precision")


def test_every_setting_has_a_help() -> None:
    for job in (ClassifierJob, LanguageModelJob, InstantHeadJob, PretrainJob):
        assert all(setting_names(job).values())
