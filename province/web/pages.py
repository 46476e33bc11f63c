"""What all pages share: who reads, in which words, by which clock."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from fastapi import Request
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.exceptions import HTTPException

from contracts.forms.words import TEXTS as FORM_TEXTS
from contracts.texts import load_catalogue
from province import charts
from province.people import People, Person
from province.settings import CentreSettings
from province.web.language import decimal, number, other, reads

HERE = Path(__file__).parent
COOKIE = "motcua-province"
FORBIDDEN, SIGN_IN = 403, "/dang-nhap"


class SignInNeeded(Exception):  # noqa: N818 - a way, not an error
    """Nobody is signed in here."""


class Pages:
    """``utc_ms``: the centre's clock."""

    def __init__(self, settings: CentreSettings, people: People, utc_ms: Callable[[], int]) -> None:
        self.settings, self.people = settings, people
        self._utc_ms = utc_ms
        self._texts = load_catalogue(HERE / "texts", FORM_TEXTS)
        self._templates = Environment(
            loader=FileSystemLoader(HERE / "templates"), autoescape=True, undefined=StrictUndefined
        )
        self._templates.globals.update(
            t=self.say,
            knows=self.knows,
            number=number,
            minutes=minutes,
            percent=percent,
            charts=charts,
            day=day_text,
        )

    def say(self, key: str, /, **facts: object) -> str:
        """A sentence, in the language of whoever reads."""
        return self._texts.say(reads(), key, **facts)

    def knows(self, key: str) -> bool:
        """Whether there is such a sentence."""
        return self._texts.has(key)

    def draw(self, template: str, person: Person | None, **facts: object) -> str:
        """A page."""
        shared = {"name": self.settings.name, "person": person, "lang": reads(), "other": other()}
        return self._templates.get_template(template).render(**shared, **facts)

    def reader(self, request: Request) -> Person:
        """Who reads. Raises SignInNeeded."""
        person = self.people.who(request.cookies.get(COOKIE, ""))
        if person is None:
            raise SignInNeeded
        return person

    def head(self, request: Request) -> Person:
        """Who reads and may give keys and accounts. Raises SignInNeeded, HTTPException."""
        person = self.reader(request)
        if not person.heads:
            raise HTTPException(FORBIDDEN, self.say("error.not-head"))
        return person

    def now(self) -> datetime:
        """The centre's time, as a moment."""
        return datetime.fromtimestamp(self._utc_ms() / 1000, UTC)

    def today(self) -> date:
        """The day here."""
        return self.local(self.now()).date()

    def local(self, moment: datetime) -> datetime:
        """A moment by the clock on the wall here."""
        return moment.astimezone(UTC) + timedelta(minutes=self.settings.utc_offset_minutes)

    def clock(self, moment: datetime | None) -> str:
        """Time, and the day where it is not today; empty for none."""
        if moment is None:
            return ""
        local = self.local(moment)
        return f"{local:%H:%M}" if local.date() == self.today() else f"{local:%H:%M %d/%m/%Y}"

    def clock_of_ms(self, utc_ms: int) -> str:
        """The same of an office's clock, which may say anything."""
        try:
            return self.clock(datetime.fromtimestamp(utc_ms / 1000, UTC)) if utc_ms else ""
        except (ValueError, OverflowError, OSError):
            return f"{utc_ms} ms"

    def ago(self, moment: datetime) -> str:
        """How long ago, in words."""
        seconds = max(0, int((self.now() - moment).total_seconds()))
        for key, size in (("days", 86_400), ("hours", 3600), ("minutes", 60)):
            if seconds >= size:
                return self.say(f"ago.{key}", count=seconds // size)
        return self.say("ago.now")


def minutes(seconds: float | None) -> str:
    """12,3; a dash for none."""
    return "–" if seconds is None else decimal(seconds / 60)


def percent(share: float | None) -> str:
    """Of nothing a dash, never 0 or 100."""
    return "–" if share is None else f"{decimal(share * 100)} %"


def day_text(day: date) -> str:
    """As people here write it."""
    return f"{day:%d/%m/%Y}"
