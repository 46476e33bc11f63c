"""A real broker and a real controller, citizens who go on taking numbers, and a hand that says anything on the link."""

import asyncio
import contextlib
import itertools
import subprocess
import time
from collections import Counter
from pathlib import Path
from uuid import uuid4

from contracts import messages as m
from contracts.codec import WireError, decode, encode
from contracts.topics import EXPIRES_S, Topics
from contracts.vocabulary import CounterId, DeviceId
from hardware.host.clock import SystemClock
from hardware.link.mqtt import MqttLink
from hardware.ports import Arrived, LinkHappening
from simulation.attacks import visitors
from simulation.attacks.settings import PANEL, SERVICE, SITE, TOKEN, office_data
from simulation.attacks.unguarded import GUARDS
from simulation.main_system.server import HOST, MainSystem
from simulation.main_system.trial import canary_dossiers
from simulation.office.broker import Broker, free_port
from simulation.office.child import end_child, python, start_child
from simulation.office.toml_file import to_toml
from simulation.today import today

READY_S = 30.0
AGAIN_S = 1.0
"""As kiosks do: the same request again each second until it is answered."""
GIVE_UP_S = 15.0
"""An answer that is so late never comes, as on a kiosk's screen."""
BETWEEN_S = 0.4
CITIZENS = range(10, 31)
"""Their kiosks; the attackers speak in the names of others."""
DOSSIERS = 200


class NotReadyError(Exception):
    """The controller did not come up; its log says why."""


