"""A first guess at which column of a table holds the text, the label and the id."""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import StrEnum

from ulmfit_core.corpus.label_flags import LABEL, are_flags, without_flags
from ulmfit_core.corpus.mailboxes import are_mailboxes
from ulmfit_core.corpus.options import ColumnMapping, LabelFlag
from ulmfit_core.corpus.readers import mail

_TEXTS = """text texts sentence document content body message comment review tweet question
utterance description abstract title"""
_LABELS = """label labels class category categories target sentiment topic intent tag tags emotion
rating stars polarity"""
_TEXT_NAMES, _LABEL_NAMES = tuple(_TEXTS.split()), tuple(_LABELS.split())
# Of whom or where a text is, as surveys and help desks note it in English, German and French:
_NOTED = """country region state county city town place location gender sex age date year month
language source channel product department author user customer school land bundesland stadt ort
standort geschlecht alter datum jahr monat sprache quelle kanal produkt abteilung autor kunde schule
pays région ville lieu sexe âge année mois langue canal produit service auteur client école"""
_NOTED_NAMES = frozenset(_NOTED.split())
_ID_NAMES = ["id", "uid", "key", "idx", "index", "document_id", "doc_id"]
_WORD_ENDS = re.compile(r"(?<=[a-z])(?=[A-Z])")  # ResponseId
# As surveys number those whom they ask, in English and German, without what is between the words:
_ASKED = "case|fall|lfd|laufende|record|resp|respondent|response|interview|participant|teilnehmer"
_NUMBERED = re.compile(rf"(?:{_ASKED}|id)(?:id|nr|no|num|number|nummer|n)|case")
_FLAGS = "yes no y n ja nein j oui non true false t f wahr falsch 1 0 x -"
_YES_OR_NO = frozenset(_FLAGS.split())
_WORDS = re.compile(r"[^\W_]+")
_LONGEST_LABEL = 120  # characters: survey codes are whole sentences
_LONGEST_KEPT = 1000  # characters on average, unless a person wants it
_LEAST_ROWS = 6  # fewer do not show whether values come again


class ColumnRole(StrEnum):
    """What a column is to us."""

    TEXT = "text"
    LABEL = "label"
    MORE_LABELS = "more labels"  # beside those, or one that the column says a text to have or not
    ID = "id"
    KEEP = "keep"  # with the text, to be seen and written beside it
    IGNORE = "ignore"


_OF_MAILS = (mail.COLUMNS, ("text", "label", *mail.BESIDE))


def guess_roles(
    columns: Sequence[str], rows: Sequence[Sequence[str]], given: Sequence[str] = ()
) -> tuple[ColumnRole, ...]:
    """One role a column, from the names and the first rows: one text, at most one id, and one
    label unless all others are labels each, or a table of ours has some that are ``given``; what is
    neither is kept if it is not long, as embeddings and second texts are.

    Of mails only their folder is a label, if it is no mailbox: senders are no answers.
    """
    if tuple(columns) in _OF_MAILS:
        return tuple(_of_a_mail(name, _filled(rows, i)) for i, name in enumerate(columns))
    text = _named(columns, _TEXT_NAMES, bare_columns(columns, rows))
    if text is None:
        text = max(range(len(columns)), key=lambda i: _mean_length(rows, i), default=None)
    ours = _of_ours(columns, given)
    label = next(iter(ours), None)
    if label is None:
        label = _named(columns, _LABEL_NAMES, (text,))
    id_ = _named(columns, _ID_NAMES, (text, label))
    if id_ is None:
        id_ = _id_like([i for i in range(len(columns)) if i not in (text, label)], columns, rows)
    if label is None:
        others = [i for i in range(len(columns)) if i not in (text, id_)]
        label = _label_like(others, columns, rows)
    found = {**ours, text: ColumnRole.TEXT, label: ColumnRole.LABEL, id_: ColumnRole.ID}
    others = [i for i in range(len(columns)) if i not in found]
    if label is None and others[1:] and all(are_flags(_filled(rows, i)) for i in others):
        found.update(dict.fromkeys(others, ColumnRole.MORE_LABELS))
        found[others[0]] = ColumnRole.LABEL
    return tuple(found.get(i) or role_beside(rows, i) for i in range(len(columns)))


def _of_a_mail(name: str, values: Sequence[str]) -> ColumnRole:
    if name == "text":
        return ColumnRole.TEXT
    is_answer = name == "label" and not are_mailboxes(values)
    return ColumnRole.LABEL if is_answer else ColumnRole.KEEP


