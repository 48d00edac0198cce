"""``ulmfit perplexity``: how well a base model predicts a text it has not read."""

from __future__ import annotations

import dataclasses
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ulmfit_core.base_names import any_base
from ulmfit_core.cli.corpora import tell_passed_over
from ulmfit_core.cli.options import AsJson, PlainTextColumns
from ulmfit_core.cli.progress import counted, duration
from ulmfit_core.cli.screen import Screen
from ulmfit_core.corpus.articles import ArticleReader
from ulmfit_core.corpus.saved_as_text import sentences_on_saving
from ulmfit_core.errors import InputError
from ulmfit_core.token_store import write_token_store
from ulmfit_core.training.packages import check_training_packages

if TYPE_CHECKING:
    from ulmfit_core.evaluation.perplexity import Perplexity
    from ulmfit_core.export.base_model import BaseModel


def perplexity(
    base: Annotated[str, typer.Argument(metavar="BASE|DIR", help="Base model: name or folder.")],
    file: Annotated[Path, typer.Argument(metavar="TEXT", help="Text to predict.")],
    text: PlainTextColumns = None,
    as_json: AsJson = False,
) -> None:
    """Measure a base model on held-out text: bits per byte, and perplexity per token.

    Each article is a stream of its own. Bits per byte compare between models with
    different vocabularies, perplexity does not.
    """
    started = time.monotonic()
    screen = Screen(as_json=as_json)
    check_training_packages()
    folder = any_base(base)
    reader = ArticleReader(text_columns=tuple(text or ("text",)))
    with counted(screen, f"Measuring {folder.name} on {file.name}") as show:
        from ulmfit_core.export.base_model import read_base

        model = read_base(folder)
        with tempfile.TemporaryDirectory() as scratch:
            measured, n_documents = _measure(model, reader, file, Path(scratch), show)
    left_out = reader.passed_over
    tell_passed_over(screen, len(left_out), sentences_on_saving(left_out))
    _report(measured, n_documents, model, time.monotonic() - started, screen)


def _report(
    measured: Perplexity, n_documents: int, base: BaseModel, seconds: float, screen: Screen
) -> None:
    screen.result(
        {
            "bits_per_byte": measured.bits_per_byte,
            "perplexity": measured.perplexity,
            "tokens": measured.tokens,
            "bytes": measured.n_bytes,
            "documents": n_documents,
            "base": base.name,
            "direction": base.direction,
            "seconds": seconds,
        }
    )
    screen.say(
        f"{measured.bits_per_byte:.4f} bits per byte, perplexity {measured.perplexity:.2f} "
        f"over {measured.tokens:,} tokens ({measured.n_bytes:,} bytes, "
        f"{n_documents:,} documents) in {duration(seconds)}."
    )


def _measure(
    base: BaseModel,
    reader: ArticleReader,
    file: Path,
    scratch: Path,
    show: Callable[[int, int], None],
) -> tuple[Perplexity, int]:
    """The result and how many documents it is of; lets go of the encoded text in ``scratch``.

    Raises InputError where there is nothing to predict.
    """
    from ulmfit_core.evaluation.perplexity import perplexity_so_far

    store = write_token_store(reader.read(file), base.tokenizer, scratch / "text")
    whole = dataclasses.replace(store, n_bytes=reader.n_bytes)
    backward, measured = base.direction == "backward", None
    for measured in perplexity_so_far(base.model, whole, backward=backward):
        show(measured.tokens, whole.n_tokens)
    if measured is None:
        raise InputError(f"There is no text to predict in {file}.", "Give a file that holds some.")
    return measured, whole.n_documents
