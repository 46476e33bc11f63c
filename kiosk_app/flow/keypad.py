"""The keypad: digits are the numbers of choices, Enter presses it, and nothing happens by a digit alone. Pure.

Where a dossier's code or a second factor is typed, digits are its digits. Elsewhere numbers stand on the
choices, so 12 is the twelfth of any sheet; the buttons below them go on counting, and 0 without a digit before it goes back.
"""

from dataclasses import replace

from kiosk_app.flow import dossier_pages as d
from kiosk_app.flow import facts, offered
from kiosk_app.flow import guide_pages as g
from kiosk_app.flow import happenings as h
from kiosk_app.flow import model as k
from kiosk_app.flow import targets as t

DIGITS = frozenset("0123456789")
ENTER, NEXT, PREVIOUS, ALOUD = "enter", "next", "previous", "aloud"
NAMES = (*sorted(DIGITS), ENTER, NEXT, PREVIOUS, ALOUD)
TYPING_S = 3.0
"""A digit after a longer pause begins a new number."""
TOO_LATE_S = 5.0
"""As the desk has it for a clerk's press: what was pressed longer ago is not meant any more."""
ENTERS: dict[type, t.Way] = {d.Manual: t.Way.LOOK_UP, d.Proof: t.Way.PROVE, g.Find: t.Way.SEARCH}
"""What Enter means where one types."""
BACK = (t.Way.BACK, t.Way.OK)
"""Leaving a number that may have no slip takes Enter: a slip of the finger must not lose it."""


def press(model: k.Model, key: str, moment: h.Moment) -> tuple[k.Model, t.Target | None]:
    """The model with its new focus, and what is touched by that key (None: nothing)."""
    model = replace(model, here_at=moment.at)
    match key:
        case "enter" if type(model.page) in ENTERS and not model.focus:
            return model, ENTERS[type(model.page)]
        case "enter":
            return replace(model, typed=""), model.focus or _first_wish(model)
        case "next" | "previous":
            return _walk(model, 1 if key == NEXT else -1), None
        case "aloud":
            return replace(model, typed=""), t.Tool.ALOUD if t.Tool.ALOUD in offered.tools(model) else None
        case _ if key in DIGITS and isinstance(model.page, d.Manual | d.Proof | g.Find):
            return replace(model, focus=None), t.KeyTarget(key)
        case _ if key in DIGITS:
            return _digit(model, key, moment)
    return model, None


def _first_wish(model: k.Model) -> t.Target | None:
    """Enter with nothing chosen, at the start: somebody looks for the machine with the fingers, and wants to hear it."""
    silent = t.Tool.ALOUD in offered.tools(model) and not model.modes.aloud
    return t.Tool.ALOUD if silent and model.page == facts.home(model) else None


def _digit(model: k.Model, digit: str, moment: h.Moment) -> tuple[k.Model, t.Target | None]:
    fresh = moment.at - model.typed_at > TYPING_S
    typed = ("" if fresh else model.typed) + digit
    if typed == "0":
        return replace(model, typed="", focus=None), way_back(model)
    found = offered.numbered(model)
    for number in (typed, digit):  # 1 then 5 of nine means 5
        if 0 < int(number) <= len(found):
            return replace(model, typed=number, typed_at=moment.at, focus=found[int(number) - 1]), None
    return replace(model, typed="", focus=None), None


def _walk(model: k.Model, by: int) -> k.Model:
    found = offered.stops(model)
    if not found:
        return model
    start = -1 if by > 0 else 0
    at = found.index(model.focus) if model.focus in found else start
    return replace(model, typed="", focus=found[(at + by) % len(found)])


def way_back(model: k.Model) -> t.Target | None:
    """What 0 touches; None where there is no way back."""
    found = offered.targets(model)
    return next((target for target in BACK if target in found), None)
