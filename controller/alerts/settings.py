"""The ``[alerts]`` table: who is told of faults, and when nobody is."""

from collections.abc import Iterator
from urllib.parse import urlsplit

from pydantic import Field

from contracts.settings import Part, Problem
from controller.mail_settings import Receivers

_TIME = r"([01][0-9]|2[0-3]):[0-5][0-9]"


class AlertSettings(Part):
    """Who is told of faults outside the pages. Nothing set: only lamps of button boxes tell."""

    mail_to: Receivers = Field(
        "",
        description="E-mail addresses, separated by commas; left out: no mail. The server is that of [mail]",
    )
    webhook: str = Field(
        "",
        pattern=r"^(https?://[^\s]+)?$",
        max_length=500,
        description="An address that takes each alert as JSON by POST, e.g. of a chat or a lamp",
    )
    after_s: int = Field(60, ge=5, le=3600, description="Seconds that a fault must last before it is told")
    again_minutes: int = Field(240, ge=5, le=10_080, description="Told again while it lasts so long")
    quiet: str = Field(
        "",
        pattern=rf"^({_TIME}-{_TIME})?$",
        description='When nothing is told, local time, e.g. "17:30-06:30"; what lasts then is told afterwards',
    )

    def problems(self) -> Iterator[Problem]:
        """An address that is none."""
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
