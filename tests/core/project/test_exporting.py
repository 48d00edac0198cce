"""Texts leave a project as people labelled them."""

from __future__ import annotations

from pathlib import Path

from tests.core.project.projects import new_project
from ulmfit_core.project.exporting import documents_matching
from ulmfit_core.project.filters import DocumentFilter


def test_that_none_fits_is_told_from_that_nobody_said(tmp_path: Path) -> None:
    with new_project(tmp_path / "project", 4, task="multi") as project:
        project.annotations.label([1], [1])
        project.annotations.label([2], [])
        project.annotations.skip([3])
        found = list(documents_matching(project, DocumentFilter()))
    assert [(d.labels, d.none_fits) for d in found] == [
        (("spam",), False),
        ((), True),
        ((), False),
        ((), False),
    ]
