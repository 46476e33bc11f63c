"""A slip as blocks from top to bottom: what it says and in which role, no size and no pixel."""

from dataclasses import dataclass
from enum import StrEnum

from contracts.messages import Slip, WaitRange
from contracts.texts import FIRST, Catalogue


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
class Code:
    """A QR code of ASCII text, for readers and not for people."""

    text: str


@dataclass(frozen=True)
class Rule:
    """A line across the paper; ``strong`` rules part, weak ones only order."""

    strong: bool = False


Block = Line | Fact | Banner | Rule | Code


def lay_out(slip: Slip, texts: Catalogue, code: str = "") -> tuple[Block, ...]:
    """The slip in the citizen's language; the service also in Vietnamese, as the signs have it.

    ``code``: what the QR code says; "" for none.
    """
    blocks = (*_banner(slip, texts), *_head(slip, texts), *_facts(slip, texts), *_closing(slip, texts))
    return (*blocks, Code(code)) if code else blocks


def _banner(slip: Slip, texts: Catalogue) -> tuple[Block, ...]:
    if slip.copy_no <= 1:
        return ()
    return (
        Banner(
            texts.say(slip.lang, "reprint"),
            texts.say(slip.lang, "copy", copy=slip.copy_no),
        ),
    )


def _head(slip: Slip, texts: Catalogue) -> tuple[Block, ...]:
    lang = slip.lang
    blocks: list[Block] = [
        Line(Role.AUTHORITY, _in(slip.authority, lang)),
        Line(Role.OFFICE, _in(slip.office, lang)),
        Rule(strong=True),
        Line(Role.TITLE, texts.say(lang, "title")),
    ]
    if lang != FIRST:
        blocks.append(Line(Role.SUBTITLE, texts.say(FIRST, "title")))
    blocks += [Line(Role.NUMBER, slip.number), Line(Role.SERVICE, _in(slip.service, lang))]
    if _in(slip.service, lang) != slip.service[FIRST]:
        blocks.append(Line(Role.SERVICE_AGAIN, slip.service[FIRST]))
    return tuple(block for block in blocks if not isinstance(block, Line) or block.text)


def _facts(slip: Slip, texts: Catalogue) -> tuple[Block, ...]:
    lang = slip.lang
    facts = [Fact(texts.say(lang, "ahead"), str(slip.ahead))]
    if slip.wait is not None:
        facts.append(Fact(texts.say(lang, "wait"), _wait(slip.wait, lang, texts)))
    if slip.counters:
        bare = all(label.isdigit() for label in slip.counters)
        label = texts.say(lang, "counter-number" if bare else "counter-name")
        facts.append(Fact(label, ", ".join(slip.counters)))
    facts.append(Fact(texts.say(lang, "time"), slip.local_time))
    if _in(slip.session, lang):
        facts.append(Fact(texts.say(lang, "session"), _in(slip.session, lang)))
    blocks: list[Block] = [Rule(strong=True)]
    for fact in facts:
        blocks += [fact, Rule()]
    return (*blocks[:-1], Rule(strong=True))


def _wait(wait: WaitRange, lang: str, texts: Catalogue) -> str:
    low, high = sorted((wait.low, wait.high))
    if high == 0:
        return texts.say(lang, "wait-soon")
    if low == 0:
        return texts.say(lang, "wait-under", high=high)
    key = "wait-about" if low == high else "wait-range"
    return texts.say(lang, key, low=low, high=high)


def _closing(slip: Slip, texts: Catalogue) -> tuple[Block, ...]:
    return (
        Line(Role.CLOSING_STRONG, texts.say(slip.lang, "keep")),
        Line(Role.CLOSING, texts.say(slip.lang, "validity")),
        Line(Role.CLOSING, texts.say(slip.lang, "thanks")),
    )


def _in(text: dict[str, str], lang: str) -> str:
    return text.get(lang) or text[FIRST]
