"""The centre's pages on a real PostgreSQL: what is said, to whom, and what is refused."""

import gzip
import re
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, insert, text, update
from sqlalchemy.exc import DBAPIError

from contracts.province import FACTS, Opening
from province.adding_up import by_service, of_all
from province.compare import total
from province.database import Sender
from province.intake import Intake
from province.period import Period
from province.projecting import Projector
from province.reading import By, Reading
from province.schema import DIRTY_DAY, OFFICE
from province.tally import WAIT_COLUMNS, tallies
from province.visits import visits
from simulation.province.office import Journal
from simulation.province.year import SERVICES, a_day
from tests.days import MORNING
from tests.integration.province.centre_house import (
    PASSWORD,
    PLANS,
    TODAY,
    Browser,
    Web,
    fill,
    opened,
    say_now,
)

pytestmark = pytest.mark.slow


@pytest.fixture
def web(engine: Engine) -> Web:
    return opened(engine)


@pytest.mark.parametrize(
    "path", ["/", "/so-sanh", "/so-sanh.csv", "/day-du", "/don-vi/xa-001", "/nguoi-dung", "/nhat-ky"]
)
def test_nobody_sees_anything_without_signing_in(web: Web, path: str):
    answer = web.client.get(path, follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, "/dang-nhap")


def test_letters_and_looks_are_fetched_once_and_no_page_is_kept(web: Web):
    assert web.client.get("/dang-nhap").headers["cache-control"] == "no-store"
    for path in ("/fonts/BeVietnamPro_400Regular.ttf", "/static/province.css"):
        first = web.client.get(path)
        assert first.headers["cache-control"] == "no-cache"
        again = web.client.get(path, headers={"if-none-match": first.headers["etag"]})
        assert (again.status_code, again.content) == (304, b"")


def test_a_wrong_password_is_told_and_noted_and_soon_has_to_wait(web: Web):
    assert [web.sign_in("tinh", "x").status_code for _ in range(6)] == [401] * 5 + [429]
    assert web.sign_in().status_code == 429, "also the right one"
    assert web.sign_in("namdan").status_code == 303, "another name from there need not wait"
    with web.engine.connect() as connection:
        noted = connection.execute(text("SELECT who, what FROM audit ORDER BY id")).all()
    assert [tuple(row) for row in noted] == [("tinh", "sign-in-wrong")] * 5 + [("namdan", "sign-in")]


def test_a_password_in_the_field_for_the_name_does_not_stand_in_the_log(web: Web):
    assert web.sign_in(PASSWORD, "x").status_code == 401
    web.people.close(2)
    assert web.sign_in("namdan").status_code == 401
    web.sign_in()
    log = web.page("/nhat-ky")
    assert PASSWORD not in log
    assert "(tên không có) đăng nhập sai" in log
    assert "namdan đăng nhập sai" in log, "a closed account is one that was there"


def test_what_the_database_has_no_place_for_is_refused_and_not_taken_for_its_absence(web: Web):
    multipart = {"content-type": "multipart/form-data; charset=utf-7; boundary=b"}
    half = b'--b\r\ncontent-disposition: form-data; name="%s"\r\n\r\n+2AA-\r\n'
    body = half % b"name" + half % b"password" + b"--b--\r\n"
    answers = [
        web.sign_in("ti\0nh"),
        web.sign_in("tinh", "mat\0khau"),
        web.client.post("/dang-nhap", content=body, headers=multipart),
    ]
    assert [answer.status_code for answer in answers] == [422, 401, 422]
    web.sign_in()
    for path, form in (
        ("/nguoi-dung/dong", {"person": str(2**40)}),
        ("/nguoi-dung/dong", {"person": str(-(2**80))}),
        ("/don-vi/xa-001/thu-hoi", {"key": str(2**70)}),
        ("/don-vi/xa-001/nhap", {"into": "\0", "day": "2026-11-20"}),
        ("/don-vi/xa-001/doi-ten", {"name": "Xã\0", "since": "2026-11-20"}),
        ("/don-vi", {"code": "xa\0", "name": "Xã"}),
        (
            "/nguoi-dung",
            {"name": "moi", "shown": "Mới", "password": PASSWORD, "role": "reader", "area": "\0"},
        ),
    ):
        answer = web.client.post(path, data=form)
        assert answer.status_code in (404, 422), (path, form, answer.text)
        assert "Cơ sở dữ liệu" not in answer.text
        assert "text/html" in answer.headers["content-type"]
    month = "?tu=2026-10-01&den=2026-10-31&linh-vuc=a%00b"
    for path in (f"/so-sanh{month}", f"/so-sanh.csv{month}", "/don-vi/%00"):
        assert web.client.get(path).status_code in (404, 422), path


