"""What a PDF shows beside plain letters of ASCII."""

from __future__ import annotations

from pathlib import Path

from tests.core.corpus.readers.test_written_document import text_in
from tests.core.corpus.written import numbered
from ulmfit_core.corpus.readers.pdf import rejoined

_ARABIC = """begincmap
1 begincodespacerange <00><FF> endcodespacerange
4 beginbfchar <41><0627> <42><06440623> <43><0645> <44><0644> endbfchar
endcmap"""
_FONT = "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"


def stream(data: str, entries: str = "") -> str:
    return f"<<{entries}/Length {len(data)}>>stream\n{data}\nendstream"


def page_of(
    path: Path, drawn: str, font: str, entries: str, *others: str, catalog: str = ""
) -> Path:
    """One page; ``others`` are the objects from 6 on."""
    page = "/Resources<</Font<</F1 4 0 R>>>>/Contents 5 0 R"
    objects = [
        f"<</Type/Catalog/Pages 2 0 R{catalog}>>",
        "<</Type/Pages/Count 1/Kids[3 0 R]>>",
        f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]{page}{entries}>>",
        font,
        stream(f"BT /F1 12 Tf 50 780 Td ({drawn}) Tj ET"),
        *others,
    ]
    return numbered(path, objects)


def test_two_letters_of_one_sign_stand_in_their_order(tmp_path: Path) -> None:
    """A word is drawn from its end on; its first letters are two signs, the next two one."""
    font = _FONT.replace(">>", "/ToUnicode 6 0 R>>")
    path = page_of(tmp_path / "a.pdf", "DACBA", font, "", stream(_ARABIC))
    assert text_in(path) == "الأمال"


def annotation(number: int, kind: str) -> str:
    """One whose look is the object after it."""
    return f"<</Type/Annot/Subtype/{kind}/Rect[50 600 300 620]/F 4/AP<</N {number + 1} 0 R>>>>"


def look(words: str) -> str:
    resources = "/Resources<</Font<</F1 4 0 R>>>>"
    entries = f"/Type/XObject/Subtype/Form/BBox[0 0 250 20]{resources}"
    return stream(f"BT /F1 12 Tf 2 5 Td ({words}) Tj ET", entries)


def test_what_was_filled_in_or_noted_is_read(tmp_path: Path) -> None:
    annotations = [annotation(6, "Widget/FT/Tx/T(holder)"), look("Zanzibar")]
    annotations += [
        annotation(8, "FreeText"),
        look("Urgent"),
        annotation(10, "Stamp"),
        look("Seal"),
    ]
    entries = "/Annots[6 0 R 8 0 R 10 0 R]"
    path = page_of(tmp_path / "a.pdf", "Holder:", _FONT, entries, *annotations)
    words = text_in(path)
    assert words.startswith("Holder:")
    assert all(word in words for word in ("Zanzibar", "Urgent", "Seal"))


def test_a_field_without_a_look_of_its_own_is_read(tmp_path: Path) -> None:
    field = "<</Type/Annot/Subtype/Widget/FT/Tx/T(holder)/V(Zanzibar)/Rect[50 650 300 670]/F 4>>"
    form = "/AcroForm<</Fields[6 0 R]/DR<</Font<</F1 4 0 R>>>>/DA(/F1 12 Tf 0 g)>>"
    path = page_of(tmp_path / "a.pdf", "Holder:", _FONT, "/Annots[6 0 R]", field, catalog=form)
    assert text_in(path).split() == ["Holder:", "Zanzibar"]


def test_chinese_and_japanese_go_on_without_a_blank() -> None:
    assert rejoined("分十次转给了三个不同\r\n的银行账户。") == "分十次转给了三个不同的银行账户。"
    assert rejoined("家族が秘密口\r\n座から、送金") == "家族が秘密口座から、送金"
    assert rejoined("한국어 문장은\r\n이렇게 쓴다") == "한국어 문장은 이렇게 쓴다"
    assert rejoined("转给了三个银行 UBS\r\n的银行账户") == "转给了三个银行 UBS 的银行账户"
