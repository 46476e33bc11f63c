"""A bad network in front of an office: each citizen's first question meets the next fault; repeats come through."""

import http.client
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import cycle
from urllib.parse import urlsplit

from simulation.kiosk_contract.judge import Exchange, Fault

ISSUE = "/api/v1/commands/issue-ticket"
FAULTS = (Fault.LOST_REPLY, Fault.NONE, Fault.LOST_REQUEST, Fault.BUSY)
MOST_BODY = 65_536
TIMEOUT_S = 30.0
LEFT_OUT = frozenset({"connection", "transfer-encoding", "content-length", "host"})


class Network(ThreadingHTTPServer):
    """Passes questions on to the office at ``office`` and remembers those for numbers."""

    daemon_threads = True

    def __init__(self, office: str, port: int, heard: Callable[[Exchange], None] = lambda _one: None) -> None:
        super().__init__(("127.0.0.1", port), _Handler)
        self.office, self.heard = urlsplit(office), heard
        self.exchanges: list[Exchange] = []
        self._faults, self._known = cycle(FAULTS), set[str]()
        self._lock = threading.Lock()

    def fault_for(self, key: str) -> Fault:
        """What the network does to a question with this key."""
        with self._lock:
            if not key or key in self._known:
                return Fault.NONE
            self._known.add(key)
            return next(self._faults)

    def note(self, one: Exchange) -> None:
        """Remember what came of it."""
        with self._lock:
            self.exchanges.append(one)
        self.heard(one)


class _Handler(BaseHTTPRequestHandler):
    server: Network
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        """Reading is never disturbed."""
        self._answer(*self._office(b""))

    def do_POST(self) -> None:
        """A wish; that for a number meets the network's fault."""
        length = self.headers.get("content-length", "0")
        body = self.rfile.read(min(int(length), MOST_BODY) if length.isdecimal() else 0)
        if self.path != ISSUE:
            self._answer(*self._office(body))
            return
        key = self.headers.get("idempotency-key", "").lower()
        fault = self.server.fault_for(key)
        status = self._disturbed(fault, body)
        self.server.note(Exchange(key, body, fault, status))

    def _disturbed(self, fault: Fault, body: bytes) -> int | None:
        if fault is Fault.BUSY:
            self._answer(503, [], b'{"kind":"refused","code":"overloaded"}')
            return 503
        told = None if fault is Fault.LOST_REQUEST else self._office(body)
        if fault is Fault.LOST_REPLY or told is None:
            self.close_connection = True  # the socket closes and the kiosk has no answer
            return None
        self._answer(*told)
        return told[0]

    def _office(self, body: bytes) -> tuple[int, list[tuple[str, str]], bytes]:
        office = self.server.office
        link = http.client.HTTPConnection(office.hostname or "", office.port or 80, timeout=TIMEOUT_S)
        try:
            passed = {name: value for name, value in self.headers.items() if name.lower() not in LEFT_OUT}
            link.request(self.command, self.path, body or None, passed)
            answer = link.getresponse()
            return answer.status, answer.getheaders(), answer.read()
        finally:
            link.close()

    def _answer(self, status: int, headers: list[tuple[str, str]], body: bytes) -> None:
        self.send_response(status)
        for name, value in headers:
            if name.lower() not in LEFT_OUT:
                self.send_header(name, value)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - as the base class has it
        """Nothing: a question may hold the code of a dossier."""
