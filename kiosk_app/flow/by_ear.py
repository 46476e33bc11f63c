"""The screen for the ear: the first touch says, the second chooses; two corners walk and choose for who cannot see. Pure."""

from dataclasses import replace

from kiosk_app.flow import dossier_pages as d
from kiosk_app.flow import happenings as h
from kiosk_app.flow import keypad, offered, touch
from kiosk_app.flow import model as k
from kiosk_app.flow import pages as p
from kiosk_app.flow import targets as t

AT_ONCE = (t.KeyTarget, t.HoldTarget)
"""What is typed is heard, or must not be: a letter is chosen by its first touch."""
HARMLESS = frozenset({t.Tool.ALOUD, t.Way.MORE_TIME})
"""Switching the voice off, and asking for time, is never made longer."""


def on_touch(model: k.Model, target: t.Target | None, moment: h.Moment) -> k.Step:
    """A finger left the glass. With reading aloud on it first hears what it was on."""
    if not _says_first(model, target):
        if model.focus and model.focus == target and not touch.is_meant(model, target, moment):
            return replace(model, here_at=moment.at, touched_at=moment.at), ()  # a hand that trembles
        return touch.on_touch(replace(model, focus=None, typed=""), target, moment)
    heard = replace(model, focus=target, typed="", touched=target, touched_at=moment.at)
    return replace(heard, here_at=moment.at, closes_in=None), ()


def _says_first(model: k.Model, target: t.Target | None) -> bool:
    if not model.modes.aloud or target is None or target == model.focus:
        return False
    if isinstance(target, AT_ONCE) or target in HARMLESS:
        return False
    return isinstance(target, t.SheetTarget) or target in offered.targets(model)


def on_corner(model: k.Model, corner: h.Corner, moment: h.Moment) -> k.Step:
    """The left corner, held: begin or end to go by ear. Then the left one walks, and the right one chooses."""
    if not model.equipment.voice:
        return model, ()
    model = replace(model, here_at=moment.at, closes_in=None)
    if corner is h.Corner.HELD:
        begins = not model.modes.by_ear
        modes = replace(model.modes, by_ear=begins, aloud=begins)
        return replace(model, modes=modes, focus=None, typed="", page=_silent(model)), ()
    if not model.modes.by_ear:
        return model, ()
    model, target = keypad.press(model, keypad.NEXT if corner is h.Corner.LEFT else keypad.ENTER, moment)
    return touch.on_touch(model, target, moment) if target else (model, ())


def _silent(model: k.Model) -> p.Page:
    """The page; a dossier is read out only when that is asked for on its own screen."""
    return replace(model.page, aloud=False) if isinstance(model.page, d.Dossier) else model.page
