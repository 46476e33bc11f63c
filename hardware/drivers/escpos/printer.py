"""The slip printer: says of every slip whether it is on paper, or that it does not know.

A slip is ``yes`` only when the printer itself answered this slip's fence, which stands behind the cut. It is
``nothing-sent`` only while not one of its bytes left. All else is ``unknown``: exactly-once does not exist, a
printer that ran out of paper prints what it holds after the refill. So nothing is ever sent a second time,
and nothing that a printer holds is ever thrown away.
"""

import itertools
import logging
import os
from collections.abc import Callable

from hardware.drivers.escpos import commands
from hardware.drivers.escpos.encode import LONGEST_HEAD, beginning, encode_slip, ending, filler
from hardware.drivers.escpos.fences import Debt, Fence, IdFence, QueuedFence
from hardware.drivers.escpos.line import ANSWER_S, Line, Sent
from hardware.drivers.escpos.profile import Profile
from hardware.drivers.escpos.sight import in_trouble, paper_of
from hardware.drivers.escpos.transports import Transport
from hardware.errors import DeviceError, DeviceUnsupported
from hardware.host.clock import SystemClock
from hardware.ports import Clock, Paper, Printed, Raster

log = logging.getLogger(__name__)

FIT = (Paper.READY, Paper.NEAR_END)
SILENT_ROUNDS = 2
"""One lost answer is not known; so many in a row are a printer that is off or hangs."""
ASK_S = 0.3
"""Between two questions while a fence is awaited."""
GIVE_UP_S = 0.7
"""Trouble in a slip that lasts so long is told now, and the slip is unknown, instead of waiting for its time."""
MOST_HELD_S = 10.0
FASTEST_MM_S = 500.0
"""No printer moves paper faster (Epson TM-T88VII)."""
FILL_S = 0.2
QUIET_S = 0.3
"""After an answer to GS r: should an older one have been on its way, the next would have come by now."""


