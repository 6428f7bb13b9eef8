"""A pytest plugin that takes one control out of the program in memory, to see whether its tests notice.

`OVERT_WITHOUT` names the control. A condition then always holds; any other control is removed by the edits its own
table in the register names, each of which must be found exactly once. No file is changed.
"""

import ast
import importlib.abc
import importlib.machinery
import os
import sys
import tomllib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from pathlib import Path
from types import CodeType, ModuleType

CONTROLS = Path(__file__).parents[2] / "src/overt/law/register/controls.toml"
CONDITIONS = "overt.law.conditions."


class CannotRemove(Exception):
    """The control is not where its removal says."""


class Removal:
    """What is taken out of each module: edits of its text, and conditions that always hold."""

    def __init__(self, control: str) -> None:
        table = tomllib.loads(CONTROLS.read_text(encoding="utf-8"))[control]
        self.edits: dict[str, list[tuple[str, str]]] = defaultdict(list)
        self.conditions: dict[str, list[str]] = defaultdict(list)
        for edit in table.get("removal", []):
            self.edits[edit["module"]].append((edit["old"], edit["new"]))
        for path in table.get("enforcement", []):
            module, _, name = path.partition(":")
            if module.startswith(CONDITIONS):
                self.conditions[module].append(name)

    @property
    def modules(self) -> set[str]:
        """Every module something is taken out of."""
        return set(self.edits) | set(self.conditions)

    def apply(self, module: str, source: str) -> ast.Module:
        """Return the module's tree without the control."""
        for old, new in self.edits[module]:
            if source.count(old) != 1:
                raise CannotRemove(f"{module} holds {old!r} {source.count(old)} times, not once")
            source = source.replace(old, new)
        tree = ast.parse(source)
        for name in self.conditions[module]:
            _always_holds(tree, name, module)
        return ast.fix_missing_locations(tree)


def _always_holds(tree: ast.Module, name: str, module: str) -> None:
    for node in tree.body:
        if isinstance(node, ast.FunctionDef) and node.name == name:
            node.body = [node.body[0], ast.Return(ast.Constant(value=True))]
            return
    raise CannotRemove(f"{module} has no condition {name}")


class _Loader(SourceFileLoader):
    def __init__(self, spec: ModuleSpec, removal: Removal) -> None:
        super().__init__(spec.name, str(spec.origin))
        self._removal = removal

    def get_code(self, fullname: str) -> CodeType:
        source = Path(self.path).read_text(encoding="utf-8")
        return compile(self._removal.apply(fullname, source), self.path, "exec", dont_inherit=True)


class Finder(importlib.abc.MetaPathFinder):
    """Gives the modules of a removal their changed code and leaves every other module alone."""

    def __init__(self, removal: Removal) -> None:
        self._removal = removal

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if fullname not in self._removal.modules:
            return None
        spec = PathFinder.find_spec(fullname, path, target)
        if spec is not None:
            spec.loader = _Loader(spec, self._removal)
        return spec


def install(environment: Mapping[str, str] = os.environ) -> None:
    """Take out the control the environment names; refuse when one of its modules is already loaded."""
    name = environment.get("OVERT_WITHOUT")
    if not name:
        return
    removal = Removal(name)
    if early := sorted(removal.modules & set(sys.modules)):
        raise CannotRemove(f"already loaded: {early}")
    sys.meta_path.insert(0, Finder(removal))


install()
