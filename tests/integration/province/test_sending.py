"""A real desk tells a real centre on a real PostgreSQL: what its journal has, once, through whatever happens."""

import contextlib
import shutil
import threading
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import Engine, delete, select, text

from contracts.facts import KINDS
from contracts.vocabulary import FaultCode
from controller.journal.folder import FILE
from controller.sending.sender import BETWEEN_S, Sender
from controller.sending.state import Kept, keep, kept_in
from controller.sending.telling import Teller
from province.registry import Registry
from province.schema import APART, FACT, LINEAGE, OFFICE, OFFICE_NOW
from province.settings import CentreSettings
from province.web.app import WebParts, build_app
from tests.clocks import FakeClock
from tests.days import MORNING
from tests.integration.controller.house import CLERK, House, open_house
from tests.serving import served

pytestmark = pytest.mark.slow

EVERY_S = 15


@dataclass
class Pair:
    """An office and its province."""

    clock: FakeClock
    data_dir: Path
    engine: Engine
    registry: Registry
    office: int
    address: str
    key_file: Path
    house: House = field(init=False)

    @contextlib.asynccontextmanager
    async def desk(self) -> AsyncIterator[House]:
        async with open_house(self.data_dir, self.clock) as self.house:
            yield self.house

    def sender(self, address: str = "") -> Sender:
        wanted = {"url": address or self.address, "key_file": self.key_file, "every_s": EVERY_S}
        settings = self.house.settings.model_validate(self.house.settings.model_dump() | {"province": wanted})
        sender = Sender(settings)
        sender.teller = Teller(self.house.desk, settings, lambda: (FaultCode.PAPER_END,), "1.0")
        return sender

    async def work(self, citizens: int) -> None:
        for _ in range(citizens):
            await self.house.issued()
            self.clock.advance(60)
            await self.house.ask(self.house.call(), CLERK)

    def told(self) -> list[tuple[int, str]]:
        """What the journal has that may be told: place and hash."""
        rows = self.house.journal._connection.execute("SELECT seq, hash, kind FROM event ORDER BY seq")
        return [(seq, digest) for seq, digest, kind in rows if kind in KINDS]

    def kept(self) -> list[tuple[int, str]]:
        with self.engine.connect() as connection:
            rows = connection.execute(select(FACT.c.seq, FACT.c.hash).order_by(FACT.c.lineage, FACT.c.seq))
            return [(row.seq, row.hash.hex()) for row in rows]


@pytest.fixture
async def pair(tmp_path: Path, engine: Engine) -> AsyncIterator[Pair]:
    clock = FakeClock(MORNING)
    registry = Registry(engine, clock.utc_ms)
    office = registry.add_office("h57-132", "Xã Yên Thành", "Yên Thành", date(2026, 1, 1))
    key_file = tmp_path / "province.key"
    key_file.write_text(registry.give_key(office).whole + "\n")
    app = build_app(WebParts(CentreSettings(name="Nghệ An"), engine, clock.utc_ms))
    async with served(app) as address:
        yield Pair(clock, tmp_path / "data", engine, registry, office, address, key_file)


@pytest.fixture
async def open_pair(pair: Pair) -> AsyncIterator[Pair]:
    async with pair.desk():
        yield pair


@contextlib.asynccontextmanager
async def sending(sender: Sender) -> AsyncIterator[Sender]:
    try:
        yield sender
    finally:
        await sender.close()


async def until_sent(sender: Sender) -> int:
    """How many exchanges it took until all was there."""
    for count in range(1, 100):
        if await sender.once(lambda: 0.0) == EVERY_S:
            assert sender.progress.trouble == "", sender.progress
            assert sender.progress.backlog == 0
            return count
    raise AssertionError(sender.progress)


async def test_what_may_be_told_is_there_once(open_pair: Pair):
    pair = open_pair
    await pair.work(30)
    async with sending(pair.sender()) as sender:
        await until_sent(sender)
        await until_sent(sender)
        assert pair.kept() == pair.told()
        await pair.work(3)
        await until_sent(sender)
    async with sending(pair.sender()) as again:  # the program begins anew
        await until_sent(again)
    assert pair.kept() == pair.told()
    with pair.engine.connect() as connection:
        now = connection.execute(select(OFFICE_NOW.c.told)).scalar_one()
        card = connection.execute(select(OFFICE.c.card)).scalar_one()
    assert (now["staffed"], now["counters"], now["faults"], now["backlog"]) == (0, 2, ["paper-end"], 0)
    assert card["services"][0] == {"code": "civil", "name": "Hộ tịch"}


