"""The caretaker adds files to forms in the browser; citizens see, open and fetch them on the pages of procedures."""

import io
import json
import re
from pathlib import Path
from urllib.parse import quote

import httpx
import pytest
from PIL import Image

from contracts.letters import unaccented
from controller.catalogue.blank_shelf import BlankShelf
from controller.catalogue.procedure import Paper, Procedure
from controller.catalogue.shelf import Catalogue, Shelf
from controller.web.catalogue_blanks import ADDRESS
from tests.integration.controller.book_house import BookHouse, book_house
from tests.unit.catalogue.blank_files import a_pdf, a_picture

pytestmark = pytest.mark.slow
SAME = {"sec-fetch-site": "same-origin"}
BIRTH = Procedure(
    "1.001193", "Đăng ký khai sinh", papers=(Paper("Tờ khai", form='Mẫu "01" <b>&'), Paper("Giấy chứng sinh"))
)
DEATH = Procedure("1.000656", "Đăng ký khai tử", papers=(Paper("Tờ khai", form='mẫu "01" <b>&'),))
FORM = 'Mẫu "01" <b>&'


def put(house: BookHouse, *procedures: Procedure) -> None:
    Shelf(house.house.settings.data_dir).put(Catalogue(procedures, "test"))


def kept(house: BookHouse) -> list[tuple[str, str]]:
    return [place.key for place in BlankShelf(house.house.settings.data_dir).read()]


async def given(
    house: BookHouse, content: bytes, form: str = FORM, name: str = "to-khai.pdf", **more: str
) -> httpx.Response:
    data = {"code": "1.001193", "form": form, **more}
    file = {"file": (name, content)}
    return await house.client.post(
        f"{ADDRESS}/tep", data=data, files=file, headers=SAME, follow_redirects=True
    )


async def removed(house: BookHouse, form: str = FORM) -> httpx.Response:
    data = {"code": "1.001193", "form": form}
    return await house.client.post(f"{ADDRESS}/bo", data=data, headers=SAME, follow_redirects=True)


async def test_a_file_is_added_and_the_caretaker_sees_it(tmp_path: Path):
    async with book_house(tmp_path) as house:
        put(house, BIRTH, DEATH)
        assert ADDRESS in (await house.client.get("/cai-dat/thu-tuc/mot?code=1.001193")).text
        content = a_pdf(3)
        page = await given(house, content, name="Tờ khai.pdf")
        assert "Đã thêm tệp" in page.text
        assert "Tờ khai.pdf (PDF, 3 trang" in page.text
        picture, file = (
            re.search(rf'{way}="({ADDRESS}[^"]+)"', page.text) for way in ("src", 'p class="blank"><a href')
        )
        assert picture
        assert file
        assert (await house.client.get(file[1])).content == content
        assert Image.open(io.BytesIO((await house.client.get(picture[1])).content)).format == "JPEG"


async def test_citizens_see_open_and_fetch_it_and_open_data_tell_it(tmp_path: Path):
    async with book_house(tmp_path) as house:
        put(house, BIRTH, DEATH)
        content = a_pdf(3)
        await given(house, content, name="Tờ khai.pdf")
        shown = (await house.client.get("/thu-tuc/1.001193")).text
        assert "Mẫu đơn, tờ khai" in shown
        assert "<b>" not in shown
        assert "<script" not in shown
        assert "Mẫu đơn, tờ khai" not in (await house.client.get("/thu-tuc/1.000656")).text
        (address,) = set(re.findall(r'href="(/thu-tuc/1\.001193/mau/[0-9a-f]+)"', shown))
        opened = await house.client.get(address)
        assert (opened.content, opened.headers["content-type"]) == (content, "application/pdf")
        assert opened.headers["content-disposition"].startswith("inline")
        assert quote("Tờ khai.pdf") in opened.headers["content-disposition"]
        assert opened.headers["x-content-type-options"] == "nosniff"
        first = await house.client.get(f"{address}/1.jpg")
        assert Image.open(io.BytesIO(first.content)).height == 1600
        for nowhere in (
            f"{address}/0.jpg",
            f"{address}/4.jpg",
            f"{address}0",
            address.replace("1.001193", "1.000656"),
        ):
            assert (await house.client.get(nowhere)).status_code == 404, nowhere

        told = json.loads((await house.client.get("/thu-tuc.json")).text)["procedures"]
        (one,) = next(each for each in told if each["code"] == "1.001193")["form_files"]
        assert (one["form"], one["type"], one["pages"]) == (FORM, "application/pdf", 3)
        assert one["file"].endswith(address)
        assert f"{FORM.replace(chr(34), chr(34) * 2)}: " in (await house.client.get("/thu-tuc.csv")).text
        assert all(each["form_files"] == [] for each in told if each["code"] != "1.001193")


