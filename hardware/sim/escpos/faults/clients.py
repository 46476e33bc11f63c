"""Who prints in a case: the real driver, and, for control, the client that everybody writes first."""

import logging
from collections.abc import Callable
from typing import Protocol

from hardware.drivers.escpos.encode import encode_slip
from hardware.drivers.escpos.printer import EscposTicketPrinter
from hardware.drivers.escpos.transports import Transport
from hardware.errors import DeviceError
from hardware.ports import Paper, Printed
from hardware.sim.escpos.faults.cable import WireTransport
from hardware.sim.escpos.faults.cases import Setup
from hardware.sim.escpos.faults.judge import End
from hardware.sim.escpos.faults.mishaps import Bench
from hardware.sim.escpos.faults.specimen import Slip

log = logging.getLogger(__name__)

PATIENCE_S = 10.0
RETRY_S = 1.0
HANGS_S = 300.0
_FIT = (Paper.READY, Paper.NEAR_END, Paper.UNKNOWN)
_ENDS = {Printed.YES: End.PRINTED, Printed.UNKNOWN: End.UNKNOWN}


class Client(Protocol):
    """Prints slips and says how each ended."""

    carried: bytearray

    def print(self, slip: Slip) -> End:
        """Try until there is an end."""


class Driver:
    """The real driver, asked as the printer program asks it: again only while nothing was sent."""

    def __init__(self, bench: Bench, setup: Setup, way: Callable[[], Transport] | None = None) -> None:
        """``way`` opens another transport than the plain cable. Nothing is opened yet."""
        self.carried = bytearray()
        self._pace = bench.pace
        self._printer = EscposTicketPrinter(
            way or (lambda: WireTransport(bench.wire, self.carried, setup.bytes_per_s)),
            setup.profile,
            setup.profile.dots,
            "printer-1",
            bench.pace,
            native_codes=setup.native_codes,
        )

    def print(self, slip: Slip) -> End:
        """See Client. Whatever the driver throws that it should not is an end that nobody heard of."""
        begin = self._pace.monotonic()
        try:
            while self._pace.monotonic() - begin < PATIENCE_S:
                printed = self._attempt(slip) if self._fit() else Printed.NOTHING_SENT
                if self._pace.monotonic() - begin > HANGS_S:
                    return End.NOTHING
                if printed in _ENDS:
                    return _ENDS[printed]
                self._pace.sleep(RETRY_S)
        except Exception:
            log.exception("the driver broke in %s", slip.number)
            return End.NOTHING
        return End.NOT_PRINTED

    def _fit(self) -> bool:
        try:
            return self._printer.status() in _FIT
        except DeviceError:
            return False

    def _attempt(self, slip: Slip) -> Printed:
        try:
            return self._printer.print_slip(f"20261121-{slip.number}-{slip.copy}", slip.picture)
        except DeviceError:
            return Printed.NOTHING_SENT


class SendAndHope:
    """No error is taken for printed, an error for not printed, and then it is sent again."""

    def __init__(self, bench: Bench, setup: Setup) -> None:
        """Nothing is opened yet."""
        self.carried = bytearray()
        self._bench, self._dialect = bench, setup.dialect

    def print(self, slip: Slip) -> End:
        """See Client."""
        data = encode_slip(slip.picture, self._dialect)
        for _ in range(3):
            try:
                sent = WireTransport(self._bench.wire, self.carried).write(data, PATIENCE_S)
            except DeviceError:
                sent = 0
            if sent == len(data):
                return End.PRINTED
            self._bench.pace.sleep(RETRY_S)
        return End.NOT_PRINTED
