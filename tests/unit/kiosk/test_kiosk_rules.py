"""The rules of the screens (kv): Kivy looks again at a rule when something changes that the rule names, and at nothing else."""

import re
from pathlib import Path

import pytest

import kiosk_app.screens

FILES = sorted(Path(kiosk_app.screens.__file__).parent.glob("*.kv"))
WHOLE_APP = re.compile(r"\bapp\b(?!\.)")


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_the_size_of_letters_names_all_that_it_depends_on(path: Path):
    """Whoever passes the whole ``app`` has letters that stay large when nobody wants them large any more."""
    lines = path.read_text("utf-8").splitlines()
    assert [line for line in lines if "size_u:" in line and WHOLE_APP.search(line)] == []
