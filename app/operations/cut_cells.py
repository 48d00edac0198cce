"""What a workbook did not hold."""

from __future__ import annotations

from app.studio import Studio
from app.translation import tr, tr_count


def tell_cuts(studio: Studio, n_shortened: int) -> None:
    """Say how many cells were cut, where some were."""
    if n_shortened:
        studio.notices.warning(
            tr_count("{n} cell was cut.", "{n} cells were cut.", n_shortened),
            tr("A workbook's cell holds no more; write csv to keep them whole."),
        )
