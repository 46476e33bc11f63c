"""Every page of the centre in English; files and papers stay Vietnamese."""

import re
from io import BytesIO

import pytest
from openpyxl import load_workbook
from sqlalchemy import Engine

from tests.integration.province.centre_house import fill, say_now
from tests.integration.province.test_forms_summed import NAME, form, hand_up
from tests.integration.province.test_statements import House, month

pytestmark = pytest.mark.slow

ACCENTED = re.compile(r"[ăâđêôơưĂÂĐÊÔƠƯạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ]")
PAGES = ("/", "/so-sanh", "/bieu-mau", "/bieu-mau?bieu=tien-do-766", "/day-du", "/may", "/don-vi/xa-001", "/nguoi-dung", "/nhat-ky")  # fmt: skip
NAMES = (
    *(
        "Hộ tịch – Chứng thực",
        "Đất đai – Xây dựng",
        "Hộ kinh doanh",
        "Bảo trợ xã hội",
        "Nhận kết quả",
        "Hài lòng không?",
    ),
    *(
        "Rất hài lòng",
        "Hài lòng",
        "Bình thường",
        "Rất không",
        "Không",
        "Hộ tịch",
        "Đất đai",
        "QĐ-TTg",
        "Tiếng Việt",
    ),
    *("Xã Yên Thành", "Xã Kim Liên", "Nam Đàn", "Yên Thành", "Nghệ An", "Người của tỉnh", "Người Nam Đàn"),
    *("Máy móc › Gửi số liệu về trung tâm tỉnh", "Số liệu › Biểu II.06a"),
)
"""What is called so in every language: of offices, services and answers."""


@pytest.fixture
def house(engine: Engine) -> House:
    found = House(engine)
    found.web.sign_in()
    fill(found.web)
    say_now(found.web, beat=3)
    found.state(month(10, 5, 1, 0, 4), beat=4)
    hand_up(found, form(), beat=4)
    answer = found.web.client.post("/ngon-ngu", data={"language": "en"}, follow_redirects=False)
    assert answer.status_code == 303
    return found


@pytest.mark.parametrize("path", PAGES)
def test_a_page_in_english_has_no_vietnamese_but_names(house: House, path: str):
    answer = house.web.client.get(path)
    assert answer.status_code == 200
    assert '<html lang="en">' in answer.text
    left = answer.text
    for name in sorted(NAMES, key=len, reverse=True):
        left = left.replace(name, "")
    assert [left[one.start() - 30 : one.end() + 30] for one in ACCENTED.finditer(left)] == []


def test_files_and_papers_stay_vietnamese(house: House):
    book = house.web.client.get(f"/bieu-mau.xlsx?ky={NAME}")
    assert book.status_code == 200
    assert "Biểu số" in load_workbook(BytesIO(book.content)).sheetnames[0]


@pytest.mark.parametrize("referer", ["", "http://khac.test/may", "http://127.0.0.1//khac.test", "x"])
def test_whoever_changes_the_language_stays_here(house: House, referer: str):
    answer = house.web.client.post(
        "/ngon-ngu", data={"language": "vi"}, headers={"referer": referer}, follow_redirects=False
    )
    assert re.fullmatch(r"/[^/]*", answer.headers["location"])
    assert "Toàn tỉnh lúc này" in house.web.page("/")
