"""Pages with which the caretaker keeps the controller's machine: backups, updates, its printer."""

from collections.abc import Iterator

from fastapi import APIRouter

from controller.settings import OfficeSettings
from controller.settings_book.book import Book
from controller.updates.from_centre import FromCentre
from controller.updates.rolling import Rolling
from controller.updates.shelf import Shelf
from controller.web import backup, printers, update_centre, updates
from controller.web.clerk import Pages
from controller.web.update_centre import CentreOffers

UPLOADS = updates.UPLOADS


def routers(
    settings: OfficeSettings,
    pages: Pages,
    works: list[updates.Work],
    rolling: Rolling,
    shelf: Shelf | None,
    book: Book | None = None,
) -> Iterator[APIRouter]:
    """All of them. ``works`` gets what goes on beside the pages; ``shelf``: another one than this machine's own."""
    shelf = shelf or Shelf(settings.data_dir)
    offered = CentreOffers(settings.province, FromCentre(settings.province, shelf), pages, book)
    works.append(offered.fetching.follow)
    yield backup.router(settings, pages)
    yield updates.router(shelf, rolling, pages, works, offered.facts)
    yield update_centre.router(offered, pages)
    yield printers.router(printers.PrintersPage(pages, settings.data_dir))
