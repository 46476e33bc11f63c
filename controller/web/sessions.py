"""Who is signed in: PINs checked with argon2, sessions kept in memory only, guesses slowed down."""

import asyncio
import hashlib
import hmac
import secrets
from dataclasses import dataclass

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from contracts.vocabulary import ClerkId, CounterId
from controller.principals import Principal, clerk_at, program
from controller.settings import ClerkSettings, TokenSettings
from hardware.ports import Clock

HASHER = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)
"""OWASP's minimum for argon2id; 19 MB at a time is what a small Pi can spare."""
IDLE_S = 8 * 3600
"""A clerk's page stays open for a working day."""
FREE_TRIES = 5
PENALTY_S = 30.0
_NOBODY = (
    "$argon2id$v=19$m=19456,t=2,p=1$bm9ib2R5LWF0LWFsbC1oZXJl$7wS0QqvPz0mZ1lLrJ0o3j0Jw1m3b0h2q4o6x8s0u2w4"
)
"""Checked for unknown names, so that a guess takes as long as for known ones."""


def hash_pin(pin: str) -> str:
    """What goes into the settings instead of a PIN."""
    return HASHER.hash(pin)


@dataclass
class Session:
    """One signed-in page."""

    clerk: ClerkSettings
    counter: CounterId
    used_at: float
    held: bool = False
    """The PIN was right, but somebody else is at the counter and the clerk has not said "even so"."""
    said: str = ""
    said_until: float = 0.0

    @property
    def principal(self) -> Principal:
        """Who asks when this page asks."""
        return clerk_at(self.counter, self.clerk.id, caretaker=self.clerk.caretaker)


class Sessions:
    """The sessions of one controller. A restart signs everybody out of the page, not of the counter."""

    def __init__(self, clerks: tuple[ClerkSettings, ...], clock: Clock) -> None:
        self._clerks = {clerk.id: clerk for clerk in clerks}
        self._clock = clock
        self._sessions: dict[str, Session] = {}
        self._failures: dict[ClerkId | None, tuple[int, float]] = {}
        self._one_at_a_time = asyncio.Lock()

    async def sign_in(self, clerk_id: str, pin: str, counter: CounterId) -> str | None:
        """A new session's secret, or None: wrong name or PIN, or too many tries of late."""
        clerk = self._clerks.get(ClerkId(clerk_id))
        name = clerk.id if clerk else None  # whoever is unknown shares one count
        async with self._one_at_a_time:  # each check takes 19 MB, and guesses made at once are counted too
            tries, last = self._failures.get(name, (0, 0.0))
            if tries >= FREE_TRIES and self._clock.monotonic() - last < PENALTY_S:
                return None
            right = await asyncio.to_thread(_check, clerk.pin_hash if clerk else _NOBODY, pin)
            if not right or clerk is None:
                self._failures[name] = (tries + 1, self._clock.monotonic())
                return None
            self._failures.pop(name, None)
        secret = secrets.token_urlsafe(32)
        self._sessions[_digest(secret)] = Session(clerk, counter, self._clock.monotonic())
        return secret

    def find(self, secret: str | None) -> Session | None:
        """The session of a cookie."""
        if not secret:
            return None
        session = self._sessions.get(_digest(secret))
        if session is None:
            return None
        if self._clock.monotonic() - session.used_at > IDLE_S:
            del self._sessions[_digest(secret)]
            return None
        session.used_at = self._clock.monotonic()
        return None if session.held else session

    def hold(self, secret: str) -> None:
        """Keep a new session back until it is admitted."""
        self._sessions[_digest(secret)].held = True

    def admit(self, secret: str | None) -> Session | None:
        """Let a session in that was held back."""
        session = self._sessions.get(_digest(secret or ""))
        if session:
            session.held = False
        return self.find(secret)

    def end_others(self, new: Session) -> None:
        """As at the desk: a counter has one clerk, and a clerk sits at one counter; pages of before end."""
        self._sessions = {
            digest: old
            for digest, old in self._sessions.items()
            if old.held or (old.counter == new.counter) == (old.clerk.id == new.clerk.id)
        }

    def sign_out(self, secret: str | None) -> None:
        """Forget a session."""
        if secret:
            self._sessions.pop(_digest(secret), None)


def program_of(tokens: tuple[TokenSettings, ...], header: str) -> Principal | None:
    """Whose bearer token an ``Authorization`` header carries."""
    scheme, _, token = header.partition(" ")
    if scheme.lower() != "bearer" or not token:
        return None
    digest = _digest(token)
    found = next((known for known in tokens if hmac.compare_digest(known.token_hash, digest)), None)
    if found is None:
        return None
    counters = None if found.counters is None else frozenset(found.counters)
    return program(found.name, issues=found.issues, counters=counters)


def _check(pin_hash: str, pin: str) -> bool:
    try:
        return HASHER.verify(pin_hash, pin)
    except (VerificationError, InvalidHashError):
        return False


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
