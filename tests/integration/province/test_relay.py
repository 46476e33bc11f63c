"""A slip's page outside the hall: what it says, for how long, and that the office alone says it."""

import asyncio
import contextlib
import gzip
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import Engine, select, text, update

from contracts.relay import MOST_AT_ONCE, MOST_PLACES, PLACES, NotKept, PlacesTold
from controller.relaying.relay import TOLD, Relay
from province.database import as_office
from province.places import Places
from province.registry import Registry
from province.schema import PLACE, RELAY
from province.settings import CentreSettings
from province.web.app import WebParts, build_app
from province.web.places import MESSAGES, MISSES
from tests.clocks import FakeClock
from tests.days import MORNING
from tests.integration.controller.house import CLERK, House, open_house
from tests.integration.province.relay_house import HALL, Outside, held, key_of, message, place
from tests.serving import served

pytestmark = pytest.mark.slow

DAY_S = 24 * 3600


@pytest.fixture
async def outside(tmp_path: Path, engine: Engine) -> AsyncIterator[Outside]:
    clock = FakeClock(MORNING)
    _, key = key_of(Registry(engine, clock.utc_ms), "h57-132")
    key_file = tmp_path / "province.key"
    key_file.write_text(f"{key}\n")
    settings = CentreSettings(name="Nghệ An", relay=True)
    async with served(build_app(WebParts(settings, engine, clock.utc_ms))) as address:
        yield Outside(engine, clock, address, key_file)


@pytest.fixture
async def house(outside: Outside, tmp_path: Path) -> AsyncIterator[House]:
    async with open_house(tmp_path / "data", outside.clock) as opened:
        yield opened


@contextlib.asynccontextmanager
async def telling(relay: Relay) -> AsyncIterator[Relay]:
    try:
        yield relay
    finally:
        await relay.close()


async def tell(relay: Relay, trouble: str = "") -> float:
    wait = await relay.once(lambda: 0.5)
    assert relay.progress.trouble == trouble
    return wait


async def reading(outside: Outside, token: str, **query: str) -> str:
    return await asyncio.to_thread(outside.page, token, **query)


async def asking(outside: Outside, token: str) -> httpx.Response:
    return await asyncio.to_thread(outside.ask, token)


async def test_a_place_is_followed_outside_from_the_slip_to_the_end_of_the_day(
    outside: Outside, house: House
):
    tickets = [(await house.issued()).ticket for _ in range(3)]
    token = outside.token(tickets[2])
    async with telling(outside.relay(house)) as relay:
        await tell(relay)
        assert relay.progress.visible == 3
        page = await reading(outside, token)
        assert "A003" in page
        assert "Còn 2 người chờ trước" in page
        assert "Xin có mặt ở nơi tiếp dân trước khi đến lượt" in page
        assert "Số liệu lúc 09:00" in page
        assert "Trang này chỉ để xem từ ngoài" in page
        assert "0238 123 456" in page
        assert "2 waiting before you" in await reading(outside, token, lang="en")
        answer = await asking(outside, token)
        assert "<script" not in answer.text
        assert f'href="{HALL}/so/{token}?lang=vi"' in answer.text
        assert answer.headers["cache-control"] == "no-store"
        assert "script-src" not in answer.headers["content-security-policy"]
        for _ in range(3):
            await house.ask(house.call(), CLERK)
        assert await tell(relay) == 10
        assert "Mời đến Quầy 1 ngay" in await reading(outside, token)
        with outside.engine.connect() as connection:
            kept = [repr(row) for table in (PLACE, RELAY) for row in connection.execute(select(table))]
        assert not any(token in row or tickets[2] in row for row in kept)


async def test_an_old_state_says_how_old_and_yesterdays_is_as_if_it_had_never_been(
    outside: Outside, house: House
):
    token = outside.token((await house.issued()).ticket)
    async with telling(outside.relay(house)) as relay:
        await tell(relay)
        outside.clock.advance(200)  # the office is silent
        page = await reading(outside, token)
        assert "Chưa có tin mới từ nơi tiếp dân: đây là số liệu lúc 09:00" in page
        await tell(relay)
        assert "Chưa có tin mới" not in await reading(outside, token)

        outside.clock.advance(DAY_S)
        over, never = await asking(outside, token), await asking(outside, "x" * 20)
        assert over.status_code == never.status_code == 404
        assert over.text.replace(token, "") == never.text.replace("x" * 20, "")
        Places(outside.engine, outside.clock.utc_ms, 420).forget()
        assert held(outside.engine) == 0


