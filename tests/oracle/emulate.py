"""Runs inside the Python 3.13 of the oracle: streams in, pictures out, by the emulator emupos and nothing of ours.

``python emulate.py FOLDER``: reads ``jobs.json`` there ([{"name", "dots"}]) and ``<name>.bin``, writes
``<name>.png`` and ``events.json`` ({name: [event, ...]}).
"""

import json
import sys
from importlib.resources import files
from pathlib import Path

import yaml  # type: ignore[import-untyped]  # only there in the oracle's own environment
from emupos.config import PrinterProfile  # type: ignore[import-not-found]  # as above
from emupos.printer.printer import Printer  # type: ignore[import-not-found]  # as above

FAR_S = 1000.0


def main() -> None:
    folder = Path(sys.argv[1])
    known = files("emupos").joinpath("profiles/printers/epson-tm-t20iii.yaml").read_text("utf-8")
    card = yaml.safe_load(known)
    events = {}
    for job in json.loads((folder / "jobs.json").read_text()):
        profile = PrinterProfile.model_validate({**card, "width_dots": job["dots"]})
        printer = Printer("oracle", profile, sensor_open_level="high", job_idle_timeout_ms=1000)
        printer.open_connection(1, 0.0)
        output = printer.receive(1, (folder / f"{job['name']}.bin").read_bytes(), 0.0)
        output += printer.tick(FAR_S)
        if len(output.receipts) != 1:
            raise SystemExit(f"{job['name']}: {len(output.receipts)} receipts")
        (folder / f"{job['name']}.png").write_bytes(output.receipts[0].png)
        events[job["name"]] = [f"{event.type} {dict(event.data)}" for event in output.events]
    (folder / "events.json").write_text(json.dumps(events))


main()
