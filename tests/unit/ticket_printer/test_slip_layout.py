from pathlib import Path

import pytest
from PIL import Image

import ticket_printer
from contracts.messages import Slip, WaitRange
from contracts.scanned import slip_text
from contracts.texts import load_catalogue
from tests.floors import times_the_floor
from tests.unit.ticket_printer.spool_builders import a_job, a_slip
from ticket_printer.layout import Banner, Code, Fact, Line, Mark, Role, lay_out
from ticket_printer.render import draw

TEXTS = load_catalogue(Path(ticket_printer.__file__).parent / "texts")


def lines(slip: Slip, role: Role):
    return [b.text for b in lay_out(slip, TEXTS) if isinstance(b, Line) and b.role is role]


def facts(slip: Slip):
    return {b.label: b.value for b in lay_out(slip, TEXTS) if isinstance(b, Fact)}


def test_a_vietnamese_slip_says_everything_in_vietnamese():
    assert lines(a_slip(), Role.TITLE) == ["PHIẾU SỐ THỨ TỰ"]
    assert lines(a_slip(), Role.SUBTITLE) == []
    assert lines(a_slip(), Role.NUMBER) == ["A001"]
    assert facts(a_slip()) == {
        "Người chờ trước": "7 người",
        "Dự kiến chờ": "10–18 phút",
        "Nơi phục vụ": "Quầy 1, 2",
        "Lấy số lúc": "07:42 · 21/11/2026",
        "Buổi": "Sáng",
    }
    assert lines(a_slip(), Role.CLOSING_STRONG) == ["Xin giữ phiếu và chờ gọi số."]


def test_an_english_slip_keeps_the_vietnamese_names_that_the_signs_have():
    slip = a_slip(lang="en")
    assert lines(slip, Role.TITLE) == ["QUEUE NUMBER"]
    assert lines(slip, Role.SUBTITLE) == ["PHIẾU SỐ THỨ TỰ"]
    assert lines(slip, Role.SERVICE) == ["Certification and civil status"]
    assert lines(slip, Role.SERVICE_AGAIN) == ["Chứng thực – Hộ tịch"]
    assert lines(slip, Role.AUTHORITY) == ["UBND xã Vĩnh Thịnh"]


def test_a_language_without_a_catalogue_is_printed_in_vietnamese():
    assert lines(a_slip(lang="hmn"), Role.TITLE) == ["PHIẾU SỐ THỨ TỰ"]
    assert lines(a_slip(lang="hmn"), Role.SERVICE_AGAIN) == []


@pytest.mark.parametrize(
    ("low", "high", "said"),
    [
        (10, 18, "10–18 phút"),
        (18, 10, "10–18 phút"),
        (5, 5, "khoảng 5 phút"),
        (0, 5, "dưới 5 phút"),
        (0, 0, "sắp đến lượt"),
        (70, 170, "khoảng 1–3 giờ"),
        (50, 170, "dưới 3 giờ"),
        (0, 170, "dưới 3 giờ"),
    ],
)
def test_a_wait_is_said_as_a_range(low: int, high: int, said: str):
    assert facts(a_slip(wait=WaitRange(low=low, high=high)))["Dự kiến chờ"] == said


def test_an_unknown_wait_is_not_said():
    assert "Dự kiến chờ" not in facts(a_slip(wait=None))


def test_the_next_stops_are_told_in_turn_and_only_where_there_are_any():
    fee, result = {"vi": "Thu phí, lệ phí", "en": "Fees"}, {"vi": "Trả kết quả"}
    assert facts(a_slip(stops=(fee, result)))["Sau đó đến"] == "Thu phí, lệ phí; Trả kết quả"
    assert facts(a_slip(stops=(fee, result), lang="en"))["Then go to"] == "Fees; Trả kết quả"
    assert "Sau đó đến" not in facts(a_slip())


@pytest.mark.parametrize(
    ("counters", "vi", "en"),
    [
        (("1",), "Quầy 1", "Counter 1"),
        (("1", "2"), "Quầy 1, 2", "Counters 1, 2"),
        (("Phòng 12",), "Phòng 12", "Phòng 12"),
    ],
)
def test_a_counter_without_a_name_of_its_own_is_called_one(counters: tuple[str, ...], vi: str, en: str):
    assert facts(a_slip(counters=counters))["Nơi phục vụ"] == vi
    assert facts(a_slip(counters=counters, lang="en"))["Served at"] == en


def test_where_to_go_is_not_said_while_nobody_knows():
    assert "Nơi phục vụ" not in facts(a_slip(counters=()))


def test_whoever_is_first_reads_that_nobody_is_ahead():
    assert facts(a_slip(ahead=0))["Người chờ trước"] == "Chưa có ai"


def test_only_a_copy_has_a_banner_and_it_comes_first():
    assert not any(isinstance(block, Banner) for block in lay_out(a_slip(copy_no=1), TEXTS))
    first = lay_out(a_slip(copy_no=2), TEXTS)[0]
    assert first == Banner("BẢN IN LẠI", "bản thứ 2, cùng một số")


def test_only_a_number_given_in_trouble_is_marked_in_the_citizens_language_and_for_clerks():
    assert not any(isinstance(block, Mark) for block in lay_out(a_slip(copy_no=2), TEXTS))
    (mark,) = (block for block in lay_out(a_slip(degraded=True), TEXTS) if isinstance(block, Mark))
    vietnamese = "CẤP KHI HỆ THỐNG GẶP SỰ CỐ"
    assert mark == Mark(vietnamese, "", "Số này vẫn có giá trị; xin giữ phiếu cẩn thận.")
    (mark,) = (block for block in lay_out(a_slip(degraded=True, lang="en"), TEXTS) if isinstance(block, Mark))
    english = "This number stays valid; please keep this slip safe."
    assert mark == Mark("ISSUED DURING A FAULT", vietnamese, english)
    (mark,) = (b for b in lay_out(a_slip(degraded=True, lang="hmn"), TEXTS) if isinstance(b, Mark))
    assert (mark.text, mark.again) == (vietnamese, "")


def test_every_language_has_every_sentence():
    assert len({frozenset(sentences) for sentences in TEXTS.languages.values()}) == 1


def test_a_slip_with_a_whole_book_on_it_is_drawn_at_once():
    """Without a bound it takes as much longer as it is longer, and the queue stands."""

    def drawn(words: int) -> Image.Image:
        return draw(lay_out(a_slip(local_time="từng chữ một " * words), TEXTS), 576)

    assert times_the_floor(lambda: drawn(20_000), lambda: drawn(600), rounds=2) < 15
    assert drawn(20_000).height < 2000


def test_a_copy_after_the_thousandth_has_a_job_and_a_slip():
    job = a_job("A001", copy_no=1000)
    assert job.job.endswith("-1000")
    assert isinstance(lay_out(job.slip, TEXTS, code=slip_text("demo", job.job))[-1], Code)


def test_the_office_has_a_line_of_its_own_in_the_language_of_the_slip():
    note = {"vi": "Quá 3 lượt gọi xin báo cán bộ.", "en": "After 3 calls please ask."}
    for lang in ("vi", "en"):
        said = lines(a_slip(note=note, lang=lang), Role.CLOSING)
        assert note[lang] in said
        assert len(said) == len(lines(a_slip(lang=lang), Role.CLOSING)) + 1
    assert "Chỉ có tiếng Việt." in lines(a_slip(note={"vi": "Chỉ có tiếng Việt."}, lang="en"), Role.CLOSING)
