"""A program without a certificate asks by itself, shows its code, and connects once it is let in."""

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest

from contracts.pairing import DeviceRole, PairNote, PairState, typed
from contracts.settings import DeviceSettings
from contracts.topics import Topics
from contracts.vocabulary import DeviceId
from hardware.host.program import link_of
from hardware.pairing.enrolment import AnyEnrolment, enrolment_of
from hardware.pairing.requesting import Applicant, CannotPair, pair
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


async def shows(enrolment: AnyEnrolment, what: Callable[[PairNote], str]) -> str:
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


async def test_a_device_that_is_paired_by_hand_meanwhile_asks_no_more(tmp_path: Path) -> None:
    async with open_office(tmp_path) as paired:
        who = paired.applicant("kiosk-1", DeviceRole.KIOSK)
        enrolment = enrolment_of(settings_of(paired, who.folder), DeviceRole.KIOSK)
        assert enrolment is not None
        try:
            await shows(enrolment, lambda note: note.code)
            await paired.join("kiosk-1", DeviceRole.KIOSK)
            await happens(lambda: enrolment.note() is None)
        finally:
            enrolment.close()


@pytest.mark.parametrize(
    "garbage",
    [
        b"\x00\xff\r\n\r\n",
        b"HTTP/1.1 two\r\n\r\n",
        b"",
        b"HTTP/1.1 200 OK\r\ncontent-length: 90\r\n\r\n{",
        b"HTTP/1.1 500 No\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n",
    ],
)
async def test_a_desk_that_talks_garbage_is_told_and_asked_again(tmp_path: Path, garbage: bytes) -> None:
    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(garbage)
        await writer.drain()
        writer.close()

    who = Applicant(SITE, DeviceId("kiosk-1"), DeviceRole.KIOSK, tmp_path)
    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    async with server:
        desk = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        with pytest.raises(CannotPair, match=f"{desk}/pair: .+"):
            await asyncio.to_thread(pair, who, desk, lambda _code: None, lambda _seconds: None)


async def test_no_proxy_is_asked_for_a_desk_in_the_same_house(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    asked: list[bytes] = []

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        asked.append(await reader.readuntil(b"\r\n\r\n"))
        writer.close()

    who = Applicant(SITE, DeviceId("kiosk-1"), DeviceRole.KIOSK, tmp_path)
    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    async with server:
        desk = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        with pytest.raises(CannotPair):
            await asyncio.to_thread(pair, who, desk, lambda _code: None, lambda _seconds: None)
    assert [line.split()[1] for line in asked] == [b"/pair"]


def test_an_address_that_is_none_is_told(tmp_path: Path) -> None:
    who = Applicant(SITE, DeviceId("kiosk-1"), DeviceRole.KIOSK, tmp_path)
    with pytest.raises(CannotPair, match=r"http://the desk:80/pair: .+"):
        pair(who, "http://the desk:80", lambda _code: None, lambda _seconds: None)


async def test_without_credentials_nobody_asks(tmp_path: Path) -> None:
    settings = DeviceSettings.model_validate({"site": SITE, "device": "kiosk-1", "memory": tmp_path})
    assert enrolment_of(settings, DeviceRole.KIOSK) is None
