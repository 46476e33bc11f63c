"""Which months' dossiers the head has published: counts only, in a small file beside the journal."""

import logging
from pathlib import Path

from pydantic import BaseModel, ConfigDict, TypeAdapter

from contracts.open_data import OpenDossiers
from contracts.vocabulary import ClerkId, Millis
from hardware.sealed_file import read_sealed, write_sealed

log = logging.getLogger(__name__)

FILE = "published.json"
MOST_BYTES = 500_000


class Published(BaseModel):
    """What was published of a month, by whom and when."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    dossiers: OpenDossiers
    by: ClerkId
    at: Millis


_SHAPE = TypeAdapter(dict[str, Published])


class PublishedMonths:
    """By month (``2026-10``), the newest first. Kept in memory: everybody may ask."""

    def __init__(self, data_dir: Path) -> None:
        self._path = data_dir / FILE
        self.months = self._read()

    def of(self, month: str) -> OpenDossiers | None:
        """What is told of a month; None: nothing."""
        found = self.months.get(month)
        return found.dossiers if found else None

    def put(self, month: str, published: Published) -> None:
        """Publish a month, or publish it anew. Raises OSError: then nothing has changed."""
        self._write({**self.months, month: published})

    def take_back(self, month: str) -> None:
        """Tell nothing of a month any more. Raises OSError."""
        self._write({name: one for name, one in self.months.items() if name != month})

    def _write(self, months: dict[str, Published]) -> None:
        ordered = dict(sorted(months.items(), reverse=True))
        write_sealed(self._path, _SHAPE.dump_json(ordered))
        self.months = ordered

    def _read(self) -> dict[str, Published]:
        try:
            return _SHAPE.validate_json(read_sealed(self._path, MOST_BYTES))
        except FileNotFoundError:
            return {}
        except (OSError, ValueError) as error:
            log.warning("%s cannot be read (%s): nothing of it is told", self._path, type(error).__name__)
            return {}
