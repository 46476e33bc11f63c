"""Small files and short functions: what does not fit one's head is two things."""

import ast
from collections.abc import Iterator

import pytest

from tests.rules.house import ROOMS, name, sources, tree

FILE_LINES = {"tests": 450}  # a list of examples may be longer than a thought
USUAL_FILE_LINES = 300
FUNCTION_LINES = 45
"""From ``def`` to the last line, docstring included, functions inside it not."""

Function = ast.FunctionDef | ast.AsyncFunctionDef
Block = ast.stmt | ast.excepthandler | ast.match_case


def functions(node: ast.AST) -> Iterator[Function]:
    """Every function below a node: only blocks hold any."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, Block):
            if isinstance(child, Function):
                yield child
            yield from functions(child)


def length(function: Function) -> int:
    own = set(range(function.lineno, (function.end_lineno or function.lineno) + 1))
    for node in functions(function):
        own -= set(range(node.lineno, (node.end_lineno or node.lineno) + 1))
    return len(own)


@pytest.mark.parametrize("folder", [*ROOMS, "benchmarks", "tests"])
def test_no_file_is_longer_than_its_budget(folder: str):
    lengths = {name(path): path.read_text("utf-8").count("\n") for path in sources(folder)}
    assert {
        path: lines for path, lines in lengths.items() if lines > FILE_LINES.get(folder, USUAL_FILE_LINES)
    } == {}


@pytest.mark.parametrize("folder", [*ROOMS, "benchmarks", "tests"])
def test_no_function_is_longer_than_its_budget(folder: str):
    lengths = {
        f"{name(path)}:{node.lineno} {node.name}": length(node)
        for path in sources(folder)
        for node in functions(tree(path))
    }
    assert {function: lines for function, lines in lengths.items() if lines > FUNCTION_LINES} == {}
