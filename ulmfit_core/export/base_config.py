"""A base model's ``config.json``, made and read without its weights; torch-free."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ulmfit_core.architecture import Architecture
from ulmfit_core.disk import check_readable
from ulmfit_core.errors import ModelFileError
from ulmfit_core.export.bundle_config import DIRECTIONS
from ulmfit_core.export.config_check import has_sizes
from ulmfit_core.export.stated_facts import BASE_TRAINING
from ulmfit_core.json_file import parsed_json

FORMAT, FORMAT_VERSION = "ulmfit-base", 1


def base_config(
    name: str,
    direction: str,
    architecture: dict[str, Any],
    tokenizer_sha256: str,
    training: dict[str, Any],
) -> dict[str, Any]:
    """What stands in ``config.json``; ``training``: what the weights have learnt from."""
    return {
        "format": FORMAT,
        "format_version": FORMAT_VERSION,
        "name": name,
        "direction": direction,
        "architecture": architecture,
        "tokenizer": {"sha256": tokenizer_sha256},
        "training": training,
    }


def read_base_config(folder: Path) -> dict[str, Any]:
    """The configuration of the base model in ``folder``, weights unread.

    Raises ModelFileError, StorageError where it may not be read.
    """
    check_readable(folder / "config.json")
    try:
        config: Any = parsed_json((folder / "config.json").read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ModelFileError(
            f"There is no base model in {folder}.",
            "Name a folder that holds config.json, weights.safetensors and tokenizer.model.",
        ) from error
    facts = config if isinstance(config, dict) else {}
    if facts.get("format") != FORMAT or facts.get("format_version") != FORMAT_VERSION:
        raise ModelFileError(
            f"{folder} is not a base model this version can read.", "Update ULMFiT Studio."
        )
    if not _is_whole(facts):
        raise ModelFileError(
            f"The base model in {folder} is damaged: its config.json is not whole.",
            "Copy or download it again.",
        )
    return facts


def _is_whole(facts: dict[str, Any]) -> bool:
    """Whether it says what a base model is called, how it reads, its sizes and its training."""
    try:
        are_sizes = has_sizes(Architecture(**facts["architecture"]))
        is_named = isinstance(facts["name"], str) and facts["direction"] in DIRECTIONS
        return are_sizes and is_named and BASE_TRAINING(facts["training"])
    except (KeyError, TypeError):
        return False
