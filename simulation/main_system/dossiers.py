"""The dossiers of the simulated main system, dated around a day."""

import hashlib
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from contracts.dossiers import ProofKind

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
    """One dossier as a main system keeps it; ``look_up_code`` is printed on the receipt."""

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
    look_up_code: str
    step: str

    def proof(self, kind: ProofKind, digits: int) -> str:
        """The right second factor of a kind; ``digits``: how many last ones, where it is digits."""
        whole: Mapping[ProofKind, str] = {
            ProofKind.LOOK_UP_CODE: self.look_up_code,
            ProofKind.IDENTITY_DIGITS: self.person.identity[-digits:],
            ProofKind.PHONE_DIGITS: self.person.phone[-digits:],
        }
        return whole[kind]

    def answer(self, *, proven: bool = False) -> Answer:
        """As the interface tells it, with the field names of the national portal.

        ``proven``: to whoever gave the right second factor; that shows which section works on it.
        """
        return {
            **({"BuocXuLy": self.step} if proven else {}),
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
    owners: dict[str, int] = {}  # all dossiers of one receipt are of one person
    for index, row in enumerate(data["dossiers"]):
        owners.setdefault(row.get("receipt", row["code"]), index)
    return tuple(
        _dossier(row, data, today, people[owners[row.get("receipt", row["code"])] % len(people)])
        for row in data["dossiers"]
    )


def _dossier(row: Answer, data: Answer, today: date, person: Person) -> Dossier:
    def day(key: str) -> date | None:
        return today + timedelta(days=row[key]) if key in row else None

    received = today + timedelta(days=row["received"])
    facts = {"agency": data["agency"], "received": received}
    number, name = row["procedure"]
    code, receipt = row["code"].format(**facts), row.get("receipt", "").format(**facts)
    return Dossier(
        code=code,
        receipt=receipt,
        procedure=(number, name),
        status=row["status"],
        status_name=data["status_names"][str(row["status"])],
        received=received,
        due=day("due"),
        due_before=day("due_before"),
        finished=day("finished"),
        hidden=row.get("hidden", False),
        person=person,
        look_up_code=_printed(receipt or code),
        step=data["steps"][str(row["status"])],
    )


def _invented(people: dict[str, list[str]]) -> tuple[Person, ...]:
    """Numbers that look right and belong to nobody."""
    pairs = enumerate(zip(people["names"], people["streets"], strict=True), start=1)
    return tuple(
        Person(name, f"00109900000{index}", f"090000000{index}", street) for index, (name, street) in pairs
    )


def _printed(code: str) -> str:
    """Four signs that nobody can tell from the dossier code, the same in every run."""
    return hashlib.blake2s(code.encode(), digest_size=2).hexdigest().upper()


def _stamp(day: date | None) -> str | None:
    return datetime.combine(day, OFFICE_TIME).strftime("%Y%m%d%H%M%S") if day else None
