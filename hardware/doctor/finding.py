"""What the doctor finds: one judgement of one thing, without words of a language. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Level(StrEnum):
    """How things stand. ``unknown``: this machine does not tell; never taken for ``ok``."""

    OK = "ok"
    UNKNOWN = "unknown"
    WARN = "warn"
    BAD = "bad"


ORDER = tuple(reversed(Level))
"""What is wrong comes first."""


class Check(StrEnum):
    """What is looked at."""

    CLOCK = "clock"
    DISK = "disk"
    CARD = "card"
    POWER = "power"
    TEMPERATURE = "temperature"
    ROOT = "root"
    NETWORK = "network"
    BROKER = "broker"
    PROGRAMS = "programs"
    PRINTER = "printer"
    CAMERA = "camera"
    CERTIFICATE = "certificate"
    SETTINGS = "settings"
    BACKUP = "backup"
    VERSIONS = "versions"


@dataclass(frozen=True)
class Finding:
    """``what`` and ``facts`` choose and fill the sentence ``said.<check>.<what>``, and ``remedy.<check>.<what>``."""

    check: Check
    level: Level
    what: str
    facts: Mapping[str, str] = field(default_factory=dict)


def worst(findings: Iterable[Finding]) -> Level:
    """How things stand all in all."""
    levels = {finding.level for finding in findings}
    return next((level for level in ORDER if level in levels), Level.OK)


def worst_first(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """What is wrong before what is well; else as they were found."""
    return tuple(sorted(findings, key=lambda finding: ORDER.index(finding.level)))
