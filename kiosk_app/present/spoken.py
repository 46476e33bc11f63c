"""A screen for the ear: what a person who cannot read it needs, in the order in which it matters. Pure.

Sentences stand in the catalogues under ``spoken``; a keypad's numbers are said with the choices.
"""

from contracts.vocabulary import PriorityGroup
from kiosk_app.flow import dossier_pages as d
from kiosk_app.flow import facts, keypad, offered
from kiosk_app.flow import guide_pages as g
from kiosk_app.flow import targets as t
from kiosk_app.flow.screen import Screen
from kiosk_app.present import view as v
from kiosk_app.present.phrases import Phrases
from kiosk_app.present.target_name import target_name

TYPES = frozenset({Screen.MANUAL, Screen.FIND})
"""Where what is typed may be heard."""
SIGNS = {"-": "dash", ".": "dot", "/": "slash"}
"""A voice leaves these out."""


def spoken(words: Phrases, view: v.View) -> tuple[str, ...]:
    """The whole screen, sentence by sentence, or only what the keypad or a finger is on."""
    if view.focus:
        return _focus(words, view)
    said = [words.say("spoken.corners")] if _begins_by_ear(words) else []
    said += _body(words, view)
    said += _ways(words, view)
    if view.closing:
        said = [view.closing.text]
    return _sentences(said)


def _begins_by_ear(words: Phrases) -> bool:
    """Whether to say how one goes by ear: at the start only, because everybody begins there."""
    return words.model.modes.by_ear and words.model.page == facts.home(words.model)


def _chooses(words: Phrases) -> str:
    """How what is marked is chosen."""
    if words.model.modes.by_ear:
        return words.say("spoken.corner")
    return words.say("spoken.enter" if words.model.equipment.keypad else "spoken.again")


def _body(words: Phrases, view: v.View) -> list[str]:
    match view.body:
        case v.Choices() as body:
            return _choices(words, view, body)
        case v.Notice() as body:
            table = (f"{days}: {times}" for days, times in body.table)
            return [body.title, *body.lines, body.table_title, *table, view.header.hotline]
        case v.Scan() as body:
            return [view.title, body.place, *body.steps]
        case v.Keyboard() as body:
            return _keys(words, view, body)
        case v.Procedure() as body:
            return _procedure(view, body)
        case v.Blank() as body:
            return [body.name, body.place]
    return _personal(words, view)


def _personal(words: Phrases, view: v.View) -> list[str]:
    """What is one citizen's own."""
    match view.body:
        case v.Number() as body:
            return _number(words, body)
        case v.Dossier() as body:
            return [*_dossier(words, body), view.header.hotline if body.aloud else ""]
        case v.NumberPad() as body:
            return _number_pad(words, body)
    return []


def moment_of(view: v.View) -> str:
    """What is spoken about: equal while only a figure on the same screen changes."""
    phase = f".{view.body.phase}" if isinstance(view.body, v.Number) else ""
    if isinstance(view.body, v.Dossier):
        phase = f".{view.body.place}.{'asked' if view.body.aloud else 'silent'}"
    if isinstance(view.body, v.NumberPad):
        phase = f".{view.body.typed}"
    if isinstance(view.body, v.Procedure):
        phase = f".{view.body.sheet}.{view.body.told}"
    if isinstance(view.body, v.Blank):
        phase = f".{view.body.place}"
    if isinstance(view.body, v.Keyboard) and view.screen in TYPES:
        phase = f".{len(view.body.typed)}{view.body.typed[-1:]}"
    if view.screen in (Screen.SLIP, Screen.RATED) and isinstance(view.body, v.Notice):
        phase = f".{view.body.title}"
    title = f".{view.title}" if view.title else ""
    return f"{view.screen}{phase}{title}" + (f".{target_name(view.focus)}" if view.focus else "")


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


def _choices(words: Phrases, view: v.View, body: v.Choices) -> list[str]:
    keypad, declared = words.model.equipment.keypad, words.model.declared
    hint, how = view.hint, ""
    if keypad:  # then nothing is touched
        how = words.say("spoken.keys")
        told = declared != PriorityGroup.ORDINARY
        hint = words.say("spoken.priority", group=words.say(f"priority.{declared}")) if told else ""
    if view.screen is Screen.PRIORITY:
        hint = view.hint
    return [view.title, hint, view.banner, how, *(_choice(words, choice) for choice in body.choices)]


def _keys(words: Phrases, view: v.View, body: v.Keyboard) -> list[str]:
    """How to type; then each sign of a dossier's code, which no bystander can use. Never a second factor."""
    if view.screen is Screen.FIND:
        return [body.typed or view.title, "" if body.typed else view.hint]
    if view.screen is Screen.MANUAL and body.typed:
        return [_typed(words, body)]
    keypad = words.model.equipment.keypad and view.screen is Screen.MANUAL
    return [view.title, view.hint, words.say("spoken.manual") if keypad else ""]


