"""A slip in words: where to go now and then; and what became of a rating. Pure."""

from dataclasses import replace
from functools import reduce

from contracts import messages as m
from contracts.vocabulary import RefusalCode, ServiceCode, TicketState
from kiosk_app.flow import facts
from kiosk_app.flow import slip_pages as sp
from kiosk_app.flow import targets as t
from kiosk_app.flow.slip import IN_LINE
from kiosk_app.present import view as v
from kiosk_app.present.phrases import Phrases

TONES = {
    TicketState.WAITING: v.Tone.CALM,
    TicketState.CALLED: v.Tone.GOOD,
    TicketState.FINISHED: v.Tone.GOOD,
}
LONGEST_PAGE = 40
"""An address that a person can keep in mind, and that has room on a small glass."""
NOT_COUNTED = (RefusalCode.ALREADY_RATED, RefusalCode.RATING_OVER)


def slip(words: Phrases, page: sp.Slip) -> v.Notice:
    """Where the owner of a slip goes."""
    seen = page.seen
    lines = [words.say(f"slip.{seen.state}", counter=_at(words, seen))]
    if seen.rated:
        lines.append(words.say(f"rated.{seen.rated}.title"))
    button = v.Button(t.Way.OK, words.say("slip.ok"), "chevron-left", main=True)
    if seen.rating:
        lines.append(words.say("slip.rate-line"))
        button = v.Button(t.Way.RATE, words.say("slip.rate"), "star-outline", main=True)
    rows, called = _rows(words, seen), seen.state is TicketState.CALLED
    return v.Notice(
        icon="bell-ring" if called else "ticket-confirmation",
        tone=TONES.get(seen.state, v.Tone.WARN),
        title=words.say(
            "slip.title-called" if called else "slip.title", number=seen.number, counter=_at(words, seen)
        ),
        lines=tuple(lines),
        table_title=words.say("slip.route") if rows else "",
        table=rows,
        button=button,
    )


def _rows(words: Phrases, seen: m.SlipSeen) -> tuple[tuple[str, str], ...]:
    """Where now, where then; after that how many and how long, for which a small panel may have no room."""
    if seen.state not in IN_LINE:
        return ()
    waits = seen.state is TicketState.WAITING
    now = f"{_named(words, seen.service)} · {words.counters(seen.counters)}" if waits else _at(words, seen)
    rows = [(words.say("slip.now"), now)]
    if seen.stops:
        stops = (_named(words, stop) for stop in seen.stops)
        chain = reduce(lambda before, after: words.say("slip.chain", before=before, after=after), stops)
        rows.append((words.say("slip.then"), chain))
    if waits:
        key = "number.ahead-people" if seen.ahead else "number.ahead-nobody"
        rows.append((words.say("number.ahead"), words.say(key, count=seen.ahead)))
    if waits and seen.wait is not None:
        rows.append((words.say("number.wait"), words.minutes(seen.wait)))
    return tuple(rows)


def _at(words: Phrases, seen: m.SlipSeen) -> str:
    return words.counters((seen.counter,)) if seen.counter else words.counters(seen.counters)


def _named(words: Phrases, code: ServiceCode) -> str:
    service = facts.service_of(words.model, code)
    return words.named(service.name) if service else code


def beside_questions(words: Phrases, page: sp.Rate, shown: v.Choices) -> v.Choices:
    """What counts in the national index is said on the national page alone: its code stands beside the questions."""
    return replace(shown, together=page.question is not None, aside=_complaints(words, page.asked.complaints))


def _complaints(words: Phrases, page: str) -> v.Aside | None:
    if not page:
        return None
    return v.Aside(page, words.say("rate.complaint"), words.say("rate.complaint-brief"))


def thanks(words: Phrases, page: sp.Thanks) -> v.Notice:
    """The rating is under way; or why it does not count."""
    key, good = "rated", page.why_not is None and page.safe is sp.Safe.YES
    if page.why_not is not None:
        key = f"rated.{page.why_not if page.why_not in NOT_COUNTED else 'other'}"
    elif page.is_open:
        return v.Notice("clock-outline", v.Tone.CALM, words.say("rated.not-yet.title"), ())
    elif page.safe is sp.Safe.NO:
        key = "rated.not-safe"
    where = page.complaints.removeprefix("https://").rstrip("/")
    more = (
        (words.say("rated.complaint", page=where),) if where and good and len(where) <= LONGEST_PAGE else ()
    )
    waits = good and any(page.request == rating.id for rating in words.model.ratings)
    return v.Notice(
        icon="check-circle" if good else "information",
        tone=v.Tone.GOOD if good else v.Tone.WARN,
        title=words.say(f"{key}.title"),
        lines=(words.say("rated.waits" if waits and not words.model.desk_alive else f"{key}.line"), *more),
        button=v.Button(t.Way.OK, words.say("slip.ok"), "chevron-left", main=True),
        aside=_complaints(words, page.complaints) if good else None,
    )
