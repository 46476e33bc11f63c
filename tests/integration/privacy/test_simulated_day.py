"""A whole day in which every person and every dossier can be recognised anywhere; then everything is searched.

A dossier code is on the wire between kiosk and desk, on the page of the clerk who calls, and until the day
closes in private.db. Nothing of a person is anywhere at all, whatever breaks.
"""

import asyncio
import logging
import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from datetime import time as hour
from pathlib import Path
from uuid import uuid4

import pytest

from contracts.codec import encode
from contracts.dossiers import DossierCode
from contracts.vocabulary import DeviceId
from controller.dossier import service as dossier_service
from controller.dossier.build import build_service
from controller.dossier.port import DossierSource, Outcome, Trouble
from controller.dossier.proof_limits import ProofLimits
from controller.dossier.service import DossierService
from controller.kept_apart import FILE, KeptApart
from controller.settings import OfficeSettings
from controller.web import look_up
from hardware.link.mqtt import MqttLink
from simulation.main_system.dossiers import Person
from simulation.main_system.misbehaviour import FAULTS
from simulation.office.broker import Broker
from simulation.today import VIET_NAM, today
from tests.clocks import FakeClock
from tests.integration.controller.house import DAY_MS, KIOSK, PIN, SECOND_KIOSK
from tests.integration.dossier.dossier_house import DossierHouse, dossier_house, settings_with, settled
from tests.integration.dossier.dossier_world import Running, dossier_table, main_system
from tests.integration.privacy.privacy_ear import Capture, capture

pytestmark = pytest.mark.broker

PEOPLE = tuple(
    Person(f"Nguyễn Canaryname{n:04}", f"0790999{n:05}", f"09119{n:05}", f"{n} phố Canarystreet{n:04}")
    for n in range(30)
)
QUICK_FAULTS = sorted(set(FAULTS) - {"slow-headers", "slow-body"})
PROOF, WRONG = "CANARYPROOF", "CANARYWRONGPROOF"
MORNING = hour(8)


def canaries_of_people() -> Iterator[bytes]:
    for n, person in enumerate(PEOPLE):
        yield from (f"Canaryname{n:04}".encode(), f"Canarystreet{n:04}".encode())
        yield from (person.identity.encode(), person.phone.encode())
    for proof in (PROOF, WRONG):
        yield from (proof.encode(), proof.lower().encode())


class Hostile:
    """An adapter that breaks down with everything it knows, every other time."""

    def __init__(self, inner: DossierSource, there: Running) -> None:
        self._inner, self._there, self._turn = inner, there, 0

    async def ask(self, code: DossierCode, proof: str) -> Outcome:
        self._turn += 1
        person = self._there.dossier(self._turn % 5).person
        if self._turn % 2:
            raise [ValueError, KeyError, RuntimeError, OSError, RecursionError][self._turn % 5](
                f"{code} {proof} {person}"
            )
        return await self._inner.ask(code, proof)

    def vouched_until(self) -> float | None:
        return self._inner.vouched_until()

    def troubles(self) -> tuple[Trouble, ...]:
        return self._inner.troubles()

    async def close(self) -> None:
        await self._inner.close()


