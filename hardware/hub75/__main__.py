"""``python -m hardware.hub75``: show frames on HUB75 panels."""

import argparse
import logging
from pathlib import Path

from hardware.host.command import prog
from hardware.host.stopping import stop_on_signals
from hardware.host.systemd import Notifier
from hardware.hub75.panels import EMULATOR, LIBRARY, Panels, Wall
from hardware.hub75.service import listen, serve


def main() -> None:
    """Open the panels and serve until told to stop."""
    parser = argparse.ArgumentParser(prog=prog("hardware.hub75"), description=__doc__)
    parser.add_argument("--socket", type=Path, default=Path("/run/motcua-hub75/socket"))
    parser.add_argument("--rows", type=int, default=Wall().rows, help="dots down of one panel")
    parser.add_argument("--columns", type=int, default=Wall().columns, help="dots across of one panel")
    parser.add_argument("--chain", type=int, default=1, help="panels in a row")
    parser.add_argument("--parallel", type=int, default=1, help="rows of panels")
    parser.add_argument("--mapping", default="regular", help="the wiring, as in rgbmatrix")
    parser.add_argument("--slowdown", type=int, default=2, help="as in rgbmatrix; more for a faster Pi")
    parser.add_argument("--emulator", action="store_true", help="an emulator instead of panels")
    said = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(name)s: %(message)s")
    wall = Wall(said.rows, said.columns, said.chain, said.parallel, said.mapping, said.slowdown)
    panels = Panels(wall, EMULATOR if said.emulator else LIBRARY)
    stop = stop_on_signals()
    server, notifier = listen(said.socket), Notifier.from_environment()

    def stopped() -> bool:
        notifier.alive()
        return stop.is_set()

    notifier.ready(f"panels of {panels.size[0]} x {panels.size[1]} dots")
    try:
        with server:
            serve(server, panels, stopped)
    finally:
        notifier.stopping()
        panels.dark()
        said.socket.unlink(missing_ok=True)


if __name__ == "__main__":
    main()
