"""What every driver brings: the options that a settings file gives it, and the way to build it from them."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pydantic import Field

from contracts.settings import DeviceSettings, Part, Problem
from hardware.ports.remote_screen import RemoteTouch


@dataclass(frozen=True)
class Context:
    """Where a device stands: what its program knows of it, and no settings file says."""

    device: str
    """Its name in logs and faults, and on the bench."""
    bench: Path | None = None
    """Where simulated devices are played with."""
    names: tuple[str, ...] = ()
    """Keys and lamps: what the program calls them."""
    codes: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    """Keys: where the names usually stand on a USB number pad (linux/input-event-codes.h)."""
    dots: int = 0
    """Printers: how wide slips are."""
    on_touch: Callable[[RemoteTouch], None] = lambda _touch: None
    """Remote screens: who takes the touches."""
    fetched: Path | None = None
    """Voices: where the packs are that came from the desk."""


def context_of(settings: DeviceSettings, part: str = "", **more: Any) -> Context:
    """The context of a program's only device, or of one of its parts."""
    name = f"{part}-{settings.device}" if part else settings.device
    return Context(name, settings.bench, **more)


class DriverOptions(Part):
    """A driver's table in a settings file.

    Importing the file of a driver must be cheap and need no library of a device: settings are checked on
    machines that have none of them. So a library is imported where the driver is built.
    """

    driver: str = Field(description="Which driver; it decides what else the table may say")

    def problems(self, key: str, context: Context) -> Iterator[Problem]:  # noqa: ARG002 - what a driver may need
        """What is impossible although every single value is allowed; the table is called ``key``."""
        return iter(())

    def pins_used(self, key: str) -> Iterator[tuple[str, int]]:  # noqa: ARG002 - what a driver may need
        """The pins of the machine that it takes (BCM numbers), each with its key."""
        return iter(())

    def held(self) -> str:
        """What only one part of a program can use; empty: nothing."""
        return ""

    def build(self, context: Context) -> Any:
        """The device, as its port asks. Raises DeviceError, or ImportError when a library is not installed."""
        raise NotImplementedError
