"""What a wrong or a hasty hand does on the clerk's page, and who sits where."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import httpx
import pytest

from contracts import messages as m
from controller.web.presses import SAID_S
from tests.clocks import FakeClock
from tests.integration.controller.house import MORNING, PANEL, PIN, PIN_HASH, SECOND_PANEL, House, new_id
from tests.integration.controller.web_house import SITE, app_of, command, open_web, post_form, sign_in

TWO_PEOPLE = [
    {"id": "lan", "name": "Nguyễn Thị Lan", "pin_hash": PIN_HASH},
    {"id": "hoa", "name": "Trần Thị Hoa", "pin_hash": PIN_HASH, "caretaker": True},
]
AS_BROWSER = {"accept": "text/html,application/xhtml+xml"}


def opened(tmp_path: Path) -> Any:
    return open_web(tmp_path, FakeClock(MORNING), clerks=TWO_PEOPLE)


async def press(
    house: House,
    client: httpx.AsyncClient,
    kind: str,
    after_s: float = 4,
    form: Mapping[str, str] | None = None,
    **fields: str,
) -> str:
    house.clock.advance(after_s)
    sent: dict[str, str] = {"request_id": new_id(), **(form or {}), **fields}
    return (await post_form(client, f"/desk/{kind}", **sent)).text


def called(house: House, counter: str = "1") -> str:
    ticket = house.desk.day.ticket_at(counter)  # type: ignore[arg-type] # a word is a counter here
    return ticket.number if ticket else ""


@pytest.mark.parametrize("first", ["recall", "finish", "call-next", "call-number"])
@pytest.mark.parametrize("second", ["call-next", "call-number"])
async def test_nobody_is_called_by_a_press_right_after_another(
    tmp_path: Path, first: str, second: str
) -> None:
    async with opened(tmp_path) as (house, client):
        await sign_in(client)
        tickets = [(await house.issued()).ticket for _ in range(4)]
        await press(house, client, "call-next")
        await press(house, client, first, ticket=tickets[1], sure="1")
        there = called(house)
        page = await press(house, client, second, after_s=0.3, ticket=tickets[3])
        assert called(house) == there
        same = first == second == "call-next"
        assert ("quá sát" in page) == (not same), "a double click is not scolded"
        await press(house, client, second, after_s=1.8, ticket=tickets[3], sure="1")
        assert called(house) != there


@pytest.mark.parametrize("counter", ["1", "2"])
async def test_a_number_that_was_called_meanwhile_is_not_given_up_by_the_button_beside_its_row(
    tmp_path: Path, counter: str
) -> None:
    async with opened(tmp_path) as (house, client):
        await sign_in(client)
        first = await house.issued()
        await house.ask(house.call(counter), PANEL if counter == "1" else SECOND_PANEL)
        page = await press(house, client, "cancel", ticket=first.ticket, there="")
        assert called(house, counter) == first.number
        assert f"Số {first.number} hiện đang gọi, không làm được việc này" in page


def button(page: str, kind: str) -> dict[str, str]:
    """What the form of a button of this kind would send, of the first that asks to be pressed once more."""
    form = re.search(rf'<form id="{kind}[^"]*-sure".*?</form>', page, re.DOTALL)
    assert form, page
    return dict(re.findall(r'name="([a-z_]+)" value="([^"]*)"', form[0]))


async def test_a_second_call_within_two_seconds_takes_another_person_only_when_said_so(
    tmp_path: Path,
) -> None:
    async with opened(tmp_path) as (house, client):
        await sign_in(client)
        for _ in range(3):
            await house.issued()
        await press(house, client, "call-next", there="")
        page = await press(house, client, "call-next", after_s=0.4)
        assert "Vừa gọi A001. Kết thúc A001 và gọi người tiếp theo?" in page
        assert (called(house), "Gọi người tiếp theo</button>" in page) == ("A001", True)
        await press(house, client, "call-next", after_s=0.4)
        assert called(house) == "A001", "a third click on the same button says nothing new"
        await press(house, client, "call-next", after_s=0.4, form=button(page, "call-next"))
        assert called(house) == "A002"
        await press(house, client, "call-next", after_s=2.0)
        assert called(house) == "A003", "after two seconds one press is enough"


async def test_a_call_from_the_button_box_is_a_call_too(tmp_path: Path) -> None:
    async with opened(tmp_path) as (house, client):
        await sign_in(client)
        for _ in range(2):
            await house.issued()
        await house.ask(house.call(), PANEL)
        assert "Vừa gọi A001." in await press(house, client, "call-next", after_s=1.9)
        assert called(house) == "A001"


async def test_calling_a_number_while_somebody_is_served_asks_whom_it_would_finish(tmp_path: Path) -> None:
    async with opened(tmp_path) as (house, client):
        await sign_in(client)
        tickets = [(await house.issued()).ticket for _ in range(3)]
        await press(house, client, "call-number", ticket=tickets[2])
        assert called(house) == "A003", "at an idle counter nobody is finished by it"
        page = await press(house, client, "call-number", ticket=tickets[0])
        assert "Đang phục vụ A003. Kết thúc A003 và gọi A001?" in page
        assert (called(house), "Gọi A001</button>" in page) == ("A003", True)
        fields = button(page, "call-number")
        assert fields["ticket"] == tickets[0]
        await house.ask(house.call(), PANEL)  # meanwhile A001 was called by the box
        page = await press(house, client, "call-number", form=fields)
        assert "Tại quầy lúc này là số A001" in page
        house.clock.advance(SAID_S)
        assert "Kết thúc A003" not in (await client.get("/")).text, "a question is not asked for ever"


async def test_a_clerk_is_told_when_the_counter_closes_stays_open_and_has_closed(tmp_path: Path) -> None:
    async with opened(tmp_path) as (house, client):
        await sign_in(client)
        for _ in range(2):
            await house.issued()
        await press(house, client, "call-next")
        assert "Quầy đóng sau số này." in await press(house, client, "close-counter", closes="true")
        assert "Quầy không đóng nữa." in await press(house, client, "close-counter", closes="false")
        await press(house, client, "close-counter", closes="true")
        page = await press(house, client, "call-next")
        assert "Quầy đã đóng." in page
        assert "Hiện không có ai chờ" not in page, "somebody does"
        assert [t.number for t in house.desk.day.waiting_tickets()] == ["A002"]


async def close_behind(house: House, client: httpx.AsyncClient) -> None:
    """Lan's counter closes when A001 leaves it."""
    await press(house, client, "call-next")
    await press(house, client, "close-counter", closes="true")
    await press(house, client, "finish")
    assert "1" not in house.desk.day.clerks


