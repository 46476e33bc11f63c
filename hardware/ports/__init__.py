"""The table of contents of the outside world: what a program may ask of a device, and nothing else.

Every port is a role, not a technology; the settings name its driver (see ``registry``). ``close`` may be called
twice on any port. Drivers raise only the errors of ``hardware.errors``. Ports of one user stand beside this file.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

from hardware.ports.keys import Gap, KeyEdge


class Clock(Protocol):
    """Time, injected. Durations come from ``monotonic``, dates from ``utc_ms``."""

    def utc_ms(self) -> int:
        """Milliseconds since 1970 UTC; may step."""

    def monotonic(self) -> float:
        """Seconds that never go back, and go on while the machine sleeps."""


@dataclass(frozen=True)
class Connected:
    """The link is up. The subscriptions went out before anything that is published from now on."""

    address: str = ""
    """Where this machine is in the broker's network, if that is known."""


@dataclass(frozen=True)
class Disconnected:
    """The link is down; it keeps trying by itself."""

    why: str
    taken_over: bool = False
    """The broker says that somebody else connected under this client id."""


@dataclass(frozen=True)
class Passed:
    """About a second passed in which the link was up."""


@dataclass(frozen=True)
class Arrived:
    """A message came."""

    topic: str
    payload: bytes
    retained: bool = False


LinkHappening = Connected | Disconnected | Arrived | Passed
Deliver = Callable[[LinkHappening], None]
"""Called in the link's own thread: it may only put the happening into an inbox."""


@dataclass(frozen=True)
class Will:
    """What the broker says when we vanish; retained."""

    topic: str
    payload: bytes


class Link(Protocol):
    """A connection to the broker that heals itself. QoS 1 always; nothing is stored across a restart."""

    def start(self, deliver: Deliver, filters: tuple[str, ...], will: Will | None) -> None:
        """Begin to connect, in the background; ``filters`` are subscribed at every connection."""

    def publish(
        self, topic: str, payload: bytes, *, retain: bool = False, expires_s: int | None = None
    ) -> bool:
        """Hand a message over. False when the link is down: then it is dropped, never queued."""

    def healthy(self) -> bool:
        """Whether the link's own thread still works (connected or trying)."""

    def close(self) -> None:
        """Disconnect without the last will and stop."""


class Keys(Protocol):
    """Push buttons. What happened while nobody looked is kept, with its time."""

    names: tuple[str, ...]
    bounces: bool
    """Whether they flutter, as bare switches do, until they are steady. Where not, no press is too short to count."""

    def edges(self, t: float) -> tuple[KeyEdge | Gap, ...]:
        """What happened since the last call, in its order; ``t`` is now, and the time of what has none of its own."""

    def close(self) -> None:
        """Release the pins."""


class Lamp(Protocol):
    """Lamps beside keys."""

    names: tuple[str, ...]

    def show(self, lit: frozenset[str]) -> None:
        """Light exactly these lamps."""

    def close(self) -> None:
        """Dark, and release the pins."""


class Paper(StrEnum):
    """What a printer says about itself. ``unknown`` is an answer of its own, never taken for ``ready``."""

    READY = "ready"
    NEAR_END = "near-end"
    END = "end"
    COVER_OPEN = "cover-open"
    CUTTER_JAM = "cutter-jam"
    OFFLINE = "offline"
    UNKNOWN = "unknown"


class Printed(StrEnum):
    """How far a slip came. ``yes`` only when the printer itself said so after the cut."""

    YES = "yes"
    UNKNOWN = "unknown"
    NOTHING_SENT = "nothing-sent"


@dataclass(frozen=True)
class DrawnCode:
    """A QR code in a picture, for printers that can draw it from its text: far fewer bytes on a slow line.

    Nothing else stands on its rows; ``module`` is the side of one module in dots, error correction is M.
    """

    text: str
    top: int
    height: int
    module: int


