"""What is said of a document whose words cannot be got at."""

from __future__ import annotations

from ulmfit_core.errors import InputError


def protected(name: str) -> InputError:
    """Of one under a password."""
    return InputError(f"{name} is protected by a password.", "Save it without one.")


def damaged(name: str) -> InputError:
    """Of one that is not whole."""
    return InputError(f"{name} is damaged.", "Save it again from the program that shows it.")
