"""The demonstration office as data: who and what is in the room, read from ``demo.toml``."""

import tomllib
from pathlib import Path
from typing import Annotated, Literal, NamedTuple

from contracts import vocabulary as words
from contracts.settings import Id, Part
from controller.rating.settings import RatingSettings

DEMO = Path(__file__).with_name("demo.toml")
Text = dict[str, str]


class Make(NamedTuple):
    """A simulated ESC/POS machine, and what the real driver is told about it."""

    model: str
    profile: str
    dots: int


MAKES = {
    "epson": Make("epson", "epson-tm", 576),
    "clone": Make("clone", "xprinter-80", 576),
    "silent": Make("clone-silent", "pos-58-clone", 384),
}
SIMPLE = "simple"
"""No machine: the driver ``sim`` shows whole pictures on the bench."""


class Service(Part):
    """One thing to queue for."""

    code: Annotated[words.ServiceCode, Id]
    prefix: str
    icon: str
    name: Text


class Counter(Part):
    """One counter with its button box and its sign."""

    id: Annotated[words.CounterId, Id]
    label: str
    services: tuple[words.ServiceCode, ...]

    @property
    def panel(self) -> words.DeviceId:
        """Its button box, on the wire and on the bench."""
        return words.DeviceId(f"panel-{self.id}")

    @property
    def sign(self) -> str:
        """The sign over it, on the bench."""
        return f"sign-{self.id}"


class Clerk(Part):
    """Who sits at a counter. The PIN is no secret: the page shows it."""

    id: Annotated[words.ClerkId, Id]
    name: str
    pin: str
    caretaker: bool = False
    head: bool = False


class Session(Part):
    """Opening hours, local time."""

    name: Text
    days: tuple[int, ...]
    take_from: str
    take_until: str
    serve_from: str
    serve_until: str


class Plan(Part):
    """The whole room."""

    site: Annotated[words.SiteId, Id]
    utc_offset_minutes: int
    name: Text
    authority: Text
    priority_groups: tuple[words.PriorityGroup, ...]
    services: tuple[Service, ...]
    counters: tuple[Counter, ...]
    clerks: tuple[Clerk, ...]
    sessions: tuple[Session, ...]
    result_service: Annotated[words.ServiceCode, Id]
    """Where results are collected."""
    hotline: str = ""
    """The telephone at which people are helped."""
    rating: RatingSettings = RatingSettings()
    """What citizens are asked, as in the controller's settings."""
    kiosk: words.DeviceId = words.DeviceId("kiosk-1")
    printer: words.DeviceId = words.DeviceId("printer-1")
    board: words.DeviceId = words.DeviceId("board-1")
    printer_make: Literal["epson", "clone", "silent", "simple"] = "epson"
    reader: Literal["camera", "hand"] = "camera"
    """What reads receipts at the kiosk: the real reading of a simulated camera's pictures, or a hand scanner."""
    fresh_s: float = 30.0
    """For how long the desk gives an answer of the main system again without asking."""

    @property
    def make(self) -> Make | None:
        """The machine that prints; None for the simple one."""
        return MAKES.get(self.printer_make)

    @property
    def reader_device(self) -> str:
        """The kiosk's camera or hand scanner, on the bench."""
        return f"reader-{self.kiosk}"

    @property
    def speaker_device(self) -> str:
        """The kiosk's voice, on the bench."""
        return f"speaker-{self.kiosk}"


def demo_plan(printer_make: str | None = None, reader: str | None = None) -> Plan:
    """The office of the demonstration, with another printer or reader than it says where one is given."""
    given = {"printer_make": printer_make, "reader": reader}
    data = tomllib.loads(DEMO.read_text("utf-8"))
    return Plan.model_validate({**data, **{key: value for key, value in given.items() if value}})
