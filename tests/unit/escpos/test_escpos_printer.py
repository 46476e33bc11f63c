"""The driver tells the truth about every slip: on paper, not sent, or not known."""

import pytest

from hardware.drivers.escpos import commands
from hardware.drivers.escpos.transports.usb import UsbTransport
from hardware.errors import DeviceError, DeviceMissing, DeviceUnsupported
from hardware.ports import Paper, Printed
from hardware.sim.escpos.faults.judge import look
from hardware.sim.escpos.status import Trouble
from tests.unit.escpos.escpos_bench import Bench, a_bench, narrow, profile

PAIRS = (
    ("epson", "epson-tm"),
    ("epson-4k", "epson-tm"),
    ("epson-180dpi", "epson-tm-180"),
    ("clone", "xprinter-80"),
    ("clone-parsed", "xprinter-80"),
)
pairs = pytest.mark.parametrize(("model", "of"), PAIRS)
STOPS = {
    Trouble.END: Paper.END,
    Trouble.COVER_OPEN: Paper.COVER_OPEN,
    Trouble.CUTTER_JAM: Paper.CUTTER_JAM,
    Trouble.OFFLINE: Paper.OFFLINE,
}


def strange(bench: Bench) -> list[str]:
    return [f"{e.kind} {e.detail}" for e in bench.machine.events if e.kind != "real-time-in-picture"]


# --- when all is well ---------------------------------------------------------------------------------


@pairs
def test_a_slip_that_came_out_is_confirmed_when_it_lies_in_the_tray(model: str, of: str):
    bench = a_bench(model, of)
    assert bench.driver.status() is Paper.READY
    for n in (1, 2, 3):
        assert bench.print(n) is Printed.YES
        assert bench.has(n)
    assert strange(bench) == []
    assert len(bench.opened) == 1, "one connection for everything"
    assert bench.device.resets == 0


@pytest.mark.parametrize(
    ("model", "of"),
    [("clone-silent", "pos-58-clone"), ("clone-silent", "generic-58"), ("epson", "generic-80")],
)
def test_a_printer_without_a_way_back_prints_and_never_claims_it(model: str, of: str):
    bench = a_bench(model, of)
    assert not bench.driver.confirms
    assert bench.driver.status() is Paper.UNKNOWN
    assert bench.print() is Printed.UNKNOWN
    bench.wait(3)
    if not bench.model.cutter:
        bench.machine.roll.tear()
    assert bench.has()


def test_the_pictures_of_a_printer_without_raster_are_the_same():
    columns = profile("columns-80").model_copy(update={"dots": 512})
    bench = a_bench("epson-180dpi", columns)
    assert bench.print() is Printed.UNKNOWN
    bench.wait(3)
    assert bench.has()
    assert strange(bench) == []


def test_a_printer_that_answers_the_question_before_is_never_believed():
    bench = a_bench("clone-stale", "xprinter-80")
    for n in (1, 2, 3):
        assert bench.print(n) in (Printed.UNKNOWN, Printed.NOTHING_SENT)


def test_a_profile_that_promises_a_fence_the_printer_lacks_ends_in_unknown_and_not_in_a_claim():
    bench = a_bench("clone", "epson-tm")
    assert [bench.print(n) for n in (1, 2)] == [Printed.UNKNOWN, Printed.UNKNOWN]
    assert bench.has(2)


def test_short_writes_lose_nothing():
    bench = a_bench("epson", "epson-tm")
    bench.device.most = 7
    assert bench.print() is Printed.YES
    assert bench.has()


# --- before the first byte ----------------------------------------------------------------------------


@pairs
@pytest.mark.parametrize("trouble", STOPS)
def test_a_printer_in_trouble_gets_nothing_and_says_which_trouble(model: str, of: str, trouble: Trouble):
    bench = a_bench(model, of)
    bench.machine.trouble(trouble, bench.pace.monotonic())
    before = bench.machine.roll.total
    assert bench.driver.status() is STOPS[trouble]
    assert bench.print() is Printed.NOTHING_SENT
    bench.mend()
    bench.wait(5)
    assert bench.machine.roll.total == before
    assert bench.driver.status() is Paper.READY
    assert bench.print() is Printed.YES


