"""Up-times outlive restarts: one small file a day beside the journal, written once a minute while the office is open."""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

from pydantic import TypeAdapter

from controller.console.history_file import Look
from controller.console.uptime import Hours, UpDay
from hardware.sealed_file import read_sealed, write_sealed

log = logging.getLogger(__name__)

FOLDER = "uptime"
MOST_BYTES = 200_000
LOOK_S, WRITE_S = 5.0, 60.0
LONGEST_LOOK_S = 15.0
"""After a longer pause nobody knows what was between: the machine slept, or was too busy to look."""
_SHAPE = TypeAdapter(UpDay)


class UpTimes:
    """Follows what the devices say. Belongs to the loop, but for ``days``."""

    def __init__(
        self, data_dir: Path, look: Look, hours: Callable[[], Hours], monotonic: Callable[[], float]
    ) -> None:
        """``look``: what every device says now; ``hours``: those of today."""
        self._folder, self._look, self._hours, self._monotonic = data_dir / FOLDER, look, hours, monotonic
        self._looked_at: float | None = None
        self._day, self._up = "", UpDay()

    async def follow(self) -> None:
        """Look for ever; the last minute is written, too, when this is cancelled."""
        written_at = self._monotonic()
        try:
            while True:
                await asyncio.sleep(LOOK_S)
                self.look_once()
                if self._monotonic() - written_at >= WRITE_S:
                    written_at = self._monotonic()
                    await asyncio.to_thread(self._write, self._day, self._up)
        finally:
            self._write(self._day, self._up)

    def look_once(self) -> None:
        """What is so now was so since the last look."""
        hours, at = self._hours(), self._monotonic()
        took = at - self._looked_at if self._looked_at is not None else 0.0
        self._looked_at = at
        if not hours.is_open or took > LONGEST_LOOK_S:
            return
        if hours.day != self._day:
            self._write(self._day, self._up)
            self._day, self._up = hours.day, self._read(hours.day) or UpDay()
        presences, _now, link_up = self._look()
        self._up = self._up.looked(presences, round(took * 1000), hours.planned, link_up=link_up)

    def days(self, first: date, last: date) -> dict[str, UpDay]:
        """The days of which something is known; of today the hours that are over. From any thread."""
        hours = self._hours()
        names = (path.stem for path in self._folder.glob("*.json"))
        found = {
            day: self._read(day) for day in sorted(names) if first.isoformat() <= day <= last.isoformat()
        }
        if hours.day == self._day and hours.day in found:
            found[hours.day] = replace(self._up, open=hours.passed)
        return {day: up for day, up in found.items() if up is not None}

    def _write(self, day: str, up: UpDay) -> None:
        if not up.devices:
            return
        try:
            write_sealed(self._path(day), _SHAPE.dump_json(up))
        except OSError as error:
            log.warning("%s cannot be written: %s", self._path(day), error.strerror or error)

    def _read(self, day: str) -> UpDay | None:
        try:
            return _SHAPE.validate_json(read_sealed(self._path(day), MOST_BYTES))
        except FileNotFoundError:
            return None
        except (OSError, ValueError) as error:
            log.warning("%s cannot be read (%s): the day is not known", self._path(day), type(error).__name__)
            return None

    def _path(self, day: str) -> Path:
        return self._folder / f"{day}.json"
