"""The look-up page: plain HTML, the code in bodies only, and no more than the office's privacy level shows."""

import re
from datetime import UTC, date, datetime, timedelta
from html.parser import HTMLParser
from pathlib import Path

import httpx
import pytest

from contracts.dossiers import Deadline, DossierStatus
from contracts.messages import DossierSeen
from contracts.texts import load_catalogue
from controller.web.app import HERE
from controller.web.dossier_view import view_of
from controller.web.look_up import place_of_host
from simulation.today import today
from tests.clocks import FakeClock
from tests.days import MORNING
from tests.integration.dossier.dossier_house import DossierHouse, dossier_house, settings_with
from tests.integration.dossier.dossier_world import (
    HIDDEN,
    NO_DATE,
    READY,
    RECEIPT,
    UNKNOWN,
    dossier_table,
    main_system,
)

ABSENT = "H57.132-260101-9999"
TEXTS = load_catalogue(HERE / "texts")
PAGE = "/tra-cuu"


def present() -> FakeClock:
    """The real day, because the simulated dossiers are dated around it."""
    return FakeClock(MORNING)


async def ask(house: DossierHouse, code: str, **form: str) -> httpx.Response:
    return await house.web.post(PAGE, data={"code": code, **form})


def text_of(answer: httpx.Response) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.text))


async def test_a_citizen_reads_status_next_step_and_due_date_in_plain_vietnamese(tmp_path: Path):
    async with main_system() as there:
        settings = settings_with(dossier_table(there.url))
        async with dossier_house(tmp_path, present(), settings) as house:
            answer = await ask(house, there.code(READY).lower())
            assert answer.status_code == 200
            due = today() + timedelta(days=2)
            for words in (
                "Đã có kết quả",
                "Mời ông/bà đến nhận kết quả",
                "Trước hạn",
                f"{due:%d/%m/%Y}",
            ):
                assert words in text_of(answer)


async def test_strict_shows_the_progress_and_no_dates(tmp_path: Path):
    async with main_system() as there:
        settings = settings_with(dossier_table(there.url, privacy="strict"))
        async with dossier_house(tmp_path, present(), settings) as house:
            shown = text_of(await ask(house, there.code(READY)))
            assert "Đã có kết quả" in shown
            assert "Ngày hẹn" not in shown
            assert "giấy phép" not in shown


async def test_a_receipt_of_several_dossiers_an_unknown_status_and_a_missing_date_are_told_plainly(
    tmp_path: Path,
):
    async with main_system() as there:
        settings = settings_with(dossier_table(there.url))
        async with dossier_house(tmp_path, present(), settings) as house:
            assert "có 3 hồ sơ" in text_of(await ask(house, there.code(RECEIPT)))
            assert "Chờ lấy ý kiến" in text_of(await ask(house, there.code(UNKNOWN)))
            assert "Không có ngày hẹn trả cụ thể" in text_of(await ask(house, there.code(NO_DATE)))


async def test_hidden_and_absent_give_the_same_page_to_the_byte(tmp_path: Path):
    async with main_system() as there:
        settings = settings_with(dossier_table(there.url))
        async with dossier_house(tmp_path, present(), settings) as house:
            code = there.code(HIDDEN)
            hidden, absent = await ask(house, code), await ask(house, ABSENT)
            assert hidden.status_code == absent.status_code == 404
            assert hidden.text.replace(code, ABSENT) == absent.text


async def test_the_code_is_taken_from_a_body_and_never_from_an_address(tmp_path: Path):
    async with main_system() as there:
        settings = settings_with(dossier_table(there.url))
        async with dossier_house(tmp_path, present(), settings) as house:
            answer = await house.web.get(PAGE, params={"code": there.code(READY)})
            assert "Đã có kết quả" not in answer.text
            assert there.code(READY) not in answer.text
            answer = await house.web.post(PAGE, params={"code": there.code(READY)})
            assert answer.status_code == 422
            assert there.system.asked == 0


@pytest.mark.parametrize(
    ("code", "why"),
    [
        ("", "shape"),
        ("x", "shape"),
        ("<script>alert(1)</script>", "shape"),
        ("001099123456|0123|Chim", "shape"),
        ("a" * 199, "shape"),
        ("H57.132-260804-Đ583", "marks"),
        ("H57.132-260804-0583; H57.132-260804-0584", "several"),
    ],
)
async def test_what_is_no_code_is_refused_kindly_and_says_why(code: str, why: str, tmp_path: Path):
    async with main_system() as there:
        settings = settings_with(dossier_table(there.url))
        async with dossier_house(tmp_path, present(), settings) as house:
            answer = await ask(house, code)
            assert answer.status_code == 422
            assert TEXTS.say("vi", f"look-up.no-code-{why}") in answer.text
            assert len(code) < 2 or "H57" in code or code not in answer.text
            assert there.system.asked == 0


