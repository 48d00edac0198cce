from __future__ import annotations

from pathlib import Path

from tests.builders import tiny_tokenizer
from tests.core.test_base_choice import GERMAN, write_vocabulary
from ulmfit_core.token_store import encode_documents
from ulmfit_core.tokenizer import Tokenizer
from ulmfit_core.tokenizer_check import check_tokenizer


def german(folder: Path) -> Tokenizer:
    return Tokenizer.load(write_vocabulary(folder, "de") / "tokenizer.model")


def test_texts_come_back_from_their_own_pieces(tmp_path: Path) -> None:
    tokenizer = german(tmp_path / "de")
    check = check_tokenizer(tokenizer, encode_documents(GERMAN, tokenizer))
    assert (check.n_texts, check.n_same) == (3, 3)
    assert check.byte_share == 0
    assert check.suits


def test_another_script_is_spelt_out_in_bytes(tmp_path: Path) -> None:
    tokenizer = german(tmp_path / "de")
    check = check_tokenizer(tokenizer, encode_documents(["電車は今日も遅れた。"], tokenizer))
    assert check.n_same == 1
    assert check.byte_share > 0.5
    assert not check.suits


def test_the_wrong_tokenizer_is_found_out(tmp_path: Path) -> None:
    held_out = encode_documents(GERMAN, german(tmp_path / "de"))
    check = check_tokenizer(tiny_tokenizer(), held_out)
    assert check.n_same == 0
    assert not check.suits
