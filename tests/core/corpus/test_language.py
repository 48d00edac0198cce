"""Article 1 of the Universal Declaration of Human Rights, and less."""

from __future__ import annotations

import pytest

from ulmfit_core.corpus.language import guess_language, languages_in

ARTICLE = {
    "en": "All human beings are born free and equal in dignity and rights. They are endowed with "
    "reason and conscience and should act towards one another in a spirit of brotherhood.",
    "de": "Alle Menschen sind frei und gleich an Würde und Rechten geboren. Sie sind mit Vernunft "
    "und Gewissen begabt und sollen einander im Geist der Brüderlichkeit begegnen.",
    "fr": "Tous les êtres humains naissent libres et égaux en dignité et en droits. Ils sont doués "
    "de raison et de conscience et doivent agir les uns envers les autres dans un esprit de "
    "fraternité.",
    "es": "Todos los seres humanos nacen libres e iguales en dignidad y derechos y, dotados como "
    "están de razón y conciencia, deben comportarse fraternalmente los unos con los otros.",
    "pt": "Todos os seres humanos nascem livres e iguais em dignidade e em direitos. Dotados de "
    "razão e de consciência, devem agir uns para com os outros em espírito de fraternidade.",
    "it": "Tutti gli esseri umani nascono liberi ed eguali in dignità e diritti. Essi sono dotati "
    "di ragione e di coscienza e devono agire gli uni verso gli altri in spirito di fratellanza.",
    "nl": "Alle mensen worden vrij en gelijk in waardigheid en rechten geboren. Zij zijn begiftigd "
    "met verstand en geweten, en behoren zich jegens elkander in een geest van broederschap te "
    "gedragen.",
    "sv": "Alla människor är födda fria och lika i värde och rättigheter. De har utrustats med "
    "förnuft och samvete och bör handla gentemot varandra i en anda av gemenskap.",
    "da": "Alle mennesker er født frie og lige i værdighed og rettigheder. De er udstyret med "
    "fornuft og samvittighed, og de bør handle mod hverandre i en broderskabets ånd. Hvad får "
    "mig til at tro, at det kommer af sig selv?",
    "fi": "Kaikki ihmiset syntyvät vapaina ja tasavertaisina arvoltaan ja oikeuksiltaan. Heille "
    "on annettu järki ja omatunto, ja heidän on toimittava toisiaan kohtaan veljeyden hengessä, "
    "niin kuin hän sanoi, mutta se ei ole uutta.",
    "pl": "Wszyscy ludzie rodzą się wolni i równi pod względem swej godności i swych praw. Są oni "
    "obdarzeni rozumem i sumieniem i powinni postępować wobec innych w duchu braterstwa. "
    "Nie jest to dla nas nic nowego.",
    "cs": "Všichni lidé rodí se svobodní a sobě rovní co do důstojnosti a práv. Jsou nadáni "
    "rozumem a svědomím a mají spolu jednat v duchu bratrství. Když jsme ho viděli, bylo to "
    "jako by se nic nestalo.",
    "tr": "Bütün insanlar hür, haysiyet ve haklar bakımından eşit doğarlar. Akıl ve vicdana "
    "sahiptirler ve birbirlerine karşı kardeşlik zihniyeti ile hareket etmelidirler. Bu çok "
    "güzel bir gün.",
    "ru": "Все люди рождаются свободными и равными в своём достоинстве и правах. Они наделены "
    "разумом и совестью и должны поступать в отношении друг друга в духе братства.",
    "el": "Όλοι οι άνθρωποι γεννιούνται ελεύθεροι και ίσοι στην αξιοπρέπεια και τα δικαιώματα.",
    "ja": "すべての人間は、生まれながらにして自由であり、かつ、尊厳と権利とについて平等である。",
    "zh": "人人生而自由,在尊严和权利上一律平等。他们赋有理性和良心,并应以兄弟关系的精神相对待。",
    "ko": "모든 인간은 태어날 때부터 자유로우며 그 존엄과 권리에 있어 동등하다.",
    "ar": "يولد جميع الناس أحرارًا متساوين في الكرامة والحقوق.",
    "fa": "تمام افراد بشر آزاد به دنیا می‌آیند و از لحاظ حیثیت و حقوق با هم برابرند و چون پاک‌اند.",
    "he": "כל בני אדם נולדו בני חורין ושווים בערכם ובזכויותיהם.",
}


@pytest.mark.parametrize("language", ARTICLE)
def test_a_language_is_known_by_one_article(language: str) -> None:
    assert guess_language([ARTICLE[language]]) == language


def test_most_of_the_texts_decide() -> None:
    assert guess_language([ARTICLE["de"], ARTICLE["fr"], ARTICLE["de"]]) == "de"


@pytest.mark.parametrize(
    ("n_german", "n_english", "guess"),
    [(10, 10, "de+en"), (6, 14, "en+de"), (14, 6, "de+en"), (16, 4, "de"), (18, 2, "de")],
)
def test_two_languages_are_told_where_neither_has_a_clear_majority(
    n_german: int, n_english: int, guess: str
) -> None:
    assert guess_language([ARTICLE["de"]] * n_german + [ARTICLE["en"]] * n_english) == guess
    shuffled = [ARTICLE["de"], ARTICLE["en"]] * min(n_german, n_english)
    rest = ARTICLE["de" if n_german > n_english else "en"]
    assert guess_language(shuffled + [rest] * abs(n_german - n_english)) == guess


def test_texts_of_no_known_language_count_for_none() -> None:
    assert guess_language([*[ARTICLE["de"]] * 16, *[ARTICLE["en"]] * 4, *["12.5"] * 40]) == "de"
    assert languages_in("de+en") == ["de", "en"]


@pytest.mark.parametrize(
    "texts",
    [[], [""], ["12.5; 13,7"], ["Sofia Malmö Tampere"], ["The end"], ["x3f9 qwrt zzkp " * 40]],
    ids=["no text", "nothing in it", "numbers", "names", "two words", "codes"],
)
def test_nothing_is_said_on_little_ground(texts: list[str]) -> None:
    assert guess_language(texts) is None


def test_words_that_two_languages_share_tell_neither() -> None:
    assert guess_language(["Og det er den, som en har med til et."]) is None
