from __future__ import annotations

from pathlib import Path

from app.models.place_words import place_words
from tests.core.project.projects import new_project
from ulmfit_core.corpus.options import ColumnMapping
from ulmfit_core.corpus.reading import read_documents
from ulmfit_core.project.importing import ImportSettings


def test_a_text_that_is_a_whole_file_has_no_row(tmp_path: Path) -> None:
    mails = tmp_path / "mails" / "inbox"
    mails.mkdir(parents=True)
    for name in ("a.txt", "b.txt"):
        (mails / name).write_text(f"The text of {name}", encoding="utf-8")
    table = tmp_path / "t.csv"
    table.write_text("id,text\nx/t.csv,One\n", encoding="utf-8")
    with new_project(tmp_path, 0) as project:
        for path, columns in (
            (tmp_path / "mails", ColumnMapping()),
            (table, ColumnMapping(id="id")),
        ):
            settings = ImportSettings(path.name, 0.0)
            for _ in project.import_documents(read_documents(path, columns), settings):
                pass
        said = [place_words(document) for document in project.documents.documents([1, 2, 3])]
    assert said == ["mails/inbox/a.txt", "mails/inbox/b.txt", "t.csv, row 2, id x/t.csv"]
