"""A digest that goes before what is written, so that one flipped bit is seen. Pure."""

import hashlib
import mmap

SEAL_BYTES = 16
ROOM = 2 * SEAL_BYTES + 1
"""What the seal adds to a file."""


class DamagedFile(ValueError):  # noqa: N818 - named by what is wrong
    """The seal does not fit what stands below it."""


def sealed(*content: bytes | mmap.mmap) -> bytes:
    """The line that goes before the content."""
    digest = hashlib.blake2b(digest_size=SEAL_BYTES)
    for part in content:
        digest.update(part)
    return digest.hexdigest().encode() + b"\n"


def unsealed(data: bytes) -> bytes:
    """The content without its seal. Raises DamagedFile."""
    seal, content = data[:ROOM], data[ROOM:]
    if seal != sealed(content):
        raise DamagedFile("it is not what was written")
    return content
