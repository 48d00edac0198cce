"""Letters as they are searched: the index of words, what is typed, and what is shown of a text all
have them so."""

from __future__ import annotations

import unicodedata
from functools import cache

_TATWEEL, _JOINER = "\u0640", "\u034f"  # which stretch a word, or keep marks in order


def folded(words: str) -> str:
    """The same without case, accents, vowel points, spare spaces and what is seen of no letter
    (soft hyphens, joiners), with wide and joined letters as plain ones."""
    words = " ".join(words.split())
    if words.isascii():
        return words.lower()
    plain = unicodedata.normalize("NFC", words).lower()
    for letter in set(plain):  # few: a text in any language is folded in some microseconds
        if letter > "\x7f" and (bare := folded_letter(letter)) != letter:
            plain = plain.replace(letter, bare)
    return plain


@cache
def folded_letter(letter: str) -> str:
    """What a word has in its place: none for a mark, several for joined ones."""
    if letter in "йЙ":
        return "й"  # nobody leaves out its mark, as many do that of "ё"
    apart = unicodedata.normalize("NFKD", letter)
    bare = "".join(sign for sign in apart if not _is_mark(sign))
    return unicodedata.normalize("NFC", bare.casefold())


def _is_mark(sign: str) -> bool:
    """Whether a word is the same without it. Vowel signs and viramas of India's scripts, voicing
    marks of kana and tones of Thai make it another."""
    place = unicodedata.combining(sign)  # Unicode Standard, 4.3
    is_accent = place == 1 or 10 <= place <= 36 or place >= 200
    is_unseen = sign in (_TATWEEL, _JOINER) or "\ufe00" <= sign <= "\ufe0f"
    return is_accent or is_unseen or unicodedata.category(sign) == "Cf"