class Day:
    """What happens on the day."""

    def __init__(self, house: DossierHouse, there: Running, ear: Capture) -> None:
        self.house, self.there, self.ear = house, there, ear
        self.codes = [dossier.code for dossier in there.system.dossiers]

    async def look_up_all(self) -> None:
        for device, proof in ((KIOSK, self.proof), (SECOND_KIOSK, lambda _code: WRONG)):
            for code in self.codes:
                await self.look_up(device, code, proof(code))

    def proof(self, code: str) -> str:
        """The right second factor; every dossier has its own."""
        return f"{PROOF}{self.codes.index(code):04}"

    async def look_up(self, device: DeviceId, code: str, proof: str) -> None:
        question = self.house.question(code, proof=proof)
        before = self.ear.answers(device)
        self.ear.link.publish(self.house.topics.command(device, "look-up"), encode(question))
        await self.house.until(lambda: self.ear.answers(device) > before)
        await self.house.later(40)

    async def faults(self) -> None:
        for fault in QUICK_FAULTS:
            self.there.system.set_fault(fault)
            await self.look_up(KIOSK, self.codes[0], self.proof(self.codes[0]))
            await self.house.web.post("/tra-cuu", data=self.form(self.codes[1]))
            await self.house.later(400)
        self.there.system.set_fault("none")

    def form(self, code: str) -> dict[str, str]:
        return {"code": code, "proof": self.proof(code).lower()}

    async def on_the_web(self) -> None:
        for code in self.codes:
            await self.house.web.post("/tra-cuu", data=self.form(code))
            await self.house.later(400)
        for proof in (WRONG, f"{WRONG}!", WRONG * 90, f"{PROOF} {PEOPLE[0].identity} {PEOPLE[0].phone}"):
            answer = await self.house.web.post("/tra-cuu", data={"code": self.codes[2], "proof": proof})
            assert proof not in answer.text
        await self.house.web.get("/tra-cuu", params=self.form(self.codes[0]))
        await self.house.web.post("/tra-cuu", data={"code": f"{PEOPLE[0].identity}|{PEOPLE[0].name}"})
        await self.house.web.post("/tra-cuu", content=self.codes[0].encode() * 9000)
        await self.house.web.get("/tra-cuu", params={"lang": "xx"})

    async def broken_commands(self) -> None:
        topics, device = self.house.topics, KIOSK
        issue, question = self.house.issue(self.codes[0]), self.house.question(self.codes[0], proof=WRONG)
        for kind, command in (("issue-ticket", issue), ("look-up", question), ("call-next", issue)):
            whole = encode(command)
            for broken in (whole[:-5], whole.replace(b'"at":', b'"at":"now","x":'), self.codes[0].encode()):
                self.ear.link.publish(topics.command(device, kind), broken)
        await asyncio.sleep(0.1)

    async def numbers(self) -> None:
        for index, code in enumerate(self.codes[:6]):
            await self.house.issued(code if index % 2 == 0 else None)
        command = encode(self.house.issue(self.codes[6]))
        before = self.ear.answers(KIOSK)
        self.ear.link.publish(self.house.topics.command(KIOSK, "issue-ticket"), command)
        await self.house.until(lambda: self.ear.answers(KIOSK) > before)

    async def clerk(self) -> None:
        web = self.house.web
        await self.house.signed_in(PIN)
        await self.house.called()
        assert self.codes[0] in (await web.get("/")).text
        for kind in ("recall", "park", "finish", "mark-no-show"):
            await self.house.later(1)  # what is pressed faster does not count
            await web.post(f"/desk/{kind}", data={"request_id": str(uuid4())})
        for path in (
            "tickets",
            f"days/{self.house.desk.day.date}/events",
            "state/board",
            "state/counter?counter=1",
        ):
            answer = await web.get(f"/api/v1/{path}")
            assert answer.status_code == 200
            assert not any(code in answer.text for code in self.codes), path
        assert self.codes[0] not in (await web.get("/metrics")).text


def hits(folder: Path, canaries: list[bytes]) -> set[tuple[str, str]]:
    """Which file holds which canary."""
    return {
        (path.name, canary.decode())
        for path in folder.rglob("*")
        if path.is_file()
        for canary in canaries
        if canary in path.read_bytes()
    }


def hostile(settings: OfficeSettings, clock: FakeClock, there: Running) -> DossierService:
    service = build_service(settings.dossier, clock, VIET_NAM)
    assert service is not None
    service._source = Hostile(service._source, there)
    return service


def break_writing(house: DossierHouse, monkeypatch: pytest.MonkeyPatch) -> None:
    """From now on nothing more is kept on the disk, and what is known is to be kept anew."""

    def no_write(_self: KeptApart, _today: object, _reference: str, code: str) -> None:
        raise sqlite3.OperationalError(f"cannot write {code}")

    monkeypatch.setattr(KeptApart, "_write", no_write)
    house.kept_apart._today.texts.clear()


def break_handlers(house: DossierHouse, monkeypatch: pytest.MonkeyPatch) -> None:
    """From now on what handles codes fails, and says which."""

    def no_reference(code: str) -> str:
        raise ValueError(f"no reference to {code}")

    def no_view(seen: object, *_more: object, **_named: object) -> None:
        raise ValueError(f"cannot draw {seen}")

    monkeypatch.setattr(house.desk._judge, "_reference", no_reference)
    monkeypatch.setattr(look_up, "view_of", no_view)


def break_proof_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same for what counts wrong second factors."""

    def no_limit(_self: ProofLimits, code: DossierCode, _now: float) -> float:
        raise KeyError(f"no limit of {code}")

    monkeypatch.setattr(ProofLimits, "enter", no_limit)


def break_second_factors(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same for what reads them."""

    def no_proof(_settings: object, text: str) -> str:
        raise ValueError(f"cannot read {text}")

    monkeypatch.setattr(dossier_service, "typed_proof", no_proof)
    monkeypatch.setattr(look_up, "typed_proof", no_proof)


