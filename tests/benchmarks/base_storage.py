"""What storing a base model's matrices as int8 rows costs, in bits per byte.

    python -m tests.benchmarks.base_storage RUN ../shared/data/wikipedia_test.txt.xz

RUN is the folder of a pretraining; its trunk holds the weights in float32. Both forms are written
as base models, read again and measured on the same text.
"""

from __future__ import annotations

import argparse
import dataclasses
import tempfile
from pathlib import Path

from ulmfit_core.corpus.articles import ArticleReader
from ulmfit_core.evaluation.perplexity import language_model_perplexity
from ulmfit_core.export.base_model import exact, int8_rows, read_base, write_base
from ulmfit_core.token_store import write_token_store
from ulmfit_core.training.checkpoint import load_checkpoint


def main() -> None:
    """Measure both and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("run", type=Path)
    parser.add_argument("text", type=Path)
    wanted = parser.parse_args()
    base = read_base(wanted.run / "base")
    load_checkpoint(wanted.run / "trunk", base.model)
    reader = ArticleReader(text_columns=("text",))
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        store = write_token_store(reader.read(wanted.text), base.tokenizer, folder / "text")
        store = dataclasses.replace(store, n_bytes=reader.n_bytes)
        found = []
        for name, encoding in (("float32", exact), ("int8 rows", int8_rows)):
            write_base(base, folder / name, encoding)
            measured = language_model_perplexity(read_base(folder / name).model, store)
            size = (folder / name / "weights.safetensors").stat().st_size
            found.append(measured.bits_per_byte)
            print(f"{name}: {found[-1]:.5f} bits per byte, {size:,} bytes", flush=True)
    print(f"loss: {found[1] - found[0]:.5f}")


if __name__ == "__main__":
    main()
