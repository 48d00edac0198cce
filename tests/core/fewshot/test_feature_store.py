from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from ulmfit_core.fewshot.feature_store import FeatureStore, text_hash


def rows(n: int, start: int = 0) -> np.ndarray:
    return np.arange(start * 4, (start + n) * 4, dtype=np.float16).reshape(n, 4)


@pytest.fixture
def store(tmp_path: Path) -> FeatureStore:
    made = FeatureStore.in_cache(tmp_path, "abc", 4)
    made.append([1, 2, 3], rows(3))
    return made


def test_it_is_found_again_and_grows(store: FeatureStore, tmp_path: Path) -> None:
    again = FeatureStore.in_cache(tmp_path, "abc", 4)
    again.append([4], rows(1, start=3))
    assert store.n_rows == 4
    np.testing.assert_array_equal(store.features(), rows(4))
    assert store.hashes().tolist() == [1, 2, 3, 4]


def test_what_a_kill_left_half_written_is_dropped(store: FeatureStore) -> None:
    with (store.folder / "features.f16").open("ab") as file:
        file.write(b"half a row")
    assert store.n_rows == 3
    store.append([9], rows(1, start=7))
    np.testing.assert_array_equal(store.features()[3], rows(1, start=7)[0])
    assert store.hashes().tolist() == [1, 2, 3, 9]


def test_rows_of_an_undone_import_are_dropped(store: FeatureStore) -> None:
    store.keep_first(1)
    np.testing.assert_array_equal(store.features(), rows(1))


def test_another_model_has_its_own(store: FeatureStore, tmp_path: Path) -> None:
    assert FeatureStore.in_cache(tmp_path, "def", 4).n_rows == 0


def test_stores_before_it_are_dropped_but_for_other_kinds(tmp_path: Path) -> None:
    for key in ("reading-old", "reading-new", "answers-old"):
        FeatureStore.in_cache(tmp_path, key, 4)
    FeatureStore.drop_others(tmp_path, "reading-", "reading-new")
    left = sorted(folder.name.split("-v")[0] for folder in tmp_path.iterdir())
    assert left == ["features-answers-old", "features-reading-new"]


def test_texts_that_differ_have_different_hashes() -> None:
    assert text_hash("a") == text_hash("a") != text_hash("A")
    assert 0 <= text_hash("lone surrogate \ud800") < 2**64
