"""The contract of docs/external-kiosk.md on a real office behind a bad network: who keeps it gives each citizen one number."""

import asyncio
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import httpx
import pytest

from simulation.kiosk_contract.judge import Breach, breaches
from simulation.kiosk_contract.proxy import ISSUE, Network
from tests.clocks import FakeClock
from tests.integration.controller.house import MORNING, House
from tests.integration.controller.web_house import TOKEN, app_of, open_web
from tests.serving import served

pytestmark = pytest.mark.slow
CITIZENS, TRIES = 8, 5
BODY = {"service": "civil"}


@contextmanager
def network(office: str) -> Iterator[Network]:
    there = Network(office, 0)
    thread = threading.Thread(target=there.serve_forever)
    thread.start()
    try:
        yield there
    finally:
        there.shutdown()
        thread.join()
        there.server_close()


def take(client: httpx.Client, key_of: Callable[[str], str]) -> str:
    """One citizen; ``key_of``: the key of a try, given the citizen's own."""
    own = str(uuid4())
    for _ in range(TRIES):
        try:
            answer = client.post(ISSUE, json=BODY, headers={"idempotency-key": key_of(own)})
        except httpx.TransportError:
            continue
        if answer.status_code != 503:
            return str(answer.json()["result"]["number"])
    raise AssertionError("no answer at all")


def citizens(address: str, key_of: Callable[[str], str]) -> list[str]:
    with httpx.Client(base_url=address, headers={"authorization": f"Bearer {TOKEN}"}, timeout=60) as client:
        return [take(client, key_of) for _ in range(CITIZENS)]


async def tried(folder: Path, key_of: Callable[[str], str]) -> tuple[list[str], dict[Breach, int], int]:
    """The numbers that citizens saw, the breaches, and how many numbers the office gave."""

    async def run(house: House) -> tuple[list[str], dict[Breach, int], int]:
        async with served(app_of(house)) as office:
            with network(office) as there:
                address = f"http://127.0.0.1:{there.server_port}"
                numbers = await asyncio.to_thread(citizens, address, key_of)
                return numbers, breaches(there.exchanges), len(house.desk.day.tickets)

    async with open_web(folder, FakeClock(MORNING)) as (house, _client):
        return await run(house)


async def test_a_kiosk_that_repeats_with_its_key_gives_each_citizen_one_number(tmp_path: Path):
    numbers, broken, given = await tried(tmp_path, lambda own: own)
    assert broken == {}
    assert len(set(numbers)) == CITIZENS == given


async def test_a_kiosk_that_takes_a_new_key_for_each_try_is_found_out(tmp_path: Path):
    numbers, broken, given = await tried(tmp_path, lambda _own: str(uuid4()))
    assert broken[Breach.NOT_REPEATED]
    assert given > len(numbers), "numbers that nobody saw"
