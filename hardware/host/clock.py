"""The real clock."""

import time


class SystemClock:
    """The machine's clock behind the Clock port."""

    def utc_ms(self) -> int:
        """Milliseconds since 1970 UTC; steps when somebody or NTP sets it."""
        return time.time_ns() // 1_000_000

    def monotonic(self) -> float:
        """Seconds since some moment; never goes back."""
        return time.monotonic()