def logged(caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]) -> bytes:
    return (caplog.text + "".join(capfd.readouterr())).encode()


async def ordinary_hours(day: Day, folder: Path) -> None:
    """Everything that citizens, clerks and a bad main system do; the codes of today are in one file alone."""
    await day.house.until(lambda: day.house.wire.up)
    await day.look_up_all()
    await day.on_the_web()
    await day.faults()
    await day.broken_commands()
    await day.numbers()
    await day.clerk()
    await settled(day.house.kept_apart)
    assert {file for file, _ in hits(folder, codes_of(day.there))} == {FILE}
    assert hits(folder, list(canaries_of_people())) == set()


async def broken_hours(day: Day, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same while our own handlers break down."""
    break_writing(day.house, monkeypatch)
    await day.numbers()
    break_handlers(day.house, monkeypatch)
    await day.numbers()
    await day.look_up_all()
    await day.on_the_web()
    break_proof_limits(monkeypatch)
    await day.look_up_all()
    break_second_factors(monkeypatch)
    await day.look_up_all()
    await day.on_the_web()
    await settled(day.house.kept_apart)


async def night(day: Day, folder: Path) -> None:
    """The day closes while the desk runs."""
    before = day.house.desk.day.date
    day.house.clock.advance(DAY_MS / 1000)
    await day.house.until(lambda: day.house.desk.day.date != before)
    assert hits(folder, [*codes_of(day.there), *canaries_of_people()]) == set()


async def judge_the_wire(ear: Capture, broker: Broker, there: Running) -> None:
    """Codes between kiosk and desk only, nothing retained, and no person anywhere."""
    later = await capture(broker, "later")
    await asyncio.sleep(0.2)
    for person in canaries_of_people():
        assert ear.topics_with(person) <= {"cmd/look-up"}, person  # only what we asked with ourselves
    for code in codes_of(there):
        assert {topic for topic in ear.topics_with(code) if not topic.startswith("cmd/")} <= {"reply"}, code
        assert later.topics_with(code) == set(), code
    assert later.heard, "what is retained is there"
    later.link.close()


def give_proofs(there: Running) -> None:
    """Second factors that can be recognised anywhere."""
    there.system.dossiers = tuple(
        replace(dossier, look_up_code=f"{PROOF}{n:04}") for n, dossier in enumerate(there.system.dossiers)
    )


def codes_of(there: Running) -> list[bytes]:
    return [dossier.code.encode() for dossier in there.system.dossiers]


async def test_after_a_day_of_people_nothing_of_them_is_left(
    tmp_path: Path,
    broker: Broker,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
):
    canaries = list(canaries_of_people())
    monkeypatch.setattr(dossier_service, "PACE_S", 0.01)
    monkeypatch.setattr(dossier_service, "SLOW_S", 0.01)
    monkeypatch.setattr(dossier_service, "SPREAD_S", 0.0)

    with caplog.at_level(logging.DEBUG):
        eight = datetime.combine(today(), MORNING, timezone(timedelta(minutes=VIET_NAM)))
        clock = FakeClock(int(eight.timestamp() * 1000))
        async with main_system(people=PEOPLE) as there:
            canaries.extend(codes_of(there))
            settings = settings_with(
                dossier_table(there.url, {"proof_key": "MaTraCuu"}, proof="optional", privacy="detailed")
            )
            give_proofs(there)
            ear, link = await capture(broker, "ear"), MqttLink(broker.host, broker.port, "desk")
            async with dossier_house(
                tmp_path, clock, settings, link, hostile(settings, clock, there)
            ) as house:
                day = Day(house, there, ear)
                await ordinary_hours(day, tmp_path)
                await broken_hours(day, monkeypatch)
                await night(day, tmp_path)
            await judge_the_wire(ear, broker, there)
            ear.link.close()
    assert hits(tmp_path, canaries) == set()
    said = logged(caplog, capfd)
    signs = (b"look-up broke down", b"page broke down", b"no reference", b"in memory only")
    for sign in (*signs, b"no_view", b"no_limit", b"no_proof"):
        assert sign in said, "every breakdown was told"
    assert [canary for canary in canaries if canary in said] == []


def test_the_search_finds_what_it_is_looking_for(tmp_path: Path):
    (tmp_path / "page").write_bytes(b"\0" * 4000 + "Nguyễn Canaryname0007".encode() + b"\0" * 90)
    assert hits(tmp_path, list(canaries_of_people())) == {("page", "Canaryname0007")}
