"""What is said of a base model before, while and after it is built."""

from __future__ import annotations

from collections.abc import Sequence

from app.core_sentences import said
from app.translation import decimal, percent, tr, tr_count
from ulmfit_core.base_build import BaseBuild
from ulmfit_core.corpus.saved_as_text import first_of_kinds
from ulmfit_core.errors import UlmfitError
from ulmfit_core.export.base_config import read_base_config
from ulmfit_core.tokenizer_check import TokenizerCheck
from ulmfit_core.training.history import RunHistory

_MILLION = 1e6
_BYTES_A_TOKEN = 3.4  # German Wikipedia in its own 8,000 pieces (tests/benchmarks/RESULTS.md)
_OFTEN = 4  # times that a text is read: from there on more text helps, not more time
_TOO_FEW = 2e6  # tokens


def millions(tokens: float) -> str:
    """``"10"``, with decimals where they are much of it."""
    places = 0 if tokens >= 10 * _MILLION else 1 if tokens >= _MILLION else 2
    return decimal(tokens / _MILLION, places)


def progress_words(history: RunHistory, tokens: int) -> str:
    """How much was read, and how well it is known by now."""
    words = tr("{n} million tokens", n=millions(tokens))
    bits = _bits(history)
    if bits:
        words += " · " + tr("{bits} bits per byte", bits=decimal(bits, 2))
    return words + " · " + tr("loss {loss}", loss=decimal(float(history.smoothed_loss[-1]), 2))


def reach_words(tokens: float, n_bytes: int | None) -> str:
    """What so many tokens bring; ``n_bytes`` of text are there, where that is known."""
    words = [tr("This computer reads about {n} million tokens in that time.", n=millions(tokens))]
    if tokens < _TOO_FEW:
        words.append(tr("That is too little for a new language: it takes ten million, or more."))
    there = n_bytes / _BYTES_A_TOKEN if n_bytes is not None else tokens
    if tokens > _OFTEN * there:
        words.append(
            tr(
                "The text has about {n} million and would be read {times} times: more text would "
                "help more than more time.",
                n=millions(there),
                times=round(tokens / max(1.0, there)),
            )
        )
    return " ".join(words)


def left_out_words(errors: Sequence[UlmfitError]) -> str:
    """How many files of the folders hold no text, and what is wrong with the first; where some only
    have to be saved as text, with the first of each kind."""
    if not errors:
        return ""
    words = tr_count("{n} file is left out:", "{n} files are left out:", len(errors))
    if kinds := first_of_kinds(errors):
        return " ".join([words, *(f"{said(e.message)} {said(e.hint)}" for e in kinds)])
    return f"{words} {said(errors[0].message)}"


def example_words() -> str:
    """How far it brought one that was measured."""
    return tr(
        "For comparison: a German one begun with en-compact had 2.18 bits per byte after 2 million "
        "tokens and 1.69 after 10 million. With it, Quick was right about as often as counting "
        "words or a little more often; English ones were clearly ahead from 5 to 20 million on."
    )


def unfinished_words(build: BaseBuild) -> str:
    """Where one stands that is not finished."""
    history = build.history()
    if not history.step:
        return tr("has not begun to learn")
    job = build.job
    words = progress_words(history, history.step * job.batch_size * job.bptt)
    share = min(1.0, history.seconds / 60 / job.minutes)
    return tr("{share} of its time", share=percent(share)) + " · " + words


def finished_words(build: BaseBuild) -> str:
    """How much it has read, and how well it does; or why it cannot be used."""
    try:
        training = read_base_config(build.base)["training"]
    except UlmfitError as error:
        return said(error.message)
    words = tr("{n} million tokens", n=millions(training["tokens"] - training["tokens_before"]))
    bits = tr("{bits} bits per byte", bits=decimal(training["valid_bits_per_byte"], 2))
    return f"{words} · {bits}"


def result_words(check: TokenizerCheck, bits: float, tokens: int, n_left_out: int = 0) -> str:
    """What came of it, in a line or two."""
    words = tr(
        "{n} million tokens read, {bits} bits per byte on held-out texts. Its tokenizer gives back "
        "{same} of {texts} of them; {share} of their pieces are single bytes.",
        n=millions(tokens),
        bits=decimal(bits, 2),
        same=check.n_same,
        texts=check.n_texts,
        share=percent(check.byte_share, 1),
    )
    if n_left_out:
        words += " " + tr_count(
            "{n} file held no text and was left out.",
            "{n} files held no text and were left out.",
            n_left_out,
        )
    if check.suits:
        return words
    return words + " " + tr("This vocabulary does not suit the texts: build one with more pieces.")


def _bits(history: RunHistory) -> float:
    """The newest that were measured, 0 before."""
    return history.validations[-1].metrics.get("bits_per_byte", 0.0) if history.validations else 0.0
