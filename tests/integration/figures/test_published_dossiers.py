"""The head publishes a month's dossiers: counts only, of a month that is over, and takes them back again."""

from pathlib import Path

import pytest

from contracts.open_data import OpenDossiers, OpenResults
from controller.figures.published import FILE, PublishedMonths
from controller.web.figure_publish import BACK, FORM
from tests.clocks import FakeClock
from tests.integration.controller.house import MORNING
from tests.integration.controller.web_house import open_web, post_form, sign_in
from tests.integration.figures.test_forms_page import send
from tests.integration.figures.test_rating_figures import PEOPLE
from tests.unit.figures.test_dossier_file import HEAD

OCTOBER = "2026-10"


def dossiers(early: int = 5, on_time: int = 3, late: int = 1) -> bytes:
    ended = [("04/10/2026", early), ("05/10/2026", on_time), ("06/10/2026", late)]
    rows = [
        ["1", "H", "Hộ tịch", "", "01/10/2026", "05/10/2026", day, ""] for day, n in ended for _ in range(n)
    ]
    return "\n".join(";".join(row) for row in [HEAD, *rows]).encode()


async def test_a_month_is_published_read_by_anybody_and_taken_back(tmp_path: Path) -> None:
    async with open_web(tmp_path, FakeClock(MORNING), clerks=PEOPLE) as (_house, client):
        assert "Tỷ lệ hồ sơ giải quyết đúng hạn không có ở đây" in (await client.get("/ket-qua")).text
        await sign_in(client)
        assert "Chưa công bố tháng nào." in (await client.get(FORM)).text
        page = await send(client, dossiers(), "publish")
        assert page.status_code == 200
        assert (
            "Đã công bố tháng 10/2026: 9 hồ sơ đã giải quyết, 88,9% đúng hạn hoặc sớm hạn, 1 quá hạn."
            in page.text
        )
        assert "Nguyễn Thị Lan công bố lúc 09:00 23/11/2026" in page.text
        assert "Hộ tịch" not in (tmp_path / FILE).read_text("utf-8"), "counts only"
        told = OpenResults.model_validate_json((await client.get(f"/ket-qua.json?thang={OCTOBER}")).content)
        assert told.dossiers == OpenDossiers(answered=9, early=5, on_time=3, late=1, in_time=88.9)
        shown = (await client.get("/ket-qua")).text
        for cell in ("5 (55,6%)", "3 (33,3%)", "1 (11,1%)"):
            assert cell in shown
        rows = (await client.get("/ket-qua-ho-so.csv")).text.lstrip("\ufeff").splitlines()
        assert rows == ["Tháng,Đã giải quyết,Sớm hạn,Đúng hạn,Quá hạn", f"{OCTOBER},9,5,3,1"]
        assert PublishedMonths(tmp_path).of(OCTOBER) == told.dossiers, "it outlives a restart"
        assert (await post_form(client, BACK, month=OCTOBER)).status_code == 303
        assert "Chưa công bố tháng nào." in (await client.get(FORM)).text
        assert (await client.get(f"/ket-qua.json?thang={OCTOBER}")).json()["dossiers"] is None


NO_DUE = dossiers().replace(b"Ng\xc3\xa0y h\xe1\xba\xb9n tr\xe1\xba\xa3", b"X")


@pytest.mark.parametrize(
    ("body", "kind", "day", "why"),
    [
        (dossiers(), "quarter", "2026-08-01", "Chỉ công bố được một tháng đã hết"),
        (dossiers(), "month", "2026-11-02", "Chỉ công bố được một tháng đã hết"),
        (dossiers(), "month", "2027-01-02", "Chỉ công bố được một tháng đã hết"),
        (dossiers(2, 1, 1), "month", "2026-10-02", "Dưới 5 hồ sơ"),
        (dossiers(), "month", "2026-09-02", "Dưới 5 hồ sơ"),
        (NO_DUE, "month", "2026-10-02", "tệp thiếu hạn trả hoặc ngày trả"),
    ],
)
async def test_what_cannot_be_published_is_said(
    tmp_path: Path, body: bytes, kind: str, day: str, why: str
) -> None:
    async with open_web(tmp_path, FakeClock(MORNING), clerks=PEOPLE) as (_house, client):
        await sign_in(client)
        page = await send(client, body, "publish", kind=kind, day=day)
        assert (page.status_code, why in page.text) == (422, True)
        assert not (tmp_path / FILE).exists()


async def test_only_the_head_publishes_and_takes_back(tmp_path: Path) -> None:
    async with open_web(tmp_path, FakeClock(MORNING), clerks=PEOPLE) as (_house, client):
        await sign_in(client, clerk="duc")
        assert "Công bố tháng này" not in (await client.get(FORM)).text
        assert (await send(client, dossiers(), "publish")).status_code == 403
        assert (await post_form(client, BACK, month=OCTOBER)).status_code == 403
        assert not (tmp_path / FILE).exists()


async def test_a_folder_that_cannot_be_written_publishes_nothing(tmp_path: Path) -> None:
    async with open_web(tmp_path, FakeClock(MORNING), clerks=PEOPLE) as (_house, client):
        await sign_in(client)
        (tmp_path / FILE).mkdir()
        page = await send(client, dossiers(), "publish")
        assert (page.status_code, "Chưa ghi được" in page.text) == (503, True)
        assert (await client.get(f"/ket-qua.json?thang={OCTOBER}")).json()["dossiers"] is None


@pytest.mark.parametrize("body", [b"", b"[]", b"\0" * 100, b'{"2026-10": {"dossiers": {}}}'])
def test_a_damaged_file_tells_nothing(tmp_path: Path, body: bytes) -> None:
    (tmp_path / FILE).write_bytes(body)
    assert PublishedMonths(tmp_path).months == {}
