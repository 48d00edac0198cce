from __future__ import annotations

from ulmfit_core.corpus.column_roles import ColumnRole
from ulmfit_core.corpus.earlier_roles import roles_like

COLUMNS = ("nr", "age", "q30", "q31", "code")
ROWS = [
    (
        str(n),
        str(20 + n % 9),
        f"The longest of all answers is number {n}",
        f"Answer {n}",
        "ab"[n % 2],
    )
    for n in range(20)
]
TEXT, LABEL, ID = ColumnRole.TEXT, ColumnRole.LABEL, ColumnRole.ID
KEEP, IGNORE = ColumnRole.KEEP, ColumnRole.IGNORE
WAVE = {"nr": ID, "age": IGNORE, "q30": KEEP, "q31": TEXT, "code": LABEL}


def test_a_table_of_the_same_columns_is_taken_as_the_last_one_was() -> None:
    assert roles_like(COLUMNS, ROWS, [WAVE, {**WAVE, "q30": TEXT}]) == tuple(WAVE.values())
    turned = tuple(reversed(COLUMNS))
    rows = [tuple(reversed(row)) for row in ROWS]
    assert roles_like(turned, rows, [WAVE]) == tuple(reversed(WAVE.values()))


def test_of_another_table_the_texts_and_what_else_is_there_are_taken() -> None:
    older, other = {"q31": TEXT}, {"q30": TEXT, "q99": TEXT}
    assert roles_like(COLUMNS, ROWS, [other, older]) == (KEEP, KEEP, KEEP, TEXT, LABEL)
    without_codes = {"nr": ID, "q31": TEXT, "code2": LABEL}
    assert roles_like(COLUMNS, ROWS, [without_codes]) == (ID, KEEP, KEEP, TEXT, LABEL)
    assert roles_like(COLUMNS, ROWS, [{**older, "age": LABEL}])[-1] is KEEP


def test_the_same_columns_tell_more_than_a_newer_table() -> None:
    assert roles_like(COLUMNS, ROWS, [{"q30": TEXT}, WAVE]) == tuple(WAVE.values())


def test_a_table_of_ours_is_guessed_unless_it_came_before() -> None:
    columns, given = ("id", "text", "label", "given_x", "given_y"), ("given_x", "given_y")
    rows = [(str(n), f"Answer {n}", "x", "1", "0") for n in range(20)]
    guessed = (ID, TEXT, IGNORE, LABEL, ColumnRole.MORE_LABELS)
    labelled = {"id": ID, "text": TEXT, "label": LABEL}
    assert roles_like(columns, rows, [labelled], given) == guessed
    same = {**labelled, "given_x": KEEP, "given_y": KEEP}
    assert roles_like(columns, rows, [labelled, same], given) == tuple(same.values())


def test_where_no_text_column_is_known_all_are_guessed() -> None:
    for earlier in [], [{"q99": TEXT, "nr": ID}], [{"nr": ID}]:
        assert roles_like(COLUMNS, ROWS, earlier) == (KEEP, KEEP, TEXT, KEEP, LABEL)
