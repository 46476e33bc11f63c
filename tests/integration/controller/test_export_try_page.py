"""The caretaker tries an export in the browser: the same words as the command, bounded, kept nowhere."""

from pathlib import Path

import httpx

from controller.web.export_try import ADDRESS, MOST_BYTES, MOST_SHOWN
from tests.clocks import FakeClock
from tests.integration.controller.house import MORNING
from tests.integration.controller.test_caretaker_page import CARETAKER
from tests.integration.controller.web_house import open_web, sign_in
from tests.integration.dossier.office_files import HEAD, ROWS, A, B, Page, text_of, workbook

SAME = {"sec-fetch-site": "same-origin"}


async def tried(client: httpx.AsyncClient, content: bytes, name: str = "export.csv") -> httpx.Response:
    return await client.post(ADDRESS, files={"file": (name, content)}, headers=SAME)


async def test_only_a_caretaker_may_try_a_file(tmp_path: Path) -> None:
    async with open_web(tmp_path, FakeClock(MORNING)) as (_house, client):
        assert (await tried(client, text_of().encode())).status_code == 403
        await sign_in(client)
        assert (await client.get(ADDRESS)).status_code == 403
        assert (await tried(client, text_of().encode())).status_code == 403


async def test_it_tells_every_code_and_every_line_that_is_not_understood(tmp_path: Path) -> None:
    rows = (HEAD, ROWS[0], (B, "Khai tử", "", "sau Tết"), ("2.6E+14", "x", "Đang xử lý", ""))
    async with open_web(tmp_path, FakeClock(MORNING), **CARETAKER) as (_house, client):
        await sign_in(client)
        assert "/may-moc/thu-tep" in (await client.get("/may-moc")).text
        assert (await client.get(ADDRESS)).status_code == 200
        for name, content in (("a.csv", text_of(rows).encode()), ("b.xlsx", workbook(Page(rows)))):
            answer = await tried(client, content, name)
            assert answer.status_code == 200
            for words in (
                A,
                "Đang giải quyết",
                "25/12/2026",
                f"! {B}",
                "“sau Tết”",
                "dòng 3:",
                "dòng 4:",
                "Excel",
            ):
                assert words in answer.text, words


async def test_a_file_that_cannot_be_used_says_why_and_where(tmp_path: Path) -> None:
    async with open_web(tmp_path, FakeClock(MORNING), **CARETAKER) as (_house, client):
        await sign_in(client)
        answer = await tried(client, text_of([(row[0], row[3]) for row in (HEAD, *ROWS)]).encode())
        assert answer.status_code == 422
        assert "dòng 1:" in answer.text
        assert "thiếu cột: Trạng thái" in answer.text
        assert (await client.post(ADDRESS, data={"x": "1"}, headers=SAME)).status_code == 422
        assert (await tried(client, b"")).status_code == 422


async def test_what_is_tried_and_shown_is_bounded(tmp_path: Path) -> None:
    many = [(f"{A[:-4]}{n}", "x", "Đang xử lý", "25/12/2026") for n in range(1000, 1000 + MOST_SHOWN + 7)]
    async with open_web(tmp_path, FakeClock(MORNING), **CARETAKER) as (_house, client):
        await sign_in(client)
        answer = await tried(client, text_of((HEAD, *many)).encode())
        assert answer.text.count("<td>000.") == MOST_SHOWN
        assert "… và 7 hồ sơ nữa." in answer.text
        assert (await tried(client, bytes(MOST_BYTES + 1))).status_code == 413
        assert (await client.post("/sign-in", files={"file": ("a", bytes(70_000))})).status_code == 413
