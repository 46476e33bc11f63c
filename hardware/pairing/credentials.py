"""What pairing left on a device: its key, its certificate, and the authority of its office."""

import ssl
from pathlib import Path

KEY, CERTIFICATE, AUTHORITY = "key.pem", "cert.pem", "ca.pem"


class NotPaired(OSError):  # noqa: N818 - named by what is wrong
    """There are no credentials yet; the text says how to get them."""


def is_paired(folder: Path) -> bool:
    """Whether a certificate was given: it is written last."""
    return (folder / CERTIFICATE).exists()


class _Tidy(ssl.SSLSocket):
    """Closed when the other side is not ours: paho would forget it open, and a link that looks around tries strangers."""

    def do_handshake(self, block: bool = False) -> None:  # noqa: FBT001, FBT002 - Python's own signature
        """Raises ssl.SSLError, OSError."""
        try:
            super().do_handshake(block)
        except OSError:
            self.close()
            raise


def broker_context(folder: Path) -> ssl.SSLContext:
    """How to speak with the office's broker, and with nobody else.

    The name in the server's certificate is not compared: a desk may get another address any day. What counts is
    that this office's authority signed it *for a server* (OpenSSL asks for that purpose), which it does for no device.
    Raises NotPaired; OSError or ssl.SSLError when the files cannot be used.
    """
    if not is_paired(folder):
        raise NotPaired(f"this device is not paired yet ({folder} has no {CERTIFICATE}): run motcua pair")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.sslsocket_class = _Tidy
    context.check_hostname = False
    context.load_verify_locations(folder / AUTHORITY)
    context.load_cert_chain(folder / CERTIFICATE, folder / KEY)
    return context
