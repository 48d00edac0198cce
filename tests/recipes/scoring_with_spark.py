"""Score parquet files on a Spark cluster, by a function over the rows of each partition.

    python scoring_with_spark.py MODEL IN_FOLDER OUT_FOLDER [WORKERS]

The model file has to be where every node can read it (or be sent by ``SparkContext.addFile``).
"""

from __future__ import annotations

import sys
from functools import partial

from pyspark.sql import SparkSession


def score(frames, model):
    """pandas frames of one partition with their labels; the model is opened once."""
    from ulmfit_core.predictor import Predictor

    predictor = Predictor.open(model, threads=1)
    for frame in frames:
        predictions = list(predictor.predict_stream(frame["text"]))
        yield frame.assign(
            predicted_label=[p.label for p in predictions],
            predicted_probability=[p.probability for p in predictions],
        )


def main(model, source, target, workers="2"):
    """Read, score, write."""
    spark = SparkSession.builder.master(f"local[{workers}]").getOrCreate()
    rows = spark.read.parquet(source).repartition(int(workers))
    columns = ", ".join(f"`{name}` {kind}" for name, kind in rows.dtypes)
    schema = f"{columns}, predicted_label string, predicted_probability double"
    rows.mapInPandas(partial(score, model=model), schema).write.parquet(target)
    spark.stop()


if __name__ == "__main__":
    main(*sys.argv[1:])
