"""One thing has one name in the app, and one kind of quotation marks and apostrophes."""

from __future__ import annotations

import json
import re

import pytest

from ulmfit_core.resources import resource_path

ENGLISH = list(json.loads(resource_path("translations", "de.json").read_text(encoding="utf-8")))


@pytest.mark.parametrize("other", ['"', "’", r"\blearned\b", r"\bPredict\b"])
def test_nothing_has_two_names(other: str) -> None:
    assert [sentence for sentence in ENGLISH if re.search(other, sentence)] == []
