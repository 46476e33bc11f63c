"""The office's own certificate authority (P-256). No clock is believed by it, because a Raspberry Pi has none.

Every certificate is valid from 1970, so that a machine that wakes in 1970 can connect and ask the time, and until long
after the machine is gone; whoever must not connect any more is on the revocation list.
"""

from datetime import UTC, datetime
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from controller.pairing.names import san_of
from hardware.durable import write_durably
from hardware.pairing.keys import UNREADABLE, NoKey, kept_key

BEGIN, END = datetime(1970, 1, 1, tzinfo=UTC), datetime(2099, 12, 31, tzinfo=UTC)
KEY, CERTIFICATE = "ca.key", "ca.pem"


class CannotSign(ValueError):  # noqa: N818 - named by what is wrong
    """A request for a certificate, or the authority's own files, are not what they must be; the text says what."""


class Authority:
    """Signs for one office. Its key never leaves ``folder``."""

    def __init__(self, folder: Path, site: str) -> None:
        """Opens the authority, or makes it where there is none. Raises CannotSign, OSError."""
        self._key_file, self._certificate_file = folder / KEY, folder / CERTIFICATE
        if self._certificate_file.exists() and not self._key_file.exists():
            raise CannotSign(f"{self._key_file} is gone: put back a copy, or pair every device again")
        self._key = own_key(self._key_file)
        if not self._certificate_file.exists():
            write_durably(self._certificate_file, _pem(self._own(site)))
        self._certificate = _read_certificate(self._certificate_file)
        if self._certificate.public_key() != self._key.public_key():
            raise CannotSign(f"{self._key_file} and {self._certificate_file} do not belong together")

    @property
    def certificate(self) -> str:
        """What every device of the office trusts."""
        return _pem(self._certificate).decode()

    def sign_device(self, request: str, device: str, role: str) -> tuple[str, int]:
        """A certificate for a device, and its number. Raises CannotSign."""
        signed = self._sign(_key_of(read_request(request)), device, role, ExtendedKeyUsageOID.CLIENT_AUTH, ())
        return _pem(signed).decode(), signed.serial_number

    def sign_server(self, key: ec.EllipticCurvePrivateKey, names: tuple[str, ...]) -> bytes:
        """A certificate for the broker and the pages, good for these names and addresses."""
        return _pem(
            self._sign(key.public_key(), "desk", "controller", ExtendedKeyUsageOID.SERVER_AUTH, names)
        )

    def revocations(self, serials: tuple[int, ...]) -> bytes:
        """The list of the certificates that are worth nothing any more."""
        building = (
            x509.CertificateRevocationListBuilder()
            .issuer_name(self._certificate.subject)
            .last_update(BEGIN)
            .next_update(END)
        )
        for serial in sorted(set(serials)):
            revoked = x509.RevokedCertificateBuilder().serial_number(serial).revocation_date(BEGIN).build()
            building = building.add_revoked_certificate(revoked)
        return building.sign(self._key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)

    def _own(self, site: str) -> x509.Certificate:
        # The key's digest in the name: two offices that were both called the same are told apart.
        digest = x509.SubjectKeyIdentifier.from_public_key(self._key.public_key()).digest.hex()[:12]
        name = x509.Name(
            [
                x509.NameAttribute(NameOID.ORGANIZATION_NAME, site),
                x509.NameAttribute(NameOID.COMMON_NAME, f"motcua {site} {digest}"),
            ]
        )
        return (
            _dated(self._key.public_key())
            .subject_name(name)
            .issuer_name(name)
            .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
            .add_extension(_usage(signs=True), critical=True)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(self._key.public_key()), critical=False)
            .sign(self._key, hashes.SHA256())
        )

    def _sign(
        self,
        key: ec.EllipticCurvePublicKey,
        name: str,
        role: str,
        purpose: x509.ObjectIdentifier,
        names: tuple[str, ...],
    ) -> x509.Certificate:
        subject = x509.Name(
            [
                x509.NameAttribute(NameOID.ORGANIZATIONAL_UNIT_NAME, role),
                x509.NameAttribute(NameOID.COMMON_NAME, name),
            ]
        )
        building = (
            _dated(key)
            .subject_name(subject)
            .issuer_name(self._certificate.subject)
            .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .add_extension(_usage(signs=False), critical=True)
            .add_extension(x509.ExtendedKeyUsage([purpose]), critical=False)
            .add_extension(
                x509.AuthorityKeyIdentifier.from_issuer_public_key(self._key.public_key()), critical=False
            )
        )
        if names:
            building = building.add_extension(san_of(names), critical=False)
        return building.sign(self._key, hashes.SHA256())


def read_request(request: str) -> x509.CertificateSigningRequest:
    """A request that proves that its sender holds a P-256 key. Raises CannotSign."""
    try:
        asked = x509.load_pem_x509_csr(request.encode())
        _key_of(asked)
        signed = asked.is_signature_valid
    except UNREADABLE as error:
        raise CannotSign(f"not a request for a certificate: {error}") from None
    if not signed:
        raise CannotSign("the request is not signed by its own key")
    return asked


def _key_of(asked: x509.CertificateSigningRequest) -> ec.EllipticCurvePublicKey:
    key = asked.public_key()
    if not isinstance(key, ec.EllipticCurvePublicKey) or not isinstance(key.curve, ec.SECP256R1):
        raise CannotSign("the key is not P-256")
    return key


def key_digest(request: str) -> str:
    """What tells the key of a request from all others. Raises CannotSign."""
    return x509.SubjectKeyIdentifier.from_public_key(read_request(request).public_key()).digest.hex()


def own_key(path: Path) -> ec.EllipticCurvePrivateKey:
    """A private key of the desk, made where there is none. Raises CannotSign, OSError."""
    try:
        return kept_key(path)
    except NoKey as error:
        raise CannotSign(str(error)) from None


def _read_certificate(path: Path) -> x509.Certificate:
    """The authority's own, which it signed itself: one flipped bit and its signature fits no more."""
    try:
        found = x509.load_pem_x509_certificate(path.read_bytes())
        found.verify_directly_issued_by(found)
    except UNREADABLE as error:
        raise CannotSign(f"{path} is no certificate of an authority: {error!r}") from None
    return found


def _pem(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(serialization.Encoding.PEM)


def _dated(key: ec.EllipticCurvePublicKey) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(BEGIN)
        .not_valid_after(END)
    )


def _usage(*, signs: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs,
        key_cert_sign=signs,
        crl_sign=signs,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )
