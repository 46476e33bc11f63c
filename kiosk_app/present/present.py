"""model -> view: every word on the glass is chosen here and in the modules it calls. Pure."""

from dataclasses import replace

from contracts.dossiers import as_code
from contracts.texts import Catalogue
from contracts.vocabulary import FaultCode, PriorityGroup
from kiosk_app.flow import dossier_pages as d
from kiosk_app.flow import facts, offered
from kiosk_app.flow import guide_pages as g
from kiosk_app.flow import model as k
from kiosk_app.flow import pages as p
from kiosk_app.flow import slip_pages as sp
from kiosk_app.flow import targets as t
from kiosk_app.flow.screen import PRIVATE, Screen, screen_of
from kiosk_app.flow.time import warning_s
from kiosk_app.present import view as v
from kiosk_app.present.choices import choices
from kiosk_app.present.dossier import dossier
from kiosk_app.present.look_up import find, manual, proof, scan
from kiosk_app.present.notice import name_twice, notice
from kiosk_app.present.number import number
from kiosk_app.present.phrases import Phrases
from kiosk_app.present.procedure import blank, opening, procedure, sorry
from kiosk_app.present.remark import remark
from kiosk_app.present.slip import beside_questions, slip, thanks
from kiosk_app.present.spoken import spoken

TOOL_ICONS = {
    t.Tool.LANG: "translate",
    t.Tool.LARGE: "format-size",
    t.Tool.CONTRAST: "contrast-circle",
    t.Tool.LOW: "wheelchair-accessibility",
    t.Tool.ALOUD: "volume-high",
}
WAY_ICONS = {
    t.Way.BACK: "chevron-left",
    t.Way.PRIORITY: "human-cane",
    t.Way.SCAN: "barcode-scan",
    t.Way.MANUAL: "keyboard",
    t.Way.LOOK_UP: "magnify",
    t.Way.PROVE: "file-check",
    t.Way.SKIP: "arrow-right",
    t.Way.GUIDE: "clipboard-text",
    t.Way.EVENTS: "home-account",
    t.Way.FIELDS: "bank",
    t.Way.FIND: "keyboard",
    t.Way.SEARCH: "magnify",
    t.Way.CHECKLIST: "printer",
    t.Way.BLANKS: "file-document",
    t.Way.TAKE_FOR: "ticket-confirmation",
    t.Way.NUMBERS: "ticket-confirmation",
}
WAY_TEXTS = {
    t.Way.MANUAL: "scan.manual",
    t.Way.LOOK_UP: "manual.look-up",
    t.Way.PROVE: "proof.prove",
    t.Way.SKIP: "proof.skip",
    t.Way.FIELDS: "guide.fields",
    t.Way.EVENTS: "sorry.events",
    t.Way.NUMBERS: "sorry.numbers",
    t.Way.FIND: "guide.find",
    t.Way.SEARCH: "find.search",
    t.Way.CHECKLIST: "procedure.checklist",
    t.Way.BLANKS: "procedure.blanks",
    t.Way.TAKE_FOR: "procedure.take-for",
}
"""The words of a button that are not those of the first screen."""
ON = frozenset({t.Way.LOOK_UP, t.Way.PROVE, t.Way.SEARCH, t.Way.TAKE_FOR})
"""Buttons that say that what was typed is complete, or that take a number."""
TITLED = offered.CHOICES | {
    Screen.SCAN,
    Screen.MANUAL,
    Screen.PROOF,
    Screen.FIND,
    Screen.PROCEDURE,
    Screen.BLANK,
}
"""Screens with a title of their own in the head."""
HELPED = PRIVATE | {Screen.REMARK, Screen.SORRY}
"""Screens on which somebody may need a person: they name the hotline, where the office has one."""


def present(model: k.Model, catalogue: Catalogue) -> v.View:
    """The view of a model. Two models that look the same give equal views."""
    words = Phrases(model, catalogue)
    view = _view(words)
    return replace(view, lines=spoken(words, view)) if model.modes.aloud else view


