"""Finding documents beside the window: among a million it takes a moment."""

from __future__ import annotations

from collections.abc import Callable, Generator

import numpy as np
import numpy.typing as npt

from app.studio import Studio
from app.tasks.background_task import Progress
from ulmfit_core.project.filters import DocumentFilter

Ids = npt.NDArray[np.int64]


def find_documents(studio: Studio, wanted: DocumentFilter, then: Callable[[Ids], object]) -> None:
    """``then`` gets the ids of all that match, ascending."""
    project = studio.workspace.project

    def work() -> Generator[Progress, None, Ids]:
        with project.for_thread() as own:
            yield Progress(0)
            return own.documents.document_ids(wanted)

    studio.activities.look_up(work, then)