def test_the_province_now_shows_first_what_needs_somebody(web: Web):
    web.sign_in()
    assert "Chưa nối" in web.page("/")
    say_now(web, 2, waiting=7, longest_wait_s=2820, staffed=2)
    say_now(web, 1, waiting=1, longest_wait_s=60, faults=("paper-end", "something-new"), at=web.now + 400_000)
    page = web.page("/")
    assert "8 người đang chờ" in page
    assert "hết giấy; something-new; đồng hồ nhanh 6 phút" in page
    assert page.index("Có sự cố") < page.index("Chờ lâu")
    web.now += 11 * 60_000
    page = web.page("/")
    assert page.count("Mất liên lạc") == 2
    assert "0/2" in page


def test_an_account_of_a_part_sees_that_part_only(web: Web):
    fill(web)
    web.sign_in("namdan")
    for path in ("/", "/so-sanh", "/day-du", "/so-sanh?theo=khu-vuc", "/so-sanh.csv"):
        page = web.page(path)
        assert "Yên Thành" not in page, path
        assert "Nam Đàn" in page or "Kim Liên" in page, path
    web.page("/don-vi/xa-001", 404)
    web.page("/don-vi/xa-002")
    for path in ("/nguoi-dung", "/nhat-ky"):
        web.page(path, 403)
    assert web.client.post("/don-vi/xa-002/khoa").status_code == 403


def test_periods_are_compared_with_intervals(web: Web):
    fill(web)
    web.sign_in()
    page = web.page("/so-sanh?tu=2026-11-14&den=2026-11-23")
    assert "Từ 14/11/2026 đến 23/11/2026" in page
    assert "Xã Kim Liên" in page
    assert re.search(r"\d+,\d–\d+,\d", page)
    assert "lâu hơn mức chung" in page
    for by in ("khu-vuc", "linh-vuc"):
        assert web.client.get(f"/so-sanh?theo={by}").status_code == 200
    rows = web.client.get("/so-sanh.csv?tu=2026-11-14&den=2026-11-23").text.splitlines()
    assert rows[0].startswith("\ufeffname,days,issued")
    assert len(rows) == 3
    issued = [int(row.split(",")[2]) for row in rows[1:]]
    with web.engine.connect() as connection:
        assert sum(issued) == connection.execute(text("SELECT sum(issued) FROM service_day")).scalar()


def test_months_that_were_added_up_say_what_their_days_say(web: Web):
    fill(web, 60)
    reading, period = Reading(web.engine), Period(date(2026, 9, 27), date(2026, 11, 21))
    with web.engine.connect() as connection:
        for by, service, straight in (
            (By.OFFICE, "", of_all(period)),
            (By.SERVICE, "", by_service(period)),
            (By.OFFICE, "dat-dai", by_service(period)),
        ):
            found = reading.sums(period, by, service)
            for row in connection.execute(straight).mappings():
                if not service or row["service"] == service:
                    sums = found[str(row["office"])][
                        str(row["service"] if by is By.SERVICE else row["office"])
                    ]
                    assert (sums.days, sums.issued, sums.wait_s) == (
                        row["days"],
                        row["issued"],
                        row["wait_s"],
                    )
                    assert (sums.ss, sums.sn, sums.nn) == pytest.approx((row["ss"], row["sn"], row["nn"]))
        counted = connection.execute(of_all(period)).mappings().all()
    for service in SERVICES:
        sums = total(
            one for by_key in reading.sums(period, By.OFFICE, service).values() for one in by_key.values()
        )
        assert sum(reading.waits(period, [1, 2], service)) == sums.waits > 0
        assert sum(reading.issued_by_day(period, [1, 2], service).values()) == sums.issued
        alone = reading.sums(period, By.SERVICE, service).values()
        assert total(by_key[service] for by_key in alone) == sums
    assert reading.waits(period, [1, 2]) == [sum(row[name] for row in counted) for name in WAIT_COLUMNS]


