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

READY_S = 90.0
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
        self._hall: subprocess.Popen[bytes] | None = None
        self._hall_port = free_port()
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
        self._desks.append(start_child(self.program("controller", settings), folder / "controller.log"))

    def program(self, name: str, settings: Path) -> tuple[str, ...]:
        """How a program is started here: without the guard that this office has not."""
        taken = self.without in GUARDS
        what = ("simulation.attacks.unguarded", self.without, name) if taken else (name,)
        return python(*what, "--settings", str(settings))

    async def hall(self) -> int:
        """The port of the board's page, which is served from the first time that somebody asks for it."""
        if self._hall is None:
            page = {"host": visitors.HERE, "port": self._hall_port}
            settings = self.folder / "board.toml"
            link = {"host": self.broker.host, "port": self.broker.port}
            settings.write_text(
                to_toml({"site": SITE, "device": "board-1", "link": link, "page": page}), "utf-8"
            )
            self._hall = start_child(self.program("display_board", settings), self.folder / "board.log")
            await self.until_served(self._hall_port)
        return self._hall_port

    @property
    def hall_pid(self) -> int:
        """The board's process. Raises AssertionError before it was started."""
        assert self._hall is not None  # noqa: S101 - a mistake of the attack
        return self._hall.pid

    async def until_served(self, port: int) -> None:
        """Wait for a page server. Raises NotReadyError."""
        for _ in range(int(READY_S / BETWEEN_S)):
            with contextlib.suppress(OSError):
                _, writer = await asyncio.open_connection(visitors.HERE, port)
                writer.close()
                return
            await asyncio.sleep(BETWEEN_S)
        raise NotReadyError((self.folder / "board.log").read_text("utf-8", "replace")[-2000:])

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
        for child in (*self._desks, *([self._hall] if self._hall else ())):
            end_child(child, 5.0)
        self.broker.stop()
        await self.system.close()

    def lives(self) -> bool:
        """Whether neither the controller nor the board has died or written a traceback."""
        children = (self._desks[0], *([self._hall] if self._hall else ()))
        logs = (log.read_text("utf-8", "replace") for log in self.folder.glob("*.log"))
        return all(child.poll() is None for child in children) and not any("Traceback" in log for log in logs)

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
        called = await self._call()
        return called.ticket if called else ""

    async def call_number(self) -> str:
        """The same: the number as citizens see it."""
        called = await self._call()
        return called.number if called else ""

    async def _call(self) -> m.Called | None:
        reply = await self.ask(PANEL, m.CallNext(request_id=str(uuid4()), at=now(), counter=CounterId("1")))
        called = reply.result if isinstance(reply, m.Accepted) else None
        return called if isinstance(called, m.Called) else None

    async def get(self, path: str) -> visitors.Answer:
        """What the API tells a program."""
        return await visitors.ask(self.port, path, headers={"authorization": f"Bearer {TOKEN}"})

    async def citizens(self, count: int) -> None:
        """Wait until so many more have got a number, or long enough."""
        before = len(self.given)
        for _ in range(int(READY_S / BETWEEN_S)):
            if len(self.given) >= before + count:
                return
            await asyncio.sleep(BETWEEN_S)

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
