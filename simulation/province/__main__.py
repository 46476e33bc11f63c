"""``make province-demo``: a province on one machine: PostgreSQL, the centre, and offices that send. Ctrl-C ends everything."""

import argparse
import contextlib
import secrets
import sys
import tempfile
from pathlib import Path

import httpx
from sqlalchemy import Engine, update

from hardware.host.clock import SystemClock
from hardware.host.command import prog
from hardware.host.logs import start_logging
from hardware.host.stopping import stop_on_signals
from province.database import open_engine
from province.intake import moment
from province.people import People, Role
from province.schema import OFFICE_NOW
from simulation.province.centre import running_centre
from simulation.province.play import SILENT, SILENT_MS, Play
from simulation.province.postgres import PostgresFailed, PostgresMissing, running_cluster

ROUND_S = 5.0
HEAD = "quan-tri"


def main() -> int:
    """Run until a signal; returns the exit status."""
    parser = argparse.ArgumentParser(prog=prog("simulation.province"), description=__doc__)
    parser.add_argument("--offices", type=int, default=30, help="how many offices (default: %(default)s)")
    args = parser.parse_args()
    start_logging("WARNING")
    stop = stop_on_signals()
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="motcua-")))
        try:
            print("Đang dựng PostgreSQL, trung tâm tỉnh và một năm số liệu… (Preparing…)", flush=True)
            cluster = stack.enter_context(running_cluster())
            centre = stack.enter_context(running_centre(cluster, folder, "Nghệ An (mẫu)"))
        except (PostgresMissing, PostgresFailed, RuntimeError) as error:
            print(error, file=sys.stderr)
            return 1
        engine, clock = open_engine(cluster.address), SystemClock()
        stack.callback(engine.dispose)
        client = stack.enter_context(httpx.Client(timeout=60, trust_env=False))
        password = secrets.token_urlsafe(9)
        People(engine, clock.utc_ms).add(HEAD, "Quản trị mẫu", password, Role.HEAD, "")
        play = Play(engine, centre.address, client, clock.utc_ms, args.offices)
        play.seed_year()
        play.begin()
        play.go_on()
        _silence(engine, clock.utc_ms())
        print(f"Trung tâm tỉnh: {centre.address}/", flush=True)
        print(f"Đăng nhập: {HEAD} · mật khẩu: {password}. Ctrl-C để dừng.", flush=True)
        while not stop.wait(ROUND_S):
            play.go_on()
        print("\nĐang dừng… (Stopping…)", flush=True)
    return 0


def _silence(engine: Engine, now: int) -> None:
    """One office was heard long ago and not since."""
    with engine.begin() as connection:
        long_ago = moment(now - SILENT_MS)
        connection.execute(
            update(OFFICE_NOW).where(OFFICE_NOW.c.office == SILENT + 1).values(got_at=long_ago)
        )


if __name__ == "__main__":
    sys.exit(main())
