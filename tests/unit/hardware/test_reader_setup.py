"""The wizard: three known codes tell how a scanner is set."""

import os
import pty
import socket
import subprocess
import sys
import tomllib
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from hardware.drivers import reader_setup
from hardware.drivers.decode.decoders import zxing
from hardware.drivers.decode.pictures import load
from hardware.drivers.decode.pipeline import read_picture
from hardware.drivers.keyboard_scanner import KeyboardScannerOptions
from hardware.drivers.keyboards import LAYOUTS, Keyboard
from hardware.drivers.reader_setup.diagnosis import (
    PROBES,
    Event,
    Finding,
    Probe,
    advice,
    diagnose,
    found,
    settings,
)
from hardware.drivers.reader_setup.sheet import draw_slip
from hardware.drivers.serial_scanner import SerialScannerOptions
from tests.ports.reader_rigs import Pen
from tests.unit.escpos.paper_side import print_stream

SHIFT, ALT_GR, ENTER, CAPS = 42, 100, 28, 58
QR = 2
TEXTS = Path(reader_setup.__file__).parent / "texts"


def typed(
    text: str, layout: str = "us", *, end: int | None = ENTER, pause: float = 0.002
) -> tuple[Event, ...]:
    keys, at, events = Keyboard(layout).keys(), 50.0, list[Event]()
    for sign in text:
        code, shift, altgr = keys[sign]
        held = [SHIFT] * shift + [ALT_GR] * altgr
        at += pause
        events += [(at, 1, key, 1) for key in (*held, code)]
        events += [(at, 1, key, 0) for key in (code, *held)]
    return (*events, (at + pause, 1, end, 1), (at + pause, 1, end, 0)) if end else tuple(events)


def scans(
    layout: str = "us", *, before: str = "", after: str = "", **how: float | None
) -> tuple[tuple[Event, ...], ...]:
    return tuple(typed(before + probe.says + after, layout, **how) for probe in PROBES)  # type: ignore[arg-type] # options


@pytest.mark.parametrize("layout", LAYOUTS)
def test_the_keyboard_that_a_scanner_is_set_to_is_found_and_goes_into_the_settings(layout: str):
    finding = diagnose(scans(layout))
    assert finding.good
    told = tomllib.loads("\n".join(settings("/dev/motcua-scanner", finding)))["reader"]
    options = KeyboardScannerOptions.model_validate(told)
    assert options.layout == finding.layout
    one_for_all = Keyboard(options.layout).keys()
    assert all(one_for_all[sign] == Keyboard(layout).keys()[sign] for probe in PROBES for sign in probe.says)
    assert next(advice(finding)) == ("good" if finding.layout == "us" else "adapted")


def test_what_a_scanner_adds_is_told():
    finding = diagnose(scans(before="*", after="#"))
    assert (finding.good, finding.before, finding.after) == (True, "*", "#")
    assert list(advice(finding)) == ["good", "around"]
    assert list(advice(diagnose(scans(before="]C0")))) == ["good"], "the kiosk drops that"


def test_letters_that_change_places_are_told():
    turned = tuple(typed(probe.says.swapcase()) for probe in PROBES)
    finding = diagnose(turned)
    assert finding.good
    assert "turned" in advice(finding)


def test_a_slow_scanner_without_an_end_is_waited_for():
    finding = diagnose(scans(end=None, pause=0.15))
    assert (finding.ended, finding.gap_ms) == (False, 450)
    assert {"no-end", "slow"} <= set(advice(finding))
    assert "gap_ms = 450" in settings("/dev/x", finding)


def test_a_scanner_for_bars_alone_reads_no_qr_code():
    finding = diagnose((*scans()[:QR], ()))
    assert finding.good
    assert "no-qr" in advice(finding)
    assert "links-wrong" in advice(diagnose((*scans()[:QR], typed("https>&&motcua"))))


def test_one_that_types_something_else_is_not_believed():
    finding = diagnose((typed("0123456789"), typed("AMQWYZ"), ()))
    assert not finding.good
    assert finding.layout is None
    assert next(advice(finding)) == "wrong"
    assert list(advice(diagnose(((), (), ())))) == ["nothing"]


def test_characters_of_a_serial_scanner_are_judged_alike():
    finding = found(tuple(f"]C0{probe.says}" for probe in PROBES))
    assert finding.good
    assert list(advice(finding)) == ["good"]
    told = tomllib.loads("\n".join(settings("/dev/x", finding, serial_baud=115200)))["reader"]
    assert SerialScannerOptions.model_validate(told).baud == 115200


def test_every_advice_has_words():
    files = (TEXTS / f"{lang}.toml" for lang in ("vi", "en"))
    vi, en = (set(tomllib.loads(file.read_text())["advice"]) for file in files)
    keys = {
        "nothing",
        "wrong",
        "good",
        "adapted",
        "turned",
        "no-qr",
        "links-wrong",
        "around",
        "no-end",
        "slow",
    }
    assert vi == en == keys


