"""The probe finds out what a unit answers, believes no answer to another question, and writes its profile."""

import socket
import sys
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest

from contracts.texts import load_catalogue
from hardware.driver import Context
from hardware.drivers.escpos.fences import FenceKind
from hardware.drivers.escpos.options import EscposOptions
from hardware.drivers.escpos.probe import __main__ as program
from hardware.drivers.escpos.probe.examine import examine
from hardware.drivers.escpos.probe.questions import QUESTIONS, Exchange, Findings, findings
from hardware.drivers.escpos.probe.report import profile_toml, report
from hardware.drivers.escpos.probe.units import bars, measured, units_of
from hardware.drivers.escpos.profile import Status, load_profile
from hardware.sim.escpos.machine import Machine
from hardware.sim.escpos.model import MODELS, PrinterModel
from hardware.sim.escpos.plugs import TcpPlug
from hardware.sim.escpos.running import RunningPrinter
from tests.unit.escpos.escpos_bench import a_bench

TEXTS = load_catalogue(Path(program.__file__).parent / "texts")
ALL: tuple[Status, ...] = ("eot-1", "eot-2", "eot-3", "eot-4")


def asked_of(model: str) -> tuple[Exchange, ...]:
    bench = a_bench(model)
    return examine(bench.driver._connection.open(), QUESTIONS, bench.pace)


@pytest.mark.parametrize(
    ("model", "found"),
    [
        ("epson", Findings((*ALL, "asb"), "process-id", stale=False, identity="TM-T20III", native_qr=True)),
        ("epson-180dpi", Findings(ALL, "gs-r", stale=False, identity="TM-T88III", native_qr=True)),
        ("clone", Findings(ALL, "gs-r", stale=False, identity="TM-T88V")),
        ("clone-eot", Findings(ALL, "none", stale=False, identity="")),
        ("clone-silent", Findings((), "none", stale=False, identity="")),
        ("clone-stale", Findings((), "none", stale=True, identity="")),
    ],
)
def test_each_make_is_found_out(model: str, found: Findings):
    assert findings(asked_of(model)) == found


def test_no_question_is_asked_twice_in_a_row_and_each_twice_but_for_the_name():
    about = [question.about for question in QUESTIONS]
    assert all(first != second for first, second in pairwise(about))
    assert {about.count(one) for one in about if one != "identity"} == {2}


def test_an_id_that_was_not_asked_for_is_no_fence():
    asked = asked_of("epson")
    swapped = {a.question.letters: a.got for a in asked if a.question.letters}
    first, second = swapped
    wrong = {first: swapped[second], second: swapped[first]}
    lied = tuple(Exchange(a.question, wrong.get(a.question.letters, a.got), a.ms) for a in asked)
    assert findings(lied).fence == "gs-r"


def test_a_code_of_another_size_than_was_asked_for_proves_nothing():
    asked = asked_of("epson")
    sizes = [a.got for a in asked if a.question.about == "native-qr"][::-1]
    assert len(sizes) == 2
    lied = tuple(
        Exchange(a.question, sizes.pop(0), a.ms) if a.question.about == "native-qr" else a for a in asked
    )
    assert findings(asked).native_qr
    assert not findings(lied).native_qr


def test_probing_for_codes_uses_no_paper():
    bench = a_bench("epson")
    examine(bench.driver._connection.open(), QUESTIONS, bench.pace)
    assert bench.machine.roll.total == 0


@pytest.mark.parametrize("model", ["epson", "clone", "clone-silent", "clone-stale"])
def test_the_profile_that_is_written_is_one_that_the_driver_takes(tmp_path: Path, model: str):
    base = load_profile("xprinter-80")
    path = tmp_path / "ours.toml"
    found = findings(asked_of(model))
    path.write_text(profile_toml('Máy in "quầy 1"', found, base))
    ours = load_profile(str(path))
    assert (ours.name, ours.status, ours.fence) == ('Máy in "quầy 1"', found.status, found.fence)
    assert ours.native_qr is found.native_qr
    kept = {key: getattr(base, key) for key in ("name", "status", "fence", "native_qr")}
    assert ours.model_copy(update=kept) == base


@pytest.mark.parametrize("model", ["epson", "clone", "clone-eot", "clone-silent", "clone-stale"])
def test_the_report_says_in_both_languages_what_follows(model: str):
    asked = asked_of(model)
    found = findings(asked)
    lines = list(report(asked, found, TEXTS))
    for lang in ("vi", "en"):
        assert TEXTS.say(lang, "title") in lines
        assert TEXTS.say(lang, f"fence.{found.fence}") in lines
    assert (TEXTS.say("vi", "stale") in lines) == found.stale


@pytest.fixture
def port() -> Iterator[int]:
    plug = TcpPlug()
    printer = RunningPrinter(Machine(MODELS["epson"]), plug)
    yield plug.port
    printer.close()
    plug.close()


