"""`make guide-check`: how people ask is found, and the guide's screens can be read; one JSON line, 1 when a promise broke.

The questions of `tests/unit/catalogue/spoken.toml`, each as it is written, without tones, with Telex keys left in, with a
slip of a finger and with two words as one; then every screen of the guide on three panels, plain and in large letters.
"""

import argparse
import json
import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import simulation.office
from benchmarks.figures import percentile
from controller.catalogue import everyday, topics
from controller.catalogue.file import records
from controller.catalogue.procedure import Procedure
from controller.catalogue.reading import read
from controller.catalogue.search import Index
from tests.unit.catalogue.spoken import questions

LEAST_AT_1, LEAST_AT_3 = 0.93, 0.97
MOST_MS = 20.0
"""A search at the 99th percentile, here; a Pi has five times as long."""
PANELS = ("portrait", "landscape", "small")


def searched(procedures: tuple[Procedure, ...]) -> dict[str, float | int]:
    """What is found, and how fast: milliseconds of processor time, which other programs do not lengthen."""
    index = Index(procedures, everyday.load())
    took, first, three = [], 0, 0
    asked = list(questions())
    for _way, typed, code in asked:
        begun = time.thread_time()
        hits = [one.code for one in index.find(typed, 3)]
        took.append((time.thread_time() - begun) * 1000)
        first += hits[:1] == [code]
        three += code in hits
    index.close()
    return {
        "queries": len(asked),
        "search_p50_ms": round(percentile(took, 50), 2),
        "search_p99_ms": round(percentile(took, 99), 2),
        "found_at_1": round(first / len(asked), 3),
        "found_at_3": round(three / len(asked), 3),
    }


def screens() -> Iterator[str | None]:
    """Each screen: None, or what cannot be read or hit on it."""
    os.environ.setdefault("SDL_VIDEODRIVER", "offscreen")
    from kiosk_app.shell import kivy_setup  # noqa: PLC0415 - Kivy reads its set-up at its first import

    kivy_setup.set_environment()
    from kiosk_app.flow.model import Modes  # noqa: PLC0415 - beside the ones that start Kivy
    from tests.gui import kiosk_guide_screens, kiosk_screens  # noqa: PLC0415 - the same
    from tests.gui.test_kiosk_looks import kiosk_on  # noqa: PLC0415 - the same

    for panel in PANELS:
        for modes in (Modes(), Modes(large=True)):
            kiosk = kiosk_on(panel, keypad=False)
            for name in kiosk_guide_screens.guide(kiosk):
                kiosk_screens.draw_in(kiosk, "vi", modes)
                try:
                    kiosk_screens.words_stand_free(kiosk, f"{panel}: {name}")
                    kiosk_screens.letters_are_large(kiosk, f"{panel}: {name}")
                    kiosk_screens.targets_can_be_hit(kiosk, f"{panel}: {name}")
                except AssertionError as error:
                    yield str(error).splitlines()[0]
                else:
                    yield None
            kiosk.close()


def main() -> int:
    """Check, tell, and say whether every promise holds."""
    argparse.ArgumentParser(prog="python -m tests.guide_check", description=__doc__).parse_args()
    told = read(records(Path(simulation.office.__path__[0]) / "procedures.json"), {})
    procedures = tuple(told.procedures)
    events, no_field = topics.load()
    reached = {one.code for topic in topics.by_event(procedures, events) for one in topic.procedures}
    found = searched(procedures)
    seen = list(screens())
    clipped = [trouble for trouble in seen if trouble]
    good = (
        found["found_at_1"] >= LEAST_AT_1
        and found["found_at_3"] >= LEAST_AT_3
        and found["search_p99_ms"] <= MOST_MS
        and len(reached) == len(procedures)
        and not clipped
    )
    line = {
        "procedures": len(procedures),
        **found,
        "by_two_touches": len(reached),
        "fields": len(topics.by_field(procedures, no_field)),
        "screens_checked": len(seen),
        "clipped": len(clipped),
        "trouble": clipped[:5],
        "good": good,
    }
    print(json.dumps(line, ensure_ascii=False))
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