@pytest.mark.parametrize(
    "pasted",
    [
        "Mã hồ sơ: {}.",
        "https://dvc.tinh.example.gov.vn/tra-cuu?SGT=001203004567&MHS={}",
        "\ufeff{}\u200b",
        "＂{}＂",
    ],
)
async def test_what_is_pasted_around_a_code_is_dropped_and_not_repeated(pasted: str, tmp_path: Path):
    async with main_system() as there:
        settings = settings_with(dossier_table(there.url))
        async with dossier_house(tmp_path, present(), settings) as house:
            code = there.code(READY)
            answer = await ask(house, pasted.format(code.replace("-", "\u2013")))
            assert answer.status_code == 200
            assert TEXTS.say("vi", "look-up.result", dossier=code) in answer.text
            assert "001203004567" not in answer.text
            missed = await ask(house, pasted.format(ABSENT))
            assert f'value="{ABSENT}"' in missed.text


async def test_an_overlong_form_is_refused_without_repeating_it(tmp_path: Path):
    settings = settings_with(dossier_table("http://127.0.0.1:9"))
    async with dossier_house(tmp_path, present(), settings) as house:
        answer = await ask(house, "A" * 1300)
        assert answer.status_code == 422
        assert "AAA" not in answer.text
        assert (await ask(house, "A" * 70_000)).status_code == 413


async def test_a_form_of_a_strange_page_is_not_answered(tmp_path: Path):
    async with main_system() as there:
        settings = settings_with(dossier_table(there.url))
        async with dossier_house(tmp_path, present(), settings) as house:
            for strange in ({"sec-fetch-site": "cross-site"}, {"origin": "http://evil.example"}):
                answer = await house.web.post(PAGE, data={"code": there.code(READY)}, headers=strange)
                assert answer.status_code == 403
            assert there.system.asked == 0


async def test_one_phone_may_ask_so_often_and_the_others_behind_its_address_do_not_wait(tmp_path: Path):
    async with main_system() as there:
        table = dossier_table(there.url, limits={})
        async with dossier_house(tmp_path, present(), settings_with(table)) as house:
            for phone in range(12):
                house.web.cookies.clear()
                await house.web.get(PAGE)
                assert (await ask(house, there.code(READY))).status_code == 200, phone
            statuses = [(await ask(house, there.code(READY))).status_code for _ in range(6)]
            assert statuses == [200] * 5 + [429]
            house.web.cookies.clear()
            assert (await ask(house, there.code(READY))).status_code == 200


async def test_a_phone_is_told_how_long_to_wait(tmp_path: Path):
    async with main_system() as there:
        table = dossier_table(there.url, limits={"per_minute": 2, "per_hour": 60})
        async with dossier_house(tmp_path, present(), settings_with(table)) as house:
            statuses = [(await ask(house, there.code(READY))).status_code for _ in range(3)]
            assert statuses == [200, 200, 429]
            assert re.search(r"Xin (chờ|đợi) \d+ giây", (await ask(house, there.code(READY))).text)


async def test_a_main_system_that_is_down_is_said_so(tmp_path: Path):
    settings = settings_with(dossier_table("http://127.0.0.1:9"))
    async with dossier_house(tmp_path, present(), settings) as house:
        answer = await ask(house, ABSENT)
        assert answer.status_code == 503
        assert "tạm thời chưa trả lời" in answer.text


async def test_nothing_may_be_kept_by_a_browser_and_no_script_runs(tmp_path: Path):
    async with main_system() as there:
        settings = settings_with(dossier_table(there.url))
        async with dossier_house(tmp_path, present(), settings) as house:
            for answer in (await house.web.get(PAGE), await ask(house, there.code(READY))):
                assert answer.headers["cache-control"] == "no-store"
                assert answer.headers["referrer-policy"] == "same-origin"
                assert "<script" not in answer.text
                session = answer.headers["set-cookie"]
                assert re.fullmatch(
                    r"motcua-look-up=[\w-]+; HttpOnly; Path=/tra-cuu; SameSite=strict", session
                ), "nothing but a number that ends with the browser"


