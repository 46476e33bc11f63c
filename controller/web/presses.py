"""What a button of the clerk's page asks for, and the words for what came of it."""

from typing import Final

from fastapi import HTTPException
from pydantic import TypeAdapter, ValidationError

from contracts import messages as m
from contracts.vocabulary import CounterId, TicketId, TicketState
from controller.desk.desk import Desk
from controller.web.sessions import Session
from controller.web.view import Viewer

AT_COUNTER = ("call-next", "recall", "mark-no-show", "finish", "park", "transfer")
ON_TICKET = ("call-number", "resume", "cancel", "reprint")
CALLS = ("call-next", "call-number")
SECOND_CLICK_S = 1.0
"""A click so soon after another one of the same page is a double click or a slip; the button box waits as long."""
SAID_S = 8.0
"""How long the words for a click stay."""
_COMMAND: Final[TypeAdapter[m.AnyCommand]] = TypeAdapter(m.AnyCommand)


class Presses:
    """Turns forms into commands. What came of it is said in the session, so that every redraw shows it."""

    def __init__(self, desk: Desk, viewer: Viewer) -> None:
        self._desk, self._viewer = desk, viewer
        self._last: dict[CounterId, tuple[float, str]] = {}

    async def act(self, session: Session, kind: str, form: dict[str, str]) -> None:
        """Carry out what a form asks for. Raises HTTPException(422) for a form that no page of ours sends."""
        message = self._command(session, kind, form)
        now = self._desk.monotonic()
        last, what = self._last.get(session.counter, (-SECOND_CLICK_S, ""))
        if now - last < SECOND_CLICK_S:
            if kind != what:  # of a double click nothing is said: its first half has just said it
                self.say(session, self._viewer.say("said.too-fast"))
            return
        self._last[session.counter] = now, kind
        words = self._words(session, kind, form)
        before = self._number_at(session)
        reply = await self._desk.ask(message, session.principal)
        if isinstance(reply, m.Refused):
            self.say(session, self._viewer.refusal(reply))
        elif reply.repeated:
            return
        elif isinstance(reply.result, m.Done) and reply.result.queue_empty:
            self.say(session, self._viewer.say("desk.nobody"))
        elif kind in CALLS:
            key = words + ("-after" if before else "")
            self.say(session, self._viewer.say(key, before=before, number=self._number_at(session)))
        else:
            self.say(session, words)

    def say(self, session: Session, words: str) -> None:
        """Show something on the page of a session for a while."""
        session.said, session.said_until = words, self._desk.monotonic() + SAID_S

    def said(self, session: Session) -> str:
        """What the page still says."""
        return session.said if self._desk.monotonic() < session.said_until else ""

    def _command(self, session: Session, kind: str, form: dict[str, str]) -> m.AnyCommand:
        given = {"kind": kind, "request_id": form.get("request_id", ""), "at": self._desk.stamp()}
        if kind in AT_COUNTER or kind == "call-number":
            given["counter"] = session.counter
        if kind in ON_TICKET:
            given["ticket"] = form.get("ticket", "")
        elif kind != "call-next" and form.get("there"):
            given["ticket"] = form["there"]
        if kind in CALLS:
            given["leaves"] = form.get("there")
        if kind == "transfer":
            where, _, name = form.get("to", "").partition(":")
            given["to_counter" if where == "counter" else "to_service"] = name
        try:
            return _COMMAND.validate_python(given)
        except ValidationError as error:
            raise HTTPException(422, str(error.errors(include_url=False)[0]["msg"])) from None

    def _words(self, session: Session, kind: str, form: dict[str, str]) -> str:
        """What will be said if the desk agrees; of a call the key, for its number is not known yet."""
        ticket = self._desk.day.tickets.get(TicketId(form.get("ticket", "")))
        if kind in CALLS:
            back = ticket is not None and ticket.state is TicketState.FINISHED
            return "said.called-back" if back and kind == "call-number" else "said.called"
        number = ticket.number if ticket and kind in ON_TICKET else self._number_at(session)
        place = self._viewer.place(form.get("to", "")) if kind == "transfer" else ""
        return self._viewer.say(f"said.{kind}", number=number, place=place)

    def _number_at(self, session: Session) -> str:
        ticket = self._desk.day.ticket_at(session.counter)
        return ticket.number if ticket else ""
