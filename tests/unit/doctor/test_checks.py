"""What the doctor makes of what it sees: each case changes one thing of a healthy machine."""

import re
from dataclasses import replace
from typing import Any

import pytest

from hardware.doctor.checks import findings_of
from hardware.doctor.finding import Check, Level, worst, worst_first
from hardware.doctor.readings import (
    BackupReading,
    Card,
    CertificateReading,
    ClockReading,
    KernelSays,
    Package,
    Peer,
    RootReading,
    Thing,
    Unit,
    Volume,
    Wire,
)
from hardware.doctor.report import LANGUAGES, tell, texts
from tests.unit.doctor.healthy import DISK, HEALTHY, MIB, NOW_MS

OK, UNKNOWN, WARN, BAD = Level.OK, Level.UNKNOWN, Level.WARN, Level.BAD


def clock(*, sync: bool, rtc: float | None = None, utc_ms: int = NOW_MS) -> ClockReading:
    return ClockReading(utc_ms, sync, rtc is not None, rtc)


def disk(free: int, total: int = 30_000, **changes: Any) -> tuple[Volume, ...]:
    return (replace(DISK, total=total * MIB, free=free * MIB, **changes),)


def unit(state: str, restarts: int = 0) -> tuple[Unit, ...]:
    return (Unit("motcua-printer.service", state, restarts),)


def wire(*, connected: bool = True, drops: int = 0) -> tuple[Wire, ...]:
    return (Wire("eth0", connected, drops),)


CASES: tuple[tuple[Check, Level, str, dict[str, Any]], ...] = (
    (Check.CLOCK, OK, "both", {}),
    (Check.CLOCK, OK, "network", {"clock": clock(sync=True)}),
    (Check.CLOCK, OK, "network", {"clock": clock(sync=True, rtc=-4000.0)}),
    (Check.CLOCK, OK, "battery", {"clock": clock(sync=False, rtc=-59.0)}),
    (Check.CLOCK, WARN, "differ", {"clock": clock(sync=False, rtc=61.0)}),
    (Check.CLOCK, WARN, "nobody", {"clock": clock(sync=False)}),
    (Check.CLOCK, BAD, "past", {"clock": clock(sync=True, utc_ms=0)}),
    (Check.CLOCK, BAD, "past", {"clock": clock(sync=False, rtc=0.0, utc_ms=1_767_225_599_999)}),
    (Check.DISK, OK, "room", {}),
    (Check.DISK, OK, "room", {"volumes": disk(90, 96)}),
    (Check.DISK, OK, "room", {"volumes": disk(50_000, 1_000_000)}),
    (Check.DISK, WARN, "little", {"volumes": disk(999)}),
    (Check.DISK, WARN, "little", {"volumes": disk(7, 96)}),
    (Check.DISK, BAD, "full", {"volumes": disk(199)}),
    (Check.DISK, BAD, "full", {"volumes": disk(0, 96)}),
    (Check.DISK, BAD, "full", {"volumes": disk(1, 96)}),
    (Check.DISK, WARN, "files", {"volumes": disk(20_000, files_free=0.01)}),
    (Check.CARD, OK, "well", {}),
    (Check.CARD, OK, "well", {"cards": (), "kernel": None}),
    (Check.CARD, OK, "well", {"volumes": disk(9_000, read_only=True, meant_read_only=True)}),
    (Check.CARD, UNKNOWN, "unknown", {"cards": (), "kernel": None, "volumes": disk(9_000, ext4_errors=None)}),
    (Check.CARD, BAD, "read-only", {"volumes": disk(9_000, read_only=True)}),
    (Check.CARD, BAD, "ext4", {"volumes": disk(9_000, ext4_errors=3)}),
    (Check.CARD, WARN, "errors", {"kernel": KernelSays(1, 0)}),
    (Check.CARD, BAD, "errors", {"kernel": KernelSays(10, 0)}),
    (Check.CARD, WARN, "worn", {"cards": (Card("BJTD4R", 9, 1),)}),
    (Check.CARD, WARN, "worn", {"cards": (Card("BJTD4R", 2, 2),)}),
    (Check.CARD, BAD, "worn-out", {"cards": (Card("BJTD4R", 11, 1),)}),
    (Check.CARD, BAD, "worn-out", {"cards": (Card("BJTD4R", None, 3),)}),
    (Check.POWER, OK, "enough", {}),
    (Check.POWER, BAD, "now", {"throttled": 0x50005}),
    (Check.POWER, WARN, "since", {"throttled": 0x10000}),
    (Check.POWER, WARN, "since", {"throttled": None, "kernel": KernelSays(0, 2)}),
    (Check.POWER, WARN, "since", {"throttled": 0, "kernel": KernelSays(0, 1)}),
    (Check.POWER, WARN, "slowed", {"throttled": 0x80000}),
    (Check.POWER, WARN, "slowed", {"throttled": 0x4}),
    (Check.POWER, UNKNOWN, "unknown", {"throttled": None}),
    (Check.TEMPERATURE, OK, "fine", {}),
    (Check.TEMPERATURE, WARN, "hot", {"celsius": 70.0}),
    (Check.TEMPERATURE, BAD, "too-hot", {"celsius": 80.0}),
    (Check.TEMPERATURE, UNKNOWN, "unknown", {"celsius": None}),
    (Check.ROOT, OK, "protected", {}),
    (Check.ROOT, BAD, "open", {"root": RootReading(protection_wanted=True, protected=False)}),
    (Check.NETWORK, OK, "connected", {}),
    (Check.NETWORK, OK, "alone", {"wires": wire(connected=False), "alone": True, "address": ""}),
    (Check.NETWORK, BAD, "no-cable", {"wires": wire(connected=False)}),
    (Check.NETWORK, BAD, "no-cable", {"wires": ()}),
    (Check.NETWORK, BAD, "no-address", {"address": ""}),
    (Check.NETWORK, WARN, "drops", {"wires": wire(drops=20)}),
    (Check.BROKER, OK, "reached", {"peers": (Peer("10.0.0.2:8883"),)}),
    (Check.BROKER, BAD, "refused", {"peers": (Peer("10.0.0.2:8883", "refused"),)}),
    (Check.BROKER, BAD, "no-way", {"peers": (Peer("10.0.0.2:8883", "no-way"),)}),
    (Check.BROKER, BAD, "no-name", {"peers": (Peer("desk:8883", "no-name"),)}),
    (Check.PROGRAMS, OK, "running", {}),
    (Check.PROGRAMS, OK, "running", {"units": unit("reloading")}),
    (Check.PROGRAMS, WARN, "starting", {"units": unit("activating")}),
    (Check.PROGRAMS, BAD, "stopped", {"units": unit("failed")}),
    (Check.PROGRAMS, BAD, "stopped", {"units": unit("inactive")}),
    (Check.PROGRAMS, WARN, "restarts", {"units": unit("active", 5)}),
    (Check.PROGRAMS, UNKNOWN, "unknown", {"units": None}),
    *(
        (check, level, what, {f"{check}s": (Thing("/dev/x", present),)})
        for check in (Check.PRINTER, Check.CAMERA)
        for level, what, present in ((OK, "there", True), (BAD, "missing", False), (UNKNOWN, "unknown", None))
    ),
    (Check.CERTIFICATE, OK, "valid", {"certificates": (CertificateReading("kiosk", 30.0),)}),
    (Check.CERTIFICATE, WARN, "soon", {"certificates": (CertificateReading("kiosk", 29.9),)}),
    (Check.CERTIFICATE, BAD, "expired", {"certificates": (CertificateReading("kiosk", -0.1),)}),
    (Check.CERTIFICATE, UNKNOWN, "unknown", {"certificates": (CertificateReading("kiosk"),)}),
    (Check.CERTIFICATE, BAD, "missing", {"certificates": (CertificateReading("kiosk", trouble="missing"),)}),
    (Check.CERTIFICATE, BAD, "broken", {"certificates": (CertificateReading("kiosk", trouble="broken"),)}),
    (
        Check.CERTIFICATE,
        BAD,
        "other-key",
        {"certificates": (CertificateReading("kiosk", trouble="other-key"),)},
    ),
    (Check.SETTINGS, BAD, "broken", {"broken_settings": ("kiosk.toml",)}),
    *(
        (Check.BACKUP, level, what, {"backup": BackupReading(days, failed)})
        for level, what, days, failed in (
            (OK, "fresh", 0.2, False),
            (OK, "fresh", 3.0, False),
            (WARN, "old", 3.1, False),
            (WARN, "old", 3.1, True),
            (BAD, "too-old", 10.1, False),
            (WARN, "failed", 1.0, True),
            (WARN, "failed", None, True),
            (WARN, "never", None, False),
        )
    ),
    (Check.VERSIONS, OK, "one", {}),
    (Check.VERSIONS, WARN, "mixed", {"packages": (Package("a", "1.0"), Package("b", "1.1"))}),
)


