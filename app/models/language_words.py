"""Languages by name, as guesses are said."""

from __future__ import annotations

from app.translation import tr


def language_words(code: str | None) -> str:
    """``"probably English"`` for ``"en"``; "" where nothing was guessed."""
    return tr("probably {language}", language=_names()[code]) if code is not None else ""


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
