"""Who is signed in: PINs checked with argon2, sessions known by the digests of their cookies, guesses slowed down."""

import asyncio
import hashlib
import hmac
import logging
import secrets
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from contracts import messages as m
from contracts.vocabulary import ClerkId, CounterId, FaultCode
from controller.clerk_settings import ClerkSettings
from controller.principals import Principal, clerk_at, nowhere, program
from controller.settings import TokenSettings
from controller.web.endings import Ended, Ending, Endings
from controller.web.known_machines import KnownMachines
from controller.web.sign_in_tries import Tries, Try
from hardware.ports import Clock

log = logging.getLogger(__name__)

HASHER = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)
"""OWASP's minimum for argon2id; 19 MB at a time is what a small Pi can spare."""
IDLE_S = 8 * 3600
"""A clerk's page stays open for a working day."""
LEAVES_S = 15.0
"""A page whose counter closed leaves it after so long: what closed it can be undone for ten seconds."""
MOST_NAME = 32
MOST_SESSIONS = 1000
NOWHERE = CounterId("")
"""Where a caretaker or head is signed in who sits at no counter."""
MOST_TOLD = 5


def hash_pin(pin: str) -> str:
    """What goes into the settings instead of a PIN."""
    return HASHER.hash(pin)


@dataclass(frozen=True)
class Origin:
    """Where somebody signs in: who it is on the network, and the cookie by which the browser is known again."""

    visitor: str = ""
    machine: str = ""


SOMEWHERE = Origin()


@dataclass(frozen=True)
class Said:
    """What a page says of the last press until a moment (monotonic).

    ``again``: the press that is carried out if the clerk presses once more: its kind, its ticket, and words for the
    button.
    """

    words: str
    until: float
    again: tuple[str, str, str] | None = None


@dataclass
class Session:
    """One signed-in page."""

    clerk: ClerkSettings
    counter: CounterId
    used_at: float
    held: bool = False
    """The PIN was right, but somebody else is at the counter and the clerk has not said "even so"."""
    takes_from: ClerkId | None = None
    """Who hands the counter over, and is asked about the other seat while the session is held."""
    said: Said | None = None
    name: str = field(default_factory=lambda: secrets.token_hex(4))
    """Tells the pages of one session from those of another in the same browser; no secret."""

    sat_on: str = ""
    """The service day on which it was last seen to sit at its counter."""
    leaves_at: float | None = None
    """When it ends because its counter has closed."""
    goes_at: float | None = None
    """When it goes on at the clerk's other counter for that."""

    def looks(self, day: str, now: float, *, sits: bool, other: CounterId | None = None) -> bool:
        """Whether its clerk sits at its counter; whoever did today, and does not any more, leaves soon.

        Or goes on at the ``other`` counter where the clerk sits: True once it has.
        """
        if sits:
            self.sat_on, self.leaves_at, self.goes_at = day, None, None
        elif self.sat_on == day and other:
            self.leaves_at = None
            self.goes_at = now + LEAVES_S if self.goes_at is None else self.goes_at
            if now >= self.goes_at:
                self.counter, self.goes_at = other, None
                return True
        elif self.sat_on == day and self.leaves_at is None:
            self.leaves_at = now + LEAVES_S
        return False

    @property
    def seated(self) -> bool:
        """Whether it is at a counter."""
        return self.counter != NOWHERE

    @property
    def principal(self) -> Principal:
        """Who asks when this page asks."""
        if not self.seated:
            return nowhere(self.clerk.id, caretaker=self.clerk.caretaker, door=self.clerk.door)
        return clerk_at(self.counter, self.clerk.id, caretaker=self.clerk.caretaker)


