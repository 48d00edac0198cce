from __future__ import annotations

import pytest

from ulmfit_core.corpus.readers.html import text_of_html


@pytest.mark.parametrize(
    ("page", "lines"),
    [
        ("<table><tr><th>Name</th><td>Ann</td></tr></table>", ["Name", "Ann"]),
        ("<nav>Home</nav><main>It is late.</main>", ["Home", "It is late."]),
        ("<select><option>one<option>two</select>", ["one", "two"]),
        ("It is <b>ve</b>ry late.", ["It is very late."]),
    ],
)
def test_words_of_one_part_do_not_run_into_the_next(page: str, lines: list[str]) -> None:
    assert text_of_html(page).splitlines() == lines
