"""A slip as blocks from top to bottom: what it says and in which role, no size and no pixel."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from contracts.amounts import in_hours
from contracts.messages import Slip, WaitRange
from contracts.texts import FIRST, Catalogue
from ticket_printer.template import DEFAULT, EXTRA, Template


class Role(StrEnum):
    """What a line is for; ``render`` gives each role its size and weight."""

    AUTHORITY = "authority"
    OFFICE = "office"
    TITLE = "title"
    SUBTITLE = "subtitle"
    NUMBER = "number"
    SERVICE = "service"
    SERVICE_AGAIN = "service-again"
    CLOSING = "closing"
    CLOSING_STRONG = "closing-strong"


@dataclass(frozen=True)
class Line:
    """A centred text; wraps where it must."""

    role: Role
    text: str


@dataclass(frozen=True)
class Fact:
    """A label on the left and its value on the right."""

    label: str
    value: str


@dataclass(frozen=True)
class Banner:
    """White on black, so that nobody takes a copy for the first slip."""

    text: str
    small: str


@dataclass(frozen=True)
class Mark:
    """A frame above the number: how it was given. ``again``: the first words in Vietnamese, for clerks."""

    text: str
    again: str
    small: str


@dataclass(frozen=True)
class Picture:
    """The office's logo."""


@dataclass(frozen=True)
class Code:
    """A QR code of ASCII text, for readers and not for people."""

    text: str


@dataclass(frozen=True)
class Rule:
    """A line across the paper; ``strong`` rules part, weak ones only order."""

    strong: bool = False


@dataclass(frozen=True)
class Check:
    """Something to bring, with a box to tick; ``count``: how many, in words."""

    text: str
    count: str = ""


Block = Line | Fact | Banner | Mark | Rule | Picture | Code | Check


def lay_out(slip: Slip, texts: Catalogue, template: Template = DEFAULT, code: str = "") -> tuple[Block, ...]:
    """The slip in the citizen's language; the service also in Vietnamese, as the signs have it.

    ``code``: what the QR code says; "" for none.
    """
    parts: Mapping[str, tuple[Block, ...]] = {
        "logo": (Picture(),),
        "rule": (Rule(strong=True),),
        "code": _code(slip, code, texts),
        **_names(slip),
        "number": (*_mark(slip, texts), Line(Role.NUMBER, slip.number)),
        **_words(slip, texts),
        **_facts(slip, texts),
        **{
            f"{EXTRA}{e.name}": (_closing(e.in_language(slip.lang), strong=e.strong),) for e in template.extra
        },
    }
    blocks = list(_banner(slip, texts))
    for name in template.order:
        append(blocks, parts.get(name, ()))
    return tuple(blocks)


def _code(slip: Slip, code: str, texts: Catalogue) -> tuple[Block, ...]:
    """A code that a phone can open says what for; another one is for our own readers."""
    if not code:
        return ()
    return (_closing(texts.say(slip.lang, "place")), Code(code)) if slip.place else (Code(code),)


def append(blocks: list[Block], more: tuple[Block, ...]) -> None:
    """Part two facts, or two papers, by a weak rule; leave out what would be a rule under a rule, or a line without a word."""
    for block in more:
        last = blocks[-1] if blocks else None
        if isinstance(block, Fact | Check) and type(block) is type(last):
            blocks.append(Rule())
        empty = isinstance(block, Line) and not block.text
        if not empty and not (isinstance(block, Rule) and isinstance(last, Rule)):
            blocks.append(block)


def _banner(slip: Slip, texts: Catalogue) -> tuple[Block, ...]:
    if slip.copy_no <= 1:
        return ()
    return (
        Banner(
            texts.say(slip.lang, "reprint"),
            texts.say(slip.lang, "copy", copy=slip.copy_no),
        ),
    )


def _mark(slip: Slip, texts: Catalogue) -> tuple[Block, ...]:
    """Part of the number, so that no template can leave it out."""
    how = "degraded" if slip.degraded else "alone" if slip.alone else ""
    if not how:
        return ()
    again = texts.say(FIRST, how) if slip.lang != FIRST else ""
    text = texts.say(slip.lang, how)
    return (Mark(text, again if again != text else "", texts.say(slip.lang, f"{how}-keep")),)


def _names(slip: Slip) -> dict[str, tuple[Block, ...]]:
    lang, first = slip.lang, slip.service[FIRST]
    again = first if _in(slip.service, lang) != first else ""
    return {
        "authority": (Line(Role.AUTHORITY, _in(slip.authority, lang)),),
        "office": (Line(Role.OFFICE, _in(slip.office, lang)),),
        "service": (Line(Role.SERVICE, _in(slip.service, lang)), Line(Role.SERVICE_AGAIN, again)),
    }


def _words(slip: Slip, texts: Catalogue) -> dict[str, tuple[Block, ...]]:
    lang = slip.lang
    again = texts.say(FIRST, "title") if lang != FIRST else ""
    return {
        "title": (Line(Role.TITLE, texts.say(lang, "title")), Line(Role.SUBTITLE, again)),
        "keep": (_closing(texts.say(lang, "keep"), strong=True),),
        "validity": (_closing(texts.say(lang, "validity")),),
        "note": (_closing(_in(slip.note, lang)),) if slip.note else (),
        "thanks": (_closing(texts.say(lang, "thanks")),),
    }


def _closing(text: str, *, strong: bool = False) -> Line:
    return Line(Role.CLOSING_STRONG if strong else Role.CLOSING, text)


def _facts(slip: Slip, texts: Catalogue) -> dict[str, tuple[Block, ...]]:
    lang = slip.lang
    ahead = texts.say(lang, "ahead-people" if slip.ahead else "ahead-nobody", count=slip.ahead)
    facts: dict[str, Fact] = {} if slip.alone else {"ahead": Fact(texts.say(lang, "ahead"), ahead)}
    if slip.wait is not None:
        facts["wait"] = Fact(texts.say(lang, "wait"), _wait(slip.wait, lang, texts))
    if slip.counters:
        facts["counters"] = Fact(texts.say(lang, "counters"), _counters(slip.counters, lang, texts))
    if slip.stops:
        stops = "; ".join(_in(stop, lang) for stop in slip.stops)
        facts["stops"] = Fact(texts.say(lang, "stops"), stops)
    facts["time"] = Fact(texts.say(lang, "time"), slip.local_time)
    if _in(slip.session, lang):
        facts["session"] = Fact(texts.say(lang, "session"), _in(slip.session, lang))
    return {name: (fact,) for name, fact in facts.items()}


def _counters(labels: tuple[str, ...], lang: str, texts: Catalogue) -> str:
    """A counter that has only a number is called one; "Phòng 12" says itself what it is."""
    listed = ", ".join(labels)
    key = "counter" if len(labels) == 1 else "counter-several"
    return texts.say(lang, key, label=listed) if labels[0].isdigit() else listed


def _wait(wait: WaitRange, lang: str, texts: Catalogue) -> str:
    low, high = sorted((wait.low, wait.high))
    if high == 0:
        return texts.say(lang, "wait-soon")
    if hours := in_hours(low, high):
        low, high = hours
        return texts.say(lang, "wait-hours" if low else "wait-hours-under", low=low, high=high)
    if low == 0:
        return texts.say(lang, "wait-under", high=high)
    key = "wait-about" if low == high else "wait-range"
    return texts.say(lang, key, low=low, high=high)


def _in(text: dict[str, str], lang: str) -> str:
    return text.get(lang) or text[FIRST]
