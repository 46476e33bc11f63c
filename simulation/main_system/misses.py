"""The ways in which main systems say that there is no such dossier, by name."""

import json
from typing import Any

from simulation.main_system.http_wire import Response

USUAL = "usual"
_NOTHING = dict.fromkeys(("MaHoSo", "TrangThaiHoSo", "TenTTHC", "NgayHenTra"))


def _said(answer: Any, status: int = 200) -> Response:
    return Response(json.dumps(answer, ensure_ascii=False).encode(), status)


MISSES: dict[str, Response] = {
    USUAL: _said({"error_code": "404", "data": []}),
    "404": Response(b"", 404),
    "404 as a page": Response(b"<html><h1>404 Not Found</h1></html>", 404),
    "410": Response(b"", 410),
    "204": Response(b"", 204),
    "400": Response(b'{"message": "Bad Request"}', 400),
    "400 without a body": Response(b"", 400),
    "422": _said({"detail": [{"loc": ["body", "MaHoSo"], "msg": "invalid"}]}, 422),
    "500 in words": _said({"message": "Không tìm thấy hồ sơ trong hệ thống"}, 500),
    "500 in English": _said({"status": 500, "error": {"description": "Record not found."}}, 500),
    "500 as text": Response("Hồ sơ không tồn tại!".encode(), 500),
    "409 in words": _said({"title": "Mã hồ sơ không đúng"}, 409),
    "no body": Response(b""),
    "blanks": Response(b" \r\n"),
    "text": Response("Không tìm thấy".encode()),
    "{}": _said({}),
    "null": _said(None),
    "[]": _said([]),
    "[{}]": _said([{}]),
    "[null]": _said([None]),
    "data null": _said({"data": None}),
    "data missing, in words": _said({"success": False, "message": "Không có dữ liệu"}),
    "data {}": _said({"error_code": "0", "data": {}}),
    "data ''": _said({"error_code": "0", "data": ""}),
    "data false": _said({"error_code": "0", "data": False}),
    "data of nulls": _said({"error_code": "0", "data": [_NOTHING]}),
    "data of empty texts": _said({"error_code": "0", "data": dict.fromkeys(_NOTHING, "")}),
    "data in words": _said({"error_code": "0", "data": "Không tìm thấy hồ sơ"}),
    "code not_found": _said({"error_code": "NOT_FOUND", "data": None}),
    "code in words": _said({"error_code": "99", "error_message": "khong tim thay ho so", "data": None}),
    "result null": _said({"result": None}),
    "200 as a page": Response("<html><body><h2>Không tìm thấy hồ sơ.</h2></body></html>".encode()),
    "404 under another name": _said({"code": "404"}, 404),
    "no items, counted": _said({"error_code": "0", "data": {"items": [], "total": 0}}),
    "nothing found, counted": _said({"error_code": "0", "data": [], "totalElements": 0, "page": 1}),
    "code 404 as a number": _said({"error_code": 404.0, "data": []}),
}
"""Each as a main system would answer to a code that it does not know."""
ERRORS: dict[str, Response] = {
    "500": Response(b"", 500),
    "500 with a trace": _said({"error": "NullReferenceException", "trace": "at Dossier.Find()"}, 500),
    "500 of another thing": _said({"message": "Không tìm thấy máy chủ dữ liệu"}, 500),
    "418": Response(b"", 418),
    "code 99": _said({"error_code": "99", "data": None}),
    "another form": _said({"ketqua": {"ma": "x"}}),
    "no JSON": Response(b"<html>portal</html>"),
}
"""Answers that may mean that, or that something is broken: nobody can tell."""
EVERY = {**MISSES, **ERRORS}
