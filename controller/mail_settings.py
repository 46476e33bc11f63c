"""The ``[mail]`` table: the one server through which all letters of the office leave, alerts and sheets alike."""

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from contracts.settings import MAIL_ADDRESS, Part, Problem

Receivers = Annotated[
    str, StringConstraints(pattern=rf"^({MAIL_ADDRESS}( *[,;] *{MAIL_ADDRESS})*)?$", max_length=500)
]
"""E-mail addresses in one line."""


class MailSettings(Part):
    """The mail server. Left out: no letter leaves."""

    host: str = Field(
        "",
        pattern=r"^[A-Za-z0-9.:-]*$",
        max_length=200,
        description="The mail server (SMTP), e.g. mail.tinh.gov.vn",
    )
    port: int = Field(587, ge=1, le=65535, description="Its port: 587 with starttls, 465 with tls")
    security: Literal["starttls", "tls", "none"] = Field(
        "starttls", description="How the way to it is protected; none: whoever listens reads it"
    )
    sender: str = Field(
        "",
        pattern=rf"^({MAIL_ADDRESS})?$",
        max_length=200,
        description="Who writes; left out: the first to whom a letter goes",
    )
    user: str = Field("", max_length=200, description="Its account; left out: it asks for none")
    password_file: Path | None = Field(None, description="A file with that account's password alone in it")

    def problems(self, receivers: str) -> Iterator[Problem]:
        """Receivers (of whatever) without a server, and an account without a password or with one that anybody hears."""
        if receivers and not self.host:
            yield Problem("mail.host", "nothing", "the mail server, where a mail_to is set")
        if self.user and self.password_file is None:
            yield Problem("mail.password_file", "nothing", "a file, where mail.user is set")
        if self.user and self.security == "none":
            yield Problem("mail.security", "none", "starttls or tls, where a password goes over the way")