def test_near_end_is_told_and_prints():
    bench = a_bench()
    bench.machine.trouble(Trouble.NEAR_END, bench.pace.monotonic())
    assert bench.driver.status() is Paper.NEAR_END
    assert bench.print() is Printed.YES


def test_a_picture_of_another_width_is_refused():
    bench = a_bench()
    with pytest.raises(DeviceUnsupported, match="16 dots on paper of 576"):
        bench.driver.print_slip("20261121-A001-1", narrow())
    assert bench.machine.arrived == 0


def test_a_printer_that_should_answer_and_does_not_is_unknown_then_offline_and_gets_nothing():
    bench = a_bench("clone-silent", a_profile("epson-tm", dots=576))
    assert [bench.driver.status() for _ in range(3)] == [Paper.UNKNOWN, Paper.OFFLINE, Paper.OFFLINE]
    assert bench.print() is Printed.NOTHING_SENT
    assert bench.machine.roll.total == 0


def test_a_profile_that_expects_answers_from_a_device_without_a_way_back_is_refused():
    with pytest.raises(DeviceUnsupported, match="no way back"):
        a_bench(into=None).driver.status()


def test_an_unplugged_printer_is_missing_and_comes_back():
    bench = a_bench()
    assert bench.driver.status() is Paper.READY
    bench.wire.cut()
    with pytest.raises(DeviceMissing):
        bench.driver.status()
    with pytest.raises(DeviceMissing):
        bench.print()
    bench.wire.plug()
    assert bench.print() is Printed.YES


def test_a_silent_printer_that_is_unplugged_is_missing_too():
    bench = a_bench("clone-silent", "pos-58-clone", into=None)
    assert bench.driver.status() is Paper.UNKNOWN
    bench.wire.cut()
    with pytest.raises(DeviceMissing):
        bench.driver.status()


def test_the_port_status_tells_paper_end_where_the_profile_trusts_it():
    bench = a_bench("clone-silent", a_profile("pos-58-clone", status=("usb-port",)))
    assert bench.driver.status() is Paper.UNKNOWN, "all is well proves nothing: many devices always say so"
    bench.machine.trouble(Trouble.END, bench.pace.monotonic())
    assert bench.driver.status() is Paper.END
    assert bench.print() is Printed.NOTHING_SENT
    bench.mend()
    assert bench.print() is Printed.UNKNOWN


# --- in the middle ------------------------------------------------------------------------------------


@pairs
@pytest.mark.parametrize("trouble", [Trouble.END, Trouble.COVER_OPEN, Trouble.CUTTER_JAM])
def test_trouble_in_a_slip_makes_it_unknown_and_is_known_within_seconds(
    model: str, of: str, trouble: Trouble
):
    bench = a_bench(model, of)
    begin = bench.pace.monotonic()
    bench.machine.at_row(150, lambda: bench.machine.trouble(trouble, bench.machine.time))
    assert bench.print() is Printed.UNKNOWN
    assert bench.driver.status() is STOPS[trouble]
    assert bench.pace.monotonic() - begin < 4
    assert not bench.has()
    assert bench.print(2) is Printed.NOTHING_SENT


@pairs
def test_after_the_refill_the_next_slip_comes_out_whole_and_nothing_twice(model: str, of: str):
    bench = a_bench(model, of)
    bench.machine.at_row(150, lambda: bench.machine.trouble(Trouble.END, bench.machine.time))
    assert bench.print(1) is Printed.UNKNOWN
    bench.wait(2)
    bench.mend()
    bench.wait(3)
    assert bench.print(2) is Printed.YES
    assert bench.has(2)
    assert numbers_on_paper(bench, 1, 2).count("A001") <= 1
    assert numbers_on_paper(bench, 1, 2).count("A002") == 1


@pairs
@pytest.mark.parametrize("row", [1, 150, 500])
def test_a_power_cut_in_a_slip_makes_it_unknown_and_the_next_one_is_whole(model: str, of: str, row: int):
    bench = a_bench(model, of)
    bench.machine.at_row(row, bench.machine.power_off)
    assert bench.print(1) is Printed.UNKNOWN
    with pytest.raises(DeviceMissing):
        bench.driver.status()
    bench.power_on()
    bench.wait(4)
    assert bench.print(2) is Printed.YES
    assert bench.has(2)
    assert not bench.has(1)


