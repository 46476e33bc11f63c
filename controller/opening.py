"""Opening the journal, however long it takes: while it cannot be opened, every page says why and what to do.

What heals by itself (a folder that could not be written, a full or read-only disk, a lock that somebody held) is tried
again every few seconds. What needs a person is tried again when the files have changed.
"""

import asyncio
import contextlib
import logging
import socket
import sys
from pathlib import Path

from controller.file_stamp import file_stamp
from controller.journal.errors import JournalBusyError, JournalError, JournalLostError
from controller.journal.recovery.repair import open_journal
from controller.journal.writer import Writer
from controller.kept import Addresses
from controller.settings import OfficeSettings
from controller.web import no_journal
from hardware.host.clock import SystemClock
from hardware.host.exits import EXIT_LATER
from hardware.host.stopping import stop_in_loop
from hardware.host.systemd import Notifier
from hardware.host.web_server import CannotListen, serve

log = logging.getLogger(__name__)

RETRY_S = 3.0

Looks = frozenset[tuple[str, int, int, int]]


async def opened_journal(
    settings: OfficeSettings, notifier: Notifier, addresses: Addresses, trouble: JournalError | None = None
) -> Writer | None:
    """The open journal; None when the program was told to stop before.

    ``trouble``: why it had to be closed a moment ago; it is told first. Ends the process when another program has
    the address of the pages.
    """
    if trouble is None:
        found = await asyncio.to_thread(_try, settings)
        if isinstance(found, Writer):
            return found
        trouble = found
    return await _Telling(settings, notifier, addresses, trouble).until_open()


def _try(settings: OfficeSettings) -> Writer | JournalError:
    stamp = file_stamp(SystemClock().utc_ms())
    try:
        return Writer(lambda: open_journal(settings.data_dir, stamp, settings.site))
    except JournalError as error:
        log.critical("no numbers are given: %s", error)
        return error


class _Telling:
    """Pages instead of numbers."""

    def __init__(
        self, settings: OfficeSettings, notifier: Notifier, addresses: Addresses, trouble: JournalError
    ) -> None:
        self._settings, self._notifier, self._trouble = settings, notifier, trouble
        self._addresses = addresses
        self._looked = _looks(settings.data_dir)

    async def until_open(self) -> Writer | None:
        """Tell it until the journal is open, or the program is told to stop."""
        stop, sock = stop_in_loop(), self._address()
        app = no_journal.build_app(self._settings, lambda: self._trouble)
        serving = asyncio.create_task(serve(app, sock, self._listening))
        stopping = asyncio.create_task(stop.wait())
        writer: Writer | None = None
        while writer is None and not (serving.done() or stopping.done()):
            self._notifier.alive()
            await asyncio.wait([serving, stopping], timeout=RETRY_S, return_when=asyncio.FIRST_COMPLETED)
            if not stopping.done() and self._is_worth_a_try():
                writer = await self._once_more()
        for task in (serving, stopping):
            task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await serving
        return writer

    async def _once_more(self) -> Writer | None:
        found = await asyncio.to_thread(_try, self._settings)
        if isinstance(found, Writer):
            return found
        self._trouble = found
        return None

    def _is_worth_a_try(self) -> bool:
        looks = _looks(self._settings.data_dir)
        changed, self._looked = looks != self._looked, looks
        return changed or not isinstance(self._trouble, JournalLostError)

    def _listening(self) -> None:
        self._notifier.ready("no numbers: the journal cannot be opened")

    def _address(self) -> socket.socket:
        try:
            return self._addresses.take(self._settings.web.host, self._settings.web.port)
        except CannotListen as error:
            if isinstance(self._trouble, JournalBusyError):  # the other one serves the pages, too
                print(self._trouble, file=sys.stderr)  # noqa: T201 - to the person at the terminal
                sys.exit(EXIT_LATER)
            sys.exit(f"web.host, web.port: {error}")


def _looks(data_dir: Path) -> Looks:
    """How the files of the journal look from outside; another answer says that somebody did something."""
    found = set()
    with contextlib.suppress(OSError):
        for path in data_dir.iterdir():
            with contextlib.suppress(OSError):
                if path.name.startswith("journal.db"):
                    state = path.stat()
                    found.add((path.name, state.st_ino, state.st_size, state.st_mtime_ns))
    return frozenset(found)
