"""Finds the sentences of the app in its source: what a catalogue has to translate.

The core puts a run into words by a function that is given to it, there called ``say``.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path


def sentences(path: Path) -> Iterator[str]:
    """The key of each ``tr``, ``say`` and ``tr_count`` that has its sentence right there."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            wanted = {"tr": 1, "say": 1, "tr_count": 2}.get(node.func.id, 0)
            texts = [
                argument for argument in node.args[:wanted] if isinstance(argument, ast.Constant)
            ]
            if wanted and len(texts) == wanted:
                yield " | ".join(str(text.value) for text in texts)