class EscposTicketPrinter:
    """One printer, one connection, one writer. Used by one thread."""

    def __init__(
        self,
        open_transport: Callable[[], Transport],
        profile: Profile,
        dots: int,
        device: str,
        clock: Clock | None = None,
    ) -> None:
        """Nothing is opened yet; ``dots`` is the width of the slips, ``device`` its name in the settings."""
        self._open, self._profile, self._dots, self._device = open_transport, profile, dots, device
        self._clock = clock or SystemClock()
        self._nonce = os.urandom(16)
        self._line: Line | None = None
        self._silent = 0
        # What ran before us may have died in the middle of a picture, or left a GS r without its answer.
        self._filler, self._mend = filler(dots, profile.dialect), beginning(profile.dialect)
        self._debt = Debt(owed=1)
        self._answers_fences = False
        self._held_s = 0.0
        """How long the printer may be busy with slips that it held when they ended as unknown."""

    @property
    def confirms(self) -> bool:
        """Whether a slip of this model can ever be confirmed; False: each is unconfirmed by declaration."""
        return self._profile.fence != "none"

    def status(self) -> Paper:
        """Ask the printer now, within a second. Raises DeviceError when it cannot be reached."""
        try:
            line = self._connected()
            if self._looked(line):
                return self._paper(line)
        except DeviceError:
            self._hang_up()
            raise
        return Paper.OFFLINE if self._silent >= SILENT_ROUNDS else Paper.UNKNOWN

    def print_slip(self, job: str, picture: Raster) -> Printed:
        """Print one slip and cut. Raises DeviceError only while no byte was sent."""
        if picture.width != self._dots:
            raise DeviceUnsupported(self._device, f"{picture.width} dots on paper of {self._dots}")
        try:
            line = self._connected()
            ready = self._fit(line) and self._mended(line) and self._settled(line)
        except DeviceError:
            self._hang_up()
            raise
        return self._print(line, job, picture) if ready else Printed.NOTHING_SENT

    def close(self) -> None:
        """Release the device."""
        self._hang_up()

    # --- before the first byte ----------------------------------------------------------------------

    def _connected(self) -> Line:
        if self._line is None:
            line = Line(self._open(), self._clock, self._profile.write_bytes, self._debt)
            self._line = line
            if not line.transport.answers and (self.confirms or self._profile.talks):
                raise DeviceUnsupported(self._device, "the profile expects answers, but there is no way back")
            self._fill_up(line)
        return self._line

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

    def _must_take(self, sent: Sent, whole: int) -> None:
        if sent.count < whole:
            raise sent.error or DeviceError(self._device, "the printer takes no data")

    def _looked(self, line: Line) -> bool:
        """Bring the sight up to date; False when a printer that should answer does not."""
        if not self._profile.talks:
            line.look_at_port(trusted="usb-port" in self._profile.status)
            return True
        if line.look(self._profile.questions, watching="asb" in self._profile.status):
            self._silent = 0
            return True
        self._silent += 1
        if self._silent == 1:
            log.warning("%s does not answer", self._device)
        self._hang_up()
        return False

    def _fit(self, line: Line) -> bool:
        """Whether the printer may be given a slip: one that can answer must have said that it is well."""
        if not self._looked(line):
            return False
        paper = self._paper(line)
        return paper in FIT or (paper is Paper.UNKNOWN and not self._profile.talks)

    def _paper(self, line: Line) -> Paper:
        return paper_of(line.sight, near_end_sensor=self._profile.near_end_sensor)

    def _mended(self, line: Line) -> bool:
        """Begin from a known state, and cut off what hangs out of a slip that broke off."""
        mend = self._filler + self._mend
        if mend:
            self._must_take(line.say(mend, ANSWER_S), len(mend))
            self._filler = self._mend = b""
        return True

    def _settled(self, line: Line) -> bool:
        """Whether no old answer to GS r can come any more; False when the printer is stuck in front of one."""
        if self._profile.fence != "gs-r" or not self._debt.owed:
            return True
        self._debt.asked()
        self._must_take(line.say(commands.ASK_PAPER_QUEUED, ANSWER_S), len(commands.ASK_PAPER_QUEUED))
        before, until = self._debt.owed, self._clock.monotonic() + ANSWER_S
        while self._debt.owed and self._clock.monotonic() < until:
            heard = self._debt.owed < before
            line.hear(QUIET_S if heard else until - self._clock.monotonic())
            if heard and self._debt.owed == before - 1:
                break
        if self._debt.owed < before:
            self._debt.owed = 0
            self._answers_fences = True
        return not self._debt.owed or not self._answers_fences

    # --- the slip -----------------------------------------------------------------------------------

    def _print(self, line: Line, job: str, picture: Raster) -> Printed:
        fence = self._fence(job)
        data = encode_slip(picture, self._profile.dialect) + (fence.question if fence else b"")
        begun, slip_s = self._clock.monotonic(), self._profile.slip_s(picture.height)
        out_by = begun + len(data) / line.transport.bytes_per_s + slip_s + self._held_s
        self._held_s = min(self._held_s + slip_s, MOST_HELD_S)
        sent = line.say(data, self._profile.stall_s, out_by + self._profile.margin_s)
        if (
            not sent.count and not sent.error
        ):  # a write that failed may have left some of its bytes all the same
            self._hang_up()
            raise DeviceError(self._device, "the printer takes no data")
        if sent.count < len(data):
            why = sent.error or "the printer stopped taking data"
            log.warning("%s: %d of %d bytes of %s: %s", self._device, sent.count, len(data), job, why)
            self._tear()
            return Printed.UNKNOWN
        try:
            done = fence and self._closed(line, fence, out_by + self._profile.margin_s)
            if done and not self._named_in_time(begun, picture.height):
                done = self._well_at(line, out_by)
        except DeviceError as error:
            log.warning("%s: lost after the last byte of %s: %s", self._device, job, error)
            self._tear()
            return Printed.UNKNOWN
        if done:
            self._held_s = 0.0
        return Printed.YES if done else Printed.UNKNOWN

    def _fence(self, job: str) -> Fence | None:
        match self._profile.fence:
            case "process-id":
                return IdFence(commands.process_id(job, self._nonce))
            case "gs-r":
                self._debt.asked()
                return QueuedFence(self._debt)
            case "none":
                return None

    def _closed(self, line: Line, fence: Fence, until: float) -> bool:
        """Wait for the fence; now and then ask how the printer is, which it answers even when it has stopped."""
        asking = itertools.cycle(self._profile.questions)
        well_at = now = self._clock.monotonic()
        ask_at = now + ASK_S
        while now < until:
            if any(fence.closed_by(answer) for answer in line.hear(min(ask_at, until) - now)):
                self._answers_fences = True
                return True
            now = self._clock.monotonic()
            if not in_trouble(line.sight):
                well_at = now
            elif now - well_at >= GIVE_UP_S:
                log.warning("%s stopped in a slip: %s", self._device, self._paper(line).value)
                return False
            if now >= ask_at:
                ask_at = now + ASK_S
                if self._profile.questions:
                    line.ask(next(asking))
        return False

    def _named_in_time(self, begun: float, rows: int) -> bool:
        """Whether the answer is proof enough: it had this slip's name, and did not come before paper can move."""
        took = self._clock.monotonic() - begun
        return self._profile.fence == "process-id" and took >= self._profile.mm(rows) / FASTEST_MM_S

    def _well_at(self, line: Line, out_by: float) -> bool:
        """Whether the printer is well when the slip must be out: for answers that may come as soon as they are read."""
        questions, well = self._profile.questions, True
        while well and self._clock.monotonic() < out_by:
            line.rest(min(ASK_S, out_by - self._clock.monotonic()))
            well = not questions or (line.look(questions, watching=False) and not in_trouble(line.sight))
        return well

    def _tear(self) -> None:
        """Half a slip may hang out of the printer, and the printer may still wait for its other half."""
        dialect = self._profile.dialect
        self._filler, self._mend = filler(self._dots, dialect), beginning(dialect) + ending(dialect)
        self._hang_up()

    def _hang_up(self) -> None:
        line, self._line = self._line, None
        if line:
            line.transport.close()
