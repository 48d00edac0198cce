"""What a label means is written beside it, and comes back with every undo."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.core.project.projects import new_project, visible
from ulmfit_core.errors import InputError
from ulmfit_core.project.project import Project

SPAM, HAM = 1, 2


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    with new_project(tmp_path, 6) as project:
        yield project


def definitions(project: Project) -> dict[str, str]:
    return {label.name: label.definition for label in project.labels.all()}


def test_a_definition_is_undone_and_redone(project: Project) -> None:
    project.labels.define(SPAM, "  Nobody asked for it.\n\nNot: newsletters. ")
    assert definitions(project) == {"spam": "Nobody asked for it.\n\nNot: newsletters.", "ham": ""}
    project.labels.define(SPAM, "")
    project.commands.undo()
    assert project.labels.get(SPAM).definition.startswith("Nobody")
    project.commands.undo()
    assert definitions(project) == {"spam": "", "ham": ""}
    project.commands.redo()
    assert project.labels.get(SPAM).definition.startswith("Nobody")


def test_a_deleted_label_comes_back_with_what_it_means(project: Project) -> None:
    project.labels.define(SPAM, "Nobody asked for it.")
    before = visible(project)
    project.labels.delete(SPAM)
    project.commands.undo()
    assert visible(project) == before
    assert project.labels.get(SPAM).definition == "Nobody asked for it."


def test_a_label_that_says_nothing_takes_over_what_is_merged_into_it(project: Project) -> None:
    third = project.labels.create("junk").details["label"]
    project.labels.define(SPAM, "Nobody asked for it.")
    project.labels.merge([third, SPAM], HAM)
    assert definitions(project) == {"ham": "Nobody asked for it."}
    project.commands.undo()
    project.labels.define(HAM, "Somebody did.")
    project.labels.merge([SPAM], HAM)
    assert definitions(project) == {"ham": "Somebody did.", "junk": ""}


def test_a_codebook_is_one_command_and_changes_nothing_that_was_written(project: Project) -> None:
    project.labels.define(SPAM, "Mine.")
    before = visible(project)
    told = project.labels.add_codebook(
        {"spam": "Theirs.", " ham ": "Somebody did.", "eggs": "", "bacon": "Meat."}
    )
    assert (told.details["created"], told.details["defined"]) == (2, 1)
    assert definitions(project) == {
        "spam": "Mine.",
        "ham": "Somebody did.",
        "eggs": "",
        "bacon": "Meat.",
    }
    project.commands.undo()
    assert visible(project) == before


@pytest.mark.parametrize(
    ("book", "said"),
    [
        ({"spam": "", "ham": ""}, "there already"),
        ({"": "x"}, "needs a name"),
        ({"eggs": "x" * 5001}, "at most 5,000"),
    ],
)
def test_a_codebook_without_news_or_with_flaws_changes_nothing(
    project: Project, book: dict[str, str], said: str
) -> None:
    project.annotations.skip([1])
    project.commands.undo()
    with pytest.raises(InputError, match=said):
        project.labels.add_codebook(book)
    assert project.commands.redo() is not None  # what was undone is still there
