"""What is drawn, in words: built from a model by ``present``. Frozen, so that equal views need no drawing."""

from dataclasses import dataclass, field
from enum import StrEnum

from kiosk_app.flow.model import Modes, Side
from kiosk_app.flow.pages import SlipPhase
from kiosk_app.flow.screen import Screen
from kiosk_app.flow.targets import Target, Tool


class Tone(StrEnum):
    """How serious a message is; always told by icon and words as well as by colour."""

    CALM = "calm"
    WARN = "warn"
    BAD = "bad"
    GOOD = "good"


@dataclass(frozen=True)
class Button:
    """Something to touch; without a ``target`` it cannot be touched yet, or is a gap between others."""

    target: Target | None
    text: str
    icon: str = ""
    main: bool = False
    """The one action this screen is about."""
    holds: Target | None = None
    """What a finger means that stays on it."""


@dataclass(frozen=True)
class Switch:
    """A tool: it makes the screen easier to use."""

    target: Tool
    text: str
    icon: str
    on: bool = False


@dataclass(frozen=True)
class Closing:
    """The screen goes back to the start in ``seconds`` of ``of``, unless ``button`` is touched."""

    text: str
    brief: str
    seconds: int
    of: int
    button: Button


@dataclass(frozen=True)
class Choice:
    """Something large to touch. One that is not ``open`` still answers why."""

    target: Target
    name: str
    detail: str
    icon: str
    open: bool = True
    brief: str = ""
    """The detail in fewer words, for a small screen."""
    least: str = ""
    """The same in as few words as possible, where even those take two lines."""
    key: str = ""
    """The number to type on the keypad, where there is one."""
    opens: bool = False
    """Whether it leads to another page; else the touch itself is what one came for."""


@dataclass(frozen=True)
class Header:
    """Whose machine this is, and the desk's time ("" while unknown)."""

    authority: str
    office: str
    time: str
    date: str
    hotline: str = ""
    """Where people are helped by telephone, on screens where somebody may need it; "" elsewhere, and where there is none."""
    hotline_brief: str = ""
    """The number alone, where room is scarce."""


@dataclass(frozen=True)
class Aside:
    """A code for phones beside what a screen is about: what it says, what it is for, and that where room is scarce."""

    address: str
    words: str
    brief: str


@dataclass(frozen=True)
class Choices:
    """A question answered by one touch. ``sheet`` counts from 0, where not all fit at once."""

    choices: tuple[Choice, ...]
    sheet: int = 0
    more: str = ""
    previous: str = ""
    """The words on the buttons that turn the sheets."""
    together: bool = False
    """Whether all have to be seen at once: the better half of a scale would put the answer into one's mouth."""
    aside: Aside | None = None


@dataclass(frozen=True)
class Notice:
    """A plain message, with what to do next; ``table`` are rows of two columns."""

    icon: str
    tone: Tone
    title: str
    lines: tuple[str, ...]
    table_title: str = ""
    table: tuple[tuple[str, str], ...] = ()
    button: Button | None = None
    aside: Aside | None = None


@dataclass(frozen=True)
class Fact:
    """A small caption and what it is."""

    icon: str
    caption: str
    value: str
    day: bool = False
    """A date: the last to go where room is scarce."""
    long: bool = False
    """A sentence rather than a figure: it stands below its caption."""


@dataclass(frozen=True)
class Number:
    """The citizen's number, and what becomes of the slip."""

    caption: str
    number: str
    service: str
    facts: tuple[Fact, ...]
    phase: SlipPhase
    slip: str
    hint: str
    button: Button | None


@dataclass(frozen=True)
class Scan:
    """How to hold a receipt, in steps; beside them the live picture, or a drawing. ``works``: it can be read."""

    steps: tuple[str, ...]
    works: bool = True
    at: Side | None = None
    """Where the scanner is; None while nobody said so, and while nothing can be scanned."""
    place: str = ""
    """The same in a sentence."""


@dataclass(frozen=True)
class Keyboard:
    """A keyboard on the glass. ``keys`` in rows of ten; ``example`` until something is typed."""

    typed: str = field(repr=False)
    example: str
    keys: tuple[Button, ...]


@dataclass(frozen=True)
class NumberPad:
    """Digits that bystanders must not read: how many are typed, never which. ``question`` is also the title.

    ``keys`` in rows of three, as on a telephone.
    """

    question: str
    note: str
    typed: int
    length: int
    keys: tuple[Button, ...]
    prove: Button
    skip: Button | None
    """The way on without them."""

    @property
    def complete(self) -> bool:
        """Whether ``prove`` can be touched."""
        return self.typed == self.length


@dataclass(frozen=True)
class Dossier:
    """How far a dossier has come. ``place``: which of several this is, "" for one alone."""

    code: str = field(repr=False)
    place: str
    icon: str
    tone: Tone
    status: str
    next_step: str
    facts: tuple[Fact, ...]
    deadline: str
    deadline_tone: Tone
    as_of: str
    button: Button | None
    aloud: bool = False
    """Whether it is read out; it never is by itself."""


@dataclass(frozen=True)
class Paper:
    """Something to bring; ``count``: how many, in words, "" where nobody says. Or a step: ``mark`` its number, ``count`` who."""

    text: str
    count: str = ""
    mark: str = ""


@dataclass(frozen=True)
class Procedure:
    """What one procedure needs. The fee is the first of the ``facts``; ``sheet`` of papers and then steps counts from 0."""

    facts: tuple[Fact, ...]
    title: str
    """Above the papers."""
    papers: tuple[Paper, ...]
    note: str
    """Instead of papers, or after them: that they are not known, or that there are more."""
    steps_title: str = ""
    steps: tuple[Paper, ...] = ()
    """What is done with them, on sheets of their own."""
    elsewhere: str = ""
    """Where it is received, if not here, in a sentence."""
    address: str = ""
    """What the code for phones says; "" for none."""
    phone: str = ""
    told: str = ""
    """What became of the checklist."""
    told_tone: Tone = Tone.GOOD
    sheet: int = 0
    more: str = ""
    previous: str = ""


@dataclass(frozen=True)
class Blank:
    """A form: the file with the picture of the page that is looked at, and where one is. ``sheet`` as in the page."""

    name: str
    picture: str
    place: str
    sheet: int
    pages: int
    more: str
    previous: str
    broken: str
    """What is said where the picture cannot be drawn."""


Body = Blank | Choices | Notice | Number | Scan | Keyboard | NumberPad | Dossier | Procedure


@dataclass(frozen=True)
class View:
    """A whole screen. ``title`` and ``hint`` stand above Choices; others speak for themselves."""

    screen: Screen
    lang: str
    header: Header
    body: Body
    title: str = ""
    hint: str = ""
    hint_tells: bool = False
    """Whether the hint says something that a small screen must not leave out."""
    banner: str = ""
    banner_icon: str = "printer-alert"
    actions: tuple[Button, ...] = ()
    tools: tuple[Switch, ...] = ()
    closing: Closing | None = None
    modes: Modes = field(default_factory=Modes)
    focus: Target | None = None
    lines: tuple[str, ...] = ()
    """The screen sentence by sentence, or what the keypad or a finger is on; none while nobody listens."""

    @property
    def spoken(self) -> str:
        """The lines in one breath."""
        return " ".join(self.lines)
