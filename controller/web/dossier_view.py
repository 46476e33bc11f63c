"""A dossier, and the field for the second factor, in plain sentences for the look-up page. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Literal

from contracts.dossiers import Deadline, DossierStatus, ProofKind, ProofRule
from contracts.messages import DossierSeen
from contracts.texts import Catalogue
from controller.dossier.settings import DossierSettings

Tone = Literal["good", "act", "bad", "calm"]
"""Decides colour and icon; the words say the same."""

TONES: dict[DossierStatus, Tone] = {
    DossierStatus.RESULT_READY: "good",
    DossierStatus.RESULT_RETURNED: "good",
    DossierStatus.MORE_PAPERS: "act",
    DossierStatus.PAYMENT_DUE: "act",
    DossierStatus.REJECTED: "bad",
    DossierStatus.STOPPED: "bad",
}
_DONE = (DossierStatus.RESULT_READY, DossierStatus.RESULT_RETURNED)
_RUNNING = (DossierStatus.ACCEPTED, DossierStatus.PROCESSING)
_AWAITED = (DossierStatus.REGISTERED, *_RUNNING)
_ENDED = (DossierStatus.REJECTED, DossierStatus.WITHDRAWN, DossierStatus.STOPPED)
_DEADLINE_TONES: dict[Deadline, Tone] = {
    Deadline.EARLY: "good",
    Deadline.ON_TIME: "good",
    Deadline.OVERDUE: "bad",
    Deadline.NEW_DATE: "act",
    Deadline.UNCLEAR: "act",
}
_NOT_SAID = "…"


@dataclass(frozen=True)
class DossierView:
    """Everything that is shown of one dossier; ``facts`` are names and values in reading order."""

    code: str
    status: str
    tone: Tone
    next_step: str
    deadline: str
    deadline_tone: Tone
    facts: tuple[tuple[str, str], ...]
    as_of: str
    cached: bool


@dataclass(frozen=True)
class ProofField:
    """How the second factor is asked for. ``pattern``: what a browser lets through, so the page need not refuse it."""

    label: str
    hint: str
    wrong: str
    required: bool
    numeric: bool
    pattern: str


def proof_field(settings: DossierSettings, texts: Catalogue, lang: str) -> ProofField | None:
    """The field; None where no second factor is asked for."""
    if settings.proof is ProofRule.NONE:
        return None
    kind, count = settings.proof_kind, settings.proof_digits
    required = settings.proof is ProofRule.REQUIRED
    numeric = kind is not ProofKind.LOOK_UP_CODE
    name = texts.say(lang, f"proof.{kind}", count=count)
    hint = texts.say(lang, f"proof-hint.{kind}", count=count)
    more = not required and settings.shown(proven=True) != settings.shown(proven=False)
    return ProofField(
        label=texts.say(lang, "proof.required" if required else "proof.optional", name=name),
        hint=texts.say(lang, "proof-hint.more", hint=hint) if more else hint,
        wrong=texts.say(lang, f"proof-wrong.{kind}", count=count),
        required=required,
        numeric=numeric,
        pattern=f"[0-9]{{{count}}}" if numeric else "[0-9A-Za-z .\\-]*",
    )


def view_of(
    seen: DossierSeen,
    texts: Catalogue,
    lang: str,
    utc_offset_minutes: int,
    *,
    due_shown: bool,
    today: date | None = None,
) -> DossierView:
    """A dossier as a citizen reads it. ``utc_offset_minutes``: the office's clock.

    ``due_shown``: the office shows due dates, so a missing one means that none was given. ``today``: the office's date,
    for how old this is.
    """
    time = _time(seen.as_of, texts, lang, utc_offset_minutes)
    return DossierView(
        code=seen.dossier,
        status=_status(seen, texts, lang),
        tone=TONES.get(seen.status, "calm"),
        next_step=texts.say(lang, f"next-step.{_step(seen, due_shown=due_shown)}"),
        deadline=_deadline(seen, texts, lang),
        deadline_tone=_DEADLINE_TONES.get(seen.deadline, "calm"),
        facts=tuple(_facts(seen, texts, lang, due_shown=due_shown)),
        as_of=texts.say(lang, "look-up.cached" if seen.cached else "look-up.as-of", time=time)
        + _age(seen.as_of, today, texts, lang, utc_offset_minutes),
        cached=seen.cached,
    )


def _status(seen: DossierSeen, texts: Catalogue, lang: str) -> str:
    if seen.status is not DossierStatus.OTHER:
        return texts.say(lang, f"dossier-status.{seen.status}")
    if not seen.status_text:
        return texts.say(lang, "dossier-status.unknown")
    return texts.say(lang, "dossier-status.other", text=seen.status_text)


def _step(seen: DossierSeen, *, due_shown: bool) -> str:
    """What to do while the office works depends on the due date; otherwise on the status alone."""
    if seen.deadline is Deadline.OVERDUE and seen.status not in _DONE:
        return seen.deadline
    if seen.status in _AWAITED:
        if seen.deadline in (Deadline.NEW_DATE, Deadline.UNCLEAR):
            return seen.deadline
        if seen.due and not _day(seen.due):
            return Deadline.UNCLEAR
    if seen.status not in _RUNNING or seen.due:
        return seen.status
    return "no-date" if due_shown else "see-receipt"


def _deadline(seen: DossierSeen, texts: Catalogue, lang: str) -> str:
    if seen.deadline is Deadline.NONE:
        return ""
    done = f"deadline.{seen.deadline}-done"
    return texts.say(lang, done if seen.status in _DONE and texts.has(done) else f"deadline.{seen.deadline}")


def _facts(seen: DossierSeen, texts: Catalogue, lang: str, *, due_shown: bool) -> Iterator[tuple[str, str]]:
    days = {"received": seen.received}
    if seen.status not in _ENDED:  # nobody is to come for a result that there will not be
        days |= {"due": seen.due, "due-before": seen.due_before}
    if seen.procedure:
        yield texts.say(lang, "look-up.procedure"), seen.procedure
    for key, day in days.items():
        if day:
            yield texts.say(lang, f"look-up.{key}"), _date(day, texts, lang)
    if due_shown and not seen.due and seen.status in _RUNNING:
        yield texts.say(lang, "look-up.due"), texts.say(lang, "deadline.none-given")
    if seen.step:
        yield texts.say(lang, "look-up.step"), seen.step
    if seen.collect_at:
        yield texts.say(lang, "look-up.collect-at"), seen.collect_at


def _day(said: str) -> date | None:
    try:
        return date.fromisoformat(said)
    except ValueError:
        return None


def _date(said: str, texts: Catalogue, lang: str) -> str:
    """A day as people write it; what is surely none as the main system wrote it, and that it is so."""
    day = _day(said)
    if day is None:
        return texts.say(lang, "look-up.not-read" if said == _NOT_SAID else "look-up.as-written", text=said)
    return texts.say(lang, "look-up.date", day=f"{day:%d}", month=f"{day:%m}", year=day.year)


def _age(at: int, today: date | None, texts: Catalogue, lang: str, utc_offset_minutes: int) -> str:
    """How many days old it is, as people say it; nothing of what is from today."""
    made = (datetime.fromtimestamp(at / 1000, UTC) + timedelta(minutes=utc_offset_minutes)).date()
    days = (today - made).days if today else 0
    if days <= 0:
        return ""
    return " " + texts.say(
        lang, "look-up.from-yesterday" if days == 1 else "look-up.from-days-ago", days=days
    )


def _time(at: int, texts: Catalogue, lang: str, utc_offset_minutes: int) -> str:
    local = datetime.fromtimestamp(at / 1000, UTC) + timedelta(minutes=utc_offset_minutes)
    return texts.say(
        lang,
        "look-up.time",
        clock=f"{local:%H:%M}",
        day=f"{local:%d}",
        month=f"{local:%m}",
        year=local.year,
    )
