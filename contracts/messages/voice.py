"""How a recorded voice comes to the machines that speak: part by part, told by the digest of the whole."""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from contracts.messages.base import Lang, Message
from contracts.messages.command import Command

MOST_PART = 30_000
"""Bytes of one part: with what stands around them, about two thirds of what a message may have."""
MOST_VOICE = 64 * 1024 * 1024
"""Bytes of one voice pack."""


class FetchVoice(Command):
    """A machine that speaks asks for a part of a language's voice pack. Changes nothing and is never recorded."""

    kind: Literal["fetch-voice"] = "fetch-voice"
    lang: Lang
    offset: int = Field(0, ge=0, le=MOST_VOICE)


class VoicePart(Message):
    """The bytes from ``offset`` on, in base64. ``digest``: SHA-256 of the whole pack, "" where the office has none.

    ``deleted``: somebody deleted that voice, so it is to be heard nowhere; without it a missing pack says nothing.
    """

    kind: Literal["voice-part"] = "voice-part"
    digest: Annotated[str, StringConstraints(pattern=r"^([0-9a-f]{64})?$")] = ""
    size: int = Field(0, ge=0, le=MOST_VOICE)
    offset: int = Field(0, ge=0, le=MOST_VOICE)
    deleted: bool = False
    data: Annotated[str, StringConstraints(max_length=MOST_PART * 4 // 3 + 4)] = ""
