"""``python -m benchmarks.scan`` (``make scan-bench``): our reading of codes against each decoder alone.

One run, the same drawn pictures (scan_corpus) for everybody, one thread. A read counts when the text is right;
wrong texts are counted apart. Then the live way: how soon a camera's frames of each picture make an event, and
what that costs at ten frames a second; 20,000 bars that invite a wrong reading (``scan_zero``, as many processes as
cores); at last the whole way to the screen (``scan_to_status``), unless only some conditions are asked for. With
``--json`` one JSON object.
"""

import argparse
import contextlib
import json
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from benchmarks import scan_to_status, scan_zero
from benchmarks.figures import as_json
from benchmarks.processes import NotStartedError
from benchmarks.scan_corpus import (
    CONDITIONS,
    DESK,
    HEIGHT,
    WIDTH,
    Condition,
    Sample,
    held,
    samples,
    trembling,
)
from benchmarks.scan_scores import FPS, OURS, WECHAT, Live, Score, cpu_percent, together, worse
from benchmarks.wechat import Wechat, WechatMissingError
from hardware.drivers.decode.agree import Agreement
from hardware.drivers.decode.decoders import Gray, Read, zbar, zxing
from hardware.drivers.decode.gate import MotionGate
from hardware.drivers.decode.pipeline import LiveReading, read_picture
from simulation.office.broker import BrokerMissing

PATIENCE_S = 2.0
"""The outcome we promise: held before the camera, understood within two seconds."""

OTHER_LINES = (
    "overall",
    "live",
    "cpu_percent_of_one_core_at_10_fps",
    "worse_than_best_decoder",
    "read_by_wechat_alone",
    "scan_zero",
    "scan_to_status",
)
Reader = Callable[[Gray], tuple[tuple[Read, ...], float]]
"""A picture's codes, and the seconds of processor time that they cost."""


@dataclass
class Found:
    """What the run found out so far."""

    scores: dict[str, dict[str, Score]] = field(default_factory=dict)
    live: dict[str, Live] = field(default_factory=dict)
    wechat_alone: list[str] = field(default_factory=list)
    """Pictures that WeChat's reader reads and we do not."""


def main() -> int:
    """Measure and print; exit status 1 when a text is wrong, or our reading worse than a decoder alone anywhere."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.scan", description=__doc__)
    parser.add_argument("--json", action="store_true", help="one JSON object instead of a table")
    parser.add_argument(
        "--per-code", type=int, default=6, help="pictures of each of the four codes in each condition"
    )
    parser.add_argument(
        "--codes", type=int, default=scan_zero.CODES, help="drawn bars that must not be misread"
    )
    parser.add_argument("--only", action="append", choices=[each.name for each in CONDITIONS])
    args = parser.parse_args()
    cv2.setNumThreads(1)
    began = time.monotonic()
    found = Found()
    with readers() as all_readers:
        for condition in CONDITIONS:
            if not args.only or condition.name in args.only:
                judge(condition, args.per_code, all_readers, found)
                if not args.json:
                    print(_row(condition.name, found), flush=True)
    result = told(found, None if args.only else scan_zero.measure(args.codes))
    result["scan_to_status"] = None if args.only else to_status(quick=not args.json)
    result["seconds"] = round(time.monotonic() - began, 1)
    if args.json:
        print(json.dumps(result))
    else:
        for key in OTHER_LINES:
            print(json.dumps({key: result[key]}))
    return 1 if result["worse_than_best_decoder"] or result["wrong_texts"] else 0


def told(found: Found, zero: dict[str, Any] | None) -> dict[str, Any]:
    """What is printed, but for the way to the screen."""
    live = Live()
    for each in found.live.values():
        live.join(each)
    return {
        "pictures": live.tried,
        "overall": {name: score.as_json() for name, score in together(found.scores.values()).items()},
        "conditions": {
            name: {reader: score.as_json() for reader, score in row.items()}
            for name, row in found.scores.items()
        },
        "live": live.as_json(),
        "live_conditions": {name: each.as_json() for name, each in found.live.items()},
        "cpu_percent_of_one_core_at_10_fps": {"nothing moves": idle_cpu(), "held, read": held_cpu()},
        "worse_than_best_decoder": worse(found.scores),
        "read_by_wechat_alone": found.wechat_alone,
        "wrong_texts": zero["wrong_texts"] if zero else None,
        "wrong_dossiers": zero["wrong_dossiers"] if zero else None,
        "scan_zero": zero,
    }


@contextlib.contextmanager
def readers() -> Iterator[dict[str, Reader]]:
    """Who is compared. WeChat's reader only where it was fetched; else stderr says how."""
    ours = {"pyzbar": _timed(zbar), "zxing-cpp": _timed(zxing), OURS: _timed(read_picture)}
    try:
        wechat = Wechat()
    except WechatMissingError as error:
        print(f"{WECHAT} is not compared: {error}", file=sys.stderr)
        yield ours
        return
    with contextlib.closing(wechat):
        yield {WECHAT: lambda gray: (wechat.read(gray), wechat.spent_ms / 1000)} | ours


