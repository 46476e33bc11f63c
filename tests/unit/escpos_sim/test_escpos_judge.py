"""The judge of the fault matrix sees lies; and the matrix finds none in the real driver, many in bad clients."""

import itertools
import logging
from collections.abc import Iterator

import pytest
import usb.core

from hardware.drivers.escpos.encode import encode_slip
from hardware.drivers.escpos.options import UsbLink
from hardware.drivers.escpos.profile import load_profile
from hardware.drivers.escpos.transports.usb import open_link
from hardware.errors import DeviceError
from hardware.sim.escpos.faults import matrix
from hardware.sim.escpos.faults.cable import WireTransport
from hardware.sim.escpos.faults.cases import Case, Setup, sampled, setups
from hardware.sim.escpos.faults.clients import Client, Driver, SendAndHope
from hardware.sim.escpos.faults.judge import Claim, Counts, End, in_hand, judge, look
from hardware.sim.escpos.faults.landmarks import Place, landmarks
from hardware.sim.escpos.faults.mishaps import Bench
from hardware.sim.escpos.faults.specimen import Slip, draw, draw_small
from hardware.sim.escpos.faults.story import Draw, Hire, put_up, stream_of, tell
from hardware.sim.escpos.paper import Sheet
from hardware.sim.escpos.usb import SimUsbBus
from hardware.sim.escpos.usb_printer import SimUsbPrinter, UsbErrors

FIRST, REPRINT, NEXT = draw("A001", 1, 576), draw("A001", 2, 576), draw("A002", 1, 576)
ISSUED = frozenset(("A001", "A002"))


@pytest.fixture(autouse=True)
def _quiet() -> Iterator[None]:
    logging.disable(logging.WARNING)
    yield
    logging.disable(logging.NOTSET)


def a_sheet(*slips: Slip, cut: bool = True, rows: int | None = None):
    dots = b"".join(bytes(72 * 90) + slip.picture.rows for slip in slips)
    return Sheet(72, dots[: None if rows is None else rows * 72], cut=cut)


def judged(claims: list[tuple[Slip, End, bool]], *sheets: Sheet) -> Counts:
    return judge(tuple(Claim(*claim) for claim in claims), sheets, ISSUED, knife=True)


class TestLooking:
    @pytest.mark.parametrize("slip", [FIRST, REPRINT, NEXT])
    def test_a_slip_is_known_among_others(self, slip: Slip):
        [seen] = look(a_sheet(slip), (FIRST, REPRINT, NEXT), knife=True)
        assert (seen.number, seen.copy, seen.whole) == (slip.number, slip.copy, True)

    def test_two_on_one_sheet_are_two(self):
        assert [s.number for s in look(a_sheet(FIRST, NEXT), (FIRST, NEXT), knife=True)] == ["A001", "A002"]

    def test_what_hangs_out_is_in_nobodys_hand(self):
        assert not in_hand(FIRST, [a_sheet(FIRST, cut=False)], knife=True)
        assert in_hand(FIRST, [a_sheet(FIRST, cut=False)], knife=False)

    def test_half_a_slip_shows_its_number_but_is_not_whole(self):
        [seen] = look(a_sheet(FIRST, rows=90 + FIRST.number_to + 20), (FIRST,), knife=True)
        assert not seen.whole

    def test_a_slip_that_ends_before_its_number_shows_none(self):
        assert list(look(a_sheet(FIRST, rows=90 + FIRST.number_from + 9), (FIRST,), knife=True)) == []

    def test_one_wrong_dot_is_seen(self):
        sheet = a_sheet(FIRST)
        spoilt = bytearray(sheet.rows)
        spoilt[72 * (90 + FIRST.number_to + 40) + 30] ^= 0x20
        [seen] = look(Sheet(72, bytes(spoilt)), (FIRST,), knife=True)
        assert not seen.whole

    @pytest.mark.parametrize("lost", [120, 250])
    def test_a_copy_whose_top_is_damaged_is_not_taken_for_marked(self, lost: int):
        sheet = a_sheet(REPRINT)
        beheaded = bytes(72 * lost) + sheet.rows[72 * lost :]
        [seen] = look(Sheet(72, beheaded), (FIRST, REPRINT), knife=True)
        assert seen.copy != REPRINT.copy


