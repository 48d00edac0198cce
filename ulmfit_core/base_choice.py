"""Which base model suits some texts: the one whose vocabulary was made for them; torch-free."""

from __future__ import annotations

from collections.abc import Sequence

from ulmfit_core.base_models import FoundBase, list_bases
from ulmfit_core.corpus.language import languages_in
from ulmfit_core.errors import ModelFileError
from ulmfit_core.tokenizer import Tokenizer

ENOUGH = 64  # texts that tell what all are like
_LONGEST = 1000  # characters of each that are looked at
_OURS = "en-"
_LEAD = 0.85  # of the pieces that the first one takes: German in English pieces takes half more


def suited_base(texts: Sequence[str]) -> FoundBase | None:
    """The forward base model for ``texts``: the first there is, or the one that takes them in the
    fewest pieces, where that is clearly fewer. None where there is no base.
    """
    bases = [base for base in list_bases() if base.direction == "forward"]
    if not bases[1:]:
        return bases[0] if bases else None
    some = [text[:_LONGEST] for text in texts[:: max(1, len(texts) // ENOUGH)]]
    taken = {base.folder: _n_pieces(base, some) for base in bases}
    best = min(bases, key=lambda base: taken[base.folder])
    return best if taken[best.folder] < _LEAD * taken[bases[0].folder] else bases[0]


def may_have_read(base: str, language: str) -> bool:
    """Whether the base of that name may have read ``language``, an ISO 639-1 code or those of
    several. Of the bases that come along the name begins with theirs; others may be any."""
    return not base.startswith(_OURS) or base.startswith(f"{languages_in(language)[0]}-")


def _n_pieces(base: FoundBase, texts: Sequence[str]) -> float:
    """How many pieces ``base`` takes ``texts`` in; without end for one that cannot be read."""
    try:
        tokenizer = Tokenizer.load(base.folder / "tokenizer.model")
    except ModelFileError:
        return float("inf")
    return float(sum(map(len, tokenizer.encode_batch(texts))))
