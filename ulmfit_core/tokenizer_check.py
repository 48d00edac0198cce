"""Whether a base model's tokenizer gives back the texts it was not trained on; torch-free."""

from __future__ import annotations

from dataclasses import dataclass

from ulmfit_core.token_store import TokenStore
from ulmfit_core.tokenizer import Tokenizer

_MOST = 200  # documents
_FEWEST_SAME = 0.98  # a text of doubled mark-up, "&amp;lt;", is undone once more
_MOST_BYTES = 0.05  # of all pieces; of German in its own pieces a thousandth


@dataclass(frozen=True, slots=True)
class TokenizerCheck:
    """What became of held-out texts."""

    n_texts: int
    n_same: int  # whose pieces, made text and cut again, are the same
    byte_share: float  # of their pieces: single bytes of what no piece holds

    @property
    def suits(self) -> bool:
        """Whether a language model can go by these pieces."""
        return self.n_same >= _FEWEST_SAME * self.n_texts and self.byte_share <= _MOST_BYTES


def check_tokenizer(tokenizer: Tokenizer, held_out: TokenStore) -> TokenizerCheck:
    """Put the first documents of ``held_out`` together with ``tokenizer``, and cut them again."""
    held_out = held_out.first(_MOST)
    documents = [held_out.document(i).tolist() for i in range(held_out.n_documents)]
    again = tokenizer.encode_batch([tokenizer.decode(ids) for ids in documents])
    n_bytes = sum(map(tokenizer.n_spelt_out, documents))
    return TokenizerCheck(
        n_texts=len(documents),
        n_same=sum(ids == other for ids, other in zip(documents, again, strict=True)),
        byte_share=n_bytes / max(1, held_out.n_tokens),
    )
