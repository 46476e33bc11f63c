"""One machine's clock, and where one run of a program on it may be made to die."""

from collections.abc import Callable


class KilledError(BaseException):
    """The program died here. No ``except Exception`` of a program may hold it up."""


class Machine:
    """Its clock obeys the loop; the wall clock can also step."""

    def __init__(self, time: Callable[[], float], utc_ms: int) -> None:
        self.boots, self.synced, self.stepped_ms = 1, False, 0
        self.durations_follow_the_wall = False
        """A negative control: a program that counts seconds by the wall clock."""
        self._time, self._utc_ms = time, utc_ms

    def utc_ms(self) -> int:
        """See VouchedClock."""
        return self.true_ms() + self.stepped_ms

    def true_ms(self) -> int:
        """What a right clock would say."""
        return self._utc_ms + round(self._time() * 1000)

    def monotonic(self) -> float:
        """See VouchedClock."""
        step_s = self.stepped_ms / 1000 if self.durations_follow_the_wall else 0.0
        return 1000.0 + self._time() + step_s

    def boot(self) -> str:
        """See VouchedClock."""
        return f"boot-{self.boots}"

    def vouched(self) -> bool:
        """See VouchedClock."""
        return self.synced


class Points:
    """Everywhere between two steps of a program at which it can die: ``armed`` counts down to the one that is chosen."""

    def __init__(self, died: Callable[[], None]) -> None:
        self.dead = False
        self.passed = 0
        self._armed: int | None = None
        self._died = died

    def arm(self, steps: int) -> None:
        """Die after so many more steps."""
        self._armed = steps

    def here(self) -> None:
        """Another step is done. Raises KilledError at the one that is chosen, and at every one after it."""
        self.passed += 1
        if self._armed is not None and not self.dead:
            self._armed -= 1
            if self._armed < 0:
                self.dead = True
                self._died()
        if self.dead:
            raise KilledError
