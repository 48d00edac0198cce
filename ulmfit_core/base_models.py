"""Which base models there are: those shipped, and those in the user's data folder; torch-free."""

from __future__ import annotations

import difflib
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ulmfit_core.architecture import Architecture
from ulmfit_core.errors import InputError, ModelFileError, UlmfitError
from ulmfit_core.export.base_config import read_base_config
from ulmfit_core.resources import resource_path

_BACKWARD = "-backward"


@dataclass(frozen=True, slots=True)
class FoundBase:
    """A base model on disk."""

    name: str
    direction: str
    folder: Path
    config: dict[str, Any]

    @property
    def architecture(self) -> Architecture:
        """Sizes of its encoder."""
        return Architecture(**self.config["architecture"])

    @property
    def pieces(self) -> str:
        """What tells its tokenizer from others; empty where its folder does not say."""
        return str(self.config["tokenizer"].get("sha256", ""))

    @property
    def n_weights(self) -> int:
        """How many numbers were learnt; a training's time goes by it."""
        return self.architecture.n_weights


def list_bases() -> list[FoundBase]:
    """Every base model found, shipped ones first; damaged folders are passed over.

    What ``ulmfit pretrain --out`` made in the user's folder stands one folder deeper.
    """
    roots = [resource_path("pretrained"), user_bases_folder()]
    folders = (folder for root in roots if root.is_dir() for folder in sorted(root.iterdir()))
    each = (_found(folder) or _found(folder / "base") for folder in folders)
    return [found for found in each if found is not None]


def find_base(name: str, direction: str = "forward") -> FoundBase:
    """The base called ``name``, or in the folder ``name``, that reads in ``direction``.

    The backward twin of ``en-compact`` is called ``en-compact-backward``, and a folder's twin
    lies beside it under that rule. Raises InputError naming what there is, ModelFileError where
    the one in a folder is damaged.
    """
    wanted = twin_of(name) if direction == "backward" else name
    found = _found(Path(wanted))
    for base in [found] if found else [b for b in list_bases() if b.name == wanted]:
        if base.direction == direction:
            return base
    if (Path(wanted) / "config.json").is_file():
        _describe(Path(wanted))  # says what is wrong with it
    reads = "reads backwards" if direction == "backward" else "reads forwards"
    known = [b.name for b in list_bases()]
    names, close = ", ".join(known), difflib.get_close_matches(name, known, n=1)
    installed = f"Installed: {names}." if names else "None is installed."
    if close and close[0] != name:
        installed = f"Did you mean {close[0]}? Installed: {names}."
    raise InputError(
        f"There is no base model {name!r} that {reads}.",
        f"{installed} Or give a folder that `ulmfit pretrain` made.",
    )


def find_reader(name: str, direction: str) -> FoundBase:
    """The base that reads in ``direction`` for a training that starts from ``name``.

    Backward that is its twin, or where it has none the first base that reads backward and knows
    the very same pieces. Raises what ``find_base`` raises.
    """
    try:
        return find_base(name, direction)
    except UlmfitError:
        found = _like_pieced(name, direction)
        if found is None:
            raise
        return found


def _like_pieced(name: str, direction: str) -> FoundBase | None:
    pieces = find_base(name).pieces if has_base(name, "forward") else ""
    others = (base for base in list_bases() if base.direction == direction)
    return next((base for base in others if pieces and base.pieces == pieces), None)


def twin_of(name: str) -> str:
    """What the base that reads backward beside ``name`` is called."""
    return name + _BACKWARD


def forward_of(name: str) -> str:
    """Beside which base one of this name reads backward; ``name`` where it is no twin's."""
    return name.removesuffix(_BACKWARD)


def has_base(name: str, direction: str) -> bool:
    """Whether ``find_base`` would find it."""
    try:
        find_base(name, direction)
    except UlmfitError:
        return False
    return True


def user_bases_folder() -> Path:
    """Where a user's own base models lie; ``ULMFIT_BASES`` overrides the platform's data folder."""
    override = os.environ.get("ULMFIT_BASES")
    if override:
        return Path(override)
    try:
        import platformdirs
    except ModuleNotFoundError:  # the bare install predicts only and needs no bases
        return Path.home() / ".ulmfit-studio" / "bases"
    return Path(platformdirs.user_data_dir("ulmfit-studio", appauthor=False)) / "bases"


def _found(folder: Path) -> FoundBase | None:
    try:
        return _describe(folder)
    except ModelFileError:
        return None


def _describe(folder: Path) -> FoundBase:
    config = read_base_config(folder)
    return FoundBase(config["name"], config["direction"], folder, config)
