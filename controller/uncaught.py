"""Errors that nobody caught in the loop: told by their place, for asyncio would quote the message that was being handled."""

import asyncio
import logging
from typing import Any

from hardware.quiet_errors import place_of

log = logging.getLogger(__name__)


def tell_quietly(_loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    """An exception handler of a loop."""
    error = context.get("exception")
    log.error("something in the loop failed: %s", place_of(error) if error else "without an error")
