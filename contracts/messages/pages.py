"""How pictures of forms come to kiosks: each page by its own digest, part by part."""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from contracts.messages.base import Message
from contracts.messages.command import Command
from contracts.messages.voice import MOST_PART

MOST_PAGE = 8 * 1024 * 1024
"""Bytes of one picture."""
Digest = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
"""SHA-256."""


class FetchPage(Command):
    """A kiosk asks for a part of the picture of a form's page. Changes nothing and is never recorded."""

    kind: Literal["fetch-page"] = "fetch-page"
    digest: Digest
    offset: int = Field(0, ge=0, le=MOST_PAGE)


class PagePart(Message):
    """The bytes of a JPEG from ``offset`` on, in base64. ``digest``: SHA-256 of all of it, "" where the office has none."""

    kind: Literal["page-part"] = "page-part"
    digest: Annotated[str, StringConstraints(pattern=r"^([0-9a-f]{64})?$")] = ""
    size: int = Field(0, ge=0, le=MOST_PAGE)
    offset: int = Field(0, ge=0, le=MOST_PAGE)
    data: Annotated[str, StringConstraints(max_length=MOST_PART * 4 // 3 + 4)] = ""
