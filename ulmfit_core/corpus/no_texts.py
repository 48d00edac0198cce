"""What to say of a corpus in which no row is a text."""

from __future__ import annotations

from ulmfit_core.corpus.document import RejectedRow
from ulmfit_core.errors import InputError


def no_texts(name: str, n_rejected: int, first: RejectedRow | None) -> InputError:
    """Of the corpus ``name``: that it is empty, or why the ``first`` row was not taken."""
    if first is None:
        return InputError(f"{name} holds no texts.", "Give a file with texts in it.")
    if first.reason.endswith("."):  # a whole sentence, of a file in a folder
        return InputError(
            f"None of the {n_rejected:,} files in {name} holds a usable text. {first.reason}",
            "Give a folder with one text in each file.",
        )
    return InputError(
        f"None of the {n_rejected:,} rows of {name} holds a usable text; "
        f"row {first.row} {first.reason}.",
        "Check the text column, the delimiter and the encoding.",
    )