@pytest.mark.parametrize("kind", ["call-next", "call-number"])
async def test_who_calls_at_a_counter_that_closed_sits_there_again_and_the_visit_is_hers(
    tmp_path: Path, kind: str
) -> None:
    async with opened(tmp_path) as (house, client):
        await sign_in(client)
        ticket = [(await house.issued()).ticket for _ in range(2)][1]
        await close_behind(house, client)
        page = await press(house, client, kind, ticket=ticket)
        assert (called(house), house.desk.day.clerks["1"]) == ("A002", "lan")
        assert "Quầy đã đóng." not in page
        assert house.desk.day.why["1"].clerk == "lan"
        await press(house, client, "finish")
        assert house.desk.day.visited[ticket].clerk == "lan"


async def test_who_takes_back_the_press_that_closed_the_counter_sits_there_again(tmp_path: Path) -> None:
    async with opened(tmp_path) as (house, client):
        await sign_in(client)
        await house.issued()
        await close_behind(house, client)
        await press(house, client, "undo")
        assert (called(house), house.desk.day.clerks) == ("A001", {"1": "lan"})


async def test_who_left_the_page_open_over_night_sits_there_when_she_calls_in_the_morning(
    tmp_path: Path,
) -> None:
    async with opened(tmp_path) as (house, client):
        await sign_in(client)
        await house.issued()
        await press(house, client, "call-next")
        for _ in range(4):  # the open page asks all night
            house.clock.advance(6 * 3600)
            await client.get("/")
        await house.until(lambda: not house.desk.day.clerks)
        await house.issued()
        await press(house, client, "call-next")
        assert (called(house), house.desk.day.clerks) == ("A001", {"1": "lan"})


