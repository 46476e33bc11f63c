"""A simulated speaker: the bench reads what would be heard."""

import time
from pathlib import Path

from hardware.sim.bench import BenchDevice

LETTERS_A_SECOND, PAUSE_S = 13, 0.4
"""About 130 Vietnamese words a minute, as the machine's voice has it."""


class SimSpeaker:
    """Tells ``{"speech": text}`` when it begins to speak, with "" when it is silenced."""

    def __init__(self, bench: Path | None, device: str) -> None:
        """``device`` is the speaker's own name on the bench; without a bench nobody hears it."""
        self._until = 0.0
        self._bench = BenchDevice(bench, device, lambda _told: None) if bench else None

    def say(self, text_id: str, text: str, lang: str) -> None:
        """Tell the words."""
        self._until = time.monotonic() + PAUSE_S + len(text) / LETTERS_A_SECOND
        if self._bench:
            self._bench.tell(speech=text, id=text_id, lang=lang)

    def speaking(self) -> bool:
        """For as long as a voice would need."""
        return time.monotonic() < self._until

    def stop(self) -> None:
        """Tell the silence."""
        self._until = 0.0
        if self._bench:
            self._bench.tell(speech="")

    def trouble(self) -> str:
        """A simulated voice has none."""
        return ""

    def close(self) -> None:
        """Leave the bench."""
        bench, self._bench = self._bench, None
        if bench:
            bench.close()