@dataclass(frozen=True)
class Raster:
    """A picture of dots: rows from the top, eight dots a byte, the leftmost in the highest bit, 1 is black.

    It is what ``GS v 0`` of ESC/POS takes, so a driver hands ``rows`` over as they are. ``width`` is in dots.
    The picture is whole: a driver that does not care for ``codes`` prints them with the rest.
    """

    width: int
    rows: bytes
    codes: tuple[DrawnCode, ...] = ()

    def __post_init__(self) -> None:
        if self.width <= 0 or self.width % 8 or len(self.rows) % (self.width // 8):
            raise ValueError(f"{len(self.rows)} bytes are no whole rows of {self.width} dots")

    @property
    def height(self) -> int:
        """How many rows of dots."""
        return len(self.rows) // (self.width // 8)


class TicketPrinter(Protocol):
    """A slip printer. ``print_slip`` blocks until the outcome is known or given up as unknown."""

    @property
    def confirms(self) -> bool:
        """Whether its slips can ever be ``yes``; False: each is unconfirmed by declaration of its model."""

    def status(self) -> Paper:
        """Ask the printer now. Raises DeviceError when it cannot be reached."""

    def print_slip(self, job: str, picture: Raster) -> Printed:
        """Print one slip and cut. Raises DeviceError only while no byte was sent."""

    def close(self) -> None:
        """Release the device."""


@dataclass(frozen=True)
class SignText:
    """A number or a word, the counter beside or instead of it, ``short``: the same in a few capitals; else dashes do."""

    text: str
    inverted: bool = False
    counter: str = ""
    short: str = ""


class LedSign(Protocol):
    """An LED sign over a counter. Shown again now and then: a sign that was switched off comes back by that."""

    def show(self, sign: SignText) -> str:
        """Show this until told otherwise, nothing in part; returns what of it cannot be shown, "" when all is."""

    def close(self) -> None:
        """Dark, and release the device."""


class Sound(StrEnum):
    """What a short sound says: it was read; or it was, and is no use here."""

    GOOD = "good"
    BAD = "bad"


class Beeper(Protocol):
    """A short sound beside a reader. Nothing here blocks, and nothing raises once it is built."""

    def beep(self, sound: Sound) -> None:
        """Sound it now; a sound that is still going on is cut short."""

    def trouble(self) -> str:
        """Why the last sound was not heard; "" when all is well."""

    def close(self) -> None:
        """Be silent, and release the device."""


# --- eyes -------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class LivePicture:
    """A small colour picture for people: rows from the top, three bytes (red, green, blue) a dot."""

    width: int
    height: int
    rgb: bytes = field(repr=False)


@dataclass(frozen=True)
class Frame:
    """What a camera saw at one moment. It lives in memory only and is never stored or sent on.

    ``gray`` is one byte of brightness a dot, rows from the top; ``live`` is the same, small, in colour.
    """

    width: int
    height: int
    gray: bytes = field(repr=False)
    live: LivePicture


class Camera(Protocol):
    """A camera. It keeps only its newest frame, so that a slow reader never sees the past."""

    def frame(self, timeout_s: float) -> Frame | None:
        """The next frame that was not handed out yet; None when none came in time.

        Raises DeviceError when the camera is gone or has stopped: then close it and build a new one.
        """

    def close(self) -> None:
        """Release the camera."""


@dataclass(frozen=True)
class ScannedText:
    """What one code said, once per showing. May be a citizen's card: never log, store or publish ``text``."""

    text: str = field(repr=False)
    symbology: str = ""
    """``Code128``, ``QRCode``...; empty when the reader does not say."""


class CodeReader(Protocol):
    """Anything that reads codes: a camera with a decoder, a hand scanner. Used from one thread."""

    def poll(self, timeout_s: float) -> tuple[ScannedText, ...]:
        """Wait at most ``timeout_s`` seconds (and one frame's work) for what was read since the last call.

        Raises DeviceError when the device is gone or blind: then close it and build a new one.
        """

    def live(self) -> LivePicture | None:
        """What the reader sees now, from any thread; None for a reader without a picture."""

    def close(self) -> None:
        """Release the device."""