async def test_a_file_is_replaced_removed_and_serves_other_procedures_with_the_same_form(tmp_path: Path):
    async with book_house(tmp_path) as house:
        put(house, BIRTH, DEATH)
        assert "1 thủ tục khác" in (await house.client.get(f"{ADDRESS}?code=1.001193")).text
        await given(house, a_pdf(1), also="1")
        assert len(kept(house)) == 2
        packs = house.house.settings.data_dir / "catalogue" / "blanks"
        assert len(list(packs.iterdir())) == 1
        await given(house, a_picture(), name="mau.png")
        assert len(list(packs.iterdir())) == 2
        assert "mau.png (PNG, 1 trang" in (await house.client.get(f"{ADDRESS}?code=1.001193")).text
        assert "Đã bỏ tệp" in (await removed(house)).text
        assert kept(house) == [("1.000656", unaccented(FORM))]
        assert "/mau/" not in (await house.client.get("/thu-tuc/1.001193")).text
        assert "/mau/" in (await house.client.get("/thu-tuc/1.000656")).text


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "Chưa chọn tệp"),
        (b"%PDF-1.7 nothing", "PDF hỏng"),
        (a_pdf(locked=True), "khoá bằng mật khẩu"),
        (a_pdf(21), "có hơn 20 trang"),
        (b"PK\x03\x04", "không phải PDF, PNG hoặc JPEG"),
        (b"%PDF-" + bytes(9 << 20), "lớn hơn 8 MB"),
    ],
    ids=["none", "broken", "locked", "pages", "word", "bytes"],
)
async def test_what_is_no_form_is_said_and_what_was_there_stays(tmp_path: Path, content: bytes, words: str):
    async with book_house(tmp_path) as house:
        put(house, BIRTH)
        await given(house, a_pdf(1))
        before = kept(house)
        answer = await given(house, content, name="<i>hỏng</i>.pdf")
        assert answer.status_code == 422
        assert words in answer.text
        assert "<i>" not in answer.text
        assert "Đang có" not in answer.text
        assert kept(house) == before
        assert "/mau/" in (await house.client.get("/thu-tuc/1.001193")).text


async def test_only_a_caretaker_gives_and_removes(tmp_path: Path):
    async with book_house(tmp_path) as house:
        put(house, BIRTH)
        await given(house, a_pdf(1))
        stranger = httpx.AsyncClient(transport=httpx.ASGITransport(house.app), base_url="http://desk")
        async with stranger as client:
            page = await client.get(f"{ADDRESS}?code=1.001193")
            sent = await client.post(
                f"{ADDRESS}/tep",
                data={"code": "1.001193", "form": FORM},
                files={"file": ("a", b"x")},
                headers=SAME,
            )
            gone = await client.post(f"{ADDRESS}/bo", data={"code": "1.001193", "form": FORM}, headers=SAME)
            assert {page.status_code, sent.status_code, gone.status_code} == {403}
        assert len(kept(house)) == 1


