"""The choices of a screen in words. Pure."""

from contracts import messages as m
from contracts.vocabulary import RefusalCode, ServiceCode
from kiosk_app.flow import facts, targets
from kiosk_app.present import view as v
from kiosk_app.present.phrases import Sayings

PRIORITY_ICONS = {
    "elderly": "human-cane",
    "disabled": "wheelchair-accessibility",
    "pregnant": "human-pregnant",
    "merit": "medal",
}


def cards(words: Sayings) -> tuple[v.Card, ...]:
    """The cards in the order of ``targets.cards``, with their numbers where a keypad types them."""
    numbered = words.model.equipment.keypad
    return tuple(
        _card(words, target, str(index) if numbered else "")
        for index, target in enumerate(targets.cards(words.model), 1)
    )


def _card(words: Sayings, target: str, key: str) -> v.Card:
    kind, _, name = target.partition("-")
    group = facts.group_of(words.model, name) if kind == "group" else None
    service = facts.service_of(words.model, ServiceCode(name)) if kind == "service" else None
    if group:
        return _group(words, target, group, key)
    if service:
        return _service(words, target, service, key)
    return v.Card(target, words.say(f"priority.{name}"), "", PRIORITY_ICONS[name], key=key)


def _group(words: Sayings, target: str, group: m.ServiceGroup, key: str) -> v.Card:
    lines = [facts.queue_of(words.model, code) for code in group.services]
    waiting = sum(line.waiting for line in lines if line)
    closed = all(line is not None and line.closed is not None for line in lines)
    count = words.say("group.services", count=len(group.services))
    detail = words.say("group.services-waiting", services=count, count=waiting) if waiting else count
    if closed:
        detail = words.say("closed-service.other")
    name, icon = words.named(group.name), "door-closed" if closed else group.icon
    return v.Card(target, name, detail, icon, open=not closed, brief=count, key=key)


def _service(words: Sayings, target: str, service: m.ServiceInfo, key: str) -> v.Card:
    line, name = facts.queue_of(words.model, service.code), words.named(service.name)
    if line is not None and line.closed is not None:
        return v.Card(target, name, _closed_reason(words, line), "door-closed", open=False, key=key)
    return v.Card(target, name, _waiting(words, line), service.icon, brief=_brief(words, line), key=key)


def _waiting(words: Sayings, line: m.ServiceQueue | None) -> str:
    if line is None:
        return ""
    if line.waiting == 0:
        return words.say("services.nobody")
    if line.wait is None:
        return words.say("services.waiting", count=line.waiting)
    return words.say("services.waiting-time", count=line.waiting, wait=words.minutes(line.wait))


def _brief(words: Sayings, line: m.ServiceQueue | None) -> str:
    if line is None or line.waiting == 0 or line.wait is None:
        return _waiting(words, line)
    return words.say("services.waiting-brief", count=line.waiting, wait=words.minutes(line.wait))


def _closed_reason(words: Sayings, line: m.ServiceQueue) -> str:
    if line.closed == RefusalCode.NOT_OPEN_YET and line.opens_at is not None:
        opens = facts.opening_time(words.model, line.opens_at)
        return words.say("closed-service.not-open-yet-at", opens_at=opens)
    key = f"closed-service.{line.closed}"
    return words.say(key if words.has(key) else "closed-service.other")
