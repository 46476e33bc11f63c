"""The paper: rows of dots on a roll, and the sheets that the knife made of it. The truth of every test."""

import io
from dataclasses import dataclass

from PIL import Image


@dataclass(frozen=True)
class Sheet:
    """What lies in the tray, or still hangs from the printer. ``cut``: by the knife."""

    stride: int
    rows: bytes
    cut: bool = True

    @property
    def height(self) -> int:
        """Rows."""
        return len(self.rows) // self.stride

    @property
    def blank(self) -> bool:
        """Whether nobody would see anything on it."""
        return not any(self.rows)

    def png(self) -> bytes:
        """The sheet as a picture: black on white."""
        image = Image.frombytes("1", (self.stride * 8, max(1, self.height)), self.rows or bytes(self.stride))
        file = io.BytesIO()
        # Paper is white where no dot was burnt: the opposite of what "1" means to Pillow.
        image.point(lambda dot: 0 if dot else 255).save(file, "PNG")
        return file.getvalue()


class Roll:
    """The roll in the printer and what was cut off it."""

    def __init__(self, stride: int) -> None:
        """``stride`` is the bytes of a row."""
        self.stride = stride
        self.sheets: list[Sheet] = []
        self.total = 0
        """Rows moved since the printer was made."""
        self._hanging = bytearray()

    def burn(self, rows: bytes) -> None:
        """Print rows."""
        self._hanging += rows
        self.total += len(rows) // self.stride

    def feed(self, rows: int) -> None:
        """Move on without printing."""
        self._hanging += bytes(rows * self.stride)
        self.total += rows

    def cut(self, behind: int) -> Sheet:
        """Cut ``behind`` rows before the head's last row: they stay on the roll."""
        at = max(0, len(self._hanging) - behind * self.stride)
        sheet = Sheet(self.stride, bytes(self._hanging[:at]))
        del self._hanging[:at]
        self.sheets.append(sheet)
        return sheet

    def tear(self) -> Sheet:
        """A person tears off what hangs out."""
        sheet = self.hanging
        self._hanging.clear()
        self.sheets.append(sheet)
        return sheet

    def take(self) -> list[Sheet]:
        """Empty the tray."""
        sheets, self.sheets = self.sheets, []
        return sheets

    @property
    def hanging(self) -> Sheet:
        """What is on paper and still hangs from the printer."""
        return Sheet(self.stride, bytes(self._hanging), cut=False)

    def everything(self) -> tuple[Sheet, ...]:
        """Every sheet, and last what hangs out."""
        return (*self.sheets, self.hanging)
