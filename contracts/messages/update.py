"""How a signed update comes to the machines of an office: the desk says whose turn it is, and hands the bundle over part by part."""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from contracts.messages.base import Message, fitted
from contracts.messages.command import Command

MOST_UPDATE = 2 * 1024**3
"""Bytes of one bundle."""
MOST_FACTS = 8

Version = Annotated[str, StringConstraints(pattern=r"^([0-9][0-9A-Za-z.+~-]{0,40})?$")]
"""As Debian writes it; "": none."""
_Word = Annotated[str, StringConstraints(pattern=r"^([a-z0-9][a-z0-9.-]{0,39})?$")]
_Fact = Annotated[str, fitted(300), StringConstraints(max_length=300)]


class FetchUpdate(Command):
    """A machine asks whether it is to be updated, and for a part of the bundle. Changes nothing and is never recorded.

    ``runs``: its version; ``suite``, ``arch``: its Debian and its processor. ``ended``, ``facts``: how its last
    update went, a sentence of the catalogue of updates; "" while it goes on. ``ended_at``: when, by its own clock.
    """

    kind: Literal["fetch-update"] = "fetch-update"
    runs: Version
    suite: _Word = ""
    arch: _Word = ""
    ended_at: int = Field(0, ge=0)
    ended: _Word = ""
    facts: dict[_Word, _Fact] = Field(default={}, max_length=MOST_FACTS)
    offset: int = Field(0, ge=0, le=MOST_UPDATE)


class UpdatePart(Message):
    """The bytes from ``offset`` on, in base64. ``version``: what is to be installed now; "": nothing, or it is not its turn.

    ``digest``: SHA-256 of the whole bundle. ``heard``: the desk hears this machine's program and nothing new is wrong with it.
    """

    kind: Literal["update-part"] = "update-part"
    version: Version = ""
    digest: Annotated[str, StringConstraints(pattern=r"^([0-9a-f]{64})?$")] = ""
    size: int = Field(0, ge=0, le=MOST_UPDATE)
    offset: int = Field(0, ge=0, le=MOST_UPDATE)
    heard: bool = False
    data: Annotated[str, StringConstraints(max_length=40_004)] = ""
