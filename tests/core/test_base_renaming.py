"""A base model that was built here is called otherwise, and all that looks for it finds it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.core.test_base_build import MINUTES, Requests, request_  # noqa: F401
from ulmfit_core.base_build import BaseBuild, all_builds
from ulmfit_core.base_models import find_base, has_base
from ulmfit_core.base_renaming import rename_base
from ulmfit_core.base_request import BuildRequest
from ulmfit_core.errors import InputError, StorageError


@pytest.fixture
def made(request_: BuildRequest) -> BaseBuild:  # noqa: F811
    return followed(BaseBuild.create(replace(request_, minutes=0.002)))


def followed(build: BaseBuild) -> BaseBuild:
    assert list(Requests().follow(build))
    return build


def begun_with(made: BaseBuild, name: str, *, twin: bool = False) -> BaseBuild:
    return BaseBuild.create(
        BuildRequest(name, made.sources.paths, 0.002, made.name, twin, vocab_size=320)
    )


def test_it_is_found_by_its_new_name_alone(made: BaseBuild) -> None:
    renamed = rename_base(made, " sums ")
    found = find_base("sums")
    assert (found.folder, renamed.name, renamed.is_finished) == (renamed.base, "sums", True)
    assert not has_base("numbers", "forward")
    assert not made.run.path.exists()
    assert (found.folder / "README.md").read_text(encoding="utf-8").startswith("# sums\n")


def test_it_reads_on_under_its_new_name(made: BaseBuild) -> None:
    renamed = rename_base(made, "sums")
    before = find_base("sums").config["training"]["steps"]
    renamed.read_on(MINUTES)
    assert followed(renamed).is_finished
    assert find_base("sums").config["training"]["steps"] > before


def test_what_began_with_it_reads_on_all_the_same(made: BaseBuild) -> None:
    other = followed(begun_with(made, "more"))
    renamed = rename_base(made, "sums")
    assert other.job.start_from == str(renamed.base)
    other.read_on(MINUTES)
    assert followed(other).is_finished


def test_the_one_that_reads_backward_goes_along(made: BaseBuild) -> None:
    twin = followed(begun_with(made, "", twin=True))
    with pytest.raises(InputError, match="is called after the base model beside it"):
        rename_base(twin, "sums")
    rename_base(made, "sums")
    assert [build.name for build in all_builds()] == ["sums", "sums-backward"]
    assert find_base("sums", "backward").direction == "backward"


@pytest.mark.parametrize("name", ["", "en-compact", "a/b", "numbers"])
def test_a_name_that_cannot_be_changes_nothing(made: BaseBuild, name: str) -> None:
    with pytest.raises(InputError):
        rename_base(made, name)
    assert find_base("numbers").folder == made.base


def test_what_is_not_finished_keeps_its_name_and_its_beginning(made: BaseBuild) -> None:
    begun = begun_with(made, "more")
    with pytest.raises(InputError, match="more is not finished, and keeps"):
        rename_base(begun, "less")
    with pytest.raises(InputError, match="more was begun with numbers and is not finished"):
        rename_base(made, "sums")
    assert find_base("numbers").folder == made.base


def test_what_somebody_works_at_is_left(made: BaseBuild) -> None:
    with made.run.lock.held(), pytest.raises(InputError, match="is not finished"):
        rename_base(made, "sums")
    assert find_base("numbers").folder == made.base


def test_a_folder_that_cannot_be_moved_is_told(
    made: BaseBuild, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(source: Path, target: Path) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("ulmfit_core.base_renaming.move", refuse)
    with pytest.raises(StorageError, match="could not be renamed"):
        rename_base(made, "sums")
    assert find_base("numbers").folder == made.base
