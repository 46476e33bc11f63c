"""What is tried: printers, ways to be sure, cables, places, mishaps."""

import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import product

from hardware.drivers.escpos.encode import Dialect
from hardware.drivers.escpos.fences import FenceKind
from hardware.drivers.escpos.profile import Profile, Status, load_profile
from hardware.sim.escpos.faults.landmarks import Place, landmarks
from hardware.sim.escpos.faults.mishaps import Kind
from hardware.sim.escpos.model import MODELS, PrinterModel

USB, TCP = 0, 32768
"""Bytes that a cable holds between host and printer."""
FAST, SLOW = 200_000.0, 11_520.0
"""Bytes a second; the slow one is a serial line of 115200 baud, with 0.08 s of it in its pipe."""
_PRINTERS = (("epson", "epson-tm"), ("clone", "xprinter-80"), ("clone-eot", "pos-58-clone"))
_FENCES: tuple[FenceKind, ...] = ("process-id", "gs-r", "none")


@dataclass(frozen=True)
class Setup:
    """A printer, what its profile says of it (true or not), and the cable to it."""

    model: PrinterModel
    profile: Profile
    pipe: int = USB
    bytes_per_s: float = FAST
    native_codes: bool = False

    @property
    def name(self) -> str:
        """For whoever reads a failure."""
        way = "serial" if self.bytes_per_s < FAST else "tcp" if self.pipe else "usb"
        return f"{self.model.name}/{self.profile.fence}/{way}{'/native' if self.native_codes else ''}"

    @property
    def dialect(self) -> Dialect:
        """How slips are encoded for it."""
        return replace(self.profile.dialect, native_codes=self.native_codes)


@dataclass(frozen=True)
class Case:
    """``first`` strikes at byte ``offset`` of the first slip, ``second``, if any, in the slip after it."""

    setup: Setup
    place: Place
    offset: int
    first: Kind
    second: Kind | None = None

    def __str__(self) -> str:
        then = f", then {self.second}" if self.second else ""
        return f"{self.setup.name}: {self.first} at byte {self.offset}, {self.place}{then}"


_ODD: tuple[tuple[str, str, FenceKind], ...] = (
    ("epson-4k", "epson-tm", "process-id"),
    ("epson-180dpi", "epson-tm-180", "gs-r"),
    ("clone-parsed", "xprinter-80", "gs-r"),
    ("clone-stale", "xprinter-80", "gs-r"),
)


def setups() -> Iterator[Setup]:
    """Three printers, each with every fence policy: also with those that it does not have; and the odd ones."""
    for (model, profile), fence in product(_PRINTERS, _FENCES):
        for pipe in (USB, TCP) if model == "epson" else (USB,):
            yield Setup(MODELS[model], with_fence(load_profile(profile), fence), pipe)
    for model, profile, fence in _ODD:
        yield Setup(MODELS[model], with_fence(load_profile(profile), fence))
    yield Setup(MODELS["clone-silent"], load_profile("pos-58-clone"))
    yield Setup(MODELS["epson-4k"], load_profile("epson-tm"), int(SLOW * 0.08), SLOW, native_codes=True)


def with_fence(profile: Profile, fence: FenceKind) -> Profile:
    """The profile as if it said so; a printer that is fenced answers questions too."""
    status: tuple[Status, ...] = ("eot-1", "eot-2", "eot-3", "eot-4")
    if fence == "process-id" and "asb" in profile.status:
        status = (*status, "asb")
    return profile.model_copy(update={"fence": fence, "status": status})


def sampled(setup: Setup, stream: bytes, seed: int) -> Iterator[Case]:
    """Every mishap at one byte of every kind of place; ``stream`` is a slip that went well."""
    lots = random.Random(f"{setup.name} {seed}")  # noqa: S311 - the same cases in every run
    for place, offsets in landmarks(stream).items():
        for kind in Kind:
            second = lots.choice((None, *Kind))
            yield Case(setup, place, lots.choice(offsets), kind, second)


def every(setup: Setup, stream: bytes, seed: int) -> Iterator[Case]:
    """Every mishap at every byte."""
    lots = random.Random(f"{setup.name} {seed}")  # noqa: S311 - the same cases in every run
    for place, offsets in landmarks(stream).items():
        for offset, kind in product(offsets, Kind):
            yield Case(setup, place, offset, kind, lots.choice((None, *Kind)))
