from __future__ import annotations

import numpy as np

from app.models.suggestions import Suggestions

SAID = Suggestions((7, 3), np.array([[0.75, 0.25], [0.25, 0.75]], np.float32))


def test_the_first_row_is_of_the_first_document() -> None:
    assert SAID.of(1) == {7: 0.75, 3: 0.25}
    assert SAID.of(2) == {7: 0.25, 3: 0.75}


def test_nothing_is_said_of_a_document_beyond_the_rows() -> None:
    assert SAID.of(0) == SAID.of(3) == {}
    assert Suggestions((7, 3)).of(1) == {}
