"""Which number format this machine multiplies matrices fastest in."""

from __future__ import annotations

import torch

_NAMED = {
    "float32": torch.float32,
    "bfloat16": torch.bfloat16,
    "float16": torch.float16,  # on a graphics card
    "int8": torch.int8,  # on a processor
}


def resolve_precision(precision: str, device: str) -> torch.dtype:
    """The dtype that ``auto`` or a dtype's name stands for on ``device``.

    ``auto`` is decided by what the processor can do, not by a stopwatch: a run that resumes
    on a busy machine must go on in the format it began in.
    """
    if precision == "auto":
        if device != "cpu":
            return torch.float16  # of three more bits than bfloat16, for the cells to add up in
        if _multiplies_bfloat16():
            return torch.bfloat16
        return torch.int8 if _multiplies_int8() else torch.float32
    return _NAMED[precision]


def _multiplies_bfloat16() -> bool:
    """Whether the processor has bfloat16 products of its own; emulated ones are slower."""
    probes = ("_is_avx512_bf16_supported", "_is_amx_tile_supported")
    found = (getattr(torch.cpu, name, None) for name in probes)  # private, so they may go
    return any(probe() for probe in found if probe is not None)


def _multiplies_int8() -> bool:
    """Whether the processor has 8-bit products of its own (VNNI) and torch reaches them."""
    probe = getattr(torch.cpu, "_is_vnni_supported", None)
    return probe is not None and probe() and hasattr(torch, "_int_mm")
