"""An office that pairs devices, with a real Mosquitto: ``async with open_office(tmp_path) as office``."""

import asyncio
import contextlib
import socket
import subprocess
import threading
import time
from collections.abc import AsyncIterator, Callable
from pathlib import Path

from fastapi import FastAPI

from contracts.pairing import DeviceRole, PairState
from contracts.vocabulary import DeviceId, SiteId
from controller.pairing.office import Outcome, PairingGround, PairingOffice
from controller.web.pairing import device_router
from hardware.host.page_router import take_in
from hardware.link.mqtt import MqttLink
from hardware.pairing.requesting import Applicant, pair
from hardware.ports import Arrived, Connected, Disconnected
from simulation.office.broker import find_mosquitto, free_port
from simulation.office.child import end_child, start_child
from tests.serving import served
from tests.waiting import happens, until

SITE = SiteId("test")


class PairedOffice:
    """The controller's side in this process, its broker in one of its own."""

    def __init__(self, folder: Path, site: SiteId = SITE) -> None:
        self.folder, self.site = folder, site
        self.ground = PairingGround(
            site, folder / "pairing", free_port(), free_port(), "127.0.0.1", folder / "broker.pid"
        )
        self.office = PairingOffice(self.ground, time.monotonic)
        self.http = ""
        self._broker: subprocess.Popen[bytes] | None = None

    def start_broker(self) -> None:
        """As the service manager does; by root it would become a user who may not read the files."""
        config = self.folder / "mosquitto.conf"
        written = self.office.broker_folder / "mosquitto.conf"
        config.write_text(written.read_text("utf-8") + "\nuser root\n", "utf-8")
        self._broker = start_child((find_mosquitto(), "-c", str(config)), self.folder / "broker.log")
        # Before it listens it has no handler for SIGHUP, which then ends it; a service manager would start it again.
        until(self._listens)

    def _listens(self) -> bool:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.ground.tls_port), 1):
            return True
        return False

    async def broker_ended(self) -> None:
        """Wait until it ended by itself."""
        broker = self._broker
        assert broker is not None
        await happens(lambda: broker.poll() is not None)

    def stop_broker(self) -> None:
        if self._broker:
            end_child(self._broker, 3)

    def applicant(self, device: str, role: DeviceRole, site: SiteId | None = None) -> Applicant:
        return Applicant(site or self.site, DeviceId(device), role, self.folder / "devices" / device)

    async def join(self, device: str, role: DeviceRole) -> Path:
        """A device is paired, and its caretaker types what it shows; the folder of its credentials."""
        who = self.applicant(device, role)
        state = await self.ask(who, lambda code: self.types(device, code))
        assert state is PairState.ACCEPTED
        return who.folder

    async def ask(self, who: Applicant, shown: Callable[[str], object]) -> PairState:
        """A device asks in a thread of its own; ``shown`` is called in the loop with the code that it shows."""
        loop, over = asyncio.get_running_loop(), threading.Event()

        def show(code: str) -> None:
            loop.call_soon_threadsafe(shown, code)

        def wait(_seconds: float) -> None:
            over.wait(0.02)

        try:
            return await asyncio.to_thread(pair, who, self.http, show, wait)
        finally:
            over.set()

    def types(self, device: str, code: str) -> Outcome:
        """The caretaker types a code for the device."""
        found = next(each for each in self.office.requests().shown() if each.asked.device == device)
        return self.office.confirm(found.offered.id, code, "lan", 1)

    def link(self, credentials: Path | None, name: str = "x") -> MqttLink:
        """To the door for devices, or without credentials to the one for this machine's own programs."""
        port = self.ground.tls_port if credentials else self.ground.plain_port
        return MqttLink("127.0.0.1", port, f"{name}-{free_port()}", credentials)


@contextlib.asynccontextmanager
async def open_office(folder: Path, site: SiteId = SITE) -> AsyncIterator[PairedOffice]:
    paired = PairedOffice(folder, site)
    app = FastAPI()
    take_in(app, device_router(paired.office))
    async with served(app) as paired.http:
        paired.start_broker()
        try:
            yield paired
        finally:
            paired.stop_broker()


class Ear:
    """A link and what it heard."""

    def __init__(self, link: MqttLink, *filters: str) -> None:
        self.link, self.heard, self.ups, self.downs = link, list[tuple[str, bytes]](), 0, 0
        link.start(self._hear, filters, None)

    def _hear(self, happening: object) -> None:
        if isinstance(happening, Arrived):
            self.heard.append((happening.topic, happening.payload))
        self.ups += isinstance(happening, Connected)
        self.downs += isinstance(happening, Disconnected)

    async def up(self) -> None:
        await happens(lambda: self.ups > 0)

    async def hears(self, topic: str, payload: bytes) -> None:
        await happens(lambda: (topic, payload) in self.heard)
