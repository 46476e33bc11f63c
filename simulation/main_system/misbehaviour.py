"""Everything that a main system has been seen to do wrong, by name: F60-F66 of our list of failures.

A fault turns a good answer into a bad one. Those that need another server (refused connections, bad
certificates) or many askers at once are made by whoever runs the check.
"""

import asyncio
import gzip
import json
import zlib
from collections.abc import Callable
from functools import cache

from simulation.main_system.dossiers import Answer
from simulation.main_system.http_wire import Body, Response, Sender

SLOW_S = 30.0
DRIP_S = 0.5
HUGE = 100 * 1024 * 1024
PIECE = 64 * 1024
ELSEWHERE = "http://127.0.0.2:9/api/tra-cuu"

Good = list[Answer]
Fault = Callable[[Good], Response | Body]


def whole(items: Good) -> bytes:
    """The good answer."""
    return json.dumps({"error_code": "0", "data": items}, ensure_ascii=False).encode()


def _status(status: int, **headers: str) -> Fault:
    """An error page, which a careless server fills with all it knows."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return lambda items: Response(whole(items), status, headers=named)


def _changed(change: Callable[[Answer], Answer]) -> Fault:
    return lambda items: Response(whole([change(item) for item in items]))


def _raw(make: Callable[[bytes], bytes], **headers: str) -> Fault:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return lambda items: Response(make(whole(items)), headers=named)


def _slow_headers(items: Good) -> Body:
    async def send(sender: Sender) -> None:
        await sender.pause(SLOW_S)
        await sender.respond(Response(whole(items)))

    return send


def _slow_body(items: Good) -> Body:
    async def send(sender: Sender) -> None:
        body = whole(items)
        await sender.head(200, {"content-length": str(len(body))})
        for byte in body:
            await sender.raw(bytes((byte,)))
            if not await sender.pause(DRIP_S):
                return

    return send


def _huge(items: Good) -> Body:
    async def send(sender: Sender) -> None:
        await sender.head(200, {"transfer-encoding": "chunked"})
        piece = whole(items)[:1] + b" " * (PIECE - 1)
        for _ in range(HUGE // PIECE):
            await sender.raw(b"%x\r\n%s\r\n" % (len(piece), piece))
        await sender.raw(b"0\r\n\r\n")

    return send


def _bomb(_items: Good) -> Body:
    async def send(sender: Sender) -> None:
        body = await asyncio.to_thread(_packed_spaces)  # our loop may be the one that takes the times
        await sender.respond(Response(body, headers={"content-encoding": "gzip"}))

    return send


@cache
def _packed_spaces() -> bytes:
    packer = zlib.compressobj(9, wbits=31)
    piece = b" " * PIECE * 16
    return b"".join([packer.compress(piece) for _ in range(HUGE // len(piece))]) + packer.flush()


def _loop(items: Good) -> Response:
    return Response(whole(items), 307, headers={"location": "/api/tra-cuu"})


def _other(item: Answer) -> Answer:
    code = str(item["MaHoSo"])
    return {**item, "MaHoSo": f"{code[:-1]}{(int(code[-1]) + 1) % 10}", "MaBienNhan": ""}


def _few(item: Answer) -> Answer:
    return {key: item[key] for key in ("MaHoSo", "ChuHoSo", "TrangThaiHoSo")}


def _wrong_types(item: Answer) -> Answer:
    return {**item, "TrangThaiHoSo": {"ma": [4]}, "NgayHenTra": ["hôm qua"], "TenTrangThai": 3.5}


def _doubled(body: bytes) -> bytes:
    return body.replace(b'"TrangThaiHoSo": ', b'"TrangThaiHoSo": "10", "TrangThaiHoSo": ')


FAULTS: dict[str, Fault] = {
    "slow-headers": _slow_headers,
    "slow-body": _slow_body,
    "error-500": _status(500),
    "error-502": _status(502),
    "too-many": _status(429, retry_after="1"),
    "unauthorised": _status(401, www_authenticate="Bearer"),
    "redirect-away": _status(302, location=ELSEWHERE),
    "redirect-loop": _loop,
    "html": _raw(
        lambda body: b"<!doctype html><title>Dang nhap</title><pre>" + body, content_type="text/html"
    ),
    "truncated": _raw(lambda body: body[: len(body) * 2 // 3]),
    "wrong-charset": _raw(lambda body: body.decode().encode("cp1258", "replace") + b"\xd0"),
    "nan": _raw(lambda body: body.replace(b'"0"', b"NaN", 1)),
    "deep": _raw(lambda body: b'{"data":' + b"[" * 50_000 + body + b"]" * 50_000 + b"}"),
    "huge": _huge,
    "gzip-bomb": _bomb,
    "doubled-keys": _raw(_doubled),
    "wrong-types": _changed(_wrong_types),
    "missing-fields": _changed(_few),
    "future-status": _changed(
        lambda item: {**item, "TrangThaiHoSo": "42", "TenTrangThai": "Đang chờ vệ tinh"}
    ),
    "other-record": _changed(_other),
}


def packed(body: bytes) -> Response:
    """A good answer in gzip, as real servers send it to whoever takes it."""
    return Response(gzip.compress(body), headers={"content-encoding": "gzip"})
