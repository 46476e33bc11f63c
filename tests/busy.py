"""Runs a command again and again beside busy loops: whoever passes alone and fails here judges by the clock.

``python -m tests.busy --times 3 -- make test``. The loops end with this program, however that ends: each asks whether
its parent still lives.
"""

import argparse
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

LOOP = "import os, sys\nwhile os.getppid() == int(sys.argv[1]): sum(range(100_000))"


@contextmanager
def busy(loops: int) -> Iterator[list[subprocess.Popen[bytes]]]:
    """So many loops that want a whole processor each."""
    running: list[subprocess.Popen[bytes]] = []
    try:
        running += [subprocess.Popen((sys.executable, "-c", LOOP, str(os.getpid()))) for _ in range(loops)]
        yield running
    finally:
        for loop in running:
            loop.kill()
            loop.wait()


def main(argv: list[str]) -> int:
    """The exit status of the first run that fails; 0 when all pass."""
    parser = argparse.ArgumentParser(prog="tests.busy", description=__doc__)
    parser.add_argument("--loops", type=int, default=4, help="busy loops (default: %(default)s)")
    parser.add_argument("--times", type=int, default=3, help="runs in a row (default: %(default)s)")
    parser.add_argument("command", nargs="+", help="what to run")
    args = parser.parse_args(argv)
    with busy(args.loops):
        runs = (subprocess.run(args.command, check=False).returncode for _ in range(args.times))
        return next((status for status in runs if status), 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
