"""The real clock, and what on this machine vouches for it."""

import ctypes
import time
from pathlib import Path

BOOT_ID = Path("/proc/sys/kernel/random/boot_id")
RTC = Path("/sys/class/rtc/rtc0/since_epoch")
RTC_OFF_S = 60
"""Battery clocks run off by a second a day, and the kernel sets them every eleven minutes while time is synced."""
TIME_ERROR = 5
"""What ``adjtimex(2)`` returns while the kernel's clock is not synchronized."""
TIMEX_BYTES = 256
"""More than ``struct timex`` has; its first field, ``modes``, is 0: only ask."""


class SystemClock:
    """The machine's clock behind the Clock port."""

    def __init__(self, rtc: Path = RTC) -> None:
        self._rtc = rtc

    def utc_ms(self) -> int:
        """Milliseconds since 1970 UTC; steps when somebody or NTP sets it."""
        return time.time_ns() // 1_000_000

    def monotonic(self) -> float:
        """Seconds since the machine was switched on, with the time that it slept; never goes back."""
        return time.clock_gettime(time.CLOCK_BOOTTIME)

    def boot(self) -> str:
        """The kernel's name for this switching-on; empty where it gives none."""
        try:
            return BOOT_ID.read_text("ascii").strip()
        except OSError:
            return ""

    def vouched(self) -> bool:
        """Whether the kernel says that time is synchronized, or the battery clock shows the same time.

        Setting the clock by hand ends the kernel's word (adjtimex(2), ``STA_UNSYNC``) until time sync has spoken.
        """
        return is_synchronized() or self._battery_agrees()

    def _battery_agrees(self) -> bool:
        try:
            return abs(int(self._rtc.read_text("ascii")) - time.time()) <= RTC_OFF_S
        except (OSError, ValueError):
            return False


def is_synchronized() -> bool:
    """Whether the kernel says that something keeps its clock right."""
    adjtimex = getattr(ctypes.CDLL(None), "adjtimex", None)
    return adjtimex is not None and adjtimex(ctypes.create_string_buffer(TIMEX_BYTES)) not in (-1, TIME_ERROR)