class TestJudging:
    def test_honest_ends_are_clean(self):
        ends = [(FIRST, End.UNKNOWN, False), (REPRINT, End.PRINTED, True), (NEXT, End.PRINTED, True)]
        counts = judged(ends, a_sheet(REPRINT), a_sheet(NEXT))
        assert counts == Counts(jobs=3, unknown=1)
        assert counts.clean

    @pytest.mark.parametrize(
        ("claims", "sheets", "lie"),
        [
            ([(FIRST, End.PRINTED, False)], [], "false_printed"),
            ([(FIRST, End.NOT_PRINTED, True)], [a_sheet(FIRST)], "false_not_printed"),
            ([(FIRST, End.NOT_PRINTED, False)], [a_sheet(FIRST, rows=500)], "false_not_printed"),
            ([(FIRST, End.NOTHING, False)], [], "silent_loss"),
            ([(FIRST, End.PRINTED, True)], [a_sheet(FIRST), a_sheet(FIRST, rows=500)], "second_unmarked"),
            ([(draw("B007", 1, 576), End.UNKNOWN, False)], [], "new_number"),
        ],
    )
    def test_each_lie_is_counted(self, claims: list[tuple[Slip, End, bool]], sheets: list[Sheet], lie: str):
        counts = judged(claims, *sheets)
        assert getattr(counts, lie) == 1
        assert not counts.clean


class TestLandmarks:
    def test_every_kind_of_place_is_found_in_a_real_stream(self):
        *_, setup = setups()
        assert setup.native_codes
        found = landmarks(stream_of(setup, Driver, draw))
        assert set(Place) - set(found) <= {Place.SKIP}  # this Epson's unit of ESC J is not in its profile

    def test_places_cover_the_stream_without_overlap(self):
        stream = (
            b"\x10\x04\x01" + encode_slip(FIRST.picture, load_profile("xprinter-80").dialect) + b"\x1dr\x01"
        )
        offsets = list(itertools.chain(*landmarks(stream).values()))
        assert len(offsets) == len(set(offsets))
        assert max(offsets) == len(stream)


class AskAndHope(SendAndHope):
    """Sends, and believes DLE EOT: well now is taken for printed, not well for not printed."""

    def print(self, slip: Slip) -> End:
        if super().print(slip) is not End.PRINTED:
            return End.NOT_PRINTED
        try:
            way = WireTransport(self._bench.wire, self.carried)
            way.write(b"\x10\x04\x01", 1.0)
            return End.PRINTED if way.read(1.0) == b"\x12" else End.NOT_PRINTED
        except DeviceError:
            return End.NOT_PRINTED


def _cases(setup: Setup, hire: Hire, picture: Draw, step: int) -> list[Case]:
    return list(sampled(setup, stream_of(setup, hire, picture), seed=7))[::step]


@pytest.mark.slow
@pytest.mark.parametrize("setup", list(setups()), ids=lambda setup: setup.name)
def test_the_real_driver_tells_no_lie(setup: Setup):
    told = [tell(case, Driver, draw) for case in _cases(setup, Driver, draw, step=4)]
    assert [(str(t.case), t.counts) for t in told if not t.counts.clean] == []
    ends = {claim.end for t in told for claim in t.claims}
    assert End.UNKNOWN in ends


def test_a_slip_is_confirmed_where_the_printer_can_confirm_it():
    printed = {}
    for setup in setups():
        bench = put_up(setup)
        slip = draw("A001", 1, setup.profile.dots, setup.native_codes)
        printed[setup.name] = Driver(bench, setup).print(slip)
    can = (
        "epson/process-id/usb",
        "epson/process-id/tcp",
        "epson/gs-r/usb",
        "epson/gs-r/tcp",
        "clone/gs-r/usb",
    )
    odd = ("epson-4k/process-id/usb", "epson-180dpi/gs-r/usb", "clone-parsed/gs-r/usb")
    slow = "epson-4k/process-id/serial/native"
    assert {name for name, end in printed.items() if end is End.PRINTED} == {*can, *odd, slow}


@pytest.mark.slow
def test_the_real_usb_transport_tells_no_lie():
    errors = UsbErrors(
        timeout=lambda: usb.core.USBTimeoutError("timeout"),
        failed=lambda number: usb.core.USBError("failed", errno=number),
    )

    def hire(bench: Bench, setup: Setup) -> Client:
        device = SimUsbPrinter(bench.wire, errors, most=777)
        return Driver(bench, setup, lambda: open_link(UsbLink(), frozenset(), SimUsbBus(device)))

    setup = next(setups())
    told = [tell(case, hire, draw) for case in _cases(setup, Driver, draw, step=2)]
    assert [(str(t.case), t.counts) for t in told if not t.counts.clean] == []


@pytest.mark.slow
@pytest.mark.parametrize("hire", [SendAndHope, AskAndHope])
def test_clients_that_hope_are_caught(hire: Hire):
    total = matrix.run(hire, draw_small, 1, step=5)
    assert total.counts.false_printed > 0
    assert total.lies


@pytest.mark.slow
def test_a_second_unmarked_slip_of_a_client_that_resends_is_caught():
    assert matrix.run(SendAndHope, draw, 1, step=5).counts.second_unmarked > 0


def test_a_driver_that_throws_what_it_should_not_is_a_silent_loss():
    class Broken(Driver):
        def _fit(self) -> bool:
            raise ZeroDivisionError

    setup = next(setups())
    assert Broken(put_up(setup), setup).print(FIRST) is End.NOTHING