@pairs
@pytest.mark.parametrize("byte", [1, 5, 9, 2500, 9001, 20001])
def test_a_cable_pulled_at_any_byte_makes_it_unknown_and_the_next_slip_is_whole(
    model: str, of: str, byte: int
):
    bench = a_bench(model, of)
    assert bench.print(1) is Printed.YES
    bench.machine.at_arrival(12 + byte, bench.wire.cut)  # the questions before a slip are 6 to 9 bytes
    assert bench.print(2) is Printed.UNKNOWN
    bench.wire.plug()
    bench.wait(1)
    assert bench.print(3) is Printed.YES
    assert bench.has(3)
    assert not bench.has(2)


def test_an_old_answer_on_a_new_connection_proves_nothing():
    """The first slip's fence is answered after the refill, while the second one is on its way and dies."""
    bench = a_bench("clone", "xprinter-80")
    assert bench.print(1) is Printed.YES
    bench.machine.at_row(620, lambda: bench.machine.trouble(Trouble.END, bench.machine.time))
    assert bench.print(2) is Printed.UNKNOWN
    bench.mend()
    bench.later(0.9, bench.machine.power_off)
    assert bench.print(3) is Printed.UNKNOWN
    assert not bench.has(3)


def test_nothing_that_a_printer_holds_is_ever_thrown_away():
    bench = a_bench("epson", "epson-tm")
    bench.machine.at_row(100, lambda: bench.machine.trouble(Trouble.END, bench.machine.time))
    bench.print(1)
    bench.driver.status()
    bench.driver.close()
    bench.driver.status()
    assert [e for e in bench.machine.events if e.kind in ("real-time", "forgotten")] == []
    bench.mend()
    bench.wait(3)
    assert bench.has(1), "it comes out after the refill"


def test_every_start_gives_a_slip_another_name():
    first, second = a_bench(), a_bench()
    assert first.driver._nonce != second.driver._nonce
    assert commands.process_id("j", first.driver._nonce) != commands.process_id("j", second.driver._nonce)


def test_closing_releases_the_device_once():
    bench = a_bench()
    bench.driver.status()
    bench.driver.close()
    bench.driver.close()
    assert bench.device.handles == 0
    assert bench.device.calls.count("close") == bench.device.calls.count("open")


def test_a_printer_that_takes_no_byte_is_an_error_and_the_slip_is_not_sent():
    bench = a_bench("clone-silent", "pos-58-clone")
    bench.print(1)
    bench.machine.trouble(Trouble.END, bench.pace.monotonic())
    while bench.wire.machine.receive(b"\0" * 64, bench.pace.monotonic()):
        pass
    with pytest.raises(DeviceError, match="takes no data"):
        bench.print(2)


def a_profile(name: str, **changes: object):
    return profile(name).model_copy(update=changes)


def numbers_on_paper(bench: Bench, *numbers: int) -> list[str]:
    slips = tuple(bench.slip(n) for n in numbers)
    sheets = bench.machine.roll.everything()
    return [seen.number for sheet in sheets for seen in look(sheet, slips, knife=bench.model.cutter)]


def test_a_bug_of_a_library_before_the_first_byte_is_an_error_and_the_slip_is_not_sent():
    bench = a_bench()
    bench.driver._connection.open = lambda: int("no number")  # type: ignore[assignment, return-value]
    with pytest.raises(DeviceError, match="ValueError before the first byte"):
        bench.print(1)
    assert bench.machine.arrived == 0


@pytest.mark.parametrize("call", ["write", "read"])
def test_a_bug_of_a_library_in_a_slip_makes_it_unknown_and_the_next_one_is_whole(
    call: str, monkeypatch: pytest.MonkeyPatch
):
    bench = a_bench()
    bench.driver.status()

    def breaks() -> None:
        def fail(*_args: object) -> int:
            monkeypatch.undo()
            raise ZeroDivisionError

        monkeypatch.setattr(UsbTransport, call, fail)

    bench.machine.at_arrival(4000, breaks)
    assert bench.print(1) is Printed.UNKNOWN
    bench.wait(2)
    assert bench.print(2) is Printed.YES
    assert bench.has(2)
