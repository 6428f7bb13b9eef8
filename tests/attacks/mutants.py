"""Changes of one place in one module, made in memory: what a mutation score is counted over.

A comparison turned or moved by one, `and` for `or`, a condition negated, a number moved by one, a call or a raise left
out, a result replaced by nothing. Docstrings, texts and type hints are left alone: no test needs to hold their words.
"""

import ast
import gc
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from types import CodeType, FunctionType

from tests.attacks.safety_core import path_of


@dataclass(frozen=True)
class Mutant:
    """The change number `number` of a module; `words` says what and where, `lines` the statement it is in.

    `in_function` is false for what runs once, as the module is imported, and never again.
    """

    module: str
    number: int
    words: str
    lines: tuple[int, ...]
    in_function: bool


@dataclass(frozen=True)
class _Place:
    words: str
    lines: tuple[int, ...]
    in_function: bool


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
        self.places: list[_Place] = []
        self._functions = 0
        self._lambdas = 0
        self._lines: tuple[int, ...] = ()

    def visit(self, node: ast.AST) -> ast.AST:
        outer = self._lines
        if isinstance(node, ast.stmt):
            body = getattr(node, "body", None)
            end = body[0].lineno - 1 if isinstance(body, list) else node.end_lineno or node.lineno
            self._lines = tuple(range(node.lineno, max(end, node.lineno) + 1))
        found: ast.AST = super().visit(node)
        self._lines = outer
        return found

    def _here(self, node: ast.AST, words: str) -> bool:
        inside = self._functions + self._lambdas > 0
        self.places.append(_Place(f"line {getattr(node, 'lineno', 0)}: {words}", self._lines, inside))
        return len(self.places) - 1 == self.at

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        self._functions += 1
        head = node.body[:1] if ast.get_docstring(node) else []
        rest = [self.visit(one) for one in node.body[len(head) :]]
        node.body = head + [one for one in rest if one is not None] or [ast.Pass()]
        self._functions -= 1
        return node

    def visit_Lambda(self, node: ast.Lambda) -> ast.AST:
        self._lambdas += 1
        node.body = self.visit(node.body)
        self._lambdas -= 1
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
        if isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING":
            return node
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
        if self._functions and node.value is not None and self._here(node, "nothing is returned"):
            node.value = ast.Constant(value=None)
        return node


def mutants_of(module: str) -> list[Mutant]:
    """Return every change that can be made of a module."""
    changer = _Changer()
    changer.visit(_tree(module))
    return [
        Mutant(module, number, place.words, place.lines, place.in_function)
        for number, place in enumerate(changer.places)
    ]


def changed_code(mutant: Mutant) -> CodeType:
    """Return the changed module, ready to be run."""
    tree = _Changer(mutant.number).visit(_tree(mutant.module))
    return compile(ast.fix_missing_locations(tree), str(path_of(mutant.module)), "exec", dont_inherit=True)


def put_in_place(mutant: Mutant) -> bool:
    """Give the functions of an imported module their changed code; says whether that made the change.

    It does not where a function's variables of an outer one differ: then the module has to be imported anew.
    """
    before = _functions_of(compile(_tree(mutant.module), str(path_of(mutant.module)), "exec", dont_inherit=True))
    after = _functions_of(changed_code(mutant))
    changed: dict[CodeType, CodeType] = {}
    for name, codes in before.items():
        others = after.get(name, [])
        if len(codes) == len(others):
            changed.update((old, new) for old, new in zip(codes, others, strict=True) if old != new)
    live = [one for one in gc.get_objects() if isinstance(one, FunctionType) and one.__module__ == mutant.module]
    touched = [function for function in live if function.__code__ in changed]
    try:
        for function in touched:
            function.__code__ = changed[function.__code__]
    except ValueError:
        return False
    _forget_what_was_worked_out_before()
    return bool(touched)


def _tree(module: str) -> ast.Module:
    return ast.parse(path_of(module).read_text("utf-8"))


def _functions_of(code: CodeType) -> dict[tuple[str, int], list[CodeType]]:
    found: defaultdict[tuple[str, int], list[CodeType]] = defaultdict(list)
    for inner in _inside(code):
        found[inner.co_qualname, inner.co_firstlineno].append(inner)
    return found


def _inside(code: CodeType) -> Iterator[CodeType]:
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield constant
            yield from _inside(constant)


def _forget_what_was_worked_out_before() -> None:
    """Empty the caches of our functions: what they hold was worked out by the unchanged code."""
    for one in gc.get_objects():
        if hasattr(type(one), "cache_clear") and str(getattr(one, "__module__", "")).startswith("overt."):
            one.cache_clear()
