"""A board that takes a line: ``@01A012  *9F`` and a new line; the profile ``text-line``."""


def cut(came: bytes) -> int:
    """A frame ends with CR LF."""
    return came.find(b"\r\n") + 2 if b"\r\n" in came else 0


class SimTextLineBoard:
    """One board; it answers nothing."""

    def __init__(self, address: int, places: int = 6) -> None:
        self.address, self.places = address, places
        self.text = ""

    def hear(self, frame: bytes) -> bytes:
        """As in OnLine."""
        body, star, check = frame[:-2].rpartition(b"*")
        if not frame.startswith(b"@") or not star or len(body) != 3 + self.places:
            raise AssertionError(f"no frame of mine: {frame!r}")
        if int(check, 16) != sum(body[1:] + star) % 256:
            raise AssertionError(f"wrong check: {frame!r}")
        if int(body[1:3]) == self.address:
            self.text = body[3:].decode("ascii")
        return b""
