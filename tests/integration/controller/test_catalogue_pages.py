"""The caretaker brings the catalogue of procedures up to date in the browser: tried first, used when wished, taken back once."""

import json
import re
from pathlib import Path
from typing import Any

import httpx
import pytest

from controller.catalogue.shelf import Shelf
from controller.web.catalogue_pages import ADDRESS
from tests.integration.controller.book_house import BookHouse, book_house
from tests.integration.dossier.office_files import Page, workbook

pytestmark = pytest.mark.slow
SAME = {"sec-fetch-site": "same-origin"}
HEAD = ("Mã TTHC", "Tên thủ tục", "Lĩnh vực", "Lệ phí", "Thành phần hồ sơ", "Thời hạn giải quyết")
ROWS = (
    ("1.001193", "Đăng ký khai sinh", "Hộ tịch", "Miễn phí", "Tờ khai", "1 ngày làm việc"),
    ("1.000656", "Đăng ký khai tử", "Hộ tịch", "", "", ""),
)


def csv_of(*rows: tuple[str, ...]) -> bytes:
    return "\n".join(",".join(row) for row in (HEAD, *rows)).encode()


async def tried(client: httpx.AsyncClient, content: bytes, name: str = "danh-muc.csv") -> httpx.Response:
    return await client.post(f"{ADDRESS}/tep", files={"file": (name, content)}, headers=SAME)


async def post(client: httpx.AsyncClient, path: str, **form: str) -> httpx.Response:
    return await client.post(f"{ADDRESS}/{path}", data=form, headers=SAME, follow_redirects=True)


def token_of(page: str) -> str:
    found = re.search(r'name="token" value="([^"]+)"', page)
    return found[1] if found else ""


async def used(house: BookHouse, content: bytes, name: str = "danh-muc.csv", **form: str) -> httpx.Response:
    page = await tried(house.client, content, name)
    assert page.status_code == 200, page.text
    return await post(house.client, "dung", token=token_of(page.text), **form)


def names(house: BookHouse) -> dict[str, str]:
    catalogue = Shelf(house.house.settings.data_dir).read()
    return {one.code: one.name for one in catalogue.procedures}


async def test_only_a_caretaker_sees_or_changes_the_catalogue(tmp_path: Path):
    async with book_house(tmp_path) as house:
        stranger = httpx.AsyncClient(transport=httpx.ASGITransport(house.app), base_url="http://desk")
        async with stranger as client:
            assert (await client.get(ADDRESS)).status_code == 403
            assert (await tried(client, csv_of(*ROWS))).status_code == 403
            for path in ("dung", "lui", "mot"):
                assert (
                    await client.post(f"{ADDRESS}/{path}", data={"was": "1"}, headers=SAME)
                ).status_code == 403
        assert names(house) == {}


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.csv", csv_of(*ROWS)),
        ("a.xlsx", workbook(Page((HEAD, *ROWS)))),
        (
            "a.json",
            json.dumps(
                [
                    dict(zip(("code", "name", "field", "fee_text", "papers", "time_text"), row, strict=True))
                    for row in ROWS
                ]
            ).encode(),
        ),
    ],
)
async def test_a_file_is_tried_then_used_and_citizens_read_it(tmp_path: Path, name: str, content: bytes):
    async with book_house(tmp_path) as house:
        page = await tried(house.client, content, name)
        assert "Thêm 2: 1.001193, 1.000656" in page.text
        assert "1 thủ tục chưa rõ phí: 1.000656" in page.text
        assert names(house) == {}, "nothing is changed by looking"
        page = await post(house.client, "dung", token=token_of(page.text))
        assert "Đã dùng danh mục mới" in page.text
        assert set(names(house)) == {"1.001193", "1.000656"}
        assert "Đăng ký khai sinh" in (await house.client.get("/thu-tuc?q=khai+sinh")).text


async def test_a_file_that_takes_much_away_needs_another_word_and_what_was_can_be_used_again(tmp_path: Path):
    async with book_house(tmp_path) as house:
        await used(house, csv_of(*ROWS))
        page = await tried(house.client, csv_of(ROWS[0]))
        assert "hơn một phần năm" in page.text
        refused = await post(house.client, "dung", token=token_of(page.text))
        assert refused.status_code == 409
        assert len(names(house)) == 2
        assert "Đã dùng" in (await post(house.client, "dung", token=token_of(page.text), sure="1")).text
        assert len(names(house)) == 1
        (version,) = re.findall(r'name="version" value="(\w+)"', (await house.client.get(ADDRESS)).text)
        back = await post(house.client, "lui", version=version)
        assert "Đã dùng lại danh mục cũ" in back.text
        assert len(names(house)) == 2
        assert back.text.count("danh-muc.csv:") == 3, "who changed it, when and to what stands below"
        assert (await post(house.client, "lui", version=version)).status_code == 409, "it is in force already"


