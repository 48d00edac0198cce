"""Counting the tokens of a project by a sample."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.builders import tiny_tokenizer
from tests.core.test_base_choice import ENGLISH, GERMAN
from ulmfit_core.corpus.document import Document
from ulmfit_core.project.corpus_size import Fit, SampledCorpus, sample_corpus
from ulmfit_core.project.filters import DocumentFilter
from ulmfit_core.project.importing import ImportSettings
from ulmfit_core.project.project import DATABASE_NAME, Project
from ulmfit_core.resources import resource_path
from ulmfit_core.tokenizer import Tokenizer

TEXT = "Where is the river?"


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    with Project.create(tmp_path / "p", "Mail") as made:
        documents = [
            Document(f"{TEXT} {n}", ("a",) if n < 40 else (), str(n), "a.csv", n) for n in range(60)
        ]
        settings = ImportSettings("a.csv", test_fraction=0.25)
        for _ in made.import_documents([*documents, documents[50]], settings):
            pass
        yield made


def last(found: Iterator[SampledCorpus | None]) -> SampledCorpus:
    *_, corpus = found
    assert corpus is not None
    return corpus


def test_test_set_and_repeated_texts_are_left_out(project: Project) -> None:
    corpus = last(sample_corpus(project.folder / DATABASE_NAME, tiny_tokenizer()))
    n_test = project.documents.count(DocumentFilter(is_test=True))
    assert n_test > 0
    assert corpus.size.n_labelled == 40 - project.documents.counts().n_test_labelled
    assert len(corpus.texts) == corpus.size.n_labelled
    each = len(tiny_tokenizer().encode(f"{TEXT} 33"))
    assert corpus.size.labelled_tokens == pytest.approx(each * corpus.size.n_labelled, rel=0.1)
    assert corpus.size.tokens == pytest.approx(each * (60 - n_test), rel=0.1)


def test_without_a_tokenizer_it_is_by_characters(project: Project) -> None:
    corpus = last(sample_corpus(project.folder / DATABASE_NAME, None))
    n = corpus.size.n_labelled
    assert corpus.size.labelled_tokens == pytest.approx(n + n * (len(TEXT) + 3) / 4, rel=0.05)


def test_an_empty_project_has_nothing(tmp_path: Path) -> None:
    with Project.create(tmp_path / "q", "Empty") as made:
        corpus = last(sample_corpus(made.folder / DATABASE_NAME, tiny_tokenizer()))
    assert (corpus.size.n_labelled, corpus.size.tokens, corpus.texts) == (0, 0, ())
    assert corpus.fit is Fit.WELL


def test_texts_in_another_script_are_told(tmp_path: Path) -> None:
    with Project.create(tmp_path / "q", "Japanese") as made:
        documents = [Document(f"これは何ですか {n}", ("a",), str(n), "a.csv", n) for n in range(9)]
        for _ in made.import_documents(documents, ImportSettings("a.csv", test_fraction=0.0)):
            pass
        corpora = [
            last(sample_corpus(made.folder / DATABASE_NAME, tokenizer))
            for tokenizer in (tiny_tokenizer(), None)
        ]
    assert [corpus.fit for corpus in corpora] == [Fit.SPELT_OUT, Fit.WELL]


@pytest.mark.parametrize(("texts", "fit"), [(GERMAN, Fit.FOREIGN), (ENGLISH, Fit.WELL)])
def test_texts_in_another_language_are_told(tmp_path: Path, texts: list[str], fit: Fit) -> None:
    english = Tokenizer.load(resource_path("pretrained", "en-compact", "tokenizer.model"))
    with Project.create(tmp_path / "q", "Mail") as made:
        documents = [Document(text, ("a",), str(n), "a", n) for n, text in enumerate(texts)]
        for _ in made.import_documents(documents, ImportSettings("a", test_fraction=0.0)):
            pass
        assert last(sample_corpus(made.folder / DATABASE_NAME, english)).fit is fit