def _view(words: Phrases) -> v.View:
    model, screen = words.model, screen_of(words.model)
    asks = screen in TITLED
    return v.View(
        screen=screen,
        lang=model.lang,
        header=_header(words, screen),
        body=_body(words, screen),
        title=_title(words, screen) if asks else "",
        hint=_hint(words, screen) if asks else "",
        hint_tells=screen == Screen.PRIORITY or _has_priority(model) or _blind(model, screen),
        banner=_banner(words) if screen in (Screen.SERVICES, Screen.GROUP) else "",
        banner_icon=_banner_icon(model),
        actions=_actions(words, screen),
        tools=tuple(_switch(words, tool) for tool in offered.tools(model)),
        closing=_closing(words),
        modes=model.modes,
        focus=model.focus,
    )


def _body(words: Phrases, screen: Screen) -> v.Body:
    page = words.model.page
    if isinstance(page, p.Number) and screen is Screen.NUMBER:
        return number(words, page)
    if isinstance(page, p.Choosing) and screen in offered.CHOICES:
        shown = v.Choices(choices(words), page.sheet, words.say("sheet.more"), words.say("sheet.previous"))
        return beside_questions(words, page, shown) if isinstance(page, sp.Rate) else shown
    if isinstance(page, sp.Slip):
        return slip(words, page)
    if isinstance(page, sp.Thanks):
        return thanks(words, page)
    return _dossier_body(words, screen) or _guide_body(words, screen) or notice(words, screen)


def _dossier_body(words: Phrases, screen: Screen) -> v.Body | None:
    """The bodies of the look-up; None where the screen is none of its own."""
    match words.model.page, screen:
        case d.Scan(), Screen.SCAN:
            return scan(words)
        case d.Manual() as page, Screen.MANUAL:
            return manual(words, page)
        case d.Proof() as page, Screen.PROOF:
            return proof(words, page)
        case d.Dossier() as page, Screen.DOSSIER:
            return dossier(words, page)
        case d.Remark() as page, Screen.REMARK:
            return remark(words, page)
    return None


def _guide_body(words: Phrases, screen: Screen) -> v.Body | None:
    """The bodies of the guide; None where the screen is none of its own."""
    match words.model.page, screen:
        case g.Find() as page, Screen.FIND:
            return find(words, page)
        case g.Procedure() as page, Screen.PROCEDURE:
            return procedure(words, page)
        case g.Blank() as page, Screen.BLANK:
            return blank(words, page)
        case g.Sorry() as page, Screen.SORRY:
            return sorry(words, page)
        case page, Screen.OPENING:
            return opening(words, page)
    return None


def _header(words: Phrases, screen: Screen) -> v.Header:
    office = words.model.office
    if office is None:
        return v.Header("", "", "", "")
    time = date = ""
    if words.model.minute:
        now = facts.local_time(words.model, words.model.minute * 60_000)
        time = f"{now:%H:%M}"
        date = words.say("header.date", weekday=words.say(f"day.{now.isoweekday()}"), date=now)
    number = office.hotline if screen in HELPED else ""
    hotline = words.say("header.hotline", number=number) if number else ""
    return v.Header(words.named(office.authority), words.named(office.name), time, date, hotline, number)


def _title(words: Phrases, screen: Screen) -> str:
    page = words.model.page
    if isinstance(page, sp.Rate):
        return words.named(page.question.text) if page.question else words.say("rate.why")
    if isinstance(page, d.Proof):
        return words.say(f"proof.{page.offer.proof_kind}", count=page.longest)
    if isinstance(page, g.Listed):
        return words.named(page.name) if page.name else words.say("listed.title", typed=page.typed.strip())
    if isinstance(page, g.Blank):
        return page.told.name
    if isinstance(page, g.Procedure):
        return words.named(page.told.name)
    if screen is Screen.SCAN and not words.model.reader_there:
        return words.say("scan.title-broken")
    group = facts.group_of(words.model, page.code) if isinstance(page, p.Group) else None
    return words.named(group.name) if group else words.say(f"{screen}.title")


def _has_priority(model: k.Model) -> bool:
    return isinstance(model.page, p.Services | p.Group) and model.declared != PriorityGroup.ORDINARY