async def test_nothing_is_sent_while_nothing_changes_but_that_the_office_is_there(
    outside: Outside, house: House
):
    await house.issued()
    async with telling(outside.relay(house)) as relay:
        await tell(relay)
        nth = relay._nth
        await tell(relay)
        assert relay._nth == nth
        outside.clock.advance(61)
        await tell(relay)
        assert relay._nth > nth


async def test_what_is_withdrawn_is_forgotten_at_once_also_after_a_restart(outside: Outside, house: House):
    token = outside.token((await house.issued()).ticket)
    async with telling(outside.relay(house)) as relay:
        await tell(relay)
    mark = house.settings.data_dir / TOLD
    assert mark.exists()
    async with telling(outside.relay(house, "http://127.0.0.1:9", enabled=False)) as relay:
        await tell(relay, "unreachable")
        assert mark.exists(), "it is tried again"
    async with telling(outside.relay(house, enabled=False)) as relay:
        await tell(relay)
    assert not mark.exists()
    assert held(outside.engine) == 0
    assert (await asking(outside, token)).status_code == 404
    async with telling(outside.relay(house)) as relay:
        await tell(relay)
    assert "A001" in await reading(outside, token)


async def test_a_centre_that_lost_them_or_was_away_gets_them_anew(outside: Outside, house: House):
    token = outside.token((await house.issued()).ticket)
    async with telling(outside.relay(house)) as relay:
        await tell(relay)
        with outside.engine.begin() as connection:
            connection.execute(text("TRUNCATE place, relay"))  # as a crash of PostgreSQL does
        await house.issued()
        await tell(relay, "busy")
        await tell(relay)
        assert held(outside.engine) == 2
        assert "A001" in await reading(outside, token)
    with outside.engine.begin() as connection:
        connection.execute(update(RELAY).values(nth=MORNING * 2))  # as if this clock had been set back
    async with telling(outside.relay(house)) as again:
        await tell(again, "busy")
        await tell(again)


async def test_a_number_of_the_far_future_ends_with_the_key_that_said_it(outside: Outside, house: House):
    await house.issued()
    registry, places = (
        Registry(outside.engine, outside.clock.utc_ms),
        Places(outside.engine, outside.clock.utc_ms, 420),
    )
    leaked = registry.sender(f"Bearer {registry.give_key(1).whole}")
    assert leaked
    places.keep(leaked, message(2**53 - 1, whole=True))
    async with telling(outside.relay(house)) as relay:
        await tell(relay, "busy")
        await tell(relay, "relay-text")
        registry.revoke(1, leaked.key)
        await tell(relay)
    assert held(outside.engine) == 1


async def test_an_office_whose_day_is_another_one_is_told_so(outside: Outside, house: House):
    await house.issued()
    with outside.engine.begin() as connection:
        connection.execute(update(RELAY).values(nth=0))
    there = Places(outside.engine, lambda: MORNING + DAY_S * 1000, 420)
    sender, _ = key_of(Registry(outside.engine, lambda: MORNING), "b")
    assert there.keep(sender, message(1, place("one"))).why is NotKept.DAY
    assert held(outside.engine) == 0
    settings = CentreSettings(name="Nghệ An", relay=True)
    late = WebParts(settings, outside.engine, lambda: MORNING + DAY_S * 1000)
    off = WebParts(CentreSettings(name="Nghệ An"), outside.engine, lambda: MORNING)
    for parts, why in ((late, "relay-day"), (off, "relay-off")):
        async with served(build_app(parts)) as address, telling(outside.relay(house, address)) as relay:
            await tell(relay, why)
    async with served(build_app(off)) as address:
        away = await asyncio.to_thread(httpx.get, f"{address}/so/{'x' * 20}")
        assert away.status_code == 404


