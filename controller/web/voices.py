"""``/may-moc/ghi-am``: a person records the voice of the office, sentence by sentence, in the browser."""

import asyncio
from collections.abc import Callable
from datetime import date, timedelta
from http import HTTPStatus
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Form, HTTPException, Request
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse, Response

from contracts.texts import FIRST
from controller.settings import OfficeSettings
from controller.voices import About, Draft, VoiceRefusedError, Voices
from controller.web.clerk import Pages
from hardware.host.page_router import PageRouter
from hardware.voice.language import DIALECTS, Language, codes, language
from hardware.voice.pack import LONGEST_S, MOST_PACK_BYTES, wav_of

ADDRESS = "/may-moc/ghi-am"
UPLOADS = {f"{ADDRESS}/tieng": LONGEST_S * 192_000 * 4 + 8192, f"{ADDRESS}/goi": MOST_PACK_BYTES + 8192}
"""Paths that take files -> how many bytes: one recording of any usual shape, one pack."""
_TOLD = frozenset({"agreed", "used", "taken", "deleted", "not-written"})
_WAV = "audio/wav"


class Studio:
    """The page, and what it can say."""

    def __init__(
        self, settings: OfficeSettings, pages: Pages, voices: Voices, today: Callable[[], date]
    ) -> None:
        self._settings, self._pages, self.voices, self._today = settings, pages, voices, today

    def page(self, request: Request, code: str, told: str = "", why: str = "", status: int = 200) -> Response:
        """The page of one language. Raises HTTPException 403 for whoever is no caretaker, 404 for a strange language."""
        session = self._pages.caretaker(request)
        with_known(code)
        draft = self.voices.draft(code)
        port = self._pages.https_port
        facts = {
            "code": code,
            "languages": {way.code: way for way in sorted(map(language, codes()), key=_order)},
            "dialects": DIALECTS,
            "draft": draft,
            "done": sum(prompt.clip in draft.recorded for prompt in draft.prompts),
            "used": self._local_day(draft),
            "safe": f"https://{request.url.hostname}:{port}{ADDRESS}?lang={code}" if port else "",
            "told": self._pages.say(f"voices.told.{told}") if told in _TOLD else "",
            "good": told in _TOLD and told != "not-written",
            "why": why,
        }
        return HTMLResponse(self._pages.render("voices.html", clerk=session.clerk, **facts), status)

    def consent(self, name: str) -> str:
        """The sentence to which the person agreed, with name and day: it goes into the pack."""
        return self._pages.say("voices.consent-kept", name=name, day=f"{self._today():%d/%m/%Y}")

    def licence(self) -> str:
        """What may be done with the recordings."""
        return self._pages.say("voices.licence", office=self._settings.name.vi)

    def _local_day(self, draft: Draft) -> str:
        if draft.used_since is None:
            return ""
        return f"{draft.used_since + timedelta(minutes=self._settings.utc_offset_minutes):%d/%m/%Y}"

    def refused(self, error: VoiceRefusedError) -> str:
        """What is wrong with what was given, and what to do."""
        if error.flaw:
            return self._pages.say(f"voices.flaw.{error.flaw.value}")
        return self._pages.say("voices.refused", why=str(error)[:200])


def router(settings: OfficeSettings, pages: Pages, today: Callable[[], date]) -> APIRouter:
    """Only for clerks who are caretakers. ``today``: the day here."""
    routes = PageRouter(prefix=ADDRESS)
    voices = Voices(settings.data_dir / "recordings", settings.voices or settings.data_dir / "voices")
    studio = Studio(settings, pages, voices, today)
    _add_page(routes, pages, studio)
    _add_recording(routes, pages, studio)
    _add_packs(routes, pages, studio)
    return routes


def _add_page(routes: APIRouter, pages: Pages, studio: Studio) -> None:
    @routes.get("")
    async def page(request: Request, lang: str = FIRST, told: str = "") -> Response:
        return studio.page(request, lang, told)

    @routes.post("/dong-y")
    async def agree(
        request: Request,
        lang: Annotated[str, Form()],
        name: Annotated[str, Form(min_length=1, max_length=80)],
        region: Annotated[str, Form(pattern="^(north|south)$")],
        agreed: Annotated[str, Form(pattern="^yes$")],  # noqa: ARG001 - without the mark there is no consent
    ) -> Response:
        pages.caretaker(request)
        with_known(lang)
        about = About(name.strip() or "?", region, studio.licence(), studio.consent(name.strip()))
        try:
            await asyncio.to_thread(studio.voices.agree, lang, about)
        except OSError:
            return _back(lang, "not-written")
        return _back(lang, "agreed")

    @routes.post("/xoa")
    async def delete(request: Request, lang: Annotated[str, Form()]) -> Response:
        pages.caretaker(request)
        with_known(lang)
        try:
            studio.voices.delete(lang)
        except OSError:
            return _back(lang, "not-written")
        return _back(lang, "deleted")


