"""The caretaker's page for backups: how the last ones went, one more now, and the recovery digits."""

import ipaddress
import secrets
from dataclasses import dataclass, field
from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from contracts import messages as m
from contracts.vocabulary import FaultCode, Millis
from controller.backup import phrase
from controller.backup.errors import BackupError
from controller.backup.generations import is_old
from controller.backup.keys import keep_recipient, recipient_in, recipient_of
from controller.backup.said import say
from controller.backup.state import State, is_wanted, state_in, want_one
from controller.settings import OfficeSettings
from controller.web.clerk import Pages
from hardware.host.page_router import PageRouter

ADDRESS = "/may-moc/sao-luu"
SHOWN_S = 900.0
"""How long new digits wait to be confirmed."""
DAY_MS = 86_400_000


@dataclass
class Recovery:
    """New digits, from when they are shown until whoever wrote them down has typed the last group."""

    _shown: dict[str, tuple[str, float]] = field(default_factory=dict)

    def make(self, session: str, now: float) -> str:
        """Digits for one session; others that it was shown are forgotten. ``now``: monotonic."""
        self._shown = {name: told for name, told in self._shown.items() if now - told[1] < SHOWN_S}
        made = phrase.make(secrets.randbelow)
        self._shown[session] = made, now
        return made

    def confirmed(self, session: str, last: str, now: float) -> str | None:
        """The digits, if their last group was typed in time; else they still wait."""
        made, at = self._shown.get(session, ("", 0.0))
        if not made or now - at >= SHOWN_S or last.strip() != made.split(" ")[-1]:
            return None
        del self._shown[session]
        return made

    def shown(self, session: str, now: float) -> str:
        """What waits; empty: nothing."""
        made, at = self._shown.get(session, ("", 0.0))
        return made if now - at < SHOWN_S else ""


def faults_of(settings: OfficeSettings, now: Millis) -> tuple[m.Fault, ...]:
    """That the newest good backup is old, where backups are made at all."""
    if settings.backup.folder is None:
        return ()
    state = state_in(settings.data_dir)  # a short file: this is asked every second
    if not is_old(now, state.good_at):
        return ()
    if state.good_at is None:
        tried = {"what": "failed"} if state.trouble else None
        return (m.Fault(code=FaultCode.BACKUP_OLD, facts=tried),) if tried else ()
    return (m.Fault(code=FaultCode.BACKUP_OLD, facts={"days": str((now - state.good_at) // DAY_MS)}),)


def router(settings: OfficeSettings, pages: Pages) -> APIRouter:
    """``/may-moc/sao-luu``; only for caretakers."""
    routes, recovery = PageRouter(), Recovery()

    def drawn(request: Request, told: str = "", status: int = 200) -> HTMLResponse:
        session = pages.caretaker(request)
        state, now = state_in(settings.data_dir), pages.desk.now().clock
        facts = {
            "folder": settings.backup.folder,
            "book": pages.has_book,
            "keep": settings.backup.keep,
            "good": pages.viewer.local_time(state.good_at) if state.good_at is not None else "",
            "old": is_old(now, state.good_at),
            "name": state.good_name,
            "megabytes": f"{state.good_bytes / 2**20:.1f}".replace(".", ","),
            "trouble": _trouble(state),
            "wanted": is_wanted(settings.data_dir),
            "ready": _is_ready(settings),
            "digits": recovery.shown(session.name, pages.desk.monotonic()),
            "safe": _unheard(request),
            "told": told,
        }
        return HTMLResponse(pages.render("backup.html", clerk=session.clerk, **facts), status)

    @routes.get(ADDRESS)
    async def page(request: Request) -> HTMLResponse:
        return drawn(request)

    @routes.post(f"{ADDRESS}/ngay")
    async def now(request: Request) -> Response:
        pages.caretaker(request)
        try:
            want_one(settings.data_dir)
        except OSError as error:
            return drawn(request, say("error.no-copy", why=error.strerror or error), 500)
        return RedirectResponse(ADDRESS, 303)

    @routes.post(f"{ADDRESS}/day-so")
    async def make(request: Request) -> Response:
        session = pages.caretaker(request)
        if not _unheard(request):
            return drawn(request, pages.say("backup.heard"), 403)
        recovery.make(session.name, pages.desk.monotonic())
        return RedirectResponse(f"{ADDRESS}#day-so", 303)

    @routes.post(f"{ADDRESS}/da-ghi")
    async def confirm(request: Request, last: Annotated[str, Form(max_length=12)]) -> Response:
        session = pages.caretaker(request)
        made = recovery.confirmed(session.name, last, pages.desk.monotonic())
        if made is None:
            return drawn(request, pages.say("backup.wrong-group"), 422)
        try:
            keep_recipient(settings.data_dir, recipient_of(made))
        except OSError as error:
            return drawn(
                request, say("error.not-put", folder=settings.data_dir, why=error.strerror or error), 500
            )
        return RedirectResponse(ADDRESS, 303)

    return routes


def _trouble(state: State) -> str:
    if not state.trouble:
        return ""
    try:
        return say(f"error.{state.trouble}", **state.facts)
    except ValueError:  # noted by another version
        return state.trouble


def _is_ready(settings: OfficeSettings) -> bool:
    try:
        return recipient_in(settings.data_dir) is not None
    except BackupError:
        return False


def _unheard(request: Request) -> bool:
    """Whether nobody on the network can read the answer along."""
    host = request.client.host if request.client else ""
    try:
        return request.url.scheme == "https" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
