"""The slip printer: says of every slip whether it is on paper, or that it does not know.

A slip is ``yes`` only when the printer itself answered this slip's fence, which stands behind the cut. It is
``nothing-sent`` only while not one of its bytes left. All else is ``unknown``: exactly-once does not exist, a
printer that ran out of paper prints what it holds after the refill. So nothing is ever sent a second time,
and nothing that a printer holds is ever thrown away.
"""

import logging
import os
from collections.abc import Callable
from dataclasses import replace

from hardware.drivers.escpos import commands
from hardware.drivers.escpos.encode import LONGEST_HEAD, beginning, ending, filler, paced, slip_commands
from hardware.drivers.escpos.fences import Debt, Fence, IdFence, QueuedFence
from hardware.drivers.escpos.line import ANSWER_S, Line, Sent
from hardware.drivers.escpos.profile import Profile
from hardware.drivers.escpos.sending import STALL_S, StatusPoll, ask_every_s, send_slip
from hardware.drivers.escpos.sight import in_trouble, paper_of
from hardware.drivers.escpos.transports import Transport
from hardware.errors import DeviceError, DeviceUnsupported
from hardware.host.clock import SystemClock
from hardware.ports import Clock, Paper, Printed, Raster

log = logging.getLogger(__name__)

FIT = (Paper.READY, Paper.NEAR_END)
SILENT_ROUNDS = 2
"""One lost answer is not known; so many in a row are a printer that is off or hangs."""
LOOK_S = 0.3
"""Between two looks at a printer whose answer is no proof yet."""
JUST_TOLD_S = 0.5
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
        *,
        native_codes: bool = False,
    ) -> None:
        """Nothing is opened yet; ``dots`` is the width of the slips, ``device`` its name in the settings.

        ``native_codes``: the printer draws QR codes, if slips are as wide as its paper: it centres them on that.
        """
        self._open, self._profile, self._dots, self._device = open_transport, profile, dots, device
        self._clock = clock or SystemClock()
        native_codes = native_codes and dots == profile.dots
        self._full_dialect = self._dialect = replace(profile.dialect, native_codes=native_codes)
        self._nonce = os.urandom(16)
        self._line: Line | None = None
        self._silent = 0
        # What ran before us may have died in the middle of a picture, or left a GS r without its answer.
        self._torn, self._filler, self._mend = True, b"", beginning(self._dialect)
        self._debt = Debt(owed=1)
        self._answers_fences = False
        self._held_s = 0.0
        """How long the printer may be busy with slips that it held when they ended as unknown."""
        self._busy_until = float("-inf")
        self._heard_well = False
        """Whether it answered on this connection."""
        self._trouble: Paper | None = None
        """Why it stopped in a slip, until it says anything else: it may be too full to be asked again."""
        self._told_at = float("-inf")

    @property
    def confirms(self) -> bool:
        """Whether a slip of this model can ever be confirmed; False: each is unconfirmed by declaration."""
        return self._profile.fence != "none"

    def status(self) -> Paper:
        """Ask the printer now, within a second. Raises DeviceError when it cannot be reached."""
        if self._trouble and self._clock.monotonic() - self._told_at < JUST_TOLD_S:
            self._told_at = float("-inf")
            return self._trouble
        try:
            line = self._connected()
            if self._looked(line):
                return self._paper(line)
        except DeviceError:
            self._hang_up()
            raise
        return self._trouble or (Paper.OFFLINE if self._silent >= SILENT_ROUNDS else Paper.UNKNOWN)

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
            width = self._dots
            bytes_per_s = line.transport.bytes_per_s
            self._dialect = paced(self._full_dialect, width, bytes_per_s, ask_every_s(bytes_per_s))
            self._filler = filler(width, self._dialect) if self._torn else self._filler
            self._torn = False
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
            self._silent, self._heard_well, self._trouble = 0, True, None
            return True
        if not self._silent:
            log.warning("%s does not answer", self._device)
        # One that answered a moment ago and has nothing to do is off, or stopped: some say nothing then.
        fell_silent = self._heard_well and self._clock.monotonic() > self._busy_until
        self._silent += SILENT_ROUNDS if fell_silent else 1
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
        pieces = [*slip_commands(picture, self._dialect), fence.question if fence else b""]
        size = sum(map(len, pieces))
        begun, slip_s = self._clock.monotonic(), self._profile.slip_s(picture.height)
        out_by = begun + size / line.transport.bytes_per_s + slip_s + self._held_s
        self._held_s, self._busy_until = min(self._held_s + slip_s, MOST_HELD_S), out_by
        poll = StatusPoll(line, self._profile.questions, self._clock)
        sent = send_slip(line, pieces, poll, self._stall_s, out_by + self._profile.margin_s)
        # A write that failed may have left some of its bytes all the same.
        if not sent.count and not sent.error:
            self._hang_up()
            raise DeviceError(self._device, "the printer takes no data")
        if sent.count < size:
            why = sent.error or "the printer stopped taking data"
            log.warning("%s: %d of %d bytes of %s: %s", self._device, sent.count, size, job, why)
            self._stopped(line)
            self._tear()
            return Printed.UNKNOWN
        try:
            done = fence and self._closed(line, fence, poll, out_by)
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

    @property
    def _stall_s(self) -> float:
        stall_s = self._profile.stall_s
        return min(stall_s, STALL_S) if self._profile.questions else stall_s

    def _closed(self, line: Line, fence: Fence, poll: StatusPoll, out_by: float) -> bool:
        """Wait for the fence; now and then ask how the printer is, which it answers even when it has stopped."""
        until = out_by + self._profile.margin_s
        while (now := self._clock.monotonic()) < until:
            if any(fence.closed_by(answer) for answer in line.hear(min(poll.ask_at, until) - now)):
                self._answers_fences = True
                return True
            # Questions may lie behind the slip in the network; but when it must be out they cannot any more.
            if poll.stopped() or (poll.silent() and self._clock.monotonic() >= out_by):
                log.warning("%s stopped in a slip: %s", self._device, self._paper(line).value)
                self._stopped(line)
                return False
            poll.ask()
        return False

    def _stopped(self, line: Line) -> None:
        """Remember why it stopped, if it said so; what is silent now is not merely slow."""
        if in_trouble(line.sight):
            self._trouble, self._told_at = self._paper(line), self._clock.monotonic()
        self._silent, self._busy_until = max(self._silent, 1), float("-inf")

    def _named_in_time(self, begun: float, rows: int) -> bool:
        """Whether the answer is proof enough: it had this slip's name, and did not come before paper can move."""
        took = self._clock.monotonic() - begun
        return self._profile.fence == "process-id" and took >= self._profile.mm(rows) / FASTEST_MM_S

    def _well_at(self, line: Line, out_by: float) -> bool:
        """Whether the printer is well when the slip must be out: for answers that may come as soon as they are read."""
        questions, well = self._profile.questions, True
        while well and self._clock.monotonic() < out_by:
            line.rest(min(LOOK_S, out_by - self._clock.monotonic()))
            well = not questions or (line.look(questions, watching=False) and not in_trouble(line.sight))
        return well

    def _tear(self) -> None:
        """Half a slip may hang out of the printer, and the printer may still wait for its other half."""
        self._torn, self._mend = True, beginning(self._dialect) + ending(self._dialect)
        self._hang_up()

    def _hang_up(self) -> None:
        line, self._line = self._line, None
        self._heard_well = False
        if line:
            line.transport.close()