def _add_recording(routes: APIRouter, pages: Pages, studio: Studio) -> None:
    @routes.post("/tieng")
    async def record(request: Request) -> Response:
        pages.caretaker(request)  # before a byte of the file is read
        async with request.form(max_files=1, max_fields=3) as given:
            lang, clip, file = (given.get(key) for key in ("lang", "clip", "file"))
            if not (isinstance(lang, str) and isinstance(clip, str)) or file is None or isinstance(file, str):
                raise HTTPException(HTTPStatus.UNPROCESSABLE_ENTITY)
            with_known(lang)
            try:
                await studio.voices.record(lang, clip, await file.read(), alone=given.get("alone") == "yes")
            except KeyError:
                raise HTTPException(HTTPStatus.NOT_FOUND) from None
            except VoiceRefusedError as error:
                return JSONResponse({"why": studio.refused(error)}, HTTPStatus.UNPROCESSABLE_ENTITY)
            except OSError:
                return JSONResponse(
                    {"why": pages.say("voices.told.not-written")}, HTTPStatus.INSUFFICIENT_STORAGE
                )
        return JSONResponse({})

    @routes.get("/nghe/{lang}/{clip}")
    async def hear(request: Request, lang: str, clip: str) -> Response:
        pages.caretaker(request)
        try:
            return Response(studio.voices.clip(lang, clip), media_type=_WAV)
        except (KeyError, OSError):
            raise HTTPException(HTTPStatus.NOT_FOUND) from None

    @routes.get("/cau/{lang}")
    async def sentence(request: Request, lang: str) -> Response:
        pages.caretaker(request)
        with_known(lang)
        samples = studio.voices.tried(lang)
        if samples is None:
            return JSONResponse({"why": pages.say("voices.try-missing")}, HTTPStatus.CONFLICT)
        return Response(wav_of(samples), media_type=_WAV)


def _add_packs(routes: APIRouter, pages: Pages, studio: Studio) -> None:
    @routes.post("/dung")
    async def use(request: Request, lang: Annotated[str, Form()]) -> Response:
        pages.caretaker(request)
        with_known(lang)
        try:
            await studio.voices.use(lang)
        except KeyError:
            raise HTTPException(HTTPStatus.NOT_FOUND) from None
        except VoiceRefusedError as error:
            return studio.page(request, lang, why=studio.refused(error), status=422)
        except OSError:
            return _back(lang, "not-written")
        return _back(lang, "used")

    @routes.get("/goi/{lang}.zip")
    async def export(request: Request, lang: str) -> Response:
        pages.caretaker(request)
        with_known(lang)
        try:
            data = await studio.voices.export(lang)
        except (KeyError, VoiceRefusedError, OSError):
            raise HTTPException(HTTPStatus.NOT_FOUND) from None
        name = {"content-disposition": f'attachment; filename="{lang}.zip"'}
        return Response(data, media_type="application/zip", headers=name)

    _add_import(routes, pages, studio)


def _add_import(routes: APIRouter, pages: Pages, studio: Studio) -> None:
    @routes.post("/goi")
    async def take(request: Request) -> Response:
        pages.caretaker(request)
        async with request.form(max_files=1, max_fields=1) as given:
            file = given.get("file")
            if file is None or isinstance(file, str) or not file.size:
                return studio.page(request, FIRST, why=pages.say("try-page.no-file"), status=422)
            try:
                lang = await studio.voices.take(await file.read())
            except VoiceRefusedError as error:
                return studio.page(request, FIRST, why=studio.refused(error), status=422)
            except OSError:
                return _back(FIRST, "not-written")
        return _back(lang, "taken")


def with_known(code: str) -> None:
    """Raises HTTPException 404 for a language that nobody knows."""
    if code not in codes():
        raise HTTPException(HTTPStatus.NOT_FOUND)


def _back(lang: str, told: str) -> Response:
    return RedirectResponse(f"{ADDRESS}?{urlencode({'lang': lang, 'told': told})}", 303)


def _order(way: Language) -> tuple[bool, bool, str]:
    """Vietnamese, those whose words we know, then the others."""
    return way.code != FIRST, bool(way.meanings), way.name
