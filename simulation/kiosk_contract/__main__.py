"""``python -m simulation.kiosk_contract``: an office behind a bad network, for the makers of other kiosks.

Point the kiosk at the address that is printed, take numbers for so many citizens, and read the verdict: one JSON line,
1 when the contract of docs/external-kiosk.md was broken.
"""

import argparse
import json
import sys
import threading

from simulation.kiosk_contract.judge import Exchange, breaches
from simulation.kiosk_contract.proxy import Network


def main() -> int:
    """Wait for the citizens, and judge."""
    parser = argparse.ArgumentParser(prog="python -m simulation.kiosk_contract", description=__doc__)
    parser.add_argument("--office", required=True, help="address of the controller's pages, http://...")
    parser.add_argument("--port", type=int, default=0, help="where the kiosk asks (default: a free port)")
    parser.add_argument("--citizens", type=int, default=8, help="numbers to be taken (default: 8)")
    parser.add_argument("--patience", type=float, default=600.0, help="seconds to wait for them")
    args = parser.parse_args()
    done, answered = threading.Event(), set[str]()

    def heard(one: Exchange) -> None:
        if one.status not in (None, 503):
            answered.add(one.key or str(len(answered)))
            if len(answered) >= args.citizens:
                done.set()

    network = Network(args.office, args.port, heard)
    threading.Thread(target=network.serve_forever, daemon=True).start()
    print(f"http://127.0.0.1:{network.server_port}", flush=True)
    whole = done.wait(args.patience)
    network.shutdown()
    network.server_close()
    found = breaches(network.exchanges)
    good = whole and not found
    told = {"citizens": len(answered), "questions": len(network.exchanges), "breaches": found, "good": good}
    print(json.dumps(told))
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
