"""The way to a dossier in words: its barcode, its code, a second factor; and to a procedure by words. Pure."""

from kiosk_app.flow import dossier_pages as d
from kiosk_app.flow import guide_pages as g
from kiosk_app.flow import targets as t
from kiosk_app.present import view as v
from kiosk_app.present.phrases import Phrases

KEYS_A_ROW, GAP = 10, v.Button(None, "")


def scan(words: Phrases) -> v.Scan:
    """How to hold the receipt, or that the reader is out of order."""
    works = words.model.reader_there
    steps = ("step-1", "step-2", "step-3") if works else ("broken",)
    at = words.model.equipment.reader_at if works else None
    place = words.say(f"scan.{at}") if at else ""
    return v.Scan(tuple(words.say(f"scan.{step}") for step in steps), works, at, place)


def manual(words: Phrases, page: d.Manual) -> v.Keyboard:
    """The keys and what they typed."""
    delete = v.Button(t.DELETE, words.say("manual.delete"))
    return v.Keyboard(page.typed, words.say("manual.example"), (*_keys(t.KEYS[:-1]), delete))


def proof(words: Phrases, page: d.Proof) -> v.Keyboard | v.NumberPad:
    """What a second factor is typed with. Digits of a person's number are only counted, a code is shown."""
    delete = v.Button(t.DELETE, words.say("proof.delete"))
    if not page.digits:
        gaps = (GAP,) * (-len(t.CODE_KEYS) % KEYS_A_ROW)
        return v.Keyboard(page.typed, words.say("proof.example"), (*_keys(t.CODE_KEYS[:-1]), *gaps, delete))
    digits = _keys(t.DIGIT_KEYS)
    skip = v.Button(t.Way.SKIP, words.say("proof.skip"), "arrow-right")
    return v.NumberPad(
        question=words.say(f"proof.{page.offer.proof_kind}", count=page.longest),
        note=words.say("proof.hint-optional" if page.may_skip else "proof.hint"),
        typed=len(page.typed),
        length=page.longest,
        keys=(*digits[:-1], GAP, digits[-1], delete),
        prove=v.Button(t.Way.PROVE, words.say("proof.prove"), "file-check", main=True),
        skip=skip if page.may_skip else None,
    )


def find(words: Phrases, page: g.Find) -> v.Keyboard:
    """The keys with which a procedure is searched; a held letter offers its marks."""
    keys = t.mark_keys(page.marks) if page.marks else t.FIND_KEYS
    gaps = (GAP,) * (len(t.FIND_KEYS) + 1 - len(keys))
    delete = v.Button(t.DELETE, words.say("find.delete"))
    named = tuple(_find_key(words, key) for key in keys[:-1])
    return v.Keyboard(page.typed, words.say("find.example"), (*named, *gaps, delete))


def _find_key(words: Phrases, key: t.KeyTarget) -> v.Button:
    if key == t.SPACE:
        return v.Button(key, words.say("find.space"), "keyboard-space")
    holds = t.HoldTarget(key.sign) if key.sign in t.MARKED else None
    return v.Button(key, key.sign, holds=holds)


def _keys(keys: tuple[t.KeyTarget, ...]) -> tuple[v.Button, ...]:
    return tuple(v.Button(key, key.sign) for key in keys)
