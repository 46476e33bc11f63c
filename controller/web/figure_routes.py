"""Everything below ``/so-lieu``: the figures of a period, the hall now, and the forms of the law."""

from collections.abc import Iterator

from fastapi import APIRouter

from controller.catalogue.guide import Guide
from controller.desk.desk import Desk
from controller.figures.audit import Audit
from controller.figures.filled_forms import FilledForms
from controller.figures.procedure_counts import Listed
from controller.settings import OfficeSettings
from controller.web import figure_day, figure_forms, figure_hall, figures
from controller.web.clerk import Pages
from controller.web.live import Live

UPLOADS = figure_forms.UPLOADS


def routers(
    settings: OfficeSettings, desk: Desk, pages: Pages, live: Live, guide: Guide
) -> Iterator[APIRouter]:
    """The pages; for whoever may read figures."""
    drawn = figures.FigurePages(settings, desk)
    hall = figure_hall.HallPages(drawn, desk, settings.figures.wait_limit_minutes * 60)
    yield figures.router(drawn, pages)
    yield figure_hall.router(hall, pages, live)
    yield figure_day.router(
        figure_day.DayPages(drawn, Audit(drawn.names, drawn.say, desk.office.local)), pages
    )
    yield figure_forms.router(drawn, pages, _forms(settings, drawn, guide))


def _forms(settings: OfficeSettings, drawn: figures.FigurePages, guide: Guide) -> FilledForms:
    def procedures() -> list[Listed]:
        return [Listed(one.level, received=not one.elsewhere) for one in guide.last.procedures]

    return FilledForms(settings.name.vi, drawn.say, drawn.named, procedures, settings.utc_offset_minutes)
