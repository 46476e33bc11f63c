"""The office alone, without pages and broker: the same machine asks again, and the disk is full for a while."""

from itertools import pairwise
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec

from contracts.pairing import PairOffer, PairRequest, PairState, code, commitment
from contracts.vocabulary import DeviceId, SiteId
from controller.pairing.office import Outcome, PairingGround, PairingOffice
from controller.pairing.requests import refused_names
from hardware.pairing.requesting import _request, own_key

KIOSK = DeviceId("kiosk-1")
SECRET = "ab" * 32


def open_office(folder: Path) -> PairingOffice:
    return PairingOffice(PairingGround(SiteId("test"), folder, pid_file=folder / "pid"), lambda: 0.0)


def signed_anew(key: ec.EllipticCurvePrivateKey) -> PairRequest:
    """What a device sends after each start."""
    return PairRequest(
        site=SiteId("test"),
        device=KIOSK,
        role="kiosk",
        request=_request(key, KIOSK),
        commitment=commitment(SECRET),
    )


def asks(office: PairingOffice, asked: PairRequest, address: str = "10.0.0.5") -> PairOffer:
    offer = office.ask(asked, address)
    office.reveal(offer.id, SECRET)
    return offer


def let_in(office: PairingOffice, folder: Path) -> Outcome:
    asked = signed_anew(own_key(folder))
    offer = asks(office, asked)
    return office.confirm(offer.id, code(asked, offer, SECRET), "lan", 1)


def is_out(office: PairingOffice, serial: str) -> bool:
    """Whether the broker's own list says so."""
    listed = x509.load_pem_x509_crl((office.broker_folder / "revoked.pem").read_bytes())
    return listed.get_revoked_certificate_by_serial_number(int(serial, 16)) is not None


def test_a_machine_that_starts_again_has_one_request_and_raises_no_alarm(tmp_path: Path) -> None:
    office, key = open_office(tmp_path / "desk"), own_key(tmp_path / "kiosk")
    tries = [signed_anew(key) for _ in range(3)]
    assert all(one.request != other.request for one, other in pairwise(tries))
    offers = [asks(office, each) for each in tries]
    assert [each.offered.id for each in office.requests().shown()] == [offers[-1].id]
    assert office.answer(offers[0].id).state is PairState.REPLACED
    moved = asks(office, signed_anew(key), "10.0.0.6")
    assert office.confirm(offers[-1].id, code(tries[-1], offers[-1], SECRET), "lan", 1) is Outcome.LET_IN
    assert office.answer(moved.id).state is PairState.REPLACED
    assert refused_names(office.requests()) == ()


def test_another_machine_with_the_name_is_still_told_of(tmp_path: Path) -> None:
    office = open_office(tmp_path / "desk")
    other = asks(office, signed_anew(own_key(tmp_path / "other")), "10.0.0.9")
    assert let_in(office, tmp_path / "kiosk") is Outcome.LET_IN
    assert office.answer(other.id).state is PairState.NAME_TAKEN
    assert [each.address for each in refused_names(office.requests())] == ["10.0.0.9"]


@pytest.mark.parametrize("file", ["broker/.revoked.pem.new", "broker/.access.acl.new", ".paired.json.new"])
def test_a_device_is_out_at_the_second_press_when_the_first_could_not_be_written(
    tmp_path: Path, file: str
) -> None:
    office = open_office(tmp_path / "desk")
    assert let_in(office, tmp_path / "kiosk") is Outcome.LET_IN
    serial = office.members[KIOSK].serial
    in_the_way = tmp_path / "desk" / file
    in_the_way.mkdir()
    with pytest.raises(OSError, match="directory"):
        office.revoke(KIOSK, "lan", 2)
    assert KIOSK in office.members, "the page still has its button"
    in_the_way.rmdir()
    assert office.revoke(KIOSK, "lan", 3) is Outcome.REVOKED
    assert is_out(office, serial)
    assert KIOSK not in (office.broker_folder / "access.acl").read_text("utf-8")
    assert KIOSK not in open_office(tmp_path / "desk").members
