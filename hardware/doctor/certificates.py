"""The certificates of this machine: whether they can be read, belong to their keys, and for how long they hold."""

from datetime import UTC, datetime
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from hardware.doctor.readings import CertificateReading
from hardware.pairing.keys import UNREADABLE


def reading_of(name: str, certificate: Path, key: Path, utc_ms: int) -> CertificateReading:
    """What is known of one; nothing of the key is told. Whoever may not read it learns nothing."""
    try:
        shown = x509.load_pem_x509_certificate(certificate.read_bytes())
        own = load_pem_private_key(key.read_bytes(), None)
        belongs = own.public_key() == shown.public_key()
    except PermissionError:
        return CertificateReading(name)
    except FileNotFoundError:
        return CertificateReading(name, trouble="missing")
    except (OSError, *UNREADABLE):
        return CertificateReading(name, trouble="broken")
    if not belongs:
        return CertificateReading(name, trouble="other-key")
    left = shown.not_valid_after_utc - datetime.fromtimestamp(utc_ms / 1000, UTC)
    return CertificateReading(name, days_left=left.total_seconds() / 86_400)
