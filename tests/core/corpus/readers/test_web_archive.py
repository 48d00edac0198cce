from __future__ import annotations

import gzip
from email.message import EmailMessage
from pathlib import Path

import pytest

from tests.core.corpus.corpora import file_of, read
from ulmfit_core.corpus.articles import ArticleReader
from ulmfit_core.corpus.options import ColumnMapping, Format
from ulmfit_core.corpus.sniffing import sniff
from ulmfit_core.errors import InputError

WORDS = "Der Zug kam schön spät an\nund fiel aus"


def archive(page: str) -> bytes:
    """As Chrome saves a page in a single file."""
    made = EmailMessage()
    made["From"] = "<Saved by Blink>"
    made["Subject"] = "The title"
    made.set_content(page, subtype="html", cte="quoted-printable")
    made.add_related(b"\x89PNG", maintype="image", subtype="png", cid="<a>")
    return bytes(made).replace(b'; charset="utf-8"', b"", 1)


PAGE = archive("<title>T</title><h1>Der Zug kam schön spät an</h1><p>und fiel aus</p>")


@pytest.mark.parametrize("name", ["a.mhtml", "a.MHT", "a.mhtml.gz"])
def test_a_web_archive_is_one_text(tmp_path: Path, name: str) -> None:
    content = gzip.compress(PAGE) if name.endswith(".gz") else PAGE
    path = file_of(tmp_path, f"pages/{name}", content)
    assert sniff(path).format is Format.HTML
    for place in (path, path.parent):
        documents, rejected = read(place, ColumnMapping())
        assert [(d.text, d.row) for d in documents] == [(WORDS, 1)]
        assert not rejected
        assert list(ArticleReader(("body",)).read(place)) == [WORDS]


@pytest.mark.parametrize("content", [b"words\n", b"Subject: x\n\nplain\n"])
def test_one_without_a_page_is_refused(tmp_path: Path, content: bytes) -> None:
    path = file_of(tmp_path, "pages/a.mhtml", content)
    with pytest.raises(InputError, match=r"a\.mhtml holds no page\."):
        read(path)
    file_of(tmp_path, "pages/b.txt", "one")
    documents, rejected = read(path.parent, ColumnMapping())
    assert [d.text for d in documents] == ["one"]
    assert [r.reason for r in rejected] == ["pages/a.mhtml holds no page."]
