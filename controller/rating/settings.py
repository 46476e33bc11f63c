"""What an office says about ratings in its settings file."""

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

from pydantic import Field, StringConstraints

from contracts.settings import Id, Part, Problem

FEWEST = 5
"""Of fewer answers no figure is shown, whatever the settings say: it could be told whose they are."""


class RatingSettings(Part):
    """What citizens are asked when they have been served."""

    questionnaire: Annotated[str, Id] | None = Field(
        None,
        description="Which questionnaire, by the id in its file: one-touch-5, one-touch-3, tt01-2018 or one of your own; "
        "left out: nobody is asked",
    )
    folder: Path | None = Field(
        None, description="Folder with questionnaires of your own, one TOML file each version"
    )
    complaints: Annotated[str, StringConstraints(pattern=r"^(https://[^\s\"<>]{1,200})?$")] = Field(
        "",
        description="The national page for complaints, shown as a code beside the rating; left out: no code",
    )
    kiosk: bool = Field(
        False,
        description="Whether kiosks ask whoever shows the slip of a visit that has ended; slips need web.address",
    )
    suggestions: bool = Field(
        False, description="Whether phones offer a box for free text, which only the head of the office reads"
    )
    fewest: int = Field(
        FEWEST, ge=FEWEST, le=100, description="Figures of fewer ratings than this are not shown"
    )
    keep_months: int = Field(
        24,
        ge=1,
        le=120,
        description="A clerk's ratings, suggestions, and the list of who looked, are shown and kept for so many months",
    )

    def problems(self, phones: str) -> Iterator[Problem]:
        """What is impossible; ``phones``: where they open the office's pages, "" for nowhere."""
        if self.kiosk and not phones:
            yield Problem("rating.kiosk", "true", "web.address, without which slips carry nothing to rate by")
