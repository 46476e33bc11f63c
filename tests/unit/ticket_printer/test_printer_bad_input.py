"""What nobody should send to a printer, and what happens then."""

from dataclasses import replace
from pathlib import Path

import pytest
from PIL import ImageChops

import ticket_printer
from contracts.codec import encode
from contracts.texts import load_catalogue
from contracts.vocabulary import DeviceId, JobId, RequestId, SlipState
from hardware.link.asker import MOST_AT_ONCE
from hardware.link.memory import MemoryBroker
from hardware.ports import Paper, Printed
from tests.floors import times_the_floor
from tests.unit.ticket_printer.spool_builders import SpoolStory, a_job, a_slip, job_id
from tests.unit.ticket_printer.test_printing_program import TOPICS, FakeDesk, a_life, sim
from ticket_printer.layout import lay_out
from ticket_printer.render import draw
from ticket_printer.spool import (
    Answered,
    Begin,
    JobArrived,
    PrinterSaid,
    SlipDone,
    Spool,
    Tell,
    Tick,
    Waiting,
)
from ticket_printer.spool_store import SpoolStore
from ticket_printer.typesetting import MOST_LINES, fit, font_of, legible, length

TEXTS = load_catalogue(Path(ticket_printer.__file__).parent / "texts")
MANY = 10_000
LONG = "Đăng ký biến động quyền sử dụng đất " * 28


def queued(count: int) -> tuple[Waiting, ...]:
    return tuple(Waiting(a_job(f"A{n:05}"), since=0.0) for n in range(count))


@pytest.fixture(scope="module")
def spool() -> Spool:
    """What ten thousand jobs make that come while there is no paper: what few make, only longer."""
    told = SpoolStory(patience_s=10.0)
    told.at(0.0, PrinterSaid(Paper.END))
    before = told.spool
    for n in range(20):
        told.at(0.0, JobArrived(a_job(f"A{n:05}")))
    assert told.spool == replace(before, waiting=queued(20))
    return replace(before, waiting=queued(MANY))


