"""Whose slip is it? A machine that prints dots does not know; the QR code on the slip says it."""

import base64
import io
import re

import numpy as np
from PIL import Image

from hardware.drivers.decode.decoders import zxing
from hardware.sim.bench import BenchMessage

_JOB = re.compile(r"(?:https?://[^#]+#)?MOTCUA:[^:]+:(?P<job>\d+-(?P<number>[^:-]+)-(?P<copy>\d+))")
"""What ``contracts.scanned.slip_text`` says: site, and job (day, number, copy), behind the address of its place or alone."""


def read_slip(slip: BenchMessage) -> BenchMessage:
    """A slip of the bench with ``job``, ``number`` and ``copy``; a slip that says them already is left alone.

    A slip without a code that can be read is not whole: half of it is missing.
    """
    if slip["number"]:
        return slip
    with Image.open(io.BytesIO(base64.b64decode(slip["png"]))) as image:
        codes = zxing(np.asarray(image.convert("L")), ("QRCode",))
    says = _JOB.fullmatch(codes[0].text) if len(codes) == 1 else None
    if says is None:
        return {**slip, "whole": False}
    return {**slip, "job": says["job"], "number": says["number"], "copy": int(says["copy"])}
