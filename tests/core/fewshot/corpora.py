"""A tiny corpus whose views are written by hand: two kinds of texts that are easy to tell."""

from __future__ import annotations

import numpy as np
from scipy.sparse import csr_matrix

from ulmfit_core.fewshot.challenger import Challenger
from ulmfit_core.fewshot.instant_head import InstantHead
from ulmfit_core.fewshot.session import Session
from ulmfit_core.fewshot.views import Views

KINDS = np.array([0, 1, 2] * 20)
LABELS = (7, 3, 5)
HELD_OUT = np.arange(1, 31)  # documents


def hand_made_views(*, reading: bool = True, n: int = 60) -> Views:
    """Document i is of kind i % 3: kinds 0 and 1 differ in words, kind 2 by reading alone."""
    kinds = np.arange(n) % 3
    noise = np.random.default_rng(0).normal(size=(n, 4)) * 0.1
    words = np.eye(2)[np.minimum(kinds, 1)]
    topics = np.hstack([words, noise[:, :2]]).astype(np.float32)
    read = np.hstack([np.eye(3)[kinds], noise]).astype(np.float32)
    return Views(csr_matrix(words.astype(np.float32)), topics, read if reading else None)


def session_of(views: Views) -> Session:
    """One whose views came from no cache."""
    return Session(views, InstantHead(views))


def oracle(scores: bool = True, wrong: tuple[int, ...] = ()) -> Challenger:
    """Right about every document but those ``wrong``."""
    kinds = KINDS.copy()
    kinds[list(wrong)] = (kinds[list(wrong)] + 1) % 3
    said = np.eye(3)[kinds] * 0.9 + 0.1 / 3
    return Challenger(
        "0002-classifier",
        40,
        LABELS,
        HELD_OUT,
        said[HELD_OUT - 1],
        scores=said.astype(np.float16) if scores else None,
    )