def _of_ours(columns: Sequence[str], given: Sequence[str]) -> dict[int | None, ColumnRole]:
    """By place, where a table of ours says of each label whether a text has it; what the column of
    all labels says is the same, or less."""
    if not given:
        return {}
    first, *more = map(columns.index, given)
    found: dict[int | None, ColumnRole] = {first: ColumnRole.LABEL}
    found.update(dict.fromkeys(more, ColumnRole.MORE_LABELS))
    return {**found, columns.index(LABEL): ColumnRole.IGNORE}


def role_beside(rows: Sequence[Sequence[str]], column: int) -> ColumnRole:
    """Of a column that is neither text nor label nor id: it is kept if it is not long."""
    is_short = _mean_length(rows, column) <= _LONGEST_KEPT
    return ColumnRole.KEEP if is_short else ColumnRole.IGNORE


def mapping_of(
    columns: Sequence[str],
    roles: Sequence[ColumnRole],
    label_separator: str | None = None,
    *,
    html: bool = False,
    flags: Sequence[LabelFlag] = (),
) -> ColumnMapping | None:
    """The mapping these roles make, in which some label columns are ``flags``; None where no column
    holds the text."""
    text = columns_of(columns, roles, ColumnRole.TEXT)
    if not text:
        return None
    label = without_flags(label_columns(columns, roles), flags)
    separator = label_separator if label else None  # of no cell that is read
    kept = columns_of(columns, roles, ColumnRole.KEEP)
    id_ = next(iter(columns_of(columns, roles, ColumnRole.ID)), None)
    return ColumnMapping(text, label, id_, separator, html=html, kept=kept, flags=tuple(flags))


def label_columns(columns: Sequence[str], roles: Sequence[ColumnRole]) -> tuple[str, ...]:
    """All those with labels."""
    return columns_of(columns, roles, ColumnRole.LABEL, ColumnRole.MORE_LABELS)


def columns_of(
    columns: Sequence[str], roles: Sequence[ColumnRole], *wanted: ColumnRole
) -> tuple[str, ...]:
    """Those whose role is one of the ``wanted``."""
    return tuple(name for name, role in zip(columns, roles, strict=True) if role in wanted)


def bare_columns(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> list[int]:
    """Those that most of these rows leave empty, as a survey's last question for remarks; none
    where no other may hold the texts."""
    bare = [i for i in range(len(columns)) if len(_filled(rows, i)) < len(rows) / 2]
    others = {columns[i].strip().lower() for i in range(len(columns)) if i not in bare}
    return bare if others.difference(_LABEL_NAMES, _ID_NAMES) else []


def _named(columns: Sequence[str], usual: Sequence[str], taken: Sequence[int | None]) -> int | None:
    lower = [name.strip().lower() for name in columns]
    places = [lower.index(name) for name in usual if name in lower]
    return next((place for place in places if place not in taken), None)


def _mean_length(rows: Sequence[Sequence[str]], column: int) -> float:
    return sum(len(row[column]) for row in rows) / max(1, len(rows))


def _id_like(
    others: Sequence[int], columns: Sequence[str], rows: Sequence[Sequence[str]]
) -> int | None:
    """The only column that is called somebody's id, no two rows alike: *Resp. ID*, *lfdnr*."""
    called = [i for i in others if _is_called_id(columns[i])]
    found = [i for i in called if len(set(_filled(rows, i))) == len(rows) > 0]
    return found[0] if len(found) == 1 else None


def _is_called_id(name: str) -> bool:
    words = [word.lower() for word in _WORDS.findall(_WORD_ENDS.sub(" ", name))]
    return words[-1:] == ["id"] or _NUMBERED.fullmatch("".join(words)) is not None


def _label_like(
    others: Sequence[int], columns: Sequence[str], rows: Sequence[Sequence[str]]
) -> int | None:
    """The only column that may be it. A country or an age is no answer though it comes again; yes
    or no is more often known of a text than asked, unless there is nothing else."""
    others = [i for i in others if _NOTED_NAMES.isdisjoint(_WORDS.findall(columns[i].lower()))]
    varied = [i for i in others if len(set(_filled(rows, i))) > 1]
    found = [i for i in varied if _is_label_like(_filled(rows, i))]
    asked = [i for i in found if not _says_yes_or_no(_filled(rows, i))] if varied[1:] else found
    return asked[0] if len(asked) == 1 else None


def _says_yes_or_no(values: Sequence[str]) -> bool:
    return {value.casefold() for value in values} <= _YES_OR_NO


def _filled(rows: Sequence[Sequence[str]], column: int) -> list[str]:
    return [row[column].strip() for row in rows if row[column].strip()]


def _is_label_like(values: Sequence[str]) -> bool:
    return (
        len(values) >= _LEAST_ROWS
        and max(map(len, values)) <= _LONGEST_LABEL
        and 1 < len(set(values)) <= len(values) / 2
    )
