"""Findings -> a report for people, and a profile for the driver. Pure."""

import json
from collections.abc import Iterator

from contracts.texts import Catalogue
from hardware.drivers.escpos.answers import Answer, CodeSize, Junk, Plain, ProcessId, Push, RealTime, Text
from hardware.drivers.escpos.probe.questions import Exchange, Findings, fitting
from hardware.drivers.escpos.profile import Profile

LANGUAGES = ("vi", "en")
_KEPT = (
    "dots",
    "dpi",
    "picture",
    "band_rows",
    "enlarges",
    "units_per_row",
    "cut",
    "knife_mm",
    "near_end_sensor",
)
_KEPT_TOO = ("usb", "speed_mm_s", "write_bytes", "stall_s", "margin_s")


def report(asked: tuple[Exchange, ...], found: Findings, texts: Catalogue) -> Iterator[str]:
    """Line by line: what was asked, what came, and what follows from it."""
    for lang in LANGUAGES:
        yield texts.say(lang, "title")
        for about, tries in _by_question(asked).items():
            what = texts.say(lang, f"about.{about}")
            shown = "; ".join(filter(None, map(_shown, tries)))
            yield f"  {_verdict(tries, lang, texts):<10}{what:<44}{shown}".rstrip()
        yield ""
        yield texts.say(lang, f"fence.{found.fence}")
        yield texts.say(
            lang, "status.some" if found.status else "status.none", status=", ".join(found.status)
        )
        yield texts.say(lang, "codes.native" if found.native_qr else "codes.dots")
        if found.units_per_row is not None:
            yield texts.say(
                lang, "units.some" if found.units_per_row else "units.none", n=found.units_per_row
            )
        if found.identity:
            yield texts.say(lang, "identity", identity=found.identity)
        if found.stale:
            yield texts.say(lang, "stale")
        yield ""


def profile_toml(name: str, found: Findings, base: Profile) -> str:
    """The profile as a file: what was found, and all else as in ``base``."""
    values = {"name": name, **{key: getattr(base, key) for key in _KEPT}}
    if found.units_per_row is not None:
        values["units_per_row"] = found.units_per_row
    values |= {"native_qr": found.native_qr and base.picture == "raster"}
    values |= {"status": found.status, "fence": found.fence, **{key: getattr(base, key) for key in _KEPT_TOO}}
    lines = [f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in values.items()]
    return "\n".join(lines) + "\n"


def _by_question(asked: tuple[Exchange, ...]) -> dict[str, list[Exchange]]:
    """What is asked several times, to catch a printer that answers the question before, is one line."""
    found: dict[str, list[Exchange]] = {}
    for one in asked:
        found.setdefault(one.question.about, []).append(one)
    return found


def _verdict(tries: list[Exchange], lang: str, texts: Catalogue) -> str:
    if all(fitting(one) is not None for one in tries):
        return texts.say(lang, "yes")
    return texts.say(lang, "wrong" if any(one.got for one in tries) else "no")


def _shown(one: Exchange) -> str:
    if not one.got:
        return ""
    return f"{' + '.join(map(_hex, one.got))}, {one.ms:.0f} ms"


def _hex(answer: Answer) -> str:
    match answer:
        case Push(group):
            return group.hex(" ")
        case ProcessId(letters):
            return letters.decode("ascii")
        case Text(text):
            return text.decode("ascii")
        case CodeSize(width, height):
            return f"{width} x {height}"
        case RealTime(value) | Plain(value) | Junk(value):
            return f"{value:02x}"
