"""Devices come to belong to an office, stay, and are thrown out: real HTTP, real Mosquitto, real certificates."""

import asyncio
import shutil
import socket
import ssl
import stat
import threading
from pathlib import Path

import httpx
import pytest
from cryptography import x509

from contracts.pairing import DeviceRole, PairState
from contracts.topics import Topics
from contracts.vocabulary import DeviceId, SiteId
from controller.pairing.authority import Authority, CannotSign
from controller.pairing.office import Outcome
from hardware.pairing.credentials import NotPaired, broker_context
from hardware.pairing.requesting import CannotPair
from tests.integration.pairing.paired_office import SITE, Ear, PairedOffice, open_office
from tests.waiting import happens

pytestmark = [pytest.mark.slow, pytest.mark.broker]
PRESENCE = Topics(SITE).presence


async def test_kiosk_board_and_printer_are_paired_and_stay_so_when_everything_starts_again(
    tmp_path: Path,
) -> None:
    async with open_office(tmp_path) as paired:
        roles = {"kiosk-1": DeviceRole.KIOSK, "board-1": DeviceRole.BOARD, "printer-1": DeviceRole.PRINTER}
        folders = {device: await paired.join(device, role) for device, role in roles.items()}
    again = PairedOffice(tmp_path)
    assert set(again.office.members) == set(roles)
    again.start_broker()
    desk = Ear(again.link(None), PRESENCE("+"))
    ears = [Ear(again.link(folder), PRESENCE(DeviceId(device))) for device, folder in folders.items()]
    try:
        await desk.up()
        for device, ear in zip(folders, ears, strict=True):
            await ear.up()
            assert ear.link.publish(PRESENCE(DeviceId(device)), b"here")
            await desk.hears(PRESENCE(DeviceId(device)), b"here")
    finally:
        for ear in (desk, *ears):
            ear.link.close()
        again.stop_broker()


async def test_a_revoked_device_is_cut_at_once_and_the_others_come_back(tmp_path: Path) -> None:
    async with open_office(tmp_path) as paired:
        lost, good = (
            await paired.join("kiosk-1", DeviceRole.KIOSK),
            await paired.join("kiosk-2", DeviceRole.KIOSK),
        )
        thief, honest = Ear(paired.link(lost)), Ear(paired.link(good))
        try:
            await thief.up()
            await honest.up()
            assert paired.office.revoke(DeviceId("kiosk-1"), "lan", 2) is Outcome.REVOKED
            await paired.broker_ended()
            paired.start_broker()
            await happens_up(honest, 2)
            assert thief.downs == 1
            assert thief.ups == 1
            with pytest.raises((ssl.SSLError, ConnectionError)):
                spoken(paired, lost)
            assert spoken(paired, good)
        finally:
            thief.link.close()
            honest.link.close()
        assert paired.office.revoke(DeviceId("kiosk-1"), "lan", 3) is Outcome.GONE
        await paired.join("kiosk-1", DeviceRole.KIOSK)  # found again, it may come back


async def happens_up(ear: Ear, times: int) -> None:
    await happens(lambda: ear.ups >= times)


def spoken(paired: PairedOffice, credentials: Path) -> bool:
    """A handshake and one answer: with TLS 1.3 a refused certificate is told with the first byte that is read."""
    connect = bytes.fromhex("100f00044d5154540502003c0000027878")
    with (
        socket.create_connection(("127.0.0.1", paired.ground.tls_port), 10) as plain,
        broker_context(credentials).wrap_socket(plain) as tls,
    ):
        tls.sendall(connect)
        answer = tls.recv(4)
        if not answer:
            raise ConnectionError("closed without a word")
        return answer[0] == 0x20


async def test_a_certificate_of_another_office_is_refused_by_both_sides(tmp_path: Path) -> None:
    other = SiteId("elsewhere")
    async with open_office(tmp_path / "here") as here, open_office(tmp_path / "there", other) as there:
        ours, theirs = (
            await here.join("kiosk-1", DeviceRole.KIOSK),
            await there.join("kiosk-1", DeviceRole.KIOSK),
        )
        assert spoken(here, ours)
        with pytest.raises(ssl.SSLCertVerificationError):
            spoken(here, theirs)  # the device does not believe this broker
        shutil.copy(ours / "ca.pem", theirs / "ca.pem")
        with pytest.raises((ssl.SSLError, ConnectionError)):
            spoken(here, theirs)  # and the broker not this device


async def test_a_device_cannot_play_the_broker(tmp_path: Path) -> None:
    async with open_office(tmp_path) as paired:
        evil, victim = (
            await paired.join("board-1", DeviceRole.BOARD),
            await paired.join("kiosk-1", DeviceRole.KIOSK),
        )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(evil / "cert.pem", evil / "key.pem")
    with socket.create_server(("127.0.0.1", 0)) as server:

        def play() -> None:
            taken, _ = server.accept()
            with taken:
                try:
                    context.wrap_socket(taken, server_side=True).close()
                except OSError:
                    return

        playing = threading.Thread(target=play)
        playing.start()
        with (
            socket.create_connection(server.getsockname(), 10) as plain,
            pytest.raises(ssl.SSLCertVerificationError, match="purpose"),
        ):
            broker_context(victim).wrap_socket(plain)
        playing.join(10)


