"""A slip from the order to the printer's own word that it is out: drawing, bytes and time, by model and by way."""

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import NamedTuple

from benchmarks.figures import Figure, Report, percentile, ratio
from contracts.messages import Slip, WaitRange
from contracts.texts import load_catalogue
from hardware.drivers.escpos.building import open_transport
from hardware.drivers.escpos.encode import Dialect, encode_slip, paced
from hardware.drivers.escpos.options import LpLink, PrinterLink, SerialLink, TcpLink
from hardware.drivers.escpos.printer import EscposTicketPrinter
from hardware.drivers.escpos.profile import Profile, load_profile, profile_names
from hardware.drivers.escpos.sending import ask_every_s
from hardware.drivers.escpos.transports import Transport
from hardware.ports import Printed, Raster
from hardware.sim.escpos.machine import Machine
from hardware.sim.escpos.model import MODELS
from hardware.sim.escpos.plugs import LOOPBACK, SerialPlug, TcpPlug
from hardware.sim.escpos.running import RunningPrinter
from ticket_printer import layout, render

NAME = "printing"
MODEL, PROFILE = "epson", "epson-tm"
BAUDS = (9600, 19200, 38400, 115200)
BITS_PER_BYTE = 10
START_MS = 50
CODE = "MOTCUA:BEN-NGHE:20261121-A012-1"
QUESTION = 3
"""Bytes of a question before the slip: what is longer is the slip."""
_SLIP = Slip(
    number="A012",
    service={"vi": "Chứng thực bản sao từ bản chính giấy tờ, văn bản"},
    ahead=7,
    wait=WaitRange(low=10, high=20),
    counters=("1", "2"),
    issued_at=1_795_400_000_000,
    local_time="08:15 21/11/2026",
    session={"vi": "Buổi sáng"},
    office={"vi": "Trung tâm Phục vụ hành chính công phường Bến Nghé"},
    authority={"vi": "UBND phường Bến Nghé"},
)


class Timed(NamedTuple):
    """Milliseconds from the order."""

    first: float
    last: float
    sure: float


class Stopwatch:
    """A transport that notes when a slip's bytes were taken."""

    def __init__(self, inner: Transport) -> None:
        """Passes everything on to ``inner``."""
        self._inner = inner
        self.answers, self.shared, self.bytes_per_s = inner.answers, inner.shared, inner.bytes_per_s
        self.taken: list[tuple[float, int]] = []

    def write(self, data: bytes, timeout_s: float) -> int:
        """As the inner one, noted."""
        count = self._inner.write(data, timeout_s)
        self.taken.append((time.perf_counter(), count))
        return count

    def read(self, timeout_s: float) -> bytes:
        """As the inner one."""
        return self._inner.read(timeout_s)

    def port_status(self) -> int | None:
        """As the inner one."""
        return self._inner.port_status()

    def close(self) -> None:
        """As the inner one."""
        self._inner.close()


def measure(folder: Path, *, quick: bool) -> Report:
    """Everything on this machine; the printers are simulated, at the speed of real ones."""
    del folder
    slips = 3 if quick else 10
    figures = [*_drawing(slips), *_sizes(), *_lines(), *_ways(slips), *_program(quick=quick)]
    return Report(
        NAME, "A slip, from the order until the printer says that it is out", tuple(figures), _NOTES
    )


def picture(dots: int) -> Raster:
    """The slip of the benchmark."""
    texts = load_catalogue(Path(layout.__file__).parent / "texts")
    return render.render(layout.lay_out(_SLIP, texts, code=CODE), dots)


def _drawing(slips: int) -> Iterator[Figure]:
    for dots, mm in ((576, 80), (384, 58)):
        took = [_ms(partial(picture, dots)) for _ in range(slips)]
        yield Figure(f"draw_{mm}", f"draw a slip of {mm} mm, p50", percentile(took, 50), "ms", at_most=100)


def _sizes() -> Iterator[Figure]:
    for name in profile_names():
        profile = load_profile(name)
        slip = picture(profile.dots)
        stream = encode_slip(slip, profile.dialect)
        encode = min(_ms(partial(encode_slip, slip, profile.dialect)) for _ in range(3))
        key = name.replace("-", "_")
        yield Figure(f"{key}_size", f"{name}: bytes of a slip", len(stream), "")
        yield Figure(f"{key}_of_dots", f"{name}: of its dots", 100 * len(stream) / len(slip.rows), "%")
        yield Figure(f"{key}_encode", f"{name}: encode", encode, "ms", at_most=50)


def _lines() -> Iterator[Figure]:
    """A slip on serial lines: seconds, and what is saved when the printer draws its code itself."""
    for name in (PROFILE, "pos-58-clone"):
        profile = load_profile(name)
        slip = picture(profile.dots)
        for baud in BAUDS:
            dots = _size(slip, profile.dialect, baud)
            hybrid = _size(slip, replace(profile.dialect, native_codes=True), baud)
            key, line = f"{name.replace('-', '_')}_{baud}", f"{name}, {baud} baud"
            yield Figure(key, f"{line}: all as dots, calculated", dots * BITS_PER_BYTE / baud, "s")
            if profile.native_qr:
                yield Figure(f"{key}_native", f"{line}: native code", hybrid * BITS_PER_BYTE / baud, "s")
                yield Figure(f"{key}_ratio", f"{line}: native code to dots", ratio(hybrid, dots), "")
    yield Figure("native_size", f"{PROFILE}: bytes of a slip with a native code", hybrid_size(), "")


