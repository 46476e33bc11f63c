"""What a device saw of the numbers: the highest of each series of the day, from whatever names one."""

from pathlib import Path

import pytest

from contracts import messages as m
from contracts.topics import Topics
from contracts.vocabulary import DeviceId, ServiceCode, SiteId, TicketId
from hardware.link.seen_file import SeenFile
from hardware.link.sightings import DAYS, Sightings, follow, see, sightings_of

CIVIL, LAND = ServiceCode("civil"), ServiceCode("land")
TODAY = "2026-11-23"
TOPICS, DEVICE = Topics(SiteId("test")), DeviceId("kiosk-1")


def ticket(number: str, day: str = TODAY) -> TicketId:
    return TicketId(f"{day.replace('-', '')}-{number}")


def given(
    number: str, service: ServiceCode = CIVIL, day: str = TODAY, kind: str = "ticket-issued"
) -> m.Event:
    return m.Event(
        epoch=1, seq=1, at=0, kind=kind, ticket=ticket(number, day), number=number, service=service
    )


def reply(number: str) -> m.Accepted:
    issued = m.Issued(
        ticket=ticket(number), number=number, service=CIVIL, ahead=0, wait=None, counters=(), job=None
    )
    return m.Accepted(request_id="019a9e2f-6c00-7000-8000-000000000001", result=issued)


def queues(newest: str | None, day: str = TODAY) -> m.QueueState:
    lines = (m.ServiceQueue(service=CIVIL, waiting=0, wait=None, newest=newest),)
    return m.QueueState(epoch=1, seq=1, at=0, day=day, services=lines)


def job(number: str) -> m.PrintJob:
    slip = m.Slip(
        number=number, service={"vi": "Hộ tịch"}, ahead=0, wait=None, counters=(), issued_at=0, local_time="",
        session={"vi": ""}, office={"vi": "x"}, authority={"vi": "x"},
    )  # fmt: skip
    return m.PrintJob(job=f"{ticket(number)}-1", ticket=ticket(number), series=CIVIL, slip=slip)


def after(*messages: m.Message) -> Sightings:
    known = Sightings()
    for message in messages:
        known = see(known, message)
    return known


@pytest.mark.parametrize("said", [given("A057"), reply("A057"), queues("A057"), job("A057")])
def test_whatever_names_a_number_of_a_series_is_a_sighting(said: m.Message):
    assert after(said).spans == {(TODAY, CIVIL, "A"): (57, 57)}


def test_the_lowest_and_the_highest_of_each_series_are_kept():
    known = after(given("A012"), given("A057"), given("A003"), given("B101", LAND), given("A056"))
    assert known.spans == {(TODAY, CIVIL, "A"): (3, 57), (TODAY, LAND, "B"): (101, 101)}


def test_two_series_with_one_letter_stay_apart():
    known = after(given("A612", LAND), given("A012"))
    assert known.spans == {(TODAY, LAND, "A"): (612, 612), (TODAY, CIVIL, "A"): (12, 12)}


@pytest.mark.parametrize("said", [queues(None), given("A001", kind="ticket-called")])
def test_what_gives_no_number_is_none(said: m.Message):
    known = Sightings()
    assert see(known, said) is known


def test_a_number_that_is_no_news_changes_nothing():
    known = after(given("A001"), given("A009"))
    assert see(known, given("A005")) is known


def test_the_days_that_were_seen_last_are_kept_and_the_future_poisons_nothing():
    days = [f"2026-11-{23 + ahead}" for ahead in range(6)]
    known = after(given("A900", day="2036-01-01"), *(given("A001", day=day) for day in days))
    assert [day for day, _, _ in known.spans] == days[-DAYS:]


def test_what_is_told_is_known_again_and_the_series_that_gave_last_come_first():
    known = after(*(given(f"A{n % 999:03}", ServiceCode(f"s{n}")) for n in range(m.MOST_SEEN + 5)))
    told = known.message(DEVICE)
    assert len(told.seen) == m.MOST_SEEN
    assert told.seen[-1].service == f"s{m.MOST_SEEN + 4}"
    assert sightings_of(told).message(DEVICE) == told


def pulse(lineage: str, seq: int) -> m.DeskPulse:
    return m.DeskPulse(
        instance="0" * 16, epoch=1, lineage=lineage, seq=seq, last_at=0, host="x", serving=True, since=0
    )


def test_whose_numbers_they_were_is_remembered():
    known = follow(after(given("A001")), pulse("a" * 32, 41))
    assert (known.lineage, known.seq) == ("a" * 32, 41)
    assert known.message(DEVICE).seen


def a_file(folder: Path) -> SeenFile:
    return SeenFile(TOPICS, DEVICE, folder)


def test_it_outlives_a_restart_of_the_device(tmp_path: Path):
    file = a_file(tmp_path)
    file.keep(follow(after(given("A001")), pulse("a" * 32, 41)), 0.0)
    file.keep(after(given("A001"), given("A057")), 0.1)
    assert a_file(tmp_path).load().spans[TODAY, CIVIL, "A"] == (1, 1), "too soon for another write"
    known = follow(after(given("A001"), given("A057")), pulse("a" * 32, 42))
    file.keep(known, 2.1)
    assert a_file(tmp_path).load() == known


@pytest.mark.parametrize("rubbish", [b"", b"{", b"\xff" * 100, b'{"device": "kiosk-2"}', b"[]"])
def test_a_file_that_is_none_is_begun_anew(tmp_path: Path, rubbish: bytes):
    (tmp_path / f"seen-{DEVICE}.json").write_bytes(rubbish)
    file = a_file(tmp_path)
    assert file.load() == Sightings()
    file.keep(after(given("A001")), 0.0)
    assert a_file(tmp_path).load() == after(given("A001"))


def test_without_a_folder_nothing_is_kept(tmp_path: Path):
    file = a_file(tmp_path / "nowhere")
    file.keep(after(given("A001")), 0.0)
    assert file.load() == Sightings()
    assert list(tmp_path.iterdir()) == []


def test_a_last_will_that_says_how_far_a_desk_had_come_when_it_started_takes_nothing_back() -> None:
    known = follow(follow(after(given("A001")), pulse("a" * 32, 41)), pulse("a" * 32, 3))
    assert (known.lineage, known.seq) == ("a" * 32, 41)
    assert follow(known, pulse("b" * 32, 3)).seq == 3, "another lineage counts for itself"
