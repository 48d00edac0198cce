"""A label that says what it means teaches before a text does."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from ulmfit_core.fewshot.instant_head import InstantHead
from ulmfit_core.fewshot.labelled import Labelled
from ulmfit_core.fewshot.meanings import Meanings, meaning
from ulmfit_core.fewshot.queue import Strategy
from ulmfit_core.fewshot.session import Decisions, Session
from ulmfit_core.fewshot.stored_space import StoredSpace, save_space
from ulmfit_core.fewshot.stored_views import load_views, save_reading, save_words
from ulmfit_core.fewshot.views import Views, counted_views

SPORT = "the team won the match after a late goal by the striker"
MONEY = "the bank raised the price of shares and the market fell"
TEXTS = [f"{(SPORT, MONEY)[n % 2]} number {n} {'once' if n % 3 else 'again'}" for n in range(24)]
KINDS = np.arange(24) % 2
MEANINGS = ("Sport. A match, a team, a goal.", "Money. The bank, shares, prices and the market.")
NONE = np.empty(0, np.int64)


def stored(folder: Path, texts: list[str], *, reading: bool = False) -> tuple[Views, StoredSpace]:
    views, space = counted_views(texts)
    save_words(views, folder)
    save_space(space, folder)
    if reading:
        noise = np.random.default_rng(0).normal(size=(len(texts), 5))
        save_reading(noise.astype(np.float32), folder)
    found = load_views(folder)
    assert found is not None
    return found, StoredSpace(folder)


def decisions(*documents: int, meanings: tuple[str, ...], task: str = "single") -> Decisions:
    given = tuple((int(KINDS[id_ - 1]),) for id_ in documents)
    return Decisions(np.array(documents, np.int64), given, (0, 1), task, meanings)


def test_terms_stored_before_marks_parted_words_are_counted_as_they_were(tmp_path: Path) -> None:
    _, space = stored(tmp_path, ["नदी है।", "घर है।"])
    terms = json.loads((tmp_path / "terms.json").read_text(encoding="utf-8"))
    terms["words"] = [f"{word}।" if word == "है" else word for word in terms["words"]]
    del terms["pattern"]
    (tmp_path / "terms.json").write_text(json.dumps(terms), encoding="utf-8")
    rows = space.rows(["है।", "है"])
    assert rows is not None
    assert [n > 0 for n in rows.words[:, : len(terms["words"])].getnnz(axis=1)] == [True, False]


@pytest.mark.parametrize(
    "texts",
    [
        TEXTS,
        ["電車が遅れました。", "電車はきれいでした。", "切符が買えません。", "切符が高い。"] * 3,
    ],
)
def test_other_texts_become_rows_as_the_corpus_did(tmp_path: Path, texts: list[str]) -> None:
    views, space = stored(tmp_path, texts)
    rows = space.rows(texts)
    assert rows is not None
    np.testing.assert_allclose(rows.words.toarray(), views.words[:].toarray(), atol=1e-5)
    np.testing.assert_allclose(rows.topics, views.topics[:], atol=5e-3)  # kept in 16 bits
    strange = space.rows([""])
    assert strange is not None
    assert strange.words.nnz == 0
    assert not strange.topics.any()


def test_where_no_word_was_counted_there_are_no_rows(tmp_path: Path) -> None:
    _, space = stored(tmp_path, ["!", "?"])
    assert space.rows(["a"]) is None
    (tmp_path / "terms.json").write_text("{", encoding="utf-8")
    assert space.rows(["a"]) is None


@pytest.mark.parametrize("task", ["single", "multi"])
@pytest.mark.parametrize("reading", [False, True])
def test_meanings_speak_before_any_text_is_labelled(
    tmp_path: Path, task: str, reading: bool
) -> None:
    views, space = stored(tmp_path, TEXTS, reading=reading)
    session = Session(views, InstantHead(views), space)
    open_ = np.arange(1, 25)
    answer = session.answer(decisions(meanings=("", ""), task=task), open_, Strategy.MIXTURE, 0.1)
    assert (answer.answers, answer.n_meant) == (None, 0)
    answer = session.answer(decisions(meanings=MEANINGS, task=task), open_, Strategy.MIXTURE, 0.1)
    assert answer.answers is not None
    assert (answer.answers.probabilities.argmax(1) == KINDS).all()
    assert (answer.n_meant, answer.answers.n_labelled, answer.wants_calibration) == (2, 0, False)
    one = decisions(meanings=(MEANINGS[0], ""), task=task)
    assert session.answer(one, open_, Strategy.MIXTURE, 0.1).answers is None


def test_labelled_texts_outvote_a_meaning_that_misleads(tmp_path: Path) -> None:
    views, space = stored(tmp_path, TEXTS)
    session = Session(views, InstantHead(views), space)
    wrong = (MEANINGS[1], MEANINGS[0])
    asked = decisions(*range(1, 17), meanings=wrong)
    answer = session.answer(asked, np.arange(17, 25), Strategy.MIXTURE, 0.1, calibrate=True)
    assert answer.answers is not None
    assert (answer.answers.probabilities.argmax(1) == KINDS).all()


@pytest.mark.parametrize(
    ("definition", "taught"),
    [
        ("", ""),
        ("Who asks.", "person. Who asks."),
        ("Who asks.\nNot: companies.", "person. Who asks."),
        ("Who asks; but not where. Knows nobody.", "person. Who asks; Knows nobody."),
        ("Wer fragt. Keine Firmen! Auch Gruppen.", "person. Wer fragt. Auch Gruppen."),
        ("- nicht: Firmen", ""),
        ("Qui ? Sauf les entreprises.", "person. Qui ?"),
        ("Notes and novels.", "person. Notes and novels."),
    ],
)
def test_what_does_not_belong_to_a_label_teaches_nothing(definition: str, taught: str) -> None:
    assert meaning("person", definition) == taught


def test_what_changes_is_learnt_anew(tmp_path: Path) -> None:
    views, space = stored(tmp_path, TEXTS)
    session, open_ = Session(views, InstantHead(views), space), np.arange(9, 25)
    eight = decisions(*range(1, 9), meanings=("", ""))
    before = session.answer(eight, open_, Strategy.MIXTURE, 0.1, calibrate=True)
    assert not session.answer(eight, open_, Strategy.MIXTURE, 0.1).wants_calibration
    taught = session.answer(replace(eight, meanings=MEANINGS), open_, Strategy.MIXTURE, 0.1)
    assert taught.wants_calibration
    again = session.answer(eight, open_, Strategy.MIXTURE, 0.1, calibrate=True)
    assert before.answers is not None
    assert again.answers is not None
    np.testing.assert_allclose(again.answers.probabilities, before.answers.probabilities, atol=1e-4)


@pytest.mark.parametrize("is_multi", [False, True])
def test_a_meaning_counts_as_so_many_labelled_texts(tmp_path: Path, is_multi: bool) -> None:
    """A label's meaning that is the very text of a document, at weight one, is that document."""
    views, space = stored(tmp_path, TEXTS)
    rows = np.array([0, 1, 2, 3])
    targets = np.eye(2, dtype=np.int64)[KINDS[rows]] if is_multi else KINDS[rows]
    whole = InstantHead(views).fit(Labelled(rows, targets, 2))
    meant = space.rows([TEXTS[2], TEXTS[3]])
    assert meant is not None
    head = InstantHead(views)
    head.teach(Meanings(meant, KINDS[2:4]))
    head._kept.meaning_weight = 1.0
    part = head.fit(Labelled(rows[:2], targets[:2], 2))
    np.testing.assert_allclose(part.probabilities, whole.probabilities, atol=2e-3)
    assert head.twin().meanings is head.meanings


