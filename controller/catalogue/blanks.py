"""The file of a form that citizens fill in (mẫu đơn, tờ khai): a *blank*, and which paper of which procedure it is for. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from contracts.letters import unaccented
from controller.catalogue.procedure import Paper, Procedure

MOST_BYTES, MOST_PAGES = 8 << 20, 20
"""Of one file: a scan of twenty pages has as many."""
MOST_PACK_BYTES = 24 << 20
"""Of a file and the pictures of its pages."""
MOST_PLACES, MOST_BLANKS = 1_000, 500
MOST_ALL_BYTES = 96 << 20
"""Of all packs: each backup holds them, and a restore has them in memory for a moment."""
KINDS = {"pdf": "application/pdf", "png": "image/png", "jpg": "image/jpeg"}
"""What a blank may be -> its media type."""


@dataclass(frozen=True)
class Blank:
    """A file: ``digest`` its SHA-256, ``kind`` one of KINDS, ``pages`` the SHA-256 of the picture of each page."""

    digest: str
    kind: str
    size: int
    pages: tuple[str, ...]
    file: str = ""
    """What it was called where it came from."""


@dataclass(frozen=True)
class Place:
    """That a blank is for a form of a procedure; who said so, and when."""

    procedure: str
    form: str
    blank: Blank
    who: str = ""
    at: datetime | None = None

    @property
    def key(self) -> tuple[str, str]:
        """One place has one blank; a name that only case or marks differ in is the same one."""
        return self.procedure, unaccented(self.form)


def form_of(paper: Paper) -> str:
    """What the form is called: many catalogues only say "tờ khai theo mẫu" among the papers."""
    return paper.form or paper.text


def forms(procedure: Procedure) -> tuple[str, ...]:
    """Every paper to which a file can be added, each once, in the order of the papers."""
    found: dict[str, str] = {}
    for form in map(form_of, procedure.papers):
        found.setdefault(unaccented(form), form)
    return tuple(found.values())


def of(procedure: Procedure, places: Iterable[Place]) -> dict[str, Blank]:
    """Name of each form that has a file -> the file, in the order of the papers."""
    known = {place.key: place.blank for place in places if place.procedure == procedure.code}
    found = {form: known.get((procedure.code, unaccented(form))) for form in forms(procedure)}
    return {form: blank for form, blank in found.items() if blank}


def left_over(procedures: Iterable[Procedure], places: Iterable[Place]) -> tuple[Place, ...]:
    """Files whose form the catalogue does not have: they are kept, and shown to nobody."""
    there = {(one.code, unaccented(form)) for one in procedures for form in forms(one)}
    return tuple(place for place in places if place.key not in there)


def with_same_form(procedures: Iterable[Procedure], form: str) -> tuple[str, ...]:
    """Codes of all procedures that have a form of this name."""
    name = unaccented(form)
    return tuple(one.code for one in procedures if name in map(unaccented, forms(one)))
