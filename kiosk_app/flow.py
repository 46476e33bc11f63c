"""The whole kiosk without a window: ``step(model, happening, moment) -> model, effects``. Pure.

One touch on a service is one ticket. The request is repeated with the same id until the desk replies,
so a lost reply cannot make a second ticket; and a number leaves the glass before the next citizen comes.
What time does stands in ``waiting.py``, what the desk's words do in ``hearing.py``.
"""

from dataclasses import replace

from contracts import messages as m
from contracts.vocabulary import PriorityGroup, ServiceCode
from kiosk_app import facts, hearing, keys, offers, waiting
from kiosk_app import model as k

SETTLE_S = 0.6
"""After a screen changed: a finger that is still on its way meant the old one."""
HAMMER_S = 0.3
"""Touches closer together than this are one hand that hammers, not a decision."""

Result = tuple[k.Model, tuple[k.Send, ...]]


def step(model: k.Model, happening: k.Happening, moment: k.Moment) -> Result:
    """What the kiosk becomes, and what it asks the desk."""
    match happening:
        case k.Tick(desk_alive=alive):
            after, effects = waiting.on_tick(model, moment, alive=alive)
        case k.Touched(target=target):
            after, effects = _on_touch(replace(model, focus="", typed=""), target, moment)
        case k.Pressed(key=key):
            after, effects = _on_key(model, key, moment)
        case k.Told(message=message):
            after, effects = hearing.on_message(model, message, moment)
    if _standing(after) != _standing(model):
        after = replace(after, changed_at=moment.at, closes_in=None)
        if after.focus not in offers.targets(after):
            after = replace(after, focus="", typed="")
    return after, effects


def _standing(model: k.Model) -> tuple[object, ...]:
    """What a finger aims at: when it changes, the same place on the glass means something else."""
    home, sheet = _home(model), getattr(model.page, "sheet", 0)
    return facts.screen_of(model), home.group, sheet, model.modes.large, model.modes.low


def _on_key(model: k.Model, key: str, moment: k.Moment) -> Result:
    model, target = keys.press(model, key, moment)
    return _on_touch(model, target, moment) if target else (model, ())


def _on_touch(model: k.Model, target: str, moment: k.Moment) -> Result:
    meant = moment.at - model.changed_at >= SETTLE_S and moment.at - model.touched_at >= HAMMER_S
    model = replace(model, touched_at=moment.at, here_at=moment.at, closes_in=None)
    if not meant:
        return model, ()
    kind, _, name = target.partition("-")
    if target in offers.tools(model):
        return _on_tool(model, target), ()
    match kind, facts.screen_of(model):
        case "sheet", k.Screen.SERVICES | k.Screen.GROUP | k.Screen.PRIORITY if name.isdecimal():
            return _turn(model, int(name)), ()
        case "more", k.Screen.NUMBER:
            return waiting.stay(model, moment), ()
    return _choose(model, target, moment) if target in offers.targets(model) else (model, ())


def _choose(model: k.Model, target: str, moment: k.Moment) -> Result:
    kind, _, name = target.partition("-")
    match kind:
        case "service":
            return _on_service(model, ServiceCode(name), moment)
        case "group":
            return replace(model, page=replace(_home(model), group=ServiceCode(name), sheet=0)), ()
        case "priority":
            return _on_priority(model, name), ()
        case "ok" | "confirm" if isinstance(model.page, k.Number):
            return waiting.forget_number(model, moment)
        case "ok" | "back":
            return replace(model, page=k.Home(priority=_home(model).priority)), ()
    return model, ()


def _home(model: k.Model) -> k.Home:
    return model.page if isinstance(model.page, k.Home) else k.Home()


def _turn(model: k.Model, sheet: int) -> k.Model:
    """Another sheet of the same choices."""
    if not isinstance(model.page, k.Home | k.Choosing) or sheet >= len(offers.cards(model)):
        return model
    return replace(model, page=replace(model.page, sheet=sheet))


def _on_tool(model: k.Model, tool: str) -> k.Model:
    match tool:
        case "lang":
            at = model.languages.index(model.lang)
            return replace(model, lang=model.languages[(at + 1) % len(model.languages)])
        case "large" | "contrast" | "low" | "aloud":
            modes = replace(model.modes, **{tool: not getattr(model.modes, tool)})
            page = replace(model.page, sheet=0) if isinstance(model.page, k.Home | k.Choosing) else model.page
            return replace(model, modes=modes, page=page)
    return model


def _on_service(model: k.Model, code: ServiceCode, moment: k.Moment) -> Result:
    if facts.service_of(model, code) is None or not isinstance(model.page, k.Home):
        return model, ()
    line = facts.queue_of(model, code)
    if line is not None and line.closed is not None:
        opens = facts.opening_time(model, str(line.opens_at or ""))
        return replace(model, page=k.Refused(line.closed, code, opens)), ()
    command = m.IssueTicket(
        request_id=moment.fresh_id,
        at=moment.desk_ms,
        service=code,
        priority=model.page.priority,
        lang=model.lang,
    )
    return replace(model, page=k.Sending(k.Pending(command, moment.at, moment.at))), (k.Send(command),)


def _on_priority(model: k.Model, group: str) -> k.Model:
    if not group:
        return replace(model, page=k.Choosing())
    return replace(model, page=k.Home(PriorityGroup(group)))
