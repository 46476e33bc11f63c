"""What offices send, against a real PostgreSQL: each fact once, whatever is sent how often in whatever order."""

import random
from datetime import date
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Engine, func, insert, select, text
from sqlalchemy.exc import DBAPIError

from contracts.province import NO_HASH, Batch, Fact, Mark, OfficeNow, Opening, Statement, Verdict
from province.database import Sender, as_office
from province.intake import Intake
from province.migrating import migrate
from province.migrations.versions.step_0006 import FILL
from province.reading import Reading
from province.registry import Registry, TooManyKeysError
from province.schema import APART, DIRTY_DAY, FACT, LINEAGE, METADATA, OFFICE_NOW
from tests.days import MORNING

pytestmark = pytest.mark.slow

A, B = "a" * 32, "b" * 32


def hash_of(seq: int, history: str = "0") -> str:
    return NO_HASH if seq == 0 else f"{seq:063x}{history}"


def fact(seq: int, history: str = "0", **changes: Any) -> Fact:
    usual = {"seq": seq, "day": f"2026-11-{seq % 20 + 1:02}", "kind": "DayClosing", "body": {"at": MORNING}}
    return Fact.model_validate(usual | {"hash": hash_of(seq, history)} | changes)


def batch(first: int, last: int, lineage: str = A, history: str = "0", **changes: Any) -> Batch:
    facts = tuple(fact(seq, history) for seq in range(first, last + 1))
    before, head = hash_of(first - 1, history), hash_of(last, history)
    return Batch(
        **{"lineage": lineage, "first": first, "last": last, "before": before, "head": head, "facts": facts}
        | changes
    )


@pytest.fixture
def registry(engine: Engine) -> Registry:
    return Registry(engine, lambda: MORNING)


@pytest.fixture
def sender(registry: Registry) -> Sender:
    return sender_of(registry, "h57-132")


def sender_of(registry: Registry, code: str) -> Sender:
    office = registry.add_office(code, "Xã Yên Thành", "Yên Thành", date(2026, 1, 1))
    found = registry.sender(f"Bearer {registry.give_key(office).whole}")
    assert found
    return found


@pytest.fixture
def intake(engine: Engine) -> Intake:
    return Intake(engine, lambda: MORNING)


def begin(intake: Intake, sender: Sender, lineage: str = A, *marks: Mark) -> int:
    return intake.open(sender, Opening(lineage=lineage, marks=marks, begin=True)).seq


def kept(engine: Engine) -> list[tuple[int, int]]:
    with engine.connect() as connection:
        return [(row.lineage, row.seq) for row in connection.execute(select(FACT).order_by("lineage", "seq"))]


def test_the_steps_make_the_tables_that_the_program_knows(database: Engine):
    migrate(database)  # again: nothing is left to do
    ours = {
        "include_name": lambda name, kind, _of: kind != "table" or name in METADATA.tables
    }  # not the months
    with database.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection, opts=ours), METADATA) == []


def test_lost_answers_repeats_and_gaps_leave_every_fact_once(engine: Engine, intake: Intake, sender: Sender):
    luck, upto, end = random.Random(7), 0, 300  # noqa: S311 - a play, no secret
    begin(intake, sender)
    while upto < end:
        first = max(1, upto + 1 + luck.choice((0, 0, 0, -5, -30, 3)))
        answer = intake.ingest(sender, batch(first, min(end, first + luck.randint(0, 40))))
        assert answer.verdict is (Verdict.GO_ON if first > upto + 1 else Verdict.TAKEN)
        upto = answer.upto
    assert kept(engine) == [(1, seq) for seq in range(1, end + 1)]
    with engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM dirty_day")).scalar() == 20


def test_a_lineage_is_opened_before_its_first_fact(engine: Engine, intake: Intake, sender: Sender):
    assert intake.ingest(sender, batch(1, 3)).verdict is Verdict.OPEN
    assert begin(intake, sender) == 0
    assert intake.ingest(sender, batch(1, 3)).upto == 3
    assert begin(intake, sender) == 3, "opened again it is where it was"
    assert len(kept(engine)) == 3


