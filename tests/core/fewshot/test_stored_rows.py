from __future__ import annotations

import shutil
import tracemalloc
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from scipy.sparse import csr_matrix, random

from tests.core.fewshot.corpora import KINDS, hand_made_views, session_of
from ulmfit_core.errors import StorageError
from ulmfit_core.fewshot import stored_rows
from ulmfit_core.fewshot.labelled import Labelled
from ulmfit_core.fewshot.queue import Strategy
from ulmfit_core.fewshot.session import Decisions
from ulmfit_core.fewshot.stored_rows import ViewsGone
from ulmfit_core.fewshot.stored_views import load_views, save_reading, save_words
from ulmfit_core.fewshot.views import Views

ORDER = np.array([59, 0, 17, 8, 8, 31])


def on_disk(views: Views, folder: Path) -> Views:
    save_words(views, folder)
    if views.reading is not None:
        save_reading(views.reading[:], folder)
    loaded = load_views(folder)
    assert loaded is not None
    return loaded


@pytest.fixture
def stored(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Views:
    monkeypatch.setattr(stored_rows, "_ROWS_AT_ONCE", 8)
    return on_disk(hand_made_views(), tmp_path)


def test_any_rows_are_those_in_memory(stored: Views) -> None:
    made = hand_made_views()
    for wanted in (ORDER, slice(5, 21), slice(55, 99)):
        assert (stored.words[wanted] != made.words[wanted]).nnz == 0
        np.testing.assert_allclose(stored.dense[wanted], made.dense[wanted], atol=1e-3)
    assert stored.dense.shape == made.dense.shape
    assert stored.words[ORDER[:0]].shape == (0, 2)
    assert stored.dense[ORDER[:0]].shape == (0, 11)


def test_it_is_kept_which_texts_are_the_same(stored: Views, tmp_path: Path) -> None:
    assert stored.groups is not None
    assert stored.groups.tolist() == list(range(60))
    some = np.arange(60) % 7
    found = on_disk(replace(hand_made_views(), groups=some), tmp_path).groups
    assert np.array_equal(found, some)  # type: ignore[arg-type]


def test_likeness_is_that_in_memory(stored: Views) -> None:
    np.testing.assert_allclose(stored.likeness(17), hand_made_views().likeness(17), atol=2e-3)


def test_a_head_says_the_same_of_rows_on_disk(stored: Views) -> None:
    labelled = Labelled(np.arange(12), KINDS[:12], 3)
    told = [session_of(views).head.fit(labelled) for views in (stored, hand_made_views())]
    np.testing.assert_allclose(*(answers.probabilities for answers in told), atol=2e-3)


def test_texts_without_any_word_have_rows(tmp_path: Path) -> None:
    empty = Views(csr_matrix((3, 1), dtype=np.float32), np.zeros((3, 1), np.float32))
    assert on_disk(empty, tmp_path).words[np.array([2, 0])].shape == (2, 1)


def test_rows_that_were_made_anew_are_not_mixed_with_those_before(
    stored: Views, tmp_path: Path
) -> None:
    save_words(hand_made_views(), tmp_path)
    with pytest.raises(ViewsGone):
        _ = stored.topics[:]


def test_views_that_were_half_written_when_the_program_was_killed_are_none(
    stored: Views, tmp_path: Path
) -> None:
    last = tmp_path / "words-shape.npy"
    before = last.read_bytes()
    last.unlink()
    last.mkdir()
    with pytest.raises(StorageError):
        save_words(hand_made_views(), tmp_path)
    last.rmdir()
    last.write_bytes(before)
    assert load_views(tmp_path) is None


def test_rows_that_were_deleted_are_said_to_be_gone(stored: Views, tmp_path: Path) -> None:
    shutil.rmtree(tmp_path)
    with pytest.raises(ViewsGone):
        _ = stored.words[ORDER]


def test_a_round_never_holds_the_whole_corpus(tmp_path: Path) -> None:
    n, width, rng = 30_000, 128, np.random.default_rng(0)
    words = csr_matrix(random(n, 500, 0.02, dtype=np.float32, random_state=0))
    dense = rng.normal(size=(n, width)).astype(np.float32)
    session = session_of(on_disk(Views(words, dense, dense), tmp_path))
    whole = words.data.nbytes + words.indices.nbytes + 2 * dense.nbytes
    taught = Decisions(np.arange(1, 41), tuple((id_ % 2,) for id_ in range(40)), (0, 1))
    tracemalloc.start()
    session.answer(taught, np.arange(41, n + 1), Strategy.MIXTURE, 0.5)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < whole / 2
