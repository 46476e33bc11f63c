"""No code without a second, independent reading: thousands of bars that decoders misread, and what we make of them.

Every drawn picture (scan_bars) is read by each decoder alone and by us; every fourth, and each that a decoder
misread, is held before the live reading, too. Our wrong texts must be none, and so must the dossiers of others
that a desk would have been asked for. What that costs is told: how many fewer are read, and how much longer it takes.

``python -m benchmarks.scan_zero --first 5000 --codes 5000`` reads a part of them, as one JSON object; exit status 1 when a text is wrong.
"""

import argparse
import json
import os
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from multiprocessing import get_context
from typing import Any

import cv2
import numpy as np

from benchmarks.figures import percentile
from benchmarks.scan_bars import Drawn, drawn
from benchmarks.scan_scores import FPS
from contracts.scanned import DossierCodes, classify
from hardware.drivers.decode.agree import Agreement
from hardware.drivers.decode.decoders import Gray, Read, zbar, zxing
from hardware.drivers.decode.pipeline import LiveReading, read_picture

CODES = 20_000
BARS = ("Code128",)
HELD = 4
"""Each so many-th code is held before a camera."""
FRAMES = 8
SHARD = 50
BANDS = (1.4, 2.0)
"""Pixels a module between which decoders guess most."""

READERS: dict[str, Callable[[Gray, tuple[str, ...]], tuple[Read, ...]]] = {
    "zxing-cpp": zxing,
    "pyzbar": zbar,
    "ours": read_picture,
}
LIVE = "ours, live"


@dataclass
class Tally:
    """How one way of reading did."""

    tried: int = 0
    right: int = 0
    wrong_texts: int = 0
    wrong_dossiers: int = 0
    seconds: list[float] = field(default_factory=list)
    bands: dict[str, list[int]] = field(default_factory=dict)
    """Right and tried, by pixels a module and by what the printer did."""
    wrong: list[int] = field(default_factory=list)
    """The numbers of the pictures that were misread."""

    def add(self, picture: Drawn, texts: set[str], seconds: float) -> None:
        """Count one picture."""
        right = picture.text in texts
        others = texts - {picture.text}
        self.tried += 1
        self.right += right
        self.wrong_texts += bool(others)
        self.wrong_dossiers += any(isinstance(classify(text), DossierCodes) for text in others)
        self.seconds.append(seconds)
        self.wrong += [picture.number] if others else []
        for band in (_band(picture.module_px), picture.fault):
            seen = self.bands.setdefault(band, [0, 0])
            seen[0] += right
            seen[1] += 1

    def join(self, other: "Tally") -> None:
        """Take in what another process counted."""
        self.tried += other.tried
        self.right += other.right
        self.wrong_texts += other.wrong_texts
        self.wrong_dossiers += other.wrong_dossiers
        self.seconds += other.seconds
        self.wrong += other.wrong
        for band, (right, tried) in other.bands.items():
            seen = self.bands.setdefault(band, [0, 0])
            seen[0] += right
            seen[1] += tried

    def as_json(self) -> dict[str, Any]:
        """Rates in percent, processor time in milliseconds."""
        return {
            "tried": self.tried,
            "percent": round(100 * self.right / max(1, self.tried), 1),
            "wrong_texts": self.wrong_texts,
            "wrong_dossiers": self.wrong_dossiers,
            "ms_mean": round(1000 * sum(self.seconds) / max(1, self.tried), 1),
            "ms_p95": round(1000 * percentile(self.seconds, 95), 1) if self.seconds else None,
            "percent_of": {
                band: round(100 * right / tried, 1) for band, (right, tried) in sorted(self.bands.items())
            },
            "misread": sorted(self.wrong)[:20],
        }


def main() -> int:
    """Read some of the pictures, and print how all readers did."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.scan_zero", description=__doc__)
    parser.add_argument("--first", type=int, default=0, help="number of the first picture")
    parser.add_argument("--codes", type=int, default=CODES, help="how many pictures")
    parser.add_argument("--workers", type=int, help="how many processes; as many as cores")
    args = parser.parse_args()
    result = measure(args.codes, args.workers, args.first)
    print(json.dumps(result))
    return 1 if result["wrong_texts"] else 0


def measure(codes: int = CODES, workers: int | None = None, first: int = 0) -> dict[str, Any]:
    """Read ``codes`` pictures from the ``first`` on, shared out among processes."""
    began = time.monotonic()
    end = first + codes
    shards = [range(at, min(at + SHARD, end)) for at in range(first, end, SHARD)]
    total = {name: Tally() for name in (*READERS, LIVE)}
    workers = workers or os.cpu_count() or 1
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        for tallies in pool.map(_shard, shards):
            for name, tally in tallies.items():
                total[name].join(tally)
    ours, live = total["ours"], total[LIVE]
    return {
        "first": first,
        "codes": codes,
        "wrong_texts": ours.wrong_texts + live.wrong_texts,
        "wrong_dossiers": ours.wrong_dossiers + live.wrong_dossiers,
        "readers": {name: tally.as_json() for name, tally in total.items()},
        "seconds": round(time.monotonic() - began, 1),
    }


def _shard(numbers: range) -> dict[str, Tally]:
    cv2.setNumThreads(1)
    tallies = {name: Tally() for name in (*READERS, LIVE)}
    for number in numbers:
        picture, misread = drawn(number), False
        for name, read in READERS.items():
            begin = time.process_time()
            texts = {found.text for found in read(picture.gray, BARS)}
            tallies[name].add(picture, texts, time.process_time() - begin)
            misread |= bool(texts - {picture.text})
        if misread or number % HELD == 0:
            begin = time.process_time()
            tallies[LIVE].add(picture, _told(picture), (time.process_time() - begin) / FRAMES)
    return tallies


def _told(picture: Drawn) -> set[str]:
    """The texts that become events while the picture is held before a camera."""
    reading, agreement = LiveReading(BARS), Agreement()
    return {
        read.text
        for number, frame in enumerate(_held(picture))
        for read in agreement.events(reading.read(frame), number / FPS)
    }


def _held(picture: Drawn) -> Iterator[Gray]:
    """The frames of a camera: a hand trembles by parts of a pixel, a sensor has grain."""
    luck = np.random.default_rng((7, picture.number))
    for _ in range(FRAMES):
        shift = np.array([[1, 0, luck.uniform(-2, 2)], [0, 1, luck.uniform(-2, 2)]])
        size = (picture.gray.shape[1], picture.gray.shape[0])
        moved = cv2.warpAffine(picture.gray, shift, size, borderMode=cv2.BORDER_REPLICATE)
        grainy = moved.astype(np.int16) + luck.integers(-2, 3, moved.shape, np.int16)
        yield np.asarray(np.clip(grainy, 0, 255), np.uint8)


def _band(module_px: float) -> str:
    low, high = BANDS
    where = f"below {low}" if module_px < low else f"{low} to {high}" if module_px < high else f"from {high}"
    return f"{where} px a module"


if __name__ == "__main__":
    sys.exit(main())