def test_a_restored_journal_goes_on_where_both_agree(engine: Engine, intake: Intake, sender: Sender):
    begin(intake, sender)
    intake.ingest(sender, batch(1, 50))
    marks = tuple(Mark(seq=seq, hash=hash_of(seq)) for seq in (60, 40, 20))
    assert intake.open(sender, Opening(lineage=B, marks=marks)).seq == 40
    assert begin(intake, sender, B, Mark(seq=40, hash=hash_of(40))) == 40
    other = Batch(lineage=B, first=41, last=45, before=hash_of(40), head=hash_of(45, "f"),
                  facts=tuple(fact(seq, "f") for seq in range(41, 46)))  # fmt: skip
    assert intake.ingest(sender, other).upto == 45
    assert kept(engine) == [*((1, seq) for seq in range(1, 51)), *((2, seq) for seq in range(41, 46))]


def test_another_history_under_the_same_name_is_kept_apart(engine: Engine, intake: Intake, sender: Sender):
    begin(intake, sender)
    intake.ingest(sender, batch(1, 10))
    for _ in range(2):
        assert intake.ingest(sender, batch(6, 12, history="f")).verdict is Verdict.CONTRADICTION
    assert len(kept(engine)) == 10
    with engine.connect() as connection:
        assert [(row.seq, row.why) for row in connection.execute(select(APART))] == [(6, "contradiction")]


@pytest.mark.parametrize(
    "bad",
    [
        {"day": "2031-01-01"},
        {"day": "1970-01-01"},
        {"day": "\x00"},
        {"body": {"at": "x"}},
        {"body": {"at": MORNING, "more": "\x00"}},
        {"body": {"at": MORNING, "more": float("nan")}},
        {"body": {"at": MORNING, "more": 'a"\\u0000'}},
        {"kind": "TicketLapsed", "body": {"at": MORNING, "ticket": "\ufffe"}},
    ],
)
def test_a_bad_fact_stops_nobody(engine: Engine, intake: Intake, sender: Sender, bad: dict[str, Any]):
    begin(intake, sender)
    facts = (fact(1), fact(2, **bad), fact(3))
    for _ in range(2):
        answer = intake.ingest(sender, batch(1, 3, facts=facts))
        assert (answer.verdict, answer.upto) == (Verdict.TAKEN, 3)
        assert [apart.seq for apart in answer.apart] == [2]
    assert kept(engine) == [(1, 1), (1, 3)]
    with engine.connect() as connection:
        assert connection.execute(select(func.count()).select_from(APART)).scalar() == 1


def test_what_is_not_known_yet_is_kept(engine: Engine, intake: Intake, sender: Sender):
    begin(intake, sender)
    intake.ingest(sender, batch(1, 1, facts=(fact(1, kind="RobotGreeted", v=9, body={"who": "Nam"}),)))
    assert kept(engine) == [(1, 1)]


def test_an_older_telling_changes_nothing(engine: Engine, intake: Intake, sender: Sender):
    begin(intake, sender)
    for beat, waiting in ((2, 20), (3, 30), (1, 10), (3, 99)):
        now = OfficeNow(epoch=1, beat=beat, at=MORNING, waiting=waiting)
        intake.ingest(sender, batch(1, 0, now=now))
    with engine.connect() as connection:
        assert connection.execute(select(OFFICE_NOW.c.told["waiting"])).scalars().all() == [30]


def test_an_office_sees_and_writes_its_own_only(engine: Engine, registry: Registry, intake: Intake):
    one, other = sender_of(registry, "one"), sender_of(registry, "other")
    for each in (one, other):
        begin(intake, each)
        intake.ingest(each, batch(1, 4))
    with as_office(engine, one.office) as connection:
        assert {row.office for row in connection.execute(select(FACT))} == {one.office}
        assert {row.office for row in connection.execute(select(LINEAGE))} == {one.office}
        with pytest.raises(DBAPIError, match="row-level security"), connection.begin_nested():
            connection.execute(insert(DIRTY_DAY).values(office=other.office, day=date(2026, 11, 23)))
        for forbidden in (
            "SELECT 1 FROM person",
            "DELETE FROM fact",
            "UPDATE office_key SET revoked_at = NULL",
        ):
            with pytest.raises(DBAPIError, match="permission denied"), connection.begin_nested():
                connection.execute(text(forbidden))
    with engine.connect() as connection:
        assert connection.execute(text("SELECT current_user")).scalar() == "motcua"


