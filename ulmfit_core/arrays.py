"""Names for the types of NumPy arrays that many modules pass around."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Ids = NDArray[np.int64]  # of documents, tokens or labels, or places of them
FloatArray = NDArray[np.float64]
Matrix = NDArray[np.float32]  # [documents, features]