async def test_a_counter_that_closed_stays_so_under_any_other_press_or_one_that_comes_late_or_again(
    tmp_path: Path,
) -> None:
    async with opened(tmp_path) as (house, client):
        await sign_in(client)
        ticket = [(await house.issued()).ticket for _ in range(2)][1]
        await press(house, client, "call-next")
        await press(house, client, "close-counter", closes="true")
        closing = {"request_id": new_id()}
        await press(house, client, "call-next", form=closing)
        await press(house, client, "call-next", form=closing)
        await press(house, client, "call-next", at=str(house.clock.utc_ms() - 60_000))
        await press(house, client, "reprint", ticket=ticket)
        await press(house, client, "close-counter", closes="true")
        assert (called(house), house.desk.day.clerks) == ("", {})


async def test_a_clerk_is_told_that_the_help_for_others_has_ended(tmp_path: Path) -> None:
    async with opened(tmp_path) as (house, client):
        await sign_in(client)
        other = next(
            s for s in house.desk.office.services if s not in house.desk.office.counters["1"].services
        )
        assert "Đã ghi hỗ trợ" in await press(house, client, "help-out", service=other, minutes="60")
        assert "Đã thôi hỗ trợ" in await press(house, client, "help-out", service=other, minutes="0")


UNDONE = [
    ("call-next", {}, "gọi A002", "A001", ["A002", "A003"]),
    ("finish", {}, "kết thúc A001", "A001", ["A002", "A003"]),
    ("mark-no-show", {}, "ghi vắng mặt A001", "A001", ["A002", "A003"]),
    ("park", {}, "ghi chờ bổ sung A001", "A001", ["A002", "A003"]),
    ("transfer", {"to": "counter:2"}, "chuyển A001", "A001", ["A002", "A003"]),
    ("cancel", {"ticket": "20261123-A002"}, "hủy A002", "A001", ["A002", "A003"]),
]


@pytest.mark.parametrize(("kind", "fields", "what", "there", "waiting"), UNDONE)
async def test_a_press_can_be_taken_back_at_once_and_for_ten_seconds(
    tmp_path: Path, kind: str, fields: dict[str, str], what: str, there: str, waiting: list[str]
) -> None:
    async with opened(tmp_path) as (house, client):
        await sign_in(client)
        for _ in range(3):
            await house.issued()
        await press(house, client, "call-next")
        page = await press(house, client, kind, form=fields)
        assert f"Hoàn tác <kbd>F10</kbd> <small>{what}</small></button>" in page
        form = re.search(r'<form id="undo-.*?</form>', page, re.DOTALL)
        assert form
        undo = dict(re.findall(r'name="([a-z_]+)" value="([^"]*)"', form[0]))
        page = await press(house, client, "undo", after_s=0.2, form=undo)
        assert f"Đã hoàn tác: {what}." in page
        assert (called(house), [t.number for t in house.desk.day.waiting_tickets()]) == (there, waiting)
        assert "Hoàn tác" not in page
        kinds = [type(event).__name__ for event in await house.writer.events(house.desk.day.date)]
        assert kinds[-1] == "ActUndone"
        await press(house, client, kind, form=fields)
        house.clock.advance(10.001)
        assert "Hoàn tác" not in (await client.get("/")).text
        page = await press(house, client, "undo", after_s=0, form=undo | {"request_id": new_id()})
        assert "chỉ hoàn tác được trong 10 giây" in page


async def test_a_press_that_comes_late_is_refused_where_the_clerk_sees_it(tmp_path: Path) -> None:
    async with opened(tmp_path) as (house, client):
        await sign_in(client)
        await house.issued()
        for late_ms, done in ((5_001, False), (5_000, True)):
            at = house.desk.now().clock + 4_000 - late_ms  # `press` lets four seconds pass first
            page = await press(house, client, "call-next", at=str(at))
            assert (called(house) == "A001", "Lệnh đến quá trễ" in page) == (done, not done), late_ms
        house.clock.advance(4)
        ahead = house.desk.now().clock + 60_000  # a page cannot know the time to the second
        assert "Đã gọi lại A001" in await press(house, client, "recall", at=str(ahead))
        for odd in ("soon", "-1", "1e9999"):
            answer = await post_form(client, "/desk/finish", request_id=new_id(), at=odd)
            assert answer.status_code == 422
        assert called(house) == "A001"


