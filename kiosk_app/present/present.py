"""model -> view: every word on the glass is chosen here and in the modules it calls. Pure."""

from dataclasses import replace

from contracts.dossiers import as_code
from contracts.texts import Catalogue
from contracts.vocabulary import FaultCode, PriorityGroup
from kiosk_app.flow import dossier_pages as d
from kiosk_app.flow import facts, targets, time
from kiosk_app.flow import model as k
from kiosk_app.present import view as v
from kiosk_app.present.choices import cards
from kiosk_app.present.dossier import aim, dossier, keyboard, proof, remark
from kiosk_app.present.notices import notice
from kiosk_app.present.number import ticket
from kiosk_app.present.phrases import Sayings
from kiosk_app.present.spoken import spoken

TOOL_ICONS = {
    "lang": "translate",
    "large": "format-size",
    "contrast": "contrast-circle",
    "low": "wheelchair-accessibility",
    "aloud": "volume-high",
}
ACTION_ICONS = {
    "back": "chevron-left",
    "priority": "human-cane",
    "scan": "barcode-scan",
    "keypad": "keyboard",
    "look-up": "magnify",
    "prove": "file-check",
    "skip": "arrow-right",
}
ACTION_ROOMS = {"keypad": "scan", "look-up": "manual", "prove": "proof", "skip": "proof"}
"""Where the words of a button stand that are not those of the first screen."""
ON = frozenset({"look-up", "prove"})
"""Buttons that say that what was typed is complete."""
TITLED = targets.CHOICES | {k.Screen.SCAN, k.Screen.MANUAL, k.Screen.PROOF}
"""Screens with a title of their own in the head."""


def present(model: k.Model, catalogue: Catalogue) -> v.View:
    """The view of a model. Two models that look the same give equal views."""
    words = Sayings(model, catalogue)
    view = _view(words)
    return replace(view, spoken=spoken(words, view)) if model.modes.aloud else view


def _view(words: Sayings) -> v.View:
    model, screen = words.model, facts.screen_of(words.model)
    asks = screen in TITLED
    return v.View(
        screen=screen,
        lang=model.lang,
        header=_header(words),
        body=_body(words, screen),
        title=_title(words, screen) if asks else "",
        hint=_hint(words, screen) if asks else "",
        hint_tells=screen == k.Screen.PRIORITY or _has_priority(model) or _blind(model, screen),
        banner=_banner(words) if screen in (k.Screen.SERVICES, k.Screen.GROUP) else "",
        actions=_actions(words, screen),
        tools=tuple(_tool(words, target) for target in targets.tools(model)),
        closing=_closing(words),
        modes=model.modes,
        focus=model.focus,
    )


def _body(words: Sayings, screen: k.Screen) -> v.Body:
    match words.model.page, screen:
        case k.Number() as page, k.Screen.NUMBER:
            return ticket(words, page)
        case ((k.Home(sheet=sheet) | k.Choosing(sheet=sheet)), _) if screen in targets.CHOICES:
            return v.Choice(cards(words), sheet, words.say("sheet.more"), words.say("sheet.previous"))
        case d.Scan(), k.Screen.SCAN:
            return aim(words)
        case d.Manual(typed=typed), k.Screen.MANUAL:
            return keyboard(words, typed)
        case d.Proof() as page, k.Screen.PROOF:
            return proof(words, page)
        case d.Answer() as page, k.Screen.DOSSIER:
            return dossier(words, page)
        case d.Remark() as page, k.Screen.REMARK:
            return remark(words, page)
    return notice(words, screen)


def _header(words: Sayings) -> v.Header:
    office = words.model.office
    if office is None:
        return v.Header("", "", "", "")
    time = date = ""
    if words.model.minute:
        now = facts.local_time(words.model, words.model.minute * 60_000)
        time = f"{now:%H:%M}"
        date = words.say("header.date", weekday=words.say(f"day.{now.isoweekday()}"), date=now)
    return v.Header(words.named(office.authority), words.named(office.name), time, date)


