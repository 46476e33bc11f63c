"""A form of a clerk's page -> the command that it asks for. Pure."""

from collections.abc import Mapping
from typing import Final

from pydantic import TypeAdapter

from contracts import messages as m
from contracts.dossiers import codes_in
from contracts.vocabulary import BreakReason, CounterId

AT_COUNTER = ("call-next", "recall", "arrive", "mark-no-show", "finish", "park", "transfer", "undo")
ON_TICKET = ("call-number", "resume", "cancel", "reprint", "correct-ticket")
OF_COUNTER = ("take-break", "end-break", "close-counter", "help-out")
GIVES = ("issue-ticket",)
CALLS = ("call-next", "call-number")
STOPS = tuple(f"then-{n}" for n in range(1, m.MOST_STOPS + 1))
"""The choices of a form for the next stops, in turn."""
_COMMAND: Final[TypeAdapter[m.AnyCommand]] = TypeAdapter(m.AnyCommand)
_FIELDS: Final[Mapping[str, tuple[str, ...]]] = {
    "issue-ticket": ("service", "priority", "lang", "printer"),
    "reprint": ("printer",),
    "correct-ticket": ("service", "priority", "lang"),
    "park": ("reason",),
    "transfer": ("note",),
    "cancel": ("reason",),
    "call-number": ("reason",),
    "undo": ("act",),
    "take-break": ("minutes",),
    "close-counter": ("closes",),
    "help-out": ("service", "minutes"),
}
"""What a form may say beside what it is about; what is left empty is left to the desk."""
_PLACED = {*AT_COUNTER, *OF_COUNTER, "call-number", "cancel", "correct-ticket"}
"""Kinds whose command names the counter."""


def command_of(kind: str, form: Mapping[str, str], counter: CounterId, now: int) -> m.AnyCommand:
    """The command. Raises ValidationError for a form that no page of ours sends.

    A page knows our time a little wrong: no press was meant later than ``now``.
    """
    given: dict[str, object] = {"kind": kind, "request_id": form.get("request_id", "")}
    given["at"] = form.get("at") or now
    fields = (name for name in _FIELDS.get(kind, ()) if form.get(name))
    given |= {name: form[name] for name in fields if _is_new(form, name, form[name])}
    if kind in _PLACED:
        given["counter"] = counter
    if kind in ON_TICKET:
        given["ticket"] = form.get("ticket", "")
    elif kind == "undo":
        given["ticket"] = form.get("ticket") or None
    elif kind in AT_COUNTER and kind not in CALLS:
        given["ticket"] = form.get("there") or None
    if (
        kind == "correct-ticket"
        and "dossiers" in form
        and _is_new(form, "dossiers", form["dossiers"].strip())
    ):
        given["dossiers"] = codes_in(form["dossiers"])
    if kind == "take-break":
        given |= _why(form.get("reason", ""))
    if kind in CALLS:
        given["leaves"] = form.get("there")
    if kind == "transfer":
        where, _, name = form.get("to", "").partition(":")
        given[f"to_{where}" if where in ("counter", "clerk") else "to_service"] = name
    stops = tuple(form[stop] for stop in STOPS if form.get(stop))
    said = stops or (
        STOPS[0] in form and kind not in GIVES
    )  # a number is given with its service's, if not with others
    if said and _is_new(form, "then", " ".join(stops)):
        given["then"] = stops
    message = _COMMAND.validate_python(given)
    return message.model_copy(update={"at": min(message.at, now)})


def _why(code: str) -> dict[str, str]:
    """Why there is a break: the office's code, and what stations of before know it as."""
    return {"why": code, "reason": code if code in set(BreakReason) else BreakReason.SHORT}


def _is_new(form: Mapping[str, str], name: str, said: str) -> bool:
    """Whether a choice is another one than the sheet showed: what was left as it was, others may have changed meanwhile."""
    return said != form.get(f"was-{name}")
