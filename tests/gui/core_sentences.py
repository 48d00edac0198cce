"""Finds the sentences of the core in its source: what a catalogue of them has to translate.

Whatever is put into a sentence is a gap, ``{0}``, ``{1}`` and so on; a number with separators
keeps its format, ``{0:,}``, and what the operating system says is ``{0:system}``. Where words
are put in, by a condition, a table, a helper or its callers, there is a sentence for each of
them, so that a catalogue holds whole ones.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import product
from pathlib import Path

_ERRORS = (
    *("UlmfitError", "InputError", "MemoryShortage", "ModelFileError", "StorageError"),
    "TablesBesideTexts",
)
_ARGUMENTS = {error: {0: "message", 1: "hint"} for error in _ERRORS} | {
    "RejectedRow": {2: "reason"},
    "UnusableCell": {0: "reason"},
    "UnfitValue": {0: "reason"},
}
_RETURNED_BY = {"words_for"}
_ATTRIBUTES = {"message", "hint", "reason"}  # of an error or a row that is made elsewhere
_GAP = "\0\1"
_GAPS = re.compile("\0(.*?)\1")


@dataclass
class Module:
    """One file: its functions, its calls, and what encloses each node."""

    path: Path
    tree: ast.Module
    parents: dict[ast.AST, ast.AST] = field(default_factory=dict)
    functions: dict[str, ast.FunctionDef] = field(default_factory=dict)
    calls: dict[str, list[ast.Call]] = field(default_factory=dict)

    @classmethod
    def read(cls, path: Path) -> Module:
        module = cls(path, ast.parse(path.read_text(encoding="utf-8")))
        for node in ast.walk(module.tree):
            module.parents.update(dict.fromkeys(ast.iter_child_nodes(node), node))
            if isinstance(node, ast.FunctionDef):
                module.functions[node.name] = node
            if isinstance(node, ast.Call):
                module.calls.setdefault(_called(node), []).append(node)
        return module

    def scopes(self, node: ast.AST) -> Iterator[ast.AST]:
        """The functions around ``node`` and the module, the innermost first."""
        while node is not self.tree:
            node = self.parents[node]
            if isinstance(node, ast.FunctionDef | ast.Module):
                yield node


class CoreSentences:
    """The sentences in some modules, which may call one another."""

    def __init__(self, paths: Iterable[Path]) -> None:
        self.modules = [Module.read(path) for path in paths]
        self.found: set[str] = set()
        self.underivable: list[str] = []
        for module in self.modules:
            for node, expression in _said(module):
                self._take(node, self._words(expression, module, ()), module)

    def _take(self, node: ast.AST, words: list[str], module: Module) -> None:
        for text in words:
            if text == _GAP:
                self.underivable.append(f"{module.path}:{getattr(node, 'lineno', 0)}")
            elif text:
                self.found.add(_numbered(text))

    def _words(self, node: ast.AST | None, module: Module, seen: tuple[ast.AST, ...]) -> list[str]:
        """Every text that the expression can be; what is not known of it is a gap."""
        if node is None or node in seen:
            return []
        seen = (*seen, node)
        match node:
            case ast.Constant(value=str(text)):
                return [text]
            case ast.Constant(value=None):
                return []
            case ast.JoinedStr(values=parts):
                each = [self._part(part, module, seen) for part in parts]
                return ["".join(texts) for texts in product(*each)]
            case ast.BinOp(left=left, op=ast.Add(), right=right):
                each = [self._words(side, module, seen) for side in (left, right)]
                return ["".join(texts) for texts in product(*each)]
            case ast.IfExp(body=body, orelse=orelse):
                return self._words(body, module, seen) + self._words(orelse, module, seen)
            case ast.BoolOp(op=ast.Or(), values=values):
                return [t for value in values for t in self._words(value, module, seen) if t]
            case ast.NamedExpr(value=value):
                return self._words(value, module, seen)
            case ast.Attribute(attr=name) if name in _ATTRIBUTES:
                return []
            case ast.Call():
                return self._call(node, module, seen)
            case ast.Name(id=name):
                return self._name(name, node, module, seen)
        return [_GAP]

    def _part(self, part: ast.expr, module: Module, seen: tuple[ast.AST, ...]) -> list[str]:
        """A piece of an f-string: words are put in as such, anything else is a gap."""
        if not isinstance(part, ast.FormattedValue):
            return self._words(part, module, seen)
        words = self._words(part.value, module, seen) if part.conversion == -1 else []
        is_prose = any(" " in text for text in words)
        return words if is_prose else [f"\0{_format(part)}\1"]

    def _call(self, call: ast.Call, module: Module, seen: tuple[ast.AST, ...]) -> list[str]:
        match call:
            case ast.Call(func=ast.Attribute(value=text, attr="strip"), args=[]):
                return [words.strip() for words in self._words(text, module, seen)]
            case ast.Call(func=ast.Name(id="next"), args=[found, default]):
                each = found.elt if isinstance(found, ast.GeneratorExp) else found
                return self._words(each, module, seen) + self._words(default, module, seen)
            case ast.Call(
                func=ast.Name(id=name) | ast.Attribute(value=ast.Name(id="self"), attr=name)
            ):
                for place in (module, *self.modules):
                    if function := place.functions.get(name):
                        return self._returned(function, place, seen)
        return [_GAP]

    def _returned(
        self, function: ast.FunctionDef, module: Module, seen: tuple[ast.AST, ...]
    ) -> list[str]:
        ends = [node for node in ast.walk(function) if isinstance(node, ast.Return)]
        return [text for end in ends for text in self._words(end.value, module, seen)]

    def _name(
        self, name: str, node: ast.AST, module: Module, seen: tuple[ast.AST, ...]
    ) -> list[str]:
        for scope in module.scopes(node):
            if isinstance(scope, ast.FunctionDef) and name in _parameters(scope):
                is_made = scope.name == "__init__"
                return [_GAP] if is_made else self._passed(name, scope, module, seen)
            bound = list(_bound(name, scope, module))
            if bound:
                return [t for value in bound for t in self._words(value, module, seen)]
        return [_GAP]

    def _passed(
        self, name: str, function: ast.FunctionDef, module: Module, seen: tuple[ast.AST, ...]
    ) -> list[str]:
        """What the callers give as the parameter ``name``; a private function's are near."""
        place = _parameters(function).index(name)
        callers = [module] if function.name.startswith("_") else self.modules
        words = []
        for caller in callers:
            for call in caller.calls.get(function.name, []):
                words += self._words(_argument(call, place, name), caller, seen)
        return words or [_GAP]


