"""The README of a base model: what it learnt from, how well it does, what it is not for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from ulmfit_core.tokenizer_check import TokenizerCheck


@dataclass(frozen=True, slots=True)
class BaseOrigin:
    """What only whoever pretrained the model can say."""

    sources: Sequence[str]  # names of the files
    n_documents: int
    licence: str  # the owner's words; empty: not stated
    command: str  # that makes it again
    hardware: str
    tokenizer: TokenizerCheck | None = None


def base_card(config: dict[str, Any], origin: BaseOrigin) -> str:
    """Markdown from the model's ``config.json`` and where it came from."""
    training, sizes = config["training"], config["architecture"]
    bits = training.get("valid_bits_per_byte")
    seed = training.get("job", {}).get("seed", 0)
    lines = [
        f"# {config['name']}",
        "",
        f"An AWD-LSTM language model that reads {config['direction']}, to fine-tune with ULMFiT.",
        "",
        "## What it learnt from",
        "",
        *(f"- {name}" for name in origin.sources),
        "",
        _reading(training, origin.n_documents),
        "",
        "## How it was made",
        "",
        f"- sizes: {sizes['vocab_size']:,} pieces, embedding {sizes['embedding_size']}, "
        f"hidden {sizes['hidden_size']}, {sizes['n_layers']} layers",
        f"- time: {_time(training, origin.hardware)}",
        *_tokenizer(origin.tokenizer),
        f"- seed: {seed}",
        f"- command: `{origin.command}`",
        "",
        "## How well it does",
        "",
        f"{bits} bits per byte on documents held out from its own corpus."
        if bits
        else "It was not measured.",
        "",
        "## Limits",
        "",
        "It knows the language, the time and the points of view of the texts it read, errors and",
        "prejudices included. It is there to be fine-tuned; it does not write or answer reliably.",
        "",
        "## Licence",
        "",
        origin.licence or "The owner has not stated one. Ask before passing the model on.",
        "",
    ]
    return "\n".join(lines)


def _reading(training: dict[str, Any], n_documents: int) -> str:
    """How much was read of these documents, and by a base before."""
    before = training.get("tokens_before", 0)
    own, passes = training["tokens"] - before, training["epochs"]
    read = f"{n_documents:,} documents; {own:,} tokens read ({passes} passes over them)."
    if not before:
        return read
    return f"{read} It began with a base that had read {before:,} tokens of other text."


def _time(training: dict[str, Any], hardware: str) -> str:
    """Of this training, and of the base before, which may have been made on another machine."""
    before = training.get("hours_before", 0.0)
    own = f"{round(training['hours'] - before, 2)} hours of training on {hardware}"
    return f"{own}; the base it began with took {before} hours before" if before else own


def _tokenizer(check: TokenizerCheck | None) -> list[str]:
    if check is None:
        return []
    return [
        f"- tokenizer: {check.n_same:,} of {check.n_texts:,} held-out documents come back from "
        f"their pieces; {check.byte_share:.1%} of these are single bytes"
    ]
