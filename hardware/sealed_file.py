"""Small files that only our programs write: their first line is a seal, so one flipped bit makes a file that is none.

JSON is still JSON with another digit in it: a fee, a counter, a moment. What was not written is never believed; whoever
reads says what begins anew. Files that people write (settings, questionnaires, words) have no seal: those are changed by hand.
"""

import logging
import secrets
from pathlib import Path

from hardware.durable import write_durably
from hardware.host.regular_file import TooLarge, read_regular
from hardware.seal import ROOM, DamagedFile, sealed, unsealed

log = logging.getLogger(__name__)


def write_sealed(path: Path, *content: bytes, mode: int = 0o600) -> None:
    """As ``write_durably``, with a seal before it. Raises OSError."""
    write_durably(path, sealed(*content), *content, mode=mode)


def read_sealed(path: Path, most_bytes: int) -> bytes:
    """What was written. ``most_bytes``: of the content. Raises DamagedFile; OSError, as ``read_regular``."""
    try:
        return unsealed(read_regular(path, most_bytes + ROOM))
    except TooLarge as error:
        raise DamagedFile(str(error)) from None


def kept_secret(path: Path, length: int) -> bytes:
    """The secret in the file, random and made where there is none; a damaged one is replaced, and told. Raises OSError."""
    try:
        secret = read_sealed(path, length)
        if len(secret) == length:
            return secret
    except FileNotFoundError:
        pass
    except DamagedFile as error:
        log.warning("%s is damaged (%s): there is another secret from now on", path, error)
    secret = secrets.token_bytes(length)
    write_sealed(path, secret)
    return secret
