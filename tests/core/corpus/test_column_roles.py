from __future__ import annotations

import pytest

from ulmfit_core.corpus.column_roles import ColumnRole, guess_roles, mapping_of
from ulmfit_core.corpus.options import ColumnMapping

TEXT, LABEL, ID = ColumnRole.TEXT, ColumnRole.LABEL, ColumnRole.ID
KEEP, IGNORE = ColumnRole.KEEP, ColumnRole.IGNORE


def test_usual_names_decide() -> None:
    columns = ("Id", "Category", "Text", "a long remark")
    rows = [("1", "x", "short", "much longer than the text is")]
    assert guess_roles(columns, rows) == (ID, LABEL, TEXT, KEEP)


def test_without_names_the_longest_column_is_the_text() -> None:
    rows = [(kind, f"a text with some words, number {n}", "7") for n, kind in enumerate("ababab")]
    assert guess_roles(("column_1", "column_2", "column_3"), rows) == (LABEL, TEXT, KEEP)


def test_values_that_never_come_again_are_no_label() -> None:
    rows = [(f"name {n}", f"a longer text with number {n}") for n in range(8)]
    assert guess_roles(("who", "what"), rows) == (KEEP, TEXT)


def test_few_values_are_no_label_though_they_come_again() -> None:
    texts = [f"a longer text with number {n}" for n in range(12)]
    columns = ("column_1", "column_2")
    assert guess_roles(columns, [("web", text) for text in texts]) == (KEEP, TEXT)
    four = list(zip("abab", texts, strict=False))
    assert guess_roles(columns, four) == (KEEP, TEXT)
    remarks = [(f"remark {n}" if n < 4 else " ", text) for n, text in enumerate(texts)]
    assert guess_roles(columns, remarks) == (KEEP, TEXT)


def test_yes_or_no_beside_other_columns_is_no_label() -> None:
    """Whether it is urgent, or from whom it came, is more often known of a text than asked."""
    rows = [
        (f"T-{n}", "yes" if n % 2 else "no", f"a longer text with number {n}") for n in range(12)
    ]
    assert guess_roles(("ticket", "urgent", "what"), rows) == (KEEP, KEEP, TEXT)
    only = [row[1:] for row in rows]
    assert guess_roles(("spam", "what"), only) == (LABEL, TEXT)
    assert guess_roles(("id", "spam", "what"), rows) == (ID, LABEL, TEXT)
    moods = [(row[0], "good" if row[1] == "yes" else "bad", row[2]) for row in rows]
    assert guess_roles(("ticket", "mood", "what"), moods) == (KEEP, LABEL, TEXT)


@pytest.mark.parametrize("noted", ["Land", "customer_country", "Âge", "Product (old)"])
def test_what_is_noted_of_whom_a_text_is_is_no_label(noted: str) -> None:
    rows = [("ab"[n % 2], f"a longer text with number {n}") for n in range(12)]
    assert guess_roles((noted, "what"), rows) == (KEEP, TEXT)
    moods = [(*row, "xyz"[n % 3]) for n, row in enumerate(rows)]
    assert guess_roles((noted, "what", "mood"), moods) == (KEEP, TEXT, LABEL)


