from __future__ import annotations

import pytest

from app.models.crash_words import crash_hint
from ulmfit_core.process import WorkerCrashed


@pytest.mark.parametrize(("exit_code", "begins"), [(-9, "Memory may"), (1, "Try again;")])
def test_a_crash_is_told_in_the_window_s_words(exit_code: int, begins: str) -> None:
    hint = crash_hint(WorkerCrashed(exit_code, "a traceback"))
    assert hint.startswith(begins)
    assert "--set" not in hint
    assert "Resume the run" not in hint
