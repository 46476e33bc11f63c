"""The whole controller in this process, as ``controller.__main__`` builds it: ``async with dossier_house(...)``."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx

from contracts import messages as m
from contracts.codec import encode
from contracts.topics import Topics
from contracts.vocabulary import DeviceId
from controller.desk.build import Ground, build_desk
from controller.desk.desk import Desk
from controller.desk.steady_clock import SteadyClock
from controller.desk.wire import Wire
from controller.dossier.asking import Asking
from controller.dossier.build import build_service
from controller.dossier.service import DossierService
from controller.journal.recovery.repair import open_journal
from controller.journal.writer import Writer
from controller.kept_apart import KeptApart
from controller.metrics import Metrics
from controller.office_from_settings import devices_of
from controller.places import Places
from controller.principals import program
from controller.settings import OfficeSettings
from controller.web.app import WebParts, build_app
from controller.web.sessions import Sessions
from hardware.link.memory import MemoryBroker, MemoryLink
from hardware.ports import Link
from tests.clocks import FakeClock
from tests.integration.controller.house import AT_ONCE, KIOSK, Ear, office_data, settings_of, sparse_reserve
from tests.waiting import happens

AT_KIOSK = devices_of(settings_of()).principal(KIOSK)
RESULTS = {"code": "results", "name": {"vi": "Trả kết quả"}, "prefix": "G"}


def settings_with(table: dict[str, Any], **changes: Any) -> OfficeSettings:
    """The usual small office with a service for results and a [dossier] table."""
    data = office_data(dossier={"result_service": "results", **table}, **changes)
    data["services"] = [*data["services"], RESULTS]
    data["counters"][0]["services"] = ["civil", "results"]
    settings = OfficeSettings.model_validate(data)
    assert list(settings.problems()) == []
    return settings


@dataclass
class DossierHouse:
    """Everything that a test may want to touch."""

    desk: Desk
    wire: Wire
    kept_apart: KeptApart
    look_ups: DossierService | None
    web: httpx.AsyncClient
    clock: FakeClock
    topics: Topics
    ear: Ear | None
    link: Link

    @property
    def app(self) -> Any:
        """The pages, as ``web`` sees them."""
        transport = self.web._transport
        assert isinstance(transport, httpx.ASGITransport)
        return transport.app

    def question(self, code: str, **changes: Any) -> m.LookUp:
        given = {"request_id": str(uuid4()), "at": self.clock.utc_ms(), "dossier": code} | changes
        return m.LookUp.model_validate(given)

    def issue(self, code: str | None = None, **changes: Any) -> m.IssueTicket:
        given = {"request_id": str(uuid4()), "at": self.clock.utc_ms(), "service": "results", "dossier": code}
        return m.IssueTicket.model_validate(given | changes)

    async def asked(self, question: m.LookUp, device: DeviceId = KIOSK) -> m.AnyReply:
        """What the desk says on the link to a look-up."""
        assert self.ear is not None
        before = len(self.ear.replies(device))
        assert isinstance(self.link, MemoryLink)
        self.link.receive(self.topics.command(device, "look-up"), encode(question), retained=False)
        await self.until(lambda: self.ear is not None and len(self.ear.replies(device)) > before)
        return self.ear.replies(device)[-1]

    async def issued(self, code: str | None = None, **changes: Any) -> m.Issued:
        reply = await self.desk.ask(self.issue(code, **changes), AT_KIOSK)
        assert isinstance(reply, m.Accepted), reply
        assert isinstance(reply.result, m.Issued)
        return reply.result

    async def called(self, counter: str = "1") -> str:
        """Call the next number to a counter; which it was."""
        call = m.CallNext(request_id=str(uuid4()), at=self.clock.utc_ms(), counter=counter)
        reply = await self.desk.ask(call, program("test"))
        assert isinstance(reply, m.Accepted), reply
        assert isinstance(reply.result, m.Called)
        return reply.result.number

    async def signed_in(self, pin: str) -> None:
        """The web client as a clerk at counter 1."""
        form = {"clerk": "lan", "pin": pin, "counter": "1"}
        answer = await self.web.post("/sign-in", data=form)
        assert answer.status_code == 303, answer.text

    async def later(self, seconds: float) -> None:
        """Time passes. A desk that did nothing for so long listens first: it is awake again when this returns."""
        self.clock.advance(seconds)
        nobody = {"request_id": str(uuid4()), "at": self.clock.utc_ms(), "ticket": "20200102-A001"}
        await self.desk.ask(m.Cancel.model_validate(nobody), program("test"))

    async def until(self, holds: Any) -> None:
        await happens(holds)


@contextlib.asynccontextmanager
async def dossier_house(
    data_dir: Path,
    clock: FakeClock,
    settings: OfficeSettings,
    link: Link | None = None,
    look_ups: DossierService | None = None,
) -> AsyncIterator[DossierHouse]:
    """Start; ``link``: instead of one in memory; ``look_ups``: instead of what the settings say."""
    sparse_reserve(data_dir)
    topics = Topics(settings.site)
    ear = Ear(topics) if link is None else None
    link = link or _in_memory(ear, topics)
    metrics, offset = Metrics(), settings.utc_offset_minutes
    look_ups = look_ups or build_service(settings.dossier, clock, offset, metrics.looked_up)
    asking = Asking(look_ups, devices_of(settings), clock)
    kept_apart, writer = KeptApart(data_dir), Writer(lambda: open_journal(data_dir, "test"))
    steady = SteadyClock(clock)
    desk, wire = build_desk(
        Ground(settings, writer, link, steady, metrics, "test", kept_apart, asking, AT_ONCE)
    )
    sessions, places = Sessions(settings.clerks, clock), Places(kept_apart.secret, settings.web.address)
    parts = WebParts(settings, desk, wire, sessions, metrics, look_ups, places=places)
    transport = httpx.ASGITransport(build_app(parts), raise_app_exceptions=False, client=("192.0.2.7", 5000))
    await desk.open()
    wire.start()
    task = await _running(desk)
    try:
        origin = {"origin": "http://office"}  # as a browser says of its page
        async with httpx.AsyncClient(transport=transport, base_url="http://office", headers=origin) as web:
            yield DossierHouse(desk, wire, kept_apart, look_ups, web, clock, topics, ear, link)
        assert not task.done(), task.exception()
    finally:
        task.cancel()
        await asyncio.wait([task])
        await asking.close()
        link.close()
        kept_apart.close()
        writer.close()


async def _running(desk: Desk) -> asyncio.Task[None]:
    """The desk at work, once it serves."""
    task = asyncio.create_task(desk.run(lambda: None))
    while not desk.neighbourhood.serving and not task.done():  # noqa: ASYNC110 - the desk tells nobody of it
        await asyncio.sleep(0.01)
    return task


def _in_memory(ear: Ear | None, topics: Topics) -> MemoryLink:
    broker = MemoryBroker()
    if ear:
        MemoryLink(broker).start(ear, (f"{topics.root}/#",), None)
    return MemoryLink(broker)


async def settled(kept_apart: KeptApart) -> None:
    """Wait until everything kept so far is in the file, or has failed to be."""
    await asyncio.get_running_loop().run_in_executor(kept_apart._thread, lambda: None)
