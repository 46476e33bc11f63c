"""Whether a machine may keep the update that it fetched: only if the desk hears it afterwards. Pure."""

from pydantic import BaseModel, ConfigDict, Field

MOST_UNHEARD = 8
"""Looks, two minutes apart. Not a time: a clock may step just after a start."""


class Followed(BaseModel):
    """What a machine remembers. ``handed``: the version that it fetched last; ``heard``: whether the desk heard it since."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    handed: str = ""
    heard: bool = False
    unheard: int = Field(0, ge=0)


def judged(before: Followed, runs: str, *, good: bool, heard: bool) -> tuple[Followed, bool]:
    """What to remember after a look, and whether the machine goes back to what ran before.

    ``good``: the last update was installed, and every program of the machine worked on; ``heard``: the desk hears it.
    """
    trial = good and runs == before.handed != "" and not before.heard
    if not trial:
        return before, False
    if heard:
        return before.model_copy(update={"heard": True, "unheard": 0}), False
    unheard = before.unheard + 1
    return before.model_copy(update={"unheard": unheard}), unheard == MOST_UNHEARD
