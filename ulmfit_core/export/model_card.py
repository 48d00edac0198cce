"""The model card: what the model is, how well it does beside simpler ones, what it is not for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from ulmfit_core.export.bundle_config import BundleConfig
from ulmfit_core.export.card_making import how_it_was_made

_NAMES = {"majority": "Majority", "tfidf_lr": "TF-IDF + logistic regression"}
_FEW_DOCUMENTS = 100
_FEW_OF_A_LABEL = 10


def model_card(config: BundleConfig) -> str:
    """Markdown made from the config alone; sections without facts say so."""
    sections = {
        "What it does": _purpose(config),
        "How well it does": _scores(config),
        "What it learnt from": _data(config),
        "How it was made": how_it_was_made(config),
        "Limits": _limits(config),
        "Licence": ["The owner has not stated one. Ask before passing the model on."],
        "Use": _use(),
    }
    parts = ["# Text classifier\n"]
    parts += ["\n".join((f"## {heading}\n", *lines, "")) for heading, lines in sections.items()]
    return "\n".join(parts)


def _purpose(config: BundleConfig) -> list[str]:
    kind = "one of these labels" if config.task == "single" else "any number of these labels"
    labels = ", ".join(map(_code, config.columns.names))
    meant = [(name, config.definitions.get(name)) for name in config.columns.names]
    lines = [f"- {_code(name)}: {' '.join(words.split())}" for name, words in meant if words]
    purpose = f"Gives a text {kind}, each with a probability: {labels}."
    return [
        purpose,
        *(["", "What they mean, in the words of who made them:", ""] if lines else []),
        *lines,
    ]


def _scores(config: BundleConfig) -> list[str]:
    return [*_test_scores(config), *_held_out_scores(config)]


def _test_scores(config: BundleConfig) -> Iterator[str]:
    if config.test:
        n = _documents(config.test, "test document")
        yield f"On {n} that took no part in the training, with 95 % intervals; cite these:"
        yield from _table(config.test, config.test_baseline)
        yield from _per_class(config.test)
        yield ""


def _held_out_scores(config: BundleConfig) -> list[str]:
    if not config.metrics:
        return [] if config.test else ["It was not evaluated on held-out documents."]
    return [
        f"On {_documents(config.metrics, 'held-out document')}, with 95 % intervals:",
        *_table(config.metrics, config.baseline),
        *_comparison(config),
        *_earlier_teaching(config),
        *_choice(config),
        *_merged(config),
        *_per_class(config.metrics),
    ]


def _documents(metrics: Mapping[str, Any], kind: str) -> str:
    """How many, and how many of them are different where copies are among them."""
    n = metrics["n"]
    n_distinct = metrics.get("n_distinct", n)
    different = f" ({n_distinct:,} different texts)" if n_distinct < n else ""
    return f"{n:,} {kind}{'s' * (n != 1)}{different}"


def _table(metrics: Mapping[str, Any], baseline: Mapping[str, Any]) -> list[str]:
    rows = {"**This model**": metrics}
    rows |= {_NAMES.get(name, name): scores for name, scores in baseline.items()}
    return [
        "",
        "| classifier | accuracy | macro-F1 | log-loss | calibration error |",
        "|---|---|---|---|---|",
        *(f"| {name} | {_row(scores)} |" for name, scores in rows.items()),
        "",
    ]


def _row(scores: Mapping[str, Any]) -> str:
    cells = [
        _with_interval(scores, "accuracy", percent=True),
        _with_interval(scores, "macro_f1", percent=True),
        _with_interval(scores, "log_loss", percent=False),
        f"{scores['ece']:.3f}",
    ]
    return " | ".join(cells)


def _with_interval(scores: Mapping[str, Any], name: str, *, percent: bool) -> str:
    def show(value: float) -> str:
        return f"{100 * value:.1f} %" if percent else f"{value:.3f}"

    interval = scores.get(f"{name}_interval")
    if not interval:
        return show(scores[name])
    return f"{show(scores[name])} ({show(interval['low'])} to {show(interval['high'])})"


def _comparison(config: BundleConfig) -> Iterator[str]:
    """Says it plainly when something simpler does as well."""
    for name, scores in config.baseline.items():
        if scores["accuracy"] >= config.metrics["accuracy"]:
            shown = _NAMES.get(name, name)
            yield f"{shown} does as well or better here, at a fraction of the cost."
            yield ""


def _earlier_teaching(config: BundleConfig) -> Iterator[str]:
    """A model file does not tell which texts taught it."""
    if "trained_on_from" in config.base:
        yield (
            "It was trained on from another classifier, which may have learnt from some of these "
            "documents: the figures may flatter it."
        )
        yield ""


def _choice(config: BundleConfig) -> Iterator[str]:
    if config.is_chosen:
        yield (
            "Which weights to keep was chosen by these very documents: on others "
            "the figures may be a little worse."
        )
        yield ""


def _merged(config: BundleConfig) -> Iterator[str]:
    """Figures are of the labels that were taught."""
    pairs = zip(config.labels, config.counted_as, strict=False)
    merged = [f"{_code(label)} as {_code(name)}" for label, name in pairs if label != name]
    if merged:
        yield f"Labels were merged after this was measured, and count as one: {', '.join(merged)}."
        yield ""


def _per_class(metrics: Mapping[str, Any]) -> Iterator[str]:
    yield "| label | precision | recall | F1 | documents |"
    yield "|---|---|---|---|---|"
    for scores in metrics["per_class"]:
        counts = {"precision": "predicted", "recall": "support", "f1": "support"}
        cells = [f"{100 * scores[k]:.1f} %" if scores[n] else "–" for k, n in counts.items()]
        yield f"| {_cell(scores['label'])} | {' | '.join(cells)} | {scores['support']:,} |"


def _cell(text: str) -> str:
    """A label inside a Markdown table."""
    return " ".join(text.split()).replace("|", r"\|")


def _code(text: str) -> str:
    """A label in running text; a name may hold back-ticks itself."""
    quoted = " ".join(text.split())
    return f"`` {quoted} ``" if "`" in quoted else f"`{quoted}`"


def _data(config: BundleConfig) -> list[str]:
    names = {
        "n_train": "labelled documents trained on",
        "n_valid": "labelled documents held out",
        "n_unlabelled": "documents without a label, read beside them",
        "n_meanings": "labels that said what they mean, which its words learnt from too",
    }
    lines = [f"- {config.data[key]:,} {name}" for key, name in names.items() if key in config.data]
    counts = config.data.get("label_counts", {})
    if counts:
        lines.append("- " + ", ".join(f"{_code(label)} {n:,}" for label, n in counts.items()))
    return lines or ["Not recorded."]


def _answering(config: BundleConfig) -> str:
    if config.task == "multi":
        return _thresholds(config)
    if config.abstain_below > 0:
        return f"- It gives no label where it is less than {config.abstain_below:.0%} sure."
    return "- It always answers; a text that fits no label gets one all the same."


def _thresholds(config: BundleConfig) -> str:
    if config.thresholds is None:
        return "- Each label is given from a probability of 0.50 on."
    thresholds = config.columns.thresholds(np.array([config.thresholds]))[0]
    pairs = zip(config.columns.names, thresholds, strict=True)
    each = ", ".join(f"{_code(label)} {threshold:.2f}" for label, threshold in pairs)
    return f"- Each label has a threshold of its own, chosen on the held-out documents: {each}."


def _limits(config: BundleConfig) -> list[str]:
    lines = [
        "- The scores hold for documents like those it learnt from. On others they may not.",
        _answering(config),
        "- It repeats whatever is one-sided in its documents, labels and base model.",
    ]
    if config.data.get("n_train", _FEW_DOCUMENTS) < _FEW_DOCUMENTS:
        lines.append("- It learnt from few documents: check its answers before relying on them.")
    counts = config.data.get("label_counts", {})
    if rare := [_code(label) for label, n in counts.items() if n < _FEW_OF_A_LABEL]:
        lines.append(f"- Under {_FEW_OF_A_LABEL} documents taught it {', '.join(rare)}.")
    if config.words is not None:
        lines.append("- Words of its documents stand in the file as they are, names among them.")
    return lines


def _use() -> list[str]:
    return [
        "```python",
        "from ulmfit_core.predictor import Predictor",
        'predictor = Predictor.open("model.ulmfit")',
        'print(predictor.predict("Some text").label)',
        "```",
    ]
