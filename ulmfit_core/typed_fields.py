"""Dataclasses made of JSON that a damaged or edited file may hold."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from functools import cache
from typing import Any, TypeVar, cast

_Kinds = type | tuple[type, ...]
_KINDS: dict[str, _Kinds] = {
    "str": str,
    "int": int,
    "float": (int, float),
    "bool": bool,
    "tuple": tuple,
    "dict": dict,
}

Made = TypeVar("Made")


def made_of(kind: type[Made], values: Mapping[str, Any]) -> Made:
    """The dataclass with these values. Raises TypeError where one is missing, unknown or not what
    its field says; what is in a mapping is not looked at."""
    made = kind(**values)
    for name, own, inside in _fields(cast(Any, kind)):  # mypy takes no class for hashable
        value: Any = getattr(made, name)
        if not isinstance(value, own) or (inside and not _are(value, inside)):
            raise TypeError(f"{name} is {value!r}")
    return made


def _are(values: Any, kinds: _Kinds) -> bool:
    return all(isinstance(value, kinds) for value in values)


@cache
def _fields(kind: type[Any]) -> list[tuple[str, _Kinds, _Kinds]]:
    """The name of each, what it has to be, and what whatever is in a tuple has to be."""
    found = []
    for field in dataclasses.fields(kind):
        outer, _, inner = str(field.type).partition("[")
        inside = inner.partition(",")[0] if outer == "tuple" else ""
        found.append((field.name, _KINDS.get(outer, object), _KINDS.get(inside, ())))
    return found
