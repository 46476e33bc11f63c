"""No text for people in code, and nothing of the machine on which it was written."""

import ast
import os
import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.rules.house import BINARY, HOUSE, files, name, sources, tree

PROGRAMS = ("controller", "display_board", "kiosk_app", "ticket_printer")
INVENTED = {"kiosk_app/sample.py", "kiosk_app/sample_guide.py", "kiosk_app/sample_slip.py"}
"""The names of an invented office, for pictures: data, and nobody reads it at a kiosk."""
MARKUP = {".kv", ".html", ".js", ".css"}
OTHER_NAMES = (
    "bộ điều khiển",
    "máy điều khiển",
    "máy trung tâm",
    "trung chuyển tin",
    "môi giới",
    "mosquitto",
)
"""The controller is *máy chủ* and the broker *bộ chuyển tin*, so that a clerk and a caretaker speak of the same thing."""

# Put together from pieces, so that this file does not name what it forbids.
MACHINE = re.compile(
    "|".join([r"(?<![\w.])/(root|home|Users|work|mnt)/" + r"\w", r"(?<!\w)[A-Z]:\\\\?Users"])
)
REGISTRY = re.compile(
    "|".join(["pypi" + r"\.org", "python" + "hosted", "registry" + r"\.npmjs", "arti" + "factory"])
)


def spoken(source: ast.Module) -> Iterator[ast.Constant]:
    """Every string in the code that is no docstring."""
    silent = {id(node.value) for node in ast.walk(source) if isinstance(node, ast.Expr)}
    for node in ast.walk(source):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in silent:
            yield node


def is_vietnamese(text: str) -> bool:
    """Whether the text has a letter that only text for people needs; a single letter may be a measure."""
    return len(text) > 1 and any(
        letter.isalpha() and ord(letter) > 127 for letter in unicodedata.normalize("NFC", text)
    )


@pytest.mark.parametrize("room", PROGRAMS)
def test_no_sentence_for_people_stands_in_code(room: str):
    found = [
        f"{name(path)}:{node.lineno} {node.value!r}"
        for path in sources(room)
        if name(path) not in INVENTED
        for node in spoken(tree(path))
        if is_vietnamese(str(node.value))
    ]
    assert found == []


@pytest.mark.parametrize("room", PROGRAMS)
def test_no_sentence_for_people_stands_in_markup(room: str):
    comments = re.compile(r"/\*.*?\*/|<!--.*?-->|\{#.*?#\}|^\s*(#|//).*?$", re.DOTALL | re.MULTILINE)
    found = [
        name(path)
        for path in files(room)
        if path.suffix in MARKUP and is_vietnamese(comments.sub("", path.read_text("utf-8")))
    ]
    assert found == []


def test_the_rule_sees_text_and_overlooks_docstrings_and_comments():
    source = ast.parse(
        '"""Gọi."""\nA = 1\n"""Chuyển."""\n# Quầy\ndef f(x):\n  "Hủy"\n  return f"Số {x}" + "ok"\n'
    )
    assert [node.value for node in spoken(source) if is_vietnamese(str(node.value))] == ["Số "]
    assert not is_vietnamese("– … ● 0123 {x:%H:%M}")


def texts() -> Iterator[tuple[Path, str]]:
    for path in files():
        if path.suffix not in BINARY:
            yield path, path.read_text("utf-8")


def test_controller_and_broker_have_one_name_each_before_people():
    others = re.compile("|".join(OTHER_NAMES), re.IGNORECASE)
    shown = [(path, text) for path, text in texts() if path.suffix in MARKUP or path.parent.name == "texts"]
    assert [f"{name(path)}: {match[0]}" for path, text in shown for match in others.finditer(text)] == []
    spoken_of = " ".join(text for _, text in shown)
    assert "máy chủ" in spoken_of
    assert "bộ chuyển tin" in spoken_of


def test_every_text_file_is_utf8_in_nfc_with_unix_line_ends():
    found = [
        name(path)
        for path, text in texts()
        if not unicodedata.is_normalized("NFC", text) or "\r" in text or "\ufeff" in text
    ]
    assert found == []


def test_no_file_names_the_machine_or_a_registry():
    hosts = {
        urlsplit(value).hostname
        for key, value in os.environ.items()
        if key.endswith(("INDEX_URL", "REGISTRY"))
    }
    found = [
        f"{name(path)}: {match[0]}"
        for path, text in texts()
        for match in (MACHINE.search(text), REGISTRY.search(text))
        if match
    ]
    found += [f"{name(path)}: {host}" for path, text in texts() for host in hosts if host and host in text]
    found += [f"{name(path)}: {HOUSE}" for path, text in texts() if str(HOUSE) in text]
    assert found == []


@pytest.mark.parametrize(
    "bad", ["/" + "root/x", '"/' + "work/main", "/" + "home/pi/x", "https://" + "pypi" + ".org/simple"]
)
def test_the_rule_sees_paths_and_registries(bad: str):
    assert MACHINE.search(bad) or REGISTRY.search(bad)


@pytest.mark.parametrize(
    "good", ["/etc/motcua/kiosk.toml", "/var/lib/motcua", "https://host/homework", "a/work/b"]
)
def test_the_rule_leaves_the_places_of_a_pi_alone(good: str):
    assert not MACHINE.search(good)
    assert not REGISTRY.search(good)
