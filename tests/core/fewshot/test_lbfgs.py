from __future__ import annotations

import numpy as np
import pytest
from scipy.optimize import rosen, rosen_der

from ulmfit_core.arrays import FloatArray
from ulmfit_core.fewshot.lbfgs import minimise

SCALES = np.array([1.0, 10.0, 1000.0])
LOWEST = np.array([3.0, -2.0, 0.5])


class Bowl:
    """A quadratic, as steep as ``SCALES`` along each axis; keeps where it was asked."""

    def __init__(self) -> None:
        self.asked: list[FloatArray] = []

    def __call__(self, x: FloatArray) -> tuple[float, FloatArray]:
        self.asked.append(x.copy())
        away = x - LOWEST
        return float(SCALES @ away**2) / 2, SCALES * away


def test_the_lowest_point_of_a_bowl() -> None:
    bowl = Bowl()
    found = minimise(bowl, np.zeros(3), 1e-12, 100)
    np.testing.assert_allclose(found, LOWEST, atol=1e-4)
    assert len(bowl.asked) < 30


def test_a_valley_that_bends() -> None:
    found = minimise(lambda x: (float(rosen(x)), rosen_der(x)), np.array([-1.2, 1.0]), 1e-14, 200)
    np.testing.assert_allclose(found, [1.0, 1.0], atol=1e-3)


def test_it_ends_where_a_step_gains_too_little_or_there_were_enough() -> None:
    loose, exact, short = Bowl(), Bowl(), Bowl()
    minimise(loose, np.zeros(3), 0.5, 100)
    minimise(exact, np.zeros(3), 1e-12, 100)
    minimise(short, np.zeros(3), 1e-12, 1)
    assert len(short.asked) <= len(loose.asked) < len(exact.asked)


def test_at_the_lowest_point_it_stays() -> None:
    bowl = Bowl()
    assert (minimise(bowl, LOWEST, 1e-6, 100) == LOWEST).all()
    assert len(bowl.asked) == 1


def test_where_no_step_leads_down_it_keeps_what_it_has() -> None:
    """As where the loss is told less exactly than its slope."""
    found = minimise(lambda x: (1.0, np.ones(2)), np.zeros(2), 1e-6, 100)
    assert (found == 0).all()


def test_what_the_loss_raises_ends_it() -> None:
    def refused(x: FloatArray) -> tuple[float, FloatArray]:
        raise KeyError("enough")

    with pytest.raises(KeyError):
        minimise(refused, np.zeros(2), 1e-6, 100)