async def test_a_page_of_another_session_presses_nothing_and_is_sent_home(tmp_path: Path) -> None:
    async with opened(tmp_path) as (house, client):
        await sign_in(client)
        await house.issued()
        await press(house, client, "call-next")
        (name,) = re.findall(r'data-session="([0-9a-f]+)"', (await client.get("/")).text)
        await sign_in(client, clerk="hoa", counter="2")
        answer = await post_form(client, "/desk/finish", request_id=new_id(), page=name)
        assert answer.status_code == 204
        assert called(house) == "A001"


@pytest.mark.parametrize(
    "kind", ["call-next", "call-number", "recall", "arrive", "mark-no-show", "park", "finish", "transfer"]
)
async def test_a_press_names_the_ticket_that_the_page_showed(tmp_path: Path, kind: str) -> None:
    async with opened(tmp_path) as (house, client):
        await sign_in(client)
        first, _, third = [(await house.issued()).ticket for _ in range(3)]
        await press(house, client, "call-next", there="")
        assert f'name="there" value="{first}"' in (await client.get("/")).text
        house.clock.advance(3)
        await house.ask(house.call(), PANEL)  # the button box of the same counter
        fields = {"there": first, "to": "counter:2"} | ({"ticket": third} if kind == "call-number" else {})
        page = await press(house, client, kind, **fields)
        assert "Tại quầy lúc này là số A002, nên chưa làm gì." in page
        assert (called(house), [t.number for t in house.desk.day.waiting_tickets()]) == ("A002", ["A003"])
        await press(house, client, "call-next", there="")
        assert called(house) == "A002", "the page that showed an idle counter meant to finish nobody"


async def test_two_fast_clicks_on_a_list_take_one_row(tmp_path: Path) -> None:
    async with opened(tmp_path) as (house, client):
        await sign_in(client)
        tickets = [(await house.issued()).ticket for _ in range(3)]
        for ticket in tickets[:2]:
            await press(house, client, "cancel", after_s=0.6, ticket=ticket)
        assert [t.number for t in house.desk.day.waiting_tickets()] == ["A002", "A003"]


async def test_a_wrong_press_is_taken_back_from_the_list_of_the_finished(tmp_path: Path) -> None:
    async with opened(tmp_path) as (house, client):
        await sign_in(client)
        first = (await house.issued()).ticket
        await house.issued()
        assert "finished-20261123-A001" not in await press(house, client, "call-next")
        page = await press(house, client, "call-next")
        assert "Đã kết thúc A001. Đang gọi A002." in page
        assert "finished-20261123-A001" in page
        page = await press(house, client, "call-number", ticket=first)
        assert "Đang gọi trở lại A001. A002 chờ lại" in page
        assert (called(house), [t.number for t in house.desk.day.waiting_tickets()]) == ("A001", ["A002"])


async def test_what_a_press_led_to_stays_on_every_redraw_and_then_goes(tmp_path: Path) -> None:
    async with opened(tmp_path) as (house, client):
        await sign_in(client)
        await press(house, client, "call-next")
        refusal = "Không có ai đang chờ quầy này."
        assert refusal in (await client.get("/")).text
        house.clock.advance(SAID_S)
        assert refusal not in (await client.get("/")).text


async def test_a_transfer_begins_with_no_place_and_never_offers_its_own_service(tmp_path: Path) -> None:
    async with opened(tmp_path) as (house, client):
        await sign_in(client)
        await house.issued()
        await press(house, client, "call-next")
        page = (await client.get("/desk/sheet/transfer")).text
        assert 'value="service:land"' in page
        assert "checked" not in page
        assert 'value="service:civil"' not in page
        assert "Đã chuyển A001 đến Quầy 2." in await press(house, client, "transfer", to="counter:2")


async def test_who_leaves_a_citizen_behind_is_asked(tmp_path: Path) -> None:
    async with opened(tmp_path) as (house, client):
        for citizen, at_counter in (("keep", "A001"), ("finish", "")):
            await sign_in(client)
            if not called(house):
                await house.issued()
                await press(house, client, "call-next")
            asked = await post_form(client, "/sign-out")
            assert "Quầy đang phục vụ A001. Kết thúc trước khi rời?" in asked.text
            assert house.desk.day.clerks == {"1": "lan"}
            assert (await post_form(client, "/sign-out", citizen=citizen)).status_code == 303
            assert (house.desk.day.clerks, called(house)) == ({}, at_counter)


