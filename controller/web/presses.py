"""What a button of the clerk's page asks for, and the words for what came of it."""

from math import inf
from uuid import uuid4

from fastapi import HTTPException
from pydantic import ValidationError

from contracts import messages as m
from contracts.vocabulary import CounterId, Millis, RefusalCode, TicketId, TicketState
from controller.desk.desk import Desk
from controller.domain.seats import seats_of
from controller.web.forms import AT_COUNTER, CALLS, GIVES, ON_TICKET, command_of
from controller.web.sessions import Said, Session
from controller.web.view import Viewer

SECOND_CLICK_S = 1.0
"""A click so soon after another one of the same page is a double click or a slip; the button box waits as long."""
AFTER_CALL_MS = 2_000
"""So soon after a call another one takes the next person from the queue only when the clerk says so twice."""
SAID_S = 8.0
"""How long the words for a click stay."""
_CAME = "came", "", ""
"""In place of a press: a page came to this counter by itself."""
_ASIDE = (TicketState.WAITING, TicketState.PARKED, TicketState.NO_SHOW)
"""Who is called by hand, and not called back."""


class Presses:
    """Turns forms into commands. What came of it is said in the session, so that every redraw shows it."""

    def __init__(self, desk: Desk, viewer: Viewer) -> None:
        self._desk, self._viewer = desk, viewer
        self._last: dict[CounterId, tuple[float, tuple[str, str, str]]] = {}

    async def act(self, session: Session, kind: str, form: dict[str, str]) -> None:
        """Carry out what a form asks for. Raises HTTPException(422) for a form that no page of ours sends."""
        message = self._command(session, kind, form)
        if isinstance(message, m.CorrectTicket) and message.dossiers == () and form["dossiers"].strip():
            self.say(session, self._viewer.say("said.no-code"))
            return
        is_sure = kind == "undo" or form.get("sure")
        if not is_sure and self._is_held_back(session, kind, form):
            return
        self._last[session.counter] = self._desk.monotonic(), _button(kind, form)
        words = self._words(session, kind, form)
        if kind in (*AT_COUNTER, *CALLS) and kind != "undo":  # which gives the seat back
            await self._sits_again(session, message)
        before, sat = self._number_at(session), session.counter in self._desk.day.clerks
        reply = await self._asked(session, message)
        if isinstance(reply, m.Refused):
            self.say(session, self._viewer.refusal(reply))
        elif reply.repeated:
            return
        elif isinstance(reply.result, m.Done) and reply.result.queue_empty:
            self.say(session, self._viewer.say("desk.nobody"))
        elif isinstance(reply.result, m.Issued):
            key = "said.issue-ticket" if reply.result.job else "said.issue-ticket-no-paper"
            self.say(session, self._viewer.say(key, number=reply.result.number))
        elif kind in CALLS:
            key = words + ("-after" if before else "")
            self.say(session, self._viewer.say(key, before=before, number=self._number_at(session)))
        else:
            self.say(session, words)
        if (
            sat and session.counter not in self._desk.day.clerks
        ):  # whoever closes it is told so when it is closed
            self.say(session, self._viewer.say("said.closed"))

    async def _asked(self, session: Session, message: m.AnyCommand) -> m.AnyReply:
        """The desk's answer. Whoever has a citizen back from before the counter closed sits there again."""
        reply = await self._desk.ask(message, session.principal)
        if isinstance(message, m.Undo) and self._number_at(session):
            await self._sit(session, message.at)
        return reply

    async def _sits_again(self, session: Session, message: m.AnyCommand) -> None:
        """Whoever goes on at a counter that closed behind its citizen, or with its day, sits there again.

        Not for a press that the desk obeyed before; and one that comes too late seats nobody either.
        """
        if message.request_id not in self._desk.record.answers:
            await self._sit(session, message.at)

    async def _sit(self, session: Session, at: Millis) -> None:
        """Sit at the counter where nobody does."""
        if session.counter not in self._desk.day.clerks:
            clerk = session.clerk.id
            seats = seats_of(self._desk.day.clerks, clerk) if self._desk.office.policy.two_counters else ()
            common = {"at": at, "counter": session.counter, "clerk": clerk, "keeps": next(iter(seats), None)}
            await self._desk.ask(m.SignIn(**common, request_id=str(uuid4())), session.principal)

    def say(
        self, session: Session, words: str, again: tuple[str, str, str] | None = None, *, stays: bool = False
    ) -> None:
        """Show something on the page of a session for a while, or until the next press; ``again``: see ``Said``."""
        session.said = Said(words, inf if stays else self._desk.monotonic() + SAID_S, again)

    def said(self, session: Session) -> Said | None:
        """What the page still says."""
        return session.said if session.said and self._desk.monotonic() < session.said.until else None

    def came(self, counter: CounterId) -> None:
        """A page goes on at a counter by itself: what is pressed at that very moment was meant for the one before."""
        self._last[counter] = self._desk.monotonic(), _CAME

    def _is_held_back(self, session: Session, kind: str, form: dict[str, str]) -> bool:
        """Whether a press cannot be meant as it is, because it comes right after another one, or needs a word first."""
        if kind == "cancel" and self._is_called_by_now(session, form):
            return True
        if kind == "call-number" and not form.get("reason") and self._jumps(session, form):
            self.say(session, self._viewer.say("said.reason", number=_number(form)))
            return True
        last, what = self._last.get(session.counter, (-SECOND_CLICK_S, _CAME))
        is_hasty = self._desk.monotonic() - last < SECOND_CLICK_S
        if is_hasty and _button(kind, form) != what:
            label = self._desk.office.counters[session.counter].label
            key = "said.other-counter" if what == _CAME else "said.too-fast"
            self.say(session, self._viewer.say(key, label=label))
            return True
        return self._asks(session, kind, form) or is_hasty  # of a double click its first half has said enough

    def _is_called_by_now(self, session: Session, form: dict[str, str]) -> bool:
        """Whether a number that was to be given up as one that waits is at a counter meanwhile; the page says so."""
        ticket = self._desk.day.tickets.get(TicketId(form.get("ticket", "")))
        if ticket is None or ticket.state is not TicketState.CALLED or form.get("there") == ticket.id:
            return False
        facts = {"number": ticket.number, "state": ticket.state.value}
        refused = m.Refused(request_id=form["request_id"], code=RefusalCode.WRONG_STATE, facts=facts)
        self.say(session, self._viewer.refusal(refused))
        return True

    def _jumps(self, session: Session, form: dict[str, str]) -> bool:
        """Whether a call needs a reason: somebody has come before since the page was drawn."""
        ticket = self._desk.day.tickets.get(TicketId(form.get("ticket", "")))
        asks, at = self._viewer.lines.asks, self._desk.stamp()
        return ticket is not None and asks(self._desk.day, session.counter, ticket, at)

    def _asks(self, session: Session, kind: str, form: dict[str, str]) -> bool:
        """Whether the clerk is asked first, because somebody at the counter would be finished without being meant."""
        day = self._desk.day
        there, ticket = day.ticket_at(session.counter), day.tickets.get(TicketId(form.get("ticket", "")))
        if there is None or form.get("there", there.id) != there.id:  # the desk will say who is there by now
            return False
        since_call = self._desk.now().clock - day.serves_since.get(session.counter, 0)
        if kind == "call-next" and 0 <= since_call < AFTER_CALL_MS:
            words = self._viewer.say("ask.call-next", number=there.number)
        elif kind == "call-number" and (ticket is None or ticket.state in _ASIDE):
            words = self._viewer.say("ask.call-number", before=there.number, number=_number(form))
        else:
            return False
        answer = self._viewer.say(f"ask.{kind}-yes", number=_number(form))
        self.say(session, words, (kind, form.get("ticket", ""), answer))
        return True

    def _command(self, session: Session, kind: str, form: dict[str, str]) -> m.AnyCommand:
        try:
            return command_of(kind, form, session.counter, self._desk.now().clock)
        except ValidationError as error:
            raise HTTPException(422, str(error.errors(include_url=False)[0]["msg"])) from None

    def _words(self, session: Session, kind: str, form: dict[str, str]) -> str:
        """What will be said if the desk agrees; of a call the key, for its number is not known yet."""
        ticket = self._desk.day.tickets.get(TicketId(form.get("ticket", "")))
        if kind in CALLS:
            back = ticket is not None and ticket.state is TicketState.FINISHED
            return "said.called-back" if back and kind == "call-number" else "said.called"
        if kind == "undo":
            act = self._viewer.undo(self._desk.day, session.counter, self._desk.now().clock)
            return self._viewer.say("said.undo", what=act.what) if act else ""
        if kind in GIVES:
            return ""
        there = self._desk.day.ticket_at(session.counter)
        if kind == "finish" and there and (stops := self._desk.office.onward(there.stops)):
            place = self._viewer.place(f"service:{stops[0]}")
            return self._viewer.say("said.transfer", number=there.number, place=place)
        number = ticket.number if ticket and kind in ON_TICKET else self._number_at(session)
        place = self._viewer.place(form.get("to", "")) if kind == "transfer" else ""
        return self._viewer.say(f"said.{_said_of(kind, form)}", number=number, place=place)

    def _number_at(self, session: Session) -> str:
        ticket = self._desk.day.ticket_at(session.counter)
        return ticket.number if ticket else ""


def _said_of(kind: str, form: dict[str, str]) -> str:
    """Which sentence; some buttons take back what others of their kind asked for."""
    if kind == "close-counter" and form.get("closes") == "false":
        return "stay-open"
    return "help-ended" if kind == "help-out" and form.get("minutes") == "0" else kind


def _button(kind: str, form: dict[str, str]) -> tuple[str, str, str]:
    """What a double click hits twice: the same button of the same number or service, and of no other one."""
    return kind, form.get("ticket", "") if kind in ON_TICKET else "", form.get("service", "")


def _number(form: dict[str, str]) -> str:
    """The number that a press means, also one that only a slip tells of."""
    return form.get("ticket", "").partition("-")[2]
