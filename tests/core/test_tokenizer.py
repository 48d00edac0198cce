"""Text to ids and back: nothing lost but what the module says, in linear time."""

from __future__ import annotations

import html
import io
import re
import time
import unicodedata
from pathlib import Path

import pytest
import sentencepiece
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.builders import TEXTS, tiny_tokenizer
from ulmfit_core.case_marking import mark_case, restore_case
from ulmfit_core.errors import InputError, ModelFileError
from ulmfit_core.tokenizer import (
    BOS_ID,
    EOS_ID,
    PAD_ID,
    UNK_ID,
    Tokenizer,
    train_tokenizer,
)

WORDS = st.sampled_from(["xxmaj", "XXUP", "Xxmaj", " ", "xx", "MAJ", "NASAs", "iPhone", "Ǆ", "İ"])
ANY_TEXT = st.one_of(st.text(), st.lists(WORDS | st.characters()).map("".join))


def normalised(text: str) -> str:
    """What a text is known by: no mark-up for breaks and characters, NFKC, single spaces, no
    control characters or surrogates."""
    text = re.sub(r"(?i)<br\s{0,9}/?>", " ", text)
    text = re.sub(r"&#?\w+;", lambda match: html.unescape(match[0]), text)
    text = unicodedata.normalize("NFKC", text.encode("utf-8", "replace").decode())
    kept = (
        " " if c.isspace() or c == "▁" else c
        for c in text
        if c.isspace() or unicodedata.category(c) != "Cc"
    )
    return " ".join("".join(kept).split())


@settings(max_examples=150, deadline=None)
@given(ANY_TEXT)
def test_decoding_gives_back_the_normalised_text(text: str) -> None:
    tokenizer = tiny_tokenizer()
    assert tokenizer.decode(tokenizer.encode(text)) == normalised(text)


@settings(max_examples=60, deadline=None)
@given(ANY_TEXT)
def test_reserved_ids_never_come_from_text(text: str) -> None:
    bos, *rest = tiny_tokenizer().encode(text)
    assert bos == BOS_ID
    assert not {UNK_ID, PAD_ID, BOS_ID, EOS_ID} & set(rest)


@pytest.mark.parametrize(
    "text",
    [
        "The NASA iPhone, HTTPServer and NASAs of O'Brien",
        "ΟΔΟΣ Ελλάδα ΣΊΣΥΦΟΣ",
        "МОСКВА и Санкт-Петербург",
        "STRASSE Straße ẞ",
        "𐐀𐐨𐐁 𞤀𞤢",  # capitals beyond the basic plane
        "xxmaj Xxmaj XXMAJ xxup XXUP xxupper aXXMAJb",  # the markers themselves, typed
        "<s> </s> <pad> <unk> <0x41>",
        "日本語 नदी 한국어 😀👩‍👩‍👧",
        "A B C I",
    ],
)
def test_writing_survives(text: str) -> None:
    tokenizer = tiny_tokenizer()
    assert tokenizer.decode(tokenizer.encode(text)) == text


def test_marked_text_is_as_documented() -> None:
    assert mark_case("The NASA  iPhone") == "xxmaj thexxup nasa ixxmajphone"
    assert restore_case("xxmaj thexxup nasa ixxmajphone") == " The NASA iPhone"
    assert mark_case("HTTPServer ABc") == "xxup httpxxmajserverxxmaj axxmajbc"


def test_mark_up_for_breaks_and_characters_vanishes() -> None:
    marked = "One&nbsp;&amp; two.<br /><BR>Three &lt;b&gt; &#39;4&#x27;"
    assert mark_case(marked) == mark_case("One & two. Three <b> '4'")
    assert mark_case("&amp;lt;") == " &lt;"  # once only


@pytest.mark.parametrize("text", ["a < b & c > d", "?x=1&copy=2&lt", "<broken", "&;", "&#;", "<b>"])
def test_what_only_looks_like_mark_up_stays(text: str) -> None:
    assert mark_case(text) == " " + text


def test_a_word_has_the_same_pieces_whatever_its_case() -> None:
    tokenizer = tiny_tokenizer()
    plain, title, upper = (tokenizer.encode(f"a {w}") for w in ("saturn", "Saturn", "SATURN"))
    assert len(title) == len(upper) == len(plain) + 1
    assert title[-len(plain) + 2 :] == upper[-len(plain) + 2 :] == plain[2:]


@pytest.mark.parametrize("text", ["", " ", "\n\t", "\x00\x01", "\u3000", "▁"])
def test_empty_text_is_bos_alone(text: str) -> None:
    assert tiny_tokenizer().encode(text) == [BOS_ID]
    assert tiny_tokenizer().decode([BOS_ID]) == ""


