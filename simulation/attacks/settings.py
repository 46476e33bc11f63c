"""The office that is attacked: four services, two counters, forty kiosks, two clerks."""

import hashlib
import secrets
from pathlib import Path
from typing import Any

from contracts.vocabulary import SiteId
from controller.web.sessions import hash_pin

SITE = SiteId("attacked")
KIOSKS, PANEL, PRINTER = 40, "panel-1", "printer-1"
SERVICE = "civil"
PIN = "271828"
TOKEN = secrets.token_urlsafe()
ALL_DAY = {"take_from": "00:00", "take_until": "24:00", "serve_from": "00:00", "serve_until": "24:00"}


def office_data(folder: Path, broker_port: int, web_port: int, dossiers_url: str) -> dict[str, Any]:
    """The controller's settings. The printer of kiosk 1 is nobody's program: its slips wait."""
    pin_hash = hash_pin(PIN)
    return {
        "site": SITE,
        "data_dir": folder / "data",
        "name": {"vi": "Trung tâm Phục vụ hành chính công"},
        "authority": {"vi": "Ủy ban nhân dân xã"},
        "link": {"host": "127.0.0.1", "port": broker_port},
        "web": {"host": "127.0.0.1", "port": web_port},
        "services": [
            {"code": SERVICE, "prefix": "A", "width": 4, "last": 9999, "name": {"vi": "Hộ tịch"}},
            {"code": "results", "prefix": "G", "name": {"vi": "Trả kết quả"}},
        ],
        "counters": [
            {"id": "1", "label": "1", "services": [SERVICE, "results"], "panel": PANEL},
            {"id": "2", "label": "2", "services": [SERVICE]},
        ],
        "sessions": [{"name": {"vi": "Cả ngày"}, "days": [1, 2, 3, 4, 5, 6, 7], **ALL_DAY}],
        "kiosks": [
            {"device": f"kiosk-{n}", **({"printer": PRINTER} if n == 1 else {})} for n in range(1, KIOSKS + 1)
        ],
        "clerks": [
            {"id": "lan", "name": "Nguyễn Thị Lan", "pin_hash": pin_hash},
            {"id": "hoa", "name": "Trần Thị Hoa", "pin_hash": pin_hash, "caretaker": True},
        ],
        "tokens": [{"name": "attack", "token_hash": hashlib.sha256(TOKEN.encode()).hexdigest()}],
        "dossier": {
            "adapter": "rest",
            "privacy": "basic",
            "result_service": "results",
            "names": {"receipt": "MaBienNhan", "hidden": "KhongCongKhai"},
            "rest": {
                "base_url": dossiers_url,
                "path": "/api/tra-cuu",
                "items": "data",
                "error_key": "error_code",
            },
        },
    }
