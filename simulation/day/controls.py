"""Negative controls: known faults of other systems, built in on purpose, each of which the reference must catch."""

from enum import StrEnum


class Control(StrEnum):
    """Which fault is built in."""

    NONE = "none"
    NORMAL = "sqlite-normal"
    """The journal is written with ``synchronous=NORMAL``: a power cut takes what was acknowledged."""
    EARLY = "early-acknowledgement"
    """The desk answers before the journal is written."""
    NO_IDS = "no-request-ids"
    """A kiosk that repeats its question asks a new one."""
    WALL = "wall-clock-durations"
    """The desk counts seconds by the wall clock, so a step is time that passed."""
    SAID_ONCE = "said-once"
    """What the desk shows is published once, and some of it is dropped."""