@pytest.mark.parametrize(
    "asked",
    [
        *("tu=x", "tu=2026-12-01&den=2026-01-01", "tu=1000-01-01", "den=9999-12-31", "theo=x&linh-vuc='"),
        *("tu=0001-01-01&den=0001-01-02", "tu=9999-12-30&den=9999-12-31"),
    ],
)
def test_a_period_that_cannot_be_is_this_month(web: Web, asked: str):
    web.sign_in()
    assert web.client.get(f"/so-sanh?{asked}").status_code == 200


def test_merged_offices_count_as_one_from_then_on(web: Web):
    fill(web)
    web.sign_in()
    web.registry.merge(2, 1, TODAY - timedelta(days=3))
    assert "Kim Liên" not in web.page("/")
    assert "Kim Liên" not in web.page("/so-sanh?tu=2026-11-14&den=2026-11-23")
    assert "Kim Liên" in web.page("/so-sanh?tu=2026-11-14&den=2026-11-18"), "it was an office of its own then"
    web.registry.add_office("xa-001", "Xã Yên Thành Mới", "Yên Thành", TODAY)
    assert "Yên Thành Mới" in web.page("/so-sanh?tu=2026-11-14&den=2026-11-23")
    assert "Yên Thành Mới" not in web.page("/so-sanh?tu=2026-11-14&den=2026-11-22")


def test_two_services_of_one_name_are_both_in_the_total(web: Web):
    fill(web)
    say_now(web, 2)
    twins = {"name": "x", "services": [{"code": code, "name": "Đất đai"} for code in SERVICES]}
    with web.engine.begin() as connection:
        connection.execute(update(OFFICE).where(OFFICE.c.id == 2).values(card=twins))
        issued = connection.execute(text("SELECT sum(issued) FROM service_day WHERE office = 2")).scalar()
    web.sign_in()
    assert f"Tất cả {issued} " in web.page("/don-vi/xa-002")


def test_two_offices_of_one_name_are_not_added_up(web: Web):
    fill(web)
    web.sign_in()
    for code in ("xa-001", "xa-002"):
        web.registry.add_office(code, "Xã Tân Thành", code, TODAY - timedelta(days=30))
    told = web.page("/so-sanh?tu=2026-11-14&den=2026-11-23")
    assert "Xã Tân Thành (xa-001)" in told
    assert "Xã Tân Thành (xa-002)" in told


def test_offices_are_renamed_and_merged_by_heads(web: Web):
    web.sign_in()
    rename = {"name": "Xã Kim Liên Mới", "area": "Nam Đàn", "since": "2026-11-01"}
    assert "Kim Liên Mới" in web.client.post("/don-vi/xa-002/doi-ten", data=rename).text
    assert web.client.post("/don-vi/xa-002/doi-ten", data=rename | {"since": "hôm qua"}).status_code == 422
    merge = {"into": "xa-001", "day": "2026-11-20"}
    assert web.client.post("/don-vi/xa-002/nhap", data=merge).status_code == 200
    assert "Kim Liên" not in web.page("/")
    assert web.client.post("/don-vi/xa-001/nhap", data=merge | {"into": "xa-002"}).status_code == 409
    assert web.client.post("/don-vi/xa-001/nhap", data=merge).status_code == 409, "into itself"
    assert web.client.post("/don-vi/xa-001/nhap", data=merge | {"into": "nowhere"}).status_code == 404
    log = web.page("/nhat-ky")
    assert "đổi tên đơn vị" in log
    assert "sáp nhập đơn vị" in log


