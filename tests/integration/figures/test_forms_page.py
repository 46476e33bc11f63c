"""Form II.06a in the browser: a list goes in, the form comes out as page, Excel file and paper; nothing is kept."""

import io
from pathlib import Path
from typing import Any

import httpx
import openpyxl
import pytest
from pdfminer.high_level import extract_text

from contracts.texts import load_catalogue
from controller.dossier.export.words import Unusable
from controller.figures.dossier_file import Odd
from controller.web.figure_forms import FORM
from controller.web.figures import TEXTS
from tests.clocks import FakeClock
from tests.integration.controller.house import MORNING
from tests.integration.controller.web_house import SITE, open_web, sign_in
from tests.integration.figures.test_figures_page import CLERKS
from tests.unit.figures.test_dossier_file import HEAD, ROWS

OCTOBER = {"kind": "month", "day": "2026-10-15"}
LIST = "\n".join(";".join(row) for row in [HEAD, *ROWS]).encode()


async def send(
    client: httpx.AsyncClient, body: bytes = LIST, how: str = "page", **fields: str
) -> httpx.Response:
    files: dict[str, Any] = {"file": ("list.csv", body)}
    return await client.post(
        FORM, data={**OCTOBER, **fields, "as": how}, files=files, headers={"origin": SITE}
    )


async def test_the_form_comes_out_as_page_file_and_paper(tmp_path: Path):
    async with open_web(tmp_path, FakeClock(MORNING), **CLERKS) as (_house, client):
        await sign_in(client)
        page = (await send(client, how="page")).text
        assert "Tháng 10 năm 2026: đã đọc 4 hồ sơ." in page
        sheet = openpyxl.load_workbook(io.BytesIO((await send(client, how="xlsx")).content)).active
        assert sheet is not None
        rows = [
            row for row in sheet.iter_rows(values_only=True) if row[1] in ("Hộ tịch", "Đất đai", "Tổng cộng")
        ]
        assert [row[2:13] for row in rows] == [
            (2, 1, 1, 0, 1, 1, 0, 0, 1, 1, 0),
            (2, 0, 1, 1, 2, 0, 1, 1, 0, 0, 0),
            (4, 1, 2, 1, 3, 1, 1, 1, 1, 1, 0),
        ]
        assert "A7:A9" in {str(area) for area in sheet.merged_cells.ranges} or sheet.merged_cells.ranges
        paper = await send(client, how="pdf")
        words = " ".join(extract_text(io.BytesIO(paper.content)).split())
        for said in ("Biểu số II.06a/VPCP/KSTT", "Kỳ báo cáo: Tháng 10 năm 2026", "(13)", "Tổng cộng"):
            assert said in words
        leftovers = [path for path in tmp_path.rglob("*") if path.is_file() and b"H40.1" in path.read_bytes()]
        assert leftovers == []


@pytest.mark.parametrize(
    ("body", "fields", "words"),
    [
        (b"", {}, "Chưa chọn tệp"),
        (b"a;b\n1;2\n", {}, "Không tìm thấy dòng tiêu đề"),
        (LIST, {"kind": "free", "first": "2026-10-31", "last": "2026-10-01"}, "ngày cuối đứng trước"),
        (LIST, {"day": "hôm nay"}, "phải viết theo dạng"),
    ],
)
async def test_what_cannot_be_counted_is_told(
    tmp_path: Path, body: bytes, fields: dict[str, str], words: str
):
    async with open_web(tmp_path, FakeClock(MORNING), **CLERKS) as (_house, client):
        await sign_in(client)
        answer = await send(client, body, **fields)
        assert answer.status_code == 422
        assert words in answer.text


async def test_only_who_may_read_figures_sends_a_list(tmp_path: Path):
    async with open_web(tmp_path, FakeClock(MORNING)) as (_house, client):
        await sign_in(client)
        assert (await send(client)).status_code == 403


def test_every_reason_has_its_sentence():
    texts = load_catalogue(TEXTS)
    assert [what for what in Unusable if not texts.has(f"dossiers.file-{what}")] == []
    assert [what for what in Odd if not texts.has(f"dossiers.odd-{what}")] == []
