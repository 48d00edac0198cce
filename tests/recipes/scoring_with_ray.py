"""Score parquet files on a Ray cluster: as many processes as wanted, each with the model open.

    python scoring_with_ray.py MODEL IN_FOLDER OUT_FOLDER [WORKERS]

The model file has to be where every node can read it.
"""

from __future__ import annotations

import sys

import ray

from ulmfit_core.predictor import Predictor


class Score:
    """One process of many: the model is opened once."""

    def __init__(self, model):
        self.predictor = Predictor.open(model, threads=1)

    def __call__(self, batch):
        predictions = list(self.predictor.predict_stream(map(str, batch["text"])))
        batch["predicted_label"] = [p.label for p in predictions]
        batch["predicted_probability"] = [p.probability for p in predictions]
        return batch


def main(model, source, target, workers="2"):
    """Read, score, write."""
    # Ray wants processors left over for reading beside those the workers take.
    ray.init(num_cpus=int(workers) + 2, include_dashboard=False, log_to_driver=False)
    rows = ray.data.read_parquet(source)
    scored = rows.map_batches(
        Score, fn_constructor_args=(model,), batch_size=1024, concurrency=int(workers)
    )
    scored.write_parquet(target)


if __name__ == "__main__":
    main(*sys.argv[1:])
