"""What a preparation leaves in a project's cache, written by hand: no child, no model."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from scipy.sparse import csr_matrix

from ulmfit_core.fewshot.prepare import VIEWS_FOLDER
from ulmfit_core.fewshot.stored_space import save_space
from ulmfit_core.fewshot.stored_views import save_reading, save_words
from ulmfit_core.fewshot.views import Views, counted_views
from ulmfit_core.project.project import Project


def count_words(project: Project) -> None:
    """The views of the words alone, as a preparation makes them."""
    texts = [document.text for document in project.documents.page()]
    views, space = counted_views(texts)
    folder = project.cache_dir / VIEWS_FOLDER
    folder.mkdir(exist_ok=True)
    save_space(space, folder)
    save_words(views, folder)


def write_views(project: Project, kind_of: Callable[[int], int], n_kinds: int = 2) -> None:
    """Views in which documents of one kind look alike; ``kind_of`` takes a document's id."""
    n = project.documents.count()
    kinds = np.eye(n_kinds, dtype=np.float32)[[kind_of(id_) for id_ in range(1, n + 1)]]
    noise = np.random.default_rng(0).normal(size=(n, 4)).astype(np.float32) / 20
    folder = project.cache_dir / VIEWS_FOLDER
    folder.mkdir(exist_ok=True)
    save_words(Views(csr_matrix(kinds), np.hstack([kinds, noise])), folder)
    save_reading(np.hstack([kinds, noise]), folder)
