"""The dossier look-up in words. Pure."""

from collections.abc import Iterator
from datetime import date

from contracts import messages as m
from contracts.dossiers import Deadline, DossierStatus
from kiosk_app.flow import dossier_pages as d
from kiosk_app.flow import facts, targets
from kiosk_app.present import view as v
from kiosk_app.present.phrases import Sayings

TONES = {
    DossierStatus.RESULT_READY: v.Tone.GOOD,
    DossierStatus.RESULT_RETURNED: v.Tone.GOOD,
    DossierStatus.MORE_PAPERS: v.Tone.WARN,
    DossierStatus.PAYMENT_DUE: v.Tone.WARN,
    DossierStatus.REJECTED: v.Tone.BAD,
    DossierStatus.STOPPED: v.Tone.BAD,
}
ICONS = {v.Tone.GOOD: "check-circle", v.Tone.WARN: "information", v.Tone.BAD: "alert"}
DEADLINE_TONES = {
    Deadline.EARLY: v.Tone.GOOD,
    Deadline.ON_TIME: v.Tone.GOOD,
    Deadline.OVERDUE: v.Tone.BAD,
    Deadline.NEW_DATE: v.Tone.WARN,
    Deadline.UNCLEAR: v.Tone.WARN,
}
RUNNING = frozenset({DossierStatus.ACCEPTED, DossierStatus.PROCESSING})
DONE = frozenset({DossierStatus.RESULT_READY, DossierStatus.RESULT_RETURNED})
ENDED = frozenset({DossierStatus.REJECTED, DossierStatus.WITHDRAWN, DossierStatus.STOPPED})
DAY_ICONS = {"received": "file-check", "due": "calendar-clock", "due-before": "clock-alert"}
NOT_SAID = "…"
"""What the desk tells of a day that cannot even be shown as it was written."""
KEYS_A_ROW, GAP = 10, v.Button("", "")
REMARK_ICONS = {
    d.RemarkKind.CITIZEN_CARD: "account",
    d.RemarkKind.SLIP: "ticket-confirmation",
    d.RemarkKind.SLIP_OLD: "ticket-confirmation",
    d.RemarkKind.SLIP_ELSEWHERE: "ticket-confirmation",
    d.RemarkKind.NOT_FOUND: "magnify",
    d.RemarkKind.DOWN: "lan-disconnect",
    d.RemarkKind.NO_ANSWER: "lan-disconnect",
    d.RemarkKind.LIMIT: "clock-outline",
    d.RemarkKind.PROOF_LIMIT: "clock-outline",
}


def aim(words: Sayings) -> v.Aim:
    """How to hold the receipt, or that the reader is out of order."""
    works = words.model.reader_there
    steps = ("step-1", "step-2", "step-3") if works else ("broken",)
    return v.Aim(tuple(words.say(f"scan.{step}") for step in steps), works)


def keyboard(words: Sayings, typed: str) -> v.Keys:
    """The keys and what they typed."""
    delete = v.Button(targets.DELETE, words.say("manual.delete"))
    return v.Keys(typed, words.say("manual.example"), (*_keys(targets.KEYS[:-1]), delete))


def _keys(targets: tuple[str, ...]) -> tuple[v.Button, ...]:
    return tuple(v.Button(target, target.removeprefix("key-")) for target in targets)


def proof(words: Sayings, page: d.Proof) -> v.Keys | v.NumberPad:
    """What a second factor is typed with. Digits of a person's number are only counted, a code is shown."""
    delete = v.Button(targets.DELETE, words.say("proof.delete"))
    if not page.digits:
        gaps = (GAP,) * (-len(targets.CODE_KEYS) % KEYS_A_ROW)
        return v.Keys(page.typed, words.say("proof.example"), (*_keys(targets.CODE_KEYS[:-1]), *gaps, delete))
    digits = _keys(targets.DIGIT_KEYS)
    skip = v.Button("skip", words.say("proof.skip"), "arrow-right")
    return v.NumberPad(
        question=words.say(f"proof.{page.offer.proof_kind}", count=page.longest),
        note=words.say("proof.hint-optional" if page.may_skip else "proof.hint"),
        typed=len(page.typed),
        length=page.longest,
        keys=(*digits[:-1], GAP, digits[-1], delete),
        prove=v.Button("prove", words.say("proof.prove"), "file-check", main=True),
        skip=skip if page.may_skip else None,
    )


