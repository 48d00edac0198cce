"""What training needs beyond the bare distribution, asked for before the work."""

from __future__ import annotations

from collections.abc import Iterable
from importlib.util import find_spec

from ulmfit_core.errors import InputError

_NEEDED = ("torch", "safetensors", "sklearn", "onnx")


def check_training_packages() -> None:
    """Raises InputError where only the bare distribution, which predicts, is installed."""
    missing = [name for name in _NEEDED if find_spec(name) is None]
    if missing:
        raise InputError(
            f"This installation can use models but not train them: it lacks {', '.join(missing)}.",
            'Install the rest: pip install "ulmfit-studio[train]".',
        )


def check_devices(devices: Iterable[str]) -> None:
    """Raises InputError where one of them is not there."""
    for device in set(devices) - {"cpu"}:
        from ulmfit_core.training.device import check_device  # torch takes its time to import

        check_device(device)
