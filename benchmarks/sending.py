"""Whether telling the province slows a clerk's press: the same desk without a centre, and with one that never has enough."""

import asyncio
import contextlib
import time
from collections.abc import Iterator
from pathlib import Path

from benchmarks.figures import Figure, Report, percentile, ratio
from benchmarks.lines import OurLine
from benchmarks.office import a_place, a_plan
from benchmarks.processes import NotStartedError, RunningDesk, running_desk
from benchmarks.turns import BLOCK, Way, press_in_turns, take_numbers
from simulation.office.broker import LOOPBACK, free_port, running_broker
from simulation.office.child import end_child, python, start_child

NAME = "sending"
BEFORE = 600
"""Numbers that were given before: their facts are sent again and again, in batches of 500."""
PROVINCE = '\n[province]\nurl = "http://{host}:{port}"\nkey_file = "{key}"\nevery_s = 2\n'
PATIENCE_S = 60.0


def measure(folder: Path, *, quick: bool) -> Report:
    """Two desks of one kind, block by block in one run. Raises NotStartedError when nothing is sent."""
    counted, key = folder / "batches", folder / "province.key"
    key.write_text(f"{'0' * 12}.{'0' * 64}", "ascii")
    (folder / "alone").mkdir()
    (folder / "sends").mkdir()
    with running_broker(folder) as broker, hungry_centre(folder, counted) as port:
        more = PROVINCE.format(host=LOOPBACK, port=port, key=key)
        with (
            running_desk(a_plan("alone"), a_place(folder / "alone", broker.port)) as alone,
            running_desk(a_plan("sends"), a_place(folder / "sends", broker.port), more) as sends,
        ):
            for desk in (alone, sends):
                asyncio.run(take_numbers(desk, BEFORE))
            before, begin = _until_sending(counted), time.monotonic()
            found = press_in_turns({"alone": _way(alone), "sends": _way(sends)}, blocks=3 if quick else 12)
            batches = (_count(counted) - before) / (time.monotonic() - begin)
    if batches <= 0:
        raise NotStartedError("nothing was sent while presses were measured")
    return Report(
        NAME, "Press -> board, while everything is told to the province", _figures(found, batches), _NOTES
    )


@contextlib.contextmanager
def hungry_centre(folder: Path, counted: Path) -> Iterator[int]:
    """Its port, for as long as the block runs."""
    port = free_port()
    command = python("benchmarks.hungry_centre", str(port), str(counted))
    process = start_child(command, folder / "centre.log")
    try:
        yield port
    finally:
        end_child(process, 2.0)


def _way(desk: RunningDesk) -> Way:
    return Way(lambda: OurLine(desk), desk)


def _count(counted: Path) -> int:
    try:
        return int(counted.read_text("ascii") or 0)
    except (FileNotFoundError, ValueError):
        return 0


def _until_sending(counted: Path) -> int:
    end = time.monotonic() + PATIENCE_S
    while not _count(counted):
        if time.monotonic() > end:
            raise NotStartedError("the controller sends nothing")
        time.sleep(0.1)
    return _count(counted)


def _figures(found: dict[str, list[float]], batches: float) -> tuple[Figure, ...]:
    alone, sends = found["alone"], found["sends"]
    p50, p99 = ([percentile(one, of) for one in (alone, sends)] for of in (50, 99))
    return (
        Figure("presses", "presses of each", len(sends), ""),
        Figure("batches_per_s", "batches a second meanwhile", batches, "1/s"),
        Figure("alone_p50", "without a centre, p50", p50[0], "ms"),
        Figure("sends_p50", "while it sends, p50", p50[1], "ms"),
        Figure("alone_p99", "without a centre, p99", p99[0], "ms"),
        Figure("sends_p99", "while it sends, p99", p99[1], "ms"),
        Figure("slower_p50", "sending / without, p50", ratio(p50[1], p50[0]), "x", at_most=1.25),
        Figure("slower_p99", "sending / without, p99", ratio(p99[1], p99[0]), "x", at_most=2),
    )


_NOTES = (
    f"Two desks on one broker take turns in blocks of {BLOCK}; one has a backlog that never ends, in batches of 500 events",
    "with a quarter of a second between them, as after weeks without a network; the centre is in a process beside it.",
)