def dossier(words: Sayings, page: d.Answer) -> v.Dossier:
    """The dossier on this sheet."""
    seen = page.shown
    tone = TONES.get(seen.status, v.Tone.CALM)
    place = {"index": page.sheet + 1, "count": len(page.found)}
    offered = targets.gives_number(words.model, page)
    step = "take-number" if offered else _step(seen)
    button = v.Button("take-result", words.say("dossier.take-result"), "ticket-confirmation", main=True)
    return v.Dossier(
        code=seen.dossier,
        place=words.say("dossier.place", **place) if len(page.found) > 1 else "",
        icon=ICONS.get(tone, "file-document"),
        tone=tone,
        status=_status(words, seen),
        next_step=words.say(f"next-step.{step}"),
        facts=tuple(_facts(words, seen)),
        deadline=_deadline(words, seen),
        deadline_tone=DEADLINE_TONES.get(seen.deadline, v.Tone.CALM),
        as_of=_as_of(words, seen),
        button=button if offered else None,
        aloud=page.aloud,
    )


def remark(words: Sayings, page: d.Remark) -> v.Notice:
    """Why there is no dossier, kindly."""
    key = f"remark.{page.kind}"
    said = f"{key}.line-proof" if _asked_proof(page) else f"{key}.line"
    lines: tuple[str, ...] = (words.say(said, minutes=page.minutes),)
    service = facts.service_of(words.model, page.service) if page.service else None
    line = facts.queue_of(words.model, page.service) if page.service else None
    if service and line:
        which = "remark.slip.waiting" if line.waiting else "remark.slip.nobody"
        lines = (words.say(which, service=words.named(service.name), count=line.waiting), *lines)
    again = page.kind in d.AGAIN
    text, icon = words.say("remark.ok"), "chevron-left"
    if again:
        text, icon = words.say("remark.again"), "keyboard" if page.typed or page.again else "barcode-scan"
    return v.Notice(
        icon=REMARK_ICONS.get(page.kind, "barcode-scan"),
        tone=v.Tone.GOOD if page.kind == d.RemarkKind.SLIP else v.Tone.WARN,
        title=words.say(f"{key}.title"),
        lines=lines,
        button=v.Button("ok", text, icon, main=True),
    )


def _asked_proof(page: d.Remark) -> bool:
    return page.again is not None and page.kind is d.RemarkKind.NOT_FOUND


def _status(words: Sayings, seen: m.DossierSeen) -> str:
    if seen.status is not DossierStatus.OTHER:
        return words.say(f"dossier-status.{seen.status}")
    if not seen.status_text:
        return words.say("dossier-status.unknown")
    return words.say("dossier-status.other", text=seen.status_text)


def _step(seen: m.DossierSeen) -> str:
    """What to do while the office works depends on the due date; otherwise on the status alone."""
    if seen.deadline is Deadline.OVERDUE and seen.status not in DONE:
        return seen.deadline
    if seen.status not in RUNNING:
        return seen.status
    if seen.deadline in (Deadline.NEW_DATE, Deadline.UNCLEAR):
        return seen.deadline
    if not seen.due:
        return "see-receipt"
    return seen.status if _iso(seen.due) else Deadline.UNCLEAR


def _deadline(words: Sayings, seen: m.DossierSeen) -> str:
    if seen.deadline is Deadline.NONE:
        return ""
    done = f"deadline.{seen.deadline}-done"
    return words.say(done if seen.status in DONE and words.has(done) else f"deadline.{seen.deadline}")


def _facts(words: Sayings, seen: m.DossierSeen) -> Iterator[v.Fact]:
    if seen.procedure:
        yield v.Fact("file-document", words.say("dossier.procedure"), seen.procedure, long=True)
    days = {"received": seen.received}
    if seen.status not in ENDED:  # nobody is to come for a result that there will not be
        days |= {"due": seen.due, "due-before": seen.due_before}
    for key, day in days.items():
        if day:
            value, sentence = _day(words, day), _iso(day) is None
            yield v.Fact(DAY_ICONS[key], words.say(f"dossier.{key}"), value, day=True, long=sentence)
    if seen.step:
        yield v.Fact("play", words.say("dossier.step"), seen.step)
    if seen.collect_at:
        yield v.Fact("home", words.say("dossier.collect-at"), seen.collect_at, long=True)


def _iso(said: str) -> date | None:
    try:
        return date.fromisoformat(said)
    except ValueError:
        return None


def _day(words: Sayings, said: str) -> str:
    """A date as people write it; what is none as the main system wrote it, and that it is so."""
    day = _iso(said)
    if day is None:
        return words.say("dossier.not-read" if said == NOT_SAID else "dossier.as-written", text=said)
    return words.say("dossier.date", date=day)


def _as_of(words: Sayings, seen: m.DossierSeen) -> str:
    """The time of the main system's answer; with its day when that is not today."""
    told = facts.local_time(words.model, seen.as_of)
    today = facts.local_time(words.model, words.model.minute * 60_000).date()
    key = "dossier.cached" if seen.cached else "dossier.as-of"
    if words.model.minute and told.date() != today:
        return words.say(f"{key}-day", time=f"{told:%H:%M}", date=told)
    return words.say(key, time=f"{told:%H:%M}")
