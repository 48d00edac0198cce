"""Bytes that say what their encoding is, and are not always right."""

from __future__ import annotations

import codecs

from ulmfit_core.corpus.encoding import check_encoding, detect_encoding
from ulmfit_core.corpus.iso2022_jp import CP50221, is_iso2022_jp
from ulmfit_core.errors import InputError

# What browsers read them as: https://encoding.spec.whatwg.org/#names-and-labels
_WIDER = {
    **{"ascii": "cp1252", "iso8859-1": "cp1252", "iso8859-9": "cp1254", "tis-620": "cp874"},
    **{"gb2312": "gb18030", "gbk": "gb18030", "shift_jis": "cp932", "euc_kr": "cp949"},
    "iso2022_jp": CP50221,
}


def valid_encoding(head: bytes, declared: str) -> str | None:
    """The codec name for what begins with ``head``, if that is valid in the encoding ``declared``
    or what browsers read in its place; None where it is not, or nobody knows such an encoding."""
    try:
        name = codecs.lookup(check_encoding(declared)).name
        wider = _WIDER.get(name, name)
        codecs.getincrementaldecoder(wider)().decode(head)
    except (InputError, UnicodeError):
        return None
    return wider


def decoded(content: bytes, declared: str | None) -> str:
    """All of ``content`` as it declares it to be. What is not valid so is read as what it looks
    like, and so is Unicode that passes for one character a byte."""
    encoding = valid_encoding(content, declared) if declared else None
    if encoding is not None:
        text = content.decode(encoding, "replace")
        if len(text) < len(content) or (content.isascii() and not is_iso2022_jp(content)):
            return text
    seen = detect_encoding(content)
    if encoding is not None and not seen.startswith(("utf", CP50221)):
        return text
    return content.decode(seen, "replace")
