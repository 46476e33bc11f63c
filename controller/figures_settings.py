"""The ``[figures]`` table: what the head of the office reads, and where sheets that make themselves go."""

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from contracts.settings import MAIL_ADDRESS, Part, Problem

Address = Annotated[str, StringConstraints(pattern=rf"^{MAIL_ADDRESS}$")]


class MailSettings(Part):
    """How sheets are sent by e-mail; left out: they only lie in the folder."""

    host: str = Field("", max_length=200, description="The mail server (SMTP); empty: no mail is sent")
    port: int = Field(
        587, ge=1, le=65535, description="Its port: 587 with starttls, 465 with tls, 25 with none"
    )
    security: Literal["tls", "starttls", "none"] = Field(
        "starttls", description="none only where the server is on the office's own network"
    )
    user: str = Field("", max_length=200, description="Who signs in there; empty: nobody needs to")
    password_file: Path | None = Field(None, description="A file that holds the password alone")
    sender: Address | None = Field(None, description="From whom, e.g. motcua@xa.example.vn")
    to: tuple[Address, ...] = Field((), max_length=20, description="To whom")


class FiguresSettings(Part):
    """What the head of the office reads."""

    wait_limit_minutes: int = Field(
        30, ge=1, le=480, description="A longer wait counts as too long in the figures"
    )
    queue_limit: int = Field(
        0, ge=0, le=1000, description="More people waiting for one service are told to the head; 0: never"
    )
    lamps: bool = Field(
        False,
        description="Whether limits that are passed in the hall also light the lamps and sound the beepers of button boxes, "
        "and leave as alerts, as faults of machines do",
    )
    folder: Path | None = Field(
        None,
        description="Where sheets of days, months and quarters are kept; left out: reports, below data_dir",
    )
    mail: MailSettings = MailSettings()

    def problems(self) -> Iterator[Problem]:
        """Mail that could not go anywhere."""
        if self.mail.host and not (self.mail.sender and self.mail.to):
            yield Problem("figures.mail", repr(self.mail.host), "also sender and to")
        if self.mail.user and self.mail.security == "none":
            yield Problem(
                "figures.mail.security", "'none'", "tls or starttls, which keep the password from others"
            )
