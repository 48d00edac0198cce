"""Mails that have words, which cannot be got at."""

from __future__ import annotations

from email.message import Message

from ulmfit_core.corpus.cells import UnusableCell

_PGP, _BEGINS = "application/pgp-encrypted", "-----BEGIN PGP MESSAGE-----"
_SMIME = ("application/pkcs7-mime", "application/x-pkcs7-mime")
_OUTLOOK = ("application/ms-tnef", "application/vnd.ms-tnef")


def refuse_hidden(message: Message, words: str) -> None:
    """Raises UnusableCell where ``words``, all that can be read of a mail, are none of its own."""
    if words.startswith(_BEGINS):
        raise UnusableCell("is encrypted")
    if words:
        return
    for part in message.walk():
        _refuse_part(part, part.get_content_type())


def _refuse_part(part: Message, kind: str) -> None:
    name = str(part.get_filename("")).lower()
    if kind in _OUTLOOK or name == "winmail.dat":
        raise UnusableCell("has its words only in Outlook's winmail.dat")
    is_smime = kind in _SMIME or name == "smime.p7m"
    if is_smime and part.get_param("smime-type") == "signed-data":
        raise UnusableCell("has its words only inside a signature (S/MIME)")
    if is_smime or kind == _PGP:
        raise UnusableCell("is encrypted")