class TestTenThousandJobs:
    @pytest.fixture
    def told(self, spool: Spool) -> SpoolStory:
        told = SpoolStory(patience_s=10.0)
        told.spool = spool
        return told

    def test_they_are_printed_one_after_the_other_in_their_order(self, told: SpoolStory):
        told.at(0.0, PrinterSaid(Paper.READY))
        for n in range(3):
            told.at(n + 0.5, SlipDone(job_id(f"A{n:05}"), Printed.YES))
            told.at(n + 0.6, PrinterSaid(Paper.READY))
        assert told.begun == [job_id(f"A{n:05}") for n in range(4)]

    def test_without_paper_all_end_not_printed_in_one_write_and_the_desk_hears_of_a_few_at_a_time(
        self, told: SpoolStory
    ):
        told.at(11.0, PrinterSaid(Paper.END))
        assert len(told.kept) == 1
        assert set(told.kept[0].values()) == {SlipState.NOT_PRINTED}
        assert len(told.kept[0]) == MANY
        assert len(told.reports) == MOST_AT_ONCE

    def test_ten_times_as_many_take_ten_times_as_long(self, spool: Spool):
        def end(jobs: int) -> None:
            told = SpoolStory(patience_s=10.0)
            told.spool = replace(spool, waiting=spool.waiting[:jobs])
            told.at(11.0, PrinterSaid(Paper.END))

        assert times_the_floor(lambda: end(MANY // 5), lambda: end(MANY // 50), rounds=3) < 40

    def test_every_one_is_told_when_the_desk_answers(self, told: SpoolStory, spool: Spool):
        told.spool = replace(spool, waiting=spool.waiting[: MANY // 10])
        told.at(11.0, PrinterSaid(Paper.END))
        heard: set[JobId] = set()
        while told.spool.unanswered:
            news = [effect.command for effect in told.effects if isinstance(effect, Tell)]
            told.effects.clear()
            assert news, "nothing is under way, and nothing is sent"
            for command in news:
                heard.add(command.job)
                told.at(11.0, Answered(RequestId(command.request_id)))
        assert len(heard) == MANY // 10 > MOST_AT_ONCE * 10

    def test_the_desk_that_sends_them_all_again_gets_no_second_copy(self, told: SpoolStory):
        told.at(0.0, PrinterSaid(Paper.READY))
        for n in range(0, MANY, 100):
            told.at(0.1, JobArrived(a_job(f"A{n:05}")))
        assert len(told.spool.waiting) == MANY - 1
        assert sum(isinstance(effect, Begin) for effect in told.effects) == 1


def test_a_desk_that_never_answers_is_not_flooded():
    told = SpoolStory()
    told.at(0.0, PrinterSaid(Paper.END))
    for n in range(200):
        told.at(0.0, JobArrived(a_job(f"A{n:03}")))
    told.at(11.0, PrinterSaid(Paper.END))
    told.effects.clear()
    for t in range(12, 22):
        told.at(float(t), Tick())
    assert len(told.reports) <= 6 * MOST_AT_ONCE


def test_a_job_for_another_printer_is_not_printed_here(tmp_path: Path):
    broker = MemoryBroker()
    desk = FakeDesk(broker)
    with a_life(broker, tmp_path, sim) as life:
        desk.link.publish(TOPICS.print_job(DeviceId("printer-2")), encode(a_job("A001")))
        desk.send(a_job("A002"))
        life.until(lambda: desk.ends(job_id("A002")))
    assert SpoolStore(tmp_path).load().jobs == {job_id("A002"): SlipState.PRINTED}
    assert desk.ends(job_id("A001")) == []


@pytest.mark.parametrize(
    "payload",
    [
        b"",
        b"\xff\xfe",
        b"[]",
        b"null",
        b'{"v": 1}',
        b'{"v": 99, "job": "x"}',
        encode(a_job()).replace(b'"A001"', b'"../../x"'),
        encode(a_job())[:-20],
        b"[" * 5000,
    ],
)
def test_garbage_is_left_lying_and_the_next_slip_is_printed(tmp_path: Path, payload: bytes):
    broker = MemoryBroker()
    desk = FakeDesk(broker)
    with a_life(broker, tmp_path, sim) as life:
        desk.link.publish(TOPICS.print_job(DeviceId("printer-1")), payload)
        desk.send(a_job("A002"))
        life.until(lambda: desk.ends(job_id("A002")))
    assert SpoolStore(tmp_path).load().jobs == {job_id("A002"): SlipState.PRINTED}


@pytest.mark.parametrize("dots", [384, 512, 576])
@pytest.mark.parametrize("name", [LONG, "x" * 1000, "漢" * 1000])
def test_a_name_of_a_thousand_letters_ends_in_an_ellipsis(dots: int, name: str):
    slip = a_slip(
        service={"vi": name, "en": name}, office={"vi": name}, session={"vi": name}, counters=(name,)
    )
    image = draw(lay_out(slip, TEXTS, code="demo/20261121-A001-1"), dots)
    assert image.height < 11 * dots, "twenty lines each, and no more"
    left, _top, right, _bottom = ImageChops.invert(image.convert("L")).getbbox() or (0, 0, dots, 0)
    assert 4 <= left < right <= dots - 4


def test_the_ellipsis_stands_in_the_last_line_and_fits():
    size, lines = fit(LONG, "bold", 38, 300, 3)
    assert size == 28
    assert len(lines) == MOST_LINES
    assert lines[-1].endswith("…")
    assert LONG.startswith(" ".join(lines)[:-2])
    assert all(length(line, font_of("bold", size)) <= 300 for line in lines)
    assert fit("Hộ tịch", "bold", 38, 500, 3) == (38, ["Hộ tịch"])


def test_letters_that_the_font_lacks_are_seen_to_be_missing():
    assert legible("漢字 Đất đai 🙂") == "?? Đất đai ?"
    assert legible("Đa\u0302\u0301t") == "Đất"
    assert legible("a\u202eb\x00c\u200d") == "ab?c"


def test_every_vietnamese_letter_is_in_every_font():
    vowels = "aăâeêioôơuưy"
    marked = [
        f"{vowel}{mark}"
        for vowel in vowels
        for mark in ("", "\u0301", "\u0300", "\u0309", "\u0303", "\u0323")
    ]
    text = " ".join([*marked, *"bcdđghklmnpqrstvx"])
    assert "?" not in legible(text + text.upper())


def test_an_empty_name_is_no_line():
    image = draw(lay_out(a_slip(authority={"vi": ""}, session={"vi": " "}), TEXTS), 576)
    assert image.height > 0
