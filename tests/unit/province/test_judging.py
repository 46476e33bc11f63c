"""Which facts count, and which are kept apart for what reason."""

from typing import Any

import pytest

from contracts.province import Fact, Why
from province.judging import judged

NOW = 1_795_402_800_000
"""2026-11-23, 03:00 UTC."""


def fact(**changes: Any) -> Fact:
    usual = {"seq": 1, "day": "2026-11-23", "kind": "TicketLapsed", "hash": "0" * 64}
    return Fact.model_validate(usual | {"body": {"at": NOW, "ticket": "20261123-A001"}} | changes)


def why(told: Fact) -> Why | None:
    found = judged((told,), NOW)
    assert len(found.good) + len(found.apart) == 1
    return found.apart[0][1] if found.apart else None


@pytest.mark.parametrize("day", ["2026-01-01", "2026-11-23", "2026-11-25"])
def test_a_fact_of_a_believable_day_counts(day: str):
    assert why(fact(day=day)) is None


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ("1970-01-01", Why.TOO_OLD),
        ("2025-12-31", Why.TOO_OLD),
        ("2026-11-26", Why.FUTURE),
        ("9999-12-31", Why.FUTURE),
        ("2026-02-30", Why.NO_DAY),
        ("20261123", Why.NO_DAY),
        ("2026-W48-1", Why.NO_DAY),
        ("", Why.NO_DAY),
    ],
)
def test_a_day_that_cannot_be_is_kept_apart(day: str, expected: Why):
    assert why(fact(day=day)) is expected


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"at": NOW},
        {"at": NOW, "ticket": "' OR 1=1"},
        {"at": "soon", "ticket": "20261123-A001"},
        {"at": -1, "ticket": "20261123-A001"},
    ],
)
def test_a_body_that_is_not_its_kind_is_kept_apart(body: dict[str, Any]):
    assert why(fact(body=body)) is Why.BAD_BODY


@pytest.mark.parametrize(
    ("at", "expected"),
    [(0, Why.TOO_OLD), (2**53 - 1, Why.FUTURE), (NOW + 4 * 86_400_000, Why.FUTURE), (NOW + 86_400_000, None)],
)
def test_a_moment_that_cannot_be_is_kept_apart(at: int, expected: Why | None):
    assert why(fact(body={"at": at, "ticket": "20261123-A001"})) is expected


def test_a_body_without_end_is_kept_apart():
    assert why(fact(body={"at": NOW, "ticket": "20261123-A001", "more": "x" * 3000})) is Why.TOO_LONG


def test_what_a_newer_office_tells_is_kept():
    assert why(fact(kind="RobotGreeted", body={"at": NOW})) is None
    assert why(fact(v=7, body={"something": "else"})) is None
    assert why(fact(body={"at": NOW, "ticket": "20261123-A001", "mood": "good"})) is None
