"""Pages with which the caretaker keeps the controller's machine: backups, updates, its printer."""

from collections.abc import Iterator

from fastapi import APIRouter

from controller.settings import OfficeSettings
from controller.updates.rolling import Rolling
from controller.updates.shelf import Shelf
from controller.web import backup, printers, updates
from controller.web.clerk import Pages

UPLOADS = updates.UPLOADS


def routers(
    settings: OfficeSettings, pages: Pages, works: list[updates.Work], rolling: Rolling, shelf: Shelf | None
) -> Iterator[APIRouter]:
    """All of them. ``works`` gets what goes on beside the pages; ``shelf``: another one than this machine's own."""
    yield backup.router(settings, pages)
    yield updates.router(shelf or Shelf(settings.data_dir), rolling, pages, works)
    yield printers.router(printers.PrintersPage(pages, settings.data_dir))
