"""`make board-check`: boards against lost messages, restarts and every shape of screen, one JSON line; 1 when a promise broke.

Fifty real boards on a real broker: calls, a broker that is killed, a desk that starts again, a desk that falls silent. Then
the hall page in Chromium on screens from 800 x 600 to 4K: nothing may stick out, and the sizes must be those of the rule.
"""

import argparse
import asyncio
import json
import logging
import sys
import tempfile
from pathlib import Path
from typing import Any

from benchmarks.board_crowd import Crowd, CrowdDesk
from benchmarks.boards import CALLS, call_to_boards, draw_ms, line_ms, own_ms
from benchmarks.figures import percentile
from display_board.sizes import fit, frame_of
from simulation.office.broker import Broker, running_broker
from tests.board_check.soak import soak
from tests.chromium import CHROMIUM
from tests.unit.display_board.test_board_browser import a_page
from tests.unit.display_board.test_board_old_television import INSIDE, hall

SCREENS = (
    (800, 600),
    (1024, 768),
    (1280, 1024),
    (1920, 1080),
    (1080, 1920),
    (768, 1024),
    (2560, 1080),
    (3840, 2160),
)
INCHES, SEAT_M = 43, 6
PATIENCE_S = 60


async def stale_after_trouble(served: Broker, count: int) -> int:
    """How many boards showed, without saying that they are lost, what is no longer so."""
    stale, crowd, desk = 0, Crowd(served, count), CrowdDesk(served, epoch=2)
    try:
        desk.call("B001", "1")
        stale += not await crowd.until("B001", within_s=PATIENCE_S)
        served.kill()
        desk.call("B002", "2")  # said into the void: it must be said again
        served.start()
        stale += wrong(crowd, "B002") if not await crowd.until("B002", within_s=PATIENCE_S) else 0
        await asyncio.to_thread(desk.close)
        desk = CrowdDesk(served, epoch=3)
        desk.call("B003", "3")
        stale += wrong(crowd, "B003") if not await crowd.until("B003", within_s=PATIENCE_S) else 0
        await asyncio.to_thread(desk.close)
        for _ in range(20 * PATIENCE_S):
            if all(crowd.lost):
                break
            await asyncio.sleep(0.05)
        stale += sum(not lost for lost in crowd.lost)
    finally:
        await asyncio.to_thread(desk.close)
        await crowd.close()
    return stale


def wrong(crowd: Crowd, number: str) -> int:
    """Boards that show something else and do not say that they are lost."""
    return sum(shown not in (number, "(lost)") for shown in crowd.current())


async def screens() -> tuple[int, int]:
    """What sticks out of its frame on all screens, and how many screens have other sizes than the rule says."""
    clipped = other_sizes = 0
    for width, height in SCREENS:
        async with hall(a_page(), size=(width, height)) as tab:
            clipped += len((await tab.evaluate(INSIDE))[0])
            points = float(
                (await tab.evaluate('getComputedStyle(document.getElementById("number")).fontSize'))[:-2]
            )
        wanted = fit(INCHES, SEAT_M, frame_of(width, height)).number * height
        other_sizes += (
            not 0.8 * wanted <= points <= 1.001 * wanted
        )  # a shape between two takes the narrower one
    return clipped, other_sizes


async def check(count: int, calls: int, soaked: int) -> dict[str, Any]:
    """Everything. ``soaked``: calls that one page shows; 0: none."""
    with (
        tempfile.TemporaryDirectory(prefix="motcua-boards-") as folder,
        running_broker(Path(folder)) as served,
    ):
        taken = await call_to_boards(served, count, calls)
        stale = await stale_after_trouble(served, count)
    clipped, other_sizes = await screens() if CHROMIUM else (None, None)
    own = await own_ms()
    memory = await soak(soaked) if CHROMIUM and soaked else {}
    worst, floor = percentile(taken.boards, 99), percentile(taken.floor, 99)
    return {
        "boards": count,
        "calls": calls,
        "missed": count * calls - len(taken.boards),
        "converged_p50_ms": round(percentile(taken.boards, 50), 1),
        "converged_p99_ms": round(worst, 1),
        "converged_max_ms": round(max(taken.boards), 1),
        "floor_p50_ms": round(percentile(taken.floor, 50), 1),
        "floor_p99_ms": round(floor, 1),
        "ratio": round(worst / floor, 2),
        "board_own_ms": round(own, 2),
        "stale_shown": stale,
        "clipped": clipped,
        "sizes_ok": None if other_sizes is None else other_sizes == 0,
        "screens": len(SCREENS) if CHROMIUM else 0,
        "led_line_ms": round(line_ms(), 1),
        "led_draw_ms": round(draw_ms(), 2),
        **memory,
    }


def main() -> int:
    """Run; returns the exit status. Speed is told and never judged: this machine may be busy."""
    parser = argparse.ArgumentParser(prog="python -m tests.board_check", description=__doc__)
    parser.add_argument("--boards", type=int, default=50)
    parser.add_argument("--calls", type=int, default=CALLS)
    parser.add_argument("--soak", type=int, default=5000, help="calls that one page shows; 0: none")
    args = parser.parse_args()
    logging.disable(logging.WARNING)
    result = asyncio.run(check(args.boards, args.calls, args.soak))
    sys.stdout.write(json.dumps(result) + "\n")
    return int(
        bool(result["missed"] or result["stale_shown"] or result["clipped"] or result["sizes_ok"] is False)
    )


if __name__ == "__main__":
    sys.exit(main())
