"""A trial slip: what is on it, and that it waits behind slips."""

from pathlib import Path

import pytest

from contracts import messages as m
from contracts.vocabulary import RequestId
from hardware.link.memory import MemoryBroker
from hardware.link.station import Heard
from tests.unit.ticket_printer.spool_builders import a_job, job_id
from tests.unit.ticket_printer.test_printing_program import PICTURE, PRINTER, TEXTS, FakeDesk, a_life, sim
from tests.waiting import until
from ticket_printer.layout import Banner, Block, Fact, Line
from ticket_printer.render import render
from ticket_printer.sheets import Trial
from ticket_printer.template import DEFAULT
from ticket_printer.trial import lay_out_trial

TRIAL = Trial(RequestId("trial-1"), PRINTER, "09:00:00, 23/11/2026")


def words(blocks: tuple[Block, ...]) -> list[str]:
    return [
        *(block.text for block in blocks if isinstance(block, (Banner, Line))),
        *(block.value for block in blocks if isinstance(block, Fact)),
    ]


def test_it_says_that_it_is_no_number_where_and_when() -> None:
    said = words(lay_out_trial(TRIAL, TEXTS))
    assert said[0] == "PHIẾU IN THỬ"
    assert {PRINTER, TRIAL.local_time} <= set(said)
    assert any("ếềểễệ" in text for text in said)


def test_without_a_clock_it_says_no_time() -> None:
    blocks = lay_out_trial(Trial(TRIAL.sheet, PRINTER, ""), TEXTS)
    assert [block.value for block in blocks if isinstance(block, Fact)] == [PRINTER]


@pytest.mark.parametrize("dots", [384, 576])
def test_it_touches_both_edges_of_what_the_printer_reaches(dots: int) -> None:
    picture = render(lay_out_trial(TRIAL, TEXTS), dots, DEFAULT, None)
    row = dots // 8
    rows = [picture.rows[at : at + row] for at in range(0, len(picture.rows), row)]
    assert any(line[0] & 0x80 and line[-1] & 0x01 for line in rows)


@pytest.mark.slow
def test_it_is_printed_once_after_the_slips(tmp_path: Path) -> None:
    broker = MemoryBroker()
    desk, printed = FakeDesk(broker), list[object]()

    def picture_of(job: object) -> object:
        printed.append(job)
        return PICTURE

    with a_life(broker, tmp_path, sim, picture_of=picture_of) as life:
        desk.send(a_job())
        care = m.Care(what="try", until=5, local_time="09:00")
        for _ in range(2):
            life.printing._inbox.put(Heard("care", care))
        life.until(lambda: len(printed) == 2 and desk.ends(job_id()))
        until(lambda: not life.printing._sheet_printing, lambda: life.printing.turn(0.02))
    assert isinstance(printed[0], m.PrintJob)
    assert printed[1:] == [Trial(RequestId("trial-5"), PRINTER, "09:00")]
