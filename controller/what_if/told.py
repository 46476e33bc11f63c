"""What came of comparing variants: as data, as the rows of a table, as a picture."""

from collections.abc import Callable, Mapping
from typing import Any

from controller.domain.office import clock_of
from controller.figures.chart import Bars, bars
from controller.what_if.measures import FIELDS, Measure
from controller.what_if.variants import Compared

Say = Callable[..., str]
"""A text by its key and facts."""
SHARES = {"long", "use"}
MOST_DRAWN = 2
"""Rows of bars that one picture can show apart: now, and one variant."""


def as_data(compared: tuple[Compared, ...], names: Mapping[str, str]) -> list[dict[str, Any]]:
    """For programs, and for the page, which has it computed in another process."""
    return [
        {
            "what": one.variant.what,
            "services": [names.get(code, code) for code in one.variant.services],
            "minutes": one.variant.minutes,
            "days": one.measures.days,
            **{key: _plain(measure) for key, measure in zip(FIELDS, one.measures.figures, strict=True)},
            "differs": dict(zip(FIELDS, map(_plain, one.differs), strict=False)),
            "waiting": {clock_of(minute): round(count, 2) for minute, count in one.measures.queue.items()},
        }
        for one in compared
    ]


def name_of(told: Mapping[str, Any], say: Say) -> str:
    """A variant in words."""
    return say(f"variant.{told['what']}", services=", ".join(told["services"]), minutes=told["minutes"])


def rows(told: list[dict[str, Any]], say: Say) -> list[list[str]]:
    """The table, its heading first."""
    heading = [say("column.variant"), *(say(f"column.{key}") for key in FIELDS)]
    return [heading, *([name_of(one, say), *(_cell(one, key, say) for key in FIELDS)] for one in told)]


def picture(told: list[dict[str, Any]], say: Say, variant: int = 1) -> str:
    """Who waits over the day, now and in one variant, as SVG."""
    shown = [told[0], *told[variant : variant + 1]][:MOST_DRAWN]
    slots = sorted({slot for one in shown for slot in one["waiting"]})
    series = [Bars(name_of(one, say), [one["waiting"].get(slot, 0.0) for slot in slots]) for one in shown]
    labels = [slot if slot.endswith(":00") else "" for slot in slots]
    return bars(say("picture.title"), labels, series, say("picture.unit"))


def _plain(measure: Measure) -> dict[str, float]:
    return {"mean": round(measure.mean, 4), "doubt": round(measure.doubt, 4)}


def _cell(one: Mapping[str, Any], key: str, say: Say) -> str:
    differs = one["differs"].get(key)
    own = _written(one[key], key)
    cell = f"{own} ({_written(differs, key, sign='+')})" if differs else own
    return cell.replace(".", say("number.point"))


def _written(measure: Mapping[str, float], key: str, sign: str = "") -> str:
    factor, unit = (100, " %") if key in SHARES else (1, "")
    mean, doubt = measure["mean"] * factor, measure["doubt"] * factor
    return f"{mean:{sign}.1f} ± {doubt:.1f}{unit}"
