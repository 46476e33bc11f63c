"""Signals that end a program -> one stop flag, for programs with a loop of asyncio and for those without."""

import asyncio
import signal
import threading
from collections.abc import Callable
from types import FrameType

ENDS = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)
"""The service manager's word, Ctrl-C, and the closed window of a terminal."""


def stop_on_signals() -> threading.Event:
    """An event that is set when a signal says stop."""
    stop = threading.Event()

    def on_signal(_number: int, _frame: FrameType | None) -> None:
        stop.set()

    for number in ENDS:
        signal.signal(number, on_signal)
    return stop


def stop_in_loop() -> asyncio.Event:
    """The same for a program whose running loop is asyncio's."""
    stop = asyncio.Event()
    call_on_signals(stop.set)
    return stop


def call_on_signals(call: Callable[[], object]) -> None:
    """Have the running loop call this when a signal says stop."""
    loop = asyncio.get_running_loop()
    for number in ENDS:
        loop.add_signal_handler(number, call)
