"""What an office must publish, on the wall while nobody is called."""

import asyncio
import json
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.responses import Response

from contracts import messages as m
from contracts.open_data import OpenCatalogue, OpenDossiers, OpenRating, OpenResults, OpenServiceResult
from display_board.cards import MOST_CARDS, ROWS, Card, cards_of
from display_board.idle_pages import IdlePages
from display_board.page.events import Newest
from display_board.page.look import look_css
from display_board.page.server import build_of, page_app
from display_board.published import fetched, follow
from display_board.settings import PageSettings
from tests.chromium import CHROMIUM, chromium
from tests.serving import served
from tests.unit.display_board.board_builders import TEXTS, an_office
from tests.unit.display_board.test_board_browser import a_page
from tests.unit.display_board.test_board_hall import SESSION
from tests.waiting import happens

NONE = OpenCatalogue()
BIRTH: dict[str, object] = {
    "code": "1.001193",
    "name": "Thủ tục đăng ký khai sinh",
    "short": "Đăng ký khai sinh",
    "field": "Hộ tịch",
    "fee": {"kind": "free", "vnd": 0, "text": "Miễn phí"},
    "time": {"count": 1, "unit": "working-days", "text": ""},
    "agreed": {"count": None, "unit": "working-days", "text": ""},
    "since": None,
    "unknown": {"of a": "newer version"},
}


def catalogue(*ones: dict[str, object]) -> OpenCatalogue:
    return OpenCatalogue.model_validate({"taken": "2026-11-01", "procedures": ones})


def only(cards: tuple[Card, ...]) -> Card:
    (card,) = cards
    return card


def test_a_procedure_says_its_fee_and_its_time():
    card = only(cards_of(None, catalogue(BIRTH), "", TEXTS))
    assert card.title == "Hộ tịch"
    assert card.heads == ("Thủ tục", "Phí, lệ phí", "Thời hạn")
    assert card.rows == (("Đăng ký khai sinh", "Miễn phí", "1 ngày làm việc"),)


def test_last_months_results_are_a_card_and_what_is_not_told_is_left_out():
    told = OpenServiceResult(issued=1234, wait_median=12, within_limit=93.05)
    dossiers = OpenDossiers(answered=9, early=5, on_time=3, late=1, in_time=88.9)
    rated = OpenRating(question="Có hài lòng không?", number=1210, satisfied=95.0, low=93.6, high=96.1)
    results = OpenResults(period="Tháng 10 năm 2026", whole=told, dossiers=dossiers, ratings=(rated,))
    first, second = cards_of(None, NONE, "", TEXTS, results)
    assert first.title == "Kết quả phục vụ: Tháng 10 năm 2026 (1/2)"
    assert (*first.rows, *second.rows) == (
        ("Lượt lấy số", "", "1.234"),
        ("Một nửa số người chờ không quá", "", "12 phút"),
        ("Được gọi trong 30 phút", "", "93,0%"),
        ("Hồ sơ giải quyết không quá hạn", "", "88,9%"),
        ("Hài lòng (1.210 lượt đánh giá): Có hài lòng không?", "", "95,0%"),
    )
    assert cards_of(None, NONE, "", TEXTS, OpenResults(period="Tháng 10 năm 2026")) == ()


@pytest.mark.parametrize(
    ("changes", "fee", "time"),
    [
        ({"fee": {"kind": "amount", "vnd": 1_250_000}}, "1.250.000 đồng", "1 ngày làm việc"),
        ({"fee": {"kind": "amount", "vnd": 0}}, "Có thu phí", "1 ngày làm việc"),
        ({"fee": {"kind": "by-rule"}}, "Theo quy định", "1 ngày làm việc"),
        ({"fee": {}}, "Hỏi tại quầy", "1 ngày làm việc"),
        ({"agreed": {"count": 4, "unit": "hours"}}, "Miễn phí", "4 giờ"),
        ({"fee": {"kind": "by-rule", "text": "1.000đ/bản; tối đa 9.000đ"}}, "1.000đ/bản…", "1 ngày làm việc"),
        ({"time": {"text": "2-3 ngày"}}, "Miễn phí", "2-3 ngày"),
        ({"time": {"text": "3 ngày; nếu phải xác minh thì 5 ngày làm việc"}}, "Miễn phí", "Tùy trường hợp"),
        ({"time": {}}, "Miễn phí", "Hỏi tại quầy"),
    ],
)
def test_what_is_not_known_is_not_said(changes: dict[str, object], fee: str, time: str):
    assert only(cards_of(None, catalogue(BIRTH | changes), "", TEXTS)).rows[0][1:] == (fee, time)


def test_fields_are_apart_and_long_ones_take_several_cards():
    ones = [
        BIRTH | {"short": f"Thủ tục {i}", "field": "Đất đai" if i % 2 else ""} for i in range(2 * ROWS + 2)
    ]
    cards = cards_of(None, catalogue(*ones), "", TEXTS)
    titles = ["Thủ tục hành chính (1/2)", "Thủ tục hành chính (2/2)", "Đất đai (1/2)", "Đất đai (2/2)"]
    assert [card.title for card in cards] == titles
    assert sum(len(card.rows) for card in cards) == len(ones)
    assert len({card.name for card in cards}) == 4


