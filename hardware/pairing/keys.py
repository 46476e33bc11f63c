"""A P-256 private key in a file of its own: made once, and always read back from the disk before it is used."""

from pathlib import Path

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from hardware.durable import write_durably

UNREADABLE = (
    ValueError, TypeError, UnsupportedAlgorithm, InvalidSignature, x509.InvalidVersion, x509.DuplicateExtension,
)  # fmt: skip
"""All that the library raises for a key, a request or a certificate that is none, or is damaged."""


class NoKey(ValueError):  # noqa: N818 - named by what is wrong
    """A file has no P-256 private key; the text says which, and what it has."""


def kept_key(path: Path) -> ec.EllipticCurvePrivateKey:
    """The key in the file, made where there is no file. Raises NoKey, OSError."""
    if not path.exists():
        made = ec.generate_private_key(ec.SECP256R1())
        pem = made.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        write_durably(path, pem)
    try:
        key = serialization.load_pem_private_key(path.read_bytes(), None)
    except UNREADABLE as error:
        raise NoKey(f"{path} is no private key ({error})") from None
    if not isinstance(key, ec.EllipticCurvePrivateKey) or not isinstance(key.curve, ec.SECP256R1):
        raise NoKey(f"{path} is no P-256 key")
    numbers = key.private_numbers()
    whole = ec.derive_private_key(numbers.private_value, key.curve).public_key().public_numbers()
    if whole != numbers.public_numbers:  # one flipped bit leaves a key whose signatures nobody accepts
        raise NoKey(f"{path} is damaged")
    return key
