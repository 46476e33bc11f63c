"""Clocks that obey a test: no test knows what time it is."""

import time


class FakeClock:
    """Time that passes only when a test says so."""

    def __init__(self, utc_ms: int = 1_795_400_000_000, monotonic: float = 1000.0) -> None:
        self.utc, self.mono = utc_ms, monotonic
        self.boots, self.synced = 1, False

    def utc_ms(self) -> int:
        return self.utc

    def monotonic(self) -> float:
        return self.mono

    def boot(self) -> str:
        return f"boot-{self.boots}"

    def vouched(self) -> bool:
        return self.synced

    def advance(self, seconds: float) -> None:
        self.utc += int(seconds * 1000)
        self.mono += seconds

    def switched_on(self, utc_ms: int) -> None:
        """The machine was off; now its clock says something."""
        self.utc, self.mono = utc_ms, 10.0
        self.boots += 1


class RunningClock(FakeClock):
    """Time that passes as it does, from a moment that a test chooses; for pages that measure it themselves."""

    def __init__(self, utc_ms: int = 1_795_400_000_000, monotonic: float = 1000.0) -> None:
        super().__init__(utc_ms, monotonic)
        self._begun = time.monotonic()

    def utc_ms(self) -> int:
        return self.utc + int((time.monotonic() - self._begun) * 1000)

    def monotonic(self) -> float:
        return self.mono + time.monotonic() - self._begun
