"""Small files and short functions: what does not fit one's head is two things."""

import ast

import pytest

from tests.rules.house import ROOMS, name, sources, tree

FILE_LINES = {"tests": 450}  # a list of examples may be longer than a thought
USUAL_FILE_LINES = 300
FUNCTION_LINES = 45
"""From ``def`` to the last line, docstring included, functions inside it not."""

Function = ast.FunctionDef | ast.AsyncFunctionDef


def length(function: Function) -> int:
    inner = (node for node in ast.walk(function) if node is not function and isinstance(node, Function))
    own = set(range(function.lineno, (function.end_lineno or function.lineno) + 1))
    for node in inner:
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
        for node in ast.walk(tree(path))
        if isinstance(node, Function)
    }
    assert {function: lines for function, lines in lengths.items() if lines > FUNCTION_LINES} == {}
