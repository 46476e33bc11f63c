"""A simulated beeper: the bench reads what would be heard."""

from pathlib import Path

from hardware.ports import Sound
from hardware.sim.bench import BenchDevice


class SimBeeper:
    """Tells ``{"beep": "good", "heard": 3}`` or ``"bad"`` at every sound; ``heard`` counts them."""

    def __init__(self, bench: Path | None, device: str) -> None:
        """``device`` is the beeper's own name on the bench; without a bench nobody hears it."""
        self._bench = BenchDevice(bench, device, lambda _told: None) if bench else None
        self._heard = 0

    def beep(self, sound: Sound) -> None:
        """Tell the sound."""
        self._heard += 1
        if self._bench:
            self._bench.tell(beep=sound.value, heard=self._heard)

    def trouble(self) -> str:
        """A simulated beeper has none."""
        return ""

    def close(self) -> None:
        """Leave the bench."""
        bench, self._bench = self._bench, None
        if bench:
            bench.close()
