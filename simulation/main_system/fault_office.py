"""A real broker and a real controller that looks dossiers up at a given address; we are all its kiosks."""

import asyncio
import subprocess
import time
from pathlib import Path
from typing import Any
from uuid import uuid4

from contracts import messages as m
from contracts.codec import WireError, decode, encode
from contracts.topics import DESK, EXPIRES_S, Topics
from contracts.vocabulary import DeviceId, SiteId
from hardware.host.clock import SystemClock
from hardware.link.mqtt import MqttLink
from hardware.ports import Arrived, LinkHappening
from simulation.office.broker import Broker, free_port
from simulation.office.child import end_child, python, start_child
from simulation.office.toml_file import to_toml

SITE = SiteId("check")
KIOSKS = 600
ALL_DAY = {"take_from": "00:00", "take_until": "24:00", "serve_from": "00:00", "serve_until": "24:00"}
READY_S = 30.0
GIVE_UP_S = 10.0
"""An answer that is so late never comes."""
PAUSE_S = 1.0
"""Of the circuit breaker: short, so that the check need not wait."""


class NotReadyError(Exception):
    """The controller did not come up; its log says why."""


class FaultOffice:
    """Start, ask, issue, end. Lives in one event loop, in the main thread."""

    def __init__(self, folder: Path, base_url: str, ca_file: Path | None = None) -> None:
        """Writes the settings; starts nothing. Raises BrokerMissing."""
        self.folder, self.log = folder, folder / "controller.log"
        self.broker = Broker(folder / "broker")
        self._topics = Topics(SITE)
        self._link = MqttLink(self.broker.host, self.broker.port, "check-kiosks")
        self._settings = folder / "controller.toml"
        self._settings.write_text(to_toml(self._data(base_url, ca_file)), "utf-8")
        self._process: subprocess.Popen[bytes] | None = None
        self._waiting: dict[str, asyncio.Future[m.AnyReply]] = {}
        self._up = asyncio.Event()
        self._kiosk = 0

    async def start(self) -> None:
        """Come up. Raises NotReadyError."""
        loop = asyncio.get_running_loop()
        self.broker.start()
        filters = (f"{self._topics.root}/reply/+", self._topics.presence(DESK))

        def deliver(what: LinkHappening) -> None:
            loop.call_soon_threadsafe(self._hear, what)

        self._link.start(deliver, filters, None)
        self._process = start_child(python("controller", "--settings", str(self._settings)), self.log)
        try:
            async with asyncio.timeout(READY_S):
                await self._up.wait()
        except TimeoutError:
            raise NotReadyError(self.log.read_text("utf-8", "replace")[-2000:]) from None

    def close(self) -> None:
        """End everything."""
        self._link.close()
        if self._process:
            end_child(self._process, 5.0)
        self.broker.stop()

    def lives(self) -> bool:
        """Whether the controller has neither died nor been started anew."""
        return self._process is not None and self._process.poll() is None

    def next_kiosk(self) -> DeviceId:
        """A kiosk that has not asked yet: the limits are for each."""
        self._kiosk += 1
        return DeviceId(f"kiosk-{self._kiosk % KIOSKS}")

    async def look_up(self, kiosk: DeviceId, code: str) -> tuple[m.AnyReply | None, float]:
        """What the desk answers, and after how many seconds; None: nothing at all."""
        return await self._ask(kiosk, m.LookUp(request_id=str(uuid4()), at=_now(), dossier=code))

    async def issue(self, kiosk: DeviceId) -> tuple[m.AnyReply | None, float]:
        """A number, meanwhile."""
        return await self._ask(kiosk, m.IssueTicket(request_id=str(uuid4()), at=_now(), service="results"))

    async def _ask(
        self, kiosk: DeviceId, command: m.LookUp | m.IssueTicket
    ) -> tuple[m.AnyReply | None, float]:
        begin = time.monotonic()
        waiting = self._waiting[command.request_id] = asyncio.get_running_loop().create_future()
        topic = self._topics.command(kiosk, command.kind)
        self._link.publish(topic, encode(command), expires_s=EXPIRES_S["cmd"])
        try:
            async with asyncio.timeout(GIVE_UP_S):
                reply: m.AnyReply | None = await waiting
        except TimeoutError:
            reply = None
        finally:
            del self._waiting[command.request_id]
        return reply, time.monotonic() - begin

    def _hear(self, what: LinkHappening) -> None:
        if not isinstance(what, Arrived):
            return
        try:
            message = decode(self._topics, what.topic, what.payload)
        except WireError:
            return
        if isinstance(message, m.Presence) and message.online:
            self._up.set()
        if isinstance(message, m.Accepted | m.Refused):
            waiting = self._waiting.get(message.request_id)
            if waiting and not waiting.done():
                waiting.set_result(message)

    def _data(self, base_url: str, ca_file: Path | None) -> dict[str, Any]:
        rest = {"base_url": base_url, "path": "/api/tra-cuu", "items": "data", "error_key": "error_code"}
        dossier = {
            "adapter": "rest",
            "privacy": "basic",
            "result_service": "results",
            "names": {"receipt": "MaBienNhan", "hidden": "KhongCongKhai"},
            "breaker": {"pause_s": PAUSE_S},
            "rest": {**rest, **({"ca_file": ca_file} if ca_file else {})},
        }
        name = {"vi": "Trung tâm Phục vụ hành chính công"}
        return {
            "site": SITE,
            "data_dir": self.folder / "data",
            "log_level": "DEBUG",
            "name": name,
            "authority": {"vi": "Ủy ban nhân dân xã"},
            "link": {"host": self.broker.host, "port": self.broker.port},
            "web": {"host": self.broker.host, "port": free_port()},
            "services": [{"code": "results", "prefix": "G", "name": {"vi": "Trả kết quả"}}],
            "counters": [{"id": "1", "label": "1", "services": ["results"]}],
            "sessions": [{"name": {"vi": "Cả ngày"}, "days": [1, 2, 3, 4, 5, 6, 7], **ALL_DAY}],
            "kiosks": [{"device": f"kiosk-{number}"} for number in range(KIOSKS)],
            "dossier": dossier,
        }


def _now() -> int:
    return SystemClock().utc_ms()
