"""An office in a file, for the tests of its book."""

from pathlib import Path
from typing import Any

import tomlkit

from controller.domain.now import Now
from controller.settings import OfficeSettings
from controller.settings_book.book import Book
from controller.settings_book.plain import sparse
from tests import days
from tests.integration.controller.house import ALWAYS, PIN_HASH, office_data

OFFICE = """\
# Văn phòng của tôi
site = "test" # không đổi
name = { vi = "Trung tâm Phục vụ hành chính công" }
authority = { vi = "ỦY BAN NHÂN DÂN XÃ" }
holidays = "vietnam"
special_days = [
  { day = 2027-02-20, like = 1 }, # làm bù
  { day = 2026-12-31, serve_until = "15:00" },
]

[[services]]
code = "civil"
name = { vi = "Hộ tịch" } # trước là Tư pháp
prefix = "A"

# Đất đai: chị Hoa phụ trách
[[services]]
code = "land"
name = { vi = "Đất đai" }
prefix = "B"

[[counters]]
id = "1"
label = "1"
services = ["civil"]

[[counters]]
id = "2"
label = "2"
services = ["civil", "land"]

[[sessions]]
name = { vi = "Cả ngày" }
days = [1, 2, 3, 4, 5, 6, 7]
take_from = "00:00"
take_until = "24:00"
serve_from = "00:00"
serve_until = "24:00"

[[kiosks]]
device = "kiosk-1"
printer = "printer-1"

[[clerks]]
id = "lan"
name = "Lan"
pin_hash = "$argon2id$lan"
caretaker = true
"""
NOW = Now(days.MORNING)


def settings(**changes: Any) -> OfficeSettings:
    """The usual office of the tests with a caretaker."""
    clerks = [{"id": "lan", "name": "Lan", "pin_hash": PIN_HASH, "caretaker": True}]
    return OfficeSettings.model_validate(office_data(**({"clerks": clerks} | changes)))


def a_book(folder: Path, text: str = OFFICE) -> Book:
    """A book of a file, begun as the program begins it."""
    path = folder / "controller.toml"
    path.write_text(text, "utf-8")
    return opened(folder)


def opened(folder: Path) -> Book:
    """The book of a file that is there."""
    path = folder / "controller.toml"
    book = Book(
        path, folder / "data", OfficeSettings.model_validate(tomlkit.parse(path.read_text("utf-8")).unwrap())
    )
    book.begin(days.MORNING)
    return book


def services_of(book: Book) -> list[Any]:
    """The services in the file, to be changed and wished for."""
    found: list[Any] = sparse(book.read().settings)["services"]
    return found


__all__ = ["ALWAYS", "NOW", "OFFICE", "a_book", "opened", "services_of", "settings"]
