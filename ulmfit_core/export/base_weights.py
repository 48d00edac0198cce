"""A base model's weights and tokenizer as they lie in its folder; torch-free."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ulmfit_core.disk import check_readable
from ulmfit_core.errors import ModelFileError
from ulmfit_core.export.safetensors_numpy import read_tensors
from ulmfit_core.tokenizer import Tokenizer

WEIGHTS = "weights.safetensors"
SCALE = ".scale"  # ends the name of what the int8 rows of a matrix are multiplied by
_HINT = "Copy the whole folder again from where it came."


def base_weights(folder: Path) -> dict[str, NDArray[np.float32]]:
    """The weights of the base model in ``folder``. Raises ModelFileError where they are missing or
    damaged, StorageError where they may not be read."""
    check_readable(folder / WEIGHTS)
    try:
        return _dequantised(read_tensors((folder / WEIGHTS).read_bytes()))
    except (OSError, KeyError, ValueError, IndexError) as error:
        raise damaged_weights(folder) from error


def base_tokenizer(folder: Path, config: dict[str, Any]) -> Tokenizer:
    """The tokenizer of the base model in ``folder``, whose configuration is ``config``. Raises
    ModelFileError where it is damaged or another one."""
    tokenizer = Tokenizer.load(folder / "tokenizer.model")
    is_its_own = config.get("tokenizer") == {"sha256": tokenizer.sha256}
    if not is_its_own or config["architecture"]["vocab_size"] != tokenizer.vocab_size:
        raise ModelFileError(
            f"The tokenizer in {folder} is not the one this base model was trained with.", _HINT
        )
    return tokenizer


def damaged_weights(folder: Path) -> ModelFileError:
    """What to raise where the weights in ``folder`` do not do."""
    return ModelFileError(
        f"The weights in {folder} are damaged or do not fit their configuration.", _HINT
    )


def _dequantised(stored: dict[str, NDArray[Any]]) -> dict[str, NDArray[np.float32]]:
    """Rows of int8 times their scales; everything else as float32."""
    return {
        name: tensor.astype(np.float32) * stored[name + SCALE][:, None]
        if tensor.dtype == np.int8
        else tensor.astype(np.float32)
        for name, tensor in stored.items()
        if not name.endswith(SCALE)
    }
