"""A training's model file as its project has it now: labels, figures, and when to say nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from ulmfit_core.export.bundle import read_bundle, write_bundle
from ulmfit_core.export.bundle_config import BundleConfig
from ulmfit_core.export.model_card import model_card
from ulmfit_core.project.abstaining import threshold_beside
from ulmfit_core.project.evaluation import report_beside
from ulmfit_core.project.present_labels import definitions_beside, labels_beside, names_apart


def write_present(source: Path, target: Path) -> bool:
    """Write the model file ``source`` to ``target`` as it is now, its card too; False, with nothing
    written, where that is what it was. Raises ModelFileError, StorageError."""
    config = read_bundle(source, members=()).config
    now = _present(config, source)
    if now == config:
        return False
    write_bundle(replace(read_bundle(source), config=now, card=model_card(now)), target)
    return True


def present_card(source: Path) -> str:
    """What is to be told of the model file ``source``, in Markdown, with its labels as they are
    called now. Raises ModelFileError, StorageError."""
    config = read_bundle(source, members=()).config
    return model_card(_present(config, source))


def _present(config: BundleConfig, model: Path) -> BundleConfig:
    """Weights, graphs, checks and figures tell apart what was taught; what is merged since is
    joined where the file is used."""
    below = threshold_beside(model) if config.task == "single" else None
    present = labels_beside(model, config.counted_as or config.labels)
    labels = names_apart(config.labels, present)
    merged = tuple(present.names[place] for place in present.places)
    names = dict(zip(config.labels, labels, strict=True))
    report, defined = report_beside(model), definitions_beside(model)
    definitions = config.definitions if defined is None else defined
    return replace(
        config,
        labels=labels,
        counted_as=() if len(present.names) == len(labels) else merged,
        definitions={n: definitions[n] for n in present.names if n in definitions},
        abstain_below=config.abstain_below if below is None else below,
        data=_counts(config.data, names),
        test=report.evaluation.to_json() if report else config.test,
        test_baseline={each.name: each.evaluation.to_json() for each in report.baselines}
        if report
        else config.test_baseline,
        metrics=_scores(config.metrics, names),
        baseline={name: _scores(scores, names) for name, scores in config.baseline.items()},
    )


def _counts(data: Mapping[str, Any], names: Mapping[str, str]) -> Mapping[str, Any]:
    if "label_counts" not in data:
        return data
    counts = {names.get(label, label): n for label, n in data["label_counts"].items()}
    return {**data, "label_counts": counts}


def _scores(scores: Mapping[str, Any], names: Mapping[str, str]) -> Mapping[str, Any]:
    if "per_class" not in scores:
        return scores
    each = [{**one, "label": names.get(one["label"], one["label"])} for one in scores["per_class"]]
    return {**scores, "per_class": each}
