"""What day it is in a simulated office."""

from datetime import UTC, date, datetime, timedelta

from hardware.host.clock import SystemClock

VIET_NAM = 420
"""Minutes ahead of UTC."""


def now() -> datetime:
    """By the machine's clock, in UTC."""
    return datetime.fromtimestamp(SystemClock().utc_ms() / 1000, UTC)


def today(utc_offset_minutes: int = VIET_NAM) -> date:
    """The date where clocks are so far ahead of UTC."""
    return (now() + timedelta(minutes=utc_offset_minutes)).date()
