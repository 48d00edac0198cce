"""Which encoding older than Unicode makes the likeliest text of some bytes.

Read in each encoding, they are letters that a language has often, seldom or never, in words that
it may have. The logarithms of these chances, and of how rare the encoding is, are added up.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from itertools import chain
from math import log
from string import ascii_lowercase, ascii_uppercase, digits
from typing import NamedTuple

from ulmfit_core.corpus.function_words import FUNCTION_WORDS
from ulmfit_core.corpus.legacy_letters import COMMONEST, LETTERS

_WEST = ("de", "fr", "es", "pt", "it", "nl", "sv", "da", "nb", "fi", "is", "ca", "en")
_BALTIC = ("et", "lv", "lt")
_CENTRAL = ("pl", "cs", "sk", "hu", "sl", "hr", "ro")
_QUOTES = "‘’“”„‚«»‹›–—…\xa0¡¿·´"
_WORDS_END = "“”„‚«»‹›…\xa0"
_SIGNS = "•€£§©®°²³±×™†‡‰µ½¼¾ªº"

# How often, among what is not ASCII
_QUOTE, _SIGN = log(0.08), log(0.004)
_NEIGHBOURS_LETTER = 0.003  # of a language that is written in the same encoding
_OTHER_LETTER, _OTHER = log(2e-4), log(2e-5)
_LAST_LETTER = 0.03  # the rarest one against the commonest
_ODD_WORD = -6.0
_GREAT_LETTER = -1.5  # of Latin beyond ASCII; words in capitals have few
_FUNCTION_WORD = 3.0  # in parts where several languages have it

_BEYOND_ASCII = re.compile(rb"[\x80-\xff]")
_SAMPLE_BYTES = 64 << 10
_BEFORE = 1000


class _Encoding(NamedTuple):
    name: str
    languages: tuple[str, ...]
    rarity: float


_SINGLE = (
    _Encoding("cp1252", _WEST, 0),
    _Encoding("cp1250", _CENTRAL, 1),
    _Encoding("cp1254", ("tr",), 1),
    _Encoding("cp1257", _BALTIC, 3),
    _Encoding("iso8859_2", _CENTRAL, 2),
    _Encoding("cp1251", ("ru", "uk", "bg", "sr"), 4),
    _Encoding("koi8_r", ("ru",), 5),
    _Encoding("koi8_u", ("uk",), 5.5),
    _Encoding("cp866", ("ru", "uk"), 5),
    _Encoding("iso8859_5", ("ru", "bg", "sr"), 6),
    _Encoding("mac_cyrillic", ("ru", "uk", "bg"), 7),
    _Encoding("cp1253", ("el",), 4),
    _Encoding("iso8859_7", ("el",), 5),
    _Encoding("cp1255", ("he",), 4),
    _Encoding("cp1256", ("ar", "fa"), 4),
    _Encoding("iso8859_6", ("ar",), 5),
    _Encoding("cp874", ("th",), 5),
    _Encoding("iso8859_13", _BALTIC, 4),
    _Encoding("mac_roman", _WEST, 8),
    _Encoding("mac_latin2", _CENTRAL, 8),
    _Encoding("mac_turkish", ("tr",), 8),
    _Encoding("mac_greek", ("el",), 8),
    _Encoding("cp850", _WEST, 8),
    _Encoding("cp852", _CENTRAL, 8),
    _Encoding("cp857", ("tr",), 8),
    _Encoding("cp775", _BALTIC, 8),
    _Encoding("cp737", ("el",), 8),
    _Encoding("cp862", ("he",), 8),
)


class _Pairs(NamedTuple):
    name: str
    first: int  # the least and greatest byte that common signs begin with
    last: int
    commonest: float  # the share of the commonest signs in a text


_DOUBLE = (
    _Pairs("cp932", 0x82, 0x97, 0.6),
    _Pairs("euc_jp", 0xA4, 0xCF, 0.6),
    _Pairs("gb18030", 0xB0, 0xD7, 0.4),
    _Pairs("big5", 0xA4, 0xC6, 0.4),
    _Pairs("cp949", 0xB0, 0xC8, 0.4),
)
_PAIRS_RARITY = 5
_RARE_PAIR = log(1e-7)

# The shape of a word: "a" a small letter, "A" a great one, "b" and "B" those beyond ASCII
_SMALL = set(chain(*LETTERS.values()))
_GREAT = {letter.upper() for letter in _SMALL if letter.upper() != letter != "ß"}
_SHAPES = (
    *((_SMALL, "b"), (_GREAT, "B"), (ascii_lowercase, "a"), (ascii_uppercase, "A")),
    *((_WORDS_END, "q"), (_SIGNS, "s"), (digits, "0")),
)
_SHAPE = {ord(sign): kind for signs, kind in _SHAPES for sign in signs}
_ODD = (
    *("aB", "bB", "bA", "AbA", "AbB", "BbA", "BbB"),
    *("aqa", "aqb", "bqa", "bqb", "sa", "sb", "b0", "B0"),
)
_WORD = re.compile(r"[^\W\d_]+")
_N_LANGUAGES = Counter(chain(*FUNCTION_WORDS.values()))


def likeliest_encoding(head: bytes) -> str:
    """The codec name for a file that starts with ``head``, not all of it ASCII."""
    found = _BEYOND_ASCII.search(head)
    start = max(0, found.start() - _BEFORE) if found else 0
    sample = head[start : start + _SAMPLE_BYTES]
    scores = {encoding.name: _score(sample, encoding) for encoding in _SINGLE}
    scores |= {pairs.name: _score_pairs(sample, pairs) for pairs in _DOUBLE}
    return max(scores, key=lambda name: scores[name])


def _score(sample: bytes, encoding: _Encoding) -> float:
    text = sample.decode(encoding.name, errors="replace")
    small = text.lower()
    letters = Counter(re.sub("[\x00-\x7f]+", "", small))
    words = Counter(_WORD.findall(small))
    best = max(
        _letters(letters, language, encoding) + _words(words, language)
        for language in encoding.languages
    )
    return best + _shapes(text, encoding) - encoding.rarity


def _shapes(text: str, encoding: _Encoding) -> float:
    """The logarithm of how seldom great letters and signs stand so."""
    shapes = text.translate(_SHAPE)
    is_latin = LETTERS[encoding.languages[0]] < "\u0370"
    n_great = shapes.count("B") if is_latin else 0
    return _ODD_WORD * sum(map(shapes.count, _ODD)) + _GREAT_LETTER * n_great


def _letters(letters: Counter[str], language: str, encoding: _Encoding) -> float:
    chances = _chances(language, encoding)
    return sum(
        n * chances.get(letter, _OTHER_LETTER if letter.isalpha() else _OTHER)
        for letter, n in letters.items()
    )


def _words(words: Counter[str], language: str) -> float:
    known = FUNCTION_WORDS.get(language, frozenset()) & words.keys()
    return _FUNCTION_WORD * sum(words[word] / _N_LANGUAGES[word] for word in known)


@cache
def _chances(language: str, encoding: _Encoding) -> dict[str, float]:
    """The logarithm of how often ``language`` has each of its letters and signs; each letter is
    a certain share rarer than the one before."""
    own = LETTERS[language]
    rarer = _LAST_LETTER ** (1 / len(own))
    first = (1 - rarer) / (1 - rarer ** len(own))
    has_quotes = encoding.name.startswith(("cp125", "mac"))  # others' users had hardly any
    quotes = dict.fromkeys(_QUOTES, _QUOTE if has_quotes else _SIGN)
    signs = dict.fromkeys(_SIGNS, _SIGN) | quotes
    neighbours = chain(*map(LETTERS.__getitem__, encoding.languages))
    others = dict.fromkeys(neighbours, log(_NEIGHBOURS_LETTER))
    ranked = {c: log(max(_NEIGHBOURS_LETTER, first * rarer**i)) for i, c in enumerate(own)}
    dot_above = {"\u0307": 0.0}  # a small letter's, where "İ" was
    return signs | others | ranked | dot_above


def _score_pairs(sample: bytes, pairs: _Pairs) -> float:
    try:
        text = sample.decode(pairs.name)
    except UnicodeDecodeError as error:
        if error.start < len(sample) - 3:  # more than a character that is cut
            return float("-inf")
        return _RARE_PAIR + _score_pairs(sample[: error.start], pairs)
    signs = Counter(re.sub("[\x00-\x7f]+", "", text))
    return sum(n * _pair(sign, pairs) for sign, n in signs.items()) - _PAIRS_RARITY


def _pair(sign: str, pairs: _Pairs) -> float:
    """The logarithm of how often a text has ``sign``: one of the commonest, common, or rare."""
    commonest = COMMONEST[pairs.name]
    if sign in commonest:
        return log(pairs.commonest / len(commonest))
    lead = sign.encode(pairs.name)[0]
    if pairs.first <= lead <= pairs.last:
        return log((1 - pairs.commonest) / ((pairs.last - pairs.first + 1) * 94))
    return _RARE_PAIR
