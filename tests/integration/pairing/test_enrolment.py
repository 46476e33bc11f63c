"""A program without a certificate asks by itself, shows its code, and connects once it is let in."""

from collections.abc import Callable
from pathlib import Path

import pytest

from contracts.pairing import DeviceRole, PairNote, PairState, typed
from contracts.settings import DeviceSettings
from contracts.topics import Topics
from hardware.host.program import link_of
from hardware.pairing.enrolment import Enrolment, enrolment_of
from tests.integration.pairing.paired_office import SITE, Ear, PairedOffice, open_office
from tests.waiting import happens

pytestmark = [pytest.mark.slow, pytest.mark.broker]


def settings_of(paired: PairedOffice, folder: Path) -> DeviceSettings:
    link = {
        "host": "127.0.0.1",
        "port": paired.ground.tls_port,
        "credentials": folder,
        "web_port": int(paired.http.rpartition(":")[2]),
    }
    return DeviceSettings.model_validate({"site": SITE, "device": "kiosk-1", "link": link})


async def shows(enrolment: Enrolment, what: Callable[[PairNote], str]) -> str:
    """What a screen shows of it, once it does."""

    def seen() -> str:
        note = enrolment.note()
        return what(note) if note else ""

    return await happens(seen)


async def test_it_shows_its_code_and_connects_without_being_started_again(tmp_path: Path) -> None:
    topic = Topics(SITE).presence("kiosk-1")
    async with open_office(tmp_path) as paired:
        settings = settings_of(paired, tmp_path / "kiosk")
        enrolment, desk = enrolment_of(settings, DeviceRole.KIOSK), Ear(paired.link(None), topic)
        assert enrolment is not None
        device = Ear(link_of(settings), topic)
        try:
            code = await shows(enrolment, lambda note: note.code)
            assert code[3] == " "
            assert device.ups == 0
            paired.types("kiosk-1", typed(code))
            await happens(lambda: enrolment.note() is None)
            await device.up()
            await desk.up()
            assert device.link.publish(topic, b"here")
            await desk.hears(topic, b"here")
        finally:
            enrolment.close()
            device.link.close()
            desk.link.close()
        assert enrolment_of(settings, DeviceRole.KIOSK) is None


async def test_it_says_why_it_has_no_code(tmp_path: Path) -> None:
    async with open_office(tmp_path) as paired:
        await paired.join("kiosk-1", DeviceRole.KIOSK)
        enrolment = enrolment_of(settings_of(paired, tmp_path / "another"), DeviceRole.KIOSK)
        assert enrolment is not None
        try:
            await shows(enrolment, lambda note: str(note.trouble == PairState.NAME_TAKEN or ""))
        finally:
            enrolment.close()
    far = settings_of(paired, tmp_path / "third")
    enrolment = enrolment_of(far, DeviceRole.KIOSK)
    assert enrolment is not None
    try:
        await shows(enrolment, lambda note: str(note.trouble == "not-reached" or ""))
    finally:
        enrolment.close()


async def test_without_credentials_nobody_asks(tmp_path: Path) -> None:
    settings = DeviceSettings.model_validate({"site": SITE, "device": "kiosk-1", "memory": tmp_path})
    assert enrolment_of(settings, DeviceRole.KIOSK) is None
