"""Every screen of the guide to procedures as a way to get there."""

from __future__ import annotations

import tempfile
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PIL import Image, ImageDraw

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
FORMS = BIRTH.model_copy(update={"blanks": sample_guide.BLANKS})
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
    yield from forms(kiosk)
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


def forms(kiosk: Driver) -> Iterator[str]:
    _tap(kiosk, "back")
    _tap(kiosk, "procedure-1.000000")
    _answer(kiosk, FORMS)
    kiosk.app._parts.bridge.pages({page: a_page() for blank in FORMS.blanks for page in blank.pages})
    kiosk.settle()
    yield "a procedure with forms"
    _tap(kiosk, "blanks")
    yield "its forms"
    _tap(kiosk, "blank-0")
    yield "a form"
    _tap(kiosk, next(name for name in ("sheet-1", "sheet-8") if name in kiosk.target_names()))
    yield "further on in the form"
    _tap(kiosk, "back")
    _tap(kiosk, "back")


@cache
def _folder() -> tempfile.TemporaryDirectory[str]:
    """There until the process ends."""
    return tempfile.TemporaryDirectory(prefix="motcua-form-")


@cache
def a_page() -> str:
    """A sheet of A4 as it comes from the desk."""
    path = Path(_folder().name) / "page.jpg"
    sheet = Image.new("RGB", (1131, 1600), "white")
    for line in range(200, 1500, 50):
        ImageDraw.Draw(sheet).line((120, line, 1010, line), "black", 3)
    sheet.save(path)
    return str(path)


COUNT = 15


def _answer(kiosk: Driver, result: Any) -> None:
    kiosk.desk.reply(m.Accepted(request_id=kiosk.desk.heard[-1].request_id, result=result))
    kiosk.settle()


def _tap(kiosk: Driver, target: str) -> None:
    kiosk.clock.now += 1
    kiosk.tap(target)
