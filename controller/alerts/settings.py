"""The ``[alerts]`` table: who is told of faults, and when nobody is."""

from collections.abc import Iterator
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from pydantic import Field

from contracts.settings import MAIL_ADDRESS, Part, Problem

_TIME = r"([01][0-9]|2[0-3]):[0-5][0-9]"


class AlertSettings(Part):
    """Who is told of faults outside the pages. Nothing set: only lamps of button boxes tell."""

    mail_to: str = Field(
        "",
        pattern=rf"^({MAIL_ADDRESS}( *[,;] *{MAIL_ADDRESS})*)?$",
        max_length=500,
        description="E-mail addresses, separated by commas; left out: no mail",
    )
    mail_host: str = Field(
        "",
        pattern=r"^[A-Za-z0-9.:-]*$",
        max_length=200,
        description="The mail server (SMTP), e.g. mail.tinh.gov.vn; it must be in the office's own network",
    )
    mail_port: int = Field(587, ge=1, le=65535, description="Its port")
    mail_security: Literal["starttls", "tls", "none"] = Field(
        "starttls", description="How the way to it is protected; none: whoever listens reads it"
    )
    mail_from: str = Field(
        "",
        pattern=rf"^({MAIL_ADDRESS})?$",
        max_length=200,
        description="Who writes; left out: the first of mail_to",
    )
    mail_user: str = Field("", max_length=200, description="Its account; left out: it asks for none")
    mail_password_file: Path | None = Field(
        None, description="A file with that account's password alone in it"
    )
    webhook: str = Field(
        "",
        pattern=r"^(https?://[^\s]+)?$",
        max_length=500,
        description="An address in the office's own network that takes each alert as JSON by POST, e.g. of a chat or a lamp",
    )
    after_s: int = Field(60, ge=5, le=3600, description="Seconds that a fault must last before it is told")
    again_minutes: int = Field(240, ge=5, le=10_080, description="Told again while it lasts so long")
    quiet: str = Field(
        "",
        pattern=rf"^({_TIME}-{_TIME})?$",
        description='When nothing is told, local time, e.g. "17:30-06:30"; what lasts then is told afterwards',
    )

    @property
    def receivers(self) -> tuple[str, ...]:
        """The addresses."""
        return tuple(self.mail_to.replace(";", " ").replace(",", " ").split())

    def problems(self) -> Iterator[Problem]:
        """Mail without a server, and an account without a password."""
        if self.mail_to and not self.mail_host:
            yield Problem("alerts.mail_host", "nothing", "the mail server, where mail_to is set")
        if self.mail_user and self.mail_password_file is None:
            yield Problem("alerts.mail_password_file", "nothing", "a file, where mail_user is set")
        if self.mail_user and self.mail_security == "none":
            yield Problem(
                "alerts.mail_security", "none", "starttls or tls, where a password goes over the way"
            )
        if self.webhook and not _is_address(self.webhook):
            yield Problem(
                "alerts.webhook", repr(self.webhook), "an address like https://chat.example.vn/hook"
            )


def _is_address(text: str) -> bool:
    try:
        parts = urlsplit(text)
        return bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False