def _typed(words: Phrases, body: v.Keyboard) -> str:
    sign = body.typed[-1]
    name = words.say(f"spoken.{SIGNS[sign]}") if sign in SIGNS else sign
    return words.say("spoken.typed", count=len(body.typed), sign=name)


def _ways(words: Phrases, view: v.View) -> list[str]:
    """The keys of the buttons; those of choices are said with them, and where one types there are none."""
    model = words.model
    if not model.equipment.keypad or isinstance(model.page, d.Manual | d.Proof | g.Find):
        return []
    named, choices = _names(view), offered.choices(model)
    found = [(str(key), way) for key, way in enumerate(offered.numbered(model), 1) if way not in choices]
    back = keypad.way_back(model)
    if back and not choices:
        found.append(("0", back))
    return [words.say("spoken.way", press=key, name=named[way]) for key, way in found if way in named]


def _choice(words: Phrases, choice: v.Choice) -> str:
    key = "spoken.choice-key" if choice.key else "spoken.choice"
    return words.say(key, press=choice.key, name=choice.name, detail=choice.detail)


def _number(words: Phrases, body: v.Number) -> list[str]:
    number = words.say("spoken.number", caption=body.caption, number=", ".join(body.number))
    facts = [f"{fact.caption}: {fact.value}" for fact in body.facts]
    return [number, body.service, *facts, body.slip, body.hint]


def _number_pad(words: Phrases, body: v.NumberPad) -> list[str]:
    """The question, then how much is typed: whoever cannot see the dots hears them, and nobody hears digits."""
    if body.complete:
        return [words.say("proof.enter" if words.model.equipment.keypad else "proof.full")]
    if body.typed:
        return [words.say("proof.typed", typed=body.typed, count=body.length)]
    return [body.question, body.note, body.skip.text if body.skip else ""]


def _procedure(view: v.View, body: v.Procedure) -> list[str]:
    facts = [f"{fact.caption}: {fact.value}" for fact in body.facts]
    papers = [f"{paper.text}, {paper.count}" if paper.count else paper.text for paper in body.papers]
    steps = (
        [f"{body.steps_title}: {len(body.steps)}", *(step.text for step in body.steps)] if body.steps else []
    )
    return [view.title, body.told, body.elsewhere, *facts, body.title, *papers, body.note, *steps]


def _dossier(words: Phrases, body: v.Dossier) -> list[str]:
    """Others stand near: a dossier is read out only when the citizen asks for it here, and never its code."""
    if not body.aloud:
        return [words.say("dossier.aloud-key" if words.model.equipment.keypad else "dossier.aloud")]
    facts = [f"{fact.caption}: {fact.value}" for fact in body.facts]
    return [body.place, body.status, body.deadline, body.next_step, *facts, body.as_of]


def _focus(words: Phrases, view: v.View) -> tuple[str, ...]:
    choices = view.body.choices if isinstance(view.body, v.Choices) else ()
    for choice in choices:
        if choice.target == view.focus:
            return _sentences([_choice(words, choice), _chooses(words)])
    typed = view.body.typed if isinstance(view.body, v.Keyboard) and view.screen is Screen.MANUAL else ""
    if isinstance(view.body, v.Keyboard) and typed and view.focus == t.KeyTarget(typed[-1]):
        return _sentences([_typed(words, view.body)])
    name = _names(view).get(view.focus, "") if view.focus else ""
    return _sentences([name, _chooses(words)])


def _names(view: v.View) -> dict[t.Target, str]:
    """What each button says."""
    button = view.body.button if isinstance(view.body, v.Notice | v.Number | v.Dossier) else None
    pad = view.body.keys if isinstance(view.body, v.Keyboard | v.NumberPad) else ()
    ways: tuple[v.Button | None, ...] = (button,)
    if isinstance(view.body, v.NumberPad):
        ways = view.body.prove, view.body.skip
    buttons: tuple[v.Button | v.Switch, ...] = (*view.actions, *view.tools, *pad, *filter(None, ways))
    turns = _turns(view.body) if isinstance(view.body, v.Choices | v.Procedure | v.Blank) else {}
    return {button.target: button.text for button in buttons if button.target} | turns


def _turns(body: v.Choices | v.Procedure | v.Blank) -> dict[t.Target, str]:
    return {t.SheetTarget(body.sheet + 1): body.more, t.SheetTarget(body.sheet - 1): body.previous}


def _sentences(parts: list[str]) -> tuple[str, ...]:
    """Dashes and dots between words are read as pauses; a full stop after each part makes one."""
    clean = (part.replace(" – ", ", ").replace(" · ", ", ").replace("\n", ", ").strip() for part in parts)
    return tuple(part if part.endswith((".", "?", "!", "…")) else f"{part}." for part in clean if part)
