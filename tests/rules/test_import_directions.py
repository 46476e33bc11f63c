"""Imports point one way, and every contract that says so catches a violation."""

import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.rules.house import HOUSE, ROOMS, sources

pytestmark = pytest.mark.slow

CONTRACTS = tomllib.loads((HOUSE / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]["contracts"]
VIOLATIONS = {
    "Programs never import each other: they meet on the wire": (
        "kiosk_app/flow/step.py",
        "controller.desk.desk",
    ),
    "The language imports nothing of ours": ("contracts/topics.py", "hardware.errors"),
    "Hardware knows the language, never a program": ("hardware/errors.py", "ticket_printer.layout"),
    "The floors of the kiosk: the shell over screens over words over what happens": (
        "kiosk_app/flow/facts.py",
        "kiosk_app.present.phrases",
    ),
    "Look-ups know the language, ports, devices and texts, never the desk": (
        "controller/dossier/asking.py",
        "controller.settings",
    ),
    "The province's centre knows the language, never an office": (
        "province/ingest.py",
        "hardware.sim.beeper",
    ),
}
"""Contract -> a file that breaks it, and what it would have to import."""


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        (str(Path(sys.executable).with_name("lint-imports")), "--no-cache"),
        capture_output=True,
        text=True,
        check=False,
        cwd=folder,
    )


def test_the_imports_of_the_house_point_one_way():
    found = lint(HOUSE)
    assert found.returncode == 0, found.stdout + found.stderr


def test_every_contract_catches_a_violation(tmp_path: Path):
    assert set(VIOLATIONS) == {contract["name"] for contract in CONTRACTS}, "a contract without its proof"
    for path in sources(*ROOMS):
        copy = tmp_path / path.relative_to(HOUSE)
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, copy)
    shutil.copy(HOUSE / "pyproject.toml", tmp_path)
    for file, imported in VIOLATIONS.values():
        with (tmp_path / file).open("a", encoding="utf-8") as breaking:
            breaking.write(f"\nimport {imported}\n")
    found = lint(tmp_path)
    assert found.returncode == 1
    assert [name for name in VIOLATIONS if f"{name} BROKEN" not in found.stdout] == []
