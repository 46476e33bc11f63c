"""What was answered at the first start, and what the settings are to say then. Pure."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from controller.first_start.usual import LEVELS, Usual, session_names

STEPS = ("office", "services", "hours", "caretaker")
MOST_COUNTERS = 40
EARLY_MINUTES, LATE_MINUTES = 30, 15
"""Numbers are taken from so long before the counters open until so long before they close."""
DEFAULTS = {
    "level": LEVELS[0],
    "counters": "2",
    "morning_from": "07:30",
    "morning_until": "11:30",
    "afternoon_from": "13:30",
    "afternoon_until": "17:00",
}
"""Office hours as most provinces have them."""
FIELDS: Mapping[str, tuple[str, ...]] = {
    "office": ("name", "authority", "level"),
    "services": ("services", "counters"),
    "hours": ("morning_from", "morning_until", "afternoon_from", "afternoon_until", "saturday"),
    "caretaker": ("clerk_name", "clerk_id"),
}
"""What each step asks; the PIN is never carried along."""
_CLOCK = re.compile(r"^(\d{1,2})\s*[:hg.]\s*(\d{2})?$")
_ID = re.compile(r"^[a-z0-9]+(-[a-z0-9]+)*$")
ID_LENGTH = 32

Answers = Mapping[str, tuple[str, ...]]


def first(answers: Answers, name: str) -> str:
    """What was typed into a field; what was not has its default."""
    given = answers.get(name)
    return given[0].strip() if given else DEFAULTS.get(name, "")


def chosen(answers: Answers, usual: Iterable[Usual]) -> tuple[Usual, ...]:
    """The services of the office; whoever was not asked yet gets those that its level usually has."""
    level, codes = first(answers, "level"), answers.get("services")
    return tuple(each for each in usual if (level in each.levels if codes is None else each.code in codes))


def wrong(step: str, answers: Answers, usual: Iterable[Usual]) -> dict[str, str]:
    """What is wrong with the answers of a step: field -> key of its sentence."""
    found = {}
    match step:
        case "office":
            found = {name: "missing" for name in ("name", "authority") if not first(answers, name)}
            found |= {name: "too-long" for name in ("name", "authority") if len(first(answers, name)) > 200}
        case "services":
            if not chosen(answers, usual):
                found["services"] = "no-service"
            if not (
                first(answers, "counters").isdecimal()
                and 1 <= int(first(answers, "counters")[:4]) <= MOST_COUNTERS
            ):
                found["counters"] = "counters"
        case "hours":
            found = _wrong_hours(answers)
        case "caretaker":
            if not 0 < len(first(answers, "clerk_name")) <= 60:
                found["clerk_name"] = "missing"
            if not (_ID.match(first(answers, "clerk_id")) and len(first(answers, "clerk_id")) <= ID_LENGTH):
                found["clerk_id"] = "id"
    return found


def edit_of(
    answers: Answers, usual: Iterable[Usual], before: Mapping[str, Any], pin_hash: str
) -> dict[str, Any]:
    """What the file is to say; ``before``: what it says (``plain.sparse``)."""
    services = [each.item for each in chosen(answers, usual)]
    panels = {counter["id"]: counter["panel"] for counter in before["counters"] if "panel" in counter}
    names = [str(number) for number in range(1, int(first(answers, "counters")) + 1)]
    codes = [service["code"] for service in services]
    clerk = {
        "id": first(answers, "clerk_id"),
        "name": first(answers, "clerk_name"),
        "pin_hash": pin_hash,
        "caretaker": True,
    }
    return {
        "name": {"vi": first(answers, "name")},
        "authority": {"vi": first(answers, "authority")},
        "services": services,
        "counters": [
            {
                "id": name,
                "label": name,
                "services": codes,
                **({"panel": panels[name]} if name in panels else {}),
            }
            for name in names
        ],
        "sessions": [_session(answers, half, name) for half, name in session_names().items()],
        "groups": None,
        "clerks": [clerk],
    }


def _session(answers: Answers, half: str, name: dict[str, str]) -> dict[str, Any]:
    opens, closes = _minutes(first(answers, f"{half}_from")), _minutes(first(answers, f"{half}_until"))
    works = [1, 2, 3, 4, 5, *([6] if half == "morning" and first(answers, "saturday") else [])]
    return {
        "name": name,
        "days": works,
        "take_from": _clock(max(0, opens - EARLY_MINUTES)),
        "take_until": _clock(max(opens + 1, closes - LATE_MINUTES)),
        "serve_from": _clock(opens),
        "serve_until": _clock(closes),
    }


def _wrong_hours(answers: Answers) -> dict[str, str]:
    found, before = {}, -1
    for name in FIELDS["hours"][:4]:
        at = _minutes(first(answers, name))
        if at < 0:
            found[name] = "clock"
        elif at <= before:
            found[name] = "order"
        before = max(at, before)
    return found


def _minutes(text: str) -> int:
    """``7h30`` as minutes since midnight; -1: no time."""
    found = _CLOCK.match(text.lower())
    hours, minutes = (int(found[1]), int(found[2] or 0)) if found else (24, 60)
    return hours * 60 + minutes if hours < 24 and minutes < 60 else -1


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02d}:{minutes % 60:02d}"
