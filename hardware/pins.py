"""Pins of a Raspberry Pi, by their BCM numbers. Pure."""

from collections.abc import Iterable, Iterator
from typing import Annotated

from pydantic import Field

from contracts.settings import Problem

Pin = Annotated[int, Field(ge=0, le=27)]

TAKEN = {
    **dict.fromkeys((0, 1), "the EEPROM of extension boards"),
    **dict.fromkeys((2, 3), "I2C, with pull-ups that cannot be switched off"),
    **dict.fromkeys(range(7, 12), "SPI"),
    **dict.fromkeys((14, 15), "the serial port"),
    **dict.fromkeys(range(18, 22), "I2S sound"),
}
"""Pins that something else on a Pi uses."""
FREE = "a free pin, e.g. 5, 6, 13, 16, 17, 22"


def pin_problems(used: Iterable[tuple[str, int]]) -> Iterator[Problem]:
    """Pins that are taken, or used twice by the parts of one machine."""
    first: dict[int, str] = {}
    for key, pin in used:
        if pin in TAKEN:
            yield Problem(key, f"{pin}, which {TAKEN[pin]} needs", FREE)
        elif pin in first:
            yield Problem(key, f"{pin}, as {first[pin]} has", "a pin of its own")
        first.setdefault(pin, key)
