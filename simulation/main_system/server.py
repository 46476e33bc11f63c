"""The simulated main system's interface: a look-up, a token, and an entrance for whoever plays with it."""

import asyncio
import base64
import contextlib
import hmac
import json
import logging
import secrets
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlsplit

from contracts.dossiers import ProofKind
from simulation.main_system.dossiers import Answer, Dossier
from simulation.main_system.http_wire import Body, Request, Response, Sender, read_request
from simulation.main_system.misbehaviour import FAULTS, packed, whole
from simulation.main_system.misses import EVERY, USUAL

log = logging.getLogger(__name__)

GOOD = "none"
CLIENT = "motcua"
LOOK_UP, TOKEN, ADMIN = "/api/tra-cuu", "/oauth/token", "/admin/"
PACK_FROM = 256
HOST = "127.0.0.1"


@dataclass(frozen=True)
class ProofKept:
    """Which second factor this main system knows; it is checked whenever one is given."""

    kind: ProofKind = ProofKind.LOOK_UP_CODE
    digits: int = 4

    def of(self, dossier: Dossier) -> str:
        """The right one."""
        return dossier.proof(self.kind, self.digits)


class MainSystem:
    """Serves on the loopback only. Lives in one event loop."""

    def __init__(
        self,
        dossiers: tuple[Dossier, ...],
        key: str = "",
        proof: ProofKept | None = None,
        on_change: Callable[[], None] = lambda: None,
    ) -> None:
        """``key``: what a caller must show (in X-Api-Key, or as the secret of the client); empty: nothing."""
        self.dossiers = dossiers
        self.fault = GOOD
        self.miss = USUAL
        """How it says that there is no such dossier: a name of ``misses.EVERY``."""
        self.delay_s = 0.0
        self.asked = self.at_once = self.most_at_once = 0
        """How many look-ups came, are being answered, and were so at most."""
        self.proof = proof or ProofKept()
        self._key, self._on_change = key, on_change
        self._tokens: set[str] = set()
        self._server: asyncio.Server | None = None
        self._askers: set[asyncio.StreamWriter] = set()

    async def start(self, port: int = 0, context: ssl.SSLContext | None = None) -> int:
        """Listen; returns the port."""
        self._server = await asyncio.start_server(self._serve, HOST, port, ssl=context)
        taken: int = self._server.sockets[0].getsockname()[1]
        return taken

    async def close(self) -> None:
        """Stop listening: from now on connections are refused."""
        if self._server:
            self._server.close()
            for writer in list(self._askers):
                writer.transport.abort()
            self._server = None

    def set_fault(self, fault: str) -> None:
        """Behave so from now on. Raises ValueError for an unknown fault."""
        if fault != GOOD and fault not in FAULTS:
            raise ValueError(f"no fault {fault!r}; known: {GOOD}, {', '.join(FAULTS)}")
        self.fault = fault
        self._on_change()

    def state(self) -> dict[str, Any]:
        """What may be shown of it on a page."""
        shown = [
            {
                "code": d.code,
                "status": d.status_name,
                "procedure": d.procedure[1],
                "hidden": d.hidden,
                "proof": self.proof.of(d),
            }
            for d in self.dossiers
        ]
        return {"fault": self.fault, "faults": [GOOD, *FAULTS], "asked": self.asked, "dossiers": shown}

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._askers.add(writer)
        sender = Sender(reader, writer)
        try:
            request = await read_request(reader)
            if request:
                answer = await self._counted(request, sender)
                await (sender.respond(answer) if isinstance(answer, Response) else answer(sender))
        except (ConnectionError, asyncio.CancelledError):
            pass  # the asker had enough; that is what the faults are for
        finally:
            self._askers.discard(writer)
            with contextlib.suppress(ConnectionError, ssl.SSLError, OSError):
                writer.close()

    async def _counted(self, request: Request, sender: Sender) -> Response | Body:
        if urlsplit(request.path).path != LOOK_UP:
            return self._answer(request)
        self.asked += 1
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        try:
            if self.delay_s:
                await sender.pause(self.delay_s)
            return self._answer(request)
        finally:
            self.at_once -= 1

    def _answer(self, request: Request) -> Response | Body:
        if request.path.startswith(ADMIN):
            return self._administer(request)
        if request.method == "POST" and request.path == TOKEN:
            return self._give_token(request)
        if request.method not in ("GET", "POST") or urlsplit(request.path).path != LOOK_UP:
            return Response(b'{"error_code": "404"}', 404)
        if not self._known(request):
            return Response(b'{"error_code": "401"}', 401)
        return self._look_up(request)

    def _look_up(self, request: Request) -> Response | Body:
        try:
            question = _question(request)
            code, proof = str(question["MaHoSo"]), str(question.get("MaTraCuu", ""))
        except (ValueError, KeyError, TypeError, AttributeError):
            return Response(b'{"error_code": "400"}', 400)
        items = self._found(code, proof)
        if self.fault != GOOD:
            return FAULTS[self.fault](items or [self.dossiers[0].answer() | {"MaHoSo": code}])
        if not items:
            return EVERY[self.miss]
        body = whole(items)
        takes_gzip = "gzip" in request.headers.get("accept-encoding", "")
        return packed(body) if takes_gzip and len(body) > PACK_FROM else Response(body)

    def _found(self, code: str, proof: str) -> list[Answer]:
        """The dossiers of a code; with a wrong proof there are none, as if the code were wrong."""
        return [
            dossier.answer(proven=bool(proof))
            for dossier in self.dossiers
            if code in (dossier.code, dossier.receipt) and proof.upper() in ("", self.proof.of(dossier))
        ]

    def _known(self, request: Request) -> bool:
        if not self._key:
            return True
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        shown = request.headers.get("x-api-key", "")
        return (scheme == "Bearer" and token in self._tokens) or hmac.compare_digest(shown, self._key)

    def _give_token(self, request: Request) -> Response:
        wanted = "Basic " + base64.b64encode(f"{CLIENT}:{self._key}".encode()).decode()
        grant = parse_qs(request.body.decode("ascii", "replace")).get("grant_type")
        if request.headers.get("authorization") != wanted or grant != ["client_credentials"]:
            return Response(b'{"error": "invalid_client"}', 401)
        token = secrets.token_urlsafe()
        self._tokens.add(token)
        return Response(json.dumps({"access_token": token, "expires_in": 600}).encode())

    def forget_tokens(self) -> None:
        """As after a restart: who has a token must ask for another."""
        self._tokens.clear()

    def _administer(self, request: Request) -> Response:
        try:
            if request.method == "POST" and request.path == f"{ADMIN}fault":
                self.set_fault(str(json.loads(request.body)["fault"]))
        except (ValueError, KeyError, TypeError) as error:
            return Response(json.dumps({"error": str(error)}).encode(), 422)
        return Response(json.dumps(self.state(), ensure_ascii=False).encode())


def _question(request: Request) -> Any:
    """The question in JSON, as a form, or behind the path. Raises ValueError when it is none of them."""
    if request.method == "GET":
        return dict(parse_qsl(urlsplit(request.path).query))
    if request.headers.get("content-type", "").startswith("application/x-www-form-urlencoded"):
        return dict(parse_qsl(request.body.decode("ascii")))
    return json.loads(request.body)
