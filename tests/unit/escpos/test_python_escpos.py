"""python-escpos opens and closes the ways to a printer, and leaves nothing behind when it is imported."""

import subprocess
import sys
from pathlib import Path

import pytest

CODE = """
import logging, sys
from hardware.drivers.escpos.python_escpos import library
print(library().__name__, logging.root.handlers, 'yaml' in sys.modules)
"""


@pytest.mark.slow
def test_importing_it_leaves_no_folder_and_no_handler(tmp_path: Path):
    env = {"TMPDIR": str(tmp_path)}
    done = subprocess.run([sys.executable, "-c", CODE], env=env, capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["escpos.printer", "[]", "True"]
    assert list(tmp_path.iterdir()) == []


@pytest.mark.slow
def test_it_would_leave_both():
    """Should a new release mend this, what we do about it can go."""
    code = (
        "import os, tempfile, logging; before = set(os.listdir(tempfile.gettempdir())); import escpos.printer\n"
        "left = set(os.listdir(tempfile.gettempdir())) - before\n"
        "print(len(left), len(logging.root.handlers))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split()[1] == "1"
    assert int(done.stdout.split()[0]) >= 1
