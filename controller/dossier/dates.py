"""What people and systems write for a day -> that day of the office's calendar. Pure; guesses nothing.

Three ends: a day; nothing, where none was given; or ``AsWritten``, where something was given that is not surely one
day. Days come before months, as in Viet Nam; a month is taken to stand first only where nothing else makes a day.
"""

import re
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta, timezone
from functools import lru_cache

from contracts.letters import unaccented
from controller.dossier.port import AsWritten, Day
from controller.dossier.written_days import FIRST_YEAR, at_office, written

LAST_YEAR = 2100
LONGEST = 100
_EPOCH = date(1899, 12, 30)
"""Day 0 of a spreadsheet's serial numbers, for all days that can occur."""
_NO_DAYS = {
    date(1, 1, 1),
    date(1753, 1, 1),
    date(1899, 12, 30),
    date(1899, 12, 31),
    date(1900, 1, 1),
    date(1970, 1, 1),
}
"""What databases and spreadsheets write for a day that nobody gave; so is every day of the year 9999."""
_NOT_GIVEN = re.compile(
    r"(?:[^\w#?]|[_0])*|\\n|null|none|nil|nan|nat|n/?a|khong|chua|(?:khong|chua) (?:co|xac dinh|hen|ro|cap nhat)\b[^0-9]*",
    re.DOTALL,
)

_USUAL = re.compile(r"([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})(?: [0-9]{2}:[0-9]{2}(?::[0-9]{2})?)?")
"""What nearly all write: an export has a hundred thousand of them."""
_COMPACT = re.compile(r"(\d{8})t?(\d\d)(\d\d)(\d\d)?(?:[.,]?\d{3})?\s*(z|[+-]\d\d:?\d\d)?")
_ZONED = re.compile(r"(\d{4}-\d\d-\d\d)(?:z|[+-]\d\d:\d\d)")
_TICKS = re.compile(r"\\?/date\((-?\d{1,14})(?:[+-]\d{4})?\)\\?/")


def read_day(value: object, utc_offset_minutes: int) -> Day:
    """The day that ``value`` says: a text, number or date, or what JSON makes of one."""
    if isinstance(value, datetime | date):
        value = value.isoformat()
    if isinstance(value, dict) and len(value) == 1 and "$date" in value:  # a database that says so in JSON
        value = value["$date"]
    if isinstance(value, dict):
        value = _of_parts(value)
    if isinstance(value, list) and len(value) >= 3 and all(type(part) is int for part in value):
        value = "-".join(map(str, value[:3]))  # so Java writes one
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return AsWritten(str(value) if isinstance(value, bool) else "")
    if isinstance(value, float):
        value = repr(int(value) if value.is_integer() else value)
    return _read(str(value), utc_offset_minutes)


def _of_parts(value: dict[str, object]) -> object:
    """Year, month and day of a day that some languages write in parts; else what it was."""
    for month, day in (("monthValue", "dayOfMonth"), ("month", "day"), ("Month", "Day")):
        parts = [value.get("Year" if month == "Month" else "year"), value.get(month), value.get(day)]
        if all(type(part) is int for part in parts):
            return parts
    return value


@lru_cache(maxsize=4096)
def _read(text: str, utc_offset_minutes: int) -> Day:
    usual = _USUAL.fullmatch(text)
    if usual and int(usual[2]) <= 12 and FIRST_YEAR <= int(usual[3]) <= LAST_YEAR:
        with suppress(ValueError):
            return date(int(usual[3]), int(usual[2]), int(usual[1]))
    words = unaccented(text[: LONGEST + 1]).strip("'\"=` ")
    if _NOT_GIVEN.fullmatch(words) or words.startswith("1900-01-00"):  # day 0 of a spreadsheet
        return None
    day = _day(words, timezone(timedelta(minutes=utc_offset_minutes))) if len(text) <= LONGEST else None
    if day is not None and (day in _NO_DAYS or day.year == 9999):
        return None
    if day is not None and FIRST_YEAR <= day.year <= LAST_YEAR:
        return day
    return AsWritten(text.strip()[:LONGEST])


def _day(words: str, here: timezone) -> date | None:
    try:
        ticks = _TICKS.fullmatch(words)
        if ticks:
            return _moment(int(ticks[1]) / 1000, here)
        if re.fullmatch(r"\d{5}[.,]\d+", words):
            return _serial(int(words[:5]))
        if re.fullmatch(r"\d+", words):
            return _figures(words, here)
        zoned = _ZONED.fullmatch(words)
        if zoned:
            return date.fromisoformat(zoned[1])
        compact = _COMPACT.fullmatch(words)
        if compact:
            return at_office(_eight(compact[1]), (compact[2], compact[3]), "", compact[5] or "", here)
        return written(words, here)
    except (ValueError, OverflowError, OSError):
        return None


def _figures(text: str, here: timezone) -> date | None:
    """Figures and nothing else: how long they are tells what they can be."""
    match len(text):
        case 5:
            return _serial(int(text))
        case 8 | 12 | 14 | 17:
            return _eight(text[:8])
        case 10 if not text.startswith("0"):  # seconds; but not where they could also be a day with an hour
            return None if _plausible(text[:8]) else _moment(int(text), here)
        case 13 if not text.startswith("0"):
            return _moment(int(text) / 1000, here)
    return None


def _eight(text: str) -> date:
    """Year, month, day; or day, month, year: both at once never make a day of our time."""
    if _plausible(text):
        return date(int(text[:4]), int(text[4:6]), int(text[6:]))
    return date(int(text[4:]), int(text[2:4]), int(text[:2]))


def _plausible(text: str) -> bool:
    try:
        date(int(text[:4]), int(text[4:6]), int(text[6:]))
    except ValueError:
        return False
    return FIRST_YEAR <= int(text[:4]) <= LAST_YEAR or int(text[:4]) in (1, 1753, 1900, 1970, 9999)


def _moment(seconds: float, here: timezone) -> date:
    return (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)).astimezone(here).date()


def _serial(number: int) -> date:
    return _EPOCH + timedelta(days=number)
