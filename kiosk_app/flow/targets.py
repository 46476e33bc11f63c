"""What can be touched, each kind a type of its own. Which of them a screen has is said in ``offered``. Pure."""

from dataclasses import dataclass, field
from enum import StrEnum
from unicodedata import normalize

from contracts.procedures import PROCEDURE_CODE
from contracts.vocabulary import PriorityGroup, ProcedureCode, ServiceCode


@dataclass(frozen=True)
class ServiceTarget:
    """A service: touched once, it is one number."""

    code: ServiceCode


@dataclass(frozen=True)
class GroupTarget:
    """A heading, under which there are services."""

    code: ServiceCode


@dataclass(frozen=True)
class PriorityTarget:
    """Somebody who goes first."""

    group: PriorityGroup


@dataclass(frozen=True)
class TopicTarget:
    """A life event or a field, under which there are procedures."""

    code: str


@dataclass(frozen=True)
class ProcedureTarget:
    """A procedure, to be read."""

    code: ProcedureCode


@dataclass(frozen=True)
class AnswerTarget:
    """An answer to a question of the office, or a reason."""

    code: str = field(repr=False)


@dataclass(frozen=True)
class BlankTarget:
    """A form of the procedure that is read; ``index`` among its forms."""

    index: int


@dataclass(frozen=True)
class HoldTarget:
    """A letter that was held down until its marks are offered."""

    sign: str


@dataclass(frozen=True)
class SheetTarget:
    """Another sheet of what does not fit on one; ``sheet`` counts from 0."""

    sheet: int


@dataclass(frozen=True)
class KeyTarget:
    """A key of the keyboard on the glass. Its sign may be one of what nobody else may read."""

    sign: str = field(repr=False)


class Way(StrEnum):
    """A button that leads on, or back."""

    BACK = "back"
    OK = "ok"
    SEEN = "confirm-seen"
    """The number was noted."""
    MORE_TIME = "more-time"
    PRIORITY = "priority"
    """To the question who goes first."""
    SCAN = "scan"
    """To a dossier, by its barcode where there is a reader."""
    MANUAL = "manual"
    """To a dossier, by typing its code."""
    LOOK_UP = "look-up"
    """The typed code is complete."""
    PROVE = "prove"
    """The second factor is complete."""
    SKIP = "skip"
    """Without a second factor."""
    TAKE_RESULT = "take-result"
    """A number for collecting the result."""
    TAKE_ABOUT = "take-about"
    """A number for a dossier with which somebody has to help on."""
    NUMBERS = "numbers"
    """To the services, one of which one chooses oneself."""
    GUIDE = "guide"
    """To the procedures, by what happens in a life."""
    EVENTS = "events"
    FIELDS = "fields"
    FIND = "find"
    """To the keyboard with which procedures are searched."""
    SEARCH = "search"
    """What was typed is complete."""
    CHECKLIST = "checklist"
    """What the procedure needs, on paper."""
    RATE = "rate"
    """To the questions how it was."""
    BLANKS = "blanks"
    """The forms of the procedure that is read."""
    TAKE_FOR = "take-for"
    """A number for the procedure that is read."""


class Tool(StrEnum):
    """A switch that makes the screen easier to read, reach or hear; but for the language, a field of Modes."""

    LANG = "lang"
    LARGE = "large"
    CONTRAST = "contrast"
    LOW = "low"
    ALOUD = "aloud"


Target = (
    ServiceTarget
    | GroupTarget
    | PriorityTarget
    | TopicTarget
    | ProcedureTarget
    | AnswerTarget
    | BlankTarget
    | SheetTarget
    | KeyTarget
    | HoldTarget
    | Way
    | Tool
)

DELETE = KeyTarget("delete")
DIGIT_KEYS = tuple(map(KeyTarget, "1234567890"))
CODE_KEYS = (*DIGIT_KEYS, *map(KeyTarget, "ABCDEFGHIJKLMNOPQRSTUVWXYZ"), DELETE)
"""Of a look-up code, which has no other signs."""
KEYS = (*map(KeyTarget, "1234567890ABCDEFGHIJKLMNOPQRSTUVWXYZ.-/"), DELETE)
"""The keys of the keyboard on the glass, row by row of ten."""
SPACE = KeyTarget("space")
FIND_KEYS = (*DIGIT_KEYS, *map(KeyTarget, "ABCDEFGHIJKLMNOPQRSTUVWXYZ."), SPACE, DELETE)
"""Of words, without marks: nobody needs them to be understood."""
_TONES = ("", "\u0300", "\u0301", "\u0309", "\u0303", "\u0323")
_SHAPES = {
    "A": ("", "\u0306", "\u0302"),
    "E": ("", "\u0302"),
    "I": ("",),
    "O": ("", "\u0302", "\u031b"),
    "U": ("", "\u031b"),
    "Y": ("",),
}
"""The breve, the circumflex and the horn that make another letter."""
MARKED = {
    "D": "\u0110",
    **{
        letter: "".join(normalize("NFC", letter + shape + tone) for shape in shapes for tone in _TONES)[1:]
        for letter, shapes in _SHAPES.items()
    },
}
"""The letters that a held key offers."""


def mark_keys(letter: str) -> tuple[KeyTarget, ...]:
    """The keys of a letter with its marks."""
    return (*map(KeyTarget, letter + MARKED.get(letter, "")), DELETE)


def is_procedure(code: str) -> bool:
    """Whether the desk can be asked about it."""
    return PROCEDURE_CODE.match(code) is not None
