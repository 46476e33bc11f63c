"""One HTTP exchange with a main system, within limits of time and size. The only file that knows httpx.

The body is taken as it comes over the wire and unpacked here: httpx would unpack a bomb first and let us
count afterwards.
"""

import logging
import ssl
import zlib
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from pathlib import Path
from time import time
from typing import Any

import httpx

from contracts.text_file import NotTextError, text_of
from controller.dossier.port import CONNECT_S, TOTAL_S, Down, Why
from controller.dossier.reading import MAX_BYTES

CONNECTIONS = 2
IDLE_S = 4.0
"""A kept connection that the other side has closed meanwhile costs a failure: keep it for a moment only."""


@dataclass(frozen=True)
class Answer:
    """Status, also of an error, and unpacked body."""

    status: int
    body: bytes


def _certificates(path: Path) -> str:
    try:
        return text_of(path.read_bytes())
    except NotTextError as error:
        raise ValueError(f"{path} {error}") from None


class TooBigError(Exception):
    """The body goes beyond what we read."""


class Fetch:
    """An HTTP client for one main system: its own host only, no redirects, no proxies from the environment."""

    def __init__(self, base_url: str, ca_file: Path | None, plain: frozenset[int] = frozenset()) -> None:
        """Opens no connection. ``plain``: statuses that are answers like any other.

        Raises OSError or ValueError when ``ca_file`` cannot be used.
        """
        self._plain = plain
        for name in ("httpx", "httpcore"):  # they log every address, and a code may be part of it
            logging.getLogger(name).setLevel(logging.WARNING)
        context = ssl.create_default_context(cadata=_certificates(ca_file) if ca_file else None)
        limits = httpx.Limits(max_connections=CONNECTIONS, keepalive_expiry=IDLE_S)
        self._base = base_url.rstrip("/")
        self.vouched_until: float | None = None
        """When the certificate ends that was believed last, in seconds of the epoch."""
        self._client = httpx.AsyncClient(
            transport=httpx.AsyncHTTPTransport(verify=context, limits=limits, retries=0, trust_env=False),
            timeout=httpx.Timeout(TOTAL_S, connect=CONNECT_S),
            follow_redirects=False,
            trust_env=False,
            headers={"accept": "application/json", "accept-encoding": "gzip"},
        )

    async def send(self, method: str, path: str, **what: Any) -> Answer | Down:
        """Ask; ``what`` is what ``httpx.AsyncClient.stream`` takes. Raises nothing of httpx."""
        try:
            async with self._client.stream(method, f"{self._base}{path}", **what) as response:
                self.vouched_until = _certificate_end(response)
                down = None if response.status_code in self._plain else _refusal(response)
                return down or Answer(response.status_code, await _body(response))
        except TooBigError:
            return Down(Why.TOO_BIG)
        except zlib.error:
            return Down(Why.UNREADABLE)
        except httpx.TimeoutException:
            return Down(Why.TOO_SLOW)
        except httpx.ConnectError as error:
            return Down(Why.UNTRUSTED if _is_tls(error) else Why.UNREACHABLE)
        except (httpx.HTTPError, httpx.InvalidURL, httpx.CookieConflict):
            return Down(Why.UNREADABLE)
        finally:
            self._client.cookies.clear()

    async def close(self) -> None:
        """Close the connections."""
        await self._client.aclose()


def _certificate_end(response: httpx.Response) -> float | None:
    stream = response.extensions.get("network_stream")
    tls = stream.get_extra_info("ssl_object") if stream else None
    shown = tls.getpeercert() if tls else None
    return float(ssl.cert_time_to_seconds(str(shown["notAfter"]))) if shown else None


def _refusal(response: httpx.Response) -> Down | None:
    """What a status says of us or of the way, whatever the body; None: read it."""
    status = response.status_code
    if status in (401, 403, 407):
        return Down(Why.REFUSED_US)
    if status == 429 or (status == 503 and "retry-after" in response.headers):
        return Down(Why.TOO_MANY, _retry_after(response.headers.get("retry-after", "")))
    return Down(Why.REDIRECT) if 300 <= status < 400 else None


def _retry_after(text: str) -> float:
    """Seconds of a Retry-After header in either form; 0 when it makes no sense."""
    if text.isascii() and text.isdigit():
        return float(text[:9])
    try:
        return max(0.0, parsedate_to_datetime(text).timestamp() - time())
    except (ValueError, TypeError, OverflowError):
        return 0.0


async def _body(response: httpx.Response) -> bytes:
    """The unpacked body. Raises TooBigError as soon as it is clear, zlib.error when it is not gzip."""
    length = response.headers.get("content-length", "")
    if length.isascii() and length.isdigit() and int(length[:12]) > MAX_BYTES:
        raise TooBigError
    packing = response.headers.get("content-encoding", "identity").strip().lower()
    if packing not in ("identity", "gzip", "deflate", ""):
        raise zlib.error
    unpack = zlib.decompressobj(wbits=47) if packing in ("gzip", "deflate") else None
    body, came = bytearray(), 0
    async for piece in response.aiter_raw():
        came += len(piece)
        body += unpack.decompress(piece, MAX_BYTES + 1 - len(body)) if unpack else piece
        if max(came, len(body)) > MAX_BYTES:
            raise TooBigError
    return bytes(body)


def _is_tls(error: BaseException) -> bool:
    """Whether a connection failed because the other side could not prove who it is."""
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, ssl.SSLError):
            return True
        cause = cause.__cause__ or cause.__context__
    return False
