"""How far a dossier has come, in words. Pure."""

from collections.abc import Iterator
from datetime import date

from contracts import messages as m
from contracts.dossiers import Deadline, DossierStatus
from kiosk_app.flow import dossier_pages as d
from kiosk_app.flow import facts, offered
from kiosk_app.flow import targets as t
from kiosk_app.present import view as v
from kiosk_app.present.phrases import Phrases

TONES = {
    DossierStatus.RESULT_READY: v.Tone.GOOD,
    DossierStatus.RESULT_RETURNED: v.Tone.GOOD,
    DossierStatus.MORE_PAPERS: v.Tone.WARN,
    DossierStatus.PAYMENT_DUE: v.Tone.WARN,
    DossierStatus.REJECTED: v.Tone.BAD,
    DossierStatus.STOPPED: v.Tone.BAD,
}
ICONS = {v.Tone.GOOD: "check-circle", v.Tone.WARN: "information", v.Tone.BAD: "alert"}
DEADLINE_TONES = {
    Deadline.EARLY: v.Tone.GOOD,
    Deadline.ON_TIME: v.Tone.GOOD,
    Deadline.OVERDUE: v.Tone.BAD,
    Deadline.NEW_DATE: v.Tone.WARN,
    Deadline.UNCLEAR: v.Tone.WARN,
}
RUNNING = frozenset({DossierStatus.ACCEPTED, DossierStatus.PROCESSING})
AWAITED = RUNNING | {DossierStatus.REGISTERED}
DONE = frozenset({DossierStatus.RESULT_READY, DossierStatus.RESULT_RETURNED})
ENDED = frozenset({DossierStatus.REJECTED, DossierStatus.WITHDRAWN, DossierStatus.STOPPED})
DAY_ICONS = {"received": "file-check", "due": "calendar-clock", "due-before": "clock-alert"}
NOT_SAID = "…"
"""What the desk tells of a day that cannot even be shown as it was written."""


def dossier(words: Phrases, page: d.Dossier) -> v.Dossier:
    """The dossier on this sheet."""
    seen = page.shown
    tone = TONES.get(seen.status, v.Tone.CALM)
    place = {"index": page.sheet + 1, "count": len(page.found) + page.more}
    way = offered.number_way(words.model, page)
    step = "take-number" if way is t.Way.TAKE_RESULT else _step(seen)
    return v.Dossier(
        code=seen.dossier,
        place=words.say("dossier.place", **place) if len(page.found) > 1 else "",
        icon=ICONS.get(tone, "file-document"),
        tone=tone,
        status=_status(words, seen),
        next_step=words.say(f"next-step.{step}"),
        facts=tuple(_facts(words, seen)),
        deadline=_deadline(words, seen),
        deadline_tone=DEADLINE_TONES.get(seen.deadline, v.Tone.CALM),
        as_of=_as_of(words, seen),
        button=_button(words, seen, way) if way else None,
        aloud=page.aloud,
    )


def _button(words: Phrases, seen: m.DossierSeen, way: t.Way) -> v.Button:
    """The way to a number, called by what it is for."""
    completes = way is t.Way.TAKE_ABOUT and seen.status is DossierStatus.MORE_PAPERS
    text = words.say("dossier.take-papers" if completes else f"dossier.{way}")
    return v.Button(way, text, "ticket-confirmation", main=True)


def _status(words: Phrases, seen: m.DossierSeen) -> str:
    if seen.status is not DossierStatus.OTHER:
        return words.say(f"dossier-status.{seen.status}")
    if not seen.status_text:
        return words.say("dossier-status.unknown")
    return words.say("dossier-status.other", text=seen.status_text)


def _step(seen: m.DossierSeen) -> str:
    """What to do while the office works depends on the due date; otherwise on the status alone."""
    if seen.deadline is Deadline.OVERDUE and seen.status not in DONE:
        return seen.deadline
    if seen.status in AWAITED:
        if seen.deadline in (Deadline.NEW_DATE, Deadline.UNCLEAR):
            return seen.deadline
        if seen.due and not _iso(seen.due):
            return Deadline.UNCLEAR
    return seen.status if seen.status not in RUNNING or seen.due else "see-receipt"


def _deadline(words: Phrases, seen: m.DossierSeen) -> str:
    if seen.deadline is Deadline.NONE:
        return ""
    done = f"deadline.{seen.deadline}-done"
    return words.say(done if seen.status in DONE and words.has(done) else f"deadline.{seen.deadline}")


def _facts(words: Phrases, seen: m.DossierSeen) -> Iterator[v.Fact]:
    if seen.procedure:
        yield v.Fact("file-document", words.say("dossier.procedure"), seen.procedure, long=True)
    days = {"received": seen.received}
    if seen.status not in ENDED:  # nobody is to come for a result that there will not be
        days |= {"due": seen.due, "due-before": seen.due_before}
    for key, day in days.items():
        if day:
            value, sentence = _day(words, day), _iso(day) is None
            yield v.Fact(DAY_ICONS[key], words.say(f"dossier.{key}"), value, day=True, long=sentence)
    if seen.step:
        yield v.Fact("play", words.say("dossier.step"), seen.step)
    if seen.collect_at:
        yield v.Fact("home", words.say("dossier.collect-at"), seen.collect_at, long=True)


def _iso(said: str) -> date | None:
    try:
        return date.fromisoformat(said)
    except ValueError:
        return None


def _day(words: Phrases, said: str) -> str:
    """A date as people write it; what is none as the main system wrote it, and that it is so."""
    day = _iso(said)
    if day is None:
        return words.say("dossier.not-read" if said == NOT_SAID else "dossier.as-written", text=said)
    return words.say("dossier.date", date=day)


def _as_of(words: Phrases, seen: m.DossierSeen) -> str:
    """The time of the main system's answer; with its day and its age when that is not today."""
    told = facts.local_time(words.model, seen.as_of)
    today = facts.local_time(words.model, words.model.minute * 60_000).date()
    key = "dossier.cached" if seen.cached else "dossier.as-of"
    if words.model.minute and told.date() != today:
        days = (today - told.date()).days
        age = "day" if days < 1 else "yesterday" if days == 1 else "days-ago"
        return words.say(f"{key}-{age}", time=f"{told:%H:%M}", date=told, days=days)
    return words.say(key, time=f"{told:%H:%M}")
