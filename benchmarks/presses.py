"""How long from a clerk's press until the board knows, durably committed on the way."""

import contextlib
import time
from collections.abc import Iterator
from pathlib import Path

from benchmarks.figures import Figure, Report, percentile, ratio
from benchmarks.lines import FloorLine, OurLine, StockLine, connected, disconnect
from benchmarks.office import a_place, a_plan
from benchmarks.processes import running_desk
from benchmarks.responder import READY
from benchmarks.turns import BLOCK, PAUSES_S, QUEUE, Way, press_in_turns
from simulation.office.broker import Broker, running_broker
from simulation.office.child import end_child, python, start_child

NAME = "press"


def measure(folder: Path, *, quick: bool) -> Report:
    """Ours, a stock client and the floor, block by block in one run."""
    with (
        running_broker(folder) as broker,
        running_desk(a_plan(), a_place(folder, broker.port)) as desk,
        running_responder(folder, broker),
    ):
        ways = {
            "floor": Way(lambda: FloorLine(broker.port)),
            "ours": Way(lambda: OurLine(desk), desk),
            "stock": Way(lambda: StockLine(desk), desk),
        }
        found = press_in_turns(ways, blocks=3 if quick else 12)
    return Report(NAME, "Press -> durable commit -> board", _figures(found), _NOTES)


@contextlib.contextmanager
def running_responder(folder: Path, broker: Broker) -> Iterator[None]:
    """The floor's middle, listening."""
    command = python("benchmarks.responder", str(broker.port), str(folder / "floor.bin"))
    process = start_child(command, folder / "responder.log")
    heard: list[str] = []
    client = connected(broker.port, lambda message: heard.append(message.topic), READY)
    try:
        while not heard and process.poll() is None:
            time.sleep(0.01)
        yield
    finally:
        disconnect(client)
        end_child(process, 2.0)


def _figures(found: dict[str, list[float]]) -> tuple[Figure, ...]:
    p50 = {name: percentile(values, 50) for name, values in found.items()}
    p99 = {name: percentile(values, 99) for name, values in found.items()}
    return (
        Figure("presses", "presses of each", len(found["ours"]), ""),
        Figure("floor_p50", "floor: two bare hops and one fdatasync, p50", p50["floor"], "ms"),
        Figure("floor_p99", "floor, p99", p99["floor"], "ms"),
        Figure("ours_p50", "our client, p50", p50["ours"], "ms"),
        Figure("ours_p99", "our client, p99", p99["ours"], "ms", at_most=25),
        Figure("stock_p50", "stock client on panel and board, p50", p50["stock"], "ms"),
        Figure("stock_p99", "stock client, p99", p99["stock"], "ms"),
        Figure("ours_to_floor", "ours / floor, p50", ratio(p50["ours"], p50["floor"]), "x", at_most=2),
        Figure("stock_to_ours", "stock / ours, p50", ratio(p50["stock"], p50["ours"]), "x"),
    )


_NOTES = (
    f"QoS 1, one broker; the ways take turns in blocks of {BLOCK}; {QUEUE} people and more wait;",
    f"{PAUSES_S[0] * 1000:.0f}-{PAUSES_S[1] * 1000:.0f} ms between presses. Without TCP_NODELAY a press that comes within 40 ms of a",
    "message to the same panel waits for TCP (Nagle's algorithm against a delayed acknowledgement).",
)
