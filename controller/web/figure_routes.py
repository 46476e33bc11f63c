"""Everything below ``/so-lieu``: figures, the hall now, days told, the forms of the law; and ``/ket-qua`` for anybody."""

from collections.abc import Callable, Coroutine, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from fastapi import APIRouter

from contracts.forms.procedure_counts import Listed
from contracts.forms.table import Table
from contracts.messages import Fault, Presence
from contracts.province import Statement
from contracts.texts import Catalogue
from contracts.vocabulary import DeviceId
from controller.catalogue.guide import Guide
from controller.console.uptime import Hours, hours_at
from controller.console.uptime_files import UpTimes
from controller.desk.desk import Desk
from controller.desk.wire import Wire
from controller.figures.audit import Audit
from controller.figures.figures import Figures
from controller.figures.filled_forms import FilledForms
from controller.figures.published import PublishedMonths
from controller.figures.sending import Mail
from controller.figures.shelf import Shelf
from controller.figures.stated_forms import StatedForms
from controller.figures.uptime_table import uptime_table
from controller.mail_server import post_to
from controller.rating.box import Box
from controller.sending.sender import Sender
from controller.settings import OfficeSettings
from controller.web import (
    figure_auto,
    figure_day,
    figure_forms,
    figure_hall,
    figure_hand_up,
    figure_publish,
    figure_stated,
    figure_what_if,
    figures,
    journal_copy,
    people,
    public_results,
    suggestions,
)
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
    wire: Wire
    texts: Catalogue
    closes_early: Callable[[], str]
    works: list[Callable[[], Coroutine[Any, Any, None]]]
    """What goes on beside the pages, for whoever runs them."""
    also_wrong: list[Callable[[], tuple[Fault, ...]]]
    """What else is wrong, for whoever tells the office."""
    sender: Sender | None = None
    """Whoever tells the province."""


def routers(ground: FigureGround) -> Iterator[APIRouter]:
    """The pages for whoever may read figures, and what anybody may see of them."""
    settings, desk, pages = ground.settings, ground.desk, ground.pages
    drawn = figures.FigurePages(settings, desk)
    hall = figure_hall.HallPages(
        drawn, desk, settings.figures, lambda: _broken_printers(pages, ground.wire.devices)
    )
    ground.also_wrong.append(hall.faults)
    ups = UpTimes(settings.data_dir, pages.look, lambda: _hours(desk), desk.monotonic)
    ground.works.append(ups.follow)
    drawn.beside = lambda found: _devices(found, ups, drawn, pages)
    yield figures.router(drawn, pages)
    yield figure_hall.router(hall, pages, ground.live)
    box = desk.ratings.box if desk.ratings else Box(settings.data_dir)
    of_people = people.PeoplePages(settings, drawn, pages, box)
    audit = Audit(drawn.names, drawn.say, desk.office.local)
    yield figure_day.router(figure_day.DayPages(drawn, audit, of_people.note), pages)
    auto = _auto(settings, desk, drawn)
    ground.works.append(auto.follow)
    yield figure_auto.router(auto, pages, lambda day: bool(desk.office.sessions_on(day)))
    yield figure_what_if.router(figure_what_if.WhatIfPages(settings, drawn), pages)
    yield people.router(of_people)
    publishing = figure_publish.Publishing(drawn, of_people, PublishedMonths(settings.data_dir))
    forms = _forms(settings, drawn, ground.wire.guide.guide)
    handing = _handing(ground, drawn, of_people)
    yield figure_forms.router(drawn, pages, forms, publishing, handing)
    yield from map(figure_hand_up.router, handing.values())
    yield figure_publish.router(publishing)
    yield suggestions.router(of_people, box)
    copies = journal_copy.JournalCopies(of_people, box, settings.data_dir)
    yield journal_copy.router(copies, settings.site)
    yield from public_results.routers(settings, drawn, publishing.months, ground.texts, ground.closes_early)


def _handing(
    ground: FigureGround, drawn: figures.FigurePages, of_people: people.PeoplePages
) -> Mapping[str, figure_hand_up.HandingUp]:
    """What the province is told beside facts, and the forms of it; nothing: the office has no province to tell."""
    settings, ratings = ground.settings, ground.desk.ratings
    if ground.sender is None or not settings.province.url:
        return {}
    stating = ground.sender.stating
    handing = {
        key: figure_hand_up.HandingUp(drawn, of_people, StatedForms(settings.data_dir, kind), stating, key)
        for key, (kind, _) in figure_hand_up.MADE.items()
    }

    def statements() -> list[Statement]:
        return [told for one in handing.values() for told in one.statements()]

    known = ratings.shelf.known if ratings else {}
    stating.source = figure_stated.Stated(drawn, known, settings.rating.fewest, statements).all
    return handing


def _hours(desk: Desk) -> Hours:
    """Those of today; of another desk's while this one stands by."""
    hours = hours_at(desk.office, desk.now().clock)
    return hours if desk.neighbourhood.serving else replace(hours, is_open=False)


def _devices(found: Figures, ups: UpTimes, drawn: figures.FigurePages, pages: Pages) -> Iterator[Table]:
    days = ups.days(found.period.first, found.period.last)
    yield uptime_table(days, found.by_day, pages.machines.name, drawn.say)


def _broken_printers(pages: Pages, presences: Mapping[DeviceId, Presence]) -> dict[str, str]:
    """The printers that do not print now, by the names that people know; one that was never heard is not told."""
    told = (presences[printer] for printer in pages.printers if printer in presences)
    return {p.device: pages.machines.name(p.device, p.program) for p in told if p.faults or not p.online}


def _auto(settings: OfficeSettings, desk: Desk, drawn: figures.FigurePages) -> figure_auto.AutoSheets:
    shelf = Shelf(settings.figures.folder or settings.data_dir / "reports")
    post = post_to(settings.figures.mail_to, settings.mail)
    mail = Mail(post, settings.name.vi) if post else None
    return figure_auto.AutoSheets(drawn, desk, shelf, mail)


def _forms(settings: OfficeSettings, drawn: figures.FigurePages, guide: Guide) -> FilledForms:
    def procedures() -> list[Listed]:
        return [Listed(one.level, received=not one.elsewhere) for one in guide.last.procedures]

    return FilledForms(settings.name.vi, drawn.say, drawn.named, procedures, settings.utc_offset_minutes)
