"""The look-up page for citizens: any phone, day and night, no scripts. The code travels in bodies only."""

import logging
import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Annotated, NamedTuple

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse

from contracts.dossiers import as_code, why_no_code
from contracts.texts import FIRST, Catalogue
from contracts.vocabulary import RefusalCode
from controller.dossier.proof import typed_proof
from controller.dossier.service import DossierService, LookUpAnswer
from controller.settings import OfficeSettings
from controller.web.dossier_view import DossierView, proof_field, view_of
from controller.web.drawing import templates
from hardware.host.page_router import PageRouter
from hardware.host.visitor import visitor_of
from hardware.quiet_errors import place_of

log = logging.getLogger(__name__)

ADDRESS = "/tra-cuu"
LANGUAGES = (FIRST, "en")
MAX_CODE, MAX_PROOF, MAX_SESSION = 1000, 100, 64
COOKIE = "motcua-look-up"
"""Tells phones behind one address apart, so that one does not wait for another. Says nothing, and ends with the browser."""
_LIKE_A_CODE = re.compile(r"[\w .,/\-–]{1,64}")
"""What is worth mending; anything else, such as what stands in an identity card's picture code, is not repeated."""
STATUS = {
    RefusalCode.DOSSIER_NOT_FOUND: 404,
    RefusalCode.LOOK_UP_LIMIT: 429,
    RefusalCode.PROOF_LIMIT: 429,
    RefusalCode.LOOK_UP_DOWN: 503,
}


@dataclass(frozen=True)
class FoundView:
    """What was found: so many ``more`` are not shown; ``proven``: it was shown for a second factor."""

    dossiers: tuple[DossierView, ...]
    more: int
    proven: bool


class Page:
    """Draws the page."""

    def __init__(self, settings: OfficeSettings, texts: Catalogue, closes_early: Callable[[], str]) -> None:
        """``closes_early``: when the office closes today, if that is before its time, else empty."""
        self._settings, self._texts = settings, texts
        loader = templates()
        loader.globals["closes_early"] = closes_early
        self._template = loader.get_template("look_up.html")

    def draw(
        self,
        lang: str,
        *,
        error: str = "",
        code: str = "",
        mend_proof: bool = False,
        found: FoundView | None = None,
        status: int = 200,
    ) -> HTMLResponse:
        """The form, what went wrong, or what was found.

        ``code``: what stood in the first field; the second is never repeated. ``mend_proof``: it is the second that
        must be mended.
        """
        office = self._settings
        page = self._template.render(
            t=lambda key, **facts: self._texts.say(lang, key, **facts),
            lang=lang,
            address=ADDRESS,
            office=office.name.as_text().get(lang, office.name.vi),
            authority=office.authority.as_text().get(lang, office.authority.vi),
            hotline=office.hotline,
            proof=proof_field(office.dossier, self._texts, lang),
            error=error,
            code=code if _LIKE_A_CODE.fullmatch(code) else "",
            mend_proof=mend_proof,
            found=found,
        )
        return HTMLResponse(page, status)

    def found(self, lang: str, code: str, told: LookUpAnswer, today: date, *, proof: bool) -> HTMLResponse:
        """What the service told; ``proof``: whoever asked gave a second factor."""
        if told.result is None:
            sorry = self._sorry(lang, told, proof=proof)
            return self.draw(lang, error=sorry, code=code, status=STATUS.get(told.code, 503))  # type: ignore[arg-type] # without a result there is a code
        offset = self._settings.utc_offset_minutes
        due_shown = "due" in self._settings.dossier.shown(proven=told.proven)
        views = tuple(
            view_of(one, self._texts, lang, offset, due_shown=due_shown, today=today)
            for one in told.result.dossiers
        )
        return self.draw(lang, code=code, found=FoundView(views, told.result.more, told.proven))

    def say(self, lang: str, key: str) -> str:
        """A sentence."""
        return self._texts.say(lang, key)

    def no_proof(self, lang: str, code: str) -> HTMLResponse:
        """The second factor is missing, or cannot be one: nobody was asked, and it counts for nothing."""
        field = proof_field(self._settings.dossier, self._texts, lang)
        return self.draw(lang, error=field.wrong if field else "", code=code, mend_proof=True, status=422)

    def _sorry(self, lang: str, told: LookUpAnswer, *, proof: bool) -> str:
        if told.code is RefusalCode.DOSSIER_NOT_FOUND:
            return self._texts.say(lang, "look-up.not-found-proof" if proof else "look-up.not-found")
        if told.code in (RefusalCode.LOOK_UP_LIMIT, RefusalCode.PROOF_LIMIT):
            minutes = told.seconds > 90
            count = -(-told.seconds // 60) if minutes else told.seconds
            unit = "look-up.minutes" if minutes else "look-up.seconds"
            wait = self._texts.say(lang, unit, count=count)
            key = "look-up.limit" if told.code is RefusalCode.LOOK_UP_LIMIT else "look-up.guarded"
            return self._texts.say(lang, key, wait=wait)
        return self._texts.say(lang, "look-up.down")


def router(
    settings: OfficeSettings, service: DossierService, texts: Catalogue, closes_early: Callable[[], str]
) -> APIRouter:
    """``/tra-cuu``."""
    routes, page = PageRouter(), Page(settings, texts, closes_early)

    @routes.get(ADDRESS)
    async def form(request: Request, lang: str = FIRST) -> HTMLResponse:
        return _with_session(page.draw(_language(lang)), _session(request))

    @routes.post(ADDRESS)
    async def ask(
        request: Request,
        code: Annotated[str, Form()] = "",
        proof: Annotated[str, Form()] = "",
        lang: Annotated[str, Form()] = FIRST,
        only_form: Annotated[str, Form()] = "",
    ) -> HTMLResponse:
        lang = _language(lang)
        try:
            if only_form:
                return page.draw(lang, code=code)
            plain, session = typed_proof(settings.dossier, proof[:MAX_PROOF]), _session(request)
            asker = _Asker(place_of_host(request.client.host if request.client else ""), session)
            return _with_session(await _answer(page, service, asker, lang, code, plain), session)
        except Exception as error:  # noqa: BLE001 - the server would log its text, which could quote the dossier
            log.critical("the look-up page broke down with %s", place_of(error))
            return page.draw(lang, error=page.say(lang, "look-up.down"), code=code, status=500)

    return routes


class _Asker(NamedTuple):
    place: str
    session: str


async def _answer(
    page: Page, service: DossierService, asker: _Asker, lang: str, code: str, proof: str | None
) -> HTMLResponse:
    """``proof`` as ``typed_proof`` made it."""
    dossier = as_code(code[:MAX_CODE])
    if dossier is None:
        why = page.say(lang, f"look-up.no-code-{why_no_code(code[:MAX_CODE])}")
        return page.draw(lang, error=why, code=code, status=422)
    if proof is None:
        return page.no_proof(lang, dossier)
    told = await service.look_up(asker.place, dossier, proof, asker.session)
    return page.found(lang, dossier, told, service.today(), proof=bool(proof))


def _session(request: Request) -> str:
    """The session that a phone has, or a new one."""
    return request.cookies.get(COOKIE, "")[:MAX_SESSION] or secrets.token_urlsafe(16)


def _with_session(answer: HTMLResponse, session: str) -> HTMLResponse:
    answer.set_cookie(COOKIE, session, path=ADDRESS, httponly=True, samesite="strict")
    return answer


def _language(lang: str) -> str:
    return lang if lang in LANGUAGES else FIRST


def place_of_host(host: str) -> str:
    """From where somebody asks, as far as the limits care."""
    return f"web:{visitor_of(host)}"
