"""Guards taken away, one at a time: each must be seen to be missed."""

from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum

from controller.domain import ticket_rules


class Control(StrEnum):
    """What is wrong on purpose."""

    NONE = "none"
    SHOWN_FIRST = "shown-first"
    """A number is shown before it is on the kiosk's disk."""
    LEASE_UNKNOWN = "lease-unknown"
    """The desk answers with a lease that it does not write down, and so gives the same numbers itself."""
    SAID_ONCE = "said-once"
    """The kiosk takes what it handed in for known, and does not wait for the answer."""


@contextmanager
def at_the_desk(control: Control) -> Iterator[None]:
    """While this lasts, the desk is as ``control`` says."""
    kept = ticket_rules.leased_to  # type: ignore[attr-defined] # it is imported there, and used only there
    if control is Control.LEASE_UNKNOWN:
        ticket_rules.leased_to = lambda *_args: None  # type: ignore[attr-defined]
    try:
        yield
    finally:
        ticket_rules.leased_to = kept  # type: ignore[attr-defined]