def test_one_service_of_a_period_is_that_one_in_its_picture_and_its_waits(web: Web):
    fill(web)
    web.sign_in()
    with web.engine.connect() as connection:
        asked = text(
            "SELECT max(s) FROM (SELECT sum(issued) s FROM service_day WHERE service = :one GROUP BY day) d"
        )
        most = connection.execute(asked, {"one": "bao-tro"}).scalar()
    address = "/so-sanh?tu=2026-11-14&den=2026-11-23"
    top = f'text-anchor="end">{most}</text>'
    assert top in web.client.get(f"{address}&linh-vuc=bao-tro").text
    assert top not in web.client.get(address).text


def test_a_code_that_an_office_has_is_not_given_again(web: Web):
    web.sign_in()
    again = web.client.post("/don-vi", data={"code": "xa-001", "name": "Xã Khác"})
    assert again.status_code == 409
    assert "Mã xa-001 đã có đơn vị" in again.text
    assert "Xã Yên Thành" in web.page("/don-vi/xa-001")
    assert web.client.post("/don-vi", data={"code": "xa-003", "name": "Xã Khác"}).status_code == 200


def test_keys_are_shown_once_and_revoked_at_once(web: Web):
    web.sign_in()
    answer = web.client.post("/don-vi/xa-001/khoa")
    key = re.search(r"[0-9a-f]{12}\.[0-9a-f]{64}", answer.text)
    assert key
    assert key[0].split(".")[1] not in web.client.get("/don-vi/xa-001").text
    sent = Journal().batch(1, 0).model_dump_json()
    post: dict[str, Any] = {"content": sent, "headers": {"authorization": f"Bearer {key[0]}"}}
    assert web.client.post(FACTS, **post).json()["verdict"] == "open"
    web.client.post("/don-vi/xa-001/khoa")
    assert web.client.post("/don-vi/xa-001/khoa").status_code == 409
    assert web.client.post("/don-vi/xa-001/thu-hoi", data={"key": "1"}).status_code == 200
    assert web.client.post(FACTS, **post).status_code == 401
    log = web.page("/nhat-ky")
    assert "cấp khóa" in log
    assert "thu hồi khóa" in log


def test_accounts_are_given_and_closed(web: Web):
    web.sign_in()
    form = {"name": "moi", "shown": "Người mới", "password": PASSWORD, "role": "reader", "area": "Nam Đàn"}
    for wrong, status in (
        ({"password": "short"}, 422),
        ({"name": "Người"}, 422),
        ({"area": "Ở đâu đó"}, 422),
        ({"role": "king"}, 422),
        ({"name": "tinh"}, 409),
    ):
        assert web.client.post("/nguoi-dung", data=form | wrong).status_code == status, wrong
    assert web.client.post("/nguoi-dung", data=form).status_code == 200
    assert "Người mới" in web.page("/nguoi-dung")
    other = Browser(web.client.app)
    other.post("/dang-nhap", data={"name": "moi", "password": PASSWORD})
    assert other.get("/").url.path == "/"
    web.client.post("/nguoi-dung/dong", data={"person": "3"})
    assert other.get("/").url.path == "/dang-nhap", "its sessions end with it"
    assert web.client.post("/nguoi-dung/dong", data={"person": "1"}).status_code == 409


def test_a_form_of_another_page_is_refused(web: Web):
    web.sign_in()
    strange = {"origin": "https://evil.example"}
    assert web.client.post("/don-vi/xa-001/khoa", headers=strange).status_code == 403
    assert web.client.get("/", headers={"host": "evil.example"}).status_code == 421


