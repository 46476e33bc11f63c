"""``/cai-dat``: the caretaker changes the settings of the office in a browser.

A form, then what would be different and when, then it is saved: at once, or for the next day. The pages need no scripts.
"""

import asyncio
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from controller.desk.wire import Wire
from controller.settings_book.book import Book, Broken, Changed, Copy, Wish
from controller.settings_book.drafts import Draft, asked, draft_from, draft_of
from controller.settings_book.history import BACK
from controller.settings_book.parts import BY_NAME, PARTS, Part
from controller.settings_book.plain import full, sparse
from controller.settings_book.proposal import CannotBe
from controller.settings_book.verdict import When
from controller.web import settings_pictures
from controller.web.clerk import Pages
from controller.web.sessions import Session
from controller.web.settings_form import SILENT, Forms, weak_pins
from controller.web.settings_offers import more, offers
from controller.web.settings_overview import Overview
from controller.web.settings_pictures import pictures_of
from controller.web.settings_pins import hashed
from controller.web.settings_usual import compared, is_usual, with_usual, without_usual
from controller.web.settings_words import SettingsWords
from hardware.host.page_router import PageRouter, take_in

ADDRESS = "/cai-dat"
MOST_BYTES = 2 * 1024 * 1024
FORMS = {f"{ADDRESS}/{part.name}": MOST_BYTES for part in PARTS}
"""What takes more than a short body: two hundred services with all that is known of them."""
MOST_FIELDS = 20_000
FIRST_PART = f"{ADDRESS}/{PARTS[0].name}?guide=1"
"""Where somebody begins who is led through all parts."""
SETTLES_S = 0.25


def router(book: Book, pages: Pages, words: SettingsWords, wire: Wire) -> APIRouter:
    """The pages; only for clerks who are caretakers. ``wire``: to printers, which draw slips."""
    routes, desk = PageRouter(prefix=ADDRESS), _SettingsDesk(book, pages, words)
    take_in(routes, settings_pictures.router(pages, wire))

    @routes.get("")
    async def overview(request: Request, told: str = "") -> Response:
        return desk.overview(pages.caretaker(request), told)

    @routes.get("/viec/{kind}")
    async def look(request: Request, kind: str) -> Response:
        return desk.errand(pages.caretaker(request), kind)

    @routes.post("/viec/{kind}")
    async def carry_out(request: Request, kind: str) -> Response:
        session = pages.caretaker(request)
        form = await request.form(max_files=0, max_fields=8)
        sent = {name: value for name, value in form.items() if isinstance(value, str)}
        return await settled(desk.errand(session, kind, sent))

    @routes.get("/{name}")
    async def part_page(request: Request, name: str, guide: str = "") -> Response:
        return desk.form(pages.caretaker(request), _part(name), guide=guide)

    @routes.post("/{name}")
    async def sent_form(request: Request, name: str) -> Response:
        session, part = pages.caretaker(request), _part(name)  # before a byte of the form is read
        form = await request.form(max_files=0, max_fields=MOST_FIELDS)
        sent = [(key, value) for key, value in form.multi_items() if isinstance(value, str)]
        return await settled(await desk.sent(session, part, sent))

    return routes


async def settled(answer: Response) -> Response:
    """An answer that leads to another page is given when that page can be asked for.

    What was saved is in force when the office has begun anew; then the old one takes no connection any more, and whoever
    comes waits for the new one.
    """
    if answer.status_code == HTTPStatus.SEE_OTHER:
        await asyncio.sleep(SETTLES_S)
    return answer


def _part(name: str) -> Part:
    part = BY_NAME.get(name)
    if part is None:
        raise HTTPException(404)
    return part


@dataclass(frozen=True)
class _Open:
    """A form that somebody has open."""

    part: Part
    copy: Copy
    draft: Draft
    guide: str = ""
    """Whether whoever fills it in is led through all parts."""
    digest: str = ""
    """The file that it is about; empty: the one that is there now."""


