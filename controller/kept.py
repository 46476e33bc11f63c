"""What stays while the office begins anew with other settings: who is signed in, the pages' addresses, who is paired."""

import socket
from dataclasses import dataclass, field

from controller.first_start.coming_back import ComingBack
from controller.first_start.door import Door
from controller.pairing.office import PairingOffice
from controller.settings_book.book import Book
from controller.web.sessions import Sessions
from controller.web.sessions_file import SessionsFile
from hardware.host.web_server import bind


class Addresses:
    """Where the pages are served. While nobody serves them, whoever asks waits and is not refused."""

    def __init__(self) -> None:
        self._kept: dict[tuple[str, int], socket.socket] = {}

    def take(self, host: str, port: int) -> socket.socket:
        """A socket at that address, to be closed by whoever serves it. Raises CannotListen."""
        kept = self._kept.get((host, port))
        if kept is None:
            kept = self._kept[host, port] = bind(host, port)
        return kept.dup()

    def close(self) -> None:
        """Give the addresses back."""
        for kept in self._kept.values():
            kept.close()
        self._kept.clear()


@dataclass
class Kept:
    """Of one controller, from its start to its end."""

    book: Book
    door: Door
    back: ComingBack
    addresses: Addresses = field(default_factory=Addresses)
    sessions: Sessions | None = None
    sessions_file: SessionsFile | None = None
    pairing: PairingOffice | None = None
