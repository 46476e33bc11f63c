"""Everything below ``/so-lieu``: figures, the hall now, days told, the forms of the law; and ``/ket-qua`` for anybody."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from fastapi import APIRouter

from contracts.texts import Catalogue
from controller.catalogue.guide import Guide
from controller.desk.desk import Desk
from controller.figures.audit import Audit
from controller.figures.filled_forms import FilledForms
from controller.figures.procedure_counts import Listed
from controller.settings import OfficeSettings
from controller.web import figure_day, figure_forms, figure_hall, figures, public_results
from controller.web.clerk import Pages
from controller.web.live import Live

UPLOADS = figure_forms.UPLOADS


@dataclass(frozen=True)
class FigureGround:
    """What the pages work with. ``texts``: of citizens' pages; ``closes_early``: when today, else empty."""

    settings: OfficeSettings
    desk: Desk
    pages: Pages
    live: Live
    guide: Guide
    texts: Catalogue
    closes_early: Callable[[], str]


def routers(ground: FigureGround) -> Iterator[APIRouter]:
    """The pages for whoever may read figures, and what anybody may see of them."""
    settings, desk, pages = ground.settings, ground.desk, ground.pages
    drawn = figures.FigurePages(settings, desk)
    hall = figure_hall.HallPages(drawn, desk, settings.figures.wait_limit_minutes * 60)
    yield figures.router(drawn, pages)
    yield figure_hall.router(hall, pages, ground.live)
    yield figure_day.router(
        figure_day.DayPages(drawn, Audit(drawn.names, drawn.say, desk.office.local)), pages
    )
    yield figure_forms.router(drawn, pages, _forms(settings, drawn, ground.guide))
    yield from public_results.routers(settings, drawn, ground.texts, ground.closes_early)


def _forms(settings: OfficeSettings, drawn: figures.FigurePages, guide: Guide) -> FilledForms:
    def procedures() -> list[Listed]:
        return [Listed(one.level, received=not one.elsewhere) for one in guide.last.procedures]

    return FilledForms(settings.name.vi, drawn.say, drawn.named, procedures, settings.utc_offset_minutes)
