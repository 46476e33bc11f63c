"""A ``[[call_reasons]]`` or ``[[break_reasons]]`` table: a reason that a clerk may choose."""

from typing import Annotated

from pydantic import Field

from contracts.settings import Id, Part
from controller.text_settings import TextSettings


class ReasonSettings(Part):
    """One reason."""

    code: Annotated[str, Id] = Field(
        description="Short id, as the journal keeps it; never use one for another reason"
    )
    name: TextSettings
