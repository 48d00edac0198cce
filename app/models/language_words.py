"""Languages by name, as guesses are said."""

from __future__ import annotations

from app.translation import tr
from ulmfit_core.corpus.language import languages_in


def language_words(guess: str | None) -> str:
    """``"probably English"`` for ``"en"``, ``"probably German and English"`` for ``"de+en"``; ""
    where nothing was guessed."""
    if guess is None:
        return ""
    first, *others = (_names()[code] for code in languages_in(guess))
    if others:
        return tr("probably {language} and {other}", language=first, other=others[0])
    return tr("probably {language}", language=first)


def _names() -> dict[str, str]:
    return {
        "ar": tr("Arabic"),
        "bg": tr("Bulgarian"),
        "ca": tr("Catalan"),
        "cs": tr("Czech"),
        "da": tr("Danish"),
        "de": tr("German"),
        "el": tr("Greek"),
        "en": tr("English"),
        "es": tr("Spanish"),
        "et": tr("Estonian"),
        "fa": tr("Persian"),
        "fi": tr("Finnish"),
        "fr": tr("French"),
        "he": tr("Hebrew"),
        "hi": tr("Hindi"),
        "hr": tr("Croatian"),
        "hu": tr("Hungarian"),
        "id": tr("Indonesian"),
        "it": tr("Italian"),
        "ja": tr("Japanese"),
        "ko": tr("Korean"),
        "lt": tr("Lithuanian"),
        "lv": tr("Latvian"),
        "nb": tr("Norwegian"),
        "nl": tr("Dutch"),
        "pl": tr("Polish"),
        "pt": tr("Portuguese"),
        "ro": tr("Romanian"),
        "ru": tr("Russian"),
        "sk": tr("Slovak"),
        "sl": tr("Slovenian"),
        "sv": tr("Swedish"),
        "th": tr("Thai"),
        "tr": tr("Turkish"),
        "uk": tr("Ukrainian"),
        "vi": tr("Vietnamese"),
        "zh": tr("Chinese"),
    }
