"""``ulmfit info``: what a model file or a base model is, and what it learnt from."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import numpy as np
import typer

from ulmfit_core.base_models import list_bases
from ulmfit_core.base_names import any_base
from ulmfit_core.cli.counting import count
from ulmfit_core.cli.options import AsJson
from ulmfit_core.cli.scores import say_choice, show_scores
from ulmfit_core.cli.screen import Screen
from ulmfit_core.errors import InputError
from ulmfit_core.evaluation.metrics import Evaluation
from ulmfit_core.export.base_config import read_base_config
from ulmfit_core.export.bundle import read_bundle
from ulmfit_core.export.bundle_config import BundleConfig
from ulmfit_core.export.bundle_members import CARD
from ulmfit_core.training.ledger import HELD_OUT, LEARNT, are_comparable


def info(
    model: Annotated[
        str | None,
        typer.Argument(
            metavar="MODEL|DIR",
            help="Model file, base model's folder or name. Without it: the base models there are.",
        ),
    ] = None,
    compare: Annotated[
        Path | None,
        typer.Option(metavar="MODEL", help="Another model file: show only what differs."),
    ] = None,
    card: Annotated[
        bool,
        typer.Option(
            "--card",
            help="The card of the model file or base, in Markdown: how it was made, from what, and "
            "how good it is, as a paper tells it.",
        ),
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Tell what a model is, how it was made and how well it does."""
    screen = Screen(as_json=as_json)
    if compare is not None:
        first = _model_file(_named(model, "--compare"))
        _compare(first, _model_file(str(compare)), screen)
    elif card:
        _show_card(_named(model, "--card"), screen)
    elif model is None:
        _show_bases(screen)
    elif _is_model_file(model):
        _show_model(Path(model), screen)
    else:
        _show_base(any_base(model), screen)


def _named(model: str | None, option: str) -> str:
    if model is None:
        raise InputError(
            f"{option} is about a model, and none is named.",
            f"Name it before {option}.",
        )
    return model


def _is_model_file(model: str) -> bool:
    return Path(model).is_file() or model.endswith(".ulmfit")


def _model_file(model: str) -> Path:
    if not _is_model_file(model):
        raise InputError(
            f"--compare is about two model files, and {model} is none.",
            "Name two files that end in .ulmfit.",
        )
    return Path(model)


def _show_model(path: Path, screen: Screen) -> None:
    config = read_bundle(path, members=()).config
    record = config.to_json()
    del record["golden"], record["seen"]
    (record["int8"] or {}).pop("golden", None)
    screen.result({"kind": "model", "path": str(path), **record})
    screen.facts(_model_rows(path, config))
    if config.test:
        screen.say(f"On {count(config.test['n'], 'test text')}, which are the figures to cite:")
        show_scores(screen, Evaluation.from_json(dict(config.test)), config.test_baseline)
    if config.metrics:
        screen.say(f"On {count(config.metrics['n'], 'text')} held out from training:")
        show_scores(screen, Evaluation.from_json(dict(config.metrics)), config.baseline)
        say_choice(screen, is_chosen=config.is_chosen)


def _show_card(model: str, screen: Screen) -> None:
    is_file = _is_model_file(model)
    path = Path(model) if is_file else any_base(model)
    card = read_bundle(path, members=(CARD,)).card if is_file else _base_card(path)
    screen.result({"kind": "card", "path": str(path), "card": card})
    screen.say(card.rstrip("\n"))


def _base_card(folder: Path) -> str:
    try:
        return (folder / "README.md").read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        raise InputError(
            f"The base model in {folder} has no card.", "Without --card its own facts are told."
        ) from None


def _compare(first: Path, second: Path, screen: Screen) -> None:
    """What differs between two model files, and whether their figures tell which is better."""
    one, other = (read_bundle(path, members=()).config for path in (first, second))
    differ = {
        name: values
        for name, *values in _beside(_compared_rows(one), _compared_rows(other))
        if len(set(values)) > 1
    }
    comparable = are_comparable(one.data, other.data)
    screen.result({"kind": "comparison", "differ": differ, "same_held_out": comparable})
    screen.table(("", first.name, second.name), [(name, *both) for name, both in differ.items()])
    if comparable is False:
        screen.say(
            "Other texts or labels were held out to measure them: their scores cannot be compared. "
            "Score both on one file with ulmfit evaluate."
        )
    elif comparable is None:
        screen.say("One does not tell by which texts it was measured: do not compare their scores.")


def _beside(
    one: list[tuple[str, str]], other: list[tuple[str, str]]
) -> Iterator[tuple[str, str, str]]:
    """Each name that either has, with what both say."""
    first, second = dict(one), dict(other)
    for name in dict.fromkeys([*first, *second]):
        yield name, first.get(name, ""), second.get(name, "")


def _compared_rows(config: BundleConfig) -> list[tuple[str, str]]:
    """All that may differ, a row for each version and setting."""
    shown_apart = ("model", "set by hand", "made with")
    rows = [row for row in _model_rows(Path(), config) if row[0] not in shown_apart]
    rows += [*config.set_by_hand.items(), *config.versions.items()]
    names = ("accuracy", "macro_f1", "log_loss")
    return rows + [(n, f"{config.metrics[n]:.3f}") for n in names if n in config.metrics]


