"""Whether phones outside read their place in the line through the centre, and which address slips bear."""

from collections.abc import Iterator
from enum import StrEnum
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import Field, StringConstraints

from contracts.settings import Part, Problem, is_loopback


class SlipAddress(StrEnum):
    """Where the code on a slip leads."""

    HALL = "hall"
    """To the office's own page: live, with everything, on the hall's network."""
    OUTSIDE = "outside"
    """To the centre's: from everywhere where there is internet, to be read only."""


class RelaySettings(Part):
    """The relay for phones."""

    enabled: bool = Field(
        False, description="Whether the province's centre may show phones outside where a number stands"
    )
    address: Annotated[str, StringConstraints(pattern=r"^(https?://[^/?#@\s]{1,120})?$", to_lower=True)] = (
        Field("", description="How phones outside reach the centre; left out: province.url")
    )
    slip: SlipAddress = Field(
        SlipAddress.HALL,
        description="Which address slips bear: hall, the office's own (web.address), or outside, the centre's",
    )
    every_s: int = Field(10, ge=5, le=120, description="Seconds between two messages when something changed")

    def problems(self, centre: str, hall: str) -> Iterator[Problem]:
        """What is impossible although every single value is allowed. ``centre``, ``hall``: the two addresses."""
        if self.enabled and not centre:
            yield Problem("relay.enabled", "true", "province.url, the centre that shows the places")
        if self.slip is SlipAddress.OUTSIDE and not self.enabled:
            yield Problem("relay.slip", "'outside'", "relay.enabled = true, or 'hall'")
        if self.enabled and self.slip is SlipAddress.HALL and not hall:
            yield Problem("relay.slip", "'hall'", "web.address, which slips then bear, or 'outside'")
        address = urlsplit(self.address)
        if address.scheme == "http" and not is_loopback(address.hostname or ""):
            yield Problem(
                "relay.address", repr(self.address), "https://…; plain http:// only on this machine"
            )

    def outside(self, centre: str) -> str:
        """How phones outside reach the centre; empty: they do not."""
        return (self.address or centre) if self.enabled else ""

    def slip_base(self, centre: str, hall: str) -> str:
        """What stands before the end of a place's address on a slip; empty: slips bear none."""
        return self.outside(centre) if self.slip is SlipAddress.OUTSIDE else hall
