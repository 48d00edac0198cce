"""Documents as other programs write them, as far as anybody reads them."""

from __future__ import annotations

from pathlib import Path

from tests.core.corpus.readers.test_archive import zip_of

_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/main"
_COMPATIBLE = "http://schemas.openxmlformats.org/markup-compatibility/2006"
_OPEN = "urn:oasis:names:tc:opendocument:xmlns:"
_OPEN_NAMES = " ".join(f'xmlns:{n}="{_OPEN}{n}:1.0"' for n in ("office", "text", "svg"))


def word(path: Path, body: str, notes: str = "", namespace: str = _WORD) -> Path:
    """A docx with ``body`` in the elements of ``w:``."""
    root = f'xmlns:w="{namespace}" xmlns:mc="{_COMPATIBLE}"'
    members: dict[str, bytes | str] = {
        "[Content_Types].xml": "<Types/>",
        "word/document.xml": f"<w:document {root}><w:body>{body}</w:body></w:document>",
    }
    if notes:
        members["word/footnotes.xml"] = f"<w:footnotes {root}>{notes}</w:footnotes>"
    return zip_of(path, members)


def paragraph(text: str) -> str:
    """One of a docx, in one run."""
    return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"


def open_document(path: Path, body: str, kind: str = "text") -> Path:
    """An odt, or another ``kind``, with ``body`` in the elements of ``text:``."""
    content = f"<office:document-content {_OPEN_NAMES}>{body}</office:document-content>"
    type_ = f"application/vnd.oasis.opendocument.{kind}"
    return zip_of(path, {"mimetype": type_, "content.xml": content})


def slides(path: Path, *texts: str) -> Path:
    """A pptx with one text a slide."""
    members: dict[str, bytes | str] = {"ppt/presentation.xml": "<p/>"}
    for number, text in reversed(list(enumerate(texts, start=1))):  # as they were last saved
        run = f"<a:p><a:r><a:t>{text}</a:t></a:r></a:p>"
        members[f"ppt/slides/slide{number}.xml"] = (
            f'<p:sld xmlns:p="p" xmlns:a="{_DRAWING}">{run}</p:sld>'
        )
    return zip_of(path, members)


def pdf(path: Path, *pages: list[str]) -> Path:
    """A PDF with the lines of each page one below the other, in letters of ASCII."""
    kids = [f"{4 + 2 * n} 0 R" for n in range(len(pages))]
    objects = [
        "<</Type/Catalog/Pages 2 0 R>>",
        f"<</Type/Pages/Count {len(pages)}/Kids[{' '.join(kids)}]>>",
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    for n, lines in enumerate(pages):
        shown = " T* ".join(f"({line}) Tj" for line in lines)
        drawn = f"BT /F1 12 Tf 14 TL 50 780 Td {shown} ET"
        objects.append(
            "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]"
            f"/Resources<</Font<</F1 3 0 R>>>>/Contents {5 + 2 * n} 0 R>>"
        )
        objects.append(f"<</Length {len(drawn)}>>stream\n{drawn}\nendstream")
    return numbered(path, objects)


def numbered(path: Path, objects: list[str]) -> Path:
    """Written with the table of where each is."""
    data, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, start=1):
        places.append(len(data))
        data += f"{number} 0 obj\n{body}\nendobj\n".encode("ascii")
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    n = len(objects) + 1
    end = f"xref\n0 {n}\n0000000000 65535 f \n{table}trailer<</Size {n}/Root 1 0 R>>\n"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data + f"{end}startxref\n{len(data)}\n%%EOF\n".encode("ascii"))
    return path
