"""``make voice-check``: a busy hall calls, recalls and takes back; aplay plays into ALSA's file plug-in. One JSON line.

``first_sample_p50_ms`` is told from above: from the moment at which the voice hears of a call until aplay, which the
plug-in does not hold up, has played all of it. Status 1 when anything overlapped, was stale, clipped or changed.
"""

import asyncio
import itertools
import json
import os
import random
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

from contracts import messages as m
from contracts.vocabulary import CounterId, TicketId
from display_board.voice.announcing import VoiceTask
from display_board.voice.lineup import Manner, Truth, Zone
from display_board.voice.speech import Speech, Style
from hardware.driver import Context
from hardware.drivers.aplay import AplayLoudspeaker, AplayOptions
from hardware.keeper import Keeper
from hardware.voice.sound import from_bytes
from tests.packs import all_clips, write_pack
from tests.unit.display_board.board_builders import VIETNAM_MINUTES

PRESSES, COUNTERS = 60, 5
FULL = 32_767


@dataclass
class Hall:
    """What the desk says, and what was heard."""

    counters: dict[CounterId, m.CounterState] = field(default_factory=dict)
    calls: list[m.Call] = field(default_factory=list)
    pressed: dict[str, float] = field(default_factory=dict)
    spoken: list[tuple[float, float]] = field(default_factory=list)
    stale: int = 0
    clipped: int = 0
    unequal: int = 0
    first_ms: list[float] = field(default_factory=list)
    started: float = field(default_factory=time.monotonic)

    def truth(self) -> Truth:
        """Now."""
        return Truth(dict(self.counters), self.clock(), 0.0, VIETNAM_MINUTES)

    def clock(self) -> int:
        """Milliseconds of the desk."""
        return 1_800_000_000_000 + int((time.monotonic() - self.started) * 1000)

    def state(self, counter: str, call: m.Call | None) -> None:
        """The desk has decided."""
        self.counters[CounterId(counter)] = m.CounterState(
            epoch=1, seq=1, at=self.clock(), counter=CounterId(counter), label=counter, call=call, waiting=0
        )


class Ear:
    """The real loudspeaker, and somebody who compares what it was given with what came out."""

    def __init__(self, hall: Hall, inner: AplayLoudspeaker, played: Path, speech: Speech) -> None:
        self._hall, self._inner, self._played, self._speech = hall, inner, played, speech

    def play(self, samples: bytes, words: str, interrupted: Callable[[float], bool]) -> None:
        """Play, compare, and go on for a while, as a hall's loudspeaker does."""
        hall, begin, call = self._hall, time.monotonic(), None
        if words:
            call = self._meant(words)
            hall.stale += call is None or not hall.truth().says(call)
        was_cut = False

        def cut(seconds: float) -> bool:
            nonlocal was_cut
            was_cut = interrupted(seconds) or was_cut
            return was_cut

        self._inner.play(samples, words, cut)
        if not words:
            return
        end = time.monotonic()
        if not was_cut:
            heard = self._played.read_bytes()
            hall.unequal += not (heard.startswith(samples) and not any(heard[len(samples) :]))
            hall.clipped += sum(1 for sample in from_bytes(samples) if abs(sample) >= FULL)
            line_was_empty = call and (not hall.spoken or hall.pressed[call.ticket] > hall.spoken[-1][1])
            if call and line_was_empty:
                hall.first_ms.append((end - hall.pressed[call.ticket]) * 1000)
        interrupted(0.03)
        hall.spoken.append((begin, time.monotonic()))

    def _meant(self, words: str) -> m.Call | None:
        """Which call these words are, by the numbers that stand at counters now or a moment ago."""
        return next(
            (
                call
                for call in reversed(self._hall.calls)
                if self._speech.phrases(call, Manner())[0].words == words
            ),
            None,
        )

    def close(self) -> None:
        """Silent."""
        self._inner.close()


async def busy(hall: Hall, task: VoiceTask, dice: random.Random) -> None:
    """Presses at all counters, some within a moment; recalls, and calls that are taken back."""
    number = 0
    for _ in range(PRESSES):
        counter = str(dice.randint(1, COUNTERS))
        now = hall.counters[CounterId(counter)].call
        what = dice.random()
        if now and what < 0.2:
            hall.state(counter, None)
        else:
            number += 1
            recalled = now is not None and what < 0.4
            name = now.number if now and recalled else f"A{number:03}"
            times = now.times + 1 if now and recalled else 1
            call = m.Call(
                ticket=TicketId(f"20261123-{name}"), number=name, counter=CounterId(counter), label=counter,
                at=hall.clock(), times=times,
            )  # fmt: skip
            hall.calls.append(call)
            hall.pressed[call.ticket] = time.monotonic()
            hall.state(counter, call)
        task.hear(hall.truth())
        await asyncio.sleep(dice.choice((0.0, 0.01, 0.05, 0.3)))
    await asyncio.sleep(1.0)


async def check(folder: Path) -> dict[str, float]:
    """Run, and tell what was found."""
    write_pack(folder / "vi.zip", all_clips())
    played = folder / "played.raw"
    (folder / "asound.conf").write_text(
        f'pcm.ear {{ type file slave.pcm {{ type null }} file "{played}" format raw }}\n'
    )
    os.environ["ALSA_CONFIG_PATH"] = str(folder / "asound.conf")
    hall, speech = Hall(), Speech(Style(folder))
    ear = Ear(hall, AplayOptions(sound="ear").build(Context("voice-hall")), played, speech)
    task = VoiceTask(speech, Keeper("voice-hall", lambda: ear), Zone(), lambda: None)
    for counter in range(1, COUNTERS + 1):
        hall.state(str(counter), None)
    task.hear(hall.truth())
    speech.refresh()
    running = asyncio.create_task(task.run())
    await asyncio.sleep(0.5)
    await busy(hall, task, random.Random(7))  # noqa: S311 - the same day each time
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    task.close()
    return told(hall, speech)


def told(hall: Hall, speech: Speech) -> dict[str, float]:
    """The line."""
    pairs = itertools.pairwise(hall.spoken)
    made = []
    for call in hall.calls:
        begin = time.perf_counter()
        speech.announcement(call, Manner())
        made.append((time.perf_counter() - begin) * 1000)
    return {
        "presses": PRESSES,
        "spoken": len(hall.spoken),
        "overlap": sum(1 for before, after in pairs if after[0] < before[1]),
        "stale_spoken": hall.stale,
        "bytes_equal": hall.unequal == 0,
        "clipped": hall.clipped,
        "assembled_p50_ms": round(median(made), 2),
        "first_sample_p50_ms": round(median(hall.first_ms), 1) if hall.first_ms else -1,
    }


def main() -> int:
    """Print the line; returns the exit status."""
    with tempfile.TemporaryDirectory(prefix="motcua-voice-") as folder:
        line = asyncio.run(check(Path(folder)))
    print(json.dumps(line))
    well = line["bytes_equal"] and not (line["overlap"] or line["stale_spoken"] or line["clipped"])
    return 0 if well and line["spoken"] else 1


if __name__ == "__main__":
    sys.exit(main())
