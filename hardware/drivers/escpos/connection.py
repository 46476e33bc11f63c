"""The connection to a printer: opened when it is needed, and every time from a known state of the printer."""

import logging
from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

from hardware.drivers.escpos.encode import LONGEST_HEAD, beginning, ending, filler, paced
from hardware.drivers.escpos.fences import Debt
from hardware.drivers.escpos.line import ANSWER_S, Line, Sent
from hardware.drivers.escpos.profile import Profile
from hardware.drivers.escpos.sending import ask_every_s
from hardware.drivers.escpos.transports import Transport
from hardware.errors import DeviceError, DeviceUnsupported
from hardware.ports import Clock

log = logging.getLogger(__name__)

T = TypeVar("T")

FILL_S = 0.2


class Connection:
    """One connection at most, and what must be said on it before the next slip. Used by one thread."""

    def __init__(
        self,
        open_transport: Callable[[], Transport],
        profile: Profile,
        dots: int,
        device: str,
        clock: Clock,
        *,
        native_codes: bool = False,
    ) -> None:
        """Nothing is opened yet. As for EscposTicketPrinter."""
        self.open, self._profile, self._dots, self._device = open_transport, profile, dots, device
        self._clock = clock
        self._full_dialect = self.dialect = replace(profile.dialect, native_codes=native_codes)
        self._line: Line | None = None
        # What ran before us may have died in the middle of a picture, or left a GS r without its answer.
        self._torn, self._filler, self._mend = True, b"", beginning(self.dialect)
        self.debt = Debt(owed=1)
        self.heard_well = False
        """Whether the printer answered on this connection."""

    def in_touch(self, do: Callable[[Line], T]) -> T:
        """Do it on the open connection, or on a new one when that was lost while nobody used it.

        Printers in the network hang up when they were idle: nobody need hear of that. Raises DeviceError.
        """
        if self._line is not None:
            try:
                return do(self._line)
            except DeviceError as error:
                log.info("%s: connected anew: %s", self._device, error)
                self.hang_up()
        return do(self._connected())

    def mend(self, line: Line) -> None:
        """Begin from a known state, and cut off what hangs out of a slip that broke off. Raises DeviceError."""
        mend = self._filler + self._mend
        if mend:
            self.must_take(line.say(mend, ANSWER_S), len(mend))
            self._filler = self._mend = b""

    def must_take(self, sent: Sent, whole: int) -> None:
        """Raises DeviceError when not the ``whole`` was taken."""
        if sent.count < whole:
            raise sent.error or DeviceError(self._device, "the printer takes no data")

    def tear(self) -> None:
        """Half a slip may hang out of the printer, and the printer may still wait for its other half."""
        self._torn, self._mend = True, beginning(self.dialect) + ending(self.dialect)
        self.hang_up()

    def hang_up(self) -> None:
        """Release the device."""
        line, self._line = self._line, None
        self.heard_well = False
        if line:
            line.transport.close()

    def _connected(self) -> Line:
        line = self._line = Line(self.open(), self._clock, self._profile.write_bytes, self.debt)
        expects = self._profile.fence != "none" or self._profile.talks
        if expects and not line.transport.answers:
            raise DeviceUnsupported(self._device, "the profile expects answers, but there is no way back")
        bytes_per_s = line.transport.bytes_per_s
        self.dialect = paced(self._full_dialect, self._dots, bytes_per_s, ask_every_s(bytes_per_s))
        self._filler = filler(self._dots, self.dialect) if self._torn else self._filler
        self._torn = False
        self._fill_up(line)
        return line

    def _fill_up(self, line: Line) -> None:
        """End the picture that was broken off, before anything is asked: the question would be taken for its size.

        A printer with a full buffer takes no zeros, and hears questions all the same.
        """
        if not self._filler:
            return
        sent = line.say(self._filler, FILL_S)
        if sent.error or 0 < sent.count < LONGEST_HEAD:
            raise sent.error or DeviceError(self._device, "the printer takes no data")
        self._filler = self._filler[sent.count :]
        line.rest(sent.count / line.transport.bytes_per_s)
