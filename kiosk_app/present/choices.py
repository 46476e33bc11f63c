"""The choices of a screen in words. Pure."""

from contracts import messages as m
from contracts.vocabulary import RefusalCode
from kiosk_app.flow import facts, offered
from kiosk_app.flow import guide_pages as g
from kiosk_app.flow import slip_pages as sp
from kiosk_app.flow import targets as t
from kiosk_app.present import view as v
from kiosk_app.present.phrases import Phrases

PRIORITY_ICONS = {
    "elderly": "human-cane",
    "disabled": "wheelchair-accessibility",
    "pregnant": "human-pregnant",
    "merit": "medal",
}


FACES = {
    "very-good": "emoticon-excited-outline",
    "good": "emoticon-happy-outline",
    "fair": "emoticon-neutral-outline",
    "bad": "emoticon-sad-outline",
    "very-bad": "emoticon-frown-outline",
}


def choices(words: Phrases) -> tuple[v.Choice, ...]:
    """The choices in the order of ``offered.choices``, with their numbers where a keypad types them."""
    numbered = words.model.equipment.keypad
    return tuple(
        _choice(words, target, str(index) if numbered else "")
        for index, target in enumerate(offered.choices(words.model), 1)
    )


def _choice(words: Phrases, target: t.Target, key: str) -> v.Choice:
    match target:
        case t.GroupTarget(code=code) if group := facts.group_of(words.model, code):
            return _group(words, target, group, key)
        case t.ServiceTarget(code=code) if service := facts.service_of(words.model, code):
            return _service(words, target, service, key)
        case t.PriorityTarget(group=who):
            return v.Choice(target, words.say(f"priority.{who}"), "", PRIORITY_ICONS[who], key=key)
        case t.TopicTarget(code=code):
            return _topic(words, target, code, key)
        case t.AnswerTarget(code=code):
            return _answer(words, target, code, key)
        case t.ProcedureTarget(code=code):
            return _procedure(words, target, code, key)
        case t.BlankTarget(index=index):
            return _blank(words, target, index, key)
    raise AssertionError(f"{target} is no choice of this model")


def _topic(words: Phrases, target: t.TopicTarget, code: str, key: str) -> v.Choice:
    topics = words.model.topics or m.Topics()
    topic = next(topic for topic in (*topics.events, *topics.fields) if topic.code == code)
    count = words.say("guide.count", count=topic.count)
    return v.Choice(target, words.named(topic.name), count, topic.icon, key=key, opens=True)


def _answer(words: Phrases, target: t.AnswerTarget, code: str, key: str) -> v.Choice:
    page = words.model.page
    options = page.options if isinstance(page, sp.Rate) else ()
    option = next(each for each in options if each.id == code)
    icon = FACES.get(option.sign, "") if isinstance(option, m.ChoiceAsked) else ""
    return v.Choice(target, words.named(option.text), "", icon or "checkbox-blank-outline", key=key)


def _procedure(words: Phrases, target: t.ProcedureTarget, code: str, key: str) -> v.Choice:
    page = words.model.page
    found = page.found if isinstance(page, g.Listed) else ()
    line = next(line for line in found if line.code == code)
    if not line.here:
        detail = words.say("listed.not-here")
        return v.Choice(target, words.named(line.name), detail, "swap-horizontal", key=key, opens=True)
    detail = line.field if isinstance(page, g.Listed) and page.name is None else ""
    return v.Choice(target, words.named(line.name), detail, "clipboard-text", key=key, opens=True)


def _blank(words: Phrases, target: t.BlankTarget, index: int, key: str) -> v.Choice:
    page = words.model.page
    blanks = page.before.told.blanks if isinstance(page, g.Blanks) else ()
    blank = blanks[index]
    count = words.say("blanks.pages", count=len(blank.pages))
    return v.Choice(target, blank.name, count, "file-document", key=key, opens=True)


def _group(words: Phrases, target: t.Target, group: m.ServiceGroup, key: str) -> v.Choice:
    lines = [facts.queue_of(words.model, code) for code in group.services]
    waiting = sum(line.waiting for line in lines if line)
    closed = all(line is not None and line.closed is not None for line in lines)
    count = words.say("group.services", count=len(group.services))
    detail = words.say("group.services-waiting", services=count, count=waiting) if waiting else count
    if closed:
        detail = words.say("closed-service.other")
    name, icon = words.named(group.name), "door-closed" if closed else group.icon
    return v.Choice(target, name, detail, icon, open=not closed, brief=count, key=key, opens=True)


def _service(words: Phrases, target: t.Target, service: m.ServiceInfo, key: str) -> v.Choice:
    line, name = facts.queue_of(words.model, service.code), words.named(service.name)
    if line is not None and line.closed is not None:
        return v.Choice(target, name, _closed_reason(words, line), "door-closed", open=False, key=key)
    least = words.say("services.waiting-least", count=line.waiting) if line and line.waiting else ""
    if line and line.late:
        least = words.say("services.late-brief")
    if words.model.alone.giving:
        least = ""
    return v.Choice(
        target,
        name,
        _waiting(words, line),
        service.icon,
        brief=_brief(words, line),
        key=key,
        least=least,
    )


def _waiting(words: Phrases, line: m.ServiceQueue | None) -> str:
    if line is None:
        return ""
    if words.model.alone.giving:
        return words.say("services.alone")
    if line.late:
        return words.say("services.late", count=line.waiting)
    if line.waiting == 0:
        return words.say("services.nobody")
    if line.wait is None:
        return words.say("services.waiting-unmanned", count=line.waiting)
    return words.say("services.waiting-time", count=line.waiting, wait=words.minutes(line.wait))


def _brief(words: Phrases, line: m.ServiceQueue | None) -> str:
    if words.model.alone.giving:
        return _waiting(words, line)
    if line is not None and line.late:
        return words.say("services.late-brief")
    if line is not None and line.waiting and line.wait is None:
        return words.say("services.waiting-unmanned-brief", count=line.waiting)
    if line is None or line.waiting == 0 or line.wait is None:
        return _waiting(words, line)
    return words.say("services.waiting-brief", count=line.waiting, wait=words.minutes(line.wait))


def _closed_reason(words: Phrases, line: m.ServiceQueue) -> str:
    if line.closed == RefusalCode.NOT_OPEN_YET and line.opens_at is not None:
        opens = facts.opening_time(words.model, line.opens_at)
        return words.say("closed-service.not-open-yet-at", opens_at=opens)
    key = f"closed-service.{line.closed}"
    return words.say(key if words.has(key) else "closed-service.other")
