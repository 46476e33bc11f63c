"""What may be shown of a dossier to whoever holds its code. Pure.

TT 01/2018/TT-VPCP, article 16.2d: without proof of identity the code and how far it has come. ``strict`` is
that and no more; an office may show more, field by field. Nothing of a person has a field here at all.
"""

import re
import unicodedata
from collections.abc import Mapping
from datetime import date
from typing import Literal, get_args

from contracts.dossiers import Deadline
from contracts.messages import DossierSeen
from contracts.vocabulary import Millis
from controller.dossier.port import AsWritten, Day, Record
from controller.dossier.status import deadline

Level = Literal["strict", "basic", "detailed"]
Field = Literal["deadline", "due", "due_before", "received", "procedure", "collect_at", "step"]
FIELDS: tuple[Field, ...] = get_args(Field)

LEVELS: Mapping[Level, tuple[Field, ...]] = {
    "strict": ("deadline",),
    "basic": ("deadline", "due", "due_before", "received", "procedure", "collect_at"),
    "detailed": FIELDS,
}
"""Beside the code and the status, which are always shown."""

NEEDS_PROOF: frozenset[Field] = frozenset({"step"})
"""Which section works on it: article 16.2d shows that to whoever has proved who they are, and to nobody else."""

TEXT_LENGTH = 200
_PERSONAL = re.compile(
    r"(?P<day>(?<!\d)(?:"
    r"\d\d?(?P<a>[-./ ])\d\d?(?P=a)(?:19|20)\d\d|(?:19|20)\d\d(?P<b>[-./ ])\d\d?(?P=b)\d\d?|(?:19|20)\d{6}(?:\d{4}|\d{6})?"
    r")(?!\d))|\+?\d(?:[ .-]?\d){8,}|\S+@\S+"
)
"""Nine digits in a row are a phone or identity number, whatever field they stand in; so is an e-mail address.
A day is none of them."""
NOT_SAID = "…"


def clean(text: str | None) -> str | None:
    """Text of a main system as it may be shown: one line, NFC, not long, no numbers of people."""
    if text is None:
        return None
    line = "".join(c if c.isprintable() else " " for c in unicodedata.normalize("NFC", text))
    line = " ".join(_PERSONAL.sub(lambda found: found["day"] or NOT_SAID, line).split())
    return line[:TEXT_LENGTH] or None


def seen(
    record: Record, fields: tuple[Field, ...], today: date, as_of: Millis, *, cached: bool
) -> DossierSeen:
    """What is told of a record when only ``fields`` may be."""
    shown = frozenset(fields)

    def day(field: Field, value: Day) -> str | None:
        if value is None or field not in shown:
            return None
        return clean(value.text) or NOT_SAID if isinstance(value, AsWritten) else value.isoformat()

    def text(field: Field, value: str | None) -> str | None:
        return clean(value) if field in shown else None

    stands = deadline(record.status, record.due, record.due_before, record.finished, today)
    return DossierSeen(
        dossier=record.code,
        status=record.status,
        status_text=clean(record.status_text) or "",
        deadline=stands if "deadline" in shown else Deadline.NONE,
        procedure=text("procedure", record.procedure),
        received=day("received", record.received),
        due=day("due", record.due),
        due_before=day("due_before", record.due_before),
        step=text("step", record.step),
        collect_at=text("collect_at", record.collect_at),
        as_of=as_of,
        cached=cached,
    )
