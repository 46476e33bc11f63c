"""Makes of printers as data: how fast, how much they hold, and what they answer.

Sources: Epson's command reference and model specifications (what is answered, and that the TM-T88 counts feeds
in 1/360 inch on a head of 180 dots an inch); reports of users about clones (silence, stale answers, buffers).
No two makes are alike: these are the corners between which the real ones lie.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Order(StrEnum):
    """When ``GS r`` is answered."""

    NEVER = "never"
    PARSED = "parsed"  # as soon as it is read, while earlier rows wait in front of the head
    PRINTED = "printed"  # when everything before it is on paper and cut


@dataclass(frozen=True)
class PrinterModel:
    """One make of printer."""

    name: str
    dots: int = 576
    """Dots of a row: 576 on paper of 80 mm, 384 on 58 mm."""
    dpi: int = 203
    unit: int = 203
    """Motion units an inch at power-up: what ``ESC J`` and ``ESC 3`` count in."""
    speed_mm_s: float = 150.0
    cut_s: float = 0.25
    boot_s: float = 2.0
    cutter_mm: float = 12.0
    """How far the knife is behind the head: what is cut off at once ends so much before the last row."""
    buffer: int = 65536
    """Bytes of the receive buffer."""
    ahead_rows: int = 24
    """Rows that are read out of the buffer before the head needs them."""
    real_time: frozenset[int] = frozenset((1, 2, 3, 4))
    """The n of ``DLE EOT n`` that are answered."""
    answers_offline: bool = True
    """Some clones say nothing while the cover is open or the paper is out."""
    stale: bool = False
    """Each question is answered with what the question before it should have got."""
    gs_r: Order = Order.PRINTED
    process_id: bool = True
    """``GS ( H``: the id of a job comes back when the job is printed."""
    asb: bool = True
    """``GS a``: status is pushed when it changes."""
    identity: str = "TM-T20III"
    """What ``GS I 67`` answers; empty when it answers nothing."""
    near_end_sensor: bool = True
    cutter: bool = True
    native_qr: bool = True
    """``GS ( k``: draws QR codes from their text. Without, such commands are swallowed and print nothing."""
    qr_mask: int | None = None
    """Which mask its codes have; None: the best one, as the standard wants."""
    qr_bytes_only: bool = False
    """Whether it stores letters as bytes, though they were smaller otherwise: its codes may be larger."""

    @property
    def rows_s(self) -> float:
        """Rows a second."""
        return self.speed_mm_s * self.dpi / 25.4

    @property
    def stride(self) -> int:
        """Bytes of a row."""
        return self.dots // 8

    def rows_of(self, units: int, unit: int) -> int:
        """How many rows a feed of ``units`` is."""
        return units * self.dpi // unit

    @property
    def cutter_rows(self) -> int:
        """Rows between the head and the knife."""
        return round(self.cutter_mm * self.dpi / 25.4)


_DEAF: frozenset[int] = frozenset()
_ALL = (
    PrinterModel("epson"),
    PrinterModel("epson-4k", buffer=4096),
    PrinterModel("epson-180dpi", dots=512, dpi=180, unit=360, identity="TM-T88III", process_id=False),
    PrinterModel("clone", buffer=4096, process_id=False, asb=False, identity="TM-T88V", native_qr=False),
    PrinterModel(
        "clone-parsed",
        gs_r=Order.PARSED,
        ahead_rows=4096,
        process_id=False,
        asb=False,
        identity="",
        native_qr=False,
    ),
    PrinterModel(
        "clone-eot",
        dots=384,
        speed_mm_s=90.0,
        buffer=4096,
        gs_r=Order.NEVER,
        process_id=False,
        asb=False,
        identity="",
        near_end_sensor=False,
        answers_offline=False,
        native_qr=False,
    ),
    PrinterModel(
        "clone-silent",
        dots=384,
        speed_mm_s=90.0,
        buffer=4096,
        real_time=_DEAF,
        gs_r=Order.NEVER,
        process_id=False,
        asb=False,
        identity="",
        near_end_sensor=False,
        cutter=False,
        native_qr=False,
    ),
    PrinterModel("clone-stale", stale=True, process_id=False, asb=False, identity="", native_qr=False),
)
MODELS: Mapping[str, PrinterModel] = {model.name: model for model in _ALL}
