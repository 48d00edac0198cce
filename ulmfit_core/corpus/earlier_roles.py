"""What the columns of a table are, as those of a table like it were before."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from ulmfit_core.corpus.column_roles import ColumnRole, guess_roles, role_beside

Roles = Mapping[str, ColumnRole]

_GUESSED_ONCE = {ColumnRole.TEXT, ColumnRole.LABEL, ColumnRole.ID}


def roles_like(
    columns: Sequence[str],
    rows: Sequence[Sequence[str]],
    earlier: Iterable[Roles],
    given: Sequence[str] = (),
) -> tuple[ColumnRole, ...]:
    """As the first of the ``earlier`` tables had them that had the same columns, else the first
    whose texts are among these columns; the rest, or all where there is none, by a guess, as are
    those of a table of ours, by whose ``given`` columns alone all is told."""
    guessed = guess_roles(columns, rows, given)
    known = _nearest(columns, earlier, same_only=bool(given))
    if known is None:
        return guessed
    taken = {known[name] for name in columns if name in known} & _GUESSED_ONCE
    return tuple(
        known.get(name) or (role_beside(rows, place) if role in taken else role)
        for place, (name, role) in enumerate(zip(columns, guessed, strict=True))
    )


def _nearest(columns: Sequence[str], earlier: Iterable[Roles], *, same_only: bool) -> Roles | None:
    with_texts = [roles for roles in earlier if set() < _texts(roles) <= set(columns)]
    same = (roles for roles in with_texts if set(roles) == set(columns))
    return next(same, None if same_only else next(iter(with_texts), None))


def _texts(roles: Roles) -> set[str]:
    return {name for name, role in roles.items() if role is ColumnRole.TEXT}