async def test_nobody_is_sent_from_a_counter_unasked_and_two_never_share_one(tmp_path: Path) -> None:
    async with (
        opened(tmp_path) as (house, lan),
        httpx.AsyncClient(transport=lan._transport, base_url=lan.base_url) as hoa,
    ):
        await sign_in(lan)
        asked = await post_form(hoa, "/sign-in", clerk="hoa", pin=PIN, counter="1")
        assert "Quầy 1 đang có Nguyễn Thị Lan. Vẫn vào?" in asked.text
        assert "Trần Thị Hoa" not in (await hoa.get("/")).text, "a session that waits is none"
        assert house.desk.day.clerks == {"1": "lan"}
        assert (await post_form(hoa, "/sign-in/anyway", origin="http://evil.example")).status_code == 403
        assert house.desk.day.clerks == {"1": "lan"}
        await post_form(hoa, "/sign-in/anyway")
        assert house.desk.day.clerks == {"1": "hoa"}
        assert "Trần Thị Hoa" in (await hoa.get("/")).text
        assert "Trần Thị Hoa vừa vào Quầy 1 lúc" in (await lan.get("/")).text


async def test_a_clerk_whom_a_restart_signed_out_finds_the_counter_and_is_told_why(tmp_path: Path) -> None:
    async with opened(tmp_path) as (house, client):
        await sign_in(client, counter="2")
        client._transport = httpx.ASGITransport(app_of(house))
        page = (await client.get("/")).text
        assert "Máy chủ không còn nhận ra trang này" in page
        assert '<option value="2" selected>' in page
        wrong = await post_form(client, "/sign-in", clerk="lan", pin="1111", counter="2")
        assert 'value="lan"' in wrong.text
        assert '<option value="2" selected>' in wrong.text
        assert "Sai tên đăng nhập" in wrong.text


async def test_a_person_reads_a_page_where_a_program_reads_json(tmp_path: Path) -> None:
    async with opened(tmp_path) as (_house, client):
        await sign_in(client)
        for path, status in (("/khong-co", 404), ("/may-moc", 403), ("/desk/nothing", 405)):
            page = await client.get(path, headers=AS_BROWSER)
            assert (page.status_code, page.headers["content-type"]) == (
                status,
                "text/html; charset=utf-8",
            )
            assert "Về quầy" in page.text
            assert "detail" in (await client.get(path)).json()
        api = await client.get("/api/v1/nothing", headers=AS_BROWSER)
        assert api.headers["content-type"] == "application/json"


async def test_over_the_api_too_only_a_caretaker_says_that_the_clock_is_right(
    tmp_path: Path,
) -> None:
    async with opened(tmp_path) as (_house, client):
        for clerk, status in (("lan", 403), ("hoa", 200)):
            await sign_in(client, clerk=clerk, counter="1" if clerk == "lan" else "2")
            answer = await command(client, "confirm-clock", {}, authorization="", origin=SITE)
            assert answer.status_code == status
        client.cookies.clear()
        assert (await command(client, "confirm-clock", {})).status_code == 403
        assert (await command(client, "confirm-clock", {}, authorization="")).status_code == 401


async def test_a_caretaker_is_led_from_the_trouble_to_the_machines(tmp_path: Path) -> None:
    async with opened(tmp_path) as (house, client):
        told = m.Presence(
            device="printer-1",
            program="ticket_printer",
            version="1",
            online=True,
            at=house.clock.utc_ms(),
            faults=(m.Fault(code="paper-end"),),
        )
        house.wire.devices[told.device] = told
        for clerk, led in (("lan", False), ("hoa", True)):
            await sign_in(client, clerk=clerk, counter="1" if clerk == "lan" else "2")
            status = (await client.get("/")).text.split('class="status warn"')[1].split("</section>")[0]
            assert "Máy in hết giấy" in status
            assert ('href="/may-moc"' in status) == led
