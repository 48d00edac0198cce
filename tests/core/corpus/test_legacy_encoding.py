"""Texts of many languages in the encodings that they were written in before Unicode."""

from __future__ import annotations

import pytest

from tests.core.corpus.test_language import ARTICLE
from ulmfit_core.corpus.encoding import detect_encoding

MORE = {
    "hu": "A pénzt átutaltuk a ciprusi bankszámlára. Kérem, semmisítse meg az iratokat a hónap "
    "végéig, hogy az újságírók semmit se tudjanak meg. Előbb gyűjtse össze a szerződéseket is.",
    "hr": "Novac je prebačen na račun u banci. Molim vas da uništite dokumente do kraja mjeseca, "
    "kako novinari ne bi ništa saznali. Sastanak ćemo dogovoriti telefonom kao i obično.",
    "ro": "Banii au fost transferaţi în contul bancar. Vă rog să distrugeţi documentele până la "
    "sfârşitul lunii, ca ziariştii să nu afle nimic.",
    "lv": "Nauda ir pārskaitīta uz bankas kontu. Lūdzu, iznīciniet visus dokumentus līdz mēneša "
    "beigām, lai žurnālisti neko neuzzinātu.",
    "is": "Hver maður er borinn frjáls og jafn öðrum að virðingu og réttindum. Menn eru gæddir "
    "vitsmunum og samvisku, og ber þeim að breyta bróðurlega hverjum við annan.",
    "uk": "Гроші переведено на рахунок у банку. Прошу знищити всі документи до кінця місяця, щоб "
    "журналісти нічого не дізналися.",
}
TEXTS = {**ARTICLE, **MORE}
WRITTEN_IN = {
    "cp1252": ("de", "fr", "es", "pt", "it", "sv", "da", "fi", "is"),
    "cp1250": ("pl", "cs", "hu", "hr", "ro"),
    "iso8859-2": ("pl", "cs", "hu"),
    "cp852": ("pl", "cs"),
    "mac_roman": ("de", "fr"),
    "cp850": ("de", "fr"),
    "cp1254": ("tr",),
    "cp1257": ("lv",),
    "cp1251": ("ru", "uk"),
    "koi8-r": ("ru",),
    "koi8-u": ("uk",),
    "cp866": ("ru",),
    "iso8859-5": ("ru",),
    "mac_cyrillic": ("ru",),
    "cp1253": ("el",),
    "iso8859-7": ("el",),
    "cp1255": ("he",),
    "cp1256": ("ar",),
    "cp932": ("ja",),
    "euc_jp": ("ja",),
    "gb18030": ("zh",),
    "cp949": ("ko",),
}
PAIRS = [(name, language) for name, languages in WRITTEN_IN.items() for language in languages]


@pytest.mark.parametrize(("encoding", "language"), PAIRS)
@pytest.mark.parametrize("times", [1, 30])
def test_a_text_is_read_as_it_was_written(encoding: str, language: str, times: int) -> None:
    content = (f"{TEXTS[language]}\n" * times).encode(encoding)
    assert content.decode(detect_encoding(content)) == content.decode(encoding)


@pytest.mark.parametrize(
    ("encoding", "words"),
    [
        ("cp1250", "peníze byly převedeny na účet"),
        ("cp1254", "Sayın Bakanım"),
        ("koi8-r", "Да, согласен."),
        ("cp1251", "УВАЖАЕМЫЙ ИВАН"),
        ("koi8-r", "УВАЖАЕМЫЙ ИВАН"),
        ("cp1255", "שלום דוד, הכסף הועבר לחשבון הבנק."),
        ("cp1252", "très cher"),
        ("cp1252", "São Paulo é a maior"),
        ("cp1252", "¿Qué?"),
        ("cp1252", "Il controllo non è"),
        ("cp1252", "Größe … 5 × 7"),
        ("cp1252", "Lege entiteit ‘&;’ gevonden"),
        ("cp1252", "‚gut‘ ‚alt‘ ‚neu‘ ‚klein‘ und ‚rot‘"),
        ("cp1252", "Win £50 or £100"),
        ("cp1252", "I don´t get why"),
        ("cp1252", "Don‘t stand too close, you‘ll catch it"),
        ("cp1252", "or £1"),
        ("cp1252", "“Tis” – he said… it’s 3°"),
    ],
)
def test_a_few_words_are_enough(encoding: str, words: str) -> None:
    content = words.encode(encoding)
    assert content.decode(detect_encoding(content)) == words


def test_languages_may_be_mixed() -> None:
    mixed = f"{ARTICLE['de']} {ARTICLE['fr']} {MORE['is']}".encode("cp1252")
    assert detect_encoding(mixed) == "cp1252"


def test_letters_are_found_wherever_they_begin() -> None:
    late = "Plain words. " * 30_000 + MORE["hr"]
    assert detect_encoding(late.encode("cp1250")) == "cp1250"
