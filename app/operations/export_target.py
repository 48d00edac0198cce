"""Where an export may go: never over what a project is made of."""

from __future__ import annotations

from pathlib import Path

from app.translation import tr
from app.workspace import is_project
from ulmfit_core.errors import InputError

_EXPORTS = "exports"  # what is written there is the user's own


def check_target(target: Path) -> None:
    """Raises InputError where a file of this name is, or would be, a part of a project."""
    path = target.resolve()
    if any(_is_part(path, folder) for folder in path.parents if is_project(folder)):
        raise InputError(
            tr("{path} is a part of a project; it was left as it is.", path=target),
            tr("Choose a place outside of it, or in its folder exports."),
        )


def _is_part(path: Path, project: Path) -> bool:
    place = path.relative_to(project).parts
    is_beside = len(place) == 1 and not place[0].startswith("project.")
    return not is_beside and place[0] != _EXPORTS
