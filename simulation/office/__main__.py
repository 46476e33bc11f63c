"""``motcua demo``: the demonstration office on one page. Ctrl-C ends everything."""

import argparse
import asyncio
import contextlib
import socket
import subprocess
import sys
import tempfile
from pathlib import Path

from hardware.host.command import prog
from hardware.host.logs import start_logging
from hardware.host.stopping import stop_in_loop
from hardware.host.web_server import CannotListen, bind, serve
from simulation.office.broker import LOOPBACK, BrokerMissing
from simulation.office.child import python
from simulation.office.files import READERS
from simulation.office.office import FolderTooLong, Office
from simulation.office.page import Page
from simulation.office.plan import MAKES, SIMPLE, demo_plan

READY_S = 60.0
PROCEDURES = Path(__file__).with_name("procedures.json")


def main() -> int:
    """Run until a signal; returns the exit status."""
    parser = argparse.ArgumentParser(prog=prog("simulation.office"), description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="port of the page (default: a free one)")
    parser.add_argument("--run-dir", type=Path, help="keep settings, logs and data here (default: nowhere)")
    parser.add_argument("--headless", action="store_true", help="no page, only the programs")
    parser.add_argument(
        "--printer", choices=(*MAKES, SIMPLE), help="make of printer (default: as the plan says)"
    )
    parser.add_argument("--reader", choices=tuple(READERS), help="what reads receipts (default: the same)")
    args = parser.parse_args()
    start_logging("WARNING")
    with contextlib.ExitStack() as stack:
        folder = args.run_dir or Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="motcua-")))
        try:
            sock = None if args.headless else stack.enter_context(bind(LOOPBACK, args.port))
            office = Office(demo_plan(args.printer, args.reader), folder.absolute())
        except (BrokerMissing, FolderTooLong) as error:
            print(error, file=sys.stderr)
            return 1
        except CannotListen as error:
            print(f"{error}; choose another with --port", file=sys.stderr)
            return 1
        asyncio.run(_run(office, sock))
    return 0


async def _run(office: Office, sock: socket.socket | None) -> None:
    stop = stop_in_loop()
    try:
        await office.start()
        if sock:
            print(f"Văn phòng mẫu: http://{LOOPBACK}:{sock.getsockname()[1]}/", flush=True)
        await asyncio.to_thread(_take_procedures, office)
        telling = asyncio.create_task(_tell_ready(office))
        await (_show(Page(office), sock, stop) if sock else stop.wait())
        telling.cancel()
    finally:
        print("\nĐang dừng… (Stopping…)", flush=True)
        await office.close()


def _take_procedures(office: Office) -> None:
    """Give the office its catalogue as a caretaker does."""
    settings = office.place.folder / "settings" / "controller.toml"
    subprocess.run(
        [*python("controller"), "catalogue", "take", str(PROCEDURES), "--settings", str(settings)],
        stdout=subprocess.DEVNULL,
        check=False,  # an office without a catalogue works, too, and says so on its page
    )


async def _show(page: Page, sock: socket.socket, stop: asyncio.Event) -> None:
    """Serve the page until ``stop``."""
    tasks = [asyncio.create_task(work) for work in (serve(page.app(), sock), stop.wait())]
    done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    page.end()
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    for task in done:
        task.result()


async def _tell_ready(office: Office) -> None:
    late = await office.supervisor.ready(READY_S)
    logs = office.place.folder / "run"
    print(
        f"Chưa sẵn sàng: {', '.join(late)}; nhật ký ở {logs}"
        if late
        else "Đã sẵn sàng (Ready). Ctrl-C để dừng."
    )


if __name__ == "__main__":
    sys.exit(main())
