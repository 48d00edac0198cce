"""What the libraries would tell their makers, and keep for it beside the project."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tests.builders import tiny_bundle
from ulmfit_core.export.bundle import write_bundle

_PREDICT = """
import sys
from pathlib import Path
from ulmfit_core.predictor import Predictor
Predictor.open(Path(sys.argv[1])).predict("Where is it?")
"""


def test_scoring_a_text_leaves_nothing_in_the_home(tmp_path: Path) -> None:
    home, model = tmp_path / "home", tmp_path / "model.ulmfit"
    home.mkdir()
    write_bundle(tiny_bundle(), model)
    kept = {n: v for n, v in os.environ.items() if not n.startswith(("XDG_", "ORT_"))}
    places = dict.fromkeys(("HOME", "USERPROFILE", "LOCALAPPDATA", "TMPDIR", "TEMP"), str(home))
    subprocess.run([sys.executable, "-c", _PREDICT, str(model)], env=kept | places, check=True)
    assert [path.name for path in home.rglob("*")] == []
