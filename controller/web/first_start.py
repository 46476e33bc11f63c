"""``/bat-dau``: the first start. Whoever has the code of the machine's console begins the office and becomes its caretaker.

Four steps; each is checked, can be gone back to, and has defaults. What was answered goes along in the form.
"""

import asyncio
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from controller.first_start.answers import FIELDS, STEPS, Answers, chosen, edit_of, first, wrong
from controller.first_start.coming_back import ComingBack
from controller.first_start.door import Door
from controller.first_start.usual import LEVELS, usual_services
from controller.settings_book.book import Book, Broken, Changed, Wish
from controller.settings_book.pins import weakness
from controller.settings_book.plain import sparse
from controller.settings_book.proposal import CannotBe
from controller.settings_book.verdict import When
from controller.web import coming_back
from controller.web.clerk import Pages
from controller.web.coming_back import KEY
from controller.web.sessions import hash_pin
from controller.web.settings_pages import settled
from controller.web.sign_in import GUIDE
from hardware.host.page_router import PageRouter, take_in

ADDRESS = "/bat-dau"
UPLOADS = coming_back.UPLOADS
AT_ONCE = ("name", "authority", "clerks")
"""What is in force now even where numbers were given that stand against the rest."""
WHAT = "begin"


def router(book: Book, pages: Pages, door: Door, back: ComingBack | None = None) -> APIRouter:
    """The pages; for whoever has the code, as long as the office has nobody who may sign in."""
    routes, start = PageRouter(prefix=ADDRESS), _FirstStart(book, pages, back)

    if back:
        take_in(routes, coming_back.router(back, book, pages, door))

    def closed() -> bool:
        return any(clerk.caretaker for clerk in book.in_force.clerks)

    @routes.get("")
    async def begin(request: Request) -> Response:
        if closed():
            return RedirectResponse("/", 303)
        door.open()
        return start.step(STEPS[0], {}) if door.knows(request.cookies.get(KEY)) else start.code()

    @routes.post("/ma")
    async def let_in(request: Request) -> Response:
        typed = (await request.form(max_files=0, max_fields=4)).get("code", "")
        secret = None if closed() else door.admit(str(typed))
        if secret is None:
            return start.code(wrong=True)
        answer = RedirectResponse(ADDRESS, 303)
        answer.set_cookie(KEY, secret, httponly=True, samesite="strict", secure=request.url.scheme == "https")
        return answer

    @routes.post("/{step}")
    async def answered(request: Request, step: str) -> Response:
        if closed() or step not in STEPS:
            raise HTTPException(404)
        if not door.knows(request.cookies.get(KEY)):
            return start.code()
        form = await request.form(max_files=0, max_fields=100)
        sent = [(name, value) for name, value in form.multi_items() if isinstance(value, str)]
        return await settled(await start.answered(step, _together(sent)))

    return routes


def _together(sent: list[tuple[str, str]]) -> Answers:
    found: dict[str, tuple[str, ...]] = {}
    for name, value in sent:
        found[name] = (*found.get(name, ()), value)
    return found


class _FirstStart:
    """Asks, and writes down what was answered."""

    def __init__(self, book: Book, pages: Pages, back: ComingBack | None) -> None:
        self._book, self._pages, self._usual = book, pages, usual_services()
        self._back = back

    def code(self, *, wrong: bool = False) -> Response:
        """The page that asks for the code."""
        status = HTTPStatus.FORBIDDEN if wrong else HTTPStatus.OK
        return HTMLResponse(self._pages.render("first_start.html", step="code", wrong=wrong), status)

    def step(
        self, step: str, answers: Answers, found: Mapping[str, str] | None = None, trouble: str = ""
    ) -> Response:
        """The page of a step; ``found``: what is wrong with its fields."""
        words = {name: self._pages.say(f"first-wrong.{key}") for name, key in (found or {}).items()}
        page = self._pages.render(
            "first_start.html",
            step=step,
            at=STEPS.index(step) + 1,
            of=len(STEPS),
            before=STEPS[STEPS.index(step) - 1] if step != STEPS[0] else "",
            value=lambda name: first(answers, name),
            errors=words,
            trouble=trouble,
            levels=[(level, self._pages.say(f"first-level.{level}")) for level in LEVELS],
            usual=[(each.code, each.item["name"]["vi"]) for each in self._usual],
            ticked={each.code for each in chosen(answers, self._usual)},
            comes_back=self._back is not None,
            back_trouble=self._back.trouble if self._back else "",
            kept=[(name, value) for name in self._others(step) for value in answers.get(name, ())],
        )
        return HTMLResponse(page, 422 if words or trouble else 200)

    async def answered(self, step: str, sent: Answers) -> Response:
        """What was sent of a step: back, onward with defaults, or onward if it is right."""
        answers: dict[str, Any] = {
            name: sent[name] for fields in FIELDS.values() for name in fields if name in sent
        }
        here, do = STEPS.index(step), first(sent, "do")
        if do == "back" and here:
            return self.step(STEPS[here - 1], answers)
        if do == "skip" and step in ("services", "hours"):
            for name in FIELDS[step]:
                answers.pop(name, None)
            return self.step(STEPS[here + 1], answers)
        if step == "services":
            answers.setdefault("services", ())
        found = wrong(step, answers, self._usual)
        if step != STEPS[-1]:
            return self.step(step if found else STEPS[here + 1], answers, found)
        pin = first(sent, "pin")
        weak = weakness(pin, first(answers, "clerk_id"))
        if found or weak:
            return self.step(step, answers, {**found, **({"pin": weak} if weak else {})})
        earlier = next((name for name in STEPS if wrong(name, answers, self._usual)), "")
        if earlier:
            return self.step(earlier, answers, wrong(earlier, answers, self._usual))
        return await self._write(answers, await asyncio.to_thread(hash_pin, pin))

    async def _write(self, answers: Answers, pin_hash: str) -> Response:
        try:
            edit = edit_of(answers, self._usual, sparse(self._book.read().settings), pin_hash)
            when = self._take(edit, first(answers, "clerk_id"))
        except (Broken, Changed, CannotBe):
            return self.step(
                STEPS[-1], answers, trouble=self._pages.say("first.broken", file=self._book.path)
            )
        except OSError:
            return self.step(
                STEPS[-1], answers, trouble=self._pages.say("first.not-written", file=self._book.path)
            )
        if when is not When.NOW:
            return self.step(
                STEPS[-1], answers, trouble=self._pages.say("first.broken", file=self._book.path)
            )
        answer = RedirectResponse("/", 303)
        answer.delete_cookie(KEY)
        answer.set_cookie(GUIDE, "1", 24 * 3600, httponly=True, samesite="strict")
        return answer

    def _take(self, edit: dict[str, Any], who: str) -> When:
        """All at once; where somebody tried the machine and holds a number, the rest follows when the day is over."""
        wish = self._wish(edit)
        if wish.verdict.when is not When.NEXT_DAY:
            return self._save(wish, who)
        when = self._save(self._wish({key: edit[key] for key in AT_ONCE}), who)
        self._save(self._wish({key: value for key, value in edit.items() if key not in AT_ONCE}), who)
        return when

    def _wish(self, edit: dict[str, Any]) -> Wish:
        desk = self._pages.desk
        return self._book.wish(self._book.read().digest, edit, desk.day, desk.now())

    def _save(self, wish: Wish, who: str) -> When:
        desk = self._pages.desk
        return self._book.save(wish, who, WHAT, desk.day.date, desk.stamp())

    def _others(self, step: str) -> list[str]:
        return [name for other in STEPS if other != step for name in FIELDS[other]]
