"""A mail server and a web address that keep what they are given, on loopback: as far as alerts need them."""

import contextlib
import email
import email.policy
import http.server
import json
import socketserver
import threading
from collections.abc import Iterator
from email.message import EmailMessage
from typing import Any, TypeVar, cast

S = TypeVar("S", bound=socketserver.TCPServer)


class Postbox(socketserver.ThreadingTCPServer):
    """Speaks SMTP (RFC 5321) without extensions. ``refuses``: the answer to a receiver instead of 250; only to ``whom``, if set."""

    daemon_threads, allow_reuse_address = True, True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Smtp)
        self.mails: list[EmailMessage] = []
        self.refuses, self.whom = "", ""

    @property
    def port(self) -> int:
        return int(self.server_address[1])


class _Smtp(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        box = cast("Postbox", self.server)
        self._say("220 postbox")
        while line := self.rfile.readline():
            match line.split(maxsplit=1)[0].upper() if line.split() else b"":
                case b"EHLO":
                    self._say("250 postbox")
                case b"RCPT":
                    refused = box.refuses and box.whom.encode() in line
                    self._say(box.refuses if refused else "250 ok")
                case b"DATA":
                    self._say("354 go on")
                    text = b"".join(iter(self.rfile.readline, b".\r\n"))
                    policy = email.policy.default
                    box.mails.append(email.message_from_bytes(text, policy=policy))
                    self._say("250 taken")
                case b"QUIT":
                    self._say("221 bye")
                    return
                case _:
                    self._say("250 ok")

    def _say(self, text: str) -> None:
        self.wfile.write(f"{text}\r\n".encode())


class Hook(http.server.ThreadingHTTPServer):
    """Takes JSON by POST and answers ``status``."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Http)
        self.taken: list[tuple[str, Any]] = []
        self.status = 204

    @property
    def port(self) -> int:
        return int(self.server_address[1])


class _Http(http.server.BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        hook = cast("Hook", self.server)
        body = self.rfile.read(int(self.headers["Content-Length"]))
        hook.taken.append((self.path, json.loads(body)))
        self.send_response(hook.status)
        if hook.status in {301, 302}:
            self.send_header("Location", f"http://127.0.0.1:{hook.port}/elsewhere")
        self.end_headers()

    def log_message(self, *_args: object) -> None:
        pass


@contextlib.contextmanager
def serving(server: S) -> Iterator[S]:
    """The server, at work in a thread that ends with the block."""
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