def _one_line(words: str) -> str:
    return " ".join(words.split())


def _model_rows(path: Path, config: BundleConfig) -> list[tuple[str, str]]:
    data = config.data
    counts = data.get("label_counts", {})
    labels = [f"{name} ({counts[name]:,})" if name in counts else name for name in config.labels]
    kinds = ("n_train", "n_valid", "n_unlabelled")
    texts = [f"{kind.removeprefix('n_')} {data[kind]:,}" for kind in kinds if kind in data]
    made_with = [f"{name} {version}" for name, version in config.versions.items()]
    return [
        ("model", str(path)),
        ("labels", ", ".join(labels)),
        *((f"{name} means", _one_line(words)) for name, words in config.definitions.items()),
        ("merged since", ", ".join(_merged(config))),
        ("a text has", "one label" if config.task == "single" else "any number of labels"),
        ("given from", _thresholds(config)),
        ("no label below", f"{config.abstain_below:.2f}" if config.abstain_below else ""),
        ("directions", ", ".join(config.directions)),
        *_encoders(config),
        ("base", _base(config)),
        ("preset", config.preset),
        ("seed", str(config.seed)),
        ("set by hand", ", ".join(map("=".join, config.set_by_hand.items()))),
        ("head", _head(config)),
        ("computes in", _precision(config)),
        ("texts", ", ".join(texts)),
        ("text columns", ", ".join(config.text_columns) + (" (HTML)" if config.html else "")),
        ("learnt from", data.get(LEARNT, "")),
        ("measured by", data.get(HELD_OUT, "")),
        ("processor", config.training.get("processor", "")),
        ("made with", ", ".join(made_with)),
    ]


def _encoders(config: BundleConfig) -> list[tuple[str, str]]:
    """The sizes of the network, and of the one that reads backward where they are others."""
    found = (("sizes", config.architecture), ("backward", config.backward_architecture))
    return [(name, _sizes(**dataclasses.asdict(sizes))) for name, sizes in found if sizes]


def _merged(config: BundleConfig) -> Iterator[str]:
    """Labels that were taught and count as another."""
    for label, name in zip(config.labels, config.counted_as, strict=False):
        if label != name:
            yield f"{label} as {name}"


def _thresholds(config: BundleConfig) -> str:
    """From which probability on each of several labels is given."""
    if config.task == "single":
        return ""
    if config.thresholds is None:
        return "0.50"
    thresholds = config.columns.thresholds(np.array([config.thresholds]))[0]
    pairs = zip(config.columns.names, thresholds, strict=True)
    return ", ".join(f"{label} {threshold:.2f}" for label, threshold in pairs)


def _base(config: BundleConfig) -> str:
    name = str(config.base.get("name", "unknown"))
    if "backward" in config.base:
        name += f", backward {config.base['backward']}"
    return f"{name}, then trained on the texts" if config.base.get("fine_tuned") else name


def _head(config: BundleConfig) -> str:
    if config.head.kind != "linear":
        return f"two blocks, {config.head.hidden} units between"
    words = config.words
    counted = f", and on {words.n_words + words.n_characters:,} words" if words else ""
    return f"a regression on the frozen layers{counted}"


def _precision(config: BundleConfig) -> str:
    check = config.int8
    if check is None:
        return str(config.precision)
    share = f"{check.agreement:.1%} of {check.n:,} texts"
    if check.holds:
        kept = " but for the first LSTM layer" if check.float32_layers else ""
        return f"int8{kept}, with the labels of float32 for {share}"
    return f"float32; int8 gave its labels for {share} only"


def _show_base(folder: Path, screen: Screen) -> None:
    config = read_base_config(folder)
    screen.result({"kind": "base", "path": str(folder), **config})
    training = config["training"]
    rows = [
        ("base model", str(folder)),
        ("name", config["name"]),
        ("direction", config["direction"]),
        ("sizes", _sizes(**config["architecture"])),
    ]
    facts = ("tokens", "epochs", "hours", "valid_bits_per_byte")
    rows += [(n.replace("_", " "), f"{training[n]:,}") for n in facts if n in training]
    screen.facts(rows)


def _show_bases(screen: Screen) -> None:
    bases = list_bases()
    records = [
        {"name": b.name, "direction": b.direction, "path": str(b.folder), **_measured(b.config)}
        for b in bases
    ]
    screen.result({"kind": "bases", "bases": records})
    if not bases:
        screen.say("There is no base model installed.")
    else:
        rows = [[b.name, b.direction, str(b.folder)] for b in bases]
        screen.table(("base model", "direction", "folder"), rows)


def _measured(config: dict[str, Any]) -> dict[str, Any]:
    training = config.get("training", {})
    return {name: training.get(name) for name in ("tokens", "valid_bits_per_byte")}


def _sizes(vocab_size: int, embedding_size: int, hidden_size: int, n_layers: int) -> str:
    return (
        f"{vocab_size:,} pieces, embedding {embedding_size}, hidden {hidden_size}, "
        f"{n_layers} layers"
    )
