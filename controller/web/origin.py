"""Whether a request that changes something comes from a page of ours, and not from a strange one in the same browser.

A browser tells with ``Sec-Fetch-Site``, but only where it trusts the address: https, or the machine itself. To
``http://<address>``, as in most offices, it sends none of these headers; there the ``Origin`` of the page must be the
``Host`` that was asked. Cookies know no ports, so without this any other program of the same machine could press
a clerk's buttons. (The algorithm is the one that datasette and Go's ``CrossOriginProtection`` use.)
"""

import contextlib
import ipaddress
from collections.abc import Collection
from urllib.parse import urlsplit

from starlette.datastructures import Headers

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
_PORTS = {"http": 80, "https": 443}
_OWN = ("same-origin", "none")
"""What ``Sec-Fetch-Site`` says of our own pages, and of what a person did without any page."""


def is_forged(method: str, headers: Headers, own: Collection[str], *, has_session: bool) -> bool:
    """Whether to refuse a request because no page of ours sent it.

    ``own``: further origins of ours, where a proxy asks under another ``Host``. Without any sign of a browser it is a
    program, which is believed unless it shows a clerk's session. A bearer token is sent by no browser on its own.
    """
    if method in SAFE or headers.get("authorization", "").lower().startswith("bearer "):
        return False
    site = headers.getlist("sec-fetch-site")
    if site:
        return site not in ([said] for said in _OWN)
    origin = headers.getlist("origin")
    if origin:
        return len(origin) > 1 or not (origin[0] in own or _same(origin[0], headers.get("host", "")))
    return has_session


def _same(origin: str, host: str) -> bool:
    """Whether ``http://desk:8080`` is the origin of ``desk:8080``; a host without a port has that of the scheme."""
    scheme, _, place = origin.lower().partition("://")
    if scheme not in _PORTS:
        return False
    page, asked = _place(place, _PORTS[scheme]), _place(host.lower(), _PORTS[scheme])
    return page is not None and page == asked


def _place(netloc: str, port: int) -> tuple[str, int] | None:
    """Host and port; None for what is no address."""
    try:
        parts = urlsplit(f"//{netloc}")
        name, number = parts.hostname or "", parts.port or port
        bare = parts.netloc == netloc and "@" not in netloc
    except ValueError:
        return None
    with contextlib.suppress(ValueError):
        name = str(ipaddress.ip_address(name))
    return (name, number) if name and bare else None
