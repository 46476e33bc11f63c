"""`python -m simulation.main_system.faults`: a real controller, and a main system that goes wrong in every way.

For each of the faults kiosks look dossiers up and take numbers over a real broker. Prints one JSON line; ends
with 1, and names why, when an answer took too long, a wrong record was shown, a number was not given, the
controller died, or anything of a person or a code is found in its files or its log.
"""

import argparse
import asyncio
import json
import ssl
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from hardware.host.logs import start_logging
from simulation.main_system.certificates import Certificates, make_certificates
from simulation.main_system.fault_office import FaultOffice, NotReadyError
from simulation.main_system.misbehaviour import FAULTS
from simulation.main_system.server import GOOD, HOST, MainSystem
from simulation.main_system.trial import CANARIES, Measured, Trial, canary_dossiers
from simulation.office.broker import BrokerMissing
from simulation.today import today

DOSSIERS = 2000
CROWD, ROUNDS, OUTAGE_S, DELAY_S = 500, 2, 1.5, 0.05
AT_ONCE = 2


def main() -> int:
    """Run the check; returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m simulation.main_system.faults", description=__doc__)
    parser.add_argument("--only", choices=sorted(FAULTS), help="one fault alone")
    args = parser.parse_args()
    start_logging("CRITICAL")
    with tempfile.TemporaryDirectory(prefix="motcua-") as folder:
        try:
            line, complaints = asyncio.run(_run(Path(folder), args.only))
        except (BrokerMissing, NotReadyError) as error:
            sys.stderr.write(f"{error}\n")
            return 1
    sys.stdout.write(json.dumps(line) + "\n")
    for complaint in complaints:
        sys.stderr.write(f"{complaint}\n")
    return 1 if complaints else 0


async def _run(folder: Path, only: str | None) -> tuple[dict[str, Any], list[str]]:
    check = Check(folder)
    if only:
        await check.answers((only,))
    else:
        await check.answers(tuple(FAULTS))
        certificates = await asyncio.to_thread(make_certificates, folder / "certificates")
        await check.certificates(certificates)
    return check.line(), check.complaints()


class Check:
    """All offices of one run, and what was seen in them."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        dossiers = canary_dossiers(today(), DOSSIERS)
        self._system = MainSystem(dossiers)
        self._codes: Iterator[str] = iter([dossier.code for dossier in dossiers])
        self._measured: list[Measured] = []
        self._crashes = self._leaks = 0
        self._most_at_once = 0

    async def answers(self, faults: tuple[str, ...]) -> None:
        """The faults of answers, then refused connections, then everybody coming back at once."""
        port = await self._system.start()
        office = await self._open("answers", f"http://{HOST}:{port}")
        trial = Trial(office, self._codes)
        for fault in faults:
            self._system.set_fault(fault)
            measured = await trial.misbehave(fault)
            self._system.set_fault(GOOD)
            await self._end(trial, measured)
        if len(faults) > 1:
            await self._system.close()
            measured = await trial.misbehave("refused")
            await self._system.start(port)
            await self._end(trial, measured)
            await self._stampede(trial, port)
        await self._close(office)
        await self._system.close()

    async def certificates(self, made: Certificates) -> None:
        """An expired certificate, and one that nobody vouches for; in the end a good one."""
        for fault, bad in (("expired-tls", made.expired), ("self-signed-tls", made.self_signed)):
            port = await self._system.start(0, bad)
            office = await self._open(fault, f"https://{HOST}:{port}", made.authority)
            trial = Trial(office, self._codes)
            measured = await trial.misbehave(fault)
            await self._again(port, made.good)
            await self._end(trial, measured)
            await self._close(office)
            await self._system.close()

    def line(self) -> dict[str, Any]:
        """The result in one object."""
        worst = max(self._measured, key=lambda measured: measured.max_answer_s)
        return {
            "faults": len(self._measured),
            "max_answer_s": round(worst.max_answer_s, 2),
            "slowest": worst.fault,
            "wrong_records": sum(measured.wrong_records for measured in self._measured),
            "crashes": self._crashes,
            "leaks": self._leaks,
            "numbers_not_given": sum(measured.not_issued for measured in self._measured),
            "max_issue_ms": round(1000 * max(measured.max_issue_s for measured in self._measured)),
            "max_recovery_s": max(measured.recovered_s or 0.0 for measured in self._measured),
            "not_recovered": sum(measured.recovered_s is None for measured in self._measured),
            "stampede_at_once": self._most_at_once,
            "outcomes": {measured.fault: measured.outcomes for measured in self._measured},
        }

    def complaints(self) -> list[str]:
        """Every broken promise."""
        found = [complaint for measured in self._measured for complaint in measured.complaints()]
        if self._crashes:
            found.append(f"{self._crashes} crashes or tracebacks of the controller")
        if self._leaks:
            found.append(f"{self._leaks} traces of people or codes in the controller's files and log")
        if self._most_at_once > AT_ONCE:
            found.append(f"{self._most_at_once} questions at once after the outage")
        return found

    async def _stampede(self, trial: Trial, port: int) -> None:
        measured = Measured("stampede")
        await self._system.close()
        crowd = asyncio.create_task(self._crowd(trial, measured))
        await asyncio.sleep(OUTAGE_S)
        self._system.delay_s, self._system.most_at_once = DELAY_S, 0
        await self._system.start(port)
        await crowd
        await self._end(trial, measured)
        self._system.delay_s, self._most_at_once = 0.0, self._system.most_at_once

    @staticmethod
    async def _crowd(trial: Trial, measured: Measured) -> None:
        for _ in range(ROUNDS):
            await trial.flood(measured, CROWD // ROUNDS)
            await asyncio.sleep(OUTAGE_S)

    async def _end(self, trial: Trial, measured: Measured) -> None:
        await trial.recover(measured)
        self._measured.append(measured)

    async def _again(self, port: int, context: ssl.SSLContext) -> None:
        await self._system.close()
        await self._system.start(port, context)

    async def _open(self, name: str, base_url: str, ca_file: Path | None = None) -> FaultOffice:
        folder = self._folder / name
        folder.mkdir()
        office = FaultOffice(folder, base_url, ca_file)
        await office.start()
        return office

    async def _close(self, office: FaultOffice) -> None:
        self._crashes += not office.lives()
        office.close()
        log = office.log.read_text("utf-8", "replace")
        self._crashes += log.count("Traceback")
        self._leaks += sum(_traces(path) for path in (*_files_below(office.folder / "data"), office.log))


def _files_below(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def _traces(path: Path) -> int:
    """How many strings of people, or codes of dossiers, a file holds."""
    body = path.read_bytes()
    people = [
        text for person in CANARIES for text in (person.name, person.identity, person.phone, person.address)
    ]
    codes = {dossier.code for dossier in canary_dossiers(today(), DOSSIERS)}
    return sum(text.encode() in body for text in (*people, *codes))


if __name__ == "__main__":
    sys.exit(main())