def _title(words: Sayings, screen: k.Screen) -> str:
    page = words.model.page
    if isinstance(page, d.Proof):
        return words.say(f"proof.{page.offer.proof_kind}", count=page.longest)
    if screen is k.Screen.SCAN and not words.model.reader_there:
        return words.say("scan.title-broken")
    group = facts.group_of(words.model, page.group) if isinstance(page, k.Home) and page.group else None
    return words.named(group.name) if group else words.say(f"{screen}.title")


def _has_priority(model: k.Model) -> bool:
    return isinstance(model.page, k.Home) and model.declared != PriorityGroup.ORDINARY


def _hint(words: Sayings, screen: k.Screen) -> str:
    page = words.model.page
    if _has_priority(words.model):
        return words.say("services.hint-priority", group=words.say(f"priority.{words.model.declared}"))
    if isinstance(page, d.Proof) and page.may_skip:
        return words.say("proof.hint-optional")
    if isinstance(page, d.Manual) and page.typed and not as_code(page.typed):
        return words.say("manual.hint-more")
    if _blind(words.model, screen):
        return words.say("manual.hint-broken")
    return words.say(f"{screen}.hint")


def _blind(model: k.Model, screen: k.Screen) -> bool:
    """Whether a code is typed because nothing can read it now."""
    return screen is k.Screen.MANUAL and model.equipment.reader and not model.reader_there


def _banner(words: Sayings) -> str:
    fault = facts.paper_fault(words.model)
    if fault is None:
        return ""
    known = fault in (FaultCode.PAPER_END, FaultCode.COVER_OPEN)
    return words.say(f"banner.{fault if known else 'other'}")


def _actions(words: Sayings, screen: k.Screen) -> tuple[v.Button, ...]:
    """The buttons; one for which something is still to be typed is there already, and cannot be touched."""
    shown = tuple(_action(words, screen, target) for target in targets.actions(words.model))
    if screen is k.Screen.MANUAL and not any(button.id == "look-up" for button in shown):
        shown += (replace(_action(words, screen, "look-up"), id="", main=False),)
    return shown


def _action(words: Sayings, screen: k.Screen, target: str) -> v.Button:
    if target == "back":
        return v.Button("back", words.say(f"{screen}.back"), ACTION_ICONS["back"])
    if target.startswith("sheet-"):
        return v.Button(target, words.say("dossier.another"), "chevron-right")
    chosen = target == "priority" and _has_priority(words.model)
    icon = "check-circle" if chosen else ACTION_ICONS[target]
    if target == "scan" and not words.model.equipment.reader:
        icon = "magnify"
    room = ACTION_ROOMS.get(target, "services")
    return v.Button(target, words.say(f"{room}.{target}"), icon, main=chosen or target in ON)


def _tool(words: Sayings, target: str) -> v.Tool:
    model = words.model
    if target == "lang":
        other = model.languages[(model.languages.index(model.lang) + 1) % len(model.languages)]
        return v.Tool("lang", words.say_in(other, "language.name"), TOOL_ICONS["lang"])
    on = getattr(
        model.page if isinstance(model.page, d.Answer) and target == "aloud" else model.modes, target
    )
    return v.Tool(target, words.say(f"tool.{target}"), TOOL_ICONS[target], on=on)


def _closing(words: Sayings) -> v.Closing | None:
    seconds = words.model.closes_in
    if seconds is None:
        return None
    answer = isinstance(words.model.page, d.Answer)
    plain = answer or isinstance(words.model.page, k.Number)
    text = words.say("closing.number" if plain else "closing.text", seconds=seconds)
    button = v.Button("more-time", words.say("closing.more"), "clock-outline", main=True)
    brief = words.say("closing.brief", seconds=seconds)
    return v.Closing(text, brief, seconds, int(time.warning_s(words.model)), button)