def hybrid_size() -> int:
    """Bytes of the slip on the usual model when the printer draws the code."""
    profile = load_profile(PROFILE)
    return len(encode_slip(picture(profile.dots), replace(profile.dialect, native_codes=True)))


def _size(slip: Raster, dialect: Dialect, baud: int) -> int:
    bytes_per_s = baud / BITS_PER_BYTE
    return len(encode_slip(slip, paced(dialect, slip.width, bytes_per_s, ask_every_s(bytes_per_s))))


def _ways(slips: int) -> Iterator[Figure]:
    for way in ("tcp", "serial", "lp"):
        timed = _print(way, load_profile(PROFILE), slips)
        yield Figure(f"{way}_first", f"{way}: order to first byte, p50", _p50(timed, 0), "ms", at_most=150)
        yield Figure(f"{way}_last", f"{way}: order to last byte, p50", _p50(timed, 1), "ms")
        yield Figure(f"{way}_sure", f"{way}: order to certainty, p50", _p50(timed, 2), "ms", at_most=2000)


def _print(way: str, profile: Profile, slips: int) -> list[Timed]:
    watches: list[Stopwatch] = []
    with _a_printer(way) as link:

        def opened() -> Transport:
            watches.append(Stopwatch(open_transport(link, profile)))
            return watches[-1]

        with closing(EscposTicketPrinter(opened, profile, profile.dots, "printer-1")) as printer:
            printer.status()
            return [_timed(printer, watches[0], n, profile) for n in range(slips + 1)][1:]


def _timed(printer: EscposTicketPrinter, watch: Stopwatch, n: int, profile: Profile) -> Timed:
    watch.taken.clear()
    begin = time.perf_counter()
    slip = picture(profile.dots)
    if printer.print_slip(f"20261121-A{n:03}-1", slip) is not Printed.YES:
        raise RuntimeError("the simulated printer did not confirm a slip")
    sure = time.perf_counter()
    written = [(at, count) for at, count in watch.taken if count > QUESTION]
    first, last = written[0][0], written[-1][0]
    return Timed(*((at - begin) * 1000 for at in (first, last, sure)))


@contextmanager
def _a_printer(way: str) -> Iterator[PrinterLink]:
    plug = TcpPlug() if way == "tcp" else SerialPlug()
    printer = RunningPrinter(Machine(MODELS[MODEL]), plug)
    try:
        if isinstance(plug, TcpPlug):
            yield TcpLink(host=LOOPBACK, port=plug.port)
        elif way == "serial":
            yield SerialLink(path=Path(plug.path), flow="rts-cts")
        else:
            yield LpLink(path=Path(plug.path))
    finally:
        printer.close()
        plug.close()


def _program(*, quick: bool) -> Iterator[Figure]:
    ours = "import hardware.drivers.escpos.building, hardware.drivers.escpos.transports.network"
    tries = 2 if quick else 5
    bare = min(_import_ms("import contracts.settings, hardware.host.settings_file") for _ in range(tries))
    took = min(_import_ms(ours) for _ in range(tries)) - bare
    library = min(_import_ms("import escpos.printer") for _ in range(tries))
    yield Figure("import", "import the driver, beyond what every program has", took, "ms", at_most=START_MS)
    yield Figure("import_escpos", "for comparison: import escpos.printer", library, "ms")
    bare_kb = _memory_kb("import contracts.settings, hardware.host.settings_file")
    yield Figure("memory", "memory of the driver", (_memory_kb(ours) - bare_kb) / 1024, "MB", at_most=10)


def _import_ms(code: str) -> float:
    return (
        float(_python(f"import time; t = time.perf_counter(); {code}; print(time.perf_counter() - t)")) * 1000
    )


def _memory_kb(code: str) -> float:
    status = _python(f"{code}; print(open('/proc/self/status').read())")
    return float(next(line.split()[1] for line in status.splitlines() if line.startswith("VmRSS")))


def _python(code: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )
    return done.stdout


def _ms(do: Callable[[], object]) -> float:
    begin = time.perf_counter()
    do()
    return (time.perf_counter() - begin) * 1000


def _p50(timed: list[Timed], which: int) -> float:
    return percentile([one[which] for one in timed], 50)


_NOTES = (
    "The order is a job that has reached the printer program; the picture is drawn anew each time.",
    f"Simulated {MODEL} ({MODELS[MODEL].speed_mm_s:.0f} mm/s and a cut); certainty is its answer after the cut.",
    "Serial and lp are pseudo terminals: they have no line speed, see the calculated times.",
)
