"""Who may make updates: Ed25519 keys. A machine trusts the public keys in one folder of its own, and no other."""

import base64
import binascii
from collections.abc import Iterator
from pathlib import Path

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from hardware.durable import write_durably
from hardware.host.regular_file import read_regular
from hardware.update.errors import UpdateError

PURPOSE = b"motcua update, format 1\n"
"""Stands before what is signed, so that a signature made for something else is worth nothing here."""
SIGNATURE_BYTES = 64
MOST_KEY_BYTES = 2000
ENDING = ".pub"


def make_key(private: Path) -> Path:
    """A new key in a file that only its owner reads; the public half beside it. Raises UpdateError, OSError."""
    if private.exists():
        raise UpdateError("key-there", file=private)
    key = Ed25519PrivateKey.generate()
    pem = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    write_durably(private, pem)
    public = private.with_name(f"{private.name}{ENDING}")
    raw = key.public_key().public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
    write_durably(public, base64.b64encode(raw) + b"\n", mode=0o644)
    return public


def signed(manifest: bytes, private: Path) -> bytes:
    """The signature. Raises UpdateError."""
    try:
        key = serialization.load_pem_private_key(read_regular(private, MOST_KEY_BYTES), None)
    except (OSError, ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise UpdateError("no-private-key", file=private) from error
    if not isinstance(key, Ed25519PrivateKey):
        raise UpdateError("no-private-key", file=private)
    return key.sign(PURPOSE + manifest)


def prove(manifest: bytes, signature: bytes, trusted: Path) -> str:
    """The name of the key that signed it. Raises UpdateError where none of ``trusted`` did."""
    keys = list(_keys_in(trusted))
    if not keys:
        raise UpdateError("no-trusted-key", folder=trusted)
    for name, key in keys:
        try:
            key.verify(signature, PURPOSE + manifest)
        except InvalidSignature:
            continue
        return name
    raise UpdateError("wrong-signature")


def _keys_in(folder: Path) -> Iterator[tuple[str, Ed25519PublicKey]]:
    """A file that is no key is passed over: it must not keep the others out."""
    for path in sorted(folder.glob(f"*{ENDING}")):
        try:
            raw = base64.b64decode(read_regular(path, MOST_KEY_BYTES).strip(), validate=True)
            yield path.name.removesuffix(ENDING), Ed25519PublicKey.from_public_bytes(raw)
        except (OSError, ValueError, binascii.Error):
            continue