async def test_somebody_in_between_makes_the_codes_differ_and_nobody_is_let_in(tmp_path: Path) -> None:
    """The relay answers the device with an authority of its own and asks the desk with a key of its own."""
    async with open_office(tmp_path / "real") as real, open_office(tmp_path / "evil") as evil:
        shown: list[str] = []
        outcomes: list[Outcome] = []

        def on_evil_side(_code: str) -> None:
            at_desk = real.office.requests().shown()[0]
            assert at_desk.code != shown[0]
            outcomes.append(real.office.confirm(at_desk.offered.id, shown[0], "lan", 1))
            real.office.reject(at_desk.offered.id)

        async def relayed(code: str) -> None:
            shown.append(code)
            await real.ask(real.applicant("kiosk-1", DeviceRole.KIOSK), on_evil_side)
            evil.office.reject(evil.office.requests().shown()[0].offered.id)

        tasks: list[asyncio.Task[None]] = []
        victim = evil.applicant("kiosk-1", DeviceRole.KIOSK)
        state = await evil.ask(victim, lambda code: tasks.append(asyncio.ensure_future(relayed(code))))
        await asyncio.gather(*tasks)
        assert outcomes == [Outcome.WRONG_CODE]
        assert real.office.members == {}
        assert state is PairState.REJECTED


async def test_a_name_that_is_taken_is_refused_and_the_same_machine_may_ask_again(tmp_path: Path) -> None:
    async with open_office(tmp_path) as paired:
        folder = await paired.join("kiosk-1", DeviceRole.KIOSK)
        shutil.move(folder, tmp_path / "kept")
        never = paired.applicant("kiosk-1", DeviceRole.KIOSK)
        assert await paired.ask(never, lambda _code: pytest.fail("a code was shown")) is PairState.NAME_TAKEN
        desk = paired.applicant("desk", DeviceRole.KIOSK)
        assert await paired.ask(desk, lambda _code: None) is PairState.NAME_TAKEN
        shutil.rmtree(folder)
        shutil.move(tmp_path / "kept", folder)
        (folder / "cert.pem").unlink()
        await paired.join("kiosk-1", DeviceRole.KIOSK)
        assert len(paired.office.members) == 1


async def test_a_device_of_another_office_is_told_so(tmp_path: Path) -> None:
    async with open_office(tmp_path) as paired:
        stray = paired.applicant("kiosk-1", DeviceRole.KIOSK, SiteId("elsewhere"))
        assert await paired.ask(stray, lambda _code: None) is PairState.OTHER_OFFICE


async def test_garbage_gets_a_sentence_and_no_place(tmp_path: Path) -> None:
    async with open_office(tmp_path) as paired:
        async with httpx.AsyncClient(base_url=paired.http) as client:
            pem = "-----BEGIN CERTIFICATE REQUEST-----\nQUJD\n-----END CERTIFICATE REQUEST-----\n"
            said = {"site": "test", "device": "k", "role": "kiosk", "request": pem, "commitment": "ab" * 32}
            answer = await client.post("/pair", json=said)
            assert (answer.status_code, "not a request" in answer.text) == (422, True)
            for changed in (
                {"device": "Kiosk 1"},
                {"role": "desk"},
                {"request": "x"},
                {"commitment": "AB" * 32},
            ):
                assert (await client.post("/pair", json=said | changed)).status_code == 422, changed
            assert (await client.get(f"/pair/{'0' * 64}")).json()["state"] == "expired"
        assert paired.office.requests().waiting == ()
        lost = paired.applicant("kiosk-1", DeviceRole.KIOSK)
        paired.http = "http://127.0.0.1:1"
        with pytest.raises(CannotPair, match="refused"):
            await paired.ask(lost, lambda _code: None)
        with pytest.raises(NotPaired, match="motcua pair"):
            broker_context(lost.folder)


async def test_secrets_are_for_their_owner_only(tmp_path: Path) -> None:
    async with open_office(tmp_path) as paired:
        folder = await paired.join("kiosk-1", DeviceRole.KIOSK)
    for secret in (
        folder / "key.pem",
        tmp_path / "pairing/ca.key",
        paired.office.broker_folder / "server.key",
    ):
        assert stat.S_IMODE(secret.stat().st_mode) == 0o600, secret


def test_certificates_hold_for_a_clock_in_1970_and_in_2090(tmp_path: Path) -> None:
    authority = Authority(tmp_path, "test")
    revoked = x509.load_pem_x509_crl(authority.revocations((7,)))
    certificate = x509.load_pem_x509_certificate(authority.certificate.encode())
    assert (certificate.not_valid_before_utc.year, certificate.not_valid_after_utc.year) == (1970, 2099)
    assert revoked.next_update_utc is not None
    assert (revoked.last_update_utc.year, revoked.next_update_utc.year) == (1970, 2099)


def test_an_authority_that_lost_its_key_says_so_and_makes_no_other(tmp_path: Path) -> None:
    Authority(tmp_path, "test")
    (tmp_path / "ca.key").unlink()
    with pytest.raises(CannotSign, match="gone"):
        Authority(tmp_path, "test")
    assert not (tmp_path / "ca.key").exists()
