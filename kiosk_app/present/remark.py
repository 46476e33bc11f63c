"""Why there is no dossier to show, in words. Pure."""

from kiosk_app.flow import dossier_pages as d
from kiosk_app.flow import facts
from kiosk_app.flow import targets as t
from kiosk_app.present import view as v
from kiosk_app.present.phrases import Phrases

ICONS = {
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


def remark(words: Phrases, page: d.Remark) -> v.Notice:
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
        icon=ICONS.get(page.kind, "barcode-scan"),
        tone=v.Tone.GOOD if page.kind == d.RemarkKind.SLIP else v.Tone.WARN,
        title=words.say(f"{key}.title"),
        lines=lines,
        button=v.Button(t.Way.OK, text, icon, main=True),
    )


def _asked_proof(page: d.Remark) -> bool:
    return page.again is not None and page.kind is d.RemarkKind.NOT_FOUND
