"""A beeper's own thread: one short sound at a time, and a newer one cuts the older short."""

import logging
import threading
from collections.abc import Callable

from hardware.ports import Sound

log = logging.getLogger(__name__)

JOIN_S = 2.0

Interrupted = Callable[[float], bool]
"""Waits at most so many seconds; True as soon as the sound is to end."""
Play = Callable[[Sound, Interrupted], str]
"""Makes one sound and is silent when it returns: why it was not heard, or ""."""


class Sounding:
    """Implements the port Beeper for every driver that can make a sound while somebody waits for it."""

    def __init__(self, play: Play) -> None:
        """``play`` is called in the thread."""
        self._play = play
        self._order: Sound | None = None
        self._new, self._lock = threading.Event(), threading.Lock()
        self._trouble, self._closed = "", False
        self._thread = threading.Thread(target=self._run, name="beeper", daemon=True)
        self._thread.start()

    def beep(self, sound: Sound) -> None:
        """As in Beeper."""
        with self._lock:
            self._order = sound
            self._new.set()

    def trouble(self) -> str:
        """As in Beeper."""
        return self._trouble

    def close(self) -> None:
        """End the sound and the thread; a device that hangs is left to itself."""
        with self._lock:
            self._closed = True
            self._new.set()
        self._thread.join(JOIN_S)

    def _run(self) -> None:
        while True:
            self._new.wait()
            with self._lock:
                if self._closed:
                    return
                sound, self._order = self._order, None
                self._new.clear()
            if sound:
                self._sound(sound)

    def _sound(self, sound: Sound) -> None:
        try:
            self._trouble = self._play(sound, self._new.wait)
        except Exception as error:  # one sound that went wrong must not silence all that follow
            self._trouble = str(error) or type(error).__name__
            log.exception("a sound went wrong")
