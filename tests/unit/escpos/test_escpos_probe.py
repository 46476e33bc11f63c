"""The probe finds out what a unit answers, believes no answer to another question, and writes its profile."""

import socket
import sys
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest

from contracts.texts import load_catalogue
from hardware.drivers.escpos.probe import __main__ as program
from hardware.drivers.escpos.probe.examine import examine
from hardware.drivers.escpos.probe.questions import QUESTIONS, Exchange, Findings, findings
from hardware.drivers.escpos.probe.report import profile_toml, report
from hardware.drivers.escpos.profile import Status, load_profile
from hardware.sim.escpos.machine import Machine
from hardware.sim.escpos.model import MODELS
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
