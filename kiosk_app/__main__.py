"""The kiosk program: settings -> link -> station -> screen, until it is told to stop."""

from pathlib import Path

from contracts.texts import load_catalogue
from hardware.host.clock import SystemClock
from hardware.host.program import identity_of, link_of, read_settings
from hardware.host.stopping import stop_on_signals
from hardware.host.systemd import Notifier
from hardware.link.station import Station
from kiosk_app import kivy_setup
from kiosk_app.settings import KioskSettings

TEXTS = Path(__file__).parent / "texts"


def main() -> None:
    """Run until SIGTERM or SIGINT."""
    settings = read_settings("kiosk_app", "The touch kiosk: a citizen takes a number.", KioskSettings)
    kivy_setup.set_environment()
    kivy_setup.configure(settings.screen)
    # Kivy reads its environment at its first import, which must therefore come after the lines above.
    from kiosk_app.app import KioskApp, Parts  # noqa: PLC0415
    from kiosk_app.bridge import Bridge  # noqa: PLC0415
    from kiosk_app.remote_screen import RemoteScreen  # noqa: PLC0415

    clock, bridge = SystemClock(), Bridge()
    station = Station(identity_of(settings, "kiosk_app"), link_of(settings), clock, bridge.put)
    app = KioskApp(
        Parts(
            station=station,
            bridge=bridge,
            clock=clock,
            catalogue=load_catalogue(TEXTS),
            notifier=Notifier.from_environment(),
            stop=stop_on_signals(),
        )
    )
    remote = None
    if settings.bench and settings.remote_screen:
        remote = RemoteScreen(settings.bench, settings.device, app)
    try:
        app.run()
    finally:
        if remote:
            remote.close()


if __name__ == "__main__":
    main()
