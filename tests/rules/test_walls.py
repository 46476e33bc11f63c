"""The walls stand, and every row of their tables catches what breaks it."""

import ast
import shutil
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from tests.rules import walls
from tests.rules.house import HOUSE, ROOMS, sources
from tests.rules.imports import Import, Source, read
from tests.rules.wall_libraries import ONLY_IN, READS_ITS_DATA
from tests.rules.wall_row import Row, matches
from tests.rules.wall_tables import MAY_IMPORT
from tests.rules.walls import breaches, main, unwalled

FOREIGN = ("socket", "subprocess", "threading", "kivy.clock", "paho.mqtt.client", "hardware.sim.bench")
DOORS = (
    "open('x')",
    "print()",
    "__import__('socket')",
    "eval('1')",
    "from datetime import datetime\ndatetime.now()",
)
STRANGER = "controller/metrics.py"
"""A file that no row of ``ONLY_IN`` names for much."""


@cache
def house_sources() -> dict[str, Source]:
    return {source.path: source for source in read(HOUSE)}


@cache
def reached(path: str) -> tuple[Import, ...]:
    return tuple(walls.reached(house_sources()[path]))


def planted(path: str, text: str) -> Source:
    """A file of ours that says what it says of itself, and then only these lines: its own are kept elsewhere."""
    source = house_sources()[path]
    return replace(source, tree=ast.Module([*source.tree.body[:1], *ast.parse(text, path).body], []))


def told(source: Source) -> list[str]:
    return [breach.what for breach in breaches([source])]


def test_the_walls_stand():
    assert list(map(str, breaches(house_sources().values()))) == []
    assert list(unwalled()) == []


def test_every_row_catches_what_it_does_not_name():
    text = "\n".join([*(f"import {name}\ndef f():\n    from {name} import x" for name in FOREIGN), *DOORS])
    for path in house_sources():
        if any(row.holds(path) for row in MAY_IMPORT):
            found = told(planted(path, text))
            for name in FOREIGN:
                assert found.count(f"imports {name}, which its row does not name") == 2, path
            assert sum(what.endswith("its row is closed") for what in found) == len(DOORS), path


def test_no_row_lets_in_what_none_of_its_files_needs():
    """A wall is as low as its longest list. Modules of ours may stay: each has a wall itself."""
    for row in MAY_IMPORT:
        used = {i.name for path, s in house_sources().items() if row.holds(path) for i in s.imports}
        assert {*row.std.split(), *row.other.split()} - used == set(), row.files


@pytest.mark.parametrize("library", ONLY_IN)
def test_every_library_is_caught_elsewhere(library: str):
    path = STRANGER if not matches(STRANGER, ONLY_IN[library]) else "hardware/link/station.py"
    assert f"imports {library}; only {ONLY_IN[library]} may" in told(planted(path, f"import {library}"))


@pytest.mark.parametrize("library", ONLY_IN)
def test_no_place_is_named_where_the_library_is_not_needed(library: str):
    users = [path for path in house_sources() if any(i.within((library,)) for i in reached(path))]
    places = ONLY_IN[library].split()
    assert [place for place in places if not any(matches(path, place) for path in users)] == []


def test_a_library_that_is_only_named_to_be_imported_later_is_caught_elsewhere():
    assert told(planted(STRANGER, "NAME = 'escpos.printer'")) == [
        f"imports escpos.printer; only {ONLY_IN['escpos']} may"
    ]


def test_what_is_excepted_from_having_a_row_is_named_by_one_and_has_none():
    named = {name for row in MAY_IMPORT for name in row.own.split()}
    for name in READS_ITS_DATA:
        assert name in named
        assert not any(row.holds(name.replace(".", "/") + ".py") for row in MAY_IMPORT)


def test_a_library_that_the_table_does_not_know_is_caught():
    assert told(planted(STRANGER, "import requests")) == ["imports requests, which ONLY_IN does not name"]


def test_a_module_that_calls_itself_pure_must_stand_in_a_row():
    stranger = house_sources()[STRANGER]
    body = [*ast.parse('"""Adds. Pure."""').body, *stranger.tree.body[1:]]
    source = replace(stranger, tree=ast.Module(body, []))
    assert told(source) == ["calls itself pure and stands in no row of MAY_IMPORT"]


def test_a_package_brings_nothing_in_with_it():
    assert told(planted("controller/__init__.py", "import socket")) == ["a package imports socket"]


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("ticket_printer/worker.py", "from hardware.sim.printer import SimTicketPrinter"),
        ("ticket_printer/worker.py", "from hardware import sim"),
        ("ticket_printer/worker.py", "NAME = 'hardware.sim.printer'"),
        ("controller/web/app.py", "import simulation.office.page"),
        ("hardware/link/mqtt.py", "from ..sim.bench import BenchDevice"),
        ("hardware/link/mqtt.py", "def f():\n    import simulation"),
    ],
)
def test_production_never_knows_a_simulator(path: str, text: str):
    assert told(house_sources()[path]) == []
    assert told(planted(path, text)) != []


def test_what_is_imported_by_way_of_a_package_is_seen_by_its_own_name():
    source = planted("display_board/flow.py", "from display_board import signs\nfrom . import board\n")
    assert told(source) == [
        "imports display_board.signs, which its row does not name",
        "imports display_board.board, which its row does not name",
    ]


def test_a_row_that_lets_in_a_module_without_a_row_is_told(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(walls, "MAY_IMPORT", (Row("x.py", "", "controller.metrics"),))
    assert list(unwalled()) == ["controller.metrics, which x.py may import, stands in no row of MAY_IMPORT"]


def test_two_rows_for_one_file_are_told(monkeypatch: pytest.MonkeyPatch):
    row = Row(STRANGER, "contextlib", "contracts.messages", "prometheus_client")
    monkeypatch.setattr(walls, "MAY_IMPORT", (row, row))
    assert told(house_sources()[STRANGER]) == ["stands in two rows of MAY_IMPORT"]


@pytest.mark.slow
def test_what_make_check_runs_fails_on_a_copy_with_an_import_too_many(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    for source in sources(*ROOMS):
        copy = tmp_path / source.relative_to(HOUSE)
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(source, copy)
    too_many = {
        "controller/domain/selection.py": ("socket", "subprocess", "threading"),
        "controller/desk/judging.py": ("sqlite3",),
        "ticket_printer/spooler.py": ("hardware.sim.bench",),
        "kiosk_app/flow/time.py": ("kivy",),
        "kiosk_app/flow/step.py": ("hardware.drivers.espeak",),
    }
    for path, libraries in too_many.items():
        with (tmp_path / path).open("a", encoding="utf-8") as file:
            file.write(f"\nimport {', '.join(libraries)}\n")
    capsys.readouterr()
    assert main(tmp_path) == 1
    said = capsys.readouterr().out.splitlines()
    for path, libraries in too_many.items():
        for library in libraries:
            assert any(
                line.startswith(f"{path}:") and f"imports {library}, which its row" in line for line in said
            )


def test_make_check_runs_the_walls():
    assert "$(PY) -m tests.rules.walls" in (HOUSE / "Makefile").read_text("utf-8")
