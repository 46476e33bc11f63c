"""What every screen of the kiosk says, word by word, and how it is laid out in the view.

A change here is a change that citizens see: re-record with MOTCUA_GOLDEN=write and read the difference.
"""

import json
import os
from dataclasses import fields, is_dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from contracts.texts import load_catalogue
from kiosk_app import sample
from kiosk_app.flow import model as k
from kiosk_app.flow import targets as t
from kiosk_app.present.present import present
from kiosk_app.present.target_name import target_name

FOLDER = Path(__file__).parent / "kiosk"
CATALOGUE = load_catalogue(Path(sample.__file__).parent / "texts")
SCREENS = dict(sample.screens())


def written(value: Any) -> Any:
    """A view as plain values, with targets by their names."""
    if isinstance(value, t.Target):
        return target_name(value)
    if isinstance(value, tuple):
        return [written(part) for part in value]
    if is_dataclass(value):
        return {field.name: written(getattr(value, field.name)) for field in fields(value)}
    return value


@pytest.mark.parametrize("name", SCREENS)
def test_a_screen_says_what_it_said(name: str):
    view = present(SCREENS[name], CATALOGUE)
    found = json.dumps(written(view), ensure_ascii=False, indent=1) + "\n"
    path = FOLDER / f"{name}.json"
    if os.environ.get("MOTCUA_GOLDEN") == "write":
        path.write_text(found, "utf-8")
    assert found == path.read_text("utf-8"), f"{path.name} differs"


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_every_screen_can_be_spoken(lang: str):
    for screen in SCREENS.values():
        view = present(replace(screen, lang=lang, modes=k.Modes(aloud=True)), CATALOGUE)
        assert view.spoken.endswith((".", "?", "!", "…"))


def test_the_files_are_the_screens():
    assert {path.stem for path in FOLDER.glob("*.json")} == set(SCREENS)