class Office:
    """Start, attack, end. Lives in one event loop, in the main thread."""

    def __init__(self, folder: Path, without: str = "") -> None:
        """``without``: the guard that the controller has not. Raises BrokerMissing."""
        self.folder, self.without, self.port = folder, without, free_port()
        self.broker, self.topics = Broker(folder / "broker"), Topics(SITE)
        self.given: dict[str, str] = {}
        """Every number that was acknowledged to a citizen, by request."""
        self.tickets: set[str] = set()
        self.unanswered_s = 0.0
        """The longest time that a citizen waited for an answer."""
        self.heard: list[tuple[str, m.Message]] = []
        """What the desk said, but for its answers to citizens: the first level below the site, and the message."""
        self.system = MainSystem(canary_dossiers(today(), DOSSIERS))
        self._links = [self._link("citizens"), self._link("attacker")]
        self._desks: list[subprocess.Popen[bytes]] = []
        self._waiting: dict[str, asyncio.Future[m.AnyReply]] = {}
        self._ready = asyncio.Event()
        self._people: asyncio.Task[None] | None = None

    @property
    def log(self) -> Path:
        """What the controller writes."""
        return self.folder / "controller.log"

    @property
    def pid(self) -> int:
        """The controller's process."""
        return self._desks[0].pid

    async def start(self) -> None:
        """Open the office; citizens begin to come. Raises NotReadyError."""
        self.broker.start()
        dossiers = await self.system.start()
        self._data = office_data(self.folder, self.broker.port, self.port, f"http://{HOST}:{dossiers}")
        self._listen()
        self.start_desk(self.folder, self.port)
        try:
            async with asyncio.timeout(READY_S):
                await self._ready.wait()
        except TimeoutError:
            raise NotReadyError(self.log.read_text("utf-8", "replace")[-2000:]) from None
        self._people = asyncio.create_task(self._come())

    def start_desk(self, folder: Path, port: int) -> None:
        """A controller with a data folder and pages of its own; the second one is a cloned card."""
        folder.mkdir(parents=True, exist_ok=True)
        data = {**self._data, "data_dir": folder / "data", "web": {"host": visitors.HERE, "port": port}}
        settings = folder / "controller.toml"
        settings.write_text(to_toml(data), "utf-8")
        taken = self.without in GUARDS
        program = ("simulation.attacks.unguarded", self.without) if taken else ("controller",)
        command = python(*program, "--settings", str(settings))
        self._desks.append(start_child(command, folder / "controller.log"))

    def end_clone(self) -> None:
        """End every desk but the first."""
        while len(self._desks) > 1:
            end_child(self._desks.pop(), 5.0)

    async def close(self) -> None:
        """End everything."""
        if self._people:
            self._people.cancel()
            await asyncio.wait([self._people])
        for link in self._links:
            link.close()
        for desk in self._desks:
            end_child(desk, 5.0)
        self.broker.stop()
        await self.system.close()

    def lives(self) -> bool:
        """Whether the controller has neither died nor written a traceback."""
        return self._desks[0].poll() is None and "Traceback" not in self.log.read_text("utf-8", "replace")

    async def say(self, topic: str, payload: bytes, *, retain: bool = False) -> None:
        """Anything, on any topic below the site, as soon as the link takes it."""
        where = f"{self.topics.root}/{topic}"
        while not self._links[1].publish(where, payload, retain=retain):  # noqa: ASYNC110 - no link tells when it has room
            await asyncio.sleep(0.002)

    async def ask(self, device: str, command: m.AnyQuestion) -> m.AnyReply | None:
        """What the desk answers; None: nothing."""
        begin = time.monotonic()
        waiting = self._waiting[command.request_id] = asyncio.get_running_loop().create_future()
        topic = self.topics.command(DeviceId(device), command.kind)
        try:
            while time.monotonic() - begin < GIVE_UP_S:
                self._links[0].publish(topic, encode(command), expires_s=EXPIRES_S["cmd"])
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(AGAIN_S):
                        return await asyncio.shield(waiting)
            return None
        finally:
            del self._waiting[command.request_id]

    async def take(self, kiosk: str) -> m.AnyReply | None:
        """A citizen takes a number, and what is acknowledged is written down."""
        command = m.IssueTicket(request_id=str(uuid4()), at=now(), service=SERVICE)
        reply = await self.ask(kiosk, command)
        if isinstance(reply, m.Accepted) and isinstance(reply.result, m.Issued):
            self.given[command.request_id] = reply.result.number
            self.tickets.add(reply.result.ticket)
        return reply

    async def call(self) -> str:
        """Counter 1 calls the next citizen: the ticket; empty when it is refused."""
        reply = await self.ask(PANEL, m.CallNext(request_id=str(uuid4()), at=now(), counter=CounterId("1")))
        called = reply.result if isinstance(reply, m.Accepted) else None
        return called.ticket if isinstance(called, m.Called) else ""

    async def get(self, path: str) -> visitors.Answer:
        """What the API tells a program."""
        return await visitors.ask(self.port, path, headers={"authorization": f"Bearer {TOKEN}"})

    def doubled(self) -> int:
        """Numbers that more than one citizen has."""
        return sum(times > 1 for times in Counter(self.given.values()).values())

    async def _come(self) -> None:
        for n in itertools.cycle(CITIZENS):
            begin = time.monotonic()
            await self.take(f"kiosk-{n}")
            self.unanswered_s = max(self.unanswered_s, time.monotonic() - begin)
            await asyncio.sleep(BETWEEN_S)

    def _link(self, name: str) -> MqttLink:
        return MqttLink(self.broker.host, self.broker.port, f"{name}-{uuid4()}")

    def _listen(self) -> None:
        loop = asyncio.get_running_loop()

        def deliver(what: LinkHappening) -> None:
            loop.call_soon_threadsafe(self._hear, what)

        root = self.topics.root
        filters = (f"{root}/reply/+", f"{root}/presence/desk", f"{root}/print/+", f"{root}/state/#")
        self._links[0].start(deliver, filters, None)
        self._links[1].start(lambda _what: None, (), None)

    def _hear(self, what: LinkHappening) -> None:
        if not isinstance(what, Arrived):
            return
        try:
            message = decode(self.topics, what.topic, what.payload)
        except WireError:
            return
        if isinstance(message, m.Presence) and message.online:
            self._ready.set()
        if isinstance(message, m.Accepted | m.Refused) and (waiting := self._waiting.get(message.request_id)):
            if not waiting.done():
                waiting.set_result(message)
        else:
            self.heard.append((what.topic.removeprefix(f"{self.topics.root}/"), message))


def now() -> int:
    """The desk's time, which is this machine's."""
    return SystemClock().utc_ms()
