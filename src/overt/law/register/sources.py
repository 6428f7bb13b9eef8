"""Finds the source text of code paths and of tests without importing or running any of it.

Looking at text keeps this room pure and lets a page check the register without loading an engine. A path that is
not there has no text; it is never guessed.
"""

import ast
import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import overt
from overt.law.register.values import Control

PACKAGE = Path(overt.__file__).parent
CHECKOUT = PACKAGE.parents[1]
"""Where `src/` and `tests/` lie in a checkout; on an installed site there is nothing of ours here."""


@dataclass(frozen=True)
class Test:
    """One test as found: its source text and the clauses its markers name."""

    text: str
    clauses: frozenset[str]


Tests = Mapping[str, Test]
"""Test id (`tests/…/file.py::function`) to what was found."""


@cache
def text_of(path: str) -> str | None:
    """Return the source text of `module:qualname`, or None when there is no such thing.

    A qualname names a function, a class, a method, a module's constant, or one entry of a table written as
    `TABLE[key]`.
    """
    module, _, qualname = path.partition(":")
    source = _module(module)
    node = _find(source[1], qualname) if source else None
    return _text(source[0], node) if source and node else None


def code_digest(control: Control) -> str:
    """Return the SHA-256 over a control's code and the way it is removed; any change of either changes it."""
    told = [f"{path}\n{text_of(path) or ''}" for path in control.enforcement]
    told += [f"{edit.module}\n{edit.old}\n{edit.new}" for edit in control.removal]
    return _digest(told)


def tests_digest(control: Control, tests: Tests) -> str:
    """Return the SHA-256 over the text of a control's tests."""
    return _digest([f"{name}\n{tests[name].text if name in tests else ''}" for name in control.tests])


def _digest(parts: Sequence[str]) -> str:
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


@cache
def find_tests(checkout: Path = CHECKOUT) -> Tests | None:
    """Return every test function under `tests/` with the clauses it is marked with; None when no tests are there."""
    folder = checkout / "tests"
    if not (folder / "conftest.py").is_file():
        return None
    found: dict[str, Test] = {}
    for path in sorted(folder.rglob("test_*.py")):
        source = path.read_text(encoding="utf-8")
        name = path.relative_to(checkout).as_posix()
        found |= {f"{name}::{test}": told for test, told in _tests(source)}
    return found


def _tests(source: str) -> Iterator[tuple[str, Test]]:
    for node in ast.parse(source).body:
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
            yield node.name, Test(_text(source, node), frozenset(_marked(node)))


def _text(source: str, node: ast.AST) -> str:
    """Return a node's source; a function's or class's as whole lines with its decorators."""
    if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        return ast.get_source_segment(source, node) or ""
    first = min(one.lineno for one in (*node.decorator_list, node))
    return "\n".join(source.split("\n")[first - 1 : node.end_lineno])


def _marked(node: ast.FunctionDef) -> Iterator[str]:
    for decorator in node.decorator_list:
        if isinstance(decorator, ast.Call) and ast.unparse(decorator.func) == "pytest.mark.clause":
            yield from (str(ast.literal_eval(argument)) for argument in decorator.args)


@cache
def _module(name: str) -> tuple[str, ast.Module] | None:
    parts = name.split(".")
    if parts[0] != "overt":
        return None
    path = PACKAGE.joinpath(*parts[1:])
    for candidate in (path.with_suffix(".py"), path / "__init__.py"):
        if candidate.is_file():
            source = candidate.read_text(encoding="utf-8")
            return source, ast.parse(source)
    return None


def _find(tree: ast.Module, qualname: str) -> ast.AST | None:
    name, _, key = qualname.partition("[")
    node: ast.AST | None = tree
    for part in name.split("."):
        node = _child(node, part) if node else None
    return _entry(node, key.rstrip("]")) if node and key else node


def _entry(table: ast.AST, key: str) -> ast.AST | None:
    """Return one entry of a table: the value of a mapping's key, or the call whose first argument is the key."""
    for node in ast.walk(table):
        if isinstance(node, ast.Dict):
            for name, value in zip(node.keys, node.values, strict=True):
                if isinstance(name, ast.Constant) and name.value == key:
                    return value
        if isinstance(node, ast.Call) and node.args:
            first = node.args[0]
            if isinstance(first, ast.Constant) and first.value == key:
                return node
    return None


def _child(parent: ast.AST, name: str) -> ast.AST | None:
    for node in getattr(parent, "body", []):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) and node.name == name:
            return node
        if isinstance(node, ast.Assign | ast.AnnAssign) and name in _targets(node):
            return node
    return None


def _targets(node: ast.Assign | ast.AnnAssign) -> set[str]:
    targets = node.targets if isinstance(node, ast.Assign) else [node.target]
    return {target.id for target in targets if isinstance(target, ast.Name)}
