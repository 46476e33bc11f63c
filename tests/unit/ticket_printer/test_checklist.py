"""A checklist on paper: what it says, that it comes out beside slips and never before them."""

from pathlib import Path
from typing import Any

import pytest

import ticket_printer
from contracts import messages as m
from contracts.codec import encode
from contracts.texts import load_catalogue
from hardware.link.memory import MemoryBroker
from hardware.ports import Paper, Printed
from hardware.sim.printer import SimTicketPrinter
from tests.unit.ticket_printer.spool_builders import a_job, job_id
from tests.unit.ticket_printer.test_printing_program import PICTURE, PRINTER, TOPICS, FakeDesk, a_life
from ticket_printer import spooler
from ticket_printer.checklist import lay_out_checklist
from ticket_printer.layout import Check, Code, Fact, Line, Role
from ticket_printer.render import render
from ticket_printer.sheets import PATIENCE_S, Sheets
from ticket_printer.spool import Moment, Printer, Spool
from ticket_printer.template import Template

FIT = {Paper.READY, Paper.NEAR_END, Paper.UNKNOWN}
"""Slips are printed then."""
PAPER_FAULTS = {Paper.NEAR_END: ["paper-near-end"]}
TEXTS = load_catalogue(Path(ticket_printer.__file__).parent / "texts")


def a_sheet(number: int = 1, **changes: Any) -> m.Sheet:
    told = {
        "code": "1.001193",
        "name": {"vi": "Đăng ký khai sinh", "en": "Birth registration"},
        "fee": {"kind": "amount", "vnd": 8000, "text": "8.000 đồng/bản"},
        "time": {"count": 3, "unit": "working-days"},
        "papers": [{"text": "Tờ khai theo mẫu", "originals": 1, "copies": 2}, {"text": "Giấy chứng sinh"}],
        "service": "a",
        "address": "http://192.168.1.10:8080/thu-tuc/1.001193",
    }
    given = {
        "sheet": f"00000000-0000-7000-8000-{number:012x}",
        "procedure": told | changes,
        "service": {"vi": "Hộ tịch"},
        "office": {"vi": "Trung tâm"},
        "authority": {"vi": "Ủy ban"},
        "local_time": "09:00 30/11/2026",
    }
    return m.Sheet.model_validate(given)


def said(sheet: m.Sheet, template: Template | None = None) -> str:
    return repr(lay_out_checklist(sheet, TEXTS, template or Template()))


def test_it_tells_what_to_bring_and_that_it_is_no_number():
    blocks = lay_out_checklist(a_sheet(), TEXTS)
    assert Check("Tờ khai theo mẫu", "1 bản chính, 2 bản sao") in blocks
    assert Check("Giấy chứng sinh") in blocks
    assert Fact("Phí, lệ phí", "8.000 đồng/bản") in blocks
    assert Fact("Thời hạn", "3 ngày làm việc") in blocks
    assert Fact("Lấy số ở", "Hộ tịch") in blocks
    assert Line(Role.CLOSING_STRONG, "Đây không phải phiếu số thứ tự.") in blocks
    assert blocks[-1] == Code("http://192.168.1.10:8080/thu-tuc/1.001193")


@pytest.mark.parametrize(
    ("changes", "there", "not_there"),
    [
        ({"fee": {}}, "Hỏi tại quầy", "Miễn phí"),
        ({"fee": {"kind": "free"}}, "Miễn phí", "đồng"),
        ({"fee": {"kind": "amount"}}, "Có thu phí", "đồng"),
        ({"fee": {"kind": "by-rule", "text": "HĐND"}}, "Theo quy định", "Miễn phí"),
        ({"fee": {"kind": "by-rule", "text": "5.000đ/bản; tối đa 9.000đ"}}, "; tối đa 9.000đ", "Theo"),
        ({"time": {"text": "3 ngày; 5 ngày nếu xác minh"}}, "5 ngày nếu xác minh", "Hỏi tại quầy"),
        ({"papers": []}, "Danh mục chưa ghi", "Check("),
        ({"more_papers": 4}, "Còn 4 giấy tờ nữa", "?"),
        ({"elsewhere": "Chi nhánh đất đai khu vực 2"}, "Chi nhánh đất đai khu vực 2", "'Hộ tịch'"),
        ({"address": ""}, "Đây không phải", "Quét"),
    ],
)
def test_what_is_not_known_is_not_said(changes: dict[str, Any], there: str, not_there: str):
    found = said(a_sheet(**changes))
    assert there in found
    assert not_there not in found


