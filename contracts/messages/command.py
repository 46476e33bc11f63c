"""What every command has in common."""

from typing import Literal

from pydantic import Field

from contracts.messages.base import Message, Request, Ticket
from contracts.messages.memory import AnyInstance


class Command(Message):
    """A request with the id that makes it happen at most once.

    ``at`` is the sender's estimate of the desk's clock (see ``hardware.link.station``), so that the desk
    can refuse what arrives too late without trusting the device's own clock. ``desk`` is the desk that is meant; no
    other one answers.
    """

    v: Literal[1] = 1
    request_id: Request
    at: int = Field(ge=0)
    desk: AnyInstance = ""


Leaves = Ticket | Literal[""] | None
"""The ticket that the clerk saw at the counter, which a call finishes; empty: saw nobody; None: did not look.

The commands about the ticket at a counter carry it as ``ticket``; None: whichever is there. A press that was meant
for another ticket than the one that is there by now is refused.
"""
