"""Form II.06a in the browser: a list goes in, the form comes out as page, Excel file and paper; nothing is kept."""

import io
import threading
from pathlib import Path
from typing import Any

import httpx
import openpyxl
import pytest
from pdfminer.high_level import extract_text

from contracts.texts import load_catalogue
from controller.dossier.export.words import Unusable
from controller.figures.dossier_file import Odd
from controller.web.figure_forms import FORM, SAID_SUMS
from controller.web.figures import ADDRESS, FORM_KEYS, TEXTS, FigurePages
from tests.clocks import FakeClock
from tests.integration.controller.house import MORNING
from tests.integration.controller.web_house import SITE, open_web, sign_in
from tests.integration.figures.test_figures_page import CLERKS
from tests.unit.figures.test_dossier_file import HEAD, ROWS
from tests.unit.figures.test_finished_tables import ANNEX
from tests.unit.figures.test_finished_tables import FORM as FINISHED

OCTOBER = {"kind": "month", "day": "2026-10-15"}
LIST = "\n".join(";".join(row) for row in [HEAD, *ROWS]).encode()


async def send(
    client: httpx.AsyncClient,
    body: bytes = LIST,
    how: str = "page",
    form: str = FORM,
    before: bytes = b"",
    **fields: Any,
) -> httpx.Response:
    files: dict[str, Any] = {"file": ("list.csv", body), "before": ("before.csv", before)}
    return await client.post(
        form, data={**OCTOBER, **fields, "as": how}, files=files, headers={"origin": SITE}
    )


async def test_pages_of_thousands_of_cells_are_drawn_beside_the_desks_loop(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    drawn_in: list[int] = []
    draw = FigurePages.draw

    def noting(self: FigurePages, template: str, **facts: Any) -> str:
        drawn_in.append(threading.get_ident())
        return draw(self, template, **facts)

    monkeypatch.setattr(FigurePages, "draw", noting)
    async with open_web(tmp_path, FakeClock(MORNING), **CLERKS) as (_house, client):
        await sign_in(client)
        for path in ("", *(f"/{key}" for key in FORM_KEYS), "/uu-tien", "/ngay"):
            assert (await client.get(ADDRESS + path)).status_code == 200, path
        assert (await send(client, FINISHED.encode())).status_code == 200
    assert len(drawn_in) == len(FORM_KEYS) + 4
    assert threading.get_ident() not in drawn_in


async def test_the_form_comes_out_as_page_file_and_paper(tmp_path: Path):
    async with open_web(tmp_path, FakeClock(MORNING), **CLERKS) as (_house, client):
        await sign_in(client)
        page = (await send(client, how="page")).text
        assert "Tháng 10 năm 2026: đã đọc 4 hồ sơ." in page
        ahead = (await send(client, LIST.replace(b"2026", b"2099"))).text
        assert "đã đọc 4 hồ sơ, trong đó 4 hồ sơ nhận sau kỳ này nên không tính" in ahead
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
    tmp_path: Path, body: bytes, fields: dict[str, Any], words: str
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


async def test_every_form_is_page_file_and_paper_and_says_where_what_is_missing_comes_from(tmp_path: Path):
    texts = load_catalogue(*TEXTS)
    sources = {key: texts.say("vi", "form.elsewhere") for key in FORM_KEYS}
    sources["bieu-07b"] = texts.say("vi", "form.from-catalogue")
    async with open_web(tmp_path, FakeClock(MORNING), **CLERKS) as (_house, client):
        await sign_in(client)
        for key in FORM_KEYS:
            address, elsewhere = f"{ADDRESS}/{key}", sources[key]
            page = await client.get(f"{address}?kind=quarter&day=2026-10-15")
            assert page.status_code == 200, key
            assert elsewhere in page.text, key
            sheet = openpyxl.load_workbook(io.BytesIO((await client.get(f"{address}.xlsx")).content)).active
            assert sheet is not None
            assert elsewhere in {cell for row in sheet.iter_rows(values_only=True) for cell in row}, key
            paper = " ".join(extract_text(io.BytesIO((await client.get(f"{address}.pdf")).content)).split())
            assert "Người lập biểu" in paper, key
            assert (await client.get(f"{address}.doc")).status_code == 404
            assert (await client.get(f"{address}?kind=month&day=31/11/2026")).status_code == 422


async def test_a_table_of_offices_comes_out_with_its_sums_and_its_contradictions(tmp_path: Path):
    form = f"{ADDRESS}/phu-luc-ii"
    async with open_web(tmp_path, FakeClock(MORNING), **CLERKS) as (_house, client):
        await sign_in(client)
        page = (await send(client, ANNEX.encode(), form=form)).text
        assert "Tháng 10 năm 2026: đã đọc 9 đơn vị." in page
        assert "- Do gia đình không đến kê khai hồ sơ" in page
        assert 'role="alert"' not in page
        wrong = (
            await send(client, ANNEX.replace("853;829;24;\n;", "853;829;23;\n;").encode(), form=form)
        ).text
        assert "Dòng 5: UBND Thị xã Bỉm Sơn: không khớp 5=6+7: ghi 853, cộng lại là 852." in wrong
        book = openpyxl.load_workbook(io.BytesIO((await send(client, ANNEX.encode(), "xlsx", form)).content))
        sheet = book.active
        assert sheet is not None
        sums = [row[1:8] for row in sheet.iter_rows(values_only=True) if row[1] == "Tổng"]
        assert sums == [
            ("Tổng", 3, 240, 853, 829, 24, None),
            ("Tổng", None, None, 6533, 6533, 0, None),
        ]
        bold = [row[1].font.b for row in sheet.iter_rows() if row[1].value == "Tổng"]
        assert bold == [True, True]


async def test_a_finished_form_is_checked_also_against_the_one_before(tmp_path: Path):
    async with open_web(tmp_path, FakeClock(MORNING), **CLERKS) as (_house, client):
        await sign_in(client)
        body = FINISHED.replace("35;10", "36;10").encode()
        page = (await send(client, body, before=FINISHED.encode())).text
        assert "Dòng 4: Hộ tịch: không khớp 3=4+5+6: ghi 36, cộng lại là 35." in page
        assert "cột 6 của kỳ này với cột 11 của kỳ trước: ghi 5, cộng lại là 11." in page


async def test_the_list_also_gives_the_progress_table_and_what_was_saved(tmp_path: Path):
    async with open_web(tmp_path, FakeClock(MORNING), **CLERKS) as (_house, client):
        await sign_in(client)
        page = (await send(client, form=f"{ADDRESS}/tien-do-766")).text
        assert "Tạm dừng" in page
        page = (await send(client)).text
        for said in ("Số ngày rút ngắn", "1,0 ngày", "66,7%", "Không ghi lý do"):
            assert said in page


def test_every_reason_has_its_sentence():
    texts = load_catalogue(*TEXTS)
    assert [what for what in Unusable if not texts.has(f"dossiers.file-{what}")] == []
    assert [what for what in Odd if not texts.has(f"dossiers.odd-{what}")] == []
    assert [rule for rule in SAID_SUMS if not texts.has(f"sum.{rule}")] == []
