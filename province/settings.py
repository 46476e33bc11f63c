"""The centre's settings file."""

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

from pydantic import Field, StringConstraints

from contracts.settings import Problem, Settings, is_loopback
from province.database import is_address


class CentreSettings(Settings):
    """One centre, for one province."""

    name: str = Field(min_length=1, max_length=120, description="Whose centre it is, as its pages say")
    database: Annotated[str, StringConstraints(pattern=r"^postgresql://")] = Field(
        "postgresql://motcua-province@/motcua?host=/var/run/postgresql",
        description="Where PostgreSQL is, as libpq writes it",
    )
    host: str = Field("127.0.0.1", description="Address to listen on")
    port: int = Field(8090, ge=1, le=65535, description="TCP port to listen on")
    tls_certificate: Path | None = Field(None, description="Certificate of its name, PEM; with it: HTTPS")
    tls_key: Path | None = Field(None, description="The key of that certificate")
    plain: bool = Field(
        False, description="Listen without TLS beyond this machine, because a proxy before it speaks TLS"
    )
    names: tuple[str, ...] = Field((), description="Names under which it is reached, e.g. mot-cua.example.vn")
    utc_offset_minutes: int = Field(420, ge=-720, le=840, description="Local time; Viet Nam is 420")
    wait_limit_minutes: int = Field(
        30, ge=1, le=480, description="A longer wait counts as too long, in all offices alike"
    )
    silent_minutes: int = Field(
        10, ge=1, le=1440, description="An office that was not heard for so long is shown as silent"
    )
    relay: bool = Field(
        False, description="Phones outside may read places in the line of offices that wish so"
    )
    updates: Path | None = Field(
        None, description="Folder of the updates that are offered to offices; left out: none are"
    )
    log_level: str = Field("INFO", pattern="^(DEBUG|INFO|WARNING|ERROR)$", description="How much is logged")

    def problems(self) -> Iterator[Problem]:
        """What is impossible although every single value is allowed."""
        if not is_address(self.database):  # which is not shown: it may hold a password
            yield Problem("database", "what stands there", "postgresql://user@host:port/database")
        if (self.tls_certificate is None) != (self.tls_key is None):
            yield Problem("tls_key", str(self.tls_key), "both tls_certificate and tls_key, or neither")
        if not (self.tls_certificate or self.plain or is_loopback(self.host)):
            yield Problem(
                "host", repr(self.host), "127.0.0.1, or tls_certificate and tls_key, or plain = true"
            )

    @property
    def tls(self) -> tuple[Path, Path] | None:
        """Certificate and key; None: it speaks plainly."""
        return (self.tls_certificate, self.tls_key) if self.tls_certificate and self.tls_key else None
