"""The ``[figures]`` table: what the head of the office reads, and where sheets that make themselves go."""

from pathlib import Path

from pydantic import Field

from contracts.settings import Part
from controller.mail_settings import Receivers


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
    mail_to: Receivers = Field(
        "",
        description="E-mail addresses to which each new sheet goes, separated by commas; left out: it only lies in the folder. "
        "The server is that of [mail]",
    )
