"""Which counter a page works at: sitting down, at a second one too, going over from one to the other, and leaving."""

from collections.abc import Callable, Iterable
from uuid import uuid4

from contracts import messages as m
from contracts.vocabulary import CounterId
from controller.desk.desk import Desk
from controller.domain.seats import seats_of
from controller.principals import clerk_at
from controller.web.presses import Presses
from controller.web.sessions import Session, Sessions
from controller.web.view import Viewer

Asks = Callable[..., str]
"""A page with one question: see ``Pages.asks``."""


class Seating:
    """The seats of everybody who is signed in; where a clerk sits, the desk knows alone."""

    def __init__(self, desk: Desk, sessions: Sessions, presses: Presses, viewer: Viewer, asks: Asks) -> None:
        self._desk, self._sessions, self._presses = desk, sessions, presses
        self._viewer, self._asks = viewer, asks

    def other(self, session: Session) -> CounterId | None:
        """The other counter at which the clerk of a page sits."""
        seats = seats_of(self._desk.day.clerks, session.clerk.id)
        return next(
            (one for one in seats if one != session.counter and one in self._desk.office.counters), None
        )

    def free(self, session: Session) -> list[tuple[CounterId, str]]:
        """The counters that may be taken as a second one: nobody sits there; empty where no second one is allowed."""
        day, office = self._desk.day, self._desk.office
        if not office.policy.two_counters or day.clerks.get(session.counter) != session.clerk.id:
            return []
        if self.other(session):
            return []
        return [(one.id, one.label) for one in office.counters.values() if one.id not in day.clerks]

    def taken(self, session: Session) -> str | None:
        """The question whether a clerk sits down where another one sits; None where nobody else does."""
        sits = self._desk.day.clerks.get(session.counter)
        if not session.seated or sits is None or sits == session.clerk.id:
            return None
        facts = {"clerk": self._viewer.lines.clerk(sits), "label": self._label(session.counter)}
        return self._asks(
            title=self._viewer.say("sign-in.taken", **facts),
            hint=self._viewer.say("sign-in.taken-hint", **facts),
            choices=[
                ("/sign-in/anyway", "", self._viewer.say("sign-in.anyway", **facts)),
                ("/sign-out", "", self._viewer.say("sign-in.other-counter")),
            ],
        )

    def handed(self, giver: Session, taker: Session) -> str | None:
        """The question what becomes of the giver's other seat, of which this browser has no page any more; None: there is none."""
        other = self.other(giver)
        if other is None:
            return None
        taker.takes_from = giver.clerk.id
        facts = {"clerk": giver.clerk.name, "label": self._label(taker.counter), "other": self._label(other)}
        ways = ("both", "leave", "stay") if self._desk.office.policy.two_counters else ("leave", "stay")
        return self._asks(
            title=self._viewer.say("hand-over.title", **facts),
            hint=self._viewer.say("hand-over.hint", **facts),
            choices=[
                (f"/sign-in/over?rest={way}", "", self._viewer.say(f"hand-over.{way}", **facts))
                for way in ways
            ],
        )

    async def take_over(self, session: Session, rest: str) -> None:
        """Take a counter from whoever hands it over; ``rest``: the other seat is taken, too ("both"), left, or kept."""
        giver, here = session.takes_from, session.counter
        session.takes_from = None
        day = self._desk.day
        others = seats_of(day.clerks, giver) if giver and day.clerks.get(here) == giver else ()
        other = next((one for one in others if one != here), None)
        if giver and other and rest in ("both", "leave"):
            await self._desk.ask(m.SignOut(**self._about(other)), clerk_at(other, giver))
        await self.sit(session)
        if other and rest == "both":
            clerk = session.clerk.id
            seat = m.SignIn(**self._about(other), clerk=clerk, keeps=here)
            await self._desk.ask(seat, clerk_at(other, clerk, caretaker=session.clerk.caretaker))

    def which(self, session: Session) -> str | None:
        """The question whether one counter is left or both; None where there is one only."""
        other = self.other(session)
        if other is None:
            return None
        here, there = self._label(session.counter), self._label(other)
        return self._asks(
            title=self._viewer.say("leave.which"),
            choices=[
                (
                    f"/sign-out?seats=one&at={session.counter}",
                    "",
                    self._viewer.say("leave.one", label=here, other=there),
                ),
                ("/sign-out?seats=both", "", self._viewer.say("leave.both", label=here, other=there)),
                ("/", "", self._viewer.say("leave.stay")),
            ],
        )

    def left_by(self, session: Session, seats: str, at: str) -> list[CounterId]:
        """The counters that are left by "one" or "both"; ``at``: which one, else the page's; none: it was left before."""
        other = self.other(session)
        if seats == "one" and at and at not in (session.counter, other):
            return []
        if other is None or seats != "one":
            return [session.counter, *([other] if other else [])]
        return [other if at == other else session.counter]

    def there(self, counters: Iterable[CounterId]) -> str:
        """Who is at counters, by their tickets."""
        return ",".join(self._desk.day.at_counter.get(counter, "") for counter in counters).strip(",")

    def leaving(self, counters: Iterable[CounterId], query: str) -> str | None:
        """The question what becomes of the citizens at counters that are left; None where there is none."""
        counters = tuple(counters)
        there = [ticket.number for one in counters if (ticket := self._desk.day.ticket_at(one))]
        if not there:
            return None
        number = ", ".join(there)
        finish, keep = (self._viewer.say(f"leave.{how}", number=number) for how in ("finish", "keep"))
        where = f"/sign-out?there={self.there(counters)}{query}"
        ways = [(where, "finish", finish), (where, "keep", keep)]
        return self._asks(
            title=self._viewer.say("leave.title", number=number),
            choices=[*ways, ("/", "", self._viewer.say("leave.stay"))],
        )

    async def sit(self, session: Session, keeps: CounterId | None = None) -> None:
        """Sit down at the counter of a page; whoever sat there is told by whom it was taken."""
        before = self._desk.day.clerks.get(session.counter)
        await self._desk.ask(
            m.SignIn(**self._about(session.counter), clerk=session.clerk.id, keeps=keeps), session.principal
        )
        self._sessions.end_others(session, self._desk.day.clerks)
        for one in self._sessions.admitted().values():  # who goes on at another counter
            if before and one.seated and one.clerk.id == before != session.clerk.id:
                self._presses.came(one.counter)
                facts = {"label": self._label(session.counter), "clerk": session.clerk.name}
                time, here = self._viewer.clock_time(self._desk.now().clock), self._label(one.counter)
                self._presses.say(
                    one, self._viewer.say("said.seat-taken", **facts, time=time, here=here), stays=True
                )

    async def sit_also(self, session: Session, counter: CounterId) -> None:
        """Take a free counter, too, and work there."""
        if counter not in dict(self.free(session)):
            self._presses.say(session, self._viewer.say("said.seat-not-free", label=self._label(counter)))
            return
        kept, session.counter, self._sessions.changed = session.counter, counter, True
        await self.sit(session, keeps=kept)

    def go_over(self, session: Session) -> None:
        """Work at the clerk's other counter."""
        other = self.other(session)
        if other:
            session.counter, self._sessions.changed = other, True
            self._presses.say(session, self._viewer.say("said.switch", label=self._label(other)))

    async def leave(self, session: Session, counters: Iterable[CounterId], *, finishes: bool) -> None:
        """Leave counters; whom they serve is finished, or stays there for whoever comes."""
        clerk = session.clerk
        for counter in counters:
            principal = clerk_at(counter, clerk.id, caretaker=clerk.caretaker)
            if finishes and self._desk.day.ticket_at(counter):
                await self._desk.ask(m.Finish(**self._about(counter)), principal)
            await self._desk.ask(m.SignOut(**self._about(counter)), principal)

    def follows(self, session: Session) -> None:
        """A page whose counter closed behind its citizen, or was taken, goes on at the clerk's other one."""
        day = self._desk.day
        if day.closed:
            return
        sits, now = day.clerks.get(session.counter) == session.clerk.id, self._desk.monotonic()
        gone = self._label(session.counter) if session.seated else ""
        if session.looks(day.date, now, sits=sits, other=self.other(session)):
            self._sessions.changed = True
            self._presses.came(session.counter)
            here = self._label(session.counter)
            self._presses.say(
                session, self._viewer.say("said.seat-closed", label=gone, here=here), stays=True
            )

    def _about(self, counter: CounterId) -> dict[str, str | int]:
        return {"at": self._desk.now().clock, "counter": counter, "request_id": str(uuid4())}

    def _label(self, counter: CounterId) -> str:
        known = self._desk.office.counters.get(counter)
        return known.label if known else counter
