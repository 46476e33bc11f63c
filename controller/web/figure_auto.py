"""Sheets that make themselves (day, month, quarter), and ``/so-lieu/lich``: the calendar of what was made and what is missing."""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Annotated, Any

from fastapi import APIRouter, HTTPException, Query, Request
from fastapi.responses import FileResponse, HTMLResponse

from contracts.forms.written import written_date
from controller.desk.desk import Desk
from controller.figures.book import FiguresError
from controller.figures.due import Due, Made, State, calendar, due, file_name, still_there
from controller.figures.period import Kind, Period, PeriodError, around
from controller.figures.sending import Mail
from controller.figures.shelf import Shelf
from controller.mail_server import MailError
from controller.web.clerk import Pages
from controller.web.figures import ADDRESS, XLSX, FigurePages
from hardware.host.page_router import PageRouter

log = logging.getLogger(__name__)

CALENDAR = f"{ADDRESS}/lich"
LOOK_S = 60.0
"""One sheet at most so often: the desk goes before."""
FRESH_MS = 7 * 86_400_000
"""What could not be sent for so long is not sent any more; it lies in the folder."""
ENDINGS = {"xlsx": FigurePages.spreadsheet, "pdf": FigurePages.signed}
TYPES = {"xlsx": XLSX, "pdf": "application/pdf"}
TROUBLES = (FiguresError, OSError)


@dataclass
class AutoSheets:
    """Makes what is due, in a folder. ``mail``: where sheets go, None: nowhere."""

    drawn: FigurePages
    desk: Desk
    shelf: Shelf
    mail: Mail | None = None
    trouble: str = ""
    """Why the last try failed, for the calendar; empty: it did not."""
    mail_trouble: str = ""
    _lock: asyncio.Lock = field(default_factory=asyncio.Lock)

    def last_over(self) -> date:
        """The latest date that is over: today once its service day was closed, else yesterday."""
        today, day = self.drawn.today(), self.desk.day
        return today if day.date == today.isoformat() and day.closed else today - timedelta(days=1)

    async def follow(self, every_s: float = LOOK_S) -> None:
        """Make what is due, for ever."""
        while True:
            await asyncio.sleep(every_s)
            if self.desk.neighbourhood.serving:
                await self.once()

    async def once(self) -> Made | None:
        """Make the oldest that is due and send what was not sent; what was made."""
        async with self._lock:
            try:
                made = await self.drawn.quietly(self._make)
                self.trouble = ""
            except TROUBLES as error:
                if str(error) != self.trouble:
                    log.warning("a sheet could not be made: %s", error)
                self.trouble, made = str(error), None
            if self.mail:
                await asyncio.to_thread(self._send, self.mail)
            return made

    def _make(self) -> Made | None:
        last_over, marks = self.last_over(), self.drawn.marks()
        there = self.shelf.files()
        if self.shelf.lost:
            self.shelf.begin(still_there(marks, last_over, there, ENDINGS))
        one = next(due(marks, last_over, self.drawn.today(), self.shelf.made), None)
        if one is None:
            return None
        while not there.isdisjoint(file_name(one, ending) for ending in ENDINGS):
            one = replace(one, version=one.version + 1)  # power was cut before it came into the list
        shown = self.drawn.worked_out(one.period)
        files = {file_name(one, ending): draw(self.drawn, shown) for ending, draw in ENDINGS.items()}
        made = self._made(one, tuple(files))
        self.shelf.put(made, files)
        return made

    def _made(self, one: Due, files: tuple[str, ...]) -> Made:
        return Made(one.period.kind, one.period.first, one.mark, self.desk.now().clock, files, one.version)

    def _send(self, mail: Mail) -> None:
        """Send the oldest that nobody got; what nobody took waits."""
        from_when = self.desk.now().clock - FRESH_MS
        unsent = next((one for one in self.shelf.made if not one.mailed and one.at >= from_when), None)
        if unsent is None:
            return
        taken, trouble = mail.post.to, ""
        try:
            try:
                self._mail(mail, unsent)
            except MailError as error:
                taken, trouble = error.taken, str(error)
            if taken:
                self.shelf.mailed(replace(unsent, mailed=taken))
        except OSError as error:  # the server or the shelf
            trouble = str(error)
        if trouble and trouble != self.mail_trouble:
            log.warning("a sheet could not be sent: %s", trouble)
        self.mail_trouble = trouble

    def _mail(self, mail: Mail, made: Made) -> None:
        name = self.drawn.named(around(made.kind, made.first))
        mail.send(name, [(file, (self.shelf.folder / file).read_bytes()) for file in made.files])


def router(auto: AutoSheets, pages: Pages, opens: Callable[[date], bool]) -> APIRouter:
    """The calendar and its files; for whoever may read figures. ``opens``: whether the office's hours have a day."""
    routes, drawn = PageRouter(), auto.drawn
    Month = Annotated[str, Query(max_length=7)]  # noqa: N806 - a type

    @routes.get(CALENDAR)
    async def page(request: Request, thang: Month = "") -> HTMLResponse:
        session = pages.reader(request)
        try:
            month = around(Kind.MONTH, date.fromisoformat(f"{thang}-01") if thang else drawn.today())
            month.before()
        except (ValueError, OverflowError, PeriodError) as error:
            raise HTTPException(
                422, drawn.say("page.wrong", why=drawn.say("figures.period-malformed"))
            ) from error
        known = await drawn.reading(lambda: drawn.known_days(month))
        begun = min(await drawn.reading(drawn.marks), default=date.max)  # nothing is missing before
        days = [month.first + timedelta(days=number) for number in range(month.days())]
        served = {day: day >= begun and opens(day) for day in days}
        dates = calendar(month, known, served, auto.last_over(), auto.shelf.made)
        return HTMLResponse(_page(auto, session, month, dates))

    @routes.get(f"{CALENDAR}/{{name}}")
    async def file(request: Request, name: str) -> FileResponse:
        pages.reader(request)
        path = auto.shelf.file(name)
        if path is None:
            raise HTTPException(404)
        return FileResponse(path, media_type=TYPES[path.suffix[1:]], filename=name)

    return routes


def _page(auto: AutoSheets, session: Any, month: Period, dates: Any) -> str:
    say, drawn = auto.drawn.say, auto.drawn
    longer = [
        one for one in auto.shelf.made if one.kind is not Kind.DAY and one.first.year == month.first.year
    ]
    return drawn.draw(
        "figure_calendar.html",
        clerk=session.clerk,
        named=drawn.named(month),
        blanks=month.first.weekday(),
        weekdays=[say(f"weekday.{day}") for day in range(1, 8)],
        dates=[
            (one.day.day, one.state, say(f"calendar.{one.state}"), [_short(f) for f in one.files])
            for one in dates
        ],
        missing=[written_date(one.day) for one in dates if one.state is State.MISSING],
        unfinished=[written_date(one.day) for one in dates if one.state is State.UNFINISHED],
        longer=[(drawn.named(around(one.kind, one.first)), [_short(f) for f in one.files]) for one in longer],
        before=f"{month.before().first:%Y-%m}",
        after=f"{month.last + timedelta(days=1):%Y-%m}",
        folder=auto.shelf.folder,
        trouble=auto.trouble,
        mail=", ".join(auto.mail.post.to) if auto.mail else "",
        mail_trouble=auto.mail_trouble,
    )


def _short(file: str) -> tuple[str, str]:
    """A file and how its link is called."""
    stem, _, ending = file.rpartition(".")
    _, again, version = stem.partition("-lan-")
    return file, {"xlsx": "Excel", "pdf": "PDF"}[ending] + (f" ({version})" if again else "")
