"""`make oracle`: our slips, printed by somebody else's ESC/POS emulator, are the pictures that we meant.

Every profile's encoding of real slips is rendered by emupos (which knows nothing of our code) and by our own
simulated printer; both must show our picture dot for dot, and a QR code must decode from the emulator's PNG.
Says so and ends with 0 when there is no Python 3.13 to run emupos in; 1 when a single dot differs.
"""

import dataclasses
import json
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import segno
import zxingcpp
from PIL import Image

from contracts.texts import load_catalogue
from hardware.drivers.escpos.codes import native_codes
from hardware.drivers.escpos.encode import Dialect, encode_slip
from hardware.drivers.escpos.profile import load_profile, profile_names
from hardware.ports import Raster
from hardware.sim.escpos.machine import Machine
from hardware.sim.escpos.model import PrinterModel
from tests.oracle.interpreter import EMUPOS, NoOracleError, oracle_python
from tests.unit.ticket_printer.spool_builders import a_slip
from ticket_printer.layout import lay_out
from ticket_printer.render import render

TEXT = "20261121-A001-1"
FAR_S = 60.0


@dataclasses.dataclass(frozen=True)
class Job:
    """A slip in the encoding of a profile."""

    name: str
    picture: Raster
    stream: bytes
    dpi: int
    has_code: bool = False
    native: bool = False
    """The printer draws the code: its rows are another picture of the same text."""


def main() -> int:
    try:
        python = oracle_python()
    except NoOracleError as error:
        sys.stdout.write(f"oracle: not run: {error}\n")
        return 0
    jobs = tuple(_jobs())
    with tempfile.TemporaryDirectory(prefix="oracle-") as folder:
        events = _emulate(python, jobs, Path(folder))
        wrong = [problem for job in jobs for problem in _problems(job, Path(folder), events[job.name])]
    for problem in wrong:
        sys.stderr.write(f"oracle: {problem}\n")
    codes = sum(job.has_code for job in jobs)
    line = {"streams": len(jobs), "codes": codes, "wrong": len(wrong), "oracle": EMUPOS}
    sys.stdout.write(json.dumps(line) + "\n")
    return 1 if wrong else 0


def _jobs() -> Iterator[Job]:
    texts = load_catalogue(Path(sys.modules[lay_out.__module__].__file__ or "").parent / "texts")
    slips = {
        "first": a_slip("A001"),
        "copy": a_slip("B114", copy_no=2),
        "english": a_slip("C007", lang="en"),
        "long": a_slip(
            "A999", service={"vi": "Đăng ký quyền sử dụng đất, quyền sở hữu tài sản gắn liền với đất"}
        ),
    }
    slips["rooms"] = a_slip("D031", counters=[f"Phòng {n}" for n in range(1, 13)])
    for profile_name in profile_names():
        profile = load_profile(profile_name)
        # emupos feeds one dot a unit of ESC J, as clones do; models that count otherwise are encoded for it so.
        dialect = dataclasses.replace(profile.dialect, units_per_row=min(1, profile.dialect.units_per_row))
        for slip_name, slip in slips.items():
            picture = render(lay_out(slip, texts, code=TEXT), profile.dots)
            yield Job(f"{profile_name}-{slip_name}", picture, encode_slip(picture, dialect), profile.dpi)
            if not dialect.units_per_row:
                probed = encode_slip(picture, dataclasses.replace(dialect, units_per_row=1))
                yield Job(f"{profile_name}-probed-{slip_name}", picture, probed, profile.dpi)
        if profile.native_qr:
            yield _hybrid(
                profile_name, render(lay_out(slips["first"], texts, code=TEXT), profile.dots), dialect
            )
        code = _code(profile.dots)
        yield Job(f"{profile_name}-code", code, encode_slip(code, dialect), profile.dpi, has_code=True)


def _hybrid(profile_name: str, picture: Raster, dialect: Dialect) -> Job:
    stream = encode_slip(picture, dataclasses.replace(dialect, native_codes=True))
    dpi = load_profile(profile_name).dpi
    return Job(f"{profile_name}-hybrid", picture, stream, dpi, has_code=True, native=True)


def _code(dots: int) -> Raster:
    """A QR code of four dots a module, with white above it to be skipped."""
    rows = [[bool(bit) for bit in row] for row in segno.make(TEXT, micro=False, error="m").matrix]
    picture = bytearray(dots // 8 * 30)
    for row in rows:
        bits = "".join("1111" if bit else "0000" for bit in row)
        line = int((("0" * 64) + bits).ljust(dots, "0"), 2).to_bytes(dots // 8, "big")
        picture += line * 4
    return Raster(dots, bytes(picture) + bytes(dots // 8 * 40))


def _emulate(python: Path, jobs: tuple[Job, ...], folder: Path) -> dict[str, list[str]]:
    for job in jobs:
        (folder / f"{job.name}.bin").write_bytes(job.stream)
    (folder / "jobs.json").write_text(json.dumps([{"name": j.name, "dots": j.picture.width} for j in jobs]))
    script = Path(__file__).with_name("emulate.py")
    subprocess.run([python, script, folder], check=True, timeout=120)
    events: dict[str, list[str]] = json.loads((folder / "events.json").read_text())
    return events


def _problems(job: Job, folder: Path, events: list[str]) -> Iterator[str]:
    yield from (f"{job.name}: emupos says {event}" for event in events)
    with Image.open(folder / f"{job.name}.png") as image:
        grey = image.convert("L")
    theirs = grey.point(lambda level: 255 if level < 128 else 0, "1")
    yield from _difference(f"{job.name} on emupos", job, theirs.width, theirs.tobytes())
    yield from _difference(f"{job.name} on our simulator", job, job.picture.width, _ours(job))
    if job.has_code and [found.text for found in zxingcpp.read_barcodes(grey)] != [TEXT]:
        yield f"{job.name}: the QR code cannot be read from emupos's picture"


def _ours(job: Job) -> bytes:
    model = PrinterModel("oracle", dots=job.picture.width, dpi=job.dpi, unit=job.dpi)
    machine = Machine(model, strict=True)
    if machine.receive(job.stream, 0.0) != len(job.stream):
        return b""
    machine.advance(FAR_S)
    return b"".join(sheet.rows for sheet in machine.roll.everything())


def _difference(name: str, job: Job, width: int, dots: bytes) -> Iterator[str]:
    picture, stride = job.picture, job.picture.width // 8
    if width != picture.width:
        yield f"{name}: {width} dots instead of {picture.width}"
        return
    want, drawn = _scrubbed(picture), list(native_codes(picture)) if job.native else []
    have = dots[: len(want)].ljust(len(want), b"\0")
    rows = [
        r
        for r in range(picture.height)
        if not any(code.top <= r < code.end for code in drawn)
        and want[r * stride : (r + 1) * stride] != have[r * stride : (r + 1) * stride]
    ]
    if rows:
        yield f"{name}: {len(rows)} of {picture.height} rows differ, the first is {rows[0]}"
    if any(dots[len(want) :]):
        yield f"{name}: there is ink below the slip"


def _scrubbed(picture: Raster) -> bytes:
    """The picture with the one dot more that keeps real-time commands out of it (see encode.scrub)."""
    return re.sub(rb"\x10(?=[\x04\x05\x14])", b"\x18", picture.rows)


if __name__ == "__main__":
    sys.exit(main())