async def test_a_file_that_was_tried_before_somebody_else_changed_is_tried_again(tmp_path: Path):
    async with book_house(tmp_path) as house:
        page = await tried(house.client, csv_of(*ROWS))
        await post(house.client, "mot", was="", code="1.009999", name="Thêm tay", do="save")
        answer = await post(house.client, "dung", token=token_of(page.text))
        assert answer.status_code == 409
        assert "vừa được người khác đổi" in answer.text
        assert set(names(house)) == {"1.009999"}
        assert (await post(house.client, "dung", token="")).status_code == 409


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (b"", "a.csv", "Chưa chọn tệp"),
        (b"\x00\x01rubbish", "a.xlsx", "KHÔNG DÙNG ĐƯỢC tệp a.xlsx"),
        (b"[{", "a.json", "tệp JSON hỏng"),
        (b"a,b\n1,2\n", "a.csv", "không thấy dòng tiêu đề"),
        (b"[]", "a.json", "không có thủ tục nào"),
    ],
)
async def test_what_is_no_catalogue_changes_nothing_and_says_why(
    tmp_path: Path, content: bytes, name: str, words: str
):
    async with book_house(tmp_path) as house:
        await used(house, csv_of(*ROWS))
        answer = await tried(house.client, content, name)
        assert answer.status_code == 422
        assert words in answer.text
        assert len(names(house)) == 2


async def test_strange_rows_are_told_one_by_one_and_nothing_of_a_file_is_a_tag(tmp_path: Path):
    rows = (
        *ROWS,
        ROWS[0],
        ("x", "Không mã", "", "", "", ""),
        ("1.000001", "<script>alert(1)</script>Tên", "", "-1", "", ""),
    )
    async with book_house(tmp_path) as house:
        page = await tried(house.client, csv_of(*rows))
        for words in (
            "1.001193: đã có ở dòng 2",
            "“x” không phải mã thủ tục",
            "không hiểu phí “-1”",
            "mã HTML",
        ):
            assert words in page.text, words
        assert "<script>alert" not in page.text


async def test_one_procedure_is_found_edited_hidden_and_removed(tmp_path: Path):
    async with book_house(tmp_path) as house:
        await used(house, csv_of(*ROWS))
        assert "1.000656" in (await house.client.get(f"{ADDRESS}?q=khai+tu")).text
        form: dict[str, Any] = {
            "was": "1.000656",
            "code": "1.000656",
            "name": "Đăng ký khai tử",
            "field": "Hộ tịch",
        }
        page = await post(house.client, "mot", **form, fee_text="-1", do="save")
        assert page.status_code == 422
        assert "không hiểu phí “-1”" in page.text
        page = await post(
            house.client, "mot", **form, fee_text="8.000 đồng", papers="Tờ khai (1 bản chính)", do="save"
        )
        assert "Đã lưu" in page.text
        shown = (await house.client.get("/thu-tuc/1.000656")).text
        assert "8.000 đồng" in shown
        assert "Tờ khai" in shown
        await post(house.client, "mot", **form, until="01/01/2026", do="save")
        assert (await house.client.get("/thu-tuc/1.000656")).status_code == 404
        assert "1 thủ tục không hiện" in (await house.client.get(ADDRESS)).text
        await post(house.client, "mot", **form, do="remove")
        assert set(names(house)) == {"1.001193"}
        twice = await post(house.client, "mot", was="", code="1.001193", name="Trùng", do="save")
        assert twice.status_code == 422
        assert "đã có trong danh mục" in twice.text
        assert (await house.client.get(f"{ADDRESS}/mot?code=9.999999")).status_code == 404


async def test_a_catalogue_that_cannot_be_read_is_told_and_left_as_it_is(tmp_path: Path):
    async with book_house(tmp_path) as house:
        await used(house, csv_of(*ROWS))
        file = house.house.settings.data_dir / "catalogue" / "procedures.json"
        file.write_text("{")
        for code in ("1.001193", ""):
            sent = await post(house.client, "mot", was=code, code="1.1", name="Tên", do="save")
            form = await house.client.get(f"{ADDRESS}/mot", params={"code": code})
            assert (sent.status_code, form.status_code) == (409, 409)
            assert "procedures.json" in sent.text
        assert file.read_text() == "{"


async def test_the_settings_lead_there(tmp_path: Path):
    async with book_house(tmp_path) as house:
        assert ADDRESS in (await house.client.get("/cai-dat")).text
