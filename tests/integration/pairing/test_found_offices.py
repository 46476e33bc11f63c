"""A device without an address asks every controller that it found; whoever's caretaker types its code has it."""

from pathlib import Path

import pytest

from contracts.finding import Announced, Seen
from contracts.pairing import DeviceRole, PairNote, typed
from contracts.settings import DeviceSettings
from contracts.topics import Topics
from contracts.vocabulary import DeviceId
from hardware.finding.whereabouts import LastKnown, Whereabouts, last_known
from hardware.link.mqtt import MqttLink
from hardware.pairing.enrolment import FoundEnrolment
from hardware.pairing.requesting import Applicant
from simulation.office.broker import free_port
from tests.integration.pairing.paired_office import SITE, Ear, PairedOffice, open_office
from tests.waiting import happens

pytestmark = [pytest.mark.slow, pytest.mark.broker]


def announced(paired: PairedOffice, office: str) -> Announced:
    return Announced(office, "127.0.0.1", int(paired.http.rpartition(":")[2]), paired.ground.tls_port)


def codes(note: PairNote | None) -> dict[str, str]:
    return {each.office: each.code for each in (note, *note.others) if each.code} if note else {}


async def test_two_are_shown_and_the_code_decides(tmp_path: Path) -> None:
    folder, topic = tmp_path / "kiosk", Topics(SITE).presence("kiosk-1")
    who = Applicant(SITE, DeviceId("kiosk-1"), DeviceRole.KIOSK, folder)
    async with open_office(tmp_path / "a") as ours, open_office(tmp_path / "b") as other:
        dead = Announced("Nobody", "127.0.0.1", free_port(), 8883)
        found = (announced(other, "B"), dead, announced(ours, "A"))
        network = [Seen(())]
        enrolment = FoundEnrolment(who, lambda: network[-1], pause_s=0.05)
        device = Ear(MqttLink("", 0, "found", folder, Whereabouts(folder, lambda: Seen(found))), topic)
        enrolment.start()
        try:
            await happens(lambda: (note := enrolment.note()) and note.trouble == "none-found")
            network.append(Seen(found))
            await happens(lambda: len(codes(enrolment.note())) == 2)
            shown = codes(enrolment.note())
            assert set(shown) == {"A (127.0.0.1)", "B (127.0.0.1)"}
            ours.types("kiosk-1", typed(shown["A (127.0.0.1)"]))
            await happens(lambda: enrolment.note() is None)
            await device.up()
        finally:
            enrolment.close()
            device.link.close()
        await happens(lambda: last_known(folder))
        assert last_known(folder) == LastKnown(
            host="127.0.0.1", web_port=found[2].web_port, broker_port=ours.ground.tls_port
        )


async def test_more_than_can_be_asked_are_told(tmp_path: Path) -> None:
    who = Applicant(SITE, DeviceId("kiosk-1"), DeviceRole.KIOSK, tmp_path)
    liars = tuple(Announced(str(port), "127.0.0.1", free_port(), 8883) for port in range(4))
    enrolment = FoundEnrolment(who, lambda: Seen(liars, more=3000), pause_s=0.05)
    enrolment.start()
    try:
        await happens(lambda: (note := enrolment.note()) and note.trouble == "too-many")
    finally:
        enrolment.close()


async def test_whose_code_is_shown_is_not_driven_out_by_newcomers(tmp_path: Path) -> None:
    who = Applicant(SITE, DeviceId("kiosk-1"), DeviceRole.KIOSK, tmp_path / "kiosk")
    async with open_office(tmp_path) as ours:
        network = [Seen((announced(ours, "A"),))]
        enrolment = FoundEnrolment(who, lambda: network[-1], pause_s=0.05)
        enrolment.start()
        try:
            await happens(lambda: codes(enrolment.note()))
            before = codes(enrolment.note())
            network.append(Seen(tuple(Announced("x", f"10.0.0.{n}", 1, 1) for n in range(4)), more=9))
            await happens(lambda: enrolment._trouble == "too-many")
            assert codes(enrolment.note()) == before
        finally:
            enrolment.close()


def test_an_empty_host_is_a_setting(tmp_path: Path) -> None:
    link = {"host": "", "credentials": tmp_path}
    settings = DeviceSettings.model_validate({"site": SITE, "device": "kiosk-1", "link": link})
    assert settings.link.finds
    assert list(settings.problems()) == []


async def test_a_stranger_is_tried_and_left_for_the_own_office(tmp_path: Path) -> None:
    topic = Topics(SITE).presence("kiosk-1")
    async with open_office(tmp_path / "a") as ours, open_office(tmp_path / "b") as other:
        folder = await ours.join("kiosk-1", DeviceRole.KIOSK)
        found = Seen((announced(other, "B"), announced(ours, "A")))
        device = Ear(MqttLink("", 0, "found", folder, Whereabouts(folder, lambda: found)), topic)
        try:
            await device.up()
            known = last_known(folder)
            assert known is not None
            assert known.broker_port == ours.ground.tls_port
        finally:
            device.link.close()
