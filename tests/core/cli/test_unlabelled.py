"""The texts without labels may stand in a column of another name, or in none."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.core.cli.conftest import PEOPLE, Outcome, Ulmfit, questions, write_csv

MORE = [f"Who is {name} to you?" for name in PEOPLE]


@pytest.fixture
def reviews(tmp_path: Path) -> Path:
    return write_csv(tmp_path / "in.csv", [("review", "label"), *questions()])


def trained(ulmfit: Ulmfit, corpus: Path, base: Path, *arguments: str | Path) -> Outcome:
    quick = ("--base", base, "--preset", "quick", "--text", "review")
    return ulmfit("train", corpus, *quick, "--out", corpus.with_name("m.ulmfit"), *arguments)


def n_unlabelled(ulmfit: Ulmfit, corpus: Path) -> int:
    record = ulmfit("info", corpus.with_name("m.ulmfit"), "--json").record
    return int(record["data"]["n_unlabelled"])


@pytest.mark.parametrize(
    ("column", "told"),
    [("review", ""), ("body", 'Taking the column "body" of more.csv (--unlabelled-text).')],
)
def test_the_same_column_is_taken_or_the_obvious_one(
    ulmfit: Ulmfit, reviews: Path, base: Path, tmp_path: Path, column: str, told: str
) -> None:
    rows = [("text" if column == "review" else "id", column), *(("x", text) for text in MORE)]
    more = write_csv(tmp_path / "more.csv", rows)
    said = trained(ulmfit, reviews, base, "--unlabelled", more)
    assert said.status == 0, said.err
    assert told in " ".join(said.err.split())
    assert n_unlabelled(ulmfit, reviews) == len(MORE)


def test_lines_have_no_column(ulmfit: Ulmfit, reviews: Path, base: Path, tmp_path: Path) -> None:
    more = tmp_path / "more.txt"
    more.write_text("\n".join(MORE))
    said = trained(ulmfit, reviews, base, "--unlabelled", more)
    assert said.status == 0, said.err
    assert n_unlabelled(ulmfit, reviews) == len(MORE)


def test_a_column_of_any_name_can_be_named(
    ulmfit: Ulmfit, reviews: Path, base: Path, tmp_path: Path
) -> None:
    more = write_csv(tmp_path / "more.csv", [("id", "Freitext"), *enumerate(MORE)])
    refused = trained(ulmfit, reviews, base, "--unlabelled", more)
    assert refused.status == 2
    assert "Name one with --unlabelled-text." in " ".join(refused.err.split())
    said = trained(ulmfit, reviews, base, "--unlabelled", more, "--unlabelled-text", "Freitext")
    assert said.status == 0, said.err
    assert n_unlabelled(ulmfit, reviews) == len(MORE)
