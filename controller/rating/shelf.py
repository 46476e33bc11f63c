"""The questionnaires that an office can use: those that are shipped, and the files of its own folder."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from controller.rating.questionnaire import Questionnaire
from controller.rating.settings import RatingSettings
from hardware.host.settings_file import SettingsError, load_settings

log = logging.getLogger(__name__)

SHIPPED = Path(__file__).parent / "questionnaires"
MOST_FILES = 50
Known = Mapping[tuple[str, int], Questionnaire]
"""By id and version."""


@dataclass(frozen=True)
class Shelf:
    """What was found. ``asked``: the one that citizens are asked; None: nobody is asked."""

    known: Known = field(default_factory=dict)
    asked: Questionnaire | None = None
    wrong: tuple[str, ...] = ()
    """What cannot be used, one sentence each: file, key, what was found, what is allowed."""


def open_shelf(settings: RatingSettings) -> Shelf:
    """Read all files. One with mistakes is told and left out; then the version before it is asked, if there is one."""
    known: dict[tuple[str, int], Questionnaire] = {}
    wrong: list[str] = []
    for path in (*_files(SHIPPED), *(_own(settings.folder, wrong) if settings.folder else ())):
        try:
            read = load_settings(path, Questionnaire)
        except SettingsError as error:
            wrong += str(error).splitlines()
            continue
        if (read.id, read.version) in known:
            wrong.append(
                f"{path}: version: found {read.version}, which {read.id} has already; allowed: a new number"
            )
        else:
            known[read.id, read.version] = read
    asked = _newest(known, settings.questionnaire) if settings.questionnaire else None
    if settings.questionnaire and asked is None:
        names = ", ".join(sorted({name for name, _ in known}))
        wrong.append(f"rating.questionnaire: found {settings.questionnaire!r}; allowed: {names}")
    for sentence in wrong:
        log.error("%s", sentence)
    return Shelf(known, asked, tuple(wrong))


def _newest(known: Known, name: str) -> Questionnaire | None:
    versions = [version for found, version in known if found == name]
    return known[name, max(versions)] if versions else None


def _files(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.toml"))


def _own(folder: Path, wrong: list[str]) -> list[Path]:
    found = _files(folder)
    if not folder.is_dir():
        wrong.append(
            f"rating.folder: found {str(folder)!r}, which is no folder; allowed: a folder that is there"
        )
    if len(found) > MOST_FILES:
        wrong.append(f"rating.folder: found {len(found)} files; allowed: at most {MOST_FILES}")
    return found[:MOST_FILES]
