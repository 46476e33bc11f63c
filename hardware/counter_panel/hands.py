"""Gestures of single keys -> what a clerk meant: a key, two keys together, or a number that was typed. Pure.

A key that has a part in a combination counts only when no second one has joined it within ``TOGETHER_S``, or when it came
up before; its press keeps the moment at which the finger came down. While the two of a combination are down no other key
counts, and none of the two does what it does alone: whoever presses two keys wanted neither. A key that means something
else when it is held does what it does alone when it comes up, and no more once it was held. Digits are kept until "next"
asks for the number that they are; any other key drops them, and dropping says so. Digits that waited for ``digits_s``, of
which some are missing, or that are too many, are ``SPOILT`` until a key that is no digit is pressed, which then does
nothing else: what is typed afterwards may be the rest of a number, and that is another one's. Each digit until then says so.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

from hardware.counter_panel.key import Felt, Gesture

TOGETHER_S = 0.2
"""Two fingers that come down within this time came down together."""
DIGITS_S = 5.0
"""So long after the last digit a number that was begun asks for nobody any more."""
MOST_DIGITS = 6
SPOILT = "?"
"""Instead of digits that ask for nobody."""
DIGITS = tuple("0123456789")


class KeyName(StrEnum):
    """The keys of a box; a box may lack some. Beside them a number pad has the ``DIGITS``."""

    NEXT = "next"
    RECALL = "recall"
    NO_SHOW = "no-show"
    FINISH = "finish"


class Meaning(StrEnum):
    """What two keys together, or a key that is held, can ask for."""

    UNDO = "undo"
    BREAK = "break"
    """A break begins, or ends."""
    ARRIVE = "arrive"
    PARK = "park"


Pair = frozenset[KeyName]


@dataclass(frozen=True)
class Single:
    """One key alone."""

    key: KeyName
    felt: Felt


@dataclass(frozen=True)
class Together:
    """Two keys of a combination; ``key`` came down first."""

    meaning: Meaning
    key: KeyName
    at: float


@dataclass(frozen=True)
class Held:
    """A key was held that means something then; ``at``: when it went down."""

    meaning: Meaning
    key: KeyName
    at: float


@dataclass(frozen=True)
class Dialled:
    """A number was typed and asked for."""

    digits: str
    at: float


@dataclass(frozen=True)
class Dropped:
    """Digits came to nothing: too late, too many, or another key came."""

    at: float


@dataclass(frozen=True)
class Stuck:
    """A digit's key is held down for long, or no more."""

    key: str
    felt: Felt


Meant = Single | Together | Held | Dialled | Dropped | Stuck


@dataclass(frozen=True)
class Hands:
    """What the fingers have begun."""

    pairs: Mapping[Pair, Meaning] = field(default_factory=dict)
    digits_s: float = DIGITS_S
    holds: Mapping[KeyName, Meaning] = field(default_factory=dict)
    waiting: Single | None = None
    """A press that may become one half of a combination."""
    held: tuple[Single, ...] = ()
    """Presses of keys that are down and may be held."""
    mute: bool = False
    """Whether that press is nothing by itself: it dropped digits."""
    spent: frozenset[KeyName] = frozenset()
    """Keys that are down and have said what they had to say, together."""
    down: frozenset[KeyName] = frozenset()
    """The two of a combination that are still down."""
    digits: str = ""
    digit_at: float = 0.0
    gap_at: float = float("-inf")
    """When presses were lost."""

    @property
    def parts(self) -> frozenset[KeyName]:
        """The keys that have a part in any combination."""
        return frozenset().union(*self.pairs)


Step = tuple[Hands, tuple[Meant, ...]]


def felt(hands: Hands, name: str, what: Felt) -> Step:
    """After a gesture of a key, at its time."""
    hands, before = passed(hands, what.at)
    hands, now = _digit(hands, name, what) if name in DIGITS else _key(hands, KeyName(name), what)
    return hands, before + now


def passed(hands: Hands, t: float) -> Step:
    """It is ``t``: nothing more was felt until now."""
    meant: tuple[Meant, ...] = ()
    if hands.waiting and t - hands.waiting.felt.at > TOGETHER_S:
        hands, meant = _alone(hands)
    if hands.digits not in ("", SPOILT) and t - hands.digit_at > hands.digits_s:
        hands, spoilt = _spoilt(hands, hands.digit_at + hands.digits_s)
        meant = (*meant, *spoilt)
    return hands, meant


