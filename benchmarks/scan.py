"""``python -m benchmarks.scan`` (``make scan-bench``): our reading of codes against each decoder alone.

One run, the same drawn pictures (scan_corpus) for everybody, one thread. A read counts when the text is right;
wrong texts are counted apart. Then the live way: how soon a camera's frames of each picture make an event, and
what that costs at ten frames a second; 20,000 bars that invite a wrong reading (``scan_zero``, as many processes as
cores); at last the whole way to the screen (``scan_to_status``), unless only some conditions are asked for. With
``--json`` one JSON object.
"""

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import cv2
import numpy as np

from benchmarks import scan_to_status, scan_zero
from benchmarks.figures import as_json, percentile
from benchmarks.processes import NotStartedError
from benchmarks.scan_corpus import CONDITIONS, DESK, HEIGHT, WIDTH, Condition, Sample, samples
from hardware.drivers.decode.agree import Agreement
from hardware.drivers.decode.decoders import Gray, Read, zbar, zxing
from hardware.drivers.decode.gate import MotionGate
from hardware.drivers.decode.pipeline import LiveReading, read_picture
from simulation.office.broker import BrokerMissing

FPS = 10
PATIENCE_S = 2.0
"""The outcome we promise: held before the camera, understood within two seconds."""


READERS: dict[str, Callable[[Gray], tuple[Read, ...]]] = {
    "pyzbar": zbar,
    "zxing-cpp": zxing,
    "ours": read_picture,
}


@dataclass
class Score:
    """How one reader did in one condition."""

    tried: int = 0
    right: int = 0
    wrong: int = 0
    seconds: list[float] = field(default_factory=list)

    def add(self, sample: Sample, found: Iterable[Read], seconds: float) -> None:
        """Count one picture."""
        texts = [read.text for read in found]
        self.tried += 1
        self.right += sample.text in texts
        self.wrong += any(text != sample.text for text in texts)
        self.seconds.append(seconds)

    def as_json(self) -> dict[str, float]:
        """Rates in percent, processor time in milliseconds."""
        return {
            "percent": round(100 * self.right / self.tried, 1),
            "wrong": self.wrong,
            "ms_mean": round(1000 * sum(self.seconds) / self.tried, 1),
            "ms_p95": round(1000 * percentile(self.seconds, 95), 1),
        }


@dataclass
class Live:
    """How the frames of a camera did: seconds until the event, and processor time of each frame."""

    tried: int = 0
    wrong: int = 0
    until_event: list[float] = field(default_factory=list)
    frame_cpu: list[float] = field(default_factory=list)

    def as_json(self) -> dict[str, float | None]:
        """Rates in percent, CPU in percent of one core at ten frames a second."""
        soon = self.until_event
        return {
            "percent_within_2_s": round(100 * len(soon) / self.tried, 1),
            "wrong": self.wrong,
            "event_s_p50": round(percentile(soon, 50), 2) if soon else None,
            "event_s_p95": round(percentile(soon, 95), 2) if soon else None,
            "cpu_percent_at_10_fps": _cpu(self.frame_cpu),
        }


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
    conditions = [each for each in CONDITIONS if not args.only or each.name in args.only]
    scores, live = {}, Live()
    for condition in conditions:
        pictures = list(samples(args.per_code, condition))
        scores[condition.name] = compared(pictures)
        for picture in pictures:
            hold(picture, live)
        if not args.json:
            print(_row(condition, scores[condition.name]), flush=True)
    total = _together(scores.values())
    zero = None if args.only else scan_zero.measure(args.codes)
    result = {
        "pictures": sum(score["ours"].tried for score in scores.values()),
        "overall": {name: score.as_json() for name, score in total.items()},
        "conditions": {
            name: {reader: score.as_json() for reader, score in row.items()} for name, row in scores.items()
        },
        "live": live.as_json(),
        "cpu_percent_of_one_core_at_10_fps": {"nothing moves": idle_cpu(), "held, read": held_cpu()},
        "worse_than_best_decoder": _worse(scores),
        "wrong_texts": zero["wrong_texts"] if zero else None,
        "wrong_dossiers": zero["wrong_dossiers"] if zero else None,
        "scan_zero": zero,
        "scan_to_status": None if args.only else to_status(quick=not args.json),
        "seconds": round(time.monotonic() - began, 1),
    }
    print(json.dumps(result) if args.json else f"{_row(None, total)}\n{json.dumps(result['live'])}")
    if not args.json:
        for key in ("cpu_percent_of_one_core_at_10_fps", "scan_zero", "scan_to_status"):
            print(json.dumps({key: result[key]}))
    return 1 if result["worse_than_best_decoder"] or result["wrong_texts"] else 0


def compared(pictures: Sequence[Sample]) -> dict[str, Score]:
    """Every reader on every picture."""
    scores = {name: Score() for name in READERS}
    for picture in pictures:
        for name, read in READERS.items():
            begin = time.process_time()
            found = read(picture.gray)
            scores[name].add(picture, found, time.process_time() - begin)
    return scores


def hold(picture: Sample, live: Live) -> None:
    """Hold one picture before the live reading for two seconds: a hand trembles, a sensor has grain."""
    reading, agreement, luck = LiveReading(), Agreement(), np.random.default_rng(7)
    live.tried += 1
    for number in range(int(PATIENCE_S * FPS)):
        frame = _trembling(picture.gray, luck)
        begin = time.process_time()
        news = agreement.events(reading.read(frame), number / FPS)
        live.frame_cpu.append(time.process_time() - begin)
        if news:
            live.wrong += news[0].text != picture.text
            if news[0].text == picture.text:
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
    luck = np.random.default_rng(7)
    return _watched([_trembling(picture, luck) for _ in range(60)])


def _watched(frames: Sequence[Gray]) -> float:
    gate, reading, spent = MotionGate(), LiveReading(), []
    for number, frame in enumerate(frames):
        begin = time.process_time()
        if gate.lets_through(frame, number / FPS) and reading.read(frame):
            gate.hold_open(number / FPS)
        spent.append(time.process_time() - begin)
    return _cpu(spent)


def _cpu(seconds: Sequence[float]) -> float:
    return round(100 * FPS * sum(seconds) / len(seconds), 1)


def _trembling(gray: Gray, luck: np.random.Generator) -> Gray:
    moved = np.roll(gray, luck.integers(-2, 3, 2), (0, 1)).astype(np.int16)
    grainy = moved + luck.integers(-2, 3, gray.shape, np.int16)
    return np.asarray(np.clip(grainy, 0, 255), np.uint8)


def _together(rows: Iterable[dict[str, Score]]) -> dict[str, Score]:
    total = {name: Score() for name in READERS}
    for row in rows:
        for name, score in row.items():
            total[name].tried += score.tried
            total[name].right += score.right
            total[name].wrong += score.wrong
            total[name].seconds += score.seconds
    return total


def _worse(scores: dict[str, dict[str, Score]]) -> list[str]:
    return [
        name
        for name, row in scores.items()
        if row["ours"].right < max(score.right for reader, score in row.items() if reader != "ours")
    ]


def _row(condition: Condition | None, row: dict[str, Score]) -> str:
    cells = [
        f"{name} {100 * score.right / score.tried:5.1f} % {1000 * sum(score.seconds) / score.tried:6.1f} ms"
        + (f" ({score.wrong} wrong)" if score.wrong else "")
        for name, score in row.items()
    ]
    return f"{condition.name if condition else 'overall':<16}" + "   ".join(cells)


if __name__ == "__main__":
    sys.exit(main())
