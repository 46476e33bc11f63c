"""The page of all offices' machines, from what offices say."""

import pytest
from sqlalchemy import Engine

from tests.integration.province.centre_house import opened, say_now
from tests.integration.province.test_statements import House

pytestmark = pytest.mark.slow
DAY_MS = 86_400_000


def test_every_office_is_there_with_what_is_wrong_first(engine: Engine):
    web = House(engine).web
    web.sign_in()
    ends = [{"of": "main-system", "ends_at": web.now + 9 * DAY_MS}]
    say_now(web, 2, beat=5, version="0.1.0", backup_at=web.now - DAY_MS, certificates=ends)
    page = web.page("/may")
    for said in ("hệ thống hồ sơ: 02/12/2026", "chứng thư sắp hết hạn", "0.1.0: 1", "chưa sao lưu"):
        assert said in page
    assert page.index("Xã Yên Thành") < page.index("Xã Kim Liên"), "no backup is worse"
    web.sign_in("namdan")
    assert "Xã Yên Thành" not in web.page("/may")


def test_an_office_that_was_never_heard_is_told(engine: Engine):
    web = opened(engine)
    web.sign_in()
    assert web.page("/may").count("chưa nối") == 3
