"""A screen for the ear: what a person who cannot read it needs, in the order in which it matters. Pure.

Sentences stand in the catalogues under ``spoken``; a keypad's numbers are said with the choices.
"""

from contracts.vocabulary import PriorityGroup
from kiosk_app.flow import dossier_pages as d
from kiosk_app.flow import keypad, targets
from kiosk_app.flow.model import Screen
from kiosk_app.present import view as v
from kiosk_app.present.phrases import Sayings

SIGNS = {"-": "dash", ".": "dot", "/": "slash"}
"""A voice leaves these out."""


def spoken(words: Sayings, view: v.View) -> str:
    """The whole screen, or only what the keypad is on."""
    if view.focus:
        return _focus(words, view)
    match view.body:
        case v.Choice() as body:
            said = _choice(words, view, body)
        case v.Notice() as body:
            said = [body.title, *body.lines]
            said += [body.table_title, *(f"{days}: {times}" for days, times in body.table)]
        case v.Ticket() as body:
            said = _ticket(words, body)
        case v.Dossier() as body:
            said = _dossier(words, body)
        case v.Aim() as body:
            said = [view.title, *body.steps]
        case v.Keys() as body:
            said = _keys(words, view, body)
        case v.NumberPad() as body:
            said = _number_pad(words, body)
    said += _ways(words, view)
    if view.closing:
        said = [view.closing.text]
    return _sentences(said)


def moment_of(view: v.View) -> str:
    """What is spoken about: equal while only a figure on the same screen changes."""
    phase = f".{view.body.phase}" if isinstance(view.body, v.Ticket) else ""
    if isinstance(view.body, v.Dossier):
        phase = f".{view.body.place}.{'asked' if view.body.aloud else 'silent'}"
    if isinstance(view.body, v.NumberPad):
        phase = f".{view.body.typed}"
    if isinstance(view.body, v.Keys) and view.screen is Screen.MANUAL:
        phase = f".{len(view.body.typed)}{view.body.typed[-1:]}"
    title = f".{view.title}" if view.title else ""
    return f"{view.screen}{phase}{title}" + (f".{view.focus}" if view.focus else "")


class Aloud:
    """Decides when something is said: once for each moment, and once when the screen is about to close."""

    def __init__(self) -> None:
        self._moment, self._closing = "", False

    def next(self, view: v.View) -> str | None:
        """What to say now; "" to be silent, None to let it go on."""
        moment = moment_of(view) if view.spoken else ""
        closing = bool(view.closing) and bool(view.spoken)
        before, was_closing = self._moment, self._closing
        self._moment, self._closing = moment, closing
        if moment == before and closing == was_closing:
            return None
        if moment == before and not closing:
            return ""
        return view.spoken


def _choice(words: Sayings, view: v.View, body: v.Choice) -> list[str]:
    keypad, declared = words.model.equipment.keypad, words.model.declared
    hint, how = view.hint, ""
    if keypad:  # then nothing is touched
        how = words.say("spoken.keys")
        told = declared != PriorityGroup.ORDINARY
        hint = words.say("spoken.priority", group=words.say(f"priority.{declared}")) if told else ""
    if view.screen is Screen.PRIORITY:
        hint = view.hint
    return [view.title, hint, view.banner, how, *(_card(words, card) for card in body.cards)]


def _keys(words: Sayings, view: v.View, body: v.Keys) -> list[str]:
    """How to type; then each sign of a dossier's code, which no bystander can use. Never a second factor."""
    if view.screen is Screen.MANUAL and body.typed:
        return [_typed(words, body)]
    keypad = words.model.equipment.keypad and view.screen is Screen.MANUAL
    return [view.title, view.hint, words.say("spoken.manual") if keypad else ""]


def _typed(words: Sayings, body: v.Keys) -> str:
    sign = body.typed[-1]
    name = words.say(f"spoken.{SIGNS[sign]}") if sign in SIGNS else sign
    return words.say("spoken.typed", count=len(body.typed), sign=name)


def _ways(words: Sayings, view: v.View) -> list[str]:
    """The keys of the buttons; those of cards are said with the cards, and where one types there are none."""
    model = words.model
    if not model.equipment.keypad or isinstance(model.page, d.Manual | d.Proof):
        return []
    named, cards = _names(view), targets.cards(model)
    found = [(str(key), way) for key, way in enumerate(targets.numbered(model), 1) if way not in cards]
    back = keypad.way_back(model)
    if back and not cards:
        found.append(("0", back))
    return [words.say("spoken.way", press=key, name=named[way]) for key, way in found if way in named]


def _card(words: Sayings, card: v.Card) -> str:
    key = "spoken.card-key" if card.key else "spoken.card"
    return words.say(key, press=card.key, name=card.name, detail=card.detail)


def _ticket(words: Sayings, body: v.Ticket) -> list[str]:
    number = words.say("spoken.number", caption=body.caption, number=", ".join(body.number))
    facts = [f"{fact.caption}: {fact.value}" for fact in body.facts]
    return [number, body.service, *facts, body.slip, body.hint]


def _number_pad(words: Sayings, body: v.NumberPad) -> list[str]:
    """The question, then how much is typed: whoever cannot see the dots hears them, and nobody hears digits."""
    if body.complete:
        return [words.say("proof.enter" if words.model.equipment.keypad else "proof.full")]
    if body.typed:
        return [words.say("proof.typed", typed=body.typed, count=body.length)]
    return [body.question, body.note, body.skip.text if body.skip else ""]


def _dossier(words: Sayings, body: v.Dossier) -> list[str]:
    """Others stand near: a dossier is read out only when the citizen asks for it here, and never its code."""
    if not body.aloud:
        return [words.say("dossier.aloud-key" if words.model.equipment.keypad else "dossier.aloud")]
    facts = [f"{fact.caption}: {fact.value}" for fact in body.facts]
    return [body.place, body.status, body.deadline, body.next_step, *facts, body.as_of]


def _focus(words: Sayings, view: v.View) -> str:
    cards = view.body.cards if isinstance(view.body, v.Choice) else ()
    for card in cards:
        if card.id == view.focus:
            return _sentences([_card(words, card), words.say("spoken.enter")])
    typed = view.body.typed if isinstance(view.body, v.Keys) and view.screen is Screen.MANUAL else ""
    if isinstance(view.body, v.Keys) and typed and view.focus == f"key-{typed[-1]}":
        return _sentences([_typed(words, view.body)])
    return _sentences([_names(view).get(view.focus, ""), words.say("spoken.enter")])


def _names(view: v.View) -> dict[str, str]:
    """What each button says."""
    button = view.body.button if isinstance(view.body, v.Notice | v.Ticket | v.Dossier) else None
    pad = view.body.keys if isinstance(view.body, v.Keys | v.NumberPad) else ()
    ways: tuple[v.Button | None, ...] = (button,)
    if isinstance(view.body, v.NumberPad):
        ways = view.body.prove, view.body.skip
    offered: tuple[v.Button | v.Tool, ...] = (*view.actions, *view.tools, *pad)
    return {b.id: b.text for b in (*offered, *(way for way in ways if way)) if b.id}


def _sentences(parts: list[str]) -> str:
    """Dashes and dots between words are read as pauses; a full stop after each part makes one."""
    clean = (part.replace(" – ", ", ").replace(" · ", ", ").replace("\n", ", ").strip() for part in parts)
    return " ".join(part if part.endswith((".", "?", "!", "…")) else f"{part}." for part in clean if part)
