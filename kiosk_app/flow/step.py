"""The whole kiosk without a window: ``step(model, happening, moment) -> model, effects``. Pure.

One touch on a service is one ticket. The request is repeated with the same id until the desk replies,
so a lost reply cannot make a second ticket; and a number leaves the glass before the next citizen comes.
What a touch does stands in ``touch``, what time does in ``time``, what the desk's words do in ``desk_words``, what a
scan does in ``scan``.
"""

from dataclasses import replace

from kiosk_app.flow import alone, by_ear, desk_words, keypad, offered, scan, slip, time, touch
from kiosk_app.flow import happenings as h
from kiosk_app.flow import model as k
from kiosk_app.flow import pages as p
from kiosk_app.flow.screen import screen_of


def step(model: k.Model, happening: h.Happening, moment: h.Moment) -> k.Step:  # noqa: C901 - a table
    """What the kiosk becomes, and what it asks the desk."""
    match happening:
        case h.Tick(desk_alive=alive, twice=twice, pairing=pairing, clock=clock):
            known = replace(model, twice=twice, pairing=pairing, alone=replace(model.alone, clock=clock))
            after, effects = time.on_tick(known, moment, alive=alive)
        case h.Touched(target=target):
            after, effects = by_ear.on_touch(model, target, moment)
        case h.Cornered(corner=corner):
            after, effects = by_ear.on_corner(model, corner, moment)
        case h.Pressed(key=key, at=at):
            after, effects = _on_key(model, key, moment.at if at is None else at, moment)
        case h.MessageArrived(message=message):
            after, effects = desk_words.on_message(model, message, moment)
        case h.Scanned(text=text):
            after, effects = scan.on_scan(model, text, moment)
        case h.ReaderSeen(there=there):
            after, effects = replace(model, reader_there=there), ()
        case h.PagesHere(pages=pages):
            after, effects = replace(model, pages_here=pages), ()
        case h.Kept() | h.KeepFailed() | h.RatingsKept():
            after, effects = _on_disk(model, happening, moment)
    effects += slip.keep(model, after)
    if _aimed_at(after) != _aimed_at(model):
        after = replace(after, changed_at=moment.at, closes_in=None)
        if after.focus not in offered.targets(after):
            after = replace(after, focus=None, typed="")
    return after, effects


def _on_key(model: k.Model, key: str, at: float, moment: h.Moment) -> k.Step:
    """A key that was read late is nothing if it is too old, or was pressed before what is on the screen now."""
    if moment.at - at > keypad.TOO_LATE_S or at < model.changed_at:
        return model, ()
    pressed = replace(moment, at=at, desk_ms=moment.desk_ms - round((moment.at - at) * 1000))
    model_there, target = keypad.press(model, key, pressed)
    return touch.on_touch(model_there, target, pressed) if target else (model_there, ())


def _on_disk(model: k.Model, told: h.Kept | h.KeepFailed | h.RatingsKept, moment: h.Moment) -> k.Step:
    match told:
        case h.Kept(record=record):
            return alone.on_kept(model, record, moment)
        case h.KeepFailed(record=record):
            return alone.on_keep_failed(model, record, moment), ()
        case h.RatingsKept():
            return slip.on_kept(model, told, moment), ()


def _aimed_at(model: k.Model) -> tuple[object, ...]:
    """What a finger aims at: when it changes, the same place on the glass means something else."""
    page = model.page
    group, sheet = page.code if isinstance(page, p.Group) else None, getattr(page, "sheet", 0)
    return screen_of(model), group, sheet, getattr(page, "at", 0), model.modes.large, model.modes.low
