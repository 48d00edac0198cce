"""Jobs go to JSON and back, and every kind finds its recipe."""

from __future__ import annotations

import dataclasses
import json
from typing import Any

import pytest

from ulmfit_core.training.jobs import JOBS, job_from_json, job_to_json, recipe_of


@pytest.mark.parametrize("kind", JOBS)
def test_json_gives_back_the_job(kind: str) -> None:
    job = JOBS[kind]("runs/1")
    record = json.loads(json.dumps(job_to_json(job)))
    assert record["kind"] == kind
    assert job_from_json(record) == job


def test_tuples_come_back_as_tuples() -> None:
    job = JOBS["finetune_classifier"]("runs/1", stage_rates=(1.0, 0.5))
    again = job_from_json(json.loads(json.dumps(job_to_json(job))))
    assert again == job
    assert isinstance(again, JOBS["finetune_classifier"])


def test_settings_of_another_version_are_left_out() -> None:
    record: dict[str, Any] = {**job_to_json(JOBS["pretrain"]("runs/1")), "of_the_future": 3}
    assert job_from_json(record) == JOBS["pretrain"]("runs/1")


@pytest.mark.parametrize("kind", JOBS)
def test_every_setting_says_what_it_is(kind: str) -> None:
    for field in dataclasses.fields(JOBS[kind]):
        if field.name != "run_dir":
            assert field.metadata["help"].endswith("."), field.name


@pytest.mark.parametrize("kind", JOBS)
def test_every_kind_has_its_recipe(kind: str) -> None:
    assert recipe_of(kind).__name__ == kind
