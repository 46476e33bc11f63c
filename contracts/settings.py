"""What every settings file has in common. Files are strict: an unknown key is an error, unlike on the wire."""

import ipaddress
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, NamedTuple

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from contracts import vocabulary as words
from contracts.finding import WEB_PORT

_IN_ADDRESS = r"[^@\s,;:<>()\[\]\"\\\x00-\x1f\x7f]"
MAIL_ADDRESS = rf"{_IN_ADDRESS}{{1,64}}@{_IN_ADDRESS}{{1,190}}"
"""An e-mail address, without the characters that have a meaning of their own in the head of a mail (RFC 5322, specials)."""


class Problem(NamedTuple):
    """One thing wrong with a settings file that one field alone cannot show."""

    key: str
    """Dotted path, e.g. ``counters.2.services``."""
    found: str
    allowed: str


class Part(BaseModel):
    """A table inside a settings file."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


class Settings(Part):
    """A whole settings file."""

    def problems(self) -> Iterator[Problem]:
        """What is impossible although every single value is allowed."""
        return iter(())

    def warnings(self) -> Iterator[Problem]:
        """What is wrong and yet no reason not to start; told where somebody checks the file."""
        return iter(())


class LinkSettings(Part):
    """Where the broker is."""

    host: str = Field(
        "127.0.0.1",
        description="Host name or address of the message broker; empty, with credentials: the device finds it by itself",
    )
    port: int = Field(
        1883, ge=1, le=65535, description="TCP port of the message broker; with credentials usually 8883"
    )
    credentials: Path | None = Field(
        None, description="Folder of what pairing gave this device: then the link is TLS with its certificate"
    )
    web_port: int = Field(
        WEB_PORT, ge=1, le=65535, description="Port of the controller's pages, where pairing is asked"
    )
    plain: bool = Field(
        False,
        description="Speak without TLS beyond this machine: anybody on the network may listen and forge calls",
    )

    def unsafe(self) -> Iterator[Problem]:
        """That others on the network could listen and forge, unless somebody said that they may."""
        if not (self.host or self.credentials):
            yield Problem(
                "link.host", "''", "an address, or link.credentials: only who is paired finds it by itself"
            )
        elif not (self.credentials or self.plain or is_loopback(self.host)):
            yield Problem(
                "link.host",
                repr(self.host),
                "127.0.0.1, or link.credentials after motcua pair, or link.plain = true",
            )

    @property
    def finds(self) -> bool:
        """Whether the controller is looked for."""
        return not self.host and self.credentials is not None


def is_loopback(host: str) -> bool:
    """Whether an address or name can only be this machine."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host.lower() == "localhost"


Id = StringConstraints(pattern=words.ID_PATTERN, max_length=words.ID_LENGTH)


class DeviceSettings(Settings):
    """What a program on a device must know: who it is, and where the broker is. The desk tells it the rest."""

    site: Annotated[words.SiteId, Id] = Field(description="The office, as in every topic")
    device: Annotated[words.DeviceId, Id] = Field(description="This device, unique at the site")
    link: LinkSettings = LinkSettings()
    log_level: str = Field("INFO", pattern="^(DEBUG|INFO|WARNING|ERROR)$", description="How much is logged")
    memory: Path | None = Field(
        Path("/var/lib/motcua"),
        description="Folder where the numbers that went by are remembered, for a desk that lost its memory",
    )
    bench: Path | None = Field(None, description="Socket of the test bench, for simulated drivers only")

    def problems(self) -> Iterator[Problem]:
        """What is impossible although every single value is allowed."""
        yield from self.link.unsafe()


class AnyDevice(DeviceSettings):
    """What every device's settings have in common; the rest is its program's."""

    model_config = ConfigDict(extra="ignore")
