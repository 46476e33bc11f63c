"""A day in figures or words, with a time or a weekday around it -> that day. Pure."""

import re
from collections.abc import Callable
from datetime import date, datetime, timedelta, timezone
from enum import StrEnum

FIRST_YEAR = 1990
"""No dossier that anybody asks about is older."""
_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_COUNTED = ["mot", "hai", "ba", "tu", "nam", "sau", "bay", "tam", "chin", "muoi", "muoi mot", "muoi hai"]
_ENGLISH = (
    r"(jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)"
)
_VIETNAMESE = r"(\d{1,2}|muoi mot|muoi hai|muoi|mot|hai|ba|tu|nam(?=\s*(?:nam\b|,))|sau|bay|tam|chin)"
_YEAR = r"(\d{4}|\d{2})(?!\d)"
_SIGNS = r"[\s/.,\-]*"

_DAY_MONTH_YEAR = re.compile(
    rf"(?<!\d)(\d{{1,2}})\s*([/.\\\-]|\s)\s*(\d{{1,2}})\s*\2\s*{_YEAR}(?!\s*\2\s*\d)"
)
_YEAR_MONTH_DAY = re.compile(r"(?<!\d)(\d{4})\s*([/.\\\-]|\s)\s*(\d{1,2})\s*\2\s*(\d{1,2})(?!\d|\s*\2\s*\d)")
_YEAR_NAMED = re.compile(r"(?<!\d)(\d{1,2})\s*([/.\-])\s*(\d{1,2}),?\s*nam\s*(\d{4})(?!\d)")
_WORDS = re.compile(
    rf"(?<!\d)(\d{{1,2}}){_SIGNS}(?:thang|thg|th|t)\.?\s*{_VIETNAMESE}(?!\w){_SIGNS}(?:nam\b\s*)?{_YEAR}"
)
_NAMED = re.compile(rf"(?<!\d)(\d{{1,2}})(?:st|nd|rd|th)?{_SIGNS}{_ENGLISH}\b{_SIGNS}{_YEAR}")
_NAMED_FIRST = re.compile(rf"\b{_ENGLISH}\b{_SIGNS}(\d{{1,2}})(?:st|nd|rd|th)?[\s,.]+(\d{{4}})(?!\d)")

_ZONE = r"(?:z\b|(?:gmt|utc|ict)?\s*[+-]\d{1,2}(?::?\d\d)?(?![\d/.\-])|gmt\b|utc\b|ict\b)"
_CLOCK = re.compile(
    rf"t?(?<!\d)(\d{{1,2}}):(\d\d)(?::(\d\d)(?:[.,:]\d+)?)?\s*([ap]\.?m\b\.?|sa\b|ch\b)?\s*({_ZONE})?"
)
_HOURS = re.compile(
    r"(?<!\d)\d{1,2}\s*(?:gio|h|g)(?:\d\d(?!\d)|\s*\d{1,2}(?=\s*(?:p|ph|phut|'|,|ngay|$)))?"
    r"(?:\s*(?:phut|ph|p|')(?!\w))?(?:\s*\d{1,2}\s*(?:giay|s)\b)?"
)
_AROUND = re.compile(
    r"\(?(?:indochina time|se asia standard time|gio dong duong|gio viet nam)\)?"
    r"|(?:thu (?:[2-7]|hai|ba|tu|nam|sau|bay)|chu nhat|(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|satu?r?|sun)(?:day)?|t[2-7]|cn)\b"
    r"|(?:ngay|luc|vao|hoi|truoc|den|han|hen|tra|ket qua|sang|trua|chieu|toi|gio hanh chinh)\b|[\s,.;:|()\[\]'\"=*#\-]+"
)
"""What may stand around a day without changing which one it is."""


class Order(StrEnum):
    """In which order figures give day and month."""

    DAY_FIRST = "day-first"
    MONTH_FIRST = "month-first"
    EITHER = "either"
    """Both make a day, and not the same one."""


def order_of(words: str) -> Order | None:
    """The order in a text without case and marks; None where there are no such figures, or where it is all the same."""
    found = _DAY_MONTH_YEAR.search(words)
    if found is None or int(found[1]) == int(found[3]):
        return None
    if max(int(found[1]), int(found[3])) <= 12:
        return Order.EITHER
    return Order.MONTH_FIRST if int(found[3]) > 12 else Order.DAY_FIRST


def written(words: str, here: timezone) -> date | None:
    """The day in a text without case and marks, with nothing beside it but a time and what changes nothing.

    None where there is none, or more; raises ValueError where the figures make none. ``here``: the office's zone.
    """
    clock = _CLOCK.search(words)
    rest = words[: clock.start()] + " " + words[clock.end() :] if clock else words
    rest = _HOURS.sub(" ", rest, count=1)
    for form, made in _FORMS:
        found = form.search(rest)
        if found:
            if _AROUND.sub("", rest[: found.start()] + " " + rest[found.end() :]):
                return None
            half = (clock[4] or "") if clock else ""
            if half.startswith(("a", "p")) and form is _DAY_MONTH_YEAR and order_of(found[0]) is Order.EITHER:
                return None  # who writes AM and PM may write the month first
            time = (clock[1], clock[2]) if clock else ("0", "0")
            return at_office(made(found), time, half, (clock[5] or "") if clock else "", here)
    return None


def at_office(day: date, time: tuple[str, str], half: str, zone: str, here: timezone) -> date:
    """The office's day of a moment in a zone; without a zone the day itself. Raises ValueError for no time."""
    hour, minute = int(time[0]), int(time[1])
    if hour > 24 or minute > 59:
        raise ValueError(hour, minute)
    if not zone or zone == "ict":
        return day
    if half:
        hour = hour % 12 + (12 if half.startswith(("p", "c")) else 0)
    away = re.search(r"([+-])(\d{1,2}):?(\d\d)?", zone)
    minutes = int(f"{away[1]}1") * (int(away[2]) * 60 + int(away[3] or 0)) if away else 0
    moment = datetime(day.year, day.month, day.day, tzinfo=timezone(timedelta(minutes=minutes)))
    return (moment + timedelta(hours=hour, minutes=minute)).astimezone(here).date()


def _full(year: str) -> int:
    """Two figures are of the years from 1990 to 2089."""
    return int(year) if len(year) == 4 else int(year) + (1900 if int(year) >= FIRST_YEAR % 100 else 2000)


def _in_order(found: re.Match[str]) -> date:
    first, second, year = int(found[1]), int(found[3]), _full(found[4])
    return date(year, first, second) if second > 12 >= first else date(year, second, first)


def _counted(month: str) -> int:
    return int(month) if month.isdecimal() else _COUNTED.index(month) + 1


_FORMS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], date]], ...] = (
    (_YEAR_MONTH_DAY, lambda found: date(int(found[1]), int(found[3]), int(found[4]))),
    (_DAY_MONTH_YEAR, _in_order),
    (_YEAR_NAMED, _in_order),
    (_WORDS, lambda found: date(_full(found[3]), _counted(found[2]), int(found[1]))),
    (_NAMED, lambda found: date(_full(found[3]), _MONTHS.index(found[2][:3]) + 1, int(found[1]))),
    (_NAMED_FIRST, lambda found: date(int(found[3]), _MONTHS.index(found[1][:3]) + 1, int(found[2]))),
)