def test_keys_are_given_two_at_a_time_and_end_at_once(engine: Engine, registry: Registry):
    office = registry.add_office("one", "Một", "", date(2026, 1, 1))
    first, second = registry.give_key(office), registry.give_key(office)
    with pytest.raises(TooManyKeysError):
        registry.give_key(office)
    found = registry.sender(f"Bearer {first.whole}")
    assert found
    assert registry.revoke(office, found.key)
    assert not registry.revoke(office, found.key)
    assert registry.sender(f"Bearer {first.whole}") is None
    assert registry.sender(f"bearer {second.whole}")
    for wrong in ("", second.whole, f"Bearer {second.name}.{first.secret}", f"Bearer {second.whole}0"):
        assert registry.sender(wrong) is None
    with engine.connect() as connection:
        stored = str(connection.execute(text("SELECT * FROM office_key")).all())
    assert first.secret not in stored


def test_batches_that_contradict_are_kept_whole_up_to_a_number(
    engine: Engine, intake: Intake, sender: Sender, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("province.intake.MOST_CONTRADICTIONS", 2)
    begin(intake, sender)
    intake.ingest(sender, batch(1, 10))
    for first in (2, 3, 4, 5):
        assert intake.ingest(sender, batch(first, 9, history="f")).verdict is Verdict.CONTRADICTION
    with engine.connect() as connection:
        told = connection.execute(select(APART.c.told).order_by(APART.c.seq)).scalars().all()
    assert [bool(one) for one in told] == [True, True, False, False]


def test_a_key_shows_the_days_of_the_facts_that_came_by_it(
    engine: Engine, intake: Intake, sender: Sender, registry: Registry
):
    begin(intake, sender)
    intake.ingest(sender, batch(1, 3))
    other = registry.sender(f"Bearer {registry.give_key(sender.office).whole}")
    assert other
    intake.ingest(other, batch(1, 5))
    newer, older = Reading(engine).keys(sender.office)
    assert (older.id, older.facts, older.first, older.last) == (
        sender.key, 3, date(2026, 11, 2), date(2026, 11, 4))  # fmt: skip
    assert (newer.facts, newer.first) == (2, date(2026, 11, 5)), "what was there stays the first one's"
    intake.ingest(other, batch(1, 5))
    assert Reading(engine).keys(sender.office)[0].facts == 2, "what is repeated counts once"
    registry.revoke(sender.office, sender.key)
    assert Reading(engine).keys(sender.office)[1].facts == 3, "also when it works no more"
    before = Reading(engine).keys(sender.office)
    with engine.begin() as connection:
        connection.execute(text("DELETE FROM key_day"))
        connection.execute(text(FILL))
    assert Reading(engine).keys(sender.office) == before, (
        "a centre that is upgraded knows it of the years before"
    )


def test_a_statement_that_is_kept_apart_hides_no_fact_of_its_place(intake: Intake, sender: Sender):
    begin(intake, sender)
    now = OfficeNow(epoch=1, beat=1, at=MORNING)
    bad = (Statement(kind="ratings", name="x", body={}),)
    assert intake.ingest(sender, batch(1, 3)).upto == 3
    empty = Batch(lineage=A, first=4, last=3, before=hash_of(3), head=hash_of(3), now=now, statements=bad)
    assert [one.why for one in intake.ingest(sender, empty).apart] == ["statement"]
    assert intake.ingest(sender, batch(1, 3)).verdict is Verdict.TAKEN, "what is repeated is what is known"
    bare = Batch(lineage=A, first=4, last=5, before=hash_of(3), head=hash_of(5), now=now, statements=bad)
    for _ in range(2):
        assert intake.ingest(sender, bare).verdict is Verdict.TAKEN, "also where no fact stands at its place"