class _SettingsDesk:
    """Answers the pages of one book."""

    def __init__(self, book: Book, pages: Pages, words: SettingsWords) -> None:
        self._book, self._pages, self._words = book, pages, words
        self._overview = Overview(book, pages, words)

    def overview(self, session: Session, told: str = "", status: int = 200) -> Response:
        """All parts, and what there is to know of the file."""
        return self._page("settings.html", session, status, **self._overview.facts(told))

    def form(self, session: Session, part: Part, *, guide: str = "") -> Response:
        """The form of a part as the file says."""
        try:
            copy = self._book.read()
        except Broken:
            return self.overview(session, status=409)
        values = full(copy.settings)
        notice = self._words.say("settings.shipped-list") if is_usual(part, values) else ""
        return self._form(
            session, _Open(part, copy, draft_of(part, with_usual(values)), guide), notice=notice
        )

    async def sent(self, session: Session, part: Part, sent: list[tuple[str, str]]) -> Response:
        """What somebody sent: more room, a look at what would be different, or the wish to save it."""
        said = {name: value for name, value in sent if name in SILENT}
        draft = draft_from(part, (each for each in sent if each[0] not in SILENT))
        try:
            copy = self._book.read()
        except Broken:
            return self.overview(session, status=409)
        opened = _Open(part, copy, draft, said.get("guide", ""), said.get("digest", ""))
        if said.get("do") == "more":
            return self._form(session, replace(opened, draft=more(part, draft, sent)))
        if said.get("do") == "edit":
            return self._form(session, opened)
        weak = weak_pins(part, draft)
        opened = replace(opened, draft=await hashed(part, draft, {each.place for each in weak}))
        wrong = [(each.place, self._words.wrong(each)) for each in weak]
        return self._wished(session, opened, wrong, saves=said.get("do") == "save")

    def _wished(
        self, session: Session, opened: _Open, wrong: list[tuple[str, str]], *, saves: bool
    ) -> Response:
        part, copy, desk, said = opened.part, opened.copy, self._pages.desk, sparse(opened.copy.settings)
        wanted = asked(part, opened.draft, with_usual(said))
        try:
            edit = without_usual(part, wanted.edit, said)
            wish = self._book.wish(opened.digest, edit, desk.day, desk.now())
        except Changed:
            notice, afresh = self._overview.changed(), replace(opened, digest="")
            return self._form(session, afresh, notice=notice, status=409)
        except CannotBe as error:
            wrong += Forms(self._words, full(copy.settings)).wrong(part, wanted, error.wrong)
            return self._form(session, opened, wrong, status=422)
        if wrong:
            return self._form(session, opened, wrong, status=422)
        if saves:
            return self._save(session, wish, part.name, _next(part) if opened.guide else "")
        if not wish.proposal.differences:
            if opened.guide:
                return RedirectResponse(_next(part), 303)
            return self._form(session, opened, notice=self._words.say("settings.same"))
        sent = [(name, value) for name, values in opened.draft.typed.items() for value in values]
        return self._check(
            session, wish, part.name, f"{ADDRESS}/{part.name}", [*sent, ("guide", opened.guide)]
        )

    def errand(self, session: Session, kind: str, sent: Mapping[str, str] | None = None) -> Response:
        """One step back, the file that somebody changed by hand, or what waits and shall not be."""
        try:
            if kind == "lui":
                return self._step_back(session, sent)
            if kind == "tep":
                return self._take_file(session, sent)
            if kind == "tot" and sent is not None:
                good = self._book.put_good_back(session.clerk.id, self._pages.desk.stamp())
                return _told("good-back" if good else "changed")
            if kind == "bo" and sent:
                self._book.next_day.drop(sent.get("keys", "").split())
                return _told("dropped")
        except Broken:
            return self.overview(session, status=409)
        except Changed:
            return self.overview(session, "changed", status=409)
        except (CannotBe, OSError):
            return self.overview(session, "not-written", status=500)
        raise HTTPException(404)

    def _step_back(self, session: Session, sent: Mapping[str, str] | None) -> Response:
        found = self._book.step_back()
        if found is None:
            return self.overview(session)
        copy, edit = found
        digest = sent.get("digest", "") if sent else copy.digest
        wish = self._book.wish(digest, edit, self._pages.desk.day, self._pages.desk.now())
        if sent:
            return self._save(session, wish, BACK)
        return self._check(session, wish, BACK, f"{ADDRESS}/viec/lui", [])

    def _take_file(self, session: Session, sent: Mapping[str, str] | None) -> Response:
        copy = self._book.read()
        wish = self._book.wish_of_file(copy, self._pages.desk.day, self._pages.desk.now())
        if sent is None:
            return self._check(session, wish, "by-hand", f"{ADDRESS}/viec/tep", [])
        if sent.get("digest") != copy.digest:
            raise Changed
        if wish.verdict.when is not When.NOW:
            return self._check(session, wish, "by-hand", f"{ADDRESS}/viec/tep", [])
        self._book.take_file(copy, self._pages.desk.stamp())
        return _told("now")

    def _save(self, session: Session, wish: Wish, what: str, onward: str = "") -> Response:
        desk = self._pages.desk
        try:
            when = self._book.save(wish, session.clerk.id, what, desk.day.date, desk.stamp())
        except OSError:
            return self.overview(session, "not-written", status=500)
        except Changed:
            return self.overview(session, "changed", status=409)
        if onward and when is not When.REFUSED:
            return RedirectResponse(onward, 303)
        return _told(when.value)

    def _form(
        self,
        session: Session,
        opened: _Open,
        wrong: Iterable[tuple[str, str]] = (),
        *,
        notice: str = "",
        status: int = 200,
    ) -> Response:
        part, copy = opened.part, opened.copy
        return self._page(
            "settings_part.html",
            session,
            status,
            part=part,
            form=Forms(self._words, full(copy.settings)).of(part, opened.draft, wrong),
            digest=opened.digest or copy.digest,
            notice=notice,
            waiting=self._overview.waiting(part.keys),
            guide=_steps(part) if opened.guide else None,
            offers=offers(opened.draft) if part.rows == "services" else [],
            pictures=pictures_of(opened.draft) if part.pictured else None,
        )

    def _check(
        self, session: Session, wish: Wish, what: str, action: str, sent: list[tuple[str, str]]
    ) -> Response:
        return self._page(
            "settings_check.html",
            session,
            title=self._words.say(f"settings-part.{what}.title"),
            lines_found=self._words.lines(compared(wish.proposal), full(wish.proposal.after)),
            when=wish.verdict.when.value,
            reasons=[self._words.reason(reason) for reason in wish.verdict.reasons],
            replaces=self._overview.waiting(wish.edit),
            action=action,
            sent=sent,
            digest=wish.copy.digest,
            editable=what in BY_NAME,
        )

    def _page(self, template: str, session: Session, status: int = 200, **facts: Any) -> Response:
        return HTMLResponse(self._pages.render(template, clerk=session.clerk, **facts), status)


def _told(what: str) -> Response:
    return RedirectResponse(f"{ADDRESS}?{urlencode({'told': what})}", 303)


def _steps(part: Part) -> dict[str, Any]:
    """Where somebody is who is led through all parts."""
    at = PARTS.index(part)
    before = f"{ADDRESS}/{PARTS[at - 1].name}?guide=1" if at else ADDRESS
    return {"step": at + 1, "of": len(PARTS), "before": before, "next": _next(part)}


def _next(part: Part) -> str:
    at = PARTS.index(part) + 1
    return f"{ADDRESS}/{PARTS[at].name}?guide=1" if at < len(PARTS) else f"{ADDRESS}?told=finished"
