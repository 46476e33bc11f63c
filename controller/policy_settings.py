"""The ``[policy]`` table: how the office serves."""

from typing import Literal

from pydantic import Field

from contracts.settings import Part


class PolicySettings(Part):
    """How the office serves."""

    priority: Literal["interleave", "strict"] = Field(
        "interleave", description="Whether priority always goes first"
    )
    ratio: int = Field(2, ge=1, le=10, description="Ordinary calls for each priority ticket that overtakes")
    leftovers: Literal["carry", "void"] = Field(
        "carry", description="Unserved numbers at the end of a session"
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
    no_show_calls: int = Field(
        0, ge=0, le=50, description="Later calls after which a no-show must take a new number; 0: never"
    )
