"""The citizen's number in words. Pure."""

from contracts import messages as m
from kiosk_app.flow import facts
from kiosk_app.flow import pages as p
from kiosk_app.flow import targets as t
from kiosk_app.present import view as v
from kiosk_app.present.phrases import Phrases


def number(words: Phrases, page: p.Number) -> v.Number:
    """The number, where it is served, and what becomes of the slip."""
    issued = page.issued
    service = facts.service_of(words.model, issued.service)
    return v.Number(
        caption=words.say("number.alone" if page.alone else "number.title"),
        number=issued.number,
        service=words.named(service.name) if service else "",
        facts=_facts(words, page),
        phase=page.phase,
        slip=words.say(f"number.{page.phase}"),
        hint=words.say(f"number.{page.phase}-hint"),
        button=_button(words, page.phase),
    )


def _facts(words: Phrases, page: p.Number) -> tuple[v.Fact, ...]:
    issued = page.issued
    where = v.Fact("arrow-right", words.say("number.counters"), _counters(words, issued))
    if page.alone:  # how many are before, and how long it takes, nobody knows
        first_come = words.say("number.alone-first-come")
        return (v.Fact("account-group", words.say("number.alone-order"), first_come), where)
    count = issued.ahead
    ahead = words.say("number.ahead-people", count=count) if count else words.say("number.ahead-nobody")
    wait = _wait(words, issued)
    return (
        v.Fact("account-group", words.say("number.ahead"), ahead),
        v.Fact("clock-outline", words.say("number.wait"), wait),
        where,
    )


SOON_AHEAD, SOON_MINUTES = 1, 5
"""With so few before, and called within so many minutes, nobody counts."""


def _wait(words: Phrases, issued: m.Issued) -> str:
    """How long, as people speak of it."""
    if issued.wait is None:
        key = "number.wait-unmanned" if issued.counters else "number.wait-unknown"
        return words.say(key, counters=_counters(words, issued))
    if issued.late:
        return words.say("number.late")
    if issued.ahead <= SOON_AHEAD and issued.wait.high <= SOON_MINUTES:
        return words.say("wait.soon")
    return words.minutes(issued.wait)


def _counters(words: Phrases, issued: m.Issued) -> str:
    office = words.model.office
    known = {str(counter.id): counter.label for counter in office.counters} if office else {}
    return words.counters(tuple(known.get(counter, counter) for counter in issued.counters))


def _button(words: Phrases, phase: p.SlipPhase) -> v.Button | None:
    match phase:
        case p.SlipPhase.WRITE_DOWN:
            return v.Button(t.Way.SEEN, words.say("number.seen"), "check-circle", main=True)
        case p.SlipPhase.TAKE:
            return v.Button(t.Way.OK, words.say("number.done"), "check-circle")
    return None
