"""A camera as a reader of codes: frame in, text out, once per showing."""

import contextlib
from collections.abc import Callable
from time import monotonic

import cv2
import numpy as np

from hardware.drivers.decode.agree import QUIET_S, Agreement
from hardware.drivers.decode.decoders import Gray
from hardware.drivers.decode.gate import MotionGate
from hardware.drivers.decode.pipeline import LiveReading
from hardware.drivers.decode.watch import SightWatch
from hardware.drivers.symbologies import LINEAR, SYMBOLOGIES, USUAL
from hardware.errors import DeviceBlind, DeviceUnsupported
from hardware.ports import Camera, Frame, LivePicture, ScannedText

PROOF_S = 8.0
"""A camera that shows nothing for so long after it was opened is no camera. The first frames are often black."""
WAIT_S = 0.5


class CameraReader:
    """Reads what is held before a camera. It owns the camera."""

    def __init__(
        self,
        camera: Camera,
        symbologies: tuple[str, ...] = USUAL,
        quiet_s: float = QUIET_S,
        now: Callable[[], float] = monotonic,
    ) -> None:
        """Wait until the camera really sees. ``quiet_s``: unseen for so long, a code counts as shown anew.

        Raises DeviceBlind, what the camera raises, or DeviceUnsupported for an unknown symbology; the camera
        is closed then.
        """
        cv2.setNumThreads(1)  # the other cores are the screen's; on more it is hardly faster
        self._camera, self._now = camera, now
        self._watch = SightWatch("camera")
        self._gate, self._agreement = MotionGate(), Agreement(quiet_s)
        self._live: LivePicture | None = None
        with contextlib.ExitStack() as on_error:
            on_error.callback(camera.close)
            unknown = sorted(set(symbologies) - set(SYMBOLOGIES))
            if unknown or not symbologies:
                raise DeviceUnsupported("camera", f"reads {', '.join(SYMBOLOGIES)}; not {unknown}")
            self._reading = LiveReading(tuple(symbologies))
            self._prove()
            on_error.pop_all()

    def poll(self, timeout_s: float) -> tuple[ScannedText, ...]:
        """As in CodeReader; waits for one frame and reads it."""
        frame = self._camera.frame(timeout_s)
        if frame is None:
            return ()
        now, gray = self._seen(frame)
        if not self._gate.lets_through(gray, now):
            self._reading.rest()
            return ()
        news = self._agreement.events(self._reading.read(gray), now)
        if self._agreement.expecting():
            self._gate.hold_open(now)
        # the dossier's code is in the bars: whoever acts on the first text should act on that
        first = sorted(news, key=lambda read: read.symbology not in LINEAR)
        return tuple(ScannedText(read.text, read.symbology) for read in first)

    def live(self) -> LivePicture | None:
        """The newest frame, small."""
        return self._live

    def close(self) -> None:
        """Release the camera."""
        self._live = None
        self._camera.close()

    def _prove(self) -> None:
        until = self._now() + PROOF_S
        while not self._watch.proven:
            frame = self._camera.frame(WAIT_S)
            if frame:
                self._seen(frame)
            if self._now() > until:
                raise DeviceBlind("camera", "no picture with anything on it came")

    def _seen(self, frame: Frame) -> tuple[float, Gray]:
        now = self._now()
        if len(frame.gray) != frame.width * frame.height:
            what = f"{len(frame.gray)} bytes are no picture of {frame.width}x{frame.height}"
            raise DeviceUnsupported("camera", what)
        gray = np.frombuffer(frame.gray, np.uint8).reshape(frame.height, frame.width)
        self._watch.look(gray, now)
        self._live = frame.live
        return now, gray
