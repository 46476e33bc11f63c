"""Importing a module of ours writes nothing, connects to nothing and starts nothing."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.rules.house import HOUSE, ROOMS, module, sources

pytestmark = pytest.mark.slow

# Runs in a child: an audit hook cannot be taken back. Kivy is kept out, because it opens its window module
# and writes its settings when it is imported; what needs it is tested in tests/gui.
WATCH = """
import importlib, json, os, sys, threading

WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
ACTS = {
    "socket.bind", "socket.connect", "socket.sendto", "socket.getaddrinfo", "subprocess.Popen", "os.system",
    "os.fork", "os.forkpty", "os.exec", "os.posix_spawn", "os.spawn", "os.mkdir", "os.remove", "os.rename",
    "os.rmdir", "os.chmod", "os.putenv", "shutil.copyfile", "shutil.move", "shutil.rmtree", "sqlite3.connect",
    "tempfile.mkstemp", "tempfile.mkdtemp", "fcntl.flock", "fcntl.ioctl",
}
done, without, current = {}, [], ""

def watch(event, args):
    if event in ACTS or (event == "open" and isinstance(args[2], int) and args[2] & WRITES):
        done.setdefault(current, []).append(f"{event}{args!r}"[:200])

class NoKivy:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] == "kivy":
            raise ImportError("kept out", name=name)

sys.meta_path.insert(0, NoKivy())
import cv2  # with numpy: both set variables of their own process when they are imported, which is not our doing
import alembic.util  # asks how wide the terminal is
import ifaddr  # of zeroconf: looks for the C library
sys.addaudithook(watch)
for current in json.load(sys.stdin):
    try:
        importlib.import_module(current)
    except ImportError as error:
        if error.msg != "kept out":
            raise
        without.append(current)
    if threading.active_count() > 1:
        done.setdefault(current, []).append("thread")
current = "the end"
print(json.dumps([done, without]))
"""


def watched(*modules: str, folder: Path = HOUSE) -> tuple[dict[str, list[str]], list[str]]:
    """What the modules did when they were imported, and which of them could not be for want of Kivy."""
    child = subprocess.run(
        (sys.executable, "-c", WATCH),
        input=json.dumps(modules),
        capture_output=True,
        text=True,
        check=False,
        cwd=folder,
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
    )
    assert child.returncode == 0, child.stderr
    done, without = json.loads(child.stdout)
    return done, without


def test_importing_our_modules_does_nothing():
    modules = [module(path) for path in sources(*ROOMS)]
    done, without = watched(*modules)
    assert done == {}
    assert [name for name in without if not name.startswith("kiosk_app.")] == []
    assert len(without) < len(modules) / 5


def test_a_module_that_does_something_is_caught(tmp_path: Path):
    (tmp_path / "hasty.py").write_text(
        "import socket, subprocess, sqlite3, threading\n"
        "open('log.txt', 'a').close()\n"
        "sqlite3.connect(':memory:').close()\n"
        "with socket.socket(socket.AF_UNIX) as s:\n    s.bind('hasty.sock')\n"
        "subprocess.run(['true'])\n"
        "threading.Thread(target=threading.Event().wait, daemon=True).start()\n"
    )
    (tmp_path / "calm.py").write_text("from pathlib import Path\nTEXT = Path('hasty.py').read_text()\n")
    done, _ = watched("calm", "hasty", folder=tmp_path)
    assert list(done) == ["hasty"]
    caught = {act.partition("(")[0] for act in done["hasty"]}
    assert caught >= {
        "open",
        "sqlite3.connect",
        "socket.bind",
        "subprocess.Popen",
        "thread",
    }