def wizard(*arguments: str, folder: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        (
            sys.executable,
            "-m",
            "hardware.drivers.reader_setup",
            "--sheet",
            str(folder / "sheet.png"),
            *arguments,
        ),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@pytest.mark.slow
def test_the_sheet_holds_the_three_codes(tmp_path: Path):
    with wizard("--only-sheet", folder=tmp_path) as run:
        assert run.communicate()[1] == ""
    page = load(tmp_path / "sheet.png")
    assert page is not None
    third = page.shape[0] // 3
    seen = {
        read.text for part in (page, page[: third * 2], page[third // 2 :]) for read in read_picture(part)
    }
    assert seen == {probe.says for probe in PROBES}


@pytest.mark.parametrize("dots", [384, 512, 576])
@pytest.mark.parametrize("probe", PROBES, ids=lambda each: each.says)
def test_each_code_fits_on_a_slip_and_is_read_from_it(probe: Probe, dots: int):
    slip = draw_slip(probe, ("Ba mã để cài máy quét. Quét lần lượt từng mã.", "Mã 2: chữ cái"), dots)
    on_paper = np.pad(np.asarray(slip.convert("L")), 40, constant_values=255)
    assert slip.width == dots
    assert {read.text for read in zxing(on_paper)} == {probe.says}


@pytest.mark.slow
def test_the_slip_printer_prints_the_three_codes(tmp_path: Path):
    came = bytearray()
    with socket.create_server(("127.0.0.1", 0)) as server, ThreadPoolExecutor(1) as reading:
        port = server.getsockname()[1]
        (tmp_path / "printer.toml").write_text(
            '[printer]\ndriver = "escpos"\nprofile = "generic-58"\n[printer.tcp]\nhost = "127.0.0.1"\n'
            f"port = {port}\n[slips]\ndots = 384\n"
        )
        reading.submit(_collected, server, came)
        with wizard("--only-sheet", "--slip", str(tmp_path / "printer.toml"), folder=tmp_path) as run:
            assert run.communicate()[1] == ""
    paper = print_stream(bytes(came).lstrip(b"\0"), 384)
    dots = np.unpackbits(np.frombuffer(paper.dots, np.uint8)).reshape(-1, 384)
    seen = np.pad(np.asarray(255 - 255 * dots, np.uint8), 40, constant_values=255)
    assert {read.text for read in zxing(seen)} == {probe.says for probe in PROBES}


def _collected(server: socket.socket, came: bytearray):
    line, _ = server.accept()
    with line:
        while more := line.recv(4096):
            came += more


@pytest.mark.slow
@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ("", "[printer]"),
        ('[printer]\ndriver = "escpos"\n', "exactly one"),
        ('[printer]\ndriver = "lpr"\n', "escpos"),
        ('[printer]\ndriver = "escpos"\n[printer.lp]\npath = "/nowhere/lp"\n', "/nowhere/lp"),
    ],
)
def test_a_printer_that_cannot_be_used_is_told(settings: str, said: str, tmp_path: Path):
    (tmp_path / "printer.toml").write_text(settings)
    with wizard("--only-sheet", "--slip", str(tmp_path / "printer.toml"), folder=tmp_path) as run:
        errors = run.communicate()[1]
    assert run.returncode == 1
    assert said in errors
    assert "Traceback" not in errors


def scanned(run: subprocess.Popen[str], scan: Callable[[str], object]) -> list[str]:
    """What the wizard says when each code is scanned as soon as it asks."""
    asked, lines, left = "Please scan", list[str](), iter(PROBES)
    assert run.stdout is not None
    for line in run.stdout:
        lines.append(line.rstrip())
        if line.startswith(asked):
            scan(next(left).says)
    return lines


@pytest.mark.slow
def test_the_wizard_hears_a_german_scanner_and_says_what_to_write(tmp_path: Path):
    pen = Pen(tmp_path / "scanner", "de")
    with wizard(str(tmp_path / "scanner"), "--wait", "20", folder=tmp_path) as run:
        lines = scanned(run, pen.type)
    assert run.returncode == 0
    assert lines[-4:] == ["[reader]", 'driver = "keyboard"', f'path = "{tmp_path}/scanner"', 'layout = "de"']
    assert any("(de)" in line for line in lines)
    pen.end()


@pytest.mark.slow
def test_the_wizard_hears_a_serial_scanner(tmp_path: Path):
    master, slave = pty.openpty()
    with wizard(os.ttyname(slave), "--serial", "--wait", "20", folder=tmp_path) as run:
        lines = scanned(run, lambda text: os.write(master, text.encode() + b"\r"))
    assert run.returncode == 0
    assert 'driver = "serial"' in lines
    os.close(slave)
    os.close(master)


@pytest.mark.slow
def test_a_scanner_that_is_not_there_is_told_with_its_remedy(tmp_path: Path):
    with wizard(str(tmp_path / "nowhere"), folder=tmp_path) as run:
        said = run.communicate()[1]
    assert run.returncode == 1
    assert "nowhere" in said
    assert "Traceback" not in said


def test_a_finding_says_nothing_was_read_of_what_was_not_scanned():
    assert [Finding(None, ("", "", "")).read(number) for number in range(3)] == [False] * 3
