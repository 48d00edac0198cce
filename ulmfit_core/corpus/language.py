"""Which language texts are written in, guessed from their letters and commonest words."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from ulmfit_core.corpus.function_words import FUNCTION_WORDS

_MOST_CHARACTERS = 50_000  # more would not change the guess, and hold up other threads
_FEWEST_WORDS = 5
_FEWEST_KNOWN = 2
_LEAST_SHARE = 0.07  # of all words: English has a third of them, Finnish a tenth
_LEAD = 1.15  # over the next language; of near ones, as Danish and Norwegian, that is little
_MAIN_SCRIPT = 0.5  # of all letters
_JAPANESE = 0.05  # kana among Chinese characters

_WORD = re.compile(r"[^\W\d_]+")
_SCRIPTS = {
    "ja": re.compile(r"[\u3040-\u30ff]"),
    "zh": re.compile(r"[\u3400-\u9fff]"),
    "ko": re.compile(r"[\uac00-\ud7af]"),
    "el": re.compile(r"[\u0370-\u03ff]"),
    "he": re.compile(r"[\u0590-\u05ff]"),
    "ar": re.compile(r"[\u0600-\u06ff]"),
    "hi": re.compile(r"[\u0900-\u097f]"),
    "th": re.compile(r"[\u0e00-\u0e7f]"),
}
_PERSIAN = re.compile(r"[\u067e\u0686\u0698\u06af]")  # letters that Arabic has not
_KNOWN_BY = Counter(word for words in FUNCTION_WORDS.values() for word in words)


def guess_language(texts: Iterable[str]) -> str | None:
    """The ISO 639-1 code of the language that most of the texts seem to be in.

    None where there is too little to go by, or two languages are as likely.
    """
    sample = _sample(texts)
    words = Counter(_WORD.findall(sample.lower()))
    return _by_script(sample, words) or _by_words(words)


def _sample(texts: Iterable[str]) -> str:
    taken: list[str] = []
    n_characters = 0
    for text in texts:
        taken.append(text)
        n_characters += len(text)
        if n_characters >= _MOST_CHARACTERS:
            break
    return "\n".join(taken)[:_MOST_CHARACTERS]


def _by_script(sample: str, words: Counter[str]) -> str | None:
    """The language that alone, or nearly so, is written in the letters that prevail."""
    n_letters = sum(len(word) * n for word, n in words.items())
    shares = {
        language: len(letters.findall(sample)) / max(1, n_letters)
        for language, letters in _SCRIPTS.items()
    }
    if shares["ja"] + shares["zh"] > _MAIN_SCRIPT:
        return "ja" if shares["ja"] > _JAPANESE else "zh"
    language = max(shares, key=lambda key: shares[key])
    if shares[language] <= _MAIN_SCRIPT:
        return None
    return "fa" if language == "ar" and _PERSIAN.search(sample) else language


def _by_words(words: Counter[str]) -> str | None:
    """The language whose function words are the most; one that several share counts in parts."""
    n_words = words.total()
    found = {
        language: sum(words[word] for word in known) for language, known in FUNCTION_WORDS.items()
    }
    scores = Counter(
        {
            language: sum(words[word] / _KNOWN_BY[word] for word in known)
            for language, known in FUNCTION_WORDS.items()
        }
    )
    (first, best), (_, second) = scores.most_common(2)
    if n_words < _FEWEST_WORDS or found[first] < max(_FEWEST_KNOWN, _LEAST_SHARE * n_words):
        return None
    return first if best >= _LEAD * second else None