@pytest.mark.slow
def test_the_program_reports_and_writes_once(
    port: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    path = tmp_path / "ours.toml"
    monkeypatch.setattr(sys, "argv", ["probe", "--tcp", f"127.0.0.1:{port}", "--write", str(path)])
    assert program.main() == 0
    assert load_profile(str(path)).fence == "process-id"
    assert TEXTS.say("vi", "fence.process-id") in capsys.readouterr().out
    assert program.main() == 1
    assert f"{path} is there already" in capsys.readouterr().err


@pytest.mark.filterwarnings("ignore:unclosed.*socket:ResourceWarning")  # python-escpos drops what is refused
@pytest.mark.slow
@pytest.mark.parametrize(
    ("argument", "sentence"),
    [
        (["--tcp", "127.0.0.1:{free}"], "Máy tính khác có thể đang in"),
        (["--usb", "epson"], "allowed: vendor:product in hexadecimal"),
        (["--serial", "/dev/nowhere"], "/dev/nowhere"),
        (["--lp", "/dev/nowhere", "--base", "none"], "no such profile"),
        (["--tcp", "127.0.0.1:99999"], "port"),
        (["--tcp", "printer:abc"], "port: found 'abc'; allowed:"),
    ],
)
def test_the_program_says_what_is_wrong(
    argument: list[str], sentence: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    with socket.create_server(("127.0.0.1", 0)) as listening:
        free = listening.getsockname()[1]
    monkeypatch.setattr(sys, "argv", ["probe", *(one.format(free=free) for one in argument)])
    assert program.main() == 1
    assert sentence in capsys.readouterr().err


@pytest.mark.parametrize("speed_mm_s", [60.0, 150.0, 300.0])
@pytest.mark.parametrize(("unit", "units"), [(203, 1), (406, 2)])
@pytest.mark.parametrize("fence", ["process-id", "gs-r"])
def test_how_far_esc_j_feeds_is_timed(fence: FenceKind, unit: int, units: int, speed_mm_s: float):
    bench = a_bench(replace(MODELS["epson"], unit=unit, speed_mm_s=speed_mm_s))
    assert measured(bench.driver._connection.open(), fence, bench.pace) == units
    assert bench.machine.roll.total * 25.4 / 203 < 150, "mm of paper"


def test_a_fence_that_is_answered_when_it_is_read_times_nothing():
    bench = a_bench("clone-parsed")
    assert measured(bench.driver._connection.open(), "gs-r", bench.pace) == 0
    silent = a_bench("clone-silent")
    assert measured(silent.driver._connection.open(), "none", silent.pace) == 0


@pytest.mark.parametrize(
    ("rows_s", "units_s", "units"),
    [
        (0.2, 0.2, 1),
        (0.2, 0.17, 1),
        (0.2, 0.1, 2),
        (0.2, 0.05, 0),
        (0.2, 0.4, 0),
        (0.2, 0.14, 0),
        (0.01, 0.01, 0),
    ],
)
def test_only_a_time_that_fits_is_believed(rows_s: float, units_s: float, units: int):
    assert units_of(rows_s, units_s) == units


@pytest.mark.parametrize(("unit", "ratio"), [(203, 1), (406, 2)])
def test_who_cannot_be_timed_prints_bars_for_a_person(unit: int, ratio: int):
    machine = Machine(PrinterModel("any", unit=unit), strict=True)
    machine.receive(bars(576), 0.0)
    machine.advance(60.0)
    machine.roll.tear()
    rows = machine.roll.everything()[0].rows
    inked = [any(rows[at : at + 72]) for at in range(0, len(rows), 72)]
    edges = [y for y, (before, now) in enumerate(pairwise(inked)) if now != before]
    first, second = edges[1] - edges[0], edges[3] - edges[2]
    assert (second, first) == (240, 240 // ratio)


@pytest.mark.slow
def test_the_probe_of_a_printer_without_gs_v_0_writes_a_profile_that_prints_at_its_length(
    port: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    path = tmp_path / "ours.toml"
    way = ["probe", "--tcp", f"127.0.0.1:{port}", "--base", "columns-80", "--paper", "--write", str(path)]
    monkeypatch.setattr(sys, "argv", way)
    assert program.main() == 0, capsys.readouterr().err
    profile = load_profile(str(path))
    assert (profile.picture, profile.units_per_row) == ("columns", 1)
    assert TEXTS.say("vi", "units.some", n=1) in capsys.readouterr().out
    options = EscposOptions.model_validate({"profile": str(path), "usb": {}})
    assert not list(options.problems("printer", Context("printer-1", dots=576)))


@pytest.mark.slow
def test_what_a_person_says_of_the_bars_goes_into_the_profile(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    path, plug = tmp_path / "ours.toml", TcpPlug()
    printer = RunningPrinter(Machine(MODELS["clone-silent"]), plug)
    way = [
        "probe",
        "--tcp",
        f"127.0.0.1:{plug.port}",
        "--base",
        "generic-58",
        "--paper",
        "--write",
        str(path),
    ]
    monkeypatch.setattr(sys, "argv", way)
    monkeypatch.setattr("builtins.input", lambda _prompt: "2")
    monkeypatch.setattr("hardware.drivers.escpos.probe.examine.ANSWER_S", 0.2)  # this one never answers
    try:
        assert program.main() == 0
        assert load_profile(str(path)).units_per_row == 2
        assert TEXTS.say("vi", "units.ask") in capsys.readouterr().out
    finally:
        printer.close()
        plug.close()