def test_what_offices_send_is_bounded(web: Web):
    office = web.registry.give_key(1)
    headers = {"authorization": f"Bearer {office.whole}"}
    bomb = gzip.compress(b" " * 50_000_000)
    for body, more, status in (
        (b"{}", {}, 422),
        (b"\xff", {}, 422),
        (b"[" * 100_000, {}, 422),
        (bomb, {"content-encoding": "gzip"}, 413),
        (b"not gzip", {"content-encoding": "gzip"}, 400),
        (gzip.compress(b"{}") + b"x", {"content-encoding": "gzip"}, 400),
        (b"{}", {"content-encoding": "br"}, 415),
        (b"x" * 300_000, {}, 413),
    ):
        answer = web.client.post(FACTS, content=body, headers=headers | more)
        assert answer.status_code == status, (body[:20], answer.text)
    assert web.client.post(FACTS, content=b"{}").status_code == 401


def test_programs_of_others_read_the_views_and_nothing_else(web: Web):
    fill(web)
    with web.engine.begin() as connection:
        connection.execute(text("SET LOCAL ROLE motcua_reader"))
        assert connection.execute(text("SELECT sum(issued) FROM figures.services_by_day")).scalar()
        for view in ("offices", "days", "now"):
            connection.execute(text(f"SELECT * FROM figures.{view}"))  # noqa: S608 - our own words
        for secret in ("person", "office_key", "fact", "session"):
            with pytest.raises(DBAPIError, match="permission denied"), connection.begin_nested():
                connection.execute(text(f"SELECT 1 FROM {secret}"))  # noqa: S608 - our own words


def test_figures_are_made_again_for_days_that_changed(web: Web):
    key = Sender(1, 1)
    intake, journal, projector = Intake(web.engine, web.clock), Journal(), Projector(web.engine, 1800)
    day = a_day(PLANS[0], TODAY, MORNING - 9 * 3_600_000)
    intake.open(key, Opening(lineage=journal.lineage, begin=True))
    for part in (day[: len(day) // 2], day[len(day) // 2 :]):
        begun = len(journal.facts)
        journal.add(TODAY, part)
        intake.ingest(key, journal.batch(begun + 1, begun + 500))
        assert projector.catch_up() == 1
        assert projector.catch_up() == 0
        with web.engine.connect() as connection:
            found = connection.execute(text("SELECT service, issued, served, wait_s FROM service_day")).all()
        true = tallies(visits(day[: len(journal.facts)]), 1800)
        assert {row[0]: tuple(row[1:]) for row in found} == {
            name: (tally["issued"], tally["served"], tally["wait_s"]) for name, tally in true.items()
        }
    with web.engine.begin() as connection:
        connection.execute(insert(DIRTY_DAY).values(office=2, day=TODAY))
    assert projector.catch_up() == 1, "a day without facts is one, too"


def test_a_day_that_cannot_be_made_is_told_once(web: Web, caplog: pytest.LogCaptureFixture):
    fill(web, 1)
    projector = Projector(web.engine, 1800)
    with web.engine.begin() as connection:
        connection.execute(text("ALTER TABLE office_day RENAME TO elsewhere"))
        connection.execute(insert(DIRTY_DAY), [{"office": one, "day": TODAY} for one in (1, 2)])
    try:
        assert [projector.catch_up() for _ in range(6)] == [0] * 6
    finally:
        with web.engine.begin() as connection:
            connection.execute(text("ALTER TABLE elsewhere RENAME TO office_day"))
    told = [record.getMessage().split(" cannot")[0] for record in caplog.records]
    assert sorted(told) == [f"the figures of office {one} on {TODAY}" for one in (1, 2)]
    assert projector.catch_up() == 2, "they are tried all the same"


def test_while_the_database_is_away_pages_say_so(web: Web):
    web.sign_in()
    with web.engine.begin() as connection:
        connection.execute(text("ALTER TABLE office RENAME TO elsewhere"))
    try:
        answer = web.client.get("/")
        assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")
        assert "Cơ sở dữ liệu" in answer.text
        assert web.client.get("/healthz").status_code == 503
        sent = web.client.post(FACTS, content=b"{}", headers={"authorization": "Bearer x"})
        assert sent.status_code == 401
    finally:
        with web.engine.begin() as connection:
            connection.execute(text("ALTER TABLE elsewhere RENAME TO office"))
