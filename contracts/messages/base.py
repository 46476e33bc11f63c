"""What all messages share: the types of their fields, and a base that is strict when it is built."""

import unicodedata
from typing import Annotated

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints

from contracts import vocabulary as words
from contracts.dossiers import CODE_PATTERN, DossierCode
from contracts.procedures import PROCEDURE_PATTERN

WIRE_VERSION = 1

_Id = StringConstraints(pattern=words.ID_PATTERN, max_length=words.ID_LENGTH)
Device = Annotated[words.DeviceId, _Id]
Service = Annotated[words.ServiceCode, _Id]
Counter = Annotated[words.CounterId, _Id]
Clerk = Annotated[words.ClerkId, _Id]
Ticket = Annotated[words.TicketId, StringConstraints(pattern=r"^[0-9]{8}-[A-Z]{0,3}[0-9]{1,6}$")]
Job = Annotated[words.JobId, StringConstraints(pattern=r"^[0-9]{8}-[A-Z]{0,3}[0-9]{1,6}-[0-9]{1,6}$")]
Request = Annotated[
    words.RequestId,
    StringConstraints(pattern=r"^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$"),
]
Number = Annotated[str, StringConstraints(pattern=r"^[A-Z]{0,3}[0-9]{1,6}$")]
Dossier = Annotated[DossierCode, StringConstraints(pattern=CODE_PATTERN)]
Procedure = Annotated[words.ProcedureCode, StringConstraints(pattern=PROCEDURE_PATTERN)]
Lang = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}$")]


def _has_vietnamese(text: dict[str, str]) -> dict[str, str]:
    if "vi" not in text:
        raise ValueError("Vietnamese (vi) is missing")
    return text


def fitted(most: int) -> BeforeValidator:
    """Makes a remark for people fit for the wire: ``most`` characters, and only such as can be written.

    Errors of files and libraries go into it. One that is too long, or holds the bytes of a broken file name, is
    cut and not refused: it is built in the handler of an error, where a second error would end a thread.
    """
    return BeforeValidator(lambda said: _fit(said, most) if isinstance(said, str) else said)


def _fit(said: str, most: int) -> str:
    whole = said.encode("utf-8", "replace").decode("utf-8")
    return whole if len(whole) <= most else f"{whole[: most - 1]}…"


_Said = Annotated[str, StringConstraints(max_length=2000)]
Text = Annotated[dict[Lang, _Said], AfterValidator(_has_vietnamese)]
"""The same sentence in each language; ``vi`` is always there."""
Reason = Annotated[str, StringConstraints(max_length=200)]
ReasonCode = Annotated[str, StringConstraints(pattern=rf"^$|{words.ID_PATTERN}", max_length=words.ID_LENGTH)]
"""A reason of the office's own list, by its code, so that no free text comes into the journal; empty: none was asked."""
MOST_STOPS = 5
Stops = Annotated[tuple[Service, ...], Field(max_length=MOST_STOPS)]
"""Where a number goes by itself, one service after the other, each time that it is finished where it is."""
MOST_NOTE = 200


def _one_line(text: str) -> str:
    line = unicodedata.normalize("NFC", " ".join(text.split()))
    return "".join(sign for sign in line if unicodedata.category(sign)[0] != "C")


Note = Annotated[str, StringConstraints(max_length=MOST_NOTE), AfterValidator(_one_line)]
"""What one clerk writes for the next: whole letters in one line. It may name a person: see ``controller.kept_apart``."""


class Message(BaseModel):
    """What every message has in common: frozen, and closed to unknown fields when it is built."""

    model_config = ConfigDict(frozen=True, extra="forbid")