async def test_a_backlog_of_many_batches_is_sent_in_order(open_pair: Pair):
    pair = open_pair
    await pair.work(30)
    async with sending(pair.sender()) as sender:
        sender._most = 10
        assert await sender.once() == BETWEEN_S
        assert await until_sent(sender) < 10
    assert pair.kept() == pair.told()


async def test_nothing_is_lost_while_the_centre_is_away(open_pair: Pair):
    pair = open_pair
    await pair.work(2)
    async with sending(pair.sender("http://127.0.0.1:9")) as sender:
        waits = [await sender.once(lambda: 1.0) for _ in range(12)]
        assert waits[:4] == [2, 4, 8, 16]
        assert waits[-1] == 600
        assert (sender.progress.trouble, sender.progress.trouble_since) == (
            "unreachable",
            pair.house.desk.now().clock,
        )
    async with sending(pair.sender()) as sender:
        await until_sent(sender)
    assert pair.kept() == pair.told()


async def test_a_revoked_key_ends_at_once_and_a_new_one_needs_no_restart(open_pair: Pair):
    pair = open_pair
    await pair.work(2)
    async with sending(pair.sender()) as sender:
        await until_sent(sender)
        pair.registry.revoke(pair.office, 1)
        await pair.work(2)
        await sender.once()
        assert sender.progress.trouble == "key"
        pair.key_file.write_text("not a key\n")
        await sender.once()
        assert sender.progress.trouble == "key-file"
        pair.key_file.write_text(pair.registry.give_key(pair.office).whole)
        await until_sent(sender)
    assert pair.kept() == pair.told()


@pytest.mark.parametrize("noticed", [True, False])
async def test_an_older_copy_goes_on_as_a_lineage_of_its_own(pair: Pair, *, noticed: bool):
    """The desk notices an older journal by the witness beside it; if that was put back, too, only the centre can know."""
    folder, copy = pair.data_dir, pair.data_dir.with_name("copy")
    async with pair.desk():
        await pair.work(5)
        common = pair.told()
    shutil.copytree(folder, copy)
    async with pair.desk(), sending(pair.sender()) as sender:
        await pair.work(4)
        await until_sent(sender)
        lost = pair.told()[len(common) :]
    if not noticed:
        shutil.rmtree(folder)
        copy.rename(folder)
    else:
        for name in (FILE, f"{FILE}-wal", f"{FILE}-shm"):
            (folder / name).unlink(missing_ok=True)
        shutil.copy(copy / FILE, folder / FILE)
    pair.clock.advance(3600)
    async with pair.desk(), sending(pair.sender()) as sender:
        await pair.work(3)
        await until_sent(sender)
        assert (sender.progress.kept.contradicted_at is None) is noticed
        assert pair.kept() == [*common, *lost, *pair.told()[len(common) :]]
    with pair.engine.connect() as connection:
        lineages = connection.execute(select(LINEAGE.c.begins).order_by(LINEAGE.c.id)).scalars().all()
    assert lineages == [1, common[-1][0] + 1]


async def test_a_centre_that_lost_its_end_gets_it_again(open_pair: Pair):
    pair = open_pair
    await pair.work(5)
    async with sending(pair.sender()) as sender:
        await until_sent(sender)
        with pair.engine.begin() as connection:
            seq, digest = pair.told()[7]
            connection.execute(delete(FACT).where(FACT.c.seq > seq))
            connection.execute(
                text("UPDATE lineage SET upto = :seq, head = decode(:digest, 'hex')"),
                {"seq": seq, "digest": digest},
            )
        await pair.work(1)
        await until_sent(sender)
        assert pair.kept() == pair.told()
        with pair.engine.begin() as connection:
            connection.execute(text("TRUNCATE fact, lineage, dirty_day"))
        await until_sent(sender)
    assert pair.kept() == pair.told()
    with pair.engine.connect() as connection:
        assert connection.execute(select(APART)).all() == []


async def test_the_desk_is_not_kept_waiting_for_the_card(open_pair: Pair, monkeypatch: pytest.MonkeyPatch):
    pair, threads = open_pair, set[int]()

    def kept(data_dir: Path, what: Kept) -> None:
        threads.add(threading.get_ident())
        keep(data_dir, what)

    monkeypatch.setattr("controller.sending.sender.keep", kept)
    await pair.work(1)
    async with sending(pair.sender()) as sender:
        await until_sent(sender)
        assert kept_in(pair.data_dir) == sender.progress.kept
    assert threads
    assert threading.get_ident() not in threads
