"""`python -m simulation.main_system --settings FILE`: the simulated main dossier system, until stopped."""

import asyncio
import contextlib

from hardware.host.program import read_settings
from hardware.host.stopping import stop_in_loop
from hardware.host.systemd import Notifier
from hardware.sim.bench import BenchDevice, BenchMessage
from simulation.main_system.dossiers import dossiers_of
from simulation.main_system.server import HOST, MainSystem, ProofKept
from simulation.main_system.settings import MainSystemSettings
from simulation.today import today

ALIVE_S = 1.0
DEVICE = "main-system"


async def run(settings: MainSystemSettings, notifier: Notifier) -> None:
    """Serve until a signal."""
    loop, stop = asyncio.get_running_loop(), stop_in_loop()

    def hear(told: BenchMessage) -> None:
        loop.call_soon_threadsafe(system.set_fault, str(told.get("fault")))

    def tell() -> None:
        if bench:
            bench.tell(main_system=system.state())

    proof = ProofKept(settings.proof_kind, settings.proof_digits)
    system = MainSystem(dossiers_of(today(settings.utc_offset_minutes)), settings.key, proof, on_change=tell)
    bench = BenchDevice(settings.bench, DEVICE, hear) if settings.bench else None
    port = await system.start(settings.port)
    tell()
    print(f"http://{HOST}:{port}", flush=True)
    notifier.ready(f"serving {len(system.dossiers)} dossiers")
    try:
        while not stop.is_set():
            notifier.alive()
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(ALIVE_S):
                    await stop.wait()
    finally:
        await system.close()
        if bench:
            bench.close()


def main() -> None:
    """Start."""
    settings = read_settings("simulation.main_system", "A simulated main dossier system.", MainSystemSettings)
    asyncio.run(run(settings, Notifier.from_environment()))


if __name__ == "__main__":
    main()
