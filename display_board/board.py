"""The board's one owner of state: happenings come in, the page and the signs follow. Lives in one event loop."""

import asyncio
import logging
from collections.abc import Mapping

from contracts.texts import Catalogue
from contracts.vocabulary import CounterId
from display_board.flow import Tick, step
from display_board.model import BANNER_AFTER_S, Model
from display_board.page.events import Newest
from display_board.signs import SignTask
from display_board.view import page_of, sign_of
from hardware.host.systemd import Notifier
from hardware.link.station import Heard, Station, StationHappening
from hardware.ports import Clock

log = logging.getLogger(__name__)

TICK_S = 0.2


class Board:
    """Model, page and signs. ``hear`` may be called from any thread, everything else in the loop."""

    def __init__(self, clock: Clock, texts: Catalogue, build: str, notifier: Notifier) -> None:
        self.newest = Newest()
        self._signs: Mapping[CounterId, SignTask] = {}
        self._station: Station | None = None
        self._clock, self._texts, self._build, self._notifier = clock, texts, build, notifier
        self._model = Model(started=clock.monotonic())
        self._loop = asyncio.get_running_loop()
        self._was_lost = False

    def attach(self, station: Station, signs: Mapping[CounterId, SignTask]) -> None:
        """Give the board its voice and its signs, which need the board themselves."""
        self._station, self._signs = station, signs

    def hear(self, happening: StationHappening) -> None:
        """Called in the link's thread: only hands over."""
        try:
            self._loop.call_soon_threadsafe(self._on_happening, happening)
        except RuntimeError:  # the loop is closed: the program is ending
            log.debug("too late: %r", type(happening).__name__)

    async def tick(self) -> None:
        """Let time pass and feed the watchdog, until cancelled."""
        while True:
            self._on_happening(Tick(self._station.twice() if self._station else None))
            if self._station is None or self._station.healthy():
                self._notifier.alive()
            await asyncio.sleep(TICK_S)

    def health(self) -> dict[str, object]:
        """For ``/healthz``: ``ok`` is about this program, ``desk_lost`` about the rest of the office."""
        return {
            "ok": self._station is None or self._station.healthy(),
            "desk_lost": self._lost(),
            "seq": self.newest.seq,
            "screens": self.newest.screens.total,
            "sign_faults": [sign.name for sign in self._signs.values() if sign.fault],
        }

    def report_faults(self) -> None:
        """Tell the office which signs do not work."""
        if self._station is not None:
            self._station.report_faults(tuple(sign.fault for sign in self._signs.values() if sign.fault))

    def _on_happening(self, happening: StationHappening | Tick) -> None:
        what = happening.message if isinstance(happening, Heard) else happening
        self._model = step(self._model, what, self._clock.monotonic())
        self._show()

    def _show(self) -> None:
        now = self._clock.monotonic()
        page = page_of(self._model, now, self._texts)
        self.newest.put({"build": self._build, **page.as_dict()})
        for counter, sign in self._signs.items():
            sign.want(sign_of(self._model, counter, now, self._texts))
        if page.lost != self._was_lost:
            self._was_lost = page.lost
            log.warning("the desk is silent" if page.lost else "the desk is heard again")

    def _lost(self) -> bool:
        return self._model.quiet_s(self._clock.monotonic()) > BANNER_AFTER_S
