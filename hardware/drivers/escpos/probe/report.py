"""Findings -> a report for people, and a profile for the driver. Pure."""

import json
from collections.abc import Iterator

from contracts.texts import Catalogue
from hardware.drivers.escpos.answers import Answer, CodeSize, Junk, Plain, ProcessId, Push, RealTime, Text
from hardware.drivers.escpos.probe.questions import Asked, Findings, fitting
from hardware.drivers.escpos.profile import Profile

LANGUAGES = ("vi", "en")
_KEPT = ("dots", "dpi", "picture", "band_rows", "units_per_row", "cut", "feed_rows", "near_end_sensor")
_KEPT_TOO = ("usb", "speed_mm_s", "write_bytes", "stall_s", "margin_s")


def report(asked: tuple[Asked, ...], found: Findings, texts: Catalogue) -> Iterator[str]:
    """Line by line: what was asked, what came, and what follows from it."""
    for lang in LANGUAGES:
        yield texts.say(lang, "title")
        for one in asked:
            about = texts.say(lang, f"about.{one.question.about}")
            yield f"  {_verdict(one, lang, texts):<10}{about:<44}{_shown(one)}".rstrip()
        yield ""
        yield texts.say(lang, f"fence.{found.fence}")
        yield texts.say(
            lang, "status.some" if found.status else "status.none", status=", ".join(found.status)
        )
        yield texts.say(lang, "codes.native" if found.native_qr else "codes.dots")
        if found.identity:
            yield texts.say(lang, "identity", identity=found.identity)
        if found.stale:
            yield texts.say(lang, "stale")
        yield ""


def profile_toml(name: str, found: Findings, base: Profile) -> str:
    """The profile as a file: what was found, and all else as in ``base``."""
    values = {"name": name, **{key: getattr(base, key) for key in _KEPT}}
    values |= {"native_qr": found.native_qr and base.picture == "raster"}
    values |= {"status": found.status, "fence": found.fence, **{key: getattr(base, key) for key in _KEPT_TOO}}
    lines = [f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in values.items()]
    return "\n".join(lines) + "\n"


def _verdict(one: Asked, lang: str, texts: Catalogue) -> str:
    if fitting(one) is not None:
        return texts.say(lang, "yes")
    return texts.say(lang, "wrong" if one.got else "no")


def _shown(one: Asked) -> str:
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
