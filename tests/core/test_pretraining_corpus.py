from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from ulmfit_core.errors import InputError
from ulmfit_core.pretraining_corpus import (
    CorpusSources,
    corpus_facts,
    corpus_sources,
    prepare_corpus,
)
from ulmfit_core.token_store import open_token_store
from ulmfit_core.tokenizer import Tokenizer


def write_articles(path: Path, numbers: range) -> Path:
    text = "".join(f"= Number {n} =\nThe number {n} follows {n - 1}.\n" for n in numbers)
    path.write_text(text, encoding="utf-8")
    return path


def decoded(folder: Path, part: str) -> list[str]:
    store = open_token_store(folder / part)
    tokenizer = Tokenizer.load(folder / "tokenizer.model")
    return [tokenizer.decode(store.document(i).tolist()) for i in range(store.n_documents)]


@pytest.fixture
def sources(tmp_path: Path) -> CorpusSources:
    return CorpusSources((str(write_articles(tmp_path / "a.txt", range(60))),), vocab_size=320)


def test_every_document_is_on_one_side(sources: CorpusSources, tmp_path: Path) -> None:
    facts = prepare_corpus(sources, tmp_path / "corpus")
    train, valid = decoded(tmp_path / "corpus", "train"), decoded(tmp_path / "corpus", "valid")
    assert (facts.n_train, facts.n_valid) == (len(train), len(valid))
    assert len(train) + len(valid) == 60
    assert 1 <= len(valid) <= 10
    assert not set(train) & set(valid)
    assert facts.train_tokens == open_token_store(tmp_path / "corpus" / "train").n_tokens


def test_held_out_whatever_the_order_of_the_files(tmp_path: Path) -> None:
    first = str(write_articles(tmp_path / "a.txt", range(40)))
    second = str(write_articles(tmp_path / "b.txt", range(40, 80)))
    held_out = []
    for name, paths in (("one", (first, second)), ("two", (second, first))):
        prepare_corpus(CorpusSources(paths, vocab_size=320), tmp_path / name)
        held_out.append(set(decoded(tmp_path / name, "valid")))
    assert held_out[0] == held_out[1]


def test_repeated_documents_stay_together(tmp_path: Path) -> None:
    path = write_articles(tmp_path / "a.txt", range(30))
    sources = CorpusSources((str(path), str(path)), vocab_size=320)
    prepare_corpus(sources, tmp_path / "corpus")
    sides = [set(decoded(tmp_path / "corpus", part)) for part in ("train", "valid")]
    assert not sides[0] & sides[1]


def test_done_once(sources: CorpusSources, tmp_path: Path) -> None:
    folder = tmp_path / "corpus"
    facts = prepare_corpus(sources, folder)
    stamp = (folder / "train" / "ids.bin").stat().st_mtime_ns
    assert prepare_corpus(sources, folder) == facts == corpus_facts(folder)
    assert corpus_sources(folder) == sources
    assert (folder / "train" / "ids.bin").stat().st_mtime_ns == stamp


def test_interrupted_preparation_is_done_again(sources: CorpusSources, tmp_path: Path) -> None:
    folder = tmp_path / "corpus"
    facts = prepare_corpus(sources, folder)
    (folder / "complete.json").unlink()
    (folder / "train" / "ids.bin").write_bytes(b"torn")
    assert corpus_facts(folder) is None
    assert prepare_corpus(sources, folder) == facts
    assert len(decoded(folder, "train")) == facts.n_train


@pytest.mark.parametrize("damage", ["{}", '{"facts": 1, "sources": {}}', "{"])
def test_a_preparation_whose_note_is_damaged_is_done_again(
    sources: CorpusSources, tmp_path: Path, damage: str
) -> None:
    facts = prepare_corpus(sources, tmp_path / "corpus")
    (tmp_path / "corpus" / "complete.json").write_text(damage)
    assert corpus_facts(tmp_path / "corpus") is None
    assert prepare_corpus(sources, tmp_path / "corpus") == facts


def test_a_folder_is_the_same_whatever_its_system_notes_in_it(tmp_path: Path) -> None:
    (tmp_path / "texts").mkdir()
    write_articles(tmp_path / "texts" / "a.txt", range(60))
    sources = CorpusSources((str(tmp_path / "texts"),), vocab_size=320)
    facts = prepare_corpus(sources, tmp_path / "corpus")
    (tmp_path / "texts" / ".DS_Store").write_bytes(bytes(100))
    assert prepare_corpus(sources, tmp_path / "corpus") == facts


def test_other_sources_are_refused(sources: CorpusSources, tmp_path: Path) -> None:
    prepare_corpus(sources, tmp_path / "corpus")
    with pytest.raises(InputError, match="prepared from other files or settings"):
        prepare_corpus(dataclasses.replace(sources, vocab_size=400), tmp_path / "corpus")


def test_a_tokenizer_can_be_given(sources: CorpusSources, tmp_path: Path) -> None:
    prepare_corpus(sources, tmp_path / "one")
    model = tmp_path / "one" / "tokenizer.model"
    prepare_corpus(dataclasses.replace(sources, tokenizer=str(model)), tmp_path / "two")
    assert (tmp_path / "two" / "tokenizer.model").read_bytes() == model.read_bytes()


@pytest.mark.parametrize("text", ["one line only\n", "same\nsame\nsame\n"])
def test_one_document_is_too_few(tmp_path: Path, text: str) -> None:
    path = tmp_path / "a.txt"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match="one document only"):
        prepare_corpus(CorpusSources((str(path),), vocab_size=320), tmp_path / "corpus")


def test_no_more_is_held_out_of_documents_that_come_again(tmp_path: Path) -> None:
    path = str(write_articles(tmp_path / "a.txt", range(60)))
    facts = prepare_corpus(CorpusSources(10 * (path,), vocab_size=320), tmp_path / "corpus")
    assert facts.n_train + facts.n_valid == 600
    assert 10 <= facts.n_valid <= 100


def test_files_that_hold_no_text_are_counted(tmp_path: Path) -> None:
    folder = tmp_path / "texts"
    folder.mkdir()
    write_articles(folder / "a.txt", range(60))
    (folder / "b.pdf").write_bytes(b"%PDF-1.4\n" + bytes(range(256)))
    facts = prepare_corpus(CorpusSources((str(folder),), vocab_size=320), tmp_path / "corpus")
    assert (facts.n_train + facts.n_valid, facts.n_passed_over) == (60, 1)
    assert corpus_facts(tmp_path / "corpus") == facts
