"""Changes the safety core one place at a time and sees whether its tests notice: a mutation score.

A mutant is one change of one place in one module, made in memory as the module is imported, in a process of its own:
a comparison turned or moved by one, `and` for `or`, a condition negated, a number moved by one, a call or a raise left
out, a result replaced by nothing. Docstrings, texts and type hints are left alone: no test needs to hold their words.

`python -m tests.attacks.mutation ROOM [--most N] [--seed S]` prints the score and every mutant that lived.
"""

import argparse
import ast
import importlib.abc
import importlib.machinery
import io
import os
import random
import signal
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from pathlib import Path
from types import CodeType, ModuleType

ROOT = Path(__file__).parents[2]
LONGEST_SECONDS = 240


@dataclass(frozen=True)
class Room:
    """Modules of the safety core, and the tests that must notice a change of them, the quickest first."""

    modules: tuple[str, ...]
    tests: tuple[str, ...]


VAULT_TESTS = ("tests/unit/vault", "tests/attacks/test_vault_rotation.py", "tests/properties/test_vault_authority.py")
VAULT_TESTS += ("tests/attacks/test_vault_remnants.py", "tests/attacks/test_vault_faults.py")
VAULT = ("authority", "commitment", "database", "envelope", "folder", "key_store", "keys", "kinds", "release")
VAULT += ("rotation", "site_key", "transit_store", "vault", "warrant")
CONDITIONS = sorted(path.stem for path in (ROOT / "src/overt/law/conditions").glob("[!_]*.py"))
LAW = ("permissions", "transitions", "acts", "listing", *(f"conditions.{name}" for name in CONDITIONS))
ERASURE = ("_erasing", "_erasures", "_keyless", "erase_alert", "erase_watchlist", "erase_due", "finish_erasures")
ERASURE += ("_membership", "ask_about_list", "answer_about_list", "decline_about_list")
ERASED = ("erasure", "backup", "membership", "erasure_faults", "erasure_edges")
ERASURE_TESTS = tuple(f"tests/integration/actions/test_{name}.py" for name in ERASED)
LEDGER = ("append", "canonical", "checkpoint", "cosigning", "entry", "events", "export", "fields", "files", "latest")
LEDGER += (
    "membership",
    "merkle",
    "note",
    "proof",
    "published",
    "read",
    "sampling",
    "signed",
    "stamps",
    "tail",
    "tiles",
)
LEDGER += ("tree", "verifier", "verify", "witness")
LEDGER_TESTS = ("tests/unit/ledger", "tests/integration/ledger", "tests/attacks/test_ledger_tampering.py")
LEDGER_TESTS += ("tests/properties/test_ledger_merkle.py", "tests/integration/documents/test_bundle.py")
ROOMS = {
    "ledger": Room(tuple(f"overt.ledger.{name}" for name in LEDGER), LEDGER_TESTS),
    "vault": Room(tuple(f"overt.vault.{name}" for name in VAULT), VAULT_TESTS),
    "law": Room(tuple(f"overt.law.{name}" for name in LAW), ("tests/unit/law", "tests/properties/test_law_table.py")),
    "erasure": Room(tuple(f"overt.actions.{name}" for name in ERASURE), ERASURE_TESTS),
}


@dataclass(frozen=True)
class Mutant:
    """The change number `number` of a module; `words` says what and where."""

    module: str
    number: int
    words: str


_TURNED: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
}


class _Changer(ast.NodeTransformer):
    """Walks a module and counts the places that can be changed; changes the one it was told to."""

    def __init__(self, at: int = -1) -> None:
        self.at = at
        self.places: list[str] = []
        self._depth = 0

    def _here(self, node: ast.AST, words: str) -> bool:
        self.places.append(f"line {getattr(node, 'lineno', 0)}: {words}")
        return len(self.places) - 1 == self.at

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        self._depth += 1
        head = node.body[:1] if ast.get_docstring(node) else []
        rest = [self.visit(one) for one in node.body[len(head) :]]
        node.body = head + [one for one in rest if one is not None] or [ast.Pass()]
        self._depth -= 1
        return node

    def visit_ClassDef(self, node: ast.ClassDef) -> ast.AST:
        node.body = [self.visit(one) if isinstance(one, ast.FunctionDef) else one for one in node.body]
        return node

    def visit_AnnAssign(self, node: ast.AnnAssign) -> ast.AST:
        if node.value is not None:
            node.value = self.visit(node.value)
        return node

    def visit_Compare(self, node: ast.Compare) -> ast.AST:
        self.generic_visit(node)
        turned = _TURNED.get(type(node.ops[0]))
        if turned is not None and self._here(node, f"{type(node.ops[0]).__name__} becomes {turned.__name__}"):
            node.ops[0] = turned()
        return node

    def visit_BoolOp(self, node: ast.BoolOp) -> ast.AST:
        self.generic_visit(node)
        other = ast.Or if isinstance(node.op, ast.And) else ast.And
        if self._here(node, f"{type(node.op).__name__} becomes {other.__name__}"):
            node.op = other()
        return node

    def visit_If(self, node: ast.If) -> ast.AST:
        self.generic_visit(node)
        if self._here(node, "the condition is negated"):
            node.test = ast.UnaryOp(ast.Not(), node.test)
        return node

    def visit_UnaryOp(self, node: ast.UnaryOp) -> ast.AST:
        self.generic_visit(node)
        if isinstance(node.op, ast.Not) and self._here(node, "not is left out"):
            return node.operand
        return node

    def visit_Constant(self, node: ast.Constant) -> ast.AST:
        if isinstance(node.value, bool):
            if self._here(node, f"{node.value} is turned"):
                return ast.Constant(value=not node.value)
        elif isinstance(node.value, int) and self._here(node, f"{node.value} becomes {node.value + 1}"):
            return ast.Constant(node.value + 1)
        return node

    def visit_JoinedStr(self, node: ast.JoinedStr) -> ast.AST:
        return node

    def visit_Expr(self, node: ast.Expr) -> ast.AST:
        if isinstance(node.value, ast.Constant):
            return node
        self.generic_visit(node)
        if isinstance(node.value, ast.Call) and self._here(node, f"{ast.unparse(node)[:50]} is left out"):
            return ast.Pass()
        return node

    def visit_Raise(self, node: ast.Raise) -> ast.AST:
        if self._here(node, "the refusal is left out"):
            return ast.Pass()
        return node

    def visit_Return(self, node: ast.Return) -> ast.AST:
        self.generic_visit(node)
        if self._depth and node.value is not None and self._here(node, "nothing is returned"):
            node.value = ast.Constant(value=None)
        return node


