"""Libraries only some formats need, imported when such a file is met."""

from __future__ import annotations

import importlib
from typing import Any

from ulmfit_core.errors import InputError


def require(module: str, purpose: str, extra: str) -> Any:
    """The imported ``module``; ``purpose`` starts the sentence ("Reading .xlsx files").

    Raises InputError naming the extra to install where it is missing.
    """
    try:
        return importlib.import_module(module)
    except ImportError:
        raise InputError(
            f"{purpose} needs the library {module.partition('.')[0]}, which is not installed.",
            f'Install it with: pip install "ulmfit-studio[{extra}]".',
        ) from None
