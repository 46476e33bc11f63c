"""Names that an office gives to things."""

from pydantic import Field

from contracts.settings import Part


class TextSettings(Part):
    """A name in Vietnamese and, if wanted, English."""

    vi: str = Field(min_length=1, max_length=200, description="Vietnamese")
    en: str = Field("", max_length=200, description="English; empty: the Vietnamese is shown")

    def as_text(self) -> dict[str, str]:
        """For the wire: only the languages that are there."""
        return {"vi": self.vi, **({"en": self.en} if self.en else {})}


class SlipSettings(Part):
    """What the office says on every slip beside its name."""

    note: TextSettings | None = Field(None, description="A line of the office's own; left out: none")
