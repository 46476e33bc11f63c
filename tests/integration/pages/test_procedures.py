"""The pages of procedures: found, read and taken along by anybody, without scripts; another catalogue shows at once."""

import csv
import io
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from contracts.open_data import OpenCatalogue
from controller.catalogue.reading import read
from controller.catalogue.shelf import FOLDER, IN_FORCE, Catalogue, Shelf
from tests.clocks import FakeClock
from tests.days import MORNING
from tests.integration.controller.house import settings_of
from tests.integration.dossier.dossier_house import DossierHouse, dossier_house

BIRTH: dict[str, Any] = {
    "code": "1.001193",
    "name": "Thủ tục đăng ký khai sinh",
    "short": "Đăng ký khai sinh",
    "name_en": "Birth registration",
    "field": "Hộ tịch",
    "service": "civil",
    "fee_text": "Miễn phí",
    "time_text": "1 ngày làm việc",
    "papers": ["=HYPERLINK(1)", "Giấy chứng sinh < 60 ngày"],
}
LAND = {
    "code": "1.012786",
    "name": "=Cấp lại do bị mất",
    "field": "Đất đai & nhà",
    "fee": 0,
    "until": "2099-01-01",
}
GONE = {"code": "1.000009", "name": "Thủ tục cũ", "field": "Hộ tịch", "until": "2026-01-01"}
PAGE = "/thu-tuc"


def put(folder: Path, *records: dict[str, Any]) -> None:
    found = read(enumerate(records, 1), {"civil": "civil"}).procedures
    Shelf(folder).put(Catalogue(tuple(found), "tthc.json", datetime(2026, 11, 30, tzinfo=UTC)))


async def opened(house: DossierHouse, path: str) -> str:
    answer = await house.web.get(path, headers={"accept": "text/html"})
    assert answer.status_code == 200, answer.text
    return answer.text


async def test_a_citizen_finds_a_procedure_and_reads_what_it_needs(tmp_path: Path):
    async with dossier_house(tmp_path, FakeClock(MORNING), settings_of(data_dir=str(tmp_path))) as house:
        put(tmp_path, BIRTH, LAND, GONE)
        first = await opened(house, PAGE)
        assert "Hộ tịch" in first
        assert "Đất đai &amp; nhà" in first
        assert "<script" not in first
        found = await opened(house, f"{PAGE}?q=giay+khai+sinh")
        assert f'{PAGE}/1.001193?lang=vi"' in found
        one = await opened(house, f"{PAGE}/1.001193")
        for words in ("Miễn phí", "1 ngày làm việc", "Giấy chứng sinh &lt; 60 ngày", "Hộ tịch", "30/11/2026"):
            assert words in one
        english = await opened(house, f"{PAGE}/1.001193?lang=en")
        assert "Birth registration" in english
        assert "1 working day(s)" in english


async def test_every_procedure_is_reached_by_what_happens_in_a_life_or_by_its_field(tmp_path: Path):
    async with dossier_house(tmp_path, FakeClock(MORNING), settings_of(data_dir=str(tmp_path))) as house:
        put(tmp_path, BIRTH, LAND, {"code": "1.000007", "name": "Không ghi lĩnh vực"})
        first = await opened(house, PAGE)
        ways = re.findall(r"\?muc=([a-z0-9-]+)&amp;lang=vi", first)
        assert ways[0] == "sinh-con"
        assert "Hộ tịch" in await opened(house, f"{PAGE}?muc=sinh-con")
        assert "Having" in await opened(house, f"{PAGE}?muc=sinh-con&lang=en")
        reached = {
            code
            for way in ways
            for code in re.findall(rf"{PAGE}/([0-9.]+)\?", await opened(house, f"{PAGE}?muc={way}"))
        }
        assert reached == {"1.001193", "1.012786", "1.000007"}


async def test_a_zero_is_not_free_and_what_is_unknown_is_said(tmp_path: Path):
    async with dossier_house(tmp_path, FakeClock(MORNING), settings_of(data_dir=str(tmp_path))) as house:
        put(tmp_path, LAND)
        page = await opened(house, f"{PAGE}/1.012786")
        assert "Miễn phí" not in page
        assert page.count("Hỏi tại quầy") == 2
        assert "chưa ghi giấy tờ" in page


async def test_what_is_not_there_is_said_in_a_page(tmp_path: Path):
    async with dossier_house(tmp_path, FakeClock(MORNING), settings_of(data_dir=str(tmp_path))) as house:
        assert "chưa đưa danh mục" in await opened(house, PAGE)
        put(tmp_path, BIRTH, GONE)
        nothing = await opened(house, f"{PAGE}?q=%3Cscript%3Ezzzz")
        assert "Không tìm thấy" in nothing
        assert "<script" not in nothing
        for path in (f"{PAGE}/1.000009", f"{PAGE}/none", f"{PAGE}?muc=none"):
            answer = await house.web.get(path, headers={"accept": "text/html"})
            assert answer.status_code == 404, path
            assert "Không có thủ tục này trong danh mục" in answer.text, path
            assert f'action="{PAGE}"' in answer.text, "who came by an old code can search on"
            assert 'href="/"' not in answer.text, "the clerks' page is no way for a citizen"


async def test_another_catalogue_shows_at_once_and_a_damaged_one_takes_nothing_away(tmp_path: Path):
    async with dossier_house(tmp_path, FakeClock(MORNING), settings_of(data_dir=str(tmp_path))) as house:
        put(tmp_path, BIRTH)
        assert "Hộ tịch" in await opened(house, PAGE)
        put(tmp_path, BIRTH, LAND)
        assert "Đất đai" in await opened(house, PAGE)
        (tmp_path / FOLDER / IN_FORCE).write_text("{")
        assert "Đất đai" in await opened(house, PAGE)


async def test_open_data_has_every_procedure_and_no_cell_is_a_formula(tmp_path: Path):
    async with dossier_house(tmp_path, FakeClock(MORNING), settings_of(data_dir=str(tmp_path))) as house:
        put(tmp_path, BIRTH, LAND, GONE)
        listed = (await house.web.get(f"{PAGE}.json")).json()
        read_by_boards = OpenCatalogue.model_validate(listed).procedures
        assert [one.name for one in read_by_boards] == [one["name"] for one in listed["procedures"]]
        assert [one.fee.vnd for one in read_by_boards] == [one["fee"]["vnd"] for one in listed["procedures"]]
        assert {one["code"] for one in listed["procedures"]} == {"1.001193", "1.012786"}
        answer = await house.web.get(f"{PAGE}.csv")
        assert answer.content.startswith(b"\xef\xbb\xbf")
        rows = list(csv.reader(io.StringIO(answer.text.removeprefix("\ufeff"))))
        assert rows[0][0] == "Mã thủ tục"
        assert not [cell for row in rows for cell in row if cell[:1] in ("=", "+", "-", "@")]
