"""A device asks to belong to its office: the conversation of ``contracts.pairing``, from its side."""

import http.client
import json
import secrets
import threading
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from pydantic import BaseModel, ValidationError

from contracts.pairing import (
    SECRET_BYTES,
    DeviceRole,
    PairAnswer,
    PairOffer,
    PairRequest,
    PairReveal,
    PairState,
    code,
    commitment,
)
from contracts.vocabulary import DeviceId, SiteId
from hardware.durable import write_durably
from hardware.host.directly import DIRECTLY
from hardware.pairing.credentials import AUTHORITY, CERTIFICATE, KEY
from hardware.pairing.keys import UNREADABLE, NoKey, kept_key

ASK_S = 2.0
"""Between two looks whether the caretaker has answered."""
PATIENCE_S = 10.0
MOST_BYTES = 64 * 1024

_KEEPING = threading.Lock()

M = TypeVar("M", bound=BaseModel)


class CannotPair(Exception):  # noqa: N818 - named by what is wrong
    """The desk was not reached, or what it said cannot be; the text says which."""


@dataclass(frozen=True)
class Applicant:
    """Who asks, and where it keeps what it gets."""

    site: SiteId
    device: DeviceId
    role: DeviceRole
    folder: Path


def pair(who: Applicant, desk: str, show: Callable[[str], None], wait: Callable[[float], None]) -> PairState:
    """Ask the desk at ``desk`` (``http://host:port``) once, until it has answered; ``show`` gets the code.

    When it is accepted the credentials are on disk. Raises CannotPair, OSError.
    """
    key = own_key(who.folder)
    secret = secrets.token_hex(SECRET_BYTES)
    asked = PairRequest(
        site=who.site,
        device=who.device,
        role=who.role,
        request=_request(key, who.device),
        commitment=commitment(secret),
    )
    offer = _talk(PairOffer, f"{desk}/pair", asked)
    answer = _talk(PairAnswer, f"{desk}/pair/{offer.id}", PairReveal(secret=secret))
    if answer.state is PairState.WAITING:
        show(code(asked, offer, secret))
    while answer.state is PairState.WAITING:
        wait(ASK_S)
        answer = _talk(PairAnswer, f"{desk}/pair/{offer.id}")
    if answer.state is PairState.ACCEPTED:
        _keep(who.folder, key, offer.authority, answer.certificate or "", who.device)
    return answer.state


def own_key(folder: Path) -> ec.EllipticCurvePrivateKey:
    """The device's key, made once. Raises CannotPair when the file is none, OSError."""
    try:
        with _KEEPING:  # whoever asks several offices at once has one key for all
            return kept_key(folder / KEY)
    except NoKey as error:
        raise CannotPair(f"{error}: remove it and pair again") from None


def _request(key: ec.EllipticCurvePrivateKey, device: str) -> str:
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, device)])
    asked = x509.CertificateSigningRequestBuilder().subject_name(name).sign(key, hashes.SHA256())
    return asked.public_bytes(serialization.Encoding.PEM).decode()


def _keep(
    folder: Path, key: ec.EllipticCurvePrivateKey, authority: str, certificate: str, device: str
) -> None:
    """Check that it is ours and that this authority signed it, and write it; the certificate last."""
    try:
        office = x509.load_pem_x509_certificate(authority.encode())
        ours = x509.load_pem_x509_certificate(certificate.encode())
        ours.verify_directly_issued_by(office)
    except UNREADABLE as error:
        raise CannotPair(f"the desk sent a certificate that its authority did not sign: {error!r}") from None
    named = [str(each.value) for each in ours.subject.get_attributes_for_oid(NameOID.COMMON_NAME)]
    if ours.public_key() != key.public_key() or named != [device]:
        raise CannotPair("the desk sent a certificate that is not for this device")
    with _KEEPING:  # of two offices that let a device in at once, all is of one
        write_durably(folder / AUTHORITY, authority.encode())
        write_durably(folder / CERTIFICATE, certificate.encode())


def _talk(kind: type[M], url: str, message: BaseModel | None = None) -> M:
    body = message.model_dump_json().encode() if message else None
    asked = urllib.request.Request(url, body, {"content-type": "application/json"})  # noqa: S310 - http, ours
    try:
        with DIRECTLY.open(asked, timeout=PATIENCE_S) as answer:
            return kind.model_validate(json.loads(answer.read(MOST_BYTES)))
    except urllib.error.HTTPError as error:
        with error:
            raise CannotPair(f"{url}: {error.code} {_said(error)}") from None
    except ValidationError as error:
        raise CannotPair(f"{url}: {error.errors(include_url=False)[0]['msg']}") from None
    except (OSError, ValueError, http.client.HTTPException) as error:
        raise CannotPair(f"{url}: {str(error).strip() or type(error).__name__}") from None


def _said(error: urllib.error.HTTPError) -> str:
    """The beginning of a refusal's text; what cannot be read is none."""
    try:
        return error.read(300).decode("utf-8", "replace")
    except (OSError, ValueError, http.client.HTTPException) as broken:
        return type(broken).__name__
