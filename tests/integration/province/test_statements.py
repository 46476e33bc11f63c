"""What offices state beside their facts, on a real PostgreSQL: kept by its name, read for the pages, bad ones apart."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, select, text
from sqlalchemy.exc import DBAPIError

from contracts.province import MOST_STATEMENT, Answer, OfficeNow, Opening, Statement
from controller.rating.settings import RatingSettings
from controller.rating.shelf import open_shelf
from controller.sending.sender import Sender as OfficeSender
from controller.sending.stating import ANEW
from controller.sending.telling import Teller
from controller.web.figure_stated import MONTHS, Stated
from controller.web.figures import FigurePages
from province import stating
from province.database import Sender, as_office
from province.intake import Intake
from province.period import Period
from province.reading import Reading
from province.schema import APART, RATING, RATING_QUESTION, STATEMENT
from simulation.province.office import Journal
from simulation.province.year import ratings_of
from tests import builders as b
from tests.clocks import FakeClock
from tests.days import MORNING
from tests.integration.controller.house import open_house
from tests.integration.figures.journals import write
from tests.integration.figures.test_rating_figures import ratings
from tests.integration.province.centre_house import PLANS, Web, opened
from tests.serving import served

pytestmark = pytest.mark.slow

NOVEMBER = Period(date(2026, 11, 1), date(2026, 11, 30))


def month(*counts: int, first: str = "2026-11-02", **changes: Any) -> dict[str, Any]:
    block = {"first": first, "last": "2026-11-06", "counts": counts}
    question = {
        "questionnaire": "one-touch-5",
        "version": 1,
        "question": "service",
        "text": "Hài lòng không?",
        "choices": ["Rất hài lòng", "Hài lòng", "Bình thường", "Không", "Rất không"],
        "best": 2,
        "blocks": [block],
    }
    return {"month": "2026-11-01", "questions": [question | changes]}


class House:
    """A centre with two offices that state."""

    def __init__(self, engine: Engine) -> None:
        self.engine, self.web, self.journal = engine, opened(engine), Journal()
        self.intake = Intake(engine, self.web.clock)
        self.state()

    def state(
        self,
        *bodies: Any,
        office: int = 1,
        beat: int = 1,
        name: str = "2026-11",
        kind: str = "ratings",
        key: int = 1,
        epoch: int = 1,
    ) -> Answer:
        now = OfficeNow(epoch=epoch, beat=beat, at=MORNING)
        told = tuple(Statement(kind=kind, name=name, body=body) for body in bodies)
        batch = self.journal.batch(1, 0, now).model_copy(update={"statements": told})
        sender = Sender(office, key)
        self.intake.open(sender, Opening(lineage=self.journal.lineage, begin=True))
        return self.intake.ingest(sender, batch)

    def counts(self, office: int = 1) -> list[tuple[int, ...]]:
        return [one.counts for one in Reading(self.engine).said(NOVEMBER, [office])]

    def kept(self) -> Sequence[Any]:
        with self.engine.connect() as connection:
            return connection.execute(select(STATEMENT)).all()

    def apart(self) -> list[str]:
        with self.engine.connect() as connection:
            return list(connection.execute(select(APART.c.why)).scalars())


@pytest.fixture
def house(engine: Engine) -> House:
    return House(engine)


def test_a_month_is_kept_and_takes_the_place_of_what_was_said_of_it(house: House):
    assert house.state(month(5, 1, 0, 0, 0), beat=2).stated == 1
    assert house.counts() == [(5, 1, 0, 0, 0)]
    house.state(month(5, 1, 0, 0, 9), beat=3)
    assert house.counts() == [(5, 1, 0, 0, 9)]
    assert len(house.kept()) == 1


def test_what_comes_late_or_again_changes_nothing(house: House):
    house.state(month(5, 1, 0, 0, 9), beat=3)
    for beat in (3, 2):
        assert house.state(month(50, 1, 0, 0, 0), beat=beat).stated == 1
    assert house.counts() == [(5, 1, 0, 0, 9)]
    house.state(None, beat=4)
    house.state(month(5, 1, 0, 0, 9), beat=3)
    assert house.counts() == [], "it was taken back"


def test_what_a_leaked_key_said_of_the_far_future_ends_with_the_key(house: House):
    leaked, own = house.web.registry.give_key(1), house.web.registry.give_key(1)
    stolen, mine = (house.web.registry.sender(f"Bearer {key.whole}") for key in (leaked, own))
    assert stolen
    assert mine
    house.state(month(99, 1, 0, 0, 0), epoch=2**53 - 1, beat=2**53 - 1, key=stolen.key)
    house.state(month(5, 1, 0, 0, 0), beat=2, key=mine.key)
    assert house.counts() == [(99, 1, 0, 0, 0)]
    house.web.registry.revoke(1, stolen.key)
    house.state(month(5, 1, 0, 0, 0), beat=3, key=mine.key)
    assert house.counts() == [(5, 1, 0, 0, 0)]
    (heard,) = Reading(house.engine).heard().values()
    assert heard.told["beat"] == 3, "what the office says of itself is heard again, too"


@pytest.mark.parametrize(
    "bad",
    [
        month(2, 2, 0, 0, 0),
        month(5, 1),
        month(5, 1, 0, 0, 0, first="2026-10-30"),
        month(5, 1, 0, 0, 0, first="2026-11-07"),
        month(5, 1, 0, 0, 0, first="x"),
        month(5, 1, 0, 0, -1),
        month(5, 1, 0, 0, 0, best=5),
        month(5, 1, 0, 0, 0, text="\x00"),
        month(5, 1, 0, 0, 0, version=float("nan")),
        month(5, 1, 0, 0, 0) | {"more": "x" * MOST_STATEMENT},
        month(5, 1, 0, 0, 0) | {"month": "2026-12-01"},
        {"questions": []},
        {},
    ],
    ids=range(13),
)
def test_what_can_be_no_statement_is_kept_apart_and_stops_nothing(house: House, bad: dict[str, Any]):
    answer = house.state(month(5, 1, 0, 0, 0), bad, beat=2)
    assert (answer.stated, [one.why for one in answer.apart]) == (2, ["statement"])
    assert house.apart() == ["statement"]
    assert house.counts() == [(5, 1, 0, 0, 0)]


@pytest.mark.parametrize("name", ["2031-01", "1970-01", "2026-13", "2026-1", "x"])
def test_a_month_of_which_nothing_can_be_known_is_kept_apart(house: House, name: str):
    body = month(5, 1, 0, 0, 0)
    assert [one.why for one in house.state(body, name=name, beat=2).apart] == ["statement"]
    assert house.kept() == []


def test_what_only_a_newer_office_states_is_kept_and_not_read(house: House):
    assert house.state({"of": "tomorrow"}, kind="moods", beat=2).apart == ()
    assert [(row.kind, row.told) for row in house.kept()] == [("moods", {"of": "tomorrow"})]


def test_of_kinds_that_nobody_reads_so_many_are_kept_and_no_more(
    house: House, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(stating, "MOST_NAMES", 3)
    for beat, (kind, name) in enumerate([("moods", "a"), ("moods", "b"), ("weather", "a")], 2):
        assert house.state({}, kind=kind, name=name, beat=beat).apart == ()
    for kind, name in (("moods", "c"), ("news", "a")):
        assert [one.why for one in house.state({}, kind=kind, name=name, beat=9).apart] == ["statements"]
    assert house.state({"new": 1}, kind="moods", name="a", beat=9).apart == (), "a known name may change"
    assert house.state({}, kind="moods", name="c", beat=9, office=2).apart == (), "each office for itself"
    assert house.state(month(5, 1, 0, 0, 0), beat=9).apart == (), "and what is read has its own room"
    assert len(house.kept()) == 5
    house.web.sign_in()
    assert "nhiều bản tổng hợp hơn mức giữ" in house.web.page("/don-vi/xa-001")


def test_an_office_reads_and_writes_its_own_alone(house: House):
    house.state(month(5, 1, 0, 0, 0), beat=2)
    with as_office(house.engine, 2) as connection:
        for table in (STATEMENT, RATING, RATING_QUESTION):
            assert connection.execute(select(table)).all() == []
        for change in (
            "DELETE FROM rating",
            "UPDATE statement SET told = NULL",
            "DELETE FROM rating_question",
        ):
            assert connection.execute(text(change)).rowcount == 0
    for row in (
        "statement VALUES (1, 'ratings', 'x', 1, 9, 9, now(), NULL)",
        "rating_question VALUES (1, 'x', 1, 'x', 'x', '[]', 1)",
        "rating VALUES (1, 'x', 1, 'x', '2026-11-01', '2026-11-01', 0, 0, 0, 0, 0, 0, 0)",
    ):
        with pytest.raises(DBAPIError, match="policy"), as_office(house.engine, 2) as connection:
            connection.execute(text(f"INSERT INTO {row}"))
    with pytest.raises(DBAPIError, match="denied"), as_office(house.engine, 2) as connection:
        connection.execute(text("SELECT * FROM invitation"))
    assert house.counts() == [(5, 1, 0, 0, 0)]


def test_the_pages_show_distribution_number_and_interval(house: House):
    house.state(month(10, 5, 1, 0, 4), beat=2)
    house.state(month(90, 9, 1, 0, 0), office=2, beat=2)
    house.web.sign_in()
    page = house.web.page("/so-sanh?tu=2026-11-01&den=2026-11-30")
    for said in (
        "Hài lòng không?",
        "Xã Yên Thành 20",
        "10 · 5 · 1 · 0 · 4",
        "75,0 %",
        "53,1 % – 88,8 %",
        "kém hơn mức chung",
    ):
        assert said in page
    assert (
        "2026-11"
        not in house.web.page("/so-sanh?tu=2026-11-03&den=2026-11-30").split("Người dân đánh giá")[1]
    )
    alone = house.web.page("/don-vi/xa-001")
    assert "53,1 % – 88,8 %" in alone
    assert "99,0 %" not in alone
    house.web.sign_in("namdan")
    assert "Xã Yên Thành" not in house.web.page("/so-sanh?tu=2026-11-01&den=2026-11-30")


def test_a_key_shows_what_was_stated_by_it(house: House):
    house.web.registry.give_key(1)
    key = Reading(house.engine).keys(1)[0].id
    house.state(month(10, 5, 1, 0, 4), beat=2, key=key)
    house.web.sign_in()
    assert "1 bản tổng hợp" in house.web.page("/don-vi/xa-001")
    house.state({"month": 3}, beat=2, key=key)
    assert "1 bản tổng hợp; 1 mục để riêng" in house.web.page("/don-vi/xa-001")
    house.state(month(11, 5, 1, 0, 4), beat=3, key=key + 1)
    assert "1 bản tổng hợp" not in house.web.page("/don-vi/xa-001"), "another key's took its place"


def test_the_readers_view_says_what_the_pages_say(house: House):
    house.state(month(10, 5, 1, 0, 4), beat=2)
    with house.engine.begin() as connection:
        connection.execute(text("SET LOCAL ROLE motcua_reader"))
        rows = connection.execute(
            text("SELECT choice, satisfied, answers FROM figures.ratings ORDER BY place")
        ).all()
    assert rows[:3] == [("Rất hài lòng", True, 10), ("Hài lòng", True, 5), ("Bình thường", False, 1)]
    assert len(rows) == 5


def test_the_play_states_what_offices_may_state(house: House):
    body = ratings_of(PLANS[0], date(2026, 11, 1), date(2026, 11, 24))
    assert house.state(body, beat=2).apart == ()
    assert house.counts()


async def test_a_real_office_states_its_months_and_again_only_what_changed(tmp_path: Path, engine: Engine):
    days = {
        f"2026-11-{day:02}": ratings(day, f"2026-11-{day:02}", n, service=b.LAND)
        for day, n in ((2, 3), (3, 4), (9, 30), (23, 9))
    }
    (tmp_path / "data").mkdir()
    write(tmp_path / "data", days)
    clock = FakeClock(MORNING)
    web = Web(engine)
    office = web.registry.add_office(PLANS[0].code, PLANS[0].name, PLANS[0].area, date(2026, 1, 1))
    key = tmp_path / "key"
    key.write_text(web.registry.give_key(office).whole)
    async with served(web.client.app) as address, open_house(tmp_path / "data", clock) as house:
        wanted = {"url": address, "key_file": key}
        settings = house.settings.model_validate(house.settings.model_dump() | {"province": wanted})
        sender = OfficeSender(settings)
        sender.teller = Teller(house.desk, settings, tuple, "1.0")
        drawn = FigurePages(settings, house.desk)
        sender.stating.source = Stated(drawn, open_shelf(RatingSettings()).known, 5).all
        while await sender.once() != settings.province.every_s:
            pass
        assert sender.progress.trouble == ""
        (found,) = Reading(engine).said(NOVEMBER, [office])
        assert sum(found.counts) == 30, (
            "not the nine of the day that goes on, and of a day whole groups alone"
        )
        with engine.connect() as connection:
            assert len(connection.execute(select(STATEMENT)).all()) == MONTHS
            spans = connection.execute(select(RATING.c.first, RATING.c.last).order_by(RATING.c.first)).all()
        assert spans == [(date(2026, 11, 2), date(2026, 11, 9))]
        assert await sender.stating.unsaid(ANEW - 1) == ()
        await sender.close()
