"""The wall clock is read in one place, so that tests can choose the day; nothing else knows what day it is."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.rules.house import ROOMS, name, sources, tree

THE_CLOCK = "hardware/host/clock.py"
MAY = {
    THE_CLOCK,
    "simulation/main_system/certificates.py",  # OpenSSL looks at the machine's own clock
    "tests/days.py",
    "tests/the_day/sitecustomize.py",  # sets it
    "tests/unit/hardware/test_program_start.py",  # compares the two
    "tests/unit/hardware/test_system_clock.py",  # the same
    "controller/dossier/fetch.py",  # a main system says in a date of its own when it may be asked again
    "tests/rules/test_one_clock.py",
    "tests/rules/test_walls.py",  # samples of what is forbidden
}
READS = {"time.time", "time.time_ns", "time.localtime", "time.gmtime", "time.ctime", "time.strftime"}
DATES = {"now", "today", "utcnow"}
WORDS = DATES | {what.split(".")[1] for what in READS}


def readings(source: ast.Module) -> Iterator[str]:
    """Where a file asks the machine what time or day it is."""
    for node in ast.walk(source):
        if isinstance(node, ast.ImportFrom) and node.module == "time":
            found = [f"time.{alias.name}" for alias in node.names]
            yield from (f"line {node.lineno}: {what}" for what in found if what in READS)
        elif isinstance(node, ast.Attribute) and node.attr in WORDS:
            said = ast.unparse(node)
            if said in READS or (node.attr in DATES and said.split(".")[-2] in ("date", "datetime")):
                yield f"line {node.lineno}: {said}"


@pytest.mark.parametrize("room", [*ROOMS, "tests"])
def test_only_the_clock_knows_the_time(room: str):
    found = {name(path): list(readings(tree(path))) for path in sources(room) if name(path) not in MAY}
    assert {path: lines for path, lines in found.items() if lines} == {}


@pytest.mark.parametrize(
    "line",
    ["import time\ntime.time()", "from time import time_ns", "datetime.now(UTC)", "datetime.date.today()"],
)
def test_a_reading_is_caught(line: str):
    assert list(readings(ast.parse(line)))


def test_every_exception_is_one():
    house = {name(path): path for path in (*sources(*ROOMS), *sources("tests"))}
    needless = [path for path in MAY if not any(readings(tree(house[path])))]
    assert set(needless) <= {"tests/rules/test_one_clock.py", "tests/rules/test_walls.py"}
    assert isinstance(house[THE_CLOCK], Path)
