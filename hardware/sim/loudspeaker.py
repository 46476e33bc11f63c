"""A simulated loudspeaker: the bench reads what is said, hears it, and pulls its plug."""

import base64
import itertools
from collections.abc import Callable
from pathlib import Path

from hardware.errors import DeviceMissing
from hardware.sim.bench import BenchDevice, BenchMessage
from hardware.voice.pack import wav_of
from hardware.voice.sound import RATE


class SimLoudspeaker:
    """Tells ``{"announcement": {"turn", "words", "wav"}}`` when it begins to speak, with no words when it has ended."""

    def __init__(self, bench: Path | None, device: str, pace: float = 1.0) -> None:
        """``pace``: seconds that a second of sound takes. Without a bench nobody hears it."""
        self._device, self._pace, self._unplugged = device, pace, False
        self._turns = itertools.count(1)
        self._bench = BenchDevice(bench, device, self._on_told) if bench else None

    def play(self, samples: bytes, words: str, interrupted: Callable[[float], bool]) -> None:
        """Tell it, for as long as it takes."""
        if self._unplugged:
            raise DeviceMissing(self._device, "unplugged")
        if not words:
            return
        self._tell(words, base64.b64encode(wav_of(samples)).decode())
        interrupted(len(samples) / 2 / RATE * self._pace)
        self._tell("", "")

    def close(self) -> None:
        """Leave the bench."""
        bench, self._bench = self._bench, None
        if bench:
            bench.close()

    def _tell(self, words: str, wav: str) -> None:
        if self._bench:
            self._bench.tell(announcement={"turn": next(self._turns), "words": words, "wav": wav})

    def _on_told(self, order: BenchMessage) -> None:
        if "fault" in order:
            self._unplugged = order["fault"] == "unplugged"
