"""Unfreezing plans: which groups train when, for how many epochs."""

from __future__ import annotations

import pytest

from ulmfit_core.training.unfreezing import (
    UNFREEZING,
    chain_thaw,
    fastai_unfreezing,
    full_training,
    gradual_unfreezing,
    last_layer_only,
    paper_code_unfreezing,
)


def test_gradual_unfreezing_adds_a_group_an_epoch_from_the_top() -> None:
    stages = gradual_unfreezing(5, 20)
    assert [s.trained for s in stages] == [
        (4,),
        (3, 4),
        (2, 3, 4),
        (1, 2, 3, 4),
        (0, 1, 2, 3, 4),
    ]
    assert [s.epochs for s in stages] == [1, 1, 1, 1, 16]
    assert stages[0].name == "top 1 of 5"
    assert stages[-1].name == "everything"


def test_gradual_unfreezing_reaches_everything_however_few_the_epochs() -> None:
    assert [s.epochs for s in gradual_unfreezing(5, 2)] == [1, 1, 1, 1, 1]


def test_paper_code_unfreezes_twice_then_everything() -> None:
    stages = paper_code_unfreezing(5, 50)
    assert [(s.trained, s.epochs) for s in stages] == [
        ((4,), 1),
        ((3, 4), 1),
        ((0, 1, 2, 3, 4), 50),
    ]


def test_fastai_unfreezes_three_times_then_everything() -> None:
    stages = fastai_unfreezing(5, 5)
    assert [len(s.trained) for s in stages] == [1, 2, 3, 5]
    assert [s.epochs for s in stages] == [1, 1, 1, 2]


def test_full_and_last_have_one_stage() -> None:
    assert [s.trained for s in full_training(5, 3)] == [(0, 1, 2, 3, 4)]
    assert [s.trained for s in last_layer_only(5, 3)] == [(4,)]


def test_chain_thaw_trains_each_group_alone_then_everything() -> None:
    stages = chain_thaw(5, 12)
    assert [s.trained for s in stages] == [(4,), (0,), (1,), (2,), (3,), (0, 1, 2, 3, 4)]
    assert [s.epochs for s in stages] == [1, 1, 1, 1, 1, 7]


@pytest.mark.parametrize("n_groups", [2, 3, 4, 5, 6])
@pytest.mark.parametrize("epochs", [1, 4, 20])
@pytest.mark.parametrize("name", UNFREEZING)
def test_every_plan_trains_what_it_should_for_as_long_as_asked(
    name: str, epochs: int, n_groups: int
) -> None:
    stages = UNFREEZING[name](n_groups, epochs)
    trained = {g for s in stages for g in s.trained}
    assert trained == ({n_groups - 1} if name == "last" else set(range(n_groups)))
    assert all(s.epochs >= 1 and s.trained == tuple(sorted(s.trained)) for s in stages)
    total = sum(s.epochs for s in stages)
    if name == "paper-code":
        assert total == epochs + 2
    else:
        assert total == max(epochs, len(stages))
