"""Everything below ``/so-lieu``: the figures of a period, the hall now, and the forms of the law."""

from collections.abc import Iterator

from fastapi import APIRouter

from controller.desk.desk import Desk
from controller.settings import OfficeSettings
from controller.web import figure_forms, figure_hall, figures
from controller.web.clerk import Pages
from controller.web.live import Live

UPLOADS = {figure_forms.FORM: figure_forms.MOST_BYTES}


def routers(settings: OfficeSettings, desk: Desk, pages: Pages, live: Live) -> Iterator[APIRouter]:
    """The pages; for whoever may read figures."""
    drawn = figures.FigurePages(settings, desk)
    hall = figure_hall.HallPages(drawn, desk, settings.figures.wait_limit_minutes * 60)
    yield figures.router(drawn, pages)
    yield figure_hall.router(hall, pages, live)
    yield figure_forms.router(drawn, pages, settings.utc_offset_minutes)
