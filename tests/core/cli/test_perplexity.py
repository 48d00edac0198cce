from __future__ import annotations

import lzma
import math
from pathlib import Path

import pytest

from tests.core.cli.conftest import Ulmfit
from tests.core.corpus.written import pdf

ARTICLES = "= One =\nThe Tagus flows.\n== Part ==\nOn.\n= Two =\nNASA sent “it”.\n"


@pytest.fixture
def text(tmp_path: Path) -> Path:
    path = tmp_path / "articles.txt.xz"
    path.write_bytes(lzma.compress(ARTICLES.encode("utf-8")))
    return path


def test_json(ulmfit: Ulmfit, base: Path, text: Path) -> None:
    record = ulmfit("perplexity", base, text, "--json").record
    assert record["bytes"] == len(ARTICLES.encode("utf-8"))
    assert record["documents"] == 2
    nats = record["tokens"] * math.log(record["perplexity"])
    assert record["bits_per_byte"] == pytest.approx(nats / math.log(2) / record["bytes"])


def test_sentence_for_people(ulmfit: Ulmfit, base: Path, text: Path) -> None:
    said = ulmfit("perplexity", base, text)
    assert "bits per byte" in said.out
    assert "2 documents" in said.out


def test_files_without_text_in_a_folder_are_told(ulmfit: Ulmfit, base: Path, text: Path) -> None:
    pdf(text.parent / "letter.pdf", [])
    said = ulmfit("perplexity", base, text.parent)
    assert "2 documents" in said.out
    words = "1 file without text. letter.pdf is a scan without text. Have a program"
    assert words in " ".join(said.err.split())


@pytest.mark.parametrize("written", ["\x01\n", ""])
def test_nothing_to_predict(ulmfit: Ulmfit, base: Path, tmp_path: Path, written: str) -> None:
    (tmp_path / "odd.txt").write_text(written)
    said = ulmfit("perplexity", base, tmp_path / "odd.txt")
    assert said.status == 2
    assert "odd.txt" in " ".join(said.err.split())


def test_unknown_base(ulmfit: Ulmfit, text: Path) -> None:
    said = ulmfit("perplexity", "nope", text)
    assert said.status == 2
    assert "'nope'" in said.err
