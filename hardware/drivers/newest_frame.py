"""A camera's own thread: it takes frames as they come and keeps only the newest.

Without it a slow reader would see what the camera buffered seconds ago, and a camera that hangs would hang
whoever asks it.
"""

import threading
from collections.abc import Callable
from typing import Protocol

from hardware.errors import DeviceError, DeviceMissing
from hardware.ports import Frame

SILENT_S = 1.5
"""A camera without a frame for so long is gone, whatever its driver says."""
OPEN_S = 8.0
"""A camera may take so long until its first frame."""
JOIN_S = 2.0


class FrameSource(Protocol):
    """What takes frames from a device, in the camera's thread."""

    def read(self) -> Frame | None:
        """The next frame; None to be asked again (which lets the thread end). Raises DeviceError."""

    def close(self) -> None:
        """Release the device; called in the same thread, once."""


class NewestFrame:
    """Runs a source in a thread. Implements the port Camera for every driver with such a source."""

    def __init__(self, device: str, open_source: Callable[[], FrameSource]) -> None:
        """``open_source`` is called in the thread; what it raises comes out of ``frame``."""
        self._device = device
        self._changed = threading.Condition()
        self._frame: Frame | None = None
        self._error: DeviceError | None = None
        self._silent_for, self._patience = 0.0, OPEN_S
        self._closing = threading.Event()
        self._thread = threading.Thread(target=self._run, args=(open_source,), name="camera", daemon=True)
        self._thread.start()

    def frame(self, timeout_s: float) -> Frame | None:
        """As in Camera."""
        with self._changed:
            self._changed.wait_for(lambda: self._frame or self._error or self._closing.is_set(), timeout_s)
            frame, self._frame = self._frame, None
            if frame is None and self._error:
                raise self._error
            if self._closing.is_set():
                raise DeviceMissing(self._device, "closed")
            self._silent_for = 0.0 if frame else self._silent_for + timeout_s
            if frame:
                self._patience = SILENT_S
        if self._silent_for >= self._patience:
            raise DeviceMissing(self._device, f"no frame for {self._silent_for:.1f} s")
        return frame

    def close(self) -> None:
        """Stop the thread; a device that hangs is left to itself."""
        self._closing.set()
        with self._changed:
            self._changed.notify_all()
        self._thread.join(JOIN_S)

    def _run(self, open_source: Callable[[], FrameSource]) -> None:
        source = None
        try:
            source = open_source()
            while not self._closing.is_set():
                frame = source.read()
                if frame:
                    self._put(frame)
        except DeviceError as error:
            self._error = error
        finally:
            if source:
                source.close()
            with self._changed:
                self._changed.notify_all()

    def _put(self, frame: Frame) -> None:
        with self._changed:
            self._frame = frame
            self._changed.notify_all()