def test_a_template_orders_it_and_cannot_leave_out_what_it_is():
    assert list(Template(checklist=("name", "papers", "no-number")).problems()) == []
    told = [p.key for p in Template(checklist=("papers", "papers", "paper")).problems()]
    assert told == ["checklist.1", "checklist.2", "checklist", "checklist"]
    short = lay_out_checklist(a_sheet(), TEXTS, Template(checklist=("name", "papers", "no-number")))
    assert not any(isinstance(block, Code | Fact) for block in short)


def test_letters_of_all_papers_have_one_size_however_long_they_are():
    short, long = "Tờ khai", "Xuất trình giấy tờ tùy thân (thẻ căn cước, hộ chiếu) " * 6
    one = render((Check(short),), 576)
    both = render((Check(short), Check(long)), 576)
    text = len(one.rows) - 26 * 576 // 8  # without the white below, where the line between papers stands
    assert both.rows[:text] == one.rows[:text]


def test_few_wait_and_nobody_waits_long():
    sheets = Sheets()
    for number in (1, 1, 2, 3, 4):
        sheets.take(a_sheet(number), 0.0)
    assert [sheets.next(1.0), sheets.next(1.0)] == [a_sheet(1), a_sheet(2)]
    assert sheets.next(PATIENCE_S) is None
    sheets.take(a_sheet(1), 100.0)
    assert sheets.next(100.0) is None, "it came out already"


class Remembering(SimTicketPrinter):
    """What came out, in order."""

    def __init__(self, out: list[str]) -> None:
        super().__init__(None, PRINTER, dots=8, slip_s=0.0)
        self._out = out

    def print_slip(self, job: str, picture: Any) -> Printed:
        self._out.append(job)
        return super().print_slip(job, picture)


def test_slips_go_before_checklists_and_both_come_out(tmp_path: Path):
    broker, out = MemoryBroker(), list[str]()
    desk = FakeDesk(broker)
    with a_life(broker, tmp_path, lambda: Remembering(out)) as life:
        desk.link.publish(TOPICS.sheet(PRINTER), encode(a_sheet()))
        desk.link.publish(TOPICS.sheet(PRINTER), encode(a_sheet()))
        desk.send(a_job())
        life.until(lambda: desk.ends(job_id()) and len(out) > 1)
        desk.send(a_job("A002"))
        life.until(lambda: desk.ends(job_id("A002")))
    assert out[0] == job_id()
    assert sorted(out[1:]) == sorted([f"sheet-{a_sheet().sheet}", job_id("A002")])


@pytest.mark.parametrize("paper", [Paper.READY, Paper.NEAR_END, Paper.UNKNOWN])
def test_a_checklist_comes_out_wherever_a_slip_would(tmp_path: Path, paper: Paper):
    class Low(Remembering):
        def status(self) -> Paper:
            return paper

    broker, out = MemoryBroker(), list[str]()
    desk = FakeDesk(broker)
    with a_life(broker, tmp_path, lambda: Low(out)) as life:
        life.until(lambda: desk.presence and desk.faults() == PAPER_FAULTS.get(paper, []))
        desk.link.publish(TOPICS.sheet(PRINTER), encode(a_sheet()))
        life.until(lambda: bool(out))


def test_a_checklist_waits_for_a_printer_that_can_print():
    assert not spooler.is_free(Spool(patience_s=60), Moment(0.0, 0)), "nobody has asked it yet"
    for paper in Paper:
        spool = Spool(patience_s=60, printer=Printer(paper))
        assert spooler.is_free(spool, Moment(0.0, 0)) is (paper in FIT)


def test_a_checklist_that_cannot_be_drawn_stops_no_slip(tmp_path: Path):
    broker = MemoryBroker()
    desk = FakeDesk(broker)

    def picture_of(job: m.PrintJob | m.Sheet) -> Any:
        if isinstance(job, m.Sheet):
            raise ZeroDivisionError
        return PICTURE

    with a_life(broker, tmp_path, lambda: Remembering([]), picture_of=picture_of) as life:
        desk.link.publish(TOPICS.sheet(PRINTER), encode(a_sheet()))
        desk.send(a_job())
        life.until(lambda: desk.ends(job_id()))
        desk.send(a_job("A002"))
        life.until(lambda: desk.ends(job_id("A002")))
