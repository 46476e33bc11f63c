"""Attacks a real controller on a real broker in every way that once worked.

Prints one JSON line. Each attack is made twice: on an office that has its guard, which must hold, and on one from
which just that guard was taken, which must not. Ends with 1, and names why, when one of them is otherwise, or when a
citizen's number was lost or given twice.
"""

import argparse
import asyncio
import json
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from hardware.host.logs import start_logging
from simulation.attacks import bad_input, connections, floods, guesses, hall, memory
from simulation.attacks.connections import rss_mb
from simulation.attacks.office import NotReadyError, Office
from simulation.attacks.outcome import Attack, Outcome
from simulation.office.broker import BrokerMissing

ATTACKS = (
    *memory.ATTACKS,
    *floods.ATTACKS,
    *connections.ATTACKS,
    *hall.ATTACKS,
    *bad_input.ATTACKS,
    *guesses.ATTACKS,
)
SHORT = 0.1


def main() -> int:
    """Attack; returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m simulation.attacks", description=__doc__)
    parser.add_argument("--short", action="store_true", help="the quick ones, with a tenth of the load")
    parser.add_argument("--only", help="attacks whose name holds this")
    args = parser.parse_args()
    chosen = tuple(a for a in ATTACKS if (not args.short or a.quick) and (args.only or "") in a.name)
    start_logging("CRITICAL")
    with tempfile.TemporaryDirectory(prefix="motcua-") as folder:
        try:
            line, complaints = asyncio.run(_run(Path(folder), chosen, SHORT if args.short else 1.0))
        except (BrokerMissing, NotReadyError) as error:
            print(error, file=sys.stderr)
            return 1
    print(json.dumps(line, ensure_ascii=False))
    for complaint in complaints:
        print(complaint, file=sys.stderr)
    return 1 if complaints else 0


async def _run(folder: Path, chosen: tuple[Attack, ...], scale: float) -> tuple[dict[str, Any], list[str]]:
    begin, siege = time.monotonic(), Siege()
    await siege.hold(folder / "guarded", chosen, scale)
    for number, attack in enumerate(chosen):
        await siege.fall(folder / f"without-{number}", attack, scale)
    return siege.line(time.monotonic() - begin), siege.complaints()


class Siege:
    """All attacks of one run, and what came of them."""

    def __init__(self) -> None:
        self._with: dict[str, Outcome] = {}
        self._without: dict[str, Outcome] = {}
        self._figures: dict[str, Any] = {}
        self._complaints: list[str] = []

    async def hold(self, folder: Path, chosen: tuple[Attack, ...], scale: float) -> None:
        """One office with all its guards lives through all attacks, one after another."""
        office, rss = await _opened(folder), 0.0
        try:
            for attack in chosen:
                begin = time.monotonic()
                self._with[attack.name] = await attack.run(office, scale)
                print(f"{attack.name}: {time.monotonic() - begin:.0f} s", file=sys.stderr)
                rss = max(rss, rss_mb(office.pid))
            await self._count(office, rss)
        finally:
            await office.close()

    async def fall(self, folder: Path, attack: Attack, scale: float) -> None:
        """An office without just that guard."""
        office = await _opened(folder, attack.guard)
        try:
            begin = time.monotonic()
            self._without[attack.name] = await attack.run(office, scale)
            print(f"{attack.name}: {time.monotonic() - begin:.0f} s without its guard", file=sys.stderr)
        finally:
            await office.close()

    def line(self, took_s: float) -> dict[str, Any]:
        """The result in one object."""
        return {
            "attacks": len(self._with),
            "held": sum(one.held for one in self._with.values()),
            "controls_failed_as_they_should": sum(not one.held for one in self._without.values()),
            **self._figures,
            "took_s": round(took_s),
            "seen": {
                name: {"with": one.seen, "without": self._without[name].seen}
                for name, one in self._with.items()
            },
        }

    def complaints(self) -> list[str]:
        """Every broken promise."""
        fell = [f"{name}: {one.seen}" for name, one in self._with.items() if not one.held]
        stood = [
            f"{name}: held without its guard: {one.seen}" for name, one in self._without.items() if one.held
        ]
        return [*fell, *stood, *self._complaints]

    async def _count(self, office: Office, rss: float) -> None:
        kept = {ticket["ticket"] for ticket in json.loads((await office.get("/api/v1/tickets")).body or "[]")}
        lost, doubled = len(office.tickets - kept), office.doubled()
        stale = await memory.stale_boards(office)
        self._figures = {
            "numbers": len(office.given),
            "lost": lost,
            "doubled": doubled,
            "stale_boards": stale,
            "unanswered_s_max": round(office.unanswered_s, 2),
            "log_mb": round(office.log.stat().st_size / 1e6, 2),
            "rss_mb_max": round(rss),
        }
        if lost or doubled or stale or not office.lives():
            self._complaints.append(
                f"lost {lost}, doubled {doubled}, stale boards {stale}, lives: {office.lives()}"
            )


async def _opened(folder: Path, without: str = "") -> Office:
    office = Office(folder, without)
    await office.start()
    return office


if __name__ == "__main__":
    sys.exit(main())
