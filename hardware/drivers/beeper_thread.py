"""A beeper's own thread: one short sound at a time, and a newer one cuts the older short."""

import logging
import threading
from collections.abc import Callable

from hardware.ports import Sound

log = logging.getLogger(__name__)

JOIN_S = 2.0

Interrupted = Callable[[float], bool]
"""Waits at most so many seconds; True as soon as the sound is to end."""


class BeeperThread:
    """The port Beeper, but for the sound itself: a driver says how to ``_play`` one while somebody waits for it."""

    def __init__(self) -> None:
        """Start the thread: last of all that a driver does when it is built."""
        self._order: Sound | None = None
        self._new, self._lock = threading.Event(), threading.Lock()
        self._trouble, self._closed = "", False
        self._thread = threading.Thread(target=self._run, name="beeper", daemon=True)
        self._thread.start()

    def beep(self, sound: Sound) -> None:
        """Sound it, instead of one that is still going on."""
        with self._lock:
            self._order = sound
            self._new.set()

    def trouble(self) -> str:
        """Why the last sound was not heard."""
        return self._trouble

    def close(self) -> None:
        """End the sound and the thread; a device that hangs is left to itself."""
        with self._lock:
            self._closed = True
            self._new.set()
        self._thread.join(JOIN_S)

    def _play(self, sound: Sound, interrupted: Interrupted) -> str:
        """Make one sound, in the thread, and be silent again: why it was not heard, or ""."""
        raise NotImplementedError

    def _run(self) -> None:
        while True:
            self._new.wait()
            with self._lock:
                if self._closed:
                    return
                sound, self._order = self._order, None
                self._new.clear()
            if sound:
                self._make(sound)

    def _make(self, sound: Sound) -> None:
        try:
            self._trouble = self._play(sound, self._new.wait)
        except Exception as error:  # one sound that went wrong must not silence all that follow
            self._trouble = str(error) or type(error).__name__
            log.exception("a sound went wrong")
