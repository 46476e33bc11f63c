"""Sitting down at a counter and leaving it: who is asked before somebody else is sent away."""

from collections.abc import Awaitable, Callable
from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from contracts.vocabulary import CounterId
from controller.settings import TokenSettings
from controller.web.api import COOKIE, LAST_COUNTER
from controller.web.clerk import Pages
from controller.web.sessions import NOWHERE, Origin, Session, Sessions, program_of
from controller.web.settings_pages import FIRST_PART
from hardware.host.doors import Place
from hardware.host.page_router import PageRouter
from hardware.host.visitor import visitor_of

BY_ROTA = "*"
"""Instead of a counter: where the rota has whoever signs in sit today."""
ALOOF = "-"
"""In the cookie of the counter that was chosen last: none."""
GUIDE = "motcua-guide"
"""The cookie of a browser in which the office was begun: its caretaker is led through all settings next."""
YEAR_S = 365 * 24 * 3600
MACHINE = "motcua-machine"
"""The cookie by which a browser is known again: a clerk who has used it is not kept out by guesses elsewhere."""


def origin_of(request: Request) -> Origin:
    """Where somebody signs in."""
    return Origin(visitor_of(request.client.host if request.client else ""), request.cookies.get(MACHINE, ""))


def told_at_the_door(
    tokens: tuple[TokenSettings, ...], sessions: Sessions
) -> Callable[[Request], Awaitable[None]]:
    """Lets the doors know which clerk or program of the office has a connection: no stranger behind its address takes it."""

    async def tell(request: Request) -> None:
        place: Place | None = getattr(request.state, "place", None)  # whoever asks in memory has none
        if place:
            program = program_of(tokens, request.headers.get("authorization", ""))
            place.person = program.name if program else sessions.whose(request.cookies.get(COOKIE))

    return tell


def router(pages: Pages) -> APIRouter:
    """``/sign-in`` and ``/sign-out``."""
    routes = PageRouter()

    @routes.post("/sign-in")
    async def sign_in(
        request: Request,
        clerk: Annotated[str, Form(max_length=32)],
        pin: Annotated[str, Form(max_length=64)],
        counter: Annotated[str, Form(max_length=32)] = NOWHERE,
    ) -> Response:
        if counter not in (BY_ROTA, NOWHERE, *pages.desk.office.counters):
            return pages.sign_in(pages.say("sign-in.wrong"), 403, clerk=clerk)
        giver, origin = pages.sessions.find(request.cookies.get(COOKIE)), origin_of(request)
        secret = await pages.sessions.sign_in(clerk.strip().lower(), pin, CounterId(counter), origin)
        session = pages.sessions.find(secret)
        if secret is None or session is None:
            chosen = counter or ALOOF  # is still chosen: nobody shall sit elsewhere for a wrong digit
            return pages.sign_in(pages.say("sign-in.wrong"), 403, clerk=clerk, counter=chosen)
        if counter == BY_ROTA:
            rota, now = pages.viewer.rota, pages.desk.stamp()
            counter = session.counter = rota.counter(session.clerk.id, now) or NOWHERE
        if session.clerk.inspects:
            session.counter = NOWHERE  # whatever was chosen: an inspector presses nothing
        if not (session.seated or session.clerk.needs_no_counter):
            pages.sessions.sign_out(secret)
            why = pages.viewer.rota.no_seat(session.clerk.id, pages.desk.stamp())
            return pages.sign_in(why, 403, clerk=clerk)
        question = _question(pages, giver, session)
        if question:
            pages.sessions.hold(secret)
        elif session.seated:
            await pages.seating.sit(session)
        led = session.clerk.caretaker and GUIDE in request.cookies
        answer = HTMLResponse(question) if question else RedirectResponse(FIRST_PART if led else "/", 303)
        if led:
            answer.delete_cookie(GUIDE)
        _remember(request, answer, secret, counter, pages.sessions.machine(origin, session))
        return answer

    _add_answers(routes, pages)
    _add_ways(routes, pages)
    return routes


def _remember(request: Request, answer: Response, secret: str, counter: str, machine: str) -> None:
    """Cookies of the session, of the counter that was chosen, and by which the browser is known again."""
    is_secure = request.url.scheme == "https"
    answer.set_cookie(COOKIE, secret, httponly=True, samesite="strict", secure=is_secure)
    answer.set_cookie(LAST_COUNTER, counter or ALOOF, YEAR_S, httponly=True, samesite="strict")
    answer.set_cookie(MACHINE, machine, YEAR_S, httponly=True, samesite="strict")


def _question(pages: Pages, giver: Session | None, taker: Session) -> str | None:
    """What is asked before a clerk sits down; None: nothing."""
    if giver is not None and _hands_over(pages, giver, taker):
        return pages.seating.handed(giver, taker)
    return pages.seating.taken(taker)


def _hands_over(pages: Pages, giver: Session, taker: Session) -> bool:
    """Whether the counter is taken in the browser of the very clerk who sits there: who gives it away need not be asked."""
    sits = pages.desk.day.clerks.get(taker.counter)
    return (giver.counter, giver.clerk.id) == (taker.counter, sits) and sits != taker.clerk.id


def _add_answers(routes: APIRouter, pages: Pages) -> None:
    """In after a question."""

    @routes.post("/sign-in/anyway")
    async def sign_in_anyway(request: Request) -> Response:
        session = pages.sessions.admit(request.cookies.get(COOKIE))
        if session:
            await pages.seating.sit(session)
        return RedirectResponse("/", 303)

    @routes.post("/sign-in/over")
    async def sign_in_over(request: Request, rest: str = "stay") -> Response:
        session = pages.sessions.admit(request.cookies.get(COOKIE))
        if session:
            await pages.seating.take_over(session, rest)
        return RedirectResponse("/", 303)

    @routes.post("/sign-in/also")
    async def sign_in_also(request: Request, counter: Annotated[str, Form(max_length=32)]) -> Response:
        session = pages.sessions.find(request.cookies.get(COOKIE))
        if session and session.seated:
            await pages.seating.sit_also(session, CounterId(counter))
        return RedirectResponse("/", 303)


def _add_ways(routes: APIRouter, pages: Pages) -> None:
    """Out, with what is asked before."""

    @routes.post("/sign-out")
    async def sign_out(
        request: Request,
        citizen: Annotated[str, Form(max_length=8)] = "",
        seats: str = "",
        at: str = "",
        there: str | None = None,
    ) -> Response:
        # ``at``: which of two seats the words of the button named, and ``there`` of whom the question was: a page may be old.
        session = pages.sessions.find(request.cookies.get(COOKIE))
        if session is None or not session.seated:
            return _out(pages, request)
        seating, other = pages.seating, pages.seating.other(session)
        if other and seats not in ("one", "both"):
            return HTMLResponse(seating.which(session))
        left = seating.left_by(session, seats, at)
        again = f"&seats={seats}&at={at or session.counter}" if other else ""
        is_answered = citizen and there in (None, seating.there(left))
        question = None if is_answered else seating.leaving(left, again)
        if question:
            return HTMLResponse(question)
        if left == [session.counter]:
            seating.go_over(session)  # where there is another one
        await seating.leave(session, left, finishes=citizen == "finish")
        stays = not left or (other and seats == "one")
        return RedirectResponse("/", 303) if stays else _out(pages, request)


def _out(pages: Pages, request: Request) -> Response:
    pages.sessions.sign_out(request.cookies.get(COOKIE))
    answer = RedirectResponse("/", 303)
    answer.delete_cookie(COOKIE)
    return answer