async def test_an_import_keeps_files_and_says_which_have_no_form_any_more(tmp_path: Path):
    async with book_house(tmp_path) as house:
        put(house, BIRTH)
        await given(house, a_pdf(1))
        await given(house, a_pdf(2), form="Giấy chứng sinh")
        rows = "Mã TTHC,Tên thủ tục,Thành phần hồ sơ\n1.001193,Đăng ký khai sinh,Giấy chứng sinh\n"
        file = {"file": ("moi.csv", rows.encode())}
        tried = await house.client.post("/cai-dat/thu-tuc/tep", files=file, headers=SAME)
        assert "1 tệp mẫu không còn tờ khai tương ứng" in tried.text
        token = re.search(r'name="token" value="([^"]+)"', tried.text)
        assert token
        used = {"token": token[1], "sure": "1"}
        overview = await house.client.post(
            "/cai-dat/thu-tuc/dung", data=used, headers=SAME, follow_redirects=True
        )
        assert "1 tệp mẫu không còn tờ khai tương ứng" in overview.text
        assert len(kept(house)) == 2
        assert (await house.client.get("/thu-tuc/1.001193")).text.count("/1.jpg") == 1
        page = (await house.client.get(f"{ADDRESS}?code=1.001193")).text
        assert "Danh mục không còn tờ khai này" in page
        assert (await given(house, a_pdf(1))).status_code == 409, "a form that went has no place for a file"
        (version,) = re.findall(r'name="version" value="(\w+)"', overview.text)
        await house.client.post("/cai-dat/thu-tuc/lui", data={"version": version}, headers=SAME)
        assert (await house.client.get("/thu-tuc/1.001193")).text.count("/1.jpg") == 2
        assert "không còn tờ khai" not in (await house.client.get("/cai-dat/thu-tuc")).text


async def test_papers_that_are_edited_keep_the_names_of_their_forms(tmp_path: Path):
    async with book_house(tmp_path) as house:
        put(house, BIRTH)
        await given(house, a_pdf(1))
        form = {"was": "1.001193", "code": "1.001193", "name": "Đăng ký khai sinh", "do": "save"}
        papers = "Tờ khai (1 bản chính)\nHộ chiếu"
        await house.client.post("/cai-dat/thu-tuc/mot", data={**form, "papers": papers}, headers=SAME)
        (one,) = Shelf(house.house.settings.data_dir).read().procedures
        assert one.papers == (Paper("Tờ khai", originals=1, form=FORM), Paper("Hộ chiếu"))
        assert "/mau/" in (await house.client.get("/thu-tuc/1.001193")).text


async def test_a_full_shelf_a_damaged_list_and_no_catalogue_are_sentences(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    async with book_house(tmp_path) as house:
        put(house, BIRTH)
        await given(house, a_pdf(1))
        with monkeypatch.context() as patch:
            patch.setattr("controller.catalogue.blank_shelf.MOST_ALL_BYTES", 10)
            full = await given(house, a_pdf(2))
            assert (full.status_code, "đã đầy" in full.text) == (507, True)
        path = house.house.settings.data_dir / "catalogue" / "blanks.json"
        path.write_bytes(b"{}")
        page = await house.client.get(f"{ADDRESS}?code=1.001193")
        assert (page.status_code, "Danh sách tệp mẫu đơn bị hỏng" in page.text) == (200, True)
        assert "bị hỏng" in (await house.client.get("/cai-dat/thu-tuc")).text
        shown = await house.client.get("/thu-tuc/1.001193")
        assert (shown.status_code, "/mau/" in shown.text) == (200, False)
        assert (await removed(house)).status_code == 507
        assert "Đã thêm tệp" in (await given(house, a_pdf(2))).text
        assert "/mau/" in (await house.client.get("/thu-tuc/1.001193")).text
        assert (await house.client.get(f"{ADDRESS}?code=9.9")).status_code == 404
