"""Whether this machine is alone with its name. Pure; time is an argument, in monotonic seconds.

A cloned card gives two machines one name. If both acted, slips would be printed twice and replies would go to the
wrong one. So a machine asks aloud before it acts; whoever acts under that name already answers, and the newcomer
waits until the other is gone. Brokers differ in what they say of this (Mosquitto 2.0.11 of Debian 12 says nothing),
so nothing of it depends on the broker; where one says that a session was taken over, it is told, too. What is retained proves nothing: it makes a machine wait for an answer, and
when none comes it was an old one.
"""

from dataclasses import dataclass, replace
from enum import StrEnum

from contracts.vocabulary import DeviceId

ANSWER_S = 3.0
"""A living machine answers within this, also a busy one."""
ASK_EVERY_S = 5.0
"""A machine that waits asks so often whether the other is still there."""
FORGET_S = 12.0
"""Not heard of for so long, the other is gone: more than two questions stayed without an answer."""


PUSHED_S = 60.0
"""So long without being pushed off again, whoever did it is gone: links come back after ten seconds at most."""


class Standing(StrEnum):
    """How this machine stands to its name."""

    AWAY = "away"
    ASKS = "asks"
    HOLDS = "holds"
    WAITS = "waits"


class Act(StrEnum):
    """What is to be said."""

    ASK = "ask"
    ANSWER = "answer"
    PRESENCE = "presence"


@dataclass(frozen=True)
class Other:
    """Another machine with this name."""

    instance: str
    address: str
    heard: float


@dataclass(frozen=True)
class Name:
    """``instance`` tells machines with one name apart, and sorts by the moment at which its program was started."""

    instance: str
    standing: Standing = Standing.AWAY
    doubted: bool = False
    """The broker remembers somebody else under this name, who may be long gone."""
    asked: float = float("-inf")
    other: Other | None = None
    pushed_at: float | None = None
    """When the broker last gave this machine's session to another one, which then cannot be heard."""


@dataclass(frozen=True)
class NameTwice:
    """Another machine has this one's name. ``waits``: this one does nothing until the other is gone."""

    device: DeviceId
    address: str
    """Where the other one is, if it said so."""
    waits: bool


Result = tuple[Name, tuple[Act, ...]]


def connected(name: Name, now: float) -> Result:
    """The link is up, and what the broker remembers comes before the echo of what is asked now."""
    return _ask_anew(name, now)


def disconnected(name: Name, now: float, *, taken_over: bool = False) -> Name:
    """The link is down; ``taken_over``: because another machine connected as this one."""
    return Name(name.instance, pushed_at=now if taken_over else name.pushed_at)


def heard_presence(name: Name, instance: str, now: float, *, online: bool, retained: bool) -> Result:
    """Somebody said, under this name, that it is here or gone."""
    if instance == name.instance:
        return name, ()
    if name.standing is Standing.HOLDS:
        return name, (Act.ANSWER if online else Act.PRESENCE,)
    if online:
        return replace(name, doubted=name.doubted or retained), ()
    if name.standing is Standing.WAITS or name.doubted:
        return _ask_anew(name, now)
    return name, ()


def heard_claim(name: Name, other: Other, now: float, *, holds: bool) -> Result:
    """Somebody asked for this name, or (``holds``) acts under it; also the echo of our own question."""
    if other.instance == name.instance:
        alone = name.standing is Standing.ASKS and not (holds or name.doubted)
        return _hold(name) if alone else (name, ())
    met = replace(name, other=other)
    match name.standing, holds:
        case Standing.HOLDS, True if other.instance > name.instance:
            return met, (Act.ANSWER, Act.PRESENCE)
        case Standing.HOLDS, False:
            return met, (Act.ANSWER,) if name.other else (Act.ANSWER, Act.PRESENCE)
        case Standing.HOLDS | Standing.ASKS | Standing.WAITS, True:
            return replace(met, standing=Standing.WAITS), ()
        case Standing.ASKS, False if (
            other.instance < name.instance
        ):  # both have just come: the older goes first
            return replace(name, doubted=True, asked=now), ()
    return name, ()


def passed(name: Name, now: float) -> Result:
    """Time has passed."""
    silent = name.other is None or now - name.other.heard >= FORGET_S
    if name.pushed_at is not None and now - name.pushed_at >= PUSHED_S:
        return replace(name, pushed_at=None), (Act.PRESENCE,) if name.standing is Standing.HOLDS else ()
    match name.standing:
        case Standing.ASKS if now - name.asked >= ANSWER_S:
            return _hold(name) if name.doubted else _ask(name, now)
        case Standing.WAITS if silent:
            return _ask_anew(name, now)
        case Standing.WAITS if now - name.asked >= ASK_EVERY_S:
            return _ask(name, now)
        case Standing.HOLDS if name.other and silent:
            return replace(name, other=None), (Act.PRESENCE,)
    return name, ()


def twice(name: Name, device: DeviceId) -> NameTwice | None:
    """What people must know while there are two machines called ``device``."""
    if name.other is None and name.pushed_at is None:
        return None
    return NameTwice(device, name.other.address if name.other else "", waits=name.standing is Standing.WAITS)


def _ask(name: Name, now: float) -> Result:
    return replace(name, asked=now), (Act.ASK,)


def _ask_anew(name: Name, now: float) -> Result:
    return _ask(Name(name.instance, Standing.ASKS, pushed_at=name.pushed_at), now)


def _hold(name: Name) -> Result:
    return Name(name.instance, Standing.HOLDS, pushed_at=name.pushed_at), (Act.ANSWER, Act.PRESENCE)
