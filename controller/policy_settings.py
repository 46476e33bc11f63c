"""The ``[policy]`` table: how the office serves."""

from typing import Literal

from pydantic import Field

from contracts.settings import Part

WHOLE_LINE = 999_999
"""More than can wait."""


class PolicySettings(Part):
    """How the office serves."""

    priority: Literal["interleave", "strict"] = Field(
        "interleave", description="Whether priority always goes first"
    )
    ratio: int = Field(2, ge=1, le=10, description="Ordinary calls for each priority ticket that overtakes")
    leftovers: Literal["carry", "void"] = Field(
        "carry", description="Unserved numbers at the end of a session"
    )
    full: Literal["warn", "stop"] = Field(
        "warn",
        description="When the rest of the day is full: warn whoever takes a number, or give no more of that service",
    )
    recall_pause_s: int = Field(3, ge=0, le=60, description="Least seconds between two calls of one number")
    same_service_pause_s: int = Field(
        0, ge=0, le=600, description="Least seconds between two numbers of one service at one kiosk; 0: none"
    )
    kiosk_burst: int = Field(
        60,
        ge=0,
        le=999,
        description="Numbers that one kiosk gives at once; then one in 3 seconds; 0: no limit",
    )
    alone_numbers: int = Field(
        200,
        ge=0,
        le=9999,
        description="Numbers of a service that a kiosk may give a day while the controller is away; 0: none",
    )
    no_show_back: Literal["old-place", "behind", "end"] = Field(
        "old-place", description="Where an absent number waits when its owner comes after all"
    )
    no_show_behind: int = Field(
        3, ge=0, le=50, description="Behind how many of its service, where no_show_back is behind"
    )
    arrivals: bool = Field(
        False,
        description="Whether clerks say when who was called has come: the time of a service counts from then",
    )
    two_counters: bool = Field(
        False, description="Whether a clerk may sit at a second counter and work both by turns"
    )
    ask_call_reason: bool = Field(
        True,
        description="Whether whoever calls a number out of turn says why, from call_reasons or the usual list",
    )
    ask_break_reason: bool = Field(
        True, description="Whether whoever has a break says why, from break_reasons or the usual list"
    )
    show_break_reason: bool = Field(
        False, description="Whether signs, boards and phones show why a counter has a break"
    )
    no_show_calls: int = Field(
        0, ge=0, le=50, description="Later calls after which a no-show must take a new number; 0: never"
    )

    @property
    def back_behind(self) -> int | None:
        """Behind how many of its service an absent number waits again; None: in its old place."""
        return {"old-place": None, "behind": self.no_show_behind, "end": WHOLE_LINE}[self.no_show_back]
