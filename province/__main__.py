"""The province's centre: ``python -m province``; ``person NAME`` for its first account."""

import argparse
import asyncio
import getpass
import sys
from pathlib import Path

from contracts.vocabulary import is_id
from hardware.host.clock import SystemClock
from hardware.host.command import prog
from hardware.host.program import read_settings
from hardware.host.stopping import stop_in_loop
from hardware.host.systemd import Notifier
from hardware.host.web_server import CannotListen, bind, serve
from province.database import open_engine
from province.keeper import keep
from province.migrating import migrate
from province.people import SHORTEST, People, Role
from province.settings import CentreSettings
from province.web.app import WebParts, build_app

FEED_S = 5.0


async def run(settings: CentreSettings) -> None:
    """Serve until told to stop."""
    notifier, stop = Notifier.from_environment(), stop_in_loop()
    engine = open_engine(settings.database)
    try:
        sock = bind(settings.host, settings.port)
    except CannotListen as error:
        sys.exit(f"host, port: {error}")
    app = build_app(WebParts(settings, engine, SystemClock().utc_ms))
    work = (
        serve(app, sock, lambda: notifier.ready(f"serving {settings.name}"), tls=settings.tls),
        keep(engine, settings.wait_limit_minutes * 60),
        _feed(notifier),
        stop.wait(),
    )
    tasks = [asyncio.create_task(each) for each in work]
    done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    notifier.stopping()
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    engine.dispose()
    for task in done:
        task.result()


async def _feed(notifier: Notifier) -> None:
    """The watchdog, from the loop that answers."""
    while True:
        notifier.alive()
        await asyncio.sleep(FEED_S)


def add_head(argv: list[str]) -> int:
    """An account that gives others; returns the exit status."""
    parser = argparse.ArgumentParser(prog=prog("province person"), description=add_head.__doc__)
    parser.add_argument("name", help="sign-in name: small letters, digits, hyphens")
    parser.add_argument("--settings", type=Path, default=Path("/etc/motcua/province.toml"))
    args = parser.parse_args(argv)
    settings = read_settings("province", "", CentreSettings, ["--settings", str(args.settings)])
    password = (
        getpass.getpass("Mật khẩu (password): ") if sys.stdin.isatty() else sys.stdin.readline().strip()
    )
    if not is_id(args.name) or len(password) < SHORTEST:
        print(f"Tên chỉ gồm chữ thường, số, gạch ngang; mật khẩu ít nhất {SHORTEST} ký tự.", file=sys.stderr)
        return 1
    engine = open_engine(settings.database)
    try:
        migrate(engine)
        people = People(engine, SystemClock().utc_ms)
        if not people.add(args.name, args.name, password, Role.HEAD, ""):
            print(f"{args.name}: đã có (already there)", file=sys.stderr)
            return 1
        people.log("root", "account", name=args.name, role=Role.HEAD)
    finally:
        engine.dispose()
    return 0


def main() -> None:
    """Start the centre."""
    if sys.argv[1:2] == ["person"]:
        sys.exit(add_head(sys.argv[2:]))
    asyncio.run(
        run(
            read_settings(
                "province", "The province's centre: takes offices' facts, shows them.", CentreSettings
            )
        )
    )


if __name__ == "__main__":
    main()
