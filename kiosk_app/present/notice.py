"""Plain messages in words: what is the matter, and what to do next. Pure."""

from contracts import messages as m
from contracts.pairing import PairNote, PairState
from contracts.vocabulary import RefusalCode
from hardware.link.name import NameTwice
from kiosk_app.flow import facts
from kiosk_app.flow import pages as p
from kiosk_app.flow import targets as t
from kiosk_app.flow.screen import Screen, broken_why, closed_why
from kiosk_app.present import hours
from kiosk_app.present import view as v
from kiosk_app.present.phrases import Phrases

HOURS_CODES = (RefusalCode.OFFICE_CLOSED, RefusalCode.NOT_OPEN_YET)


def notice(words: Phrases, screen: Screen) -> v.Notice:
    """The message of a screen that is one."""
    match words.model.page, screen:
        case p.Refused() as page, Screen.REFUSED:
            return _refused(words, page)
        case (p.Sending() | p.Giving()) as page, Screen.SENDING:
            return _sending(words, page)
        case _, Screen.ASKING:
            return _plain(words, "asking", "magnify", v.Tone.CALM)
        case _, Screen.NO_CONNECTION:
            button = v.Button(t.Way.OK, words.say("no-connection.ok"), "chevron-left", main=True)
            return _plain(words, "no-connection", "lan-disconnect", v.Tone.WARN, button=button)
        case _, Screen.CLOSED:
            return _closed(words)
        case _, Screen.OUT_OF_ORDER:
            return _out_of_order(words)
    return _plain(words, "starting", "clock-outline", v.Tone.CALM)


def _plain(
    words: Phrases, key: str, icon: str, tone: v.Tone, *more: str, button: v.Button | None = None
) -> v.Notice:
    lines = tuple(line for line in (words.say(f"{key}.line"), *more) if line)
    return v.Notice(icon, tone, words.say(f"{key}.title"), lines, button=button)


def _sending(words: Phrases, page: p.Sending | p.Giving) -> v.Notice:
    code = page.given.service if isinstance(page, p.Giving) else page.question.command.service
    service = facts.service_of(words.model, code)
    name = words.named(service.name) if service else ""
    line = words.say("sending.line")
    lines = (name, line) if name else (line,)
    return v.Notice("ticket-confirmation", v.Tone.CALM, words.say("sending.title"), lines)


def _out_of_order(words: Phrases) -> v.Notice:
    if words.model.pairing:
        return _pairing(words, words.model.pairing)
    if words.model.twice:
        return _plain(words, "name-twice", "alert", v.Tone.BAD, name_twice(words, words.model.twice))
    why = broken_why(words.model) if words.model.desk_alive else None
    icon = {None: "lan-disconnect", RefusalCode.CLOCK_UNTRUSTED: "clock-alert"}.get(why, "alert")
    if why is RefusalCode.STORAGE_FAILED:  # no waiting helps
        title, lines = words.say("out-of-order.title"), ("line-for-good", "storage-failed")
        said = tuple(words.say(f"out-of-order.{line}") for line in lines)
        return v.Notice(icon, v.Tone.BAD, title, said)
    return _plain(words, "out-of-order", icon, v.Tone.BAD, words.say(f"out-of-order.{why or 'desk-lost'}"))


def _pairing(words: Phrases, note: PairNote) -> v.Notice:
    """The code alone is large: the caretaker reads it from here and types it on the desk's page.

    Where the kiosk found several controllers by itself, each has a line with its own code.
    """
    codes = [each for each in (note, *note.others) if each.code]
    if len(codes) > 1:
        return v.Notice(
            "swap-horizontal",
            v.Tone.CALM,
            words.say("pairing.several", count=len(codes)),
            (words.say("pairing.choose", device=note.device),),
            table_title=words.say("pairing.codes"),
            table=tuple((each.office, each.code) for each in codes),
        )
    if note.code:
        title, line = note.code, words.say("pairing.type-it", device=note.device)
    else:
        title, line = words.say("pairing.title"), words.say(_why(note), device=note.device)
    at = (words.say("pairing.of", office=note.office),) if note.office else ()
    return v.Notice("swap-horizontal", v.Tone.CALM, title, (line, *at))


def _why(note: PairNote) -> str:
    own = {PairState.NAME_TAKEN: "name-taken", "none-found": "none-found", "too-many": "too-many"}
    return f"pairing.{own.get(note.trouble, 'waits')}"


def name_twice(words: Phrases, twice: NameTwice) -> str:
    """Which name is there twice, and what the office's people do about it."""
    at = words.say("name-twice.at", address=twice.address) if twice.address else ""
    return words.say("name-twice.staff", device=twice.device, at=at)


def _closed(words: Phrases) -> v.Notice:
    model = words.model
    code = closed_why(model) or RefusalCode.NUMBERS_ENDED
    opens, early = facts.opening_time(model), facts.closes_early(model)
    lines = [_line_with_time(words, f"closed.{code}", code, opens)]
    if early:
        lines.insert(0, words.say("closed.early", time=early))
    return v.Notice(
        icon="calendar-clock",
        tone=v.Tone.CALM,
        title=words.say(f"closed.{code}.title"),
        lines=tuple(lines),
        table_title=words.say("closed.hours"),
        table=_hours(words, model.office) if model.office else (),
    )


def _hours(words: Phrases, office: m.OfficeState) -> tuple[tuple[str, str], ...]:
    """Today first where it is different: what a small panel has no room for goes from the end."""
    today = facts.local_time(words.model, words.model.minute * 60_000).date()
    special = hours.special(office.special_days, today, words.say, words.named)
    first = sum(day.day == today.isoformat() for day in office.special_days)
    return (*special[:first], *hours.table(office.sessions, words.say, words.named), *special[first:])


def _refused(words: Phrases, page: p.Refused) -> v.Notice:
    key = f"refused.{page.code}"
    if not words.has(f"{key}.title"):
        key = "refused.other"
    return v.Notice(
        icon="clock-outline" if page.code in HOURS_CODES else "information",
        tone=v.Tone.WARN,
        title=words.say(f"{key}.title"),
        lines=(_line_with_time(words, key, page.code, page.opens_at),),
        button=v.Button(t.Way.OK, words.say("refused.ok"), "chevron-left", main=True),
    )


def _line_with_time(words: Phrases, key: str, code: RefusalCode, opens_at: str) -> str:
    if code == RefusalCode.NOT_OPEN_YET and not opens_at:
        return words.say(f"{key}.line-unknown")
    return words.say(f"{key}.line", opens_at=opens_at)