@pytest.mark.parametrize(("check", "level", "what", "changes"), CASES)
def test_each_state_is_judged_alone(check: Check, level: Level, what: str, changes: dict[str, Any]) -> None:
    found = findings_of(replace(HEALTHY, **changes))
    assert [(one.level, one.what) for one in found if one.check is check] == [(level, what)]
    others = [one for one in found if one.check is not check and one.level in (WARN, BAD)]
    assert others == [], "nothing else is blamed for it"


def test_every_sentence_is_told_by_some_case_and_every_case_has_its_sentences() -> None:
    catalogue = texts()
    told = {f"{check}.{what}" for check, _level, what, _changes in CASES}
    for lang in LANGUAGES:
        keys = catalogue.languages[lang]
        assert {key.removeprefix("said.") for key in keys if key.startswith("said.")} == told
        remedies = {f"{check}.{what}" for check, level, what, _c in CASES if level in (WARN, BAD)}
        assert {key.removeprefix("remedy.") for key in keys if key.startswith("remedy.")} == remedies


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("changes", [case[-1] for case in CASES])
def test_each_sentence_can_be_filled(changes: dict[str, Any], lang: str) -> None:
    catalogue = texts()
    for finding in findings_of(replace(HEALTHY, **changes)):
        told = tell(finding, catalogue, lang)
        assert not re.search(r"[{}]", told.said + told.remedy)
        assert bool(told.remedy) is (finding.level in (WARN, BAD))


def test_two_machines_in_one_network_name_the_one_that_is_silent() -> None:
    found = findings_of(replace(HEALTHY, peers=(Peer("10.0.0.2:8883"), Peer("10.0.0.3:8883", "no-way"))))
    assert [(f.level, f.facts["address"]) for f in found if f.check is Check.BROKER] == [
        (OK, "10.0.0.2:8883"),
        (BAD, "10.0.0.3:8883"),
    ]


def test_a_system_that_nobody_wants_protected_is_not_judged() -> None:
    plain = replace(HEALTHY, root=RootReading(protection_wanted=False, protected=False))
    assert Check.ROOT not in {finding.check for finding in findings_of(plain)}


def test_what_is_worst_decides_and_is_told_first() -> None:
    found = findings_of(replace(HEALTHY, celsius=90.0, kernel=KernelSays(1, 0), throttled=None))
    assert worst(found) is BAD
    assert [finding.level for finding in worst_first(found)][:3] == [BAD, WARN, UNKNOWN]
    assert worst(findings_of(HEALTHY)) is OK
    assert worst(()) is OK
