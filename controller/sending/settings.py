"""Whether and to where the office tells its province what happens."""

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import Field, StringConstraints

from contracts.settings import Part, Problem, is_loopback


class ProvinceSettings(Part):
    """The centre of the province. Left out: nothing is ever sent."""

    url: Annotated[str, StringConstraints(pattern=r"^(https?://[^/?#@\s]{1,200})?$", to_lower=True)] = Field(
        "", description="Address of the province's centre, https://…; left out: nothing is sent"
    )
    key_file: Path | None = Field(
        None,
        description="File with this office's key, as the centre gave it; only the controller may read it",
    )
    ca: Path | None = Field(
        None,
        description="Authority that the centre's certificate comes from, PEM; left out: those of the system",
    )
    clerk_names: bool = Field(
        False,
        description="Clerks by their sign-in names and not by pseudonyms, where the province's rules say so",
    )
    updates: bool = Field(
        False,
        description="Fetch updates that the centre offers; they are proved by their own signature, and a person says when",
    )
    every_s: int = Field(15, ge=2, le=600, description="Seconds between two messages when all is sent")

    def problems(self) -> Iterator[Problem]:
        """What is impossible although every single value is allowed."""
        if not self.url:
            return
        address = urlsplit(self.url)
        if address.scheme != "https" and not is_loopback(address.hostname or ""):
            yield Problem("province.url", repr(self.url), "https://…; plain http:// only on this machine")
        if self.key_file is None:
            yield Problem("province.key_file", "nothing", "the file with the key that the centre gave")
