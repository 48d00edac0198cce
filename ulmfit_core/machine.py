"""What the machine refuses, a disk or memory, as a sentence; torch-free."""

from __future__ import annotations

from ulmfit_core.disk import disk_error
from ulmfit_core.errors import MemoryShortage, UlmfitError

_REFUSED = (
    "OutOfMemoryError",  # torch, of a graphics card
    "DefaultCPUAllocator",  # torch, of the processor
    "Failed to allocate memory",  # onnxruntime, as it runs a graph
    "bad_alloc",  # the same, as it loads one
    "bad allocation",  # its name on Windows
)


def machine_error(error: BaseException) -> UlmfitError | None:
    """The sentence for what the user can mend, which the error itself may be; None where it is
    about something else."""
    if isinstance(error, UlmfitError):
        return error
    return disk_error(error) if isinstance(error, OSError) else memory_error(error)


def training_error(error: BaseException) -> UlmfitError | None:
    """As ``machine_error`` of what is no sentence yet; where memory ran out, how a training gets by
    with less."""
    known = None if isinstance(error, UlmfitError) else machine_error(error)
    if not isinstance(known, MemoryShortage):
        return known
    return MemoryShortage(
        known.message,
        "Close other programs. A training can go on with half the batch, and then half of that "
        "(batch_parts=2, 4 with --set and --lm-set); a pretraining needs a smaller --batch-size.",
    )


def memory_error(error: BaseException) -> UlmfitError | None:
    """The sentence for an allocation that was refused, by a library too; None for anything else."""
    told = f"{type(error).__name__}: {error}"
    if not isinstance(error, MemoryError) and not any(words in told for words in _REFUSED):
        return None
    return MemoryShortage(
        "There was not enough memory; what was saved before is kept.",
        "Close other programs and try again.",
    )
