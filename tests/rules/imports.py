"""What a file of ours imports, and which built-in doors to the outside it opens, by its syntax tree."""

import ast
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from tests.rules.house import ROOMS, sources

DOORS = {"open", "input", "print", "breakpoint", "exec", "eval", "compile", "__import__", "__builtins__"}
"""Built-in names that reach files, the terminal or other modules without an import."""
CLOCKS = {"now", "today", "utcnow"}


@dataclass(frozen=True)
class Import:
    """One imported module, by its full name."""

    line: int
    name: str

    @property
    def library(self) -> str:
        """Its first word."""
        return self.name.partition(".")[0]

    @property
    def is_ours(self) -> bool:
        """Whether it is in one of our rooms."""
        return self.library in ROOMS

    @property
    def is_standard(self) -> bool:
        """Whether it comes with Python."""
        return self.library in sys.stdlib_module_names

    def within(self, names: tuple[str, ...]) -> bool:
        """Whether it is one of these modules or below one."""
        return any(f"{self.name}.".startswith(f"{name}.") for name in names)


@dataclass(frozen=True)
class Source:
    """One file of ours, parsed."""

    path: str
    """As seen from the house, with slashes."""
    tree: ast.Module
    known: frozenset[str]
    """Every module of the house: ``from room import name`` may name a module or something in one."""

    @property
    def module(self) -> str:
        """Its name as it is imported."""
        return module_of(self.path)

    @property
    def docstring(self) -> str:
        """What it says of itself."""
        return ast.get_docstring(self.tree) or ""

    @cached_property
    def imports(self) -> tuple[Import, ...]:
        """Every module that is imported anywhere in it, also in functions and for types only."""
        return tuple(self._imports())

    @cached_property
    def doors(self) -> tuple[tuple[int, str], ...]:
        """Where it reaches outside, or for the time, without an import."""
        return tuple(self._doors())

    @property
    def strings(self) -> Iterator[tuple[int, str]]:
        """Its texts that are no docstrings: a module can also be named in one, to be imported later."""
        silent = {id(node.value) for node in self._nodes if isinstance(node, ast.Expr)}
        for node in self._nodes:
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in silent:
                yield node.lineno, node.value

    @cached_property
    def _nodes(self) -> list[ast.AST]:
        return list(ast.walk(self.tree))

    def _imports(self) -> Iterator[Import]:
        for node in self._nodes:
            if isinstance(node, ast.Import):
                yield from (Import(node.lineno, alias.name) for alias in node.names)
            elif isinstance(node, ast.ImportFrom):
                base = self._base(node)
                for alias in node.names:
                    below = f"{base}.{alias.name}"
                    yield Import(node.lineno, below if below in self.known else base)

    def _doors(self) -> Iterator[tuple[int, str]]:
        for node in self._nodes:
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) and node.id in DOORS:
                yield node.lineno, node.id
            elif isinstance(node, ast.Attribute) and node.attr in CLOCKS and _is_date(node.value):
                yield node.lineno, ast.unparse(node)

    def _base(self, node: ast.ImportFrom) -> str:
        if not node.level:
            return node.module or ""
        package = self.module if self.path.endswith("__init__.py") else self.module.rpartition(".")[0]
        for _ in range(node.level - 1):
            package = package.rpartition(".")[0]
        return ".".join(filter(None, (package, node.module)))


def _is_date(node: ast.expr) -> bool:
    return ast.unparse(node).rpartition(".")[2] in ("date", "datetime")


def module_of(path: str) -> str:
    """A file's path as a module's name."""
    return path.removesuffix(".py").replace("/", ".").removesuffix(".__init__")


def read(house: Path) -> list[Source]:
    """Every file of our rooms."""
    files = {str(path.relative_to(house)): path for room in ROOMS for path in sources(room, house=house)}
    known = frozenset(map(module_of, files))
    return [Source(name, ast.parse(path.read_text("utf-8"), name), known) for name, path in files.items()]