@pytest.mark.parametrize(("n_labelled", "n_meant"), [(2, 0), (14, 0), (16, 1)])
def test_a_label_without_a_meaning_is_not_outweighed(
    tmp_path: Path, n_labelled: int, n_meant: int
) -> None:
    """It needs as many labelled texts as a meaning counts for."""
    views, space = stored(tmp_path, TEXTS)
    session = Session(views, InstantHead(views), space)
    asked = decisions(*range(1, n_labelled + 1), meanings=(MEANINGS[0], ""))
    assert session.answer(asked, NONE, Strategy.MIXTURE, 0.1).n_meant == n_meant


def test_a_meaning_without_a_word_of_the_corpus_is_none(tmp_path: Path) -> None:
    views, space = stored(tmp_path, TEXTS)
    session = Session(views, InstantHead(views), space)
    strange = decisions(meanings=("Xyzzy.", "Qwerty."))
    answer = session.answer(strange, NONE, Strategy.MIXTURE, 0.1)
    assert (answer.answers, answer.n_meant) == (None, 0)


def test_no_meaning_is_held_out(tmp_path: Path) -> None:
    views, space = stored(tmp_path, TEXTS)
    meant = space.rows(MEANINGS)
    assert meant is not None
    head, labelled = InstantHead(views), Labelled(np.arange(12), KINDS[:12], 2)
    head.teach(Meanings(meant, np.array([0, 1])))
    logits, places = head.out_of_fold(labelled)
    assert sorted(places.tolist()) == list(range(12))
    assert len(logits) == 12


@pytest.mark.parametrize(("meanings", "weight"), [(MEANINGS, 32.0), (MEANINGS[::-1], 4.0)])
def test_held_out_labels_say_what_a_meaning_counts(
    tmp_path: Path, meanings: tuple[str, ...], weight: float
) -> None:
    views, space = stored(tmp_path, TEXTS)
    meant = space.rows(meanings)
    assert meant is not None
    head, labelled = InstantHead(views), Labelled(np.arange(12), KINDS[:12], 2)
    head.teach(Meanings(meant, np.array([0, 1])))
    before = head._kept.meaning_weight
    head.calibrate(Labelled(np.arange(2), KINDS[:2], 2))  # too few to hold any out
    assert head._kept.meaning_weight == before
    head.calibrate(labelled)
    assert head._kept.meaning_weight == weight
    assert head.twin()._kept.meaning_weight == weight
    head.teach(None)
    assert head._kept.meaning_weight == before