def test_a_catalogue_of_a_province_is_bounded():
    assert len(cards_of(None, catalogue(*[BIRTH] * 5000), "", TEXTS)) == MOST_CARDS


def test_hours_put_equal_days_together_and_say_what_is_special():
    afternoon = SESSION.model_copy(update={"days": (1, 2), "serve_from": "13:30", "serve_until": "17:00"})
    holiday = m.SpecialDay(day="2026-12-31", name={"vi": "Tết dương lịch"}, sessions=())
    office = an_office().model_copy(update={"sessions": (SESSION, afternoon), "special_days": (holiday,)})
    assert only(cards_of(office, NONE, "", TEXTS)).rows == (
        ("Thứ Hai – Thứ Ba", "", "07:30–11:30, 13:30–17:00"),
        ("Thứ Tư – Thứ Bảy", "", "07:30–11:30"),
        ("Chủ nhật", "", "Nghỉ"),
        ("31/12 Tết dương lịch", "", "Nghỉ"),
    )


def test_a_notice_is_a_card_and_nothing_is_no_card():
    assert only(cards_of(None, NONE, "Mất điện sáng mai", TEXTS)).rows == (("Mất điện sáng mai", "", ""),)
    assert cards_of(None, NONE, "", TEXTS) == ()


def test_the_notice_that_the_caretaker_wrote_for_all_boards_is_a_card_beside_the_boards_own():
    office = an_office().model_copy(update={"ticker": "Hệ thống bảo trì"})
    told = [card.rows[0][0] for card in cards_of(office, NONE, "Mất điện", TEXTS)]
    assert told == ["Mất điện", "Hệ thống bảo trì"]


def published(*answers: bytes) -> FastAPI:
    app, left = FastAPI(), list(answers)

    @app.get("/thu-tuc.json")
    async def answer() -> Response:
        return Response(left.pop(0) if len(left) > 1 else left[0], media_type="application/json")

    return app


@pytest.mark.slow
async def test_what_is_published_is_followed_and_the_last_good_one_stays(caplog: pytest.LogCaptureFixture):
    took: list[OpenCatalogue] = []
    good = json.dumps({"procedures": [BIRTH]}).encode()
    async with served(published(b"<html>", b'{"procedures": [{"name": ""}]}', good, b"[]")) as site:
        task = asyncio.create_task(follow(f"{site}/thu-tuc.json", OpenCatalogue, took.append, 0.01, 0.01))
        await happens(lambda: len(took) == 1)
        await happens(lambda: "procedures.0.name" in caplog.text)
        task.cancel()
    assert took == [catalogue(BIRTH)]


@pytest.mark.slow
async def test_a_desk_that_is_not_there_is_told():
    with pytest.raises(ValueError, match=r"127\.0\.0\.1:9/thu-tuc\.json: "):
        await asyncio.to_thread(fetched, "http://127.0.0.1:9/thu-tuc.json", OpenCatalogue)


@pytest.mark.slow
async def test_no_proxy_of_the_machine_is_asked_for_the_desk(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    async with served(published(json.dumps({"procedures": [BIRTH]}).encode())) as site:
        assert await asyncio.to_thread(fetched, f"{site}/thu-tuc.json", OpenCatalogue) == catalogue(BIRTH)


def test_an_address_of_another_kind_is_refused(tmp_path: Path):
    for address in ("file:///etc/passwd", str(tmp_path), "ftp://x/y"):
        with pytest.raises(ValueError, match="procedures"):
            PageSettings(procedures=address)


LONG_ONE = BIRTH | {
    "short": "Cấp lại giấy chứng nhận đủ điều kiện " * 4,
    "fee": {"kind": "amount", "vnd": 12_500_000},
}
FITS = """
new Promise((done) => {
  const look = () => {
    const box = byId("card");
    if (box.hidden) { setTimeout(look, 20); return; }
    done([box.scrollHeight - box.clientHeight, byId("card-title").textContent, byId("card-rows").textContent]);
  };
  look();
})
"""


@pytest.mark.slow
@pytest.mark.browser
@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")
@pytest.mark.parametrize(
    "size", [(800, 600), (1280, 1024), (1920, 1080), (2560, 1080), (1080, 1920), (768, 1024)]
)
async def test_a_card_fits_every_shape_and_gives_way_to_a_call(size: tuple[int, int]):
    (card,) = cards_of(None, catalogue(*[LONG_ONE] * ROWS), "", TEXTS)
    look, newest = look_css(43, 6), Newest()
    idle = {"build": build_of(look), **a_page(spotlight=None), "cards": [card.name]}
    newest.put(idle)
    app = page_app(
        newest, TEXTS, look, lambda: {"ok": True}, flash=True, idle=lambda: IdlePages(cards=(card,))
    )
    async with served(app) as site, chromium(*size) as tab:
        await tab.go(f"{site}/")
        over, title, rows = await tab.evaluate(FITS)
        assert over <= 1
        assert title == "Hộ tịch"
        assert rows.count("12.500.000 đồng") == ROWS
        newest.put(idle | a_page())
        await tab.evaluate(
            "new Promise((done) => { const look = () => byId('card').hidden ? done() : setTimeout(look, 20); look(); })"
        )
        newest.close()