def _timed(read: Callable[[Gray], tuple[Read, ...]]) -> Reader:
    def timed(gray: Gray) -> tuple[tuple[Read, ...], float]:
        begin = time.process_time()
        return read(gray), time.process_time() - begin

    return timed


def judge(condition: Condition, per_code: int, all_readers: dict[str, Reader], found: Found) -> None:
    """Every reader on every picture, and each picture held before the live reading."""
    row = found.scores[condition.name] = {name: Score() for name in all_readers}
    live = found.live[condition.name] = Live()
    for picture in samples(per_code, condition):
        right = {name for name, read in all_readers.items() if row[name].add(picture, *read(picture.gray))}
        if WECHAT in right and OURS not in right:
            found.wechat_alone.append(f"{condition.name}/{picture.code.name}/{picture.number}")
        hold(condition, picture, live)


def hold(condition: Condition, picture: Sample, live: Live) -> None:
    """Hold one picture before the live reading for two seconds."""
    reading, agreement = LiveReading(), Agreement()
    live.tried += 1
    for number, frame in enumerate(held(condition, picture, int(PATIENCE_S * FPS))):
        begin = time.process_time()
        news = agreement.events(reading.read(frame), number / FPS)
        live.frame_cpu.append(time.process_time() - begin)
        texts = {read.text for read in news}
        live.wrong += bool(texts - {picture.text} - picture.also)
        if picture.text in texts:
            live.until_event.append((number + 1) / FPS)
            return


def to_status(*, quick: bool) -> dict[str, float] | None:
    """From a paper before the reader to the screen; None, and why on stderr, where it cannot be measured."""
    try:
        with tempfile.TemporaryDirectory(prefix="motcua-bench-") as folder:
            report = scan_to_status.measure(Path(folder), quick=quick)
    except (BrokerMissing, NotStartedError) as error:
        print(f"{scan_to_status.NAME}: {error}", file=sys.stderr)
        return None
    found: dict[str, float] = as_json([report], {})[report.name]
    return found


def idle_cpu() -> float:
    """An empty desk: what the motion gate costs."""
    desk = np.full((HEIGHT, WIDTH), DESK, np.uint8)
    return _watched([desk] * 60)


def held_cpu() -> float:
    """A receipt held still and read at once, again and again until it goes."""
    picture = next(samples(1, CONDITIONS[0])).gray
    return _watched(list(trembling(picture, 60)))


def _watched(frames: Sequence[Gray]) -> float:
    gate, reading, spent = MotionGate(), LiveReading(), []
    for number, frame in enumerate(frames):
        begin = time.process_time()
        if gate.lets_through(frame, number / FPS) and reading.read(frame):
            gate.hold_open(number / FPS)
        spent.append(time.process_time() - begin)
    return cpu_percent(spent)


def _row(name: str, found: Found) -> str:
    cells = [
        f"{reader} {100 * score.right / score.tried:5.1f} % {1000 * sum(score.seconds) / score.tried:6.1f} ms"
        + (f" ({score.wrong} wrong)" if score.wrong else "")
        for reader, score in found.scores[name].items()
    ]
    live = found.live[name]
    return f"{name:<16}" + "   ".join(cells) + f"   live {100 * len(live.until_event) / live.tried:5.1f} %"


if __name__ == "__main__":
    sys.exit(main())
