"""The dossiers of the simulated main system, dated around a day."""

import tomllib
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

DATA = Path(__file__).with_name("dossiers.toml")
OFFICE_TIME = time(10, 56)
Answer = dict[str, Any]


@dataclass(frozen=True)
class Person:
    """Who handed the dossier in: all that must never leave the main system."""

    name: str
    identity: str
    phone: str
    address: str


@dataclass(frozen=True)
class Dossier:
    """One dossier as a main system keeps it."""

    code: str
    receipt: str
    procedure: tuple[str, str]
    status: int
    status_name: str
    received: date
    due: date | None
    due_before: date | None
    finished: date | None
    hidden: bool
    person: Person
    proof: str

    def answer(self) -> Answer:
        """As the interface tells it, with the field names of the national portal."""
        return {
            "MaHoSo": self.code,
            "MaBienNhan": self.receipt,
            "MaTTHC": self.procedure[0],
            "TenTTHC": self.procedure[1],
            "ChuHoSo": self.person.name,
            "SoDinhDanh": self.person.identity,
            "SoDienThoai": self.person.phone,
            "DiaChi": self.person.address,
            "NgayTiepNhan": _stamp(self.received),
            "NgayHenTra": _stamp(self.due),
            "NgayHenTraTruoc": _stamp(self.due_before),
            "NgayKetThucXuLy": _stamp(self.finished),
            "TrangThaiHoSo": str(self.status),
            "TenTrangThai": self.status_name,
            "KhongCongKhai": self.hidden,
        }


def dossiers_of(today: date, people: tuple[Person, ...] = ()) -> tuple[Dossier, ...]:
    """All dossiers around ``today``; ``people`` take the place of the invented ones, in turn."""
    data = tomllib.loads(DATA.read_text("utf-8"))
    people = people or _invented(data["people"])
    return tuple(
        _dossier(row, data, today, people[index % len(people)]) for index, row in enumerate(data["dossiers"])
    )


def _dossier(row: Answer, data: Answer, today: date, person: Person) -> Dossier:
    def day(key: str) -> date | None:
        return today + timedelta(days=row[key]) if key in row else None

    received = today + timedelta(days=row["received"])
    facts = {"agency": data["agency"], "received": received}
    number, name = row["procedure"]
    code = row["code"].format(**facts)
    return Dossier(
        code=code,
        receipt=row.get("receipt", "").format(**facts),
        procedure=(number, name),
        status=row["status"],
        status_name=data["status_names"][str(row["status"])],
        received=received,
        due=day("due"),
        due_before=day("due_before"),
        finished=day("finished"),
        hidden=row.get("hidden", False),
        person=person,
        proof=code[-4:],
    )


def _invented(people: dict[str, list[str]]) -> tuple[Person, ...]:
    """Numbers that look right and belong to nobody."""
    pairs = enumerate(zip(people["names"], people["streets"], strict=True), start=1)
    return tuple(
        Person(name, f"00109900000{index}", f"090000000{index}", street) for index, (name, street) in pairs
    )


def _stamp(day: date | None) -> str | None:
    return datetime.combine(day, OFFICE_TIME).strftime("%Y%m%d%H%M%S") if day else None