def _said(module: Module) -> Iterator[tuple[ast.AST, ast.AST]]:
    """Each expression that is a sentence, and where it stands."""
    for node in ast.walk(module.tree):
        match node:
            case ast.Call() if _called(node) in _ARGUMENTS and module.path.name != "errors.py":
                for place, name in _ARGUMENTS[_called(node)].items():
                    if argument := _argument(node, place, name):
                        yield node, argument
            case ast.FunctionDef(name=name) if name in _RETURNED_BY:
                for line in ast.walk(node):
                    if isinstance(line, ast.Return) and line.value is not None:
                        yield line, line.value
            case ast.Assign(targets=[ast.Attribute(attr="message" | "hint")], value=value):
                if module.path.name != "errors.py":
                    yield node, value


def _bound(name: str, scope: ast.AST, module: Module) -> Iterator[ast.AST]:
    """What is assigned to ``name`` in the scope, also by unpacking the rows of a table."""
    for node in ast.walk(scope):
        match node:
            case ast.Assign(targets=[ast.Name(id=target)], value=value) if target == name:
                yield value
            case ast.NamedExpr(target=ast.Name(id=target), value=value) if target == name:
                yield value
            case (
                ast.Assign(targets=[ast.Tuple(elts=targets)], value=table)
                | ast.For(target=ast.Tuple(elts=targets), iter=table)
                | ast.comprehension(target=ast.Tuple(elts=targets), iter=table)
            ):
                places = [i for i, t in enumerate(targets) if getattr(t, "id", "") == name]
                for row in _rows(table, module) if places else ():
                    yield row[places[0]]


def _rows(table: ast.AST, module: Module) -> Iterator[list[ast.expr]]:
    """The rows of a table that is written down: a dictionary or a tuple of tuples."""
    match table:
        case ast.Name(id=name):
            for scope in ast.walk(module.tree):
                match scope:
                    case ast.Assign(targets=[ast.Name(id=target)], value=value) if target == name:
                        yield from _rows(value, module)
        case ast.Subscript(value=ast.Name() as name):
            yield from _rows(name, module)
        case ast.Call(func=ast.Attribute(value=held, attr="items")):
            yield from _rows(held, module)
        case ast.Dict(keys=keys, values=values):
            for key, value in zip(keys, values, strict=True):
                if key is not None:
                    yield value.elts if isinstance(value, ast.Tuple) else [key, value]
        case ast.Tuple(elts=rows):
            yield from (row.elts for row in rows if isinstance(row, ast.Tuple))


def _called(call: ast.Call) -> str:
    match call.func:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
    return ""


def _parameters(function: ast.FunctionDef) -> list[str]:
    names = [a.arg for a in (*function.args.args, *function.args.kwonlyargs)]
    return names[1:] if names[:1] == ["self"] else names


def _argument(call: ast.Call, place: int, name: str) -> ast.expr | None:
    named = next((k.value for k in call.keywords if k.arg == name), None)
    return call.args[place] if place < len(call.args) else named


def _format(part: ast.FormattedValue) -> str:
    if "strerror" in ast.unparse(part.value):
        return "system"
    match part.format_spec:
        case ast.JoinedStr(values=[ast.Constant(value=str(spec))]) if spec.startswith(","):
            return spec
    return ""


def _numbered(text: str) -> str:
    """The template a catalogue has: gaps numbered, braces of the sentence's own doubled."""
    numbers = iter(range(100))
    escaped = text.replace("{", "{{").replace("}", "}}")
    return _GAPS.sub(lambda gap: f"{{{next(numbers)}{':' + gap[1] if gap[1] else ''}}}", escaped)
