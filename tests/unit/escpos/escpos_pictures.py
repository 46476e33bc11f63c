"""Small pictures and slips for the tests of the driver, and the golden bytes: run this file to write them anew."""

import random
from pathlib import Path

from hardware.drivers.escpos.encode import encode_slip
from hardware.drivers.escpos.profile import load_profile, profile_names
from hardware.ports import Raster

GOLDEN = Path(__file__).parent / "golden"
_SPECKLES = bytes(64) + b"\x10" * 64 + b"\x04" * 64 + bytes(77 * n % 256 for n in range(64))
"""A quarter of what is any byte is white, and as much each half of a code that printers obey at once."""


def speckled(width: int, height: int, seed: int, ink: float = 0.3) -> Raster:
    lots = random.Random(seed)  # noqa: S311 - the same picture in every run
    rows = (
        lots.randbytes(width // 8).translate(_SPECKLES) if lots.random() < ink else bytes(width // 8)
        for _ in range(height)
    )
    return Raster(width, b"".join(rows))


def a_sign(width: int) -> Raster:
    """A frame, a gap and a bar: blank rows to skip, a white right edge, and a byte pair to scrub."""
    stride = width // 8
    full, edge = b"\xff" * (stride - 4) + bytes(4), b"\x80" + bytes(stride - 1)
    bar = b"\x10\x04" * 3 + bytes(stride - 6)
    return Raster(width, full + edge * 30 + full + bytes(stride * 40) + bar * 5 + bytes(stride * 3) + bar)


def golden_text(profile: str) -> str:
    loaded = load_profile(profile)
    stream = encode_slip(a_sign(64), loaded.dialect)
    return "\n".join(stream[at : at + 32].hex(" ") for at in range(0, len(stream), 32)) + "\n"


if __name__ == "__main__":
    for name in profile_names():
        (GOLDEN / f"{name}.hex").write_text(golden_text(name))
