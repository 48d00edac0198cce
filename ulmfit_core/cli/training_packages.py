"""What training needs beyond the bare distribution, asked for before the work."""

from __future__ import annotations

from importlib.util import find_spec

from ulmfit_core.errors import InputError

_NEEDED = ("torch", "safetensors", "sklearn", "onnx")


def check_training_packages(*devices: str) -> None:
    """Raises InputError where only the bare distribution, which predicts, is installed, or where
    one of ``devices`` is not there."""
    missing = [name for name in _NEEDED if find_spec(name) is None]
    if missing:
        raise InputError(
            f"This installation can use models but not train them: it lacks {', '.join(missing)}.",
            'Install the rest: pip install "ulmfit-studio[train]".',
        )
    if set(devices) - {"cpu"}:
        from ulmfit_core.training.device import check_device  # torch takes its time to import

        for device in devices:
            check_device(device)
