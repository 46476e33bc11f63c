"""Findings in words, for a terminal and as a file to send: no citizen's data, no keys, no PINs, no log lines."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from contracts.texts import Catalogue, load_catalogue
from hardware.doctor.finding import Check, Finding, Level, worst, worst_first
from hardware.doctor.readings import Readings

LANGUAGES = ("vi", "en")
NEEDS_SOMEBODY = frozenset({Level.WARN, Level.BAD})


@dataclass(frozen=True)
class Told:
    """A finding in one language."""

    check: Check
    level: Level
    name: str
    said: str
    remedy: str
    """Empty where nothing needs to be done."""


def texts() -> Catalogue:
    """The doctor's sentences."""
    return load_catalogue(Path(__file__).parent / "texts")


def tell(finding: Finding, catalogue: Catalogue, lang: str) -> Told:
    """A finding in words."""
    key, facts = f"{finding.check}.{finding.what}", finding.facts
    remedy = catalogue.say(lang, f"remedy.{key}", **facts) if finding.level in NEEDS_SOMEBODY else ""
    name, said = catalogue.say(lang, f"name.{finding.check}"), catalogue.say(lang, f"said.{key}", **facts)
    return Told(finding.check, finding.level, name, said, remedy)


def lines(findings: Iterable[Finding], catalogue: Catalogue) -> Iterator[str]:
    """What is wrong first; each in Vietnamese and English."""
    known = worst_first(findings)
    for lang in LANGUAGES:
        yield catalogue.say(lang, f"all.{worst(known)}")
    for finding in known:
        yield ""
        for lang in LANGUAGES:
            told = tell(finding, catalogue, lang)
            yield f"[{catalogue.say(lang, f'level.{told.level}')}] {told.name}: {told.said}"
            if told.remedy:
                yield f"    -> {told.remedy}"


def report(
    readings: Readings, findings: Iterable[Finding], catalogue: Catalogue, more: Iterable[str] = ()
) -> str:
    """A file to send. ``more``: lines of whoever makes it, of which the same must be true."""
    at = datetime.fromtimestamp(readings.clock.utc_ms / 1000, UTC).strftime("%Y-%m-%d %H:%M:%S UTC")
    head = [
        f"motcua {readings.version} · {at}",
        f"{readings.model or '?'} · {readings.system}",
        *(f"{package.name} {package.version}" for package in readings.packages),
        *(f"{unit.name} {unit.state} ({unit.restarts})" for unit in readings.units or ()),
        *(f"{v.place} {v.free // 2**20}/{v.total // 2**20} MiB" for v in readings.volumes),
        *more,
    ]
    return "\n".join([*head, "", *lines(findings, catalogue), ""])
