"""The province's centre: ``python -m province``; ``person NAME`` for its first account, ``bundle FILE`` for an update."""

import argparse
import asyncio
import getpass
import sys
from functools import partial
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError

from contracts.vocabulary import is_id
from hardware.host.clock import SystemClock
from hardware.host.command import prog
from hardware.host.program import read_settings
from hardware.host.stopping import stop_in_loop
from hardware.host.systemd import Notifier
from hardware.host.web_server import CannotListen, bind, serve
from province.database import open_engine
from province.keeper import keep
from province.migrating import NewerTablesError, migrate
from province.people import SHORTEST, People, Role
from province.places import Places
from province.placing import place
from province.said import both
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
    places = Places(engine, SystemClock().utc_ms, settings.utc_offset_minutes)
    app = build_app(WebParts(settings, engine, SystemClock().utc_ms))
    work = (
        serve(app, sock, lambda: notifier.ready(f"serving {settings.name}"), tls=settings.tls),
        keep(engine, settings.wait_limit_minutes * 60, partial(places.forget, everything=not settings.relay)),
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
    try:
        for task in done:
            task.result()
    except NewerTablesError:
        sys.exit(both("error.newer-tables"))


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
    try:
        added = _added(settings.database, args.name, password)
    except NewerTablesError:
        print(both("error.newer-tables"), file=sys.stderr)
        return 1
    except SQLAlchemyError as error:
        print(
            f"Không dùng được cơ sở dữ liệu ({type(error).__name__}): xem PostgreSQL có chạy không "
            f"(systemctl status postgresql), và mục database trong {args.settings}.",
            file=sys.stderr,
        )
        return 1
    if not added:
        print(f"{args.name}: đã có (already there)", file=sys.stderr)
    return 0 if added else 1


def _added(database: str, name: str, password: str) -> bool:
    """False: the name is taken. Raises SQLAlchemyError."""
    engine = open_engine(database)
    try:
        migrate(engine)
        people = People(engine, SystemClock().utc_ms)
        added = people.add(name, name, password, Role.HEAD, "")
        if added:
            people.log("root", "account", name=name, role=Role.HEAD)
        return added
    finally:
        engine.dispose()


def main() -> None:
    """Start the centre."""
    if sys.argv[1:2] == ["person"]:
        sys.exit(add_head(sys.argv[2:]))
    if sys.argv[1:2] == ["bundle"]:
        sys.exit(place(sys.argv[2:]))
    asyncio.run(
        run(
            read_settings(
                "province", "The province's centre: takes offices' facts, shows them.", CentreSettings
            )
        )
    )


if __name__ == "__main__":
    main()
