"""The caretaker's page has a word for every program that says who it is."""

import ast
from collections.abc import Iterator
from pathlib import Path

from controller.web.machines import KINDS

HOUSE = Path(__file__).parents[3]


def names_on_the_wire() -> Iterator[str]:
    """What each program calls itself: the second argument of ``identity_of``, a text or a constant of its file."""
    for main in [*HOUSE.glob("*/__main__.py"), *HOUSE.glob("hardware/*/__main__.py")]:
        tree = ast.parse(main.read_text("utf-8"))
        constants = {
            target.id: node.value
            for node in tree.body
            if isinstance(node, ast.Assign)
            for target in node.targets
            if isinstance(target, ast.Name)
        }
        for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
            if isinstance(call.func, ast.Name) and call.func.id == "identity_of":
                name = call.args[1]
                yield ast.literal_eval(constants[name.id] if isinstance(name, ast.Name) else name)


def test_every_program_has_a_word_and_no_word_waits_for_a_program_that_is_not_there():
    assert set(names_on_the_wire()) == set(KINDS)
