"""How a device asks to belong to an office, and the short code that a person compares. Over plain HTTP, ``/pair``.

1. The device sends its request for a certificate and a *commitment*: the digest of a secret of its own.
2. The desk answers with its authority's certificate and a secret of its own.
3. Only then the device tells its secret. Both compute the code from both keys and both secrets.

Somebody in between has to put keys of its own to both sides, and to bind itself to the secret that it shows the desk
before it knows the desk's, and show the device one before it knows the device's. So it cannot search for a match: its
codes are like dice, and six digits are equal once in a million attempts, each of which a person sees fail.
"""

import hashlib
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from contracts.vocabulary import ID_LENGTH, ID_PATTERN, DeviceId, SiteId

DIGITS = 6
SECRET_BYTES = 32
_ID = StringConstraints(pattern=ID_PATTERN, max_length=ID_LENGTH)
Hex64 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
Pem = Annotated[
    str, StringConstraints(pattern=r"^-----BEGIN [A-Z ]+-----[A-Za-z0-9+/=\s-]+$", max_length=4096)
]


class DeviceRole(StrEnum):
    """What a device is; it decides what it may say and hear on the broker."""

    KIOSK = "kiosk"
    PRINTER = "printer"
    BOARD = "board"
    PANEL = "panel"


class PairState(StrEnum):
    """How far a request has come."""

    WAITING = "waiting"
    ACCEPTED = "accepted"
    WRONG_CODE = "wrong-code"
    REJECTED = "rejected"
    EXPIRED = "expired"
    NAME_TAKEN = "name-taken"
    CROWDED_OUT = "crowded-out"
    OTHER_OFFICE = "other-office"
    REPLACED = "replaced"
    """The same machine asked once more; only its newest request counts."""


@dataclass(frozen=True)
class PairNote:
    """What a device shows of itself while it does not belong to an office yet."""

    device: DeviceId
    code: str = ""
    """In two groups; empty until there is one."""
    trouble: str = ""
    """Why there is none: a state, or that the desk is not reached."""
    office: str = ""
    """Whose code it is, where the device found the office by itself."""
    others: tuple["PairNote", ...] = ()
    """Of the other offices that it found: the caretaker's code decides."""


class _Message(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class PairRequest(_Message):
    """A device asks."""

    site: Annotated[SiteId, _ID]
    device: Annotated[DeviceId, _ID]
    role: DeviceRole
    request: Pem = Field(description="Its request for a certificate (PKCS #10): proves that it holds the key")
    commitment: Hex64


class PairOffer(_Message):
    """The desk's answer to it."""

    id: Hex64
    authority: Pem
    secret: Hex64


class PairReveal(_Message):
    """The device tells its secret."""

    secret: Hex64


class PairAnswer(_Message):
    """What became of a request; ``certificate`` once it is accepted."""

    state: PairState
    certificate: Pem | None = None


def commitment(secret: str) -> str:
    """What a device says first of its secret."""
    return hashlib.sha256(b"motcua pair commitment 1\n" + bytes.fromhex(secret)).hexdigest()


def code(asked: PairRequest, offered: PairOffer, secret: str) -> str:
    """The six digits that are equal on both sides if, and only if, both saw the same keys, name and secrets."""
    said = (asked.site, asked.device, asked.role, asked.request, offered.authority, offered.secret, secret)
    whole = hashlib.sha256(b"motcua pair code 1\n")
    for part in said:
        whole.update(len(part.encode()).to_bytes(4, "big") + part.encode())
    return f"{int.from_bytes(whole.digest(), 'big') % 10**DIGITS:0{DIGITS}}"


def spaced(digits: str) -> str:
    """The code as people read it: two groups."""
    return f"{digits[: DIGITS // 2]} {digits[DIGITS // 2 :]}"


def typed(text: str) -> str:
    """What somebody typed, without what is not a digit."""
    return "".join(letter for letter in text if letter.isascii() and letter.isdigit())
