"""Which language texts are written in, guessed from their letters and commonest words."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
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
_MAJORITY = 0.8  # of the texts whose language is known, for it to be that of all
_FEWEST_TEXTS = 10  # of a known language; fewer tell no shares
_AND = "+"
_LANGUAGES_OF: defaultdict[str, list[str]] = defaultdict(list)
for _language, _words in FUNCTION_WORDS.items():
    for _function_word in _words:
        _LANGUAGES_OF[_function_word].append(_language)


def guess_language(texts: Iterable[str]) -> str | None:
    """The ISO 639-1 code of the language that most of the texts seem to be in; of two, the first
    that of more texts, as in ``"de+en"``, where one alone has no clear majority.

    None where there is too little to go by, or two languages are as likely.
    """
    sample = _sample(texts)
    return _two_languages(sample) or _guess("\n".join(sample))


def languages_in(guess: str) -> list[str]:
    """The one or two codes of a guess, the language of more texts first."""
    return guess.split(_AND)


def _sample(texts: Iterable[str]) -> list[str]:
    taken: list[str] = []
    n_characters = 0
    for text in texts:
        taken.append(text[: _MOST_CHARACTERS - n_characters])
        n_characters += len(text)
        if n_characters >= _MOST_CHARACTERS:
            break
    return taken


def _two_languages(texts: list[str]) -> str | None:
    """Those of the most texts, where the second has those that the first lacks to a majority."""
    known = Counter(filter(None, map(_guess, texts)))
    n_known = known.total()
    if n_known < _FEWEST_TEXTS or len(known) < 2:
        return None
    (first, _), (second, n_second) = known.most_common(2)
    return f"{first}{_AND}{second}" if n_second > n_known - _MAJORITY * n_known else None


def _guess(text: str) -> str | None:
    words = Counter(_WORD.findall(text.lower()))
    return _by_script(text, words) or _by_words(words)


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
    found: Counter[str] = Counter()
    scores: dict[str, float] = dict.fromkeys(FUNCTION_WORDS, 0.0)
    for word in words.keys() & _LANGUAGES_OF.keys():
        for language in _LANGUAGES_OF[word]:
            found[language] += words[word]
            scores[language] += words[word] / len(_LANGUAGES_OF[word])
    second, first = sorted(scores, key=lambda language: scores[language])[-2:]
    n_words = words.total()
    if n_words < _FEWEST_WORDS or found[first] < max(_FEWEST_KNOWN, _LEAST_SHARE * n_words):
        return None
    return first if scores[first] >= _LEAD * scores[second] else None