def gap(hands: Hands, at: float) -> Step:
    """Presses before ``at`` were lost, nobody knows which: of a number that was begun digits may be missing."""
    hands, before = passed(hands, at)
    hands, alone = _alone(hands)
    hands, spoilt = _spoilt(hands, at) if hands.digits else (hands, ())
    return replace(hands, gap_at=at), (*before, *alone, *spoilt)


def lost(hands: Hands) -> Hands:
    """The keys cannot be read any more: what was begun with them never was, and the rest of a number is none."""
    return Hands(hands.pairs, hands.digits_s, hands.holds, digits=SPOILT if hands.digits else "")


def _digit(hands: Hands, name: str, what: Felt) -> Step:
    if what.gesture is not Gesture.PRESS:
        return hands, () if what.gesture is Gesture.LONG else (Stuck(name, what),)
    if hands.down:
        return hands, ()
    hands, before = _alone(hands)
    if SPOILT in hands.digits or len(hands.digits) == MOST_DIGITS or what.at - hands.gap_at <= hands.digits_s:
        hands, spoilt = _spoilt(hands, what.at)
        return hands, (*before, *spoilt)
    return replace(hands, digits=hands.digits + name, digit_at=what.at), before


def _spoilt(hands: Hands, at: float) -> Step:
    """What is typed asks for nobody any more, and says so."""
    return replace(hands, digits=SPOILT, digit_at=at), (Dropped(at),)


def _key(hands: Hands, key: KeyName, what: Felt) -> Step:
    match what.gesture:
        case Gesture.PRESS:
            return _press(hands, key, what)
        case Gesture.RELEASE:
            hands, before = _alone(hands) if hands.waiting and hands.waiting.key == key else (hands, ())
            hands, short = _came_up(hands, key)
            hands = replace(hands, spent=hands.spent - {key}, down=hands.down - {key})
            return hands, (*before, *short, Single(key, what))
        case Gesture.LONG if key in hands.spent:
            return hands, ()
        case Gesture.LONG if key in hands.holds:
            hands, short = _came_up(hands, key)
            return hands, tuple(Held(hands.holds[key], key, press.felt.at) for press in short)
        case Gesture.STUCK:  # a key that does not come up any more must not silence the others
            return replace(hands, down=hands.down - {key}), (Single(key, what),)
        case _:
            return hands, (Single(key, what),)


def _press(hands: Hands, key: KeyName, what: Felt) -> Step:
    if hands.down:
        return replace(hands, spent=hands.spent | {key}), ()
    if hands.digits:
        return _after_digits(hands, key, what)
    first = hands.waiting
    meaning = hands.pairs.get(frozenset({first.key, key})) if first else None
    if first and meaning:
        both = frozenset({first.key, key})
        hands = replace(hands, waiting=None, mute=False, spent=hands.spent | both, down=both)
        return hands, (Together(meaning, first.key, first.felt.at),)
    hands, before = _alone(hands)
    if key in hands.parts:
        return replace(hands, waiting=Single(key, what)), before
    hands, now = _begun(hands, Single(key, what))
    return hands, (*before, *now)


def _after_digits(hands: Hands, key: KeyName, what: Felt) -> Step:
    digits, hands = hands.digits, replace(hands, digits="", gap_at=float("-inf"), spent=hands.spent | {key})
    if key is KeyName.NEXT and digits != SPOILT:
        return hands, (Dialled(digits, what.at),)
    if key in hands.parts:
        hands = replace(hands, waiting=Single(key, what), mute=True)
    return hands, (Dropped(what.at),)


def _alone(hands: Hands) -> Step:
    """A press that nobody joined is a press."""
    alone = hands.waiting if not hands.mute else None
    hands = replace(hands, waiting=None, mute=False)
    return _begun(hands, alone) if alone else (hands, ())


def _begun(hands: Hands, press: Single) -> Step:
    """A press, or what may become a longer one."""
    if press.key in hands.holds:
        return replace(hands, held=(*hands.held, press)), ()
    return hands, (press,)


def _came_up(hands: Hands, key: KeyName) -> tuple[Hands, tuple[Single, ...]]:
    """A key that might have been held is not held any more; its press."""
    short = tuple(press for press in hands.held if press.key is key)
    return replace(hands, held=tuple(press for press in hands.held if press.key is not key)), short
