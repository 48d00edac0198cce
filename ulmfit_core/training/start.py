"""What a training begins with: a base model, nothing, or a model file to train on; torch-free."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from ulmfit_core.architecture import Architecture
from ulmfit_core.base_models import find_base, find_reader, twin_of
from ulmfit_core.corpus.atomic import replacing_folder
from ulmfit_core.errors import InputError, UlmfitError
from ulmfit_core.export.base_config import base_config
from ulmfit_core.export.bundle import ModelBundle, read_bundle
from ulmfit_core.export.bundle_config import (
    DIRECTIONS,
)
from ulmfit_core.export.bundle_config import NO_BASE as NO_BASE
from ulmfit_core.export.bundle_members import TOKENIZER, WEIGHTS
from ulmfit_core.json_file import write_json
from ulmfit_core.tokenizer import Tokenizer

_HEAD, _QUALITY = "head.safetensors", "valid_bits_per_byte"


class Start(NamedTuple):
    """What has to be known of a beginning before a training."""

    tokenizer: Tokenizer
    encoders: dict[str, Architecture]  # sizes of each direction's

    @property
    def sizes(self) -> Architecture:
        """Of the first encoder."""
        return next(iter(self.encoders.values()))


def is_model(base: str) -> bool:
    """Whether ``base`` names a model file rather than a base model."""
    return base.endswith(".ulmfit")


def can_start(base: str, direction: str) -> bool:
    """Whether there is something to read in ``direction`` with. Raises ModelFileError for a model
    file that cannot be read."""
    if is_model(base):
        return direction in read_bundle(base, members=()).config.directions
    try:
        find_reader(base, direction)
    except UlmfitError:
        return False
    return True


def look_at_start(base: str) -> Start:
    """Raises InputError where there is no such base, ModelFileError for one or a model file that
    cannot be read."""
    if is_model(base):
        bundle = read_bundle(base, members=(TOKENIZER,))
        tokenizer = Tokenizer.from_bytes(bundle.tokenizer_bytes)
        config = bundle.config
        return Start(tokenizer, {d: config.architecture_of(d) for d in config.directions})
    found = find_base(base)
    readers = [find_reader(base, d) for d in DIRECTIONS if can_start(base, d)]
    tokenizer = Tokenizer.load(found.folder / "tokenizer.model")
    return Start(tokenizer, {reader.direction: reader.architecture for reader in readers})


def start_folder(base: str, direction: str, work: Path) -> Path:
    """The folder of the base model to start from; of a model file, its weights as one in ``work``.

    Raises InputError where there is none, ModelFileError for a model file that cannot be read.
    """
    if not is_model(base):
        return find_reader(base, direction).folder
    folder = work / f"start-{direction}"
    if not folder.exists():
        _unpack(read_bundle(base, members=(WEIGHTS, TOKENIZER)), direction, folder)
    return folder


def start_head(
    base: str, direction: str, work: Path, labels: tuple[str, ...], task: str
) -> dict[str, Any]:
    """The settings of a classifier's job that go on with a model's head: none but where it gives
    these very labels."""
    norm = kept_norm(base, labels, task)
    if not norm:
        return {}
    return {"head_file": str(start_folder(base, direction, work) / _HEAD), "head_norm": norm}


def kept_norm(base: str, labels: tuple[str, ...], task: str) -> str:
    """The norm of a model's head that gives these very labels, "batch" or "layer"; else empty."""
    if not is_model(base):
        return ""
    config = read_bundle(base, members=()).config
    is_alike = (config.labels, config.task) == (labels, task)
    return config.head.norm if is_alike and config.head.kind == "blocks" else ""


def start_facts(base: str, directions: tuple[str, ...]) -> dict[str, Any]:
    """What a model says of what it began with; ``backward`` names another base than the first."""
    if base == NO_BASE:
        return {"name": NO_BASE}
    if is_model(base):
        config = read_bundle(base, members=()).config
        return {**config.base, "trained_on_from": Path(base).name}
    found = [find_reader(base, direction) for direction in directions]
    first, last = found[0], found[-1]
    facts = {"name": first.name, "bits_per_byte": first.config["training"].get(_QUALITY)}
    return (
        facts if last.name in (first.name, twin_of(first.name)) else facts | {"backward": last.name}
    )


def seen_before(base: str) -> str | None:
    """Marks of the texts that a model file to train on has seen; "" where there is no such file,
    None where nobody knows them."""
    return read_bundle(base, members=()).config.seen or None if is_model(base) else ""


def check_start(base: str, direction: str) -> None:
    """Raises InputError, saying what there is, where nothing reads in ``direction``."""
    if is_model(base):
        reads = "read backwards" if direction == "backward" else "read forwards"
        raise InputError(f"{base} does not {reads}.", "Take another model or base.")
    find_base(base, direction)


def _unpack(bundle: ModelBundle, direction: str, folder: Path) -> None:
    """Write a base model's folder; the softmax' bias, which a classifier has not, is 0."""
    from safetensors.numpy import save_file

    sizes = bundle.config.architecture_of(direction)
    own = {
        name.removeprefix(f"{direction}."): np.array(weight)
        for name, weight in bundle.weights.items()
        if name.startswith(f"{direction}.")
    }
    encoder = {name: weight for name, weight in own.items() if name.startswith("encoder.")}
    head = {n.removeprefix("head."): weight for n, weight in own.items() if n.startswith("head.")}
    encoder["decoder.bias"] = np.zeros(sizes.vocab_size, dtype=np.float32)
    name, sha256 = bundle.config.base.get("name", "model"), bundle.config.tokenizer_sha256
    config = base_config(name, direction, asdict(sizes), sha256, {})
    with replacing_folder(folder) as partial:
        save_file(encoder, partial / "weights.safetensors")
        save_file(head, partial / _HEAD)
        (partial / "tokenizer.model").write_bytes(bundle.tokenizer_bytes)
        write_json(partial / "config.json", config)
