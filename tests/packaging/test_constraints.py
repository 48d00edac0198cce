"""What is installed is pinned, and the pins are ones the distribution itself accepts."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name


@pytest.fixture(scope="module")
def pins(repository: Path) -> dict[str, str]:
    lines = (repository / "packaging" / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pairs = [line.split("==") for line in lines if line and not line.startswith("#")]
    return {canonicalize_name(name): version for name, version in pairs}


@pytest.fixture(scope="module")
def requirements(repository: Path) -> list[Requirement]:
    with (repository / "pyproject.toml").open("rb") as file:
        described = tomllib.load(file)
    extras = described["project"]["optional-dependencies"].values()
    lists = [described["build-system"]["requires"], described["project"]["dependencies"], *extras]
    return [Requirement(text) for texts in lists for text in texts]


def test_every_requirement_is_pinned_within_its_range(
    pins: dict[str, str], requirements: list[Requirement]
) -> None:
    outside = [
        str(requirement)
        for requirement in requirements
        if not requirement.specifier.contains(pins.get(canonicalize_name(requirement.name), "0"))
    ]
    assert outside == []


def test_the_qt_that_crashes_is_excluded(requirements: list[Requirement]) -> None:
    (qt,) = (r for r in requirements if r.name == "PySide6-Essentials")
    assert not qt.specifier.contains("6.12.0")
    assert qt.specifier.contains("6.11.3")


def test_scoring_needs_neither_torch_nor_qt(repository: Path) -> None:
    with (repository / "pyproject.toml").open("rb") as file:
        project = tomllib.load(file)["project"]
    bare = {Requirement(text).name for text in project["dependencies"]}
    assert bare == {"numpy", "onnxruntime", "rich", "sentencepiece", "typer"}
    assert project["optional-dependencies"]["predict"] == []