def mutants_of(module: str) -> list[Mutant]:
    """Return every change that can be made of a module."""
    changer = _Changer()
    changer.visit(ast.parse(_source(module)))
    return [Mutant(module, number, words) for number, words in enumerate(changer.places)]


def _source(module: str) -> str:
    return (ROOT / "src" / (module.replace(".", "/") + ".py")).read_text("utf-8")


class _Loader(SourceFileLoader):
    def __init__(self, spec: ModuleSpec, mutant: Mutant) -> None:
        super().__init__(spec.name, str(spec.origin))
        self._mutant = mutant

    def get_code(self, fullname: str) -> CodeType:
        tree = _Changer(self._mutant.number).visit(ast.parse(_source(fullname)))
        return compile(ast.fix_missing_locations(tree), self.path, "exec", dont_inherit=True)


class _Finder(importlib.abc.MetaPathFinder):
    def __init__(self, mutant: Mutant) -> None:
        self._mutant = mutant

    def find_spec(self, name: str, path: Sequence[str] | None, target: ModuleType | None = None) -> ModuleSpec | None:
        if name != self._mutant.module:
            return None
        spec = PathFinder.find_spec(name, path, target)
        if spec is not None:
            spec.loader = _Loader(spec, self._mutant)
        return spec


def lives(mutant: Mutant, tests: Sequence[str]) -> bool:
    """Say whether every test passes with this change; a change that hangs or breaks the import is noticed."""
    child = os.fork()
    if child == 0:
        os._exit(_tested(mutant, tests))
    deadline = time.monotonic() + LONGEST_SECONDS
    while time.monotonic() < deadline:
        done, status = os.waitpid(child, os.WNOHANG)
        if done:
            return status == 0
        time.sleep(0.05)
    os.killpg(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return False


def _tested(mutant: Mutant, tests: Sequence[str]) -> int:
    import pytest

    os.setpgid(0, 0)
    sys.meta_path.insert(0, _Finder(mutant))
    with redirect_stdout(io.StringIO()), redirect_stderr(io.StringIO()):
        return int(pytest.main(["-x", "-q", "-p", "no:xdist", "-p", "no:cacheprovider", *tests]))


def score(room: str, most: int, seed: int) -> tuple[int, list[Mutant]]:
    """Try at most so many mutants of a room, drawn by seed; give how many were tried and those that lived."""
    everything = [mutant for module in ROOMS[room].modules for mutant in mutants_of(module)]
    drawn = random.Random(seed).sample(everything, min(most, len(everything)))
    return len(drawn), [mutant for mutant in _progress(drawn) if lives(mutant, ROOMS[room].tests)]


def _progress(drawn: Sequence[Mutant]) -> Iterator[Mutant]:
    for number, mutant in enumerate(drawn, 1):
        print(f"{number}/{len(drawn)} {mutant.module} {mutant.words}", file=sys.stderr, flush=True)
        yield mutant


def main() -> int:
    """Print the score of one room."""
    parser = argparse.ArgumentParser()
    parser.add_argument("room", choices=ROOMS)
    parser.add_argument("--most", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    tried, lived = score(options.room, options.most, options.seed)
    for mutant in lived:
        print(f"lived: {mutant.module} {mutant.words}")
    print(f"{options.room}: {tried - len(lived)} of {tried} noticed, {100 * (tried - len(lived)) / tried:.1f} %")
    return 0


if __name__ == "__main__":
    sys.exit(main())
