"""Calling a base model that was built here otherwise; torch-free.

A training names its base, and one that is not finished looks for it by that name; a finished one
only says what it began with. What was built from a base names the folder it lies in.
"""

from __future__ import annotations

from pathlib import Path

from ulmfit_core.base_build import BaseBuild, all_builds, check_unneeded
from ulmfit_core.base_models import forward_of, twin_of, user_bases_folder
from ulmfit_core.base_request import check_name
from ulmfit_core.corpus.atomic import atomic_file, move
from ulmfit_core.errors import InputError, StorageError
from ulmfit_core.export.base_config import read_base_config
from ulmfit_core.json_file import write_json
from ulmfit_core.training.run_folder import RunFolder


def rename_base(build: BaseBuild, name: str) -> BaseBuild:
    """Have a finished one be called ``name``, with the one that reads backward beside it.

    Raises InputError for a name that cannot be or is taken, for what is not finished or is a
    twin's, and where another that is not finished began with it; StorageError where it cannot be.
    """
    name = name.strip()
    if forward_of(build.name) != build.name:
        raise InputError(
            f"{build.name} reads backward, and is called after the base model beside it.",
            "It goes along where that one, built here too, is renamed.",
        )
    twins = [other for other in all_builds() if other.name == twin_of(build.name)]
    names = [(build, name), *((twin, twin_of(name)) for twin in twins)]
    for each, wanted in names:
        _check(each, wanted)
    made = [_renamed(each, wanted) for each, wanted in names]
    return made[0]


def _check(build: BaseBuild, name: str) -> None:
    if not build.is_finished:
        raise InputError(
            f"The base model {build.name} is not finished, and keeps its name until then.",
            "Let it be finished first.",
        )
    check_unneeded(build)
    check_name(name, user_bases_folder() / name)


def _renamed(build: BaseBuild, name: str) -> BaseBuild:
    """The folder first: where that is refused, all is as it was; where it is all that happens, the
    base is found by its old name still."""
    before, folder = build.base, user_bases_folder() / name
    try:
        move(build.run.path, folder)
    except OSError as error:
        raise StorageError(
            f"The base model in {build.run.path} could not be renamed ({error.strerror}); it is as "
            "it was.",
            "Close programs that use its files, then try again.",
        ) from error
    made = BaseBuild(RunFolder(folder))
    _write_name(made, build.name, name)
    _write_place(before, made.base)
    return made


def _write_name(build: BaseBuild, before: str, name: str) -> None:
    write_json(build.run.job_path, build.run.job | {"name": name})
    write_json(build.base / "config.json", read_base_config(build.base) | {"name": name})
    card = build.base / "README.md"
    text = card.read_text(encoding="utf-8").replace(f"# {before}\n", f"# {name}\n", 1)
    with atomic_file(card) as file:
        file.write(text.encode())


def _write_place(before: Path, base: Path) -> None:
    """Into those that began with it: when they read on they look it up."""
    for other in all_builds():
        if other.job.start_from == str(before):
            write_json(other.run.job_path, other.run.job | {"start_from": str(base)})