def test_where_several_columns_could_be_the_label_none_is_taken() -> None:
    teams, kinds = ("web", "post", "shop"), ("praise", "blame", "question")
    rows = [
        (teams[n % 3], kinds[n * 7 // 3 % 3], f"a longer text with number {n}") for n in range(18)
    ]
    assert guess_roles(("team", "kind", "what"), rows) == (KEEP, KEEP, TEXT)
    flagged = [("yes" if n % 2 else "no", kind, text) for n, (_, kind, text) in enumerate(rows)]
    assert guess_roles(("urgent", "kind", "what"), flagged) == (KEEP, LABEL, TEXT)


def test_short_answers_that_come_again_are_still_the_text() -> None:
    assert guess_roles(("answer",), [("good",), ("bad",)] * 4) == (TEXT,)


def test_a_label_may_be_a_sentence() -> None:
    kinds = ("wants longer opening hours at weekends, above all on Sundays", "has nothing to say")
    rows = [
        (kinds[n % 2], f"an answer of some words, number {n}, {'and so on ' * 9}") for n in range(8)
    ]
    assert guess_roles(("column_1", "column_2"), rows) == (LABEL, TEXT)


def test_a_usual_name_decides_nothing_where_most_rows_are_empty() -> None:
    columns = ("What should improve?", "Comment")
    rows = [(f"The canteen, for {n} reasons", "see above" if n < 2 else "") for n in range(8)]
    assert guess_roles(columns, rows) == (TEXT, KEEP)
    assert guess_roles(columns, []) == (KEEP, TEXT)
    assert guess_roles(("id", "text", "label"), [("1", "", "good")] * 8) == (ID, TEXT, LABEL)


def test_the_only_column_called_an_id_is_one_where_no_two_rows_are_alike() -> None:
    columns = ("Resp. ID", "answer")
    rows = [(f"00{n}", f"an answer of some words, number {n}") for n in range(8)]
    assert guess_roles(columns, rows) == (ID, TEXT)
    assert guess_roles(("team_id", "answer"), [("7", text) for _, text in rows])[0] is KEEP
    assert guess_roles(("paid", "answer"), rows)[0] is KEEP
    both = [(n, n, text) for n, text in rows]
    assert guess_roles(("user id", "ticket id", "answer"), both) == (KEEP, KEEP, TEXT)


@pytest.mark.parametrize(
    "name",
    [
        *("lfdnr", "lfdn", "Lfd._Nr.", "Fallnummer", "Interviewnummer", "ID_Nr", "Respondent-Nr."),
        *("ResponseId", "RespondentID", "resp_no", "CASE", "caseid", "Case-Number", "record_no"),
    ],
)
def test_what_surveys_call_an_id_is_one_where_no_two_rows_are_alike(name: str) -> None:
    rows = [(f"00{n}", f"an answer of some words, number {n}") for n in range(8)]
    assert guess_roles((name, "answer"), rows) == (ID, TEXT)
    assert guess_roles((name, "answer"), [("7", text) for _, text in rows])[0] is KEEP


@pytest.mark.parametrize("name", ["nr", "number", "COVID", "response", "phone_no", "no_case"])
def test_other_numbers_are_no_id(name: str) -> None:
    rows = [(f"00{n}", f"an answer of some words, number {n}") for n in range(8)]
    assert guess_roles((name, "answer"), rows) == (KEEP, TEXT)


def test_a_single_column_is_the_text() -> None:
    assert guess_roles(("label",), [("a",)]) == (TEXT,)
    assert guess_roles(("whatever",), []) == (TEXT,)


def test_what_is_long_is_kept_only_if_a_person_wants_it() -> None:
    rows = [("a text", "0.125, " * 768, "x" * 1000)] * 3
    assert guess_roles(("text", "embedding", "summary"), rows) == (TEXT, IGNORE, KEEP)


def test_roles_make_a_mapping() -> None:
    columns = ("title", "body", "kind", "no", "date", "mail")
    mapping = mapping_of(columns, (TEXT, TEXT, LABEL, ID, KEEP, IGNORE), ";")
    assert mapping == ColumnMapping(("title", "body"), ("kind",), "no", ";", kept=("date",))
    assert mapping_of(columns, (IGNORE, IGNORE, LABEL, ID, KEEP, KEEP)) is None


def test_without_labels_nothing_is_split() -> None:
    assert mapping_of(("text", "kind"), (TEXT, IGNORE), ";") == ColumnMapping(("text",))


@pytest.mark.parametrize(
    ("columns", "expected"),
    [
        (("text", "from", "to", "date"), (TEXT, KEEP, KEEP, KEEP)),
        (("text", "label", "from", "to", "date"), (TEXT, LABEL, KEEP, KEEP, KEEP)),
    ],
)
def test_of_mails_only_a_folder_is_a_label(
    columns: tuple[str, ...], expected: tuple[ColumnRole, ...]
) -> None:
    few = ("Order", "Refund")
    rows = [(f"Dear all, {n}", few[n % 2], *["ann@example.org"] * 3) for n in range(9)]
    assert guess_roles(columns, [row[: len(columns)] for row in rows]) == expected


@pytest.mark.parametrize(
    ("folders", "expected"),
    [
        (("Posteingang", "Gesendet", "Archiv"), KEEP),
        (("INBOX",), KEEP),
        (("Inbox", "Spam"), LABEL),
        (("Inbox", "Complaints"), LABEL),
    ],
)
def test_a_mailbox_is_no_label(folders: tuple[str, ...], expected: ColumnRole) -> None:
    rows = [(f"Dear all, {n}", folder, "Ann", "Ben", "") for n, folder in enumerate(folders)]
    assert guess_roles(("text", "label", "from", "to", "date"), rows)[1] == expected
