"""The slip printer: says of every slip whether it is on paper, or that it does not know.

A slip is ``yes`` only when the printer itself answered this slip's fence, which stands behind the cut. It is
``nothing-sent`` only while not one of its bytes left. All else is ``unknown``: exactly-once does not exist, a
printer that ran out of paper prints what it holds after the refill. So nothing is ever sent a second time,
and nothing that a printer holds is ever thrown away.
"""

import logging
import os
from collections.abc import Callable

from hardware.drivers.escpos import commands
from hardware.drivers.escpos.connection import Connection
from hardware.drivers.escpos.encode import slip_commands
from hardware.drivers.escpos.fences import Fence, IdFence, QueuedFence
from hardware.drivers.escpos.line import ANSWER_S, Line
from hardware.drivers.escpos.profile import Profile
from hardware.drivers.escpos.sending import STALL_S, StatusPoll, send_slip
from hardware.drivers.escpos.sight import in_trouble, paper_of
from hardware.drivers.escpos.transports import Transport
from hardware.errors import DeviceError, DeviceHeld, DeviceUnsupported
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

        ``native_codes``: the printer draws QR codes itself.
        """
        self._profile, self._dots, self._device = profile, dots, device
        self._clock = clock or SystemClock()
        self._connection = Connection(
            open_transport, profile, dots, device, self._clock, native_codes=native_codes
        )
        self._debt = self._connection.debt
        self._nonce = os.urandom(16)
        self._silent = 0
        self._answers_fences = False
        self._held_s = 0.0
        """How long the printer may be busy with slips that it held when they ended as unknown."""
        self._busy_until = float("-inf")
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
            said = self._connection.in_touch(lambda line: self._paper(line) if self._looked(line) else None)
        except DeviceError:
            self._connection.hang_up()
            raise
        return said or self._trouble or (Paper.OFFLINE if self._silent >= SILENT_ROUNDS else Paper.UNKNOWN)

    def print_slip(self, job: str, picture: Raster) -> Printed:
        """Print one slip and cut. Raises DeviceError, and only while no byte of it was sent; no other error."""
        if picture.width != self._dots:
            raise DeviceUnsupported(self._device, f"{picture.width} dots on paper of {self._dots}")
        try:
            line = self._connection.in_touch(self._readied)
            pieces = tuple(slip_commands(picture, self._connection.dialect)) if line else ()
        except DeviceError:
            self._connection.hang_up()
            raise
        except Exception as error:  # of a library below: the slip has not left, and must not end as unknown
            log.exception("%s: before the first byte of %s", self._device, job)
            self._connection.hang_up()
            raise DeviceError(self._device, f"{type(error).__name__} before the first byte") from error
        if line is None:
            return Printed.NOTHING_SENT
        try:
            return self._print(line, job, pieces, picture.height)
        except DeviceError:
            raise
        except Exception:
            log.exception("%s: in the slip of %s", self._device, job)
            self._connection.tear()
            return Printed.UNKNOWN

    def close(self) -> None:
        """Release the device."""
        self._connection.hang_up()

    # --- before the first byte ----------------------------------------------------------------------

    def _readied(self, line: Line) -> Line | None:
        """The line, when a slip may be sent on it."""
        if not self._fit(line):
            return None
        self._connection.mend(line)
        return line if self._settled(line) else None

    def _looked(self, line: Line) -> bool:
        """Bring the sight up to date; False when a printer that should answer does not."""
        if not self._profile.talks:
            line.look_at_port(trusted="usb-port" in self._profile.status)
            return True
        if line.look(self._profile.questions, watching="asb" in self._profile.status):
            self._silent, self._trouble = 0, None
            self._connection.heard_well = True
            return True
        if not self._silent:
            log.warning("%s does not answer", self._device)
        held = line.transport.shared and not self._connection.heard_well and not self._trouble
        # One that answered a moment ago and has nothing to do is off, or stopped: some say nothing then.
        fell_silent = self._connection.heard_well and self._clock.monotonic() > self._busy_until
        self._silent += SILENT_ROUNDS if fell_silent else 1
        self._connection.hang_up()
        if held and self._clock.monotonic() > self._busy_until:
            raise DeviceHeld(self._device, "it takes the connection and answers nothing on it")
        return False

    def _fit(self, line: Line) -> bool:
        """Whether the printer may be given a slip: one that can answer must have said that it is well."""
        if not self._looked(line):
            return False
        paper = self._paper(line)
        return paper in FIT or (paper is Paper.UNKNOWN and not self._profile.talks)

    def _paper(self, line: Line) -> Paper:
        return paper_of(line.sight, near_end_sensor=self._profile.near_end_sensor)

    def _settled(self, line: Line) -> bool:
        """Whether no old answer to GS r can come any more; False when the printer is stuck in front of one."""
        if self._profile.fence != "gs-r" or not self._debt.owed:
            return True
        self._debt.asked()
        self._connection.must_take(
            line.say(commands.ASK_PAPER_QUEUED, ANSWER_S), len(commands.ASK_PAPER_QUEUED)
        )
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

    def _print(self, line: Line, job: str, slip: tuple[bytes, ...], rows: int) -> Printed:
        fence = self._fence(job)
        pieces = [*slip, fence.question if fence else b""]
        size = sum(map(len, pieces))
        begun, slip_s = self._clock.monotonic(), self._profile.slip_s(rows)
        out_by = begun + size / line.transport.bytes_per_s + slip_s + self._held_s
        self._held_s, self._busy_until = min(self._held_s + slip_s, MOST_HELD_S), out_by
        poll = StatusPoll(line, self._profile.questions, self._clock)
        sent = send_slip(line, pieces, poll, self._stall_s, out_by + self._profile.margin_s)
        # A write that failed may have left some of its bytes all the same.
        if not sent.count and not sent.error:
            self._connection.hang_up()
            raise DeviceError(self._device, "the printer takes no data")
        if sent.count < size:
            why = sent.error or "the printer stopped taking data"
            log.warning("%s: %d of %d bytes of %s: %s", self._device, sent.count, size, job, why)
            self._stopped(line)
            self._connection.tear()
            return Printed.UNKNOWN
        try:
            done = fence and self._closed(line, fence, poll, out_by)
            if done and not self._named_in_time(begun, rows):
                done = self._well_at(line, out_by)
        except DeviceError as error:
            log.warning("%s: lost after the last byte of %s: %s", self._device, job, error)
            self._connection.tear()
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
