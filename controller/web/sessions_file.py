"""Who is signed in outlives a restart of the controller: a small file beside the journal.

It has the digests of the cookies only; nobody who reads it can sign in with what it says.
"""

import asyncio
import hashlib
import logging
from pathlib import Path

from pydantic import BaseModel, ConfigDict, TypeAdapter

from contracts.vocabulary import ClerkId, CounterId, Millis
from controller.clerk_settings import ClerkSettings
from controller.web.sessions import IDLE_S, MOST_SESSIONS, Session, Sessions
from hardware.ports import Clock
from hardware.sealed_file import read_sealed, write_sealed

log = logging.getLogger(__name__)

FILE = "sessions.json"
MOST_BYTES = 500_000
LOOK_S = 2.0
REFRESH_S = 900.0
"""How often it is noted that pages are still used: a restart may take that much of their time."""


class Kept(BaseModel):
    """One session."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    digest: str
    clerk: ClerkId
    pin: str
    """Tells the PIN's hash from another one: whose PIN was changed signs in again."""
    counter: CounterId
    name: str
    used_ms: Millis
    """By the machine's clock."""
    used_s: float
    """Since the machine was switched on."""
    boot: str


_LIST = TypeAdapter(tuple[Kept, ...])


class SessionsFile:
    """Keeps the sessions of one controller. ``boot``: the name of this switching-on."""

    def __init__(self, data_dir: Path, clock: Clock, boot: str) -> None:
        self._path, self._clock, self._boot = data_dir / FILE, clock, boot
        self._written_at = float("-inf")

    def bring_back(self, sessions: Sessions, clerks: tuple[ClerkSettings, ...]) -> None:
        """Let in again who was signed in when the controller stopped, and is still known. Never raises."""
        known = {clerk.id: clerk for clerk in clerks}
        for kept in self._read():
            clerk, used_at = known.get(kept.clerk), self._used_at(kept)
            if clerk and kept.pin == _pin(clerk) and used_at is not None:
                sessions.bring_back(kept.digest, Session(clerk, kept.counter, used_at, name=kept.name))

    def _used_at(self, kept: Kept) -> float | None:
        """When it was used last, by today's monotonic clock; None: too long ago, or nobody can say."""
        now = self._clock.monotonic()
        ago = now - kept.used_s if kept.boot == self._boot else (self._clock.utc_ms() - kept.used_ms) / 1000
        return now - ago if 0 <= ago <= IDLE_S else None

    def _read(self) -> tuple[Kept, ...]:
        try:
            return _LIST.validate_json(read_sealed(self._path, MOST_BYTES))[:MOST_SESSIONS]
        except FileNotFoundError:
            return ()
        except (OSError, ValueError) as error:
            log.warning("%s cannot be read (%s): everybody signs in again", self._path, type(error).__name__)
            return ()

    async def keep(self, sessions: Sessions) -> None:
        """Write down what changed, for ever; the last time when it is cancelled."""
        try:
            while True:
                await asyncio.sleep(LOOK_S)
                if sessions.changed or self._clock.monotonic() - self._written_at > REFRESH_S:
                    await asyncio.to_thread(self._write, self._lines(sessions))
        finally:
            self._write(self._lines(sessions))

    def _lines(self, sessions: Sessions) -> bytes:
        """As they are now; made in the loop, to which the sessions belong."""
        sessions.changed = False
        self._written_at = now = self._clock.monotonic()
        utc_ms = self._clock.utc_ms()
        kept = tuple(
            Kept(
                digest=digest,
                clerk=session.clerk.id,
                pin=_pin(session.clerk),
                counter=session.counter,
                name=session.name,
                used_ms=utc_ms - int((now - session.used_at) * 1000),
                used_s=session.used_at,
                boot=self._boot,
            )
            for digest, session in sessions.admitted().items()
        )
        return _LIST.dump_json(kept)

    def _write(self, content: bytes) -> None:
        try:
            write_sealed(self._path, content)
        except OSError as error:
            log.warning("%s cannot be written: %s", self._path, error.strerror or error)


def _pin(clerk: ClerkSettings) -> str:
    return hashlib.sha256(clerk.pin_hash.encode()).hexdigest()[:16]
