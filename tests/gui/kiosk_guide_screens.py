"""Every screen of the guide to procedures as a way to get there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from contracts import messages as m
from contracts.vocabulary import RefusalCode
from kiosk_app import sample_guide
from tests.unit.kiosk import kiosk_scenes as scenes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.gui.kiosk_driver import Driver

BIRTH = sample_guide.procedure().model_copy(update={"service": "f"})
LONG = (
    "Thủ tục cấp Giấy chứng nhận quyền sử dụng đất, quyền sở hữu nhà ở và tài sản khác gắn liền với đất lần đầu "
    * 2
)
LINES = tuple(
    m.ProcedureLine(code=f"1.00{n:04}", name={"vi": vi, "en": en}, field=field, here=n != 3)
    for n, (vi, en, field) in enumerate((*sample_guide.PROCEDURES, (LONG[:200], LONG[:200], "Đất đai")))
)
AWAY = BIRTH.model_copy(
    update={"service": None, "elsewhere": "Chi nhánh Văn phòng đăng ký đất đai khu vực 2, số 12 phố Hàng Bài"}
)
LONGEST = m.ProcedureTold(
    code="1.009998",
    name={"vi": LONG[:200], "en": LONG[:200]},
    fee=m.FeeTold(kind="by-rule", text="Hội đồng nhân dân cấp tỉnh quyết định"),
    time=m.TimeTold(text="Tùy trường hợp"),
    papers=(m.PaperTold(text=LONG[:200], originals=12, copies=12), m.PaperTold(text=LONG[:200])),
    more_papers=7,
    address="https://mot-cua.example.vn/thu-tuc/1.009998",
)


def guide(kiosk: Driver) -> Iterator[str]:
    from tests.gui.kiosk_driver import TOPICS  # noqa: PLC0415 - imports Kivy

    office = scenes.office_with_look_up().model_copy(update={"seq": 48, "guide": True})
    kiosk.desk.keep(TOPICS.state("office"), office)
    kiosk.desk.keep(TOPICS.state("queue"), scenes.queue(8, seq=48))
    kiosk.settle()
    kiosk.settle()
    _answer(kiosk, sample_guide.topics())
    yield "services with everything"
    _tap(kiosk, "guide")
    yield "what happens in a life"
    _tap(kiosk, "fields")
    yield "fields"
    _tap(kiosk, "find")
    yield "words"
    for sign in "KHAI":
        kiosk.clock.now += 0.2
        kiosk.tap(f"key-{sign}")
    yield "some words"
    _tap(kiosk, "search")
    _answer(kiosk, m.Listed(procedures=LINES))
    yield "procedures"
    yield from procedures(kiosk)
    for _ in range(45):
        kiosk.settle()


def procedures(kiosk: Driver) -> Iterator[str]:
    _tap(kiosk, "procedure-1.000000")
    _answer(kiosk, BIRTH)
    yield "a procedure"
    _tap(kiosk, "checklist")
    _answer(kiosk, m.Done())
    yield "its checklist"
    for name, told in (("received elsewhere", AWAY), ("a long one", LONGEST)):
        _tap(kiosk, "back")
        _tap(kiosk, "procedure-1.000000")
        _answer(kiosk, told)
        yield name
    _tap(kiosk, "back")
    _tap(kiosk, "procedure-1.000000")
    kiosk.desk.reply(scenes.refused(kiosk.desk.heard[-1], RefusalCode.UNKNOWN_PROCEDURE))
    kiosk.settle()
    yield "not on the list"


COUNT = 11


def _answer(kiosk: Driver, result: Any) -> None:
    kiosk.desk.reply(m.Accepted(request_id=kiosk.desk.heard[-1].request_id, result=result))
    kiosk.settle()


def _tap(kiosk: Driver, target: str) -> None:
    kiosk.clock.now += 1
    kiosk.tap(target)
