"""What every operation on the spot has in common: it works, or a sentence says why not."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from app.notices import Notices
from ulmfit_core.errors import UlmfitError

T = TypeVar("T")


def attempt(notices: Notices, action: Callable[[], T], about: str = "") -> T | None:
    """``action()``, or None after a notice when it fails in the user's world; bugs surface.

    By ``about`` the notice can be withdrawn.
    """
    try:
        return action()
    except UlmfitError as error:
        notices.error(error, about=about)
        return None
