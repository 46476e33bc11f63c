"""Bodies as they come over the wire -> what is in them, with an end. Pure."""

import zlib

_GZIP = 31


class BadBodyError(ValueError):
    """A body that cannot be unpacked; ``status`` is HTTP's."""

    def __init__(self, status: int, why: str) -> None:
        super().__init__(why)
        self.status = status


def unpacked(body: bytes, encoding: str, most: int) -> bytes:
    """The body. No more than ``most`` bytes are ever unpacked. Raises BadBodyError."""
    if encoding in ("", "identity"):
        return body
    if encoding != "gzip":
        raise BadBodyError(415, "gzip, or nothing")
    packed = zlib.decompressobj(_GZIP)
    try:
        whole = packed.decompress(body, most + 1)
    except zlib.error:
        raise BadBodyError(400, "not gzip") from None
    if len(whole) > most:
        raise BadBodyError(413, f"at most {most} bytes when unpacked")
    if not packed.eof or packed.unused_data:
        raise BadBodyError(400, "not one whole gzip")
    return whole
