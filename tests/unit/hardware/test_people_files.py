"""Files that people write, in every encoding that their editors write: read, or refused with what to do."""

import codecs
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from contracts.texts import TextError, load_catalogue
from hardware.counter_panel.settings import PanelSettings
from hardware.drivers.escpos.profile import load_profile
from hardware.host.settings_file import SettingsError, load_settings
from hardware.host.toml_file import TomlError, read_table
from ticket_printer.template import read_template

HOUSE = Path(__file__).parents[3]
PROFILE = HOUSE / "hardware" / "drivers" / "escpos" / "profiles" / "epson-tm.toml"
SLIP = HOUSE / "ticket_printer" / "default_slip.toml"
PANEL = 'site = "minh-tan"\ndevice = "panel-1"\ncounter = "quay-1"\n[keys]\ndriver = "keypad"\npath = "/dev/input/event0"\n'


def a_panel(path: Path) -> Any:
    return load_settings(path, PanelSettings)


def a_catalogue(path: Path) -> Any:
    (path.parent / "texts").mkdir()
    (path.parent / "texts" / "vi.toml").write_bytes(path.read_bytes())
    return load_catalogue(path.parent / "texts")


KINDS: dict[str, tuple[str, Callable[[Path], Any]]] = {
    "settings": (PANEL, a_panel),
    "template": (SLIP.read_text("utf-8"), read_template),
    "profile": (PROFILE.read_text("utf-8"), lambda path: load_profile(str(path))),
    "catalogue": ('title = "Mời ông/bà"\n[sub]\nkey = "Quầy"\n', a_catalogue),
}
WAYS: dict[str, Callable[[str], bytes]] = {
    "with a mark": lambda text: codecs.BOM_UTF8 + text.encode(),
    "utf-16": lambda text: text.encode("utf-16"),
    "utf-16 big": lambda text: codecs.BOM_UTF16_BE + text.encode("utf-16-be"),
    "crlf": lambda text: text.replace("\n", "\r\n").encode(),
    "cr": lambda text: text.replace("\n", "\r").encode(),
}


def written(folder: Path, data: bytes) -> Path:
    folder.mkdir()
    path = folder / "file.toml"
    path.write_bytes(data)
    return path


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_file_is_read_as_editors_write_it(tmp_path: Path, kind: str, way: str):
    text, read = KINDS[kind]
    plain = read(written(tmp_path / "plain", text.encode()))
    assert read(written(tmp_path / "other", WAYS[way](text))) == plain


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_file_in_another_encoding_is_refused_by_name(tmp_path: Path, kind: str):
    text, read = KINDS[kind]
    path = written(tmp_path / "old", f"# m\xe1y\n{text}".encode("latin-1", "replace"))
    with pytest.raises(
        (SettingsError, TextError), match=r"is not in UTF-8: byte E1 in line 1 .*save it again"
    ) as caught:
        read(path)
    assert ".toml" in str(caught.value)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("title = “Quầy”", 'found “ (U+201C), write " instead'),
        ("title = ‘a’", "found ‘ (U+2018), write ' instead"),
        ("\u00a0title = 'a'", "found U+00A0, which looks like nothing"),
        ("title\u200b = 'a'", "found U+200B, which looks like nothing"),
        ("titl–e = 1", "found – (U+2013), write - instead"),
        ("title ＝ 1", "found ＝ (U+FF1D), write = instead"),
        ("[a]\nb = [1， 2]", "found ， (U+FF0C), write , instead"),
    ],
)
def test_a_letter_that_a_word_processor_put_there_is_named_with_its_cure(
    tmp_path: Path, text: str, told: str
):
    with pytest.raises(TomlError, match="is not valid TOML") as caught:
        read_table(written(tmp_path / "x", text.encode()))
    assert told in str(caught.value)
    assert caught.value.facts["what"] == "character"
    assert caught.value.facts["line"] == str(text.count("\n") + 1)


def test_a_mistake_of_another_kind_is_told_with_its_place(tmp_path: Path):
    with pytest.raises(TomlError, match=r"is not valid TOML: .*at line 2, column 5") as caught:
        read_table(written(tmp_path / "x", b"a = 1\nb = \n"))
    assert caught.value.facts == {"what": "syntax", "line": "2", "column": "5"}
