"""The pages of the guide to procedures. Frozen, no behaviour."""

from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from contracts import messages as m
from kiosk_app.flow.dossier_pages import DossierPage


@dataclass(frozen=True)
class Guide:
    """The citizen reads what happens in a life."""

    sheet: int = 0


@dataclass(frozen=True)
class Fields:
    """The citizen reads the fields of the office."""

    sheet: int = 0


@dataclass(frozen=True)
class Find:
    """The citizen types what it is about. ``marks``: the letter that was held, whose marks are offered; "" none."""

    typed: str = ""
    marks: str = ""


@dataclass(frozen=True)
class Listed:
    """The procedures of a topic (``name``), or what fits what was ``typed``; so many ``more`` are not told."""

    found: tuple[m.ProcedureLine, ...]
    before: "Guide | Fields | Find"
    name: m.Text | None = None
    typed: str = ""
    more: int = 0
    sheet: int = 0


class Paper(StrEnum):
    """What becomes of a checklist."""

    NOT_ASKED = "not-asked"
    ASKED = "asked"
    COMING = "coming"
    FAILED = "failed"


@dataclass(frozen=True)
class Procedure:
    """The citizen reads what one procedure needs. ``sheet``: of its papers; ``before``: where it was chosen."""

    told: m.ProcedureTold
    before: "Guide | Fields | Find | Listed | Sorry | None" = None
    sheet: int = 0
    checklist: Paper = Paper.NOT_ASKED


@dataclass(frozen=True)
class Blanks:
    """The citizen chooses one of the procedure's forms."""

    before: Procedure
    sheet: int = 0


MOST_STRIPS = 8
"""Into so many strips a page is cut at most, one on the screen at a time."""


@dataclass(frozen=True)
class Blank:
    """The citizen looks at a form. ``sheet``: the page, times MOST_STRIPS, and which strip of it."""

    told: m.BlankTold
    before: Procedure | Blanks
    sheet: int = 0


class SorryKind(StrEnum):
    """Why there is nothing to read."""

    NOTHING = "nothing"
    """Nothing fits what was typed."""
    UNKNOWN = "unknown"
    """The office does not list it."""
    BUSY = "busy"
    NO_ANSWER = "no-answer"


@dataclass(frozen=True)
class Sorry:
    """A plain sentence instead of a procedure. ``before``: where one tries again."""

    kind: SorryKind
    before: "Guide | Fields | Find | Listed | None" = None
    typed: str = ""


@dataclass(frozen=True)
class Opening:
    """The desk was asked a while ago and has not answered. ``before``: where it was asked."""

    before: "AnyPlace"


GuidePage: TypeAlias = Guide | Fields | Find | Listed | Procedure | Blanks | Blank | Sorry | Opening
AnyPlace: TypeAlias = Guide | Fields | Find | Listed | Procedure | Blanks | Blank | Sorry | DossierPage | None
"""Where the guide can be asked from; None: the start."""
