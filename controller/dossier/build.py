"""Settings -> the look-up service. The adapters' libraries are imported only where they are used."""

from collections.abc import Callable
from pathlib import Path

from controller.dossier.export.table import Wish
from controller.dossier.port import DossierSource
from controller.dossier.reading import Reader
from controller.dossier.service import DossierService
from controller.dossier.settings import DossierSettings
from controller.dossier.status import StatusWords
from controller.dossier.status_words import known_words
from hardware.ports import Clock


def build_service(
    settings: DossierSettings,
    clock: Clock,
    utc_offset_minutes: int,
    count: Callable[[str], None] = lambda _why: None,
    data_dir: Path | None = None,
) -> DossierService | None:
    """The service; None where an office has no look-up. Raises OSError or ValueError for a file it needs.

    ``data_dir``: where the last good export is kept; None: nowhere.
    """
    source = _source(settings, clock, utc_offset_minutes, data_dir)
    return DossierService(settings, source, clock, utc_offset_minutes, count) if source else None


def wish_of(settings: DossierSettings, utc_offset_minutes: int) -> Wish:
    """How exports are to be read."""
    names = settings.names
    return Wish(
        names.model_dump(),
        frozenset(names.model_fields_set),
        settings.file.table if settings.file else "",
        {word: str(status) for word, status in settings.status_map.items()},
        utc_offset_minutes,
    )


def _source(
    settings: DossierSettings, clock: Clock, utc_offset_minutes: int, data_dir: Path | None
) -> DossierSource | None:
    if settings.adapter == "rest" and settings.rest:
        from controller.dossier.rest import RestSource  # noqa: PLC0415 - 4 MB of httpx only where it is used

        words = StatusWords.of(*known_words(), settings.status_map)
        return RestSource(
            settings.rest, Reader(settings.names.model_dump(), words, utc_offset_minutes), clock
        )
    if settings.adapter == "file" and settings.file:
        from controller.dossier.export.folder import FileSource  # noqa: PLC0415 - only where it is used
        from controller.dossier.export.last_good import LastGood  # noqa: PLC0415 - so is this

        wish = wish_of(settings, utc_offset_minutes)
        return FileSource(settings.file, wish, clock, LastGood(data_dir, wish) if data_dir else None)
    return None
