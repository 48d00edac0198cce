"""More texts for a training's language model, from a file of their own."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from ulmfit_core.cli.columns import mapping
from ulmfit_core.cli.corpora import read_corpus
from ulmfit_core.cli.screen import Screen
from ulmfit_core.corpus.known_columns import has_columns, own_names, sniff_for
from ulmfit_core.corpus.options import ReadOptions


def read_unlabelled(
    path: Path,
    text: Sequence[str],
    labelled_text: Sequence[str],
    screen: Screen,
    *,
    html: bool | None,
    options: ReadOptions,
) -> list[str]:
    """Every usable text of ``path`` in the columns ``text``; where none is named, in those that
    were for the labelled texts, if the file has them all, else in the obvious one.

    Raises InputError where a column is missing or none is obvious, or as ``load_corpus`` does.
    """
    found = sniff_for(path, text or labelled_text, options)
    if not text and has_columns(found, labelled_text):
        text = own_names(found.columns, labelled_text)
    columns = mapping(
        path,
        text,
        [],
        screen,
        text_option="--unlabelled-text",
        with_labels=False,
        html=html,
        options=options,
    )
    return read_corpus(path, columns, screen, options).texts
