"""How long somebody waits, as it is told."""

from pydantic import Field

from contracts.messages.base import Message


class WaitRange(Message):
    """An honest wait: four of five people wait between these minutes."""

    low: int = Field(ge=0)
    high: int = Field(ge=0)