class Outline(HTMLParser):
    """What a screen reader is given: languages, names of fields, headings."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.lang = ""
        self.headings: list[int] = []
        self.labels: set[str] = set()
        self.inputs: set[str] = set()
        self.hidden: dict[str, str] = {}
        """What the button for the other language sends."""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "html":
            self.lang = given.get("lang") or ""
        if re.fullmatch(r"h\d", tag):
            self.headings.append(int(tag[1]))
        if tag == "label":
            self.labels.add(given.get("for") or "")
        if tag == "input" and given.get("type") != "hidden":
            self.inputs.add(given.get("id") or "")
        if tag == "input" and given.get("type") == "hidden":
            self.hidden.setdefault(given.get("name") or "", given.get("value") or "")


async def test_fields_have_names_headings_have_an_order_and_the_page_has_a_language(tmp_path: Path):
    async with main_system() as there:
        rest = {"proof_key": "MaTraCuu"}
        settings = settings_with(dossier_table(there.url, rest, proof="optional"))
        async with dossier_house(tmp_path, present(), settings) as house:
            for lang in ("vi", "en"):
                page = Outline((await house.web.get(PAGE, params={"lang": lang})).text)
                assert page.lang == lang
                assert page.inputs == page.labels == {"code", "proof"}
                answer = Outline((await ask(house, there.code(RECEIPT), lang=lang)).text)
                assert answer.headings == [1, 2, 3, 2, 3, 2, 3]


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("status", list(DossierStatus))
@pytest.mark.parametrize("deadline", list(Deadline))
def test_every_status_has_a_sentence_and_a_next_step(lang: str, status: DossierStatus, deadline: Deadline):
    seen = DossierSeen(dossier="H57.132-260804-0583", status=status, deadline=deadline, as_of=0)
    view = view_of(seen, TEXTS, lang, 420, due_shown=True)
    assert view.status
    assert view.next_step
    assert bool(view.deadline) == (deadline is not Deadline.NONE)


@pytest.mark.parametrize("status", ["rejected", "withdrawn", "stopped"])
def test_whoever_will_get_no_result_is_shown_no_day_to_come(status: str):
    seen = DossierSeen(
        dossier="H57.132-260804-0583",
        status=DossierStatus(status),
        deadline=Deadline.NONE,
        received="2026-08-04",
        due="2026-08-20",
        as_of=0,
    )
    assert view_of(seen, TEXTS, "vi", 420, due_shown=True).facts == (("Ngày tiếp nhận", "04/08/2026"),)


def test_where_dates_are_not_shown_the_receipt_has_them():
    seen = DossierSeen(
        dossier="H57.132-260804-0583", status=DossierStatus.PROCESSING, deadline=Deadline.NONE, as_of=0
    )
    assert "trên Giấy tiếp nhận hồ sơ" in view_of(seen, TEXTS, "vi", 420, due_shown=False).next_step


def test_english_says_what_vietnamese_says():
    ours = {"look-up", "dossier-status", "next-step", "deadline"}
    keys = {lang: {k for k in TEXTS.languages[lang] if k.partition(".")[0] in ours} for lang in ("vi", "en")}
    assert keys["vi"] == keys["en"]


@pytest.mark.parametrize(
    ("host", "asker"),
    [
        ("192.0.2.7", "web:192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "web:2001:db8:1:2::/64"),
        ("2001:db8:1:2::9", "web:2001:db8:1:2::/64"),
        ("::ffff:192.0.2.7", "web:192.0.2.7"),
        ("", "web:?"),
    ],
)
def test_whoever_asks_is_an_address_or_the_network_of_an_ipv6_address(host: str, asker: str):
    assert place_of_host(host) == asker


def test_an_overdue_dossier_is_not_told_to_wait_for_its_date():
    seen = DossierSeen(
        dossier="H57.132-260804-0583", status=DossierStatus.PROCESSING, deadline=Deadline.OVERDUE, as_of=0
    )
    assert "quá ngày hẹn" in view_of(seen, TEXTS, "vi", 420, due_shown=True).next_step


@pytest.mark.parametrize("status", ["registered", "accepted", "processing", "other"])
def test_nobody_with_an_overdue_dossier_is_told_that_there_is_nothing_to_do(status: str):
    seen = DossierSeen(
        dossier="H57.132-260804-0583", status=DossierStatus(status), deadline=Deadline.OVERDUE, as_of=0
    )
    assert "quá ngày hẹn" in view_of(seen, TEXTS, "vi", 420, due_shown=True).next_step


@pytest.mark.parametrize("status", ["registered", "accepted", "processing"])
def test_a_due_date_that_cannot_be_read_is_said_as_it_was_written(status: str):
    seen = DossierSeen(
        dossier="H57.132-260804-0583",
        status=DossierStatus(status),
        deadline=Deadline.UNCLEAR,
        received="…",
        due="sau Tết",
        as_of=0,
    )
    view = view_of(seen, TEXTS, "vi", 420, due_shown=True)
    assert view.facts == (
        ("Ngày tiếp nhận", "Máy không đọc được"),
        ("Ngày hẹn trả", "“sau Tết” (đúng như hệ thống hồ sơ ghi)"),
    )
    assert (view.deadline, view.deadline_tone) == ("Chưa rõ ngày hẹn trả", "act")
    assert "xin hỏi quầy" in view.next_step
    assert "chưa cần làm gì" not in view.next_step
    unjudged = seen.model_copy(update={"deadline": Deadline.NONE})
    assert view_of(unjudged, TEXTS, "vi", 420, due_shown=True).next_step == view.next_step


@pytest.mark.parametrize(
    ("day", "said"),
    [(20, ""), (21, " Đây là số liệu từ hôm qua."), (22, " Đây là số liệu từ 2 ngày trước.")],
)
def test_how_old_an_answer_is_is_said_in_days(day: int, said: str):
    made = int(datetime(2026, 11, 20, 1, 30, tzinfo=UTC).timestamp() * 1000)
    seen = DossierSeen(
        dossier="H57.132-260804-0583", status=DossierStatus.PROCESSING, deadline=Deadline.NONE, as_of=made
    )
    view = view_of(seen, TEXTS, "vi", 420, due_shown=True, today=date(2026, 11, day))
    assert view.as_of == f"Số liệu lúc 08:30 ngày 20/11/2026.{said}"
