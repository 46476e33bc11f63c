"""Certificates for the simulated main system: an authority, and leaves that are good, soon over, expired or unknown.

Made by the ``openssl`` program (3.0 or newer), anew for every run: no key lies in the repository.
"""

import ssl
import subprocess
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

_CONFIG = """\
[req]
distinguished_name = name
prompt = no
[name]
CN = motcua test
[authority]
basicConstraints = critical, CA:TRUE
keyUsage = critical, keyCertSign, cRLSign
subjectKeyIdentifier = hash
[leaf]
basicConstraints = critical, CA:FALSE
keyUsage = critical, digitalSignature
extendedKeyUsage = serverAuth
subjectAltName = IP:127.0.0.1
[ca]
default_ca = house
[house]
database = {folder}/index.txt
new_certs_dir = {folder}
rand_serial = yes
default_md = sha256
policy = any
unique_subject = no
[any]
commonName = supplied
"""
EXPIRED = ("20200101000000Z", "20200201000000Z")
GOOD = ("20200101000000Z", "20491231235959Z")
ENDING = timedelta(days=5)
CURVE = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes")


@dataclass(frozen=True)
class Certificates:
    """What a server shows, and whom a client may believe."""

    authority: Path
    good: ssl.SSLContext
    ending: ssl.SSLContext
    """Good for some days more."""
    expired: ssl.SSLContext
    self_signed: ssl.SSLContext
    made_at: datetime
    """By the clock that OpenSSL looks at."""


def make_certificates(folder: Path) -> Certificates:
    """Make everything in ``folder``. Raises OSError or CalledProcessError where openssl is missing or too old."""
    folder.mkdir(parents=True, exist_ok=True)
    config = folder / "openssl.cnf"
    config.write_text(_CONFIG.format(folder=folder), "utf-8")
    (folder / "index.txt").touch()
    _openssl(
        folder,
        "req",
        "-x509",
        *CURVE,
        "-keyout",
        "ca.key",
        "-out",
        "ca.pem",
        "-days",
        "2",
        "-extensions",
        "authority",
    )
    _openssl(
        folder,
        "req",
        "-x509",
        *CURVE,
        "-keyout",
        "self.key",
        "-out",
        "self.pem",
        "-days",
        "2",
        "-extensions",
        "leaf",
    )
    made_at = datetime.now(UTC)
    return Certificates(
        folder / "ca.pem",
        _leaf(folder, "good", GOOD),
        _leaf(folder, "ending", (GOOD[0], f"{made_at + ENDING:%Y%m%d%H%M%SZ}")),
        _leaf(folder, "expired", EXPIRED),
        _context(folder, "self"),
        made_at,
    )


def _leaf(folder: Path, name: str, valid: tuple[str, str]) -> ssl.SSLContext:
    _openssl(folder, "req", *CURVE, "-keyout", f"{name}.key", "-out", f"{name}.csr")
    dates = ("-startdate", valid[0], "-enddate", valid[1])
    signed = ("-in", f"{name}.csr", "-out", f"{name}.pem", "-extensions", "leaf", "-notext", "-batch")
    _openssl(folder, "ca", "-cert", "ca.pem", "-keyfile", "ca.key", *signed, *dates)
    return _context(folder, name)


def _context(folder: Path, name: str) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / f"{name}.pem", folder / f"{name}.key")
    return context


def _openssl(folder: Path, command: str, *arguments: str) -> None:
    subprocess.run(
        ("openssl", command, "-config", str(folder / "openssl.cnf"), *arguments),
        cwd=folder,
        check=True,
        capture_output=True,
    )
