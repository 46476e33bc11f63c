"""The keypad: digits choose a card, Enter presses it, and nothing happens by a digit alone. Pure.

Where a dossier's code or a second factor is typed, digits are its digits. Elsewhere numbers stand on the
cards, so 12 is the twelfth card of any sheet; the buttons below them go on counting, and 0 without a digit before it goes back.
"""

from dataclasses import replace

from kiosk_app.flow import dossier_pages as d
from kiosk_app.flow import model as k
from kiosk_app.flow import targets

DIGITS = frozenset("0123456789")
ENTER, NEXT, PREVIOUS, ALOUD = "enter", "next", "previous", "aloud"
NAMES = (*sorted(DIGITS), ENTER, NEXT, PREVIOUS, ALOUD)
TYPING_S = 3.0
"""A digit after a longer pause begins a new number."""
BACK = ("back", "ok")
"""Leaving a number that may have no slip takes Enter: a slip of the finger must not lose it."""


def press(model: k.Model, key: str, moment: k.Moment) -> tuple[k.Model, str]:
    """The model with its new focus, and what is touched by that key ("" for nothing)."""
    model = replace(model, here_at=moment.at)
    match key:
        case "enter" if isinstance(model.page, d.Manual) and not model.focus:
            return model, "look-up"
        case "enter" if isinstance(model.page, d.Proof) and not model.focus:
            return model, "prove"
        case "enter":
            return replace(model, typed=""), model.focus
        case "next" | "previous":
            return _walk(model, 1 if key == NEXT else -1), ""
        case "aloud":
            return replace(model, typed=""), ALOUD if ALOUD in targets.tools(model) else ""
        case _ if key in DIGITS and isinstance(model.page, d.Manual | d.Proof):
            return replace(model, focus=""), f"key-{key}"
        case _ if key in DIGITS:
            return _digit(model, key, moment)
    return model, ""


def _digit(model: k.Model, digit: str, moment: k.Moment) -> tuple[k.Model, str]:
    fresh = moment.at - model.typed_at > TYPING_S
    typed = ("" if fresh else model.typed) + digit
    if typed == "0":
        return replace(model, typed="", focus=""), way_back(model)
    found = targets.numbered(model)
    for number in (typed, digit):  # 1 then 5 of nine means 5
        if 0 < int(number) <= len(found):
            return replace(model, typed=number, typed_at=moment.at, focus=found[int(number) - 1]), ""
    return replace(model, typed="", focus=""), ""


def _walk(model: k.Model, by: int) -> k.Model:
    found = targets.stops(model)
    if not found:
        return model
    start = -1 if by > 0 else 0
    at = found.index(model.focus) if model.focus in found else start
    return replace(model, typed="", focus=found[(at + by) % len(found)])


def way_back(model: k.Model) -> str:
    """What 0 touches; "" where there is no way back."""
    found = targets.targets(model)
    return next((target for target in BACK if target in found), "")
