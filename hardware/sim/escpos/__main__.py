"""A simulated ESC/POS printer that real programs can print on: ``python -m hardware.sim.escpos --tcp 9100``.

With ``--bench`` its paper is seen and its faults are caused there; without, every slip becomes a PNG in ``--out``.
"""

import argparse
import contextlib
import sys
from pathlib import Path

from hardware.host.logs import start_logging
from hardware.host.stopping import stop_on_signals
from hardware.host.systemd import Notifier
from hardware.sim.escpos.machine import Machine
from hardware.sim.escpos.model import MODELS
from hardware.sim.escpos.on_bench import BenchPrinter
from hardware.sim.escpos.plugs import LOOPBACK, SerialPlug, TcpPlug
from hardware.sim.escpos.running import RunningPrinter, SlipFolder

TURN_S = 0.05


def main() -> int:
    """Print until told to stop; returns the exit status."""
    args = _arguments()
    start_logging("INFO")
    stop, notifier = stop_on_signals(), Notifier.from_environment()
    try:
        plug = SerialPlug() if args.serial else TcpPlug(args.tcp)
    except OSError as error:
        print(f"port {args.tcp}: {error}", file=sys.stderr)
        return 1
    print(plug.path if isinstance(plug, SerialPlug) else f"{LOOPBACK}:{plug.port}", flush=True)
    notifier.ready("printing")
    with contextlib.closing(_printer(args, plug)) as printer:
        while not stop.wait(TURN_S) and printer.healthy():
            printer.turn()
            notifier.alive()
    plug.close()
    return 0 if stop.is_set() else 1


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m hardware.sim.escpos", description=__doc__)
    parser.add_argument(
        "--model", choices=MODELS, default="epson", help="make of printer (default: %(default)s)"
    )
    way = parser.add_mutually_exclusive_group(required=True)
    way.add_argument("--tcp", type=int, metavar="PORT", help="be a network printer; 0 takes a free port")
    way.add_argument(
        "--serial", action="store_true", help="be on a serial line; prints the path of its device"
    )
    parser.add_argument("--bench", type=Path, help="socket of the bench")
    parser.add_argument("--device", default="printer-1", help="name on the bench (default: %(default)s)")
    parser.add_argument("--out", type=Path, default=Path(), help="folder for slips, without a bench")
    return parser.parse_args()


def _printer(args: argparse.Namespace, plug: TcpPlug | SerialPlug) -> BenchPrinter | RunningPrinter:
    model = MODELS[args.model]
    if args.bench:
        return BenchPrinter(args.bench, args.device, model, plug)
    return RunningPrinter(Machine(model), plug, SlipFolder(args.out).keep)


if __name__ == "__main__":
    sys.exit(main())