class Sessions:
    """The sessions of one controller; ``SessionsFile`` keeps them over a restart."""

    def __init__(
        self, clerks: tuple[ClerkSettings, ...], clock: Clock, machines: KnownMachines | None = None
    ) -> None:
        """``machines``: which clerk has signed in where before; without it that is forgotten at the end."""
        self._clerks = {clerk.id: clerk for clerk in clerks}
        self._clock = clock
        self._sessions: dict[str, Session] = {}
        self._endings = Endings()
        self.changed = False
        """Whether somebody came or went since this was last set to False."""
        self._tries = Tries()
        self._machines = machines or KnownMachines()
        self._nobody = next((clerk.pin_hash for clerk in clerks), "") or hash_pin(secrets.token_hex())
        """Checked for unknown names, so that a guess takes as long as for known ones."""
        self._strangers, self._own = asyncio.Lock(), asyncio.Lock()

    def go_on(self, clerks: tuple[ClerkSettings, ...], counters: Collection[CounterId]) -> None:
        """The office is another one now, in a loop of its own: whoever is as before stays signed in.

        Who has left it, has another PIN, or sits at a counter that is gone, is signed out.
        """
        before, self._clerks = self._clerks, {clerk.id: clerk for clerk in clerks}
        for digest, session in list(self._sessions.items()):
            old, new = before.get(session.clerk.id), self._clerks.get(session.clerk.id)
            stays = not session.seated or session.counter in counters
            if old and new and old.pin_hash == new.pin_hash and stays:
                session.clerk = new
            else:
                self._end(digest, Ended(Ending.UNKNOWN, at=self._clock.utc_ms()))
        self._strangers, self._own = asyncio.Lock(), asyncio.Lock()

    async def sign_in(
        self, clerk_id: str, pin: str, counter: CounterId, origin: Origin = SOMEWHERE
    ) -> str | None:
        """A new session's secret, or None: wrong name or PIN, or too many tries of late."""
        name = ClerkId(clerk_id[:MOST_NAME])
        clerk = self._clerks.get(name)
        known = self._machines.knows(origin.machine, name)
        here = self._machines.of_office(origin.machine, self._clerks)
        attempt = Try(name, here or origin.visitor, known, exists=clerk is not None)
        # One at a time, because each check takes 19 MB, and guesses made at once are counted too; a clerk at her own
        # machine does not stand in one row with those who guess.
        async with self._own if attempt.known else self._strangers:
            now = self._clock.monotonic()
            if self._tries.wait_s(attempt, now) > 0:
                self._tries.too_soon(attempt, now)
                return None
            right = await asyncio.to_thread(_check, clerk.pin_hash if clerk else self._nobody, pin)
            if not right or clerk is None:
                self._tries.wrong(attempt, now)
                log.warning("a PIN was wrong, asked from %s", origin.visitor or "somewhere")
                return None
            self._tries.right(attempt)
        secret = secrets.token_urlsafe(32)
        self._sessions[_digest(secret)] = Session(clerk, counter, self._clock.monotonic())
        self.changed = True
        return secret

    def machine(self, origin: Origin, session: Session) -> str:
        """The cookie of a machine on which somebody got in."""
        return self._machines.with_clerk(origin.machine, session.clerk.id)

    def faults(self) -> tuple[m.Fault, ...]:
        """Whose PIN somebody seems to guess; of names that nobody has only how often."""
        found = []
        for name, count in self._tries.guessed(self._clock.monotonic()):
            clerk = self._clerks.get(ClerkId(name))
            facts = {"name": clerk.name[:100], "what": "known"} if clerk else {"what": "unknown"}
            found.append(m.Fault(code=FaultCode.SIGN_IN_GUESSED, facts={**facts, "count": str(count.wrong)}))
        return tuple(found[:MOST_TOLD])

    def find(self, secret: str | None) -> Session | None:
        """The session of a cookie."""
        if not secret:
            return None
        session = self._sessions.get(_digest(secret))
        if session is None:
            return None
        now = self._clock.monotonic()
        if now - session.used_at > IDLE_S:
            self._end(_digest(secret), Ended(Ending.IDLE, at=self._clock.utc_ms()))
            return None
        if session.leaves_at is not None and now >= session.leaves_at:
            closed = Ended(Ending.CLOSED, session.clerk.name, session.counter, self._clock.utc_ms())
            self._end(_digest(secret), closed)
            return None
        session.used_at = now
        return None if session.held else session

    def whose(self, secret: str | None) -> str:
        """Who has a cookie; "" for nobody's. That is no use of the session."""
        session = self._sessions.get(_digest(secret)) if secret else None
        return session.clerk.id if session and not session.held else ""

    def hold(self, secret: str) -> None:
        """Keep a new session back until it is admitted."""
        self._sessions[_digest(secret)].held = True

    def admit(self, secret: str | None) -> Session | None:
        """Let a session in that was held back."""
        session = self._sessions.get(_digest(secret or ""))
        if session:
            session.held, self.changed = False, True
        return self.find(secret)

    def end_others(self, new: Session, clerks: Mapping[CounterId, ClerkId]) -> None:
        """As at the desk, which says who sits where: pages of seats that are lost end, or go on at the clerk's other one."""
        for digest, old in list(self._sessions.items()):
            same_counter, same_clerk = old.counter == new.counter, old.clerk.id == new.clerk.id
            if not old.seated or old.held or same_counter == same_clerk:
                continue
            seats = [counter for counter, clerk in clerks.items() if clerk == old.clerk.id]
            if same_counter and seats:
                old.counter = seats[0]
            elif old.counter not in seats:
                how = Ending.TAKEN if same_counter else Ending.MOVED
                self._end(digest, Ended(how, new.clerk.name, new.counter, self._clock.utc_ms()))

    def why_ended(self, secret: str) -> Ended:
        """Why the session of a cookie is none any more."""
        return self._endings.why(_digest(secret))

    def admitted(self) -> dict[str, Session]:
        """Everybody who is in, by the digests of their cookies."""
        return {digest: session for digest, session in self._sessions.items() if not session.held}

    def bring_back(self, digest: str, session: Session) -> None:
        """Somebody who was in before a restart."""
        self._sessions[digest] = session

    def _end(self, digest: str, ended: Ended) -> None:
        del self._sessions[digest]
        self._endings.note(digest, ended)
        self.changed = True

    def sign_out(self, secret: str | None) -> None:
        """Forget a session."""
        if secret:
            self._sessions.pop(_digest(secret), None)
            self.changed = True


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
