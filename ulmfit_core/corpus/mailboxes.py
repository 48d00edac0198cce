"""What mail programs call the folders that mails lie in, in English, German and French."""

from __future__ import annotations

from collections.abc import Iterable

# Not those for spam: whether a mail is spam may well be the question.
_NAMES = """inbox|sent|sent items|sent mail|sent messages|outbox|drafts|trash|deleted items
deleted messages|archive|archives|all mail
posteingang|gesendet|gesendete elemente|gesendete objekte|postausgang|entwürfe|papierkorb|gelöscht
gelöschte elemente|gelöschte objekte|archiv|alle nachrichten
boîte de réception|envoyés|messages envoyés|éléments envoyés|boîte d'envoi|brouillons|corbeille
éléments supprimés|messages supprimés|tous les messages"""
_MAILBOXES = frozenset(_NAMES.replace("\n", "|").split("|"))


def are_mailboxes(folders: Iterable[str]) -> bool:
    """Whether a mail lies there whatever it says: such a folder is no answer to a question."""
    return {folder.casefold() for folder in folders} <= _MAILBOXES
