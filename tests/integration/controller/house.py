"""A real desk on a real journal with a memory link: ``async with open_house(tmp_path, clock) as house``."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar
from uuid import uuid4

from contracts import messages as m
from contracts.codec import decode
from contracts.topics import Topics
from contracts.vocabulary import ClerkId, CounterId, DeviceId
from controller.desk.build import Ground, build_desk
from controller.desk.desk import Desk
from controller.desk.neighbourhood import Waits
from controller.desk.steady_clock import SteadyClock
from controller.desk.wire import Wire
from controller.devices import Devices
from controller.domain.day import Day, fold
from controller.domain.steady_time import HOLD_S
from controller.journal.folder import RESERVE, RESERVE_BYTES
from controller.journal.journal import Journal
from controller.journal.recovery.repair import open_journal
from controller.journal.writer import Writer
from controller.metrics import Metrics
from controller.office_from_settings import devices_of
from controller.principals import Principal, clerk_at
from controller.settings import OfficeSettings
from hardware.link.memory import MemoryBroker, MemoryLink
from hardware.ports import Arrived, LinkHappening
from tests import days
from tests.clocks import FakeClock
from tests.waiting import PATIENCE_S, happens

M = TypeVar("M", bound=m.Message)

MORNING = days.MORNING
DAY_MS = 24 * 3600 * 1000
KIOSK, SECOND_KIOSK, PRINTER = DeviceId("kiosk-1"), DeviceId("kiosk-2"), DeviceId("printer-1")
PANEL, SECOND_PANEL = DeviceId("panel-1"), DeviceId("panel-2")
CLERK = clerk_at(CounterId("1"), ClerkId("lan"))
CARETAKER = clerk_at(CounterId("2"), ClerkId("hoa"), caretaker=True)
PIN = "2468"
PIN_HASH = "$argon2id$v=19$m=8,t=1,p=1$82T9e2C8wOPxu+lMBL8DaA$OeRWkrhX5aAxtknNTiTzp0JudhB0g2SszPHHXT5/j1w"
"""Made at the least cost: thousands of tests sign in."""
AT_ONCE = Waits(0, 0, 0)
"""A desk that does not listen before it serves."""
TICK_S = 0.02
"""The desk goes around ten times as often as in an office: most of what tests wait for is its next turn."""
ALWAYS = {"take_from": "00:00", "take_until": "24:00", "serve_from": "00:00", "serve_until": "24:00"}


def office_data(**changes: Any) -> dict[str, Any]:
    """An office that is open day and night: civil at counters 1 and 2, land at 2."""
    return {
        "site": "test",
        "name": {"vi": "Trung tâm Phục vụ hành chính công"},
        "authority": {"vi": "ỦY BAN NHÂN DÂN XÃ"},
        "services": [
            {"code": "civil", "name": {"vi": "Hộ tịch"}, "prefix": "A"},
            {"code": "land", "name": {"vi": "Đất đai"}, "prefix": "B"},
        ],
        "counters": [
            {"id": "1", "label": "1", "services": ["civil"], "panel": "panel-1"},
            {"id": "2", "label": "2", "services": ["civil", "land"], "panel": "panel-2"},
        ],
        "sessions": [{"name": {"vi": "Cả ngày"}, "days": [1, 2, 3, 4, 5, 6, 7], **ALWAYS}],
        "policy": {"ask_call_reason": False},
        "kiosks": [{"device": "kiosk-1", "printer": "printer-1"}, {"device": "kiosk-2"}],
        "clerks": [{"id": "lan", "name": "Nguyễn Thị Lan", "pin_hash": PIN_HASH}],
    } | changes


def settings_of(**changes: Any) -> OfficeSettings:
    return OfficeSettings.model_validate(office_data(**changes))


def new_id() -> str:
    return str(uuid4())


def sparse_reserve(data_dir: Path) -> None:
    """The reserve without its eight megabytes of writing."""
    data_dir.mkdir(parents=True, exist_ok=True)
    with (data_dir / RESERVE).open("wb") as reserve:
        reserve.truncate(RESERVE_BYTES)


@dataclass
class Ear:
    """Somebody on the link who hears everything the desk says."""

    topics: Topics
    heard: list[tuple[str, m.Message]] = field(default_factory=list)

    def __call__(self, happening: LinkHappening) -> None:
        if isinstance(happening, Arrived) and "/cmd/" not in happening.topic and happening.payload:
            levels = happening.topic.removeprefix(self.topics.root + "/")
            self.heard.append((levels, decode(self.topics, happening.topic, happening.payload)))

    def of(self, kind: type[M], topic: str = "") -> list[M]:
        return [message for where, message in self.heard if isinstance(message, kind) and topic in where]

    def replies(self, device: DeviceId) -> list[m.AnyReply]:
        return [x for t, x in self.heard if t == f"reply/{device}" and isinstance(x, m.Accepted | m.Refused)]


@dataclass
class House:
    """The controller without its program."""

    settings: OfficeSettings
    clock: FakeClock
    writer: Writer
    desk: Desk
    wire: Wire
    link: MemoryLink
    broker: MemoryBroker
    ear: Ear
    metrics: Metrics
    devices: Devices
    turns: list[None]

    @property
    def journal(self) -> Journal:
        return self.writer._journal

    def issue(self, service: str = "civil", request_id: str | None = None, **fields: Any) -> m.IssueTicket:
        return m.IssueTicket(
            request_id=request_id or new_id(), at=self.desk.now().clock, service=service, **fields
        )

    def call(self, counter: str = "1", request_id: str | None = None) -> m.CallNext:
        return m.CallNext(request_id=request_id or new_id(), at=self.desk.now().clock, counter=counter)

    def principal(self, asker: DeviceId | Principal) -> Principal:
        return asker if isinstance(asker, Principal) else self.devices.principal(asker)

    async def ask(self, message: m.AnyCommand, asker: DeviceId | Principal = KIOSK) -> m.AnyReply:
        async with asyncio.timeout(PATIENCE_S):
            return await self.desk.ask(message, self.principal(asker))

    async def issued(self, service: str = "civil", **more: Any) -> m.Issued:
        reply = await self.ask(self.issue(service, **more))
        assert isinstance(reply, m.Accepted), reply
        assert isinstance(reply.result, m.Issued)
        return reply.result

    async def together(self, *asked: tuple[m.AnyCommand, DeviceId | Principal]) -> list[m.AnyReply]:
        """Commands that come in the same moment and are settled as one batch."""
        async with asyncio.timeout(PATIENCE_S):
            return await asyncio.gather(
                *(self.desk.ask(message, self.principal(asker)) for message, asker in asked)
            )

    async def until(self, holds: Callable[[], object]) -> None:
        """Wait for something that the desk does in a turn of its own."""
        await happens(holds)

    async def turn(self) -> None:
        """The desk has gone around once more, from start to end."""
        before = len(self.turns)
        await self.until(lambda: len(self.turns) >= before + 2)

    def say(self, topic: str, payload: bytes, *, retained: bool = False) -> None:
        """Bytes for the desk from somebody on the link."""
        self.link.receive(f"{self.ear.topics.root}/{topic}", payload, retained=retained)


@contextlib.asynccontextmanager
async def open_house(
    data_dir: Path,
    clock: FakeClock,
    broker: MemoryBroker | None = None,
    waits: Waits = AT_ONCE,
    **changes: Any,
) -> AsyncIterator[House]:
    """Start a controller; at the end it is gone as if killed, except that its locks are free.

    With ``waits`` of its own it is handed over while it still listens.
    """
    sparse_reserve(data_dir)
    house = build_house(
        data_dir,
        clock,
        broker or MemoryBroker(),
        settings_of(**({"data_dir": str(data_dir)} | changes)),
        waits,
    )
    task: asyncio.Task[None] | None = None
    try:
        await house.desk.open()
        house.wire.start()
        task = asyncio.create_task(house.desk.run(lambda: house.turns.append(None)))
        if waits is AT_ONCE:
            await house.until(lambda: house.desk.neighbourhood.serving)
        yield house
        assert not task.done(), task.exception()
    finally:
        if task:
            task.cancel()
            await asyncio.wait([task])
        house.link.drop()
        house.writer.close()


def build_house(
    data_dir: Path,
    clock: FakeClock,
    broker: MemoryBroker,
    settings: OfficeSettings,
    waits: Waits = AT_ONCE,
) -> House:
    topics, metrics, link = Topics(settings.site), Metrics(), MemoryLink(broker)
    ear = Ear(topics)
    MemoryLink(broker).start(ear, (f"{topics.root}/#",), None)
    writer = Writer(lambda: open_journal(data_dir, "test", settings.site))
    desk, wire = build_desk(
        Ground(
            settings, writer, link, SteadyClock(clock, data_dir), metrics, "test", tick_s=TICK_S, waits=waits
        )
    )
    return House(settings, clock, writer, desk, wire, link, broker, ear, metrics, devices_of(settings), [])


async def time_sync(house: House, wall: int) -> None:
    """NTP sets the clock, says so, and the new time holds."""
    house.clock.utc, house.clock.synced = wall, True
    for _ in range(3):
        await house.turn()
        house.clock.advance(HOLD_S / 2 + 1)
    await house.turn()


def refusal(reply: m.AnyReply) -> str:
    """Why a command was refused."""
    assert isinstance(reply, m.Refused), reply
    return str(reply.code)


def number(reply: m.AnyReply) -> str:
    """The number that was given or called."""
    assert isinstance(reply, m.Accepted), reply
    assert isinstance(reply.result, m.Issued | m.Called), reply
    return reply.result.number


async def stored(house: House) -> list[str]:
    """The numbers that the file has, whatever the desk believes."""
    events = await house.writer.events(house.desk.day.date)
    return [t.number for t in fold(Day(house.desk.day.date), events).tickets.values()]