def _hint(words: Phrases, screen: Screen) -> str:
    page = words.model.page
    if _has_priority(words.model):
        return words.say("services.hint-priority", group=words.say(f"priority.{words.model.declared}"))
    if isinstance(page, d.Proof) and page.may_skip:
        return words.say("proof.hint-optional")
    if isinstance(page, d.Manual) and page.typed and not as_code(page.typed):
        return words.say("manual.hint-more")
    if isinstance(page, g.Listed):
        return words.say(
            "listed.hint-more" if page.more and page.typed == "" else "listed.hint", count=page.more
        )
    if isinstance(page, g.Procedure | g.Blank):
        return ""
    if isinstance(page, sp.Rate) and page.question is None:
        return words.say("rate.why-hint")
    if _blind(words.model, screen):
        return words.say("manual.hint-broken")
    return words.say(f"{screen}.hint")


def _blind(model: k.Model, screen: Screen) -> bool:
    """Whether a code is typed because nothing can read it now."""
    return screen is Screen.MANUAL and model.equipment.reader and not model.reader_there


def _banner(words: Phrases) -> str:
    if words.model.twice:
        return name_twice(words, words.model.twice)
    if words.model.alone.giving:
        return words.say("banner.alone")
    fault = facts.paper_fault(words.model)
    if fault is None:
        closes = facts.closes_early(words.model)
        return words.say("banner.closes-early", time=closes) if closes else ""
    known = fault in (FaultCode.PAPER_END, FaultCode.COVER_OPEN)
    return words.say(f"banner.{fault if known else 'other'}")


def _banner_icon(model: k.Model) -> str:
    if model.twice:
        return "alert"
    if model.alone.giving:
        return "lan-disconnect"
    return "calendar-clock" if facts.closes_early(model) and not facts.paper_fault(model) else "printer-alert"


def _actions(words: Phrases, screen: Screen) -> tuple[v.Button, ...]:
    """The buttons; one for which something is still to be typed is there already, and cannot be touched."""
    shown = tuple(_action(words, screen, target) for target in offered.actions(words.model))
    waits = {Screen.MANUAL: t.Way.LOOK_UP, Screen.FIND: t.Way.SEARCH}.get(screen)
    if waits and not any(button.target is waits for button in shown):
        shown += (replace(_action(words, screen, waits), target=None, main=False),)
    return shown


def _action(words: Phrases, screen: Screen, target: t.Target) -> v.Button:
    match target:
        case t.Way.BACK:
            return v.Button(t.Way.BACK, words.say(f"{screen}.back"), WAY_ICONS[t.Way.BACK])
        case t.Way.SKIP if screen is Screen.RATE:
            return v.Button(t.Way.SKIP, words.say("rate.skip"), WAY_ICONS[t.Way.SKIP])
        case t.Way() as way:
            chosen = way is t.Way.PRIORITY and _has_priority(words.model)
            icon = "check-circle" if chosen else WAY_ICONS[way]
            if way is t.Way.SCAN and not words.model.equipment.reader:
                icon = "magnify"
            text = words.say(WAY_TEXTS.get(way, f"services.{way}"))
            return v.Button(way, text, icon, main=chosen or way in ON)
    return v.Button(target, words.say("dossier.another"), "chevron-right")


def _switch(words: Phrases, tool: t.Tool) -> v.Switch:
    model = words.model
    if tool is t.Tool.LANG:
        other = model.languages[(model.languages.index(model.lang) + 1) % len(model.languages)]
        return v.Switch(tool, words.say_in(other, "language.name"), TOOL_ICONS[tool])
    here = tool is t.Tool.ALOUD and isinstance(model.page, d.Dossier)
    on = getattr(model.page if here else model.modes, tool.value)
    return v.Switch(tool, words.say(f"tool.{tool}"), TOOL_ICONS[tool], on=on)


def _closing(words: Phrases) -> v.Closing | None:
    seconds = words.model.closes_in
    if seconds is None:
        return None
    answer = isinstance(words.model.page, d.Dossier)
    plain = answer or isinstance(words.model.page, p.Number)
    text = words.say("closing.number" if plain else "closing.text", seconds=seconds)
    button = v.Button(t.Way.MORE_TIME, words.say("closing.more"), "clock-outline", main=True)
    brief = words.say("closing.brief", seconds=seconds)
    return v.Closing(text, brief, seconds, int(warning_s(words.model)), button)
