"""The province's centre: ``python -m province``."""

import asyncio
import sys

from hardware.host.clock import SystemClock
from hardware.host.program import read_settings
from hardware.host.stopping import stop_in_loop
from hardware.host.systemd import Notifier
from hardware.host.web_server import CannotListen, bind, serve
from province.database import open_engine
from province.keeper import keep
from province.settings import CentreSettings
from province.web.app import WebParts, build_app


async def run(settings: CentreSettings) -> None:
    """Serve until told to stop."""
    notifier, stop = Notifier.from_environment(), stop_in_loop()
    engine = open_engine(settings.database)
    try:
        sock = bind(settings.host, settings.port)
    except CannotListen as error:
        sys.exit(f"host, port: {error}")
    app = build_app(WebParts(settings, engine, SystemClock().utc_ms))

    def ready() -> None:
        notifier.ready(f"serving {settings.name}")

    work = (
        serve(app, sock, tls=settings.tls),
        keep(engine, settings.wait_limit_minutes * 60, ready),
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


def main() -> None:
    """Start the centre."""
    asyncio.run(
        run(
            read_settings(
                "province", "The province's centre: takes offices' facts, shows them.", CentreSettings
            )
        )
    )


if __name__ == "__main__":
    main()
