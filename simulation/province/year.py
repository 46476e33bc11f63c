"""Days of made-up offices: as many citizens as such an office has, by the dice, the same for the same seed. Pure.

Arrivals peak when a session begins and on Mondays; land takes longest. The offices of a demonstration only look like a
province; their figures mean nothing.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Any

from contracts.facts import (
    Body,
    DayClosed,
    DayClosing,
    TicketCalled,
    TicketFinished,
    TicketIssued,
    TicketNoShow,
)
from contracts.vocabulary import CallRule

SERVICES = {
    "ho-tich": ("Hộ tịch – Chứng thực", 5.0),
    "dat-dai": ("Đất đai – Xây dựng", 12.0),
    "kinh-doanh": ("Hộ kinh doanh", 9.0),
    "bao-tro": ("Bảo trợ xã hội", 7.0),
    "tra-ket-qua": ("Nhận kết quả", 3.0),
}
AREAS = {
    "Yên Thành": ("Yên Thành", "Quan Thành", "Hợp Minh", "Vân Tụ", "Đông Thành", "Bình Minh"),
    "Diễn Châu": ("Diễn Châu", "Đức Châu", "Hải Châu", "Quảng Châu", "Tân Châu", "Minh Châu"),
    "Quỳnh Lưu": ("Quỳnh Lưu", "Quỳnh Văn", "Quỳnh Anh", "Quỳnh Tam", "Quỳnh Phú", "Quỳnh Sơn"),
    "Thanh Chương": ("Đại Đồng", "Bích Hào", "Hạnh Lâm", "Cát Ngạn", "Tam Đồng", "Xuân Lâm"),
    "Nam Đàn": ("Kim Liên", "Vạn An", "Nam Đàn", "Đại Huệ", "Thiên Nhẫn", "Hưng Nguyên"),
}
"""Old districts and communes as a province might have them: a play."""
MINUTE_MS, HOUR_MS, DAY_MS = 60_000, 3_600_000, 86_400_000
USUAL = ((7.5, 3.5), (13.5, 3.0))
"""Sessions: the hour at which each begins, and how many hours people come."""


@dataclass(frozen=True)
class Plan:
    """One office: how many come on a usual day, and how many counters it has."""

    code: str
    name: str
    area: str
    daily: int
    counters: int


def plans(count: int) -> list[Plan]:
    """Offices of the play."""
    dice = Random(2026)  # noqa: S311 - a play, no secret
    named = [(area, name) for area, names in AREAS.items() for name in names]
    found = []
    for place in range(count):
        area, name = named[place % len(named)]
        more = f" {place // len(named) + 1}" if place >= len(named) else ""
        daily = dice.choice((35, 45, 60, 70, 90, 120, 160))
        tight = dice.random() < 0.3
        counters = max(2, round(daily / (42 if tight else 30)))
        found.append(Plan(f"xa-{place + 1:03}", f"Xã {name}{more}", area, daily, counters))
    return found


def workdays(last: date, count: int) -> list[date]:
    """So many Mondays to Fridays, the last one at or before ``last``."""
    found: list[date] = []
    day = last
    while len(found) < count:
        if day.isoweekday() <= 5:
            found.append(day)
        day -= timedelta(days=1)
    return found[::-1]


Sessions = tuple[tuple[float, float], ...]


def a_day(plan: Plan, day: date, midnight_ms: int, sessions: Sessions = USUAL) -> list[Body]:
    """What happens at an office on a day, in order. ``midnight_ms``: its beginning."""
    dice = Random(f"{plan.code} {day}")  # noqa: S311 - a play, no secret
    busy = plan.daily * (1.35 if day.isoweekday() == 1 else 1.0) * dice.uniform(0.75, 1.25)
    arrivals = sorted(_arrival(dice, midnight_ms, sessions) for _ in range(round(busy)))
    told = list(_serve(plan, day, arrivals, dice))
    closing = midnight_ms + int(sum(sessions[-1]) * HOUR_MS) + 30 * MINUTE_MS
    last = max([closing, *(body.at for body in told)])
    return [*sorted(told, key=lambda body: body.at), DayClosing(at=last), DayClosed(at=last)]


def ratings_of(plan: Plan, month: date, before: date) -> dict[str, Any] | None:
    """What an office states of a month's ratings: a sum for each working day of it that lies before a day."""
    dice = Random(f"{plan.code} {month} ratings")  # noqa: S311 - a play, no secret
    good = dice.uniform(0.55, 0.95)
    weights = (good * 0.6, good * 0.4, (1 - good) * 0.6, (1 - good) * 0.3, (1 - good) * 0.1)
    blocks = []
    days = (month + timedelta(days=n) for n in range((before - month).days))
    for day in (day for day in days if day.month == month.month and day.isoweekday() <= 5):
        answers = dice.choices(range(5), weights, k=max(5, plan.daily // 6))
        counts = [answers.count(place) for place in range(5)]
        blocks.append({"first": day.isoformat(), "last": day.isoformat(), "counts": counts})
    question = {
        "questionnaire": "one-touch-5",
        "version": 1,
        "question": "service",
        "text": "Ông/bà có hài lòng với việc phục vụ không?",
        "choices": ("Rất hài lòng", "Hài lòng", "Bình thường", "Không hài lòng", "Rất không hài lòng"),
        "best": 2,
        "blocks": blocks,
    }
    return {"month": month.isoformat(), "questions": [question]} if blocks else None


def form_of(plan: Plan, first: date, last: date) -> dict[str, Any]:
    """A form II.06a as an office might hand it up; its sums hold. Every seventh office's list has no column of ways."""
    dice = Random(f"{plan.code} {first} form")  # noqa: S311 - a play, no secret
    rows = []
    for name, (_, takes) in zip(
        ("Hộ tịch", "Đất đai", "Hộ kinh doanh", "Bảo trợ xã hội"), SERVICES.values(), strict=False
    ):
        new, carried = dice.randrange(20, 40) * plan.daily // 20, dice.randrange(0, 12)
        online = new * 7 // 10
        left, late = dice.randrange(0, 9), dice.randrange(0, int(takes))
        answered = max(0, new + carried - left - late)
        early = answered * 6 // 10
        rows.append(
            {
                "name": name,
                "online": online,
                "direct": new - online,
                "carried": carried,
                "early": early,
                "on_time": answered - early,
                "late": late,
                "open_in_time": new + carried - answered - late,
                "paused_in_time": min(1, new + carried - answered - late),
            }
        )
    lacks = ("channel",) if int(plan.code[-3:]) % 7 == 0 else ()
    return {"first": first.isoformat(), "last": last.isoformat(), "rows": rows, "lacks": lacks}


def _arrival(dice: Random, midnight_ms: int, sessions: Sessions) -> int:
    start, length = dice.choice(sessions)
    spread = dice.random() ** 1.5
    return midnight_ms + int((start + spread * length) * HOUR_MS)


def _serve(plan: Plan, day: date, arrivals: list[int], dice: Random) -> Iterator[Body]:
    free = [arrivals[0] if arrivals else 0] * plan.counters
    codes = list(SERVICES)
    for n, at in enumerate(arrivals, 1):
        service = dice.choices(codes, (4, 3, 1, 1, 3))[0]
        number = f"{'ABCDE'[codes.index(service)]}{n:03}"
        ticket = f"{day:%Y%m%d}-{number}"
        common: dict[str, Any] = {"ticket": ticket}
        yield TicketIssued(
            at=at,
            number=number,
            service=service,
            priority=dice.random() < 0.08,
            lang="vi",
            device="kiosk-1",
            **common,
        )
        place = min(range(plan.counters), key=lambda counter: free[counter])
        called = max(at + dice.randrange(5_000, 40_000), free[place])
        counter = f"q{place + 1}"
        yield TicketCalled(at=called, counter=counter, rule=CallRule.FIRST_COME, **common)
        if dice.random() < 0.03:
            free[place] = called + 2 * MINUTE_MS
            yield TicketNoShow(at=free[place], counter=counter, **common)
        else:
            took = int(dice.lognormvariate(0, 0.5) * SERVICES[service][1] * MINUTE_MS)
            free[place] = called + max(30_000, took)
            yield TicketFinished(at=free[place], counter=counter, **common)
