"""The settings files of the demo office: what every program is told, written for one run."""

import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from argon2 import PasswordHasher

from simulation.office.broker import LOOPBACK
from simulation.office.child import python
from simulation.office.plan import Clerk, Counter, Plan
from simulation.office.supervisor import Program
from simulation.office.toml_file import to_toml

READERS: dict[str, dict[str, Any]] = {
    "camera": {"driver": "camera", "camera": {"driver": "sim"}},
    "hand": {"driver": "sim"},
}
SCREEN = {"width": 720, "height": 1280, "fullscreen": False}
"""Smaller than a real kiosk's glass: it is drawn without a GPU here."""


@dataclass(frozen=True)
class Place:
    """Where one run of the office lives."""

    folder: Path
    broker_port: int
    desk_port: int
    board_port: int
    printer_port: int = 9100
    dossiers_port: int = 8091
    """Where the simulated main dossier system answers."""
    token: str = field(default_factory=secrets.token_urlsafe)
    """Opens the controller's HTTP API for this run."""

    @property
    def bench(self) -> Path:
        """The socket of the simulated devices."""
        return self.folder / "bench.sock"

    @property
    def door(self) -> Path:
        """Where the kiosk brings slips to its printer while the controller is away."""
        return self.folder / "door.sock"

    @property
    def desk_url(self) -> str:
        """The controller's pages."""
        return f"http://{LOOPBACK}:{self.desk_port}"

    @property
    def board_url(self) -> str:
        """The hall board's page."""
        return f"http://{LOOPBACK}:{self.board_port}"


def write_programs(plan: Plan, place: Place) -> tuple[Program, ...]:
    """Write every settings file; returns the programs that read them, in the order of their start."""
    folder = place.folder / "settings"
    folder.mkdir(parents=True, exist_ok=True)
    written = list(_machine(plan, place))
    for name, (module, data) in _all(plan, place).items():
        path = folder / f"{name}.toml"
        path.write_text(to_toml(data), "utf-8")
        written.append(Program(name=name, command=python(module, "--settings", str(path))))
    return tuple(written)


def _all(plan: Plan, place: Place) -> Mapping[str, tuple[str, dict[str, Any]]]:
    device = {
        "site": plan.site,
        "memory": place.folder,
        "bench": place.bench,
        "link": {"host": LOOPBACK, "port": place.broker_port},
    }
    return {
        "main-system": ("simulation.main_system", {"port": place.dossiers_port, "bench": place.bench}),
        "controller": ("controller", _controller(plan, place)),
        "printer": ("ticket_printer", {**device, **_printer(plan, place)}),
        "kiosk": (
            "kiosk_app",
            {**device, **_kiosk(plan, place)},
        ),
        **{c.panel: ("hardware.counter_panel", {**device, **_panel(c)}) for c in plan.counters},
        "board": ("display_board", {**device, **_board(plan, place)}),
    }


def _kiosk(plan: Plan, place: Place) -> dict[str, Any]:
    reader, sim = READERS[plan.reader], {"driver": "sim"}
    parts = {"reader": reader, "speech": sim, "beeper": sim, "remote_screen": sim}
    alone = {"printer": place.door, "after_s": 15.0}
    return {"device": plan.kiosk, "screen": SCREEN, "alone": alone, **parts}


def _controller(plan: Plan, place: Place) -> dict[str, Any]:
    return {
        "site": plan.site,
        "data_dir": place.folder / "data",
        "name": plan.name,
        "authority": plan.authority,
        "utc_offset_minutes": plan.utc_offset_minutes,
        "priority_groups": list(plan.priority_groups),
        "link": {"host": LOOPBACK, "port": place.broker_port},
        "web": {"host": LOOPBACK, "port": place.desk_port, "address": place.desk_url},
        "hotline": plan.hotline,
        "services": [service.model_dump() for service in plan.services],
        "counters": [{**counter.model_dump(), "panel": counter.panel} for counter in plan.counters],
        "sessions": [session.model_dump() for session in plan.sessions],
        "kiosks": [{"device": plan.kiosk, "printer": plan.printer}],
        "clerks": [_clerk(clerk) for clerk in plan.clerks],
        "dossier": _dossiers(plan, place),
        "rating": plan.rating.model_dump(exclude_none=True),
        "tokens": [{"name": "demo", "token_hash": hashlib.sha256(place.token.encode()).hexdigest()}],
    }


def _dossiers(plan: Plan, place: Place) -> dict[str, Any]:
    """How the controller asks the simulated main system; many questions, because many hands play with it."""
    return {
        "adapter": "rest",
        "privacy": "basic",
        "result_service": plan.result_service,
        "fresh_s": plan.fresh_s,
        "limits": {"per_minute": 60, "per_hour": 1000},
        "names": {"receipt": "MaBienNhan", "hidden": "KhongCongKhai"},
        "rest": {
            "base_url": f"http://{LOOPBACK}:{place.dossiers_port}",
            "path": "/api/tra-cuu",
            "items": "data",
            "error_key": "error_code",
        },
    }


def _clerk(clerk: Clerk) -> dict[str, Any]:
    # Cheap on purpose: these PINs stand on the page, and four real hashes would take the start a second.
    hasher = PasswordHasher(time_cost=1, memory_cost=1024, parallelism=1)
    return {
        "id": clerk.id,
        "name": clerk.name,
        "pin_hash": hasher.hash(clerk.pin),
        "caretaker": clerk.caretaker,
        "head": clerk.head,
    }


def _machine(plan: Plan, place: Place) -> tuple[Program, ...]:
    """The machine that the printer program reaches over TCP; none for the simple printer."""
    if plan.make is None:
        return ()
    way = ("--tcp", str(place.printer_port), "--bench", str(place.bench), "--device", plan.printer)
    command = python("hardware.sim.escpos", "--model", plan.make.model, *way)
    return (Program(name="machine", command=command),)


def _printer(plan: Plan, place: Place) -> dict[str, Any]:
    slips: dict[str, Any] = {"spool_dir": place.folder / "spool", "patience_s": 5.0}
    printer: dict[str, Any] = {"driver": "sim"}
    if plan.make:
        tcp = {"host": LOOPBACK, "port": place.printer_port}
        printer = {"driver": "escpos", "profile": plan.make.profile, "tcp": tcp}
        slips["dots"] = plan.make.dots
    return {"device": plan.printer, "door": place.door, "printer": printer, "slips": slips}


def _panel(counter: Counter) -> dict[str, Any]:
    sim = {"driver": "sim"}
    return {"device": counter.panel, "counter": counter.id, "keys": sim, "lamps": sim}


def _board(plan: Plan, place: Place) -> dict[str, Any]:
    return {
        "device": plan.board,
        "page": {
            "host": LOOPBACK,
            "port": place.board_port,
            "procedures": f"http://{LOOPBACK}:{place.desk_port}/thu-tuc.json",
            "results": f"http://{LOOPBACK}:{place.desk_port}/ket-qua.json",
        },
        "screen": {"inches": 65, "farthest_seat_m": 5},
        "signs": [{"counter": counter.id, "led": {"driver": "sim"}} for counter in plan.counters],
        "voices": [{"loudspeaker": {"driver": "sim"}, "packs": place.folder / "voices"}],
    }
