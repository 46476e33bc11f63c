"""Whatever an office with a key sends: an answer, never an error of ours, and nothing that was not judged."""

import asyncio
import json
from datetime import date
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine, text

from contracts.facts import KINDS
from contracts.province import FACTS, LINEAGES, NO_HASH
from province.registry import Registry
from province.settings import CentreSettings
from province.web.app import WebParts, build_app
from tests.days import MORNING
from tests.properties import examples

pytestmark = pytest.mark.slow

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=12), inner, max_size=4),
    max_leaves=12,
)
HASH = st.sampled_from([NO_HASH, "a" * 64, "", "\x00" * 64])
FACT = st.fixed_dictionaries(
    {
        "seq": st.integers(-1, 6) | JSON,
        "day": st.sampled_from(["2026-11-23", "1970-01-01", "9999-12-31", "2026-02-30", "\x00", ""]) | JSON,
        "kind": st.sampled_from([*KINDS, "Other"]) | JSON,
        "hash": HASH | JSON,
        "body": st.dictionaries(
            st.sampled_from(["at", "ticket", "number", "service", "counter", "clerk", "x"]), JSON, max_size=5
        )
        | JSON,
    },
    optional={"v": st.integers(-1, 10**6)},
)
BATCH = st.fixed_dictionaries(
    {
        "lineage": st.sampled_from(["a" * 32, "b" * 32, "x"]),
        "first": st.integers(-1, 5),
        "last": st.integers(-1, 8),
        "before": HASH,
        "head": HASH,
        "facts": st.lists(FACT, max_size=3) | JSON,
    },
    optional={"now": JSON, "card": JSON, "v": JSON},
)
OPENING = st.fixed_dictionaries(
    {"lineage": st.sampled_from(["a" * 32, "b" * 32]), "begin": st.booleans()},
    optional={
        "marks": st.lists(st.fixed_dictionaries({"seq": st.integers(-1, 2**60), "hash": HASH}), max_size=3)
        | JSON
    },
)


@pytest.fixture(scope="module")
def ask(database: Engine) -> Any:
    registry = Registry(database, lambda: MORNING)
    office = registry.add_office("one", "Một", "", date(2026, 1, 1))
    headers = {
        "authorization": f"Bearer {registry.give_key(office).whole}",
        "content-type": "application/json",
    }
    app = build_app(WebParts(CentreSettings(name="Nghệ An"), database, lambda: MORNING))

    async def sent(path: str, body: bytes) -> httpx.Response:
        transport = httpx.ASGITransport(app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
            return await client.post(path, content=body, headers=headers)

    return lambda path, body: asyncio.run(sent(path, body))


@given(told=st.one_of(BATCH, JSON, OPENING), path=st.sampled_from([FACTS, LINEAGES]))
@examples(60)
def test_anything_gets_an_answer(ask: Any, database: Engine, told: Any, path: str):
    answer = ask(path, json.dumps(told).encode())
    assert answer.status_code in (200, 422), answer.text
    with database.connect() as connection:
        days = connection.execute(text("SELECT min(day), max(day) FROM fact")).one()
    assert days[0] is None or date(2026, 1, 1) <= days[0] <= days[1] <= date(2026, 11, 25)
