"""A codebook goes out as a table and comes in again, from other programs too."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.core.project.projects import add, new_project
from ulmfit_core.corpus.document import Document
from ulmfit_core.corpus.reading import open_table
from ulmfit_core.corpus.rows import Row
from ulmfit_core.errors import InputError
from ulmfit_core.project.codebook import read_codebook, write_codebook
from ulmfit_core.project.project import Project

SPAM, HAM = 1, 2


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    with new_project(tmp_path / "project", 8) as project:
        project.labels.define(SPAM, "- Nobody asked for it.\n- Not: newsletters.")
        project.annotations.label([1, 2, 3, 4], [SPAM])
        project.annotations.flag([4])
        yield project


def rows_of(path: Path) -> list[dict[str, object]]:
    with open_table(path) as table:
        return [dict(row.cells) for row in table.rows if isinstance(row, Row)]


@pytest.mark.parametrize("name", ["book.csv", "book.xlsx", "book.jsonl"])
def test_it_is_written_with_examples_and_read_again(
    project: Project, tmp_path: Path, name: str
) -> None:
    assert write_codebook(project, tmp_path / name) == 2
    spam, ham = rows_of(tmp_path / name)
    texts = {d.id: d.text for d in project.documents.page()}
    assert [spam[f"example {n}"] for n in (1, 2, 3)] == [texts[4], texts[1], texts[2]]
    assert [float(str(row["texts"])) for row in (spam, ham)] == [4, 0]
    assert read_codebook(tmp_path / name) == {
        "spam": "- Nobody asked for it.\n- Not: newsletters.",
        "ham": "",
    }


def test_a_long_example_is_cut_and_one_of_the_test_set_is_none(tmp_path: Path) -> None:
    with new_project(tmp_path / "project") as project:
        texts = (Document(f"{n} " * 200, (), "", "a.csv", n) for n in range(9))
        add(project, texts, test_fraction=0.5)
        documents = project.documents.page()
        project.annotations.label([d.id for d in documents], [SPAM])
        write_codebook(project, tmp_path / "book.csv")
        of_test = {d.text[:10] for d in documents if d.is_test}
    row = rows_of(tmp_path / "book.csv")[0]
    examples = [str(row[f"example {n}"]) for n in (1, 2, 3)]
    assert of_test.isdisjoint(example[:10] for example in examples)
    assert {len(example) for example in examples} == {300}


@pytest.mark.parametrize(
    ("content", "book"),
    [
        ("Code,Memo\npraise,Thanks\nblame,\n", {"praise": "Thanks", "blame": ""}),
        ("Nr;Kategorie;Beschreibung\n1;Lob;Dank\n", {"Lob": "Dank"}),
        ("praise,Thanks\nblame,No thanks\n", {"praise": "Thanks", "blame": "No thanks"}),
        ("label,definition\npraise,\n praise ,Thanks\n", {"praise": "Thanks"}),
        ("label,n,rank\npraise,3,1\n", {"praise": ""}),
        ("label,name,definition\nPRC,Price,Too dear\n", {"PRC": "Price: Too dear"}),
        ("Kategorie;Bezeichnung\nPR;Preis\n", {"PR": "Preis"}),
    ],
)
def test_tables_of_other_programs_are_read(
    tmp_path: Path, content: str, book: dict[str, str]
) -> None:
    (tmp_path / "book.csv").write_text(content, encoding="utf-8")
    assert read_codebook(tmp_path / "book.csv") == book


CODES = {"1": "Rent", "99": "No answer"}
NAMES = {"Rent": "", "No answer": ""}


@pytest.mark.parametrize(
    ("content", "coded", "named"),
    [
        ("Code;Label\n1;Rent\n99;No answer\n", CODES, NAMES),
        ("Label;Code\nRent;1\nNo answer;99\n", CODES, NAMES),
        ("Wert;Wertelabel\n1;Rent\n99;No answer\n", CODES, NAMES),
        ("1;Rent\n99;No answer\n", CODES, NAMES),
        (
            "Code;Bezeichnung;Beispiele\n1;Rent;Too dear\n99;No answer;\n",
            {"1": "Rent: Too dear", "99": "No answer"},
            {"Rent": "Too dear", "No answer": ""},
        ),
        (
            "Nr;Kategorie;Memo;n\n1;Rent;Too dear;7\n99;No answer;;1\n",
            {"1": "Rent: Too dear", "99": "No answer"},
            {"Rent": "Too dear", "No answer": ""},
        ),
    ],
)
def test_of_codes_and_names_the_label_is_what_labels_are_called_so_far(
    tmp_path: Path, content: str, coded: dict[str, str], named: dict[str, str]
) -> None:
    path = tmp_path / "book.csv"
    path.write_text(content, encoding="utf-8")
    assert read_codebook(path) == named
    assert read_codebook(path, ["Rent", "7"]) == named
    assert read_codebook(path, ["1", "4", "99"]) == coded


def test_a_code_in_words_is_a_label_and_its_name_what_it_means(tmp_path: Path) -> None:
    path = tmp_path / "book.csv"
    path.write_text("Code;Name;Memo\nRNT;Rent;Too dear\nNA;No answer;\n", encoding="utf-8")
    assert read_codebook(path) == {"RNT": "Rent: Too dear", "NA": "No answer"}


@pytest.mark.parametrize(
    ("content", "book"),
    [
        ("Code,Name\n01,Price\n99,\n,Staff\n,\n", {"Price": "", "99": "", "Staff": ""}),
        ("Code,Name,Memo\n01,Price,Dear\n99,,None\n", {"Price": "Dear", "99": "None"}),
    ],
)
def test_a_code_without_a_name_is_a_label(
    tmp_path: Path, content: str, book: dict[str, str]
) -> None:
    path = tmp_path / "book.csv"
    path.write_text(content, encoding="utf-8")
    assert read_codebook(path) == book


def test_a_list_of_names_is_a_codebook(tmp_path: Path) -> None:
    (tmp_path / "names.txt").write_text("praise\nblame\n", encoding="utf-8")
    assert read_codebook(tmp_path / "names.txt") == {"praise": "", "blame": ""}


def test_a_corpus_is_none(tmp_path: Path) -> None:
    lines = ["text,n", *(f"It came {n} days late,{n}" for n in range(600))]
    (tmp_path / "texts.csv").write_text("\n".join(lines), encoding="utf-8")
    with pytest.raises(InputError, match=r"texts\.csv has more than 500 labels"):
        read_codebook(tmp_path / "texts.csv")