def test_control_characters_vanish_and_part_no_words() -> None:
    assert normalised("a \x01 b") == "a b"
    assert tiny_tokenizer().encode("a \x01 b\x00c") == tiny_tokenizer().encode("a bc")


def test_lone_surrogate_becomes_a_question_mark() -> None:
    assert tiny_tokenizer().decode(tiny_tokenizer().encode("a\ud800b")) == "a?b"


def test_a_script_it_was_not_made_for_is_spelt_out() -> None:
    tokenizer = tiny_tokenizer()
    assert tokenizer.spells_out(["これは何ですか", "你好吗"])
    assert not tokenizer.spells_out(TEXTS)
    assert not tokenizer.spells_out([*TEXTS, "你好"])
    assert not tokenizer.spells_out([])


def test_batch_equals_one_by_one() -> None:
    tokenizer = tiny_tokenizer()
    assert tokenizer.encode_batch(TEXTS) == [tokenizer.encode(text) for text in TEXTS]
    assert tokenizer.encode_batch([]) == []


@pytest.mark.parametrize("unit", ["a", "A", "Aa", "xxmaj", "1", "中", "😀", "-=", "𐐀"])
def test_a_megabyte_without_a_space_takes_under_a_second(unit: str) -> None:
    text = unit * (2**20 // len(unit.encode()))
    tokenizer = tiny_tokenizer()
    tokenizer.encode("warm")
    begun = time.process_time()
    ids = tokenizer.encode(text)
    assert time.process_time() - begun < 1.0
    assert len(ids) > 1


def test_bytes_and_hash_round_trip(tmp_path: Path) -> None:
    tokenizer = tiny_tokenizer()
    path = tmp_path / "tokenizer.model"
    path.write_bytes(tokenizer.to_bytes())
    again = Tokenizer.load(path)
    assert again.sha256 == tokenizer.sha256
    assert again.vocab_size == tokenizer.vocab_size
    assert again.encode(TEXTS[0]) == tokenizer.encode(TEXTS[0])


def test_foreign_sentencepiece_model_is_refused() -> None:
    sink = io.BytesIO()
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(TEXTS * 3), model_writer=sink, vocab_size=60, minloglevel=2
    )
    with pytest.raises(ModelFileError, match="not made by ULMFiT Studio"):
        Tokenizer.from_bytes(sink.getvalue())


WHOLE = tiny_tokenizer().to_bytes()


@pytest.mark.parametrize(
    "model",
    [
        *(b"", b"PK\x03\x04", b"\x00" * 100, WHOLE[: len(WHOLE) // 2]),
        WHOLE.replace(b"<0x00>", b"<\xffx00>"),
    ],
)
def test_damaged_model_is_refused(model: bytes) -> None:
    with pytest.raises(ModelFileError):
        Tokenizer.from_bytes(model)


def test_missing_and_absurdly_large_files_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelFileError, match="no tokenizer"):
        Tokenizer.load(tmp_path / "tokenizer.model")
    large = tmp_path / "large.model"
    with large.open("wb") as sink:
        sink.truncate(51 * 2**20)
    with pytest.raises(ModelFileError, match="too large"):
        Tokenizer.load(large)


def test_a_character_that_sentencepiece_keeps_for_itself_loses_no_line() -> None:
    tokenizer = train_tokenizer(["▅▅▅ forty percent of it"] * 20, 300)
    assert not tokenizer.spells_out(["forty percent of it"])


@pytest.mark.parametrize("texts", [[], ["", " \n"], ["▅"]])
def test_no_text_trains_no_tokenizer(texts: list[str]) -> None:
    with pytest.raises(InputError, match="no text"):
        train_tokenizer(texts, 300)


def test_training_is_repeatable_and_survives_few_and_long_lines() -> None:
    texts = ["one two three four five", "x" * 10_000]
    first, second = (train_tokenizer(texts, 8000, seed=3) for _ in range(2))
    assert first.to_bytes() == second.to_bytes()
    assert 258 < first.vocab_size <= 8000


@pytest.mark.parametrize("unit", ["日本語の文章です。", "हिन्दी भाषा है। ", "𠀋𠂢𠂤"])
def test_long_lines_of_any_script_teach_a_vocabulary(unit: str) -> None:
    """SentencePiece counts bytes, of which these have three or four to a character."""
    tokenizer = train_tokenizer([unit * (8_000 // len(unit))], 400)
    assert not tokenizer.spells_out([unit])
