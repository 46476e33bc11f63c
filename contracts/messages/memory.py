"""Which desk is which, and what its neighbours remember of the numbers that were given.

A desk is known by the ``instance`` of its start; its memory by the ``lineage`` of its journal, which begins anew when
a journal is created, replaced, or found to have lost its end. Devices remember the highest numbers that they saw; each
desk asks them before its first number, because its own memory may be an older copy and cannot know it.
"""

from typing import Annotated, Literal

from pydantic import FailFast, Field, StringConstraints

from contracts.messages.base import Device, Message, Service

Instance = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{16}$")]
"""One start of one desk."""
AnyInstance = Annotated[str, StringConstraints(pattern=r"^([0-9a-f]{16})?$")]
"""One start of one desk; empty: whichever."""
Lineage = Annotated[str, StringConstraints(pattern=r"^([0-9a-f]{32})?$")]
"""One journal's unbroken history; empty: none is known."""
Digest = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{16}$")]
"""Of a snapshot's bytes, as ``codec.digest`` makes it."""
StateName = Annotated[str, StringConstraints(pattern=r"^[a-z]+(/[a-z0-9-]{1,32})?$")]
"""A snapshot's topic below ``state/``."""
Day = Annotated[str, StringConstraints(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$")]
MOST_SEEN = 400
"""Series of a device's memory on the wire: those that gave a number last."""


class DeskPulse(Message):
    """Which desk this is, and what it vouches for.

    ``seq`` and ``last_at`` tell how far its journal has come. ``serving``: it gives numbers, since ``since`` (desk
    clock); of two that do, the one that began earlier goes on. ``asks`` counts its questions to its neighbours; 0: it
    asks nothing. ``shown`` says what its snapshots are now: a station that shows something else has missed one.
    """

    v: Literal[1] = 1
    instance: Instance
    epoch: int
    lineage: Lineage
    seq: int = Field(ge=0)
    last_at: int = Field(ge=0)
    host: Annotated[str, StringConstraints(max_length=64)]
    serving: bool
    since: int = Field(ge=0)
    asks: int = Field(0, ge=0)
    leaving: bool = False
    """It stops now."""
    alarm: bool = False
    """Something is wrong for so long that somebody must come: what a lamp shows."""
    shown: Annotated[dict[StateName, Digest], Field(max_length=1100)] = Field(default_factory=dict)


class Seen(Message):
    """Numbers of one series on one service day: all from ``low`` to ``high`` may be on paper."""

    day: Day
    service: Service
    prefix: Annotated[str, StringConstraints(pattern=r"^[A-Z]{0,3}$")]
    low: int = Field(ge=0, le=999_999)
    high: int = Field(ge=0, le=999_999)


class Memory(Message):
    """What a device saw: numbers, and how far the journal of the desk that it followed last had come."""

    v: Literal[1] = 1
    device: Device
    lineage: Lineage = ""
    seq: int = Field(0, ge=0)
    seen: Annotated[tuple[Seen, ...], Field(max_length=MOST_SEEN), FailFast()] = ()
