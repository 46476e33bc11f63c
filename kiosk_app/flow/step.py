"""The whole kiosk without a window: ``step(model, happening, moment) -> model, effects``. Pure.

One touch on a service is one ticket. The request is repeated with the same id until the desk replies,
so a lost reply cannot make a second ticket; and a number leaves the glass before the next citizen comes.
What time does stands in ``time.py``, what the desk's words do in ``desk_words.py``.
"""

from dataclasses import replace

from contracts import messages as m
from contracts.dossiers import DossierCode
from contracts.vocabulary import PriorityGroup, ServiceCode
from kiosk_app.flow import asking, desk_words, facts, keypad, look_up, targets, time
from kiosk_app.flow import dossier_pages as d
from kiosk_app.flow import model as k

SETTLE_S = 0.6
"""After a screen changed: a finger that is still on its way meant the old one."""
HAMMER_S = 0.3
"""Touches of one button closer together than this are one hand that hammers, not a decision."""
BOUNCE_S = 0.08
"""Closer together than this is one touch that bounced, also on two keys or two buttons."""

Result = tuple[k.Model, tuple[k.Effect, ...]]


def step(model: k.Model, happening: k.Happening, moment: k.Moment) -> Result:
    """What the kiosk becomes, and what it asks the desk."""
    match happening:
        case k.Tick(desk_alive=alive):
            after, effects = time.on_tick(model, moment, alive=alive)
        case k.Touched(target=target):
            after, effects = _on_touch(replace(model, focus="", typed=""), target, moment)
        case k.Pressed(key=key):
            after, effects = _on_key(model, key, moment)
        case k.Told(message=message):
            after, effects = desk_words.on_message(model, message, moment)
        case k.Scanned(text=text):
            after, effects = look_up.on_scan(model, text, moment)
        case k.ReaderSeen(there=there):
            after, effects = replace(model, reader_there=there), ()
    if _standing(after) != _standing(model):
        after = replace(after, changed_at=moment.at, closes_in=None)
        if after.focus not in targets.targets(after):
            after = replace(after, focus="", typed="")
    return after, effects


def _standing(model: k.Model) -> tuple[object, ...]:
    """What a finger aims at: when it changes, the same place on the glass means something else."""
    home, sheet = _home(model), getattr(model.page, "sheet", 0)
    return facts.screen_of(model), home.group, sheet, model.modes.large, model.modes.low


def _on_key(model: k.Model, key: str, moment: k.Moment) -> Result:
    model, target = keypad.press(model, key, moment)
    return _on_touch(model, target, moment) if target else (model, ())


def _on_touch(model: k.Model, target: str, moment: k.Moment) -> Result:
    kind, _, name = target.partition("-")
    meant = _is_meant(model, target, moment)
    touched = "key" if kind == "key" else target
    model = replace(model, touched_at=moment.at, touched=touched, here_at=moment.at, closes_in=None)
    if not meant:
        return model, ()
    if target in targets.tools(model):
        return _on_tool(model, target), ()
    match kind, facts.screen_of(model):
        case "sheet", k.Screen.SERVICES | k.Screen.GROUP | k.Screen.PRIORITY if name.isdecimal():
            return _turn(model, int(name)), ()
        case "more", k.Screen.NUMBER:
            return time.stay(model, moment), ()
    return _choose(model, target, moment) if target in targets.targets(model) else (model, ())


def _is_meant(model: k.Model, target: str, moment: k.Moment) -> bool:
    """Whether a touch is a decision; a switch that does no harm stands where it stood on the screen before."""
    tools = targets.tools(model)
    settle_s = HAMMER_S if target in tools and model.touched not in tools else SETTLE_S
    again = target == model.touched
    apart_s = HAMMER_S if again or target in tools else BOUNCE_S
    return moment.at - model.changed_at >= settle_s and moment.at - model.touched_at >= apart_s


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
            return time.confirm_number(model, moment)
        case "back" if isinstance(model.page, k.Choosing):
            return replace(model, page=k.Home(), declared=PriorityGroup.ORDINARY), ()
        case "ok" | "back":
            return replace(model, page=_page_before(model, kind)), ()
    return _look_up(model, target, moment)


def _look_up(model: k.Model, target: str, moment: k.Moment) -> Result:
    """What is touched on the way to a dossier, and from it."""
    kind, _, name = target.partition("-")
    match target, model.page:
        case "scan", _:
            return look_up.start(model), ()
        case "keypad", _:
            return replace(model, page=d.Manual()), ()
        case "look-up", _:
            return look_up.on_typed(model, moment)
        case (("prove" | "skip"), _):
            return look_up.on_proof(model, moment, skipped=target == "skip")
        case _, d.Proof() if kind == "key":
            return look_up.on_proof_key(model, target), ()
        case "take-result", d.Answer(result_service=service, shown=shown) if service:
            return _ask_number(model, service, moment, dossier=shown.dossier)
        case _, d.Answer() as page if kind == "sheet":
            return replace(model, page=replace(page, sheet=int(name), aloud=False)), ()
    return (look_up.on_key(model, target), ()) if kind == "key" else (model, ())


def _page_before(model: k.Model, kind: str) -> k.Page:
    """After most remarks one tries again, with what was typed; a typed code can be mended; else home."""
    match kind, model.page:
        case "ok", d.Remark(kind=why, again=d.Proof() as again) if why in d.AGAIN:
            return again
        case "ok", d.Remark(kind=why, typed=typed) if why in d.AGAIN:
            return d.Scan() if model.reader_there and not typed else d.Manual(typed)
        case "back", d.Proof(code_typed=str(typed)) if typed:
            return d.Manual(typed)
    return k.Home()


def _home(model: k.Model) -> k.Home:
    return model.page if isinstance(model.page, k.Home) else k.Home()


def _turn(model: k.Model, sheet: int) -> k.Model:
    """Another sheet of the same choices."""
    if not isinstance(model.page, k.Home | k.Choosing) or sheet >= len(targets.cards(model)):
        return model
    return replace(model, page=replace(model.page, sheet=sheet))


def _on_tool(model: k.Model, tool: str) -> k.Model:
    match tool:
        case "aloud" if isinstance(model.page, d.Answer):  # a dossier is read out only when asked for here
            aloud = not model.page.aloud
            return replace(
                model, modes=replace(model.modes, aloud=aloud), page=replace(model.page, aloud=aloud)
            )
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
    return _ask_number(model, code, moment)


def _ask_number(
    model: k.Model,
    code: ServiceCode,
    moment: k.Moment,
    *,
    dossier: DossierCode | None = None,
) -> Result:
    line = facts.queue_of(model, code)
    if line is not None and line.closed is not None:
        opens = facts.opening_time(model, line.opens_at)
        return replace(model, page=k.Refused(line.closed, code, opens)), ()
    command = m.IssueTicket(
        request_id=moment.fresh_id,
        at=moment.desk_ms,
        service=code,
        priority=model.declared,
        lang=model.lang,
        dossier=dossier,
    )
    question, effects = asking.ask(command, asking.NUMBER, moment)
    return replace(model, page=k.Sending(question)), effects


def _on_priority(model: k.Model, group: str) -> k.Model:
    if not group:
        return replace(model, page=k.Choosing())
    return replace(model, page=k.Home(), declared=PriorityGroup(group))
