"""Settings -> the look-up service. The adapters' libraries are imported only where they are used."""

import tomllib
from collections.abc import Callable
from pathlib import Path

from contracts.dossiers import DossierStatus
from controller.dossier.port import DossierSource
from controller.dossier.reading import Reader
from controller.dossier.service import DossierService
from controller.dossier.settings import DossierSettings
from controller.dossier.status import StatusWords
from hardware.ports import Clock

WORDS = Path(__file__).with_name("status_words.toml")


def build_service(
    settings: DossierSettings,
    clock: Clock,
    utc_offset_minutes: int,
    count: Callable[[str], None] = lambda _why: None,
) -> DossierService | None:
    """The service; None where an office has no look-up. Raises OSError or ValueError for a file it needs."""
    words = StatusWords.of(*known_words(), settings.status_map)
    reader = Reader(settings.names, words, utc_offset_minutes)
    source = _source(settings, reader, clock)
    return DossierService(settings, source, clock, utc_offset_minutes, count) if source else None


def known_words() -> tuple[dict[str, DossierStatus], ...]:
    """The tables of words that ship with the program."""
    tables = tomllib.loads(WORDS.read_text("utf-8"))
    return tuple({word: DossierStatus(status) for word, status in table.items()} for table in tables.values())


def _source(settings: DossierSettings, reader: Reader, clock: Clock) -> DossierSource | None:
    if settings.adapter == "rest" and settings.rest:
        from controller.dossier.rest import RestSource  # noqa: PLC0415 - 4 MB of httpx only where it is used

        return RestSource(settings.rest, reader, clock)
    if settings.adapter == "file" and settings.file:
        from controller.dossier.file import FileSource  # noqa: PLC0415 - the same for spreadsheets

        return FileSource(settings.file, reader, clock)
    return None
