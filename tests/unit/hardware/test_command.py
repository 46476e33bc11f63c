"""``motcua`` as it is installed: really started, by the words that a caretaker types."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from hardware.host.command import COMMANDS

pytestmark = pytest.mark.slow

MOTCUA = Path(sys.executable).with_name("motcua")
TYPED_IN = "controller hash-pin"
"""Asks at once; it has no options to show."""


def typed(
    *words: str, keys: str = "", folder: Path | None = None, **environment: str
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        (MOTCUA, *words),
        input=keys,
        capture_output=True,
        text=True,
        check=False,
        cwd=folder,
        timeout=60,
        start_new_session=True,  # no terminal: a question for a PIN is read from ``keys``
        env={**os.environ, **environment},
    )


@pytest.mark.parametrize("words", [(), ("--help",), ("help",)])
def test_alone_it_tells_every_command_in_vietnamese_and_then_in_english(words: tuple[str, ...]):
    done = typed(*words)
    assert (done.returncode, done.stderr) == (0, "")
    lines = done.stdout.splitlines()
    assert [line.split(":")[0] for line in lines[:2]] == ["Cách dùng", "Usage"]
    assert [line[2:].split("   ")[0].split("  ")[0] for line in lines[3::2]] == list(COMMANDS)
    assert max(map(len, lines)) < 100
    assert all(line.startswith(" " * 20) for line in lines[4::2])


EVERY_HELP = """
import contextlib, io, json, sys
from hardware.host.command import main
told = {}
for words in sys.argv[1:]:
    sys.argv, out, err = ["motcua", *words.split(), "--help"], io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            status = main()
        except SystemExit as end:
            status = end.code
    told[words] = status, out.getvalue(), err.getvalue()
print(json.dumps(told))
"""
"""One process for all: what a start costs is the reading of libraries, and they are mostly the same."""


def test_each_command_starts_its_module_and_calls_it_by_the_words(tmp_path: Path):
    asked = [words for words in COMMANDS if words != TYPED_IN]
    quietly = "-Wignore::RuntimeWarning:runpy"  # that a module was read before is not so on a machine
    done = subprocess.run(
        (sys.executable, quietly, "-c", EVERY_HELP, *asked),
        capture_output=True,
        text=True,
        check=True,
        cwd=tmp_path,
        timeout=300,
    )
    assert done.stderr == ""
    told = json.loads(done.stdout)
    assert list(told) == asked
    for words, (status, out, err) in told.items():
        assert (status or 0, err) == (0, ""), words
        assert out.startswith(f"usage: motcua {words} [-h]")


def test_a_pin_becomes_a_hash():
    done = typed("controller", "hash-pin", keys="246813\n")
    assert done.returncode == 0
    assert done.stdout.strip().startswith("$argon2id$")
    assert "246813" not in done.stdout + done.stderr


def test_the_exit_status_is_the_modules_own(tmp_path: Path):
    assert typed("scan", str(tmp_path)).returncode == 1
    assert typed("scan").returncode == 2
    assert typed("run", "controller", "--settings", "none.toml").returncode == 78
    drawn = typed("printer", "preview", "out.png", folder=tmp_path)
    assert (drawn.returncode, drawn.stderr) == (0, "")
    assert (tmp_path / "out.png").stat().st_size > 1000


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("printer prob --usb", "printer probe"),
        ("Printer Probe", "printer probe"),
        ("scann /tmp", "scan"),
        ("run kisok", "run kiosk"),
        ("demo_check", "demo-check"),
    ],
)
def test_wrong_words_get_the_nearest_command_and_nothing_that_scrolls_it_away(said: str, meant: str):
    done = typed(*said.split())
    assert (done.returncode, done.stdout) == (2, "")
    wrong = " ".join(said.split()[:2])
    assert done.stderr.splitlines() == [
        f"Không có lệnh “{wrong}”.",
        f"There is no command “{wrong}”.",
        f"Có phải ý ông/bà là: motcua {meant}",
        f"Did you mean: motcua {meant}",
        "Gõ “motcua” để xem mọi lệnh.",
        "“motcua” alone tells every command.",
    ]


@pytest.mark.parametrize(("said", "status"), [("printer", 2), ("run --help", 0), ("controller -h", 0)])
def test_the_first_word_alone_tells_its_own_commands(said: str, status: int):
    group = said.split(maxsplit=1)[0]
    done = typed(*said.split())
    assert (done.returncode, done.stderr) == (status, "")
    told = [line[2:].split("  ")[0] for line in done.stdout.splitlines()[3::2]]
    assert told == [words for words in COMMANDS if words.startswith(f"{group} ")]


def test_what_is_near_nothing_is_not_guessed():
    assert typed("xyzzy").stderr.splitlines()[:2] == [
        "Không có lệnh “xyzzy”.",
        "There is no command “xyzzy”.",
    ]
    assert "Did you mean" not in typed("xyzzy").stderr


def test_a_library_that_is_not_installed_is_named(tmp_path: Path):
    (tmp_path / "PIL").mkdir()
    absent = 'raise ModuleNotFoundError("No module named \'PIL\'", name="PIL")\n'
    (tmp_path / "PIL" / "__init__.py").write_text(absent)
    done = typed("printer", "preview", "out.png", PYTHONPATH=str(tmp_path))
    assert done.returncode == 1
    assert done.stderr.splitlines() == [
        "Máy này chưa cài phần mềm mà lệnh này cần (PIL).",
        "What this command needs is not installed on this machine (PIL).",
    ]


def test_it_tells_its_version():
    assert typed("--version").stdout.startswith("motcua ")


def test_without_it_a_module_is_called_as_python_calls_it():
    done = subprocess.run(
        (sys.executable, "-m", "hardware.drivers.decode", "--help"),
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).parents[3],
    )
    assert done.stdout.startswith("usage: python -m hardware.drivers.decode [-h]")


def test_a_mistake_of_our_own_is_not_called_a_missing_library(tmp_path: Path):
    (tmp_path / "hardware").mkdir()
    (tmp_path / "sitecustomize.py").write_text(
        "import sys, hardware.drivers.decode\nsys.modules['hardware.drivers.decode.pictures'] = None\n"
    )
    done = typed("scan", ".", PYTHONPATH=str(tmp_path))
    assert "chưa cài" not in done.stderr
    assert "ModuleNotFoundError" in done.stderr
