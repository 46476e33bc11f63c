"""The history of faults outlives restarts: a small file beside the journal, written at most twice a minute."""

import asyncio
import logging
from collections.abc import Callable, Mapping
from pathlib import Path

from pydantic import TypeAdapter

from contracts import messages as m
from contracts.vocabulary import DeviceId, Millis
from controller.console.history import History
from hardware.sealed_file import read_sealed, write_sealed

log = logging.getLogger(__name__)

FILE = "faults.json"
MOST_BYTES = 500_000
LOOK_S = 1.0
WRITE_S = 30.0
_SHAPE = TypeAdapter(History)
Look = Callable[[], tuple[Mapping[DeviceId, m.Presence], Millis, bool]]
"""What every device says now, the desk's clock, and whether the link is up."""


class FaultHistory:
    """Follows what the devices say. Belongs to the loop."""

    def __init__(self, data_dir: Path, monotonic: Callable[[], float]) -> None:
        self.folder, self._monotonic = data_dir, monotonic
        self._path = data_dir / FILE
        self.history = self._read()
        self._written, self._written_at = self.history, float("-inf")
        self.look: Look | None = None
        """Set by whoever knows the devices."""

    async def follow(self) -> None:
        """Look for ever; what changed is written, the last time when this is cancelled."""
        try:
            while True:
                await asyncio.sleep(LOOK_S)
                self.look_once()
                if self.history != self._written and self._monotonic() - self._written_at >= WRITE_S:
                    await asyncio.to_thread(self._write, self._now_written())
        finally:
            if self.history != self._written:
                self._write(self._now_written())

    def look_once(self) -> None:
        """What is wrong now."""
        if self.look:
            presences, now, link_up = self.look()
            self.history = self.history.looked(presences, now, link_up=link_up)

    def _now_written(self) -> History:
        self._written, self._written_at = self.history, self._monotonic()
        return self._written

    def _write(self, history: History) -> None:
        try:
            write_sealed(self._path, _SHAPE.dump_json(history))
        except OSError as error:
            log.warning("%s cannot be written: %s", self._path, error.strerror or error)

    def _read(self) -> History:
        try:
            return _SHAPE.validate_json(read_sealed(self._path, MOST_BYTES))
        except FileNotFoundError:
            return History()
        except (OSError, ValueError) as error:
            log.warning("%s cannot be read (%s): the history begins anew", self._path, type(error).__name__)
            return History()
