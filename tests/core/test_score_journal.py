from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest

from ulmfit_core.errors import StorageError
from ulmfit_core.score_journal import ScoreJournal

BLOCK = np.arange(6, dtype=np.float32).reshape(3, 2)


def filled(path: Path, n_blocks: int) -> None:
    with ScoreJournal(path, 3, 2) as journal:
        for i in range(n_blocks):
            journal.append(BLOCK + i)


def test_rows_come_back_in_order_the_last_block_filled_up(tmp_path: Path) -> None:
    path = tmp_path / "scores"
    filled(path, 2)
    with ScoreJournal(path, 3, 2) as journal:
        assert journal.n_blocks == 2
        journal.append(BLOCK[:1])
        rows = np.array(list(journal.rows()))
    np.testing.assert_array_equal(rows[:7], [*BLOCK, *(BLOCK + 1), BLOCK[0]])
    assert np.isnan(rows[7:]).all()


@pytest.mark.parametrize("lost", [1, 10, 28, 29])
def test_a_block_cut_short_is_written_again(tmp_path: Path, lost: int) -> None:
    path = tmp_path / "scores"
    filled(path, 3)
    os.truncate(path, path.stat().st_size - lost)
    with ScoreJournal(path, 3, 2) as journal:
        assert journal.n_blocks == (2 if lost <= 28 else 1)
        journal.append(BLOCK + 9)
        np.testing.assert_array_equal(list(journal.rows())[-3:], BLOCK + 9)


def test_zeros_that_a_power_cut_left_are_no_block(tmp_path: Path) -> None:
    path = tmp_path / "scores"
    filled(path, 1)
    with path.open("ab") as file:
        file.write(bytes(28))
    with ScoreJournal(path, 3, 2) as journal:
        assert journal.n_blocks == 1


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="could not be written"):
        ScoreJournal(tmp_path / "none" / "scores", 3, 2)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a device of Linux")
def test_a_journal_that_cannot_be_cut_is_refused_and_left_closed(tmp_path: Path) -> None:
    (tmp_path / "scores").symlink_to("/dev/full")  # its endless zeros are no block
    with pytest.raises(StorageError, match="could not be written"):
        ScoreJournal(tmp_path / "scores", 3, 2)