def test_an_office_writes_its_own_only(engine: Engine):
    registry, places = Registry(engine, lambda: MORNING), Places(engine, lambda: MORNING, 420)
    (one, _), (two, _) = key_of(registry, "a"), key_of(registry, "b")
    places.keep(one, message(1, place("secret"), whole=True))
    lie = place("secret", number="X666")
    assert places.keep(two, message(9, lie, whole=True)).held == 1
    found = places.find("secret")
    assert found
    assert found.told["number"] == "A001"
    with as_office(engine, two.office) as connection:
        assert connection.execute(update(PLACE).values(told={})).rowcount == 1, "its own"
        assert len(connection.execute(select(RELAY)).all()) == 1
    assert places.keep(two, message(10, whole=True, card=None)).held == 0
    found = places.find("secret")
    assert found
    assert found.told["number"] == "A001"


def test_what_is_older_or_comes_again_changes_nothing_and_too_many_are_not_kept(engine: Engine):
    places = Places(engine, lambda: MORNING, 420)
    sender, _ = key_of(Registry(engine, lambda: MORNING), "a")
    first = message(5, place("one"), whole=True)
    assert places.keep(sender, first).why is None
    assert places.keep(sender, message(6, place("one", number="A002"))).held == 1
    for old in (first, message(6, whole=True, card=None)):
        kept = places.keep(sender, old)
        assert (kept.why, kept.nth, kept.held) == (NotKept.OLDER, 6, 1)
    found = places.find("one")
    assert found
    assert found.told["number"] == "A002"
    for nth in range(MOST_PLACES // MOST_AT_ONCE):
        many = [place(f"{nth}-{count}") for count in range(MOST_AT_ONCE)]
        kept = places.keep(sender, message(10 + nth, *many))
    assert (kept.held, kept.why) == (MOST_PLACES, NotKept.FULL)
    anew = places.keep(sender, message(99, place("new"), sweep="1" * 16))
    assert (anew.held, anew.why) == (1, None), "what an older telling left makes room"


def test_a_flood_from_an_office_or_a_phone_keeps_nobody_else_out(engine: Engine):
    registry = Registry(engine, lambda: MORNING)
    (sender, key), (_, other) = key_of(registry, "a"), key_of(registry, "b")
    Places(engine, lambda: MORNING, 420).keep(sender, message(1, place("right")))
    app = build_app(WebParts(CentreSettings(name="Nghệ An", relay=True), engine, lambda: MORNING))

    async def go() -> None:
        transport = httpx.ASGITransport(app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:

            async def post(told: PlacesTold | bytes, key: str, **more: Any) -> httpx.Response:
                body = told if isinstance(told, bytes) else told.model_dump_json().encode()
                return await client.post(
                    PLACES, content=body, headers={"authorization": f"Bearer {key}"} | more
                )

            assert (await post(message(2), "0" * 12 + "." + "0" * 64)).status_code == 401
            bomb = gzip.compress(b" " * 3_000_000)
            assert (await post(bomb, other, **{"content-encoding": "gzip"})).status_code == 413
            for wrong in (b"", b"[]", b'{"nth": -1}', b"\xff", message(2).model_dump_json().encode()[:-9]):
                assert (await post(wrong, other)).status_code == 422
            statuses = [(await post(message(2 + nth), key)).status_code for nth in range(MESSAGES + 5)]
            assert statuses[:MESSAGES] == [200] * MESSAGES
            assert statuses[-1] == 429
            assert (await post(message(2), other)).status_code == 200

            strange = ("x" * 20, "../../etc", "%00", "A001", "x" * 5000, "đ", "%ff")
            for nth in range(MISSES + 20):
                assert (await client.get(f"/so/{strange[nth % len(strange)]}")).status_code == 404
            assert (await client.get("/so/right")).status_code == 200, "behind the same address"
            answers = await asyncio.gather(*(client.get("/so/wrong") for _ in range(60)))
            assert {each.status_code for each in answers} == {404, 503}
            busy = next(each for each in answers if each.status_code == 503)
            assert "Nhiều người đang xem" in busy.text
            assert busy.headers["refresh"] == "10"

    asyncio.run(go())
