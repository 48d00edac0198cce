"""Where one message of a mailbox ends and the next one begins."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.core.corpus.corpora import file_of, read
from ulmfit_core.corpus.options import ColumnMapping


def texts_of(tmp_path: Path, *messages: str) -> list[str]:
    first = "From ann@example.org Mon Jan  1 10:00:00 2024\n"
    path = file_of(tmp_path, "inbox.mbox", first + "\n".join(messages))
    documents, rejected = read(path, ColumnMapping())
    assert not rejected
    return [document.text for document in documents]


@pytest.mark.parametrize(
    "line",
    ["From January to March 2019", "From 9:30 on, in room 2019", "From Monday to Friday in 2019"],
)
def test_words_that_begin_with_from_part_no_message(tmp_path: Path, line: str) -> None:
    mail = f"Subject: One\n\nHello,\n\n{line}\nwe paid.\n"
    assert texts_of(tmp_path, mail) == [f"One\n\nHello,\n\n{line}\nwe paid."]


@pytest.mark.parametrize(
    "line",
    [
        "From ben@example.org Mon Jan  1 10:00:00 2024",
        "From - Sat Jan 01 10:00:00 2022",  # Thunderbird
        "From MAILER-DAEMON Thu Jan  4 10:00:00 2024",
        "From 1234567890@xxx Sat Jan 01 10:00:00 +0000 2022",  # Google's takeout
        "From ???@??? Mon Jan 01 10:00:00 1998",  # Eudora
        "From ben@example.org Mon, 1 Jan 2024 10:00:00 -0500",
        "From ben Mon Jan  1 10:00:00 2024 remote from host",
        "From ben@example.org 01.01.2024",
        "From Ben <ben@example.org> Mon Jan  1 10:00:00 2024",
    ],
)
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_programs_write_the_line_before_a_message_in_many_ways(
    tmp_path: Path, line: str, end: str
) -> None:
    after = f"{line}\nSubject: Two\n\nGoodbye.\n"
    mails = [mail.replace("\n", end) for mail in ("Subject: One\n\nHello.\n", after)]
    assert texts_of(tmp_path, f"{mails[0]}{end}{mails[1]}") == ["One\n\nHello.", "Two\n\nGoodbye."]


def test_a_message_without_headers_is_parted_by_its_date(tmp_path: Path) -> None:
    after = "From - Sat Jan 01 10:00:00 2022\n\nGoodbye.\n"
    assert texts_of(tmp_path, "Subject: One\n\nHello.\n", after) == ["One\n\nHello.", "Goodbye."]
