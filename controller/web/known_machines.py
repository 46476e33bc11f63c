"""Which clerk has signed in on which machine, told by a cookie that only this desk can have written.

The desk keeps nothing but the key, beside the journal, so it forgets nobody at a restart. The cookie says of whom it
speaks to nobody: it has a name of the machine's own, and a seal for each clerk who got in there.
"""

import base64
import hashlib
import hmac
import logging
import os
import re
import secrets
from collections.abc import Iterable
from pathlib import Path

from contracts.vocabulary import ClerkId
from hardware.sealed_file import kept_secret

log = logging.getLogger(__name__)

FILE = "machines.key"
KEY_BYTES, SEAL_BYTES = 32, 16
MOST_CLERKS = 12
"""Of one machine; whoever signed in there last is kept."""
_NAME = re.compile(r"[A-Za-z0-9_-]{22}")


class KnownMachines:
    """Reads and writes the cookie."""

    def __init__(self, key: bytes = b"") -> None:
        """Without a key: one of its own, for as long as it lives."""
        self._key = key or secrets.token_bytes(KEY_BYTES)

    def knows(self, cookie: str, clerk: ClerkId) -> str:
        """The machine's name, if this clerk has signed in there; else empty."""
        name, seals = _parts(cookie)
        wanted = self._seal(name, clerk)
        return name if name and any(hmac.compare_digest(wanted, seal) for seal in seals) else ""

    def of_office(self, cookie: str, clerks: Iterable[ClerkId]) -> str:
        """The machine's name, if any of these clerks has signed in there; else empty."""
        return next((name for clerk in clerks if (name := self.knows(cookie, clerk))), "")

    def with_clerk(self, cookie: str, clerk: ClerkId) -> str:
        """The cookie after this clerk got in; a machine without one gets a name."""
        name, seals = _parts(cookie)
        name = name or secrets.token_urlsafe(16)
        seal = self._seal(name, clerk)
        others = [other.decode() for other in seals if other != seal]
        return ".".join((name, seal.decode(), *others[: MOST_CLERKS - 1]))

    def _seal(self, name: str, clerk: ClerkId) -> bytes:
        said = f"{name} {clerk}".encode()
        digest = hashlib.blake2b(said, key=self._key, digest_size=SEAL_BYTES).digest()
        return base64.urlsafe_b64encode(digest).rstrip(b"=")


def key_in(data_dir: Path) -> bytes:
    """The key that lies beside the journal, made where there is none. Never raises: without it one is good till the end.

    A key that is damaged is replaced; then every machine is new once.
    """
    path = data_dir / FILE
    try:
        key = kept_secret(path, KEY_BYTES)
        os.chmod(path, 0o600)  # noqa: PTH101 - as it is in ``durable``; a copy may have become readable by all
    except OSError as error:
        log.warning("%s cannot be used (%s): a restart will forget machines", path, error.strerror or error)
        key = secrets.token_bytes(KEY_BYTES)
    return key


def _parts(cookie: str) -> tuple[str, list[bytes]]:
    """The machine's name, empty for what is none, and what may be seals."""
    name, *seals = cookie.split(".", MOST_CLERKS + 1)
    good = [seal.encode() for seal in seals[:MOST_CLERKS] if _NAME.fullmatch(seal)]
    return (name, good) if _NAME.fullmatch(name) else ("", [])
