"""An office's credential: ``name.secret``. Only the secret's hash is stored; the office follows from the name. Pure."""

import hashlib
import hmac
import re
from collections.abc import Callable
from dataclasses import dataclass

from contracts.province import KEY_PATTERN

MOST_LIVE = 2
"""Keys of one office that work at once: the new one is put in place before the old one is revoked."""
_KEY = re.compile(KEY_PATTERN)


@dataclass(frozen=True)
class Key:
    """A credential in parts."""

    name: str
    secret: str

    @property
    def whole(self) -> str:
        """As it stands in the office's file."""
        return f"{self.name}.{self.secret}"

    @property
    def hash(self) -> str:
        """What is stored of it. 256 random bits need no slow hash."""
        return hashlib.sha256(self.secret.encode()).hexdigest()

    def fits(self, stored: str) -> bool:
        """Whether it is the one whose hash is stored."""
        return hmac.compare_digest(self.hash, stored)


def make(random_hex: Callable[[int], str]) -> Key:
    """A new one; ``random_hex`` gives so many random bytes as hexadecimal."""
    return Key(random_hex(6), random_hex(32))


def in_header(authorization: str) -> Key | None:
    """The credential of a request; None: there is none that could be one."""
    kind, _, value = authorization.partition(" ")
    found = _KEY.fullmatch(value.strip())
    return Key(found[1], found[2]) if kind.lower() == "bearer" and found else None
