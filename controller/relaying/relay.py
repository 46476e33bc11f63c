"""Tells the province's centre where today's numbers stand: the newest state of each, never the way there.

Whatever comes back is only how much the centre holds: nobody can ask for anything here. States are worked out in a thread
of their own and sent beside the desk; while the centre is away nothing is queued, for the newest state is all that counts.
"""

import asyncio
import contextlib
import logging
import random
import secrets
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from contracts.relay import PLACES, NotKept, Place, PlacesKept, PlacesTold, RelayCard
from contracts.vocabulary import Millis
from controller.relaying.settings import RelaySettings
from controller.relaying.telling import Piece, Telling
from controller.sending.centre import Centre, TroubleError
from controller.sending.patience import wait_s
from controller.sending.settings import ProvinceSettings
from hardware.durable import write_durably

log = logging.getLogger(__name__)

TOLD = "relay-told"
"""A file that says that the centre holds something of ours, so that an office which stops this can withdraw it."""
STILL_HERE_S = 60.0
"""So often the centre hears that what it has is still so."""
PATIENT = 10
"""So many times as long as the last states took to work out nothing is worked out again."""
_TROUBLES = {NotKept.OFF: "relay-off", NotKept.DAY: "relay-day", NotKept.FULL: "relay-full"}


@dataclass(frozen=True)
class Seen:
    """A moment of the desk, whose clock says ``at``. ``today``: its day is the day here.

    ``what`` differs when anything does that a phone could read; ``places`` works the states out, in a thread.
    """

    at: Millis
    day: str
    what: object
    today: bool
    places: Callable[[], tuple[Place, ...]]


@dataclass(frozen=True)
class RelayGround:
    """``look``: a moment of the desk, None where another desk serves; called in the loop."""

    settings: RelaySettings
    province: ProvinceSettings
    data_dir: Path
    card: RelayCard
    look: Callable[[], Seen | None]
    monotonic: Callable[[], float]


@dataclass
class RelayProgress:
    """What the caretaker reads. ``trouble``: a key of the texts."""

    visible: int = 0
    taken_at: Millis | None = None
    trouble: str = ""
    trouble_since: Millis | None = None


@dataclass
class Relay:
    """One for an office. Belongs to the loop."""

    ground: RelayGround
    progress: RelayProgress = field(default_factory=RelayProgress)
    _nth: int = 0
    _failures: int = 0
    _sent: tuple[object, float] | None = None
    """What was sent last, and when."""

    def __post_init__(self) -> None:
        self._centre = Centre(self.ground.province)
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="relay")
        self._telling = Telling(_sweep())
        self._mark = self.ground.data_dir / TOLD

    async def follow(self) -> None:
        """Tell for ever; where the office does not wish it, only withdraw what was told."""
        try:
            while self._has_centre and (self.ground.settings.enabled or await self._is_to_withdraw()):
                wait = await self.once()
                await asyncio.sleep(wait)
            await asyncio.Event().wait()
        finally:
            await self.close()

    async def close(self) -> None:
        """Close the connections, end the thread."""
        self._thread.shutdown(wait=False, cancel_futures=True)
        await self._centre.close()

    async def once(self, luck: Callable[[], float] = random.random) -> float:
        """One exchange; returns after how many seconds the next one is due."""
        seen, every_s = self.ground.look(), self.ground.settings.every_s
        if seen is None:
            return every_s
        try:
            took_s = await self._exchange(seen)
        except (
            OSError
        ) as error:  # the mark cannot be written: then nothing is told that could not be withdrawn
            log.warning("the relay for phones: %s", error.strerror or error)
            return self._failed(TroubleError("disk"), seen.at, luck)
        except TroubleError as trouble:
            return self._failed(trouble, seen.at, luck)
        except (
            ValueError
        ) as error:  # a text of the settings that no page could show: numbers go on without this
            log.error("the relay for phones: %s", error)  # noqa: TRY400 - a sentence is enough
            self._nth = 0  # or nothing can be counted on from what the centre heard last
            return self._failed(TroubleError("relay-text"), seen.at, luck)
        self._failures, self.progress.trouble, self.progress.trouble_since = 0, "", None
        return max(every_s, PATIENT * took_s) * (0.9 + 0.2 * luck())

    async def _exchange(self, seen: Seen) -> float:
        if not (self.ground.settings.enabled and seen.today):
            await self._withdraw(seen)
            return 0.0
        now = self.ground.monotonic()
        if self._sent and self._sent[0] == seen.what:
            if now - self._sent[1] < STILL_HERE_S:
                return 0.0
            pieces, took_s = [Piece(())], 0.0
        else:
            places = await asyncio.get_running_loop().run_in_executor(self._thread, seen.places)
            pieces, took_s = list(self._telling.pieces(places)), self.ground.monotonic() - now
        if not pieces and (not self._sent or now - self._sent[1] >= STILL_HERE_S):
            pieces = [Piece(())]
        if pieces and not await self._marked():
            await asyncio.to_thread(write_durably, self._mark, b"")
        for piece in pieces:
            await self._tell(seen, piece)
        at = now if pieces or self._sent is None else self._sent[1]
        self._sent = seen.what, at
        return took_s

    @property
    def _has_centre(self) -> bool:
        return bool(self.ground.province.url)

    async def _marked(self) -> bool:
        return await asyncio.to_thread(self._mark.exists)

    async def _is_to_withdraw(self) -> bool:
        with contextlib.suppress(OSError):
            return await self._marked()
        return True

    async def _tell(self, seen: Seen, piece: Piece) -> None:
        self._nth = max(self._nth + 1, seen.at)
        kept = await self._send(seen, piece.places, self.ground.card, whole=piece.whole)
        if kept.why is NotKept.OLDER:
            self._nth = kept.nth
            self._begin_anew()
            raise TroubleError("busy")
        if kept.why:
            self._begin_anew()
            raise TroubleError(_TROUBLES[kept.why])
        self._telling.said(piece)
        self.progress.visible, self.progress.taken_at = kept.held, seen.at
        if not self._telling.agrees(kept.held):
            log.info("the centre has lost places: they are told anew")
            self._begin_anew()
            raise TroubleError("busy")

    async def _withdraw(self, seen: Seen) -> None:
        if not await self._marked():
            return
        self._nth = max(self._nth + 1, seen.at)
        self._begin_anew()
        kept = await self._send(seen, (), None, whole=True)
        if kept.why is NotKept.OLDER:
            self._nth = kept.nth
            raise TroubleError("busy")
        self.progress.visible = kept.held
        await asyncio.to_thread(self._mark.unlink, missing_ok=True)

    async def _send(
        self, seen: Seen, places: tuple[Place, ...], card: RelayCard | None, *, whole: bool
    ) -> PlacesKept:
        told = PlacesTold(
            nth=self._nth, day=seen.day, sweep=self._telling.sweep, whole=whole, card=card, places=places
        )
        return await self._centre.tell(PLACES, told, PlacesKept)

    def _begin_anew(self) -> None:
        """Everything is told again."""
        self._telling, self._sent = Telling(_sweep()), None

    def _failed(self, trouble: TroubleError, at: Millis, luck: Callable[[], float]) -> float:
        if trouble.key != self.progress.trouble:
            log.warning("the relay for phones: %s", trouble.key)
            self.progress.trouble = trouble.key
        self.progress.trouble_since = self.progress.trouble_since or at
        self._sent = None
        wait = wait_s(self._failures, luck, trouble.asked_s)
        self._failures += 1
        return wait


def _sweep() -> str:
    return secrets.token_hex(8)
