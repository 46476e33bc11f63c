"""One's place in the line, told to the province's centre so that phones outside the hall can read it: ``POST`` to ``PLACES``.

The centre keeps the newest state of each number of the day and nothing else, and answers nothing that anybody would have to
obey. A number is named by the SHA-256 of the random end of its address: only whoever holds the slip can ask for it.
"""

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from contracts.facts import At
from contracts.province import Hash, Part

PLACES = "/api/v1/places"
MOST_AT_ONCE = 200
MOST_PLACES = 3000
"""Numbers of one office that phones can read; of more the newest."""
MOST_FACTS = 8
TOKEN_LETTERS = 40

Line = Annotated[str, StringConstraints(pattern=r"^[^\x00-\x1f\x7f]{0,300}$")]
Label = Annotated[str, StringConstraints(pattern=r"^[^\x00-\x1f\x7f]{0,80}$")]
Sweep = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{16}$")]
Home = Annotated[str, StringConstraints(pattern=r"^(https?://[^/?#@\s]{1,120})?$")]


class Tone(StrEnum):
    """How a state is coloured."""

    CALM = "calm"
    ACT = "act"
    GOOD = "good"
    BAD = "bad"


class PlaceWords(Part):
    """What stands on the page in one language; ``facts`` are names and values."""

    service: Line
    status: Line
    then: Line
    facts: Annotated[tuple[tuple[Label, Line], ...], Field(max_length=MOST_FACTS)] = ()


class Place(Part):
    """The newest state of one number. ``over``: nothing of it changes any more."""

    token: Hash
    number: Label
    tone: Tone
    over: bool = False
    vi: PlaceWords
    en: PlaceWords


class OfficeWords(Part):
    """What the office calls itself in one language, and the line above that."""

    name: Line
    authority: Line


class RelayCard(Part):
    """What every page of an office bears. ``hall``: where its own pages are in the hall; empty: nowhere."""

    vi: OfficeWords
    en: OfficeWords
    hotline: Label = ""
    hall: Home = ""


class PlacesTold(Part):
    """States of some numbers of a day. A message of a lower ``nth`` than the newest changes nothing.

    All of one telling have the same ``sweep``; with ``whole`` it is complete, and whatever was told in another one is forgotten.
    ``whole`` without card and places: the office withdraws everything.
    """

    v: Literal[1] = 1
    nth: At
    day: Annotated[str, StringConstraints(max_length=10)]
    sweep: Sweep
    whole: bool = False
    card: RelayCard | None = None
    places: Annotated[tuple[Place, ...], Field(max_length=MOST_AT_ONCE)] = ()


class NotKept(StrEnum):
    """Why the centre keeps nothing of it."""

    OFF = "off"
    """It does not relay."""
    DAY = "day"
    """It has another day."""
    OLDER = "older"
    """It has heard something newer."""
    FULL = "full"
    """It keeps as many of this office as it may."""


class PlacesKept(Part):
    """``held``: how many numbers of the office are kept now; ``nth``: of the newest message."""

    held: Annotated[int, Field(ge=0, le=1_000_000)] = 0
    nth: At = 0
    why: NotKept | None = None
