"""What a procedure needs, in words for people of little schooling: what to bring, how much, how long, where. Pure."""

from contracts import messages as m
from contracts.amounts import fee_at_a_glance, paid_for, thousands, time_at_a_glance
from contracts.procedures import FeeKind
from kiosk_app.flow import facts, offered
from kiosk_app.flow import guide_pages as g
from kiosk_app.present import view as v
from kiosk_app.present.phrases import Phrases

TOLD = {g.Paper.COMING: v.Tone.GOOD, g.Paper.FAILED: v.Tone.WARN, g.Paper.ASKED: v.Tone.CALM}


def procedure(words: Phrases, page: g.Procedure) -> v.Procedure:
    """The page of one procedure."""
    told = page.told
    count = len(told.papers) + told.more_papers
    return v.Procedure(
        facts=(_fee(words, told), _time(words, told), *_where(words, page)),
        title=words.say("procedure.papers", count=count) if count else words.say("procedure.no-papers"),
        papers=tuple(v.Paper(paper.text, _count(words, paper)) for paper in told.papers),
        note=_note(words, told),
        steps_title=words.say("procedure.steps"),
        steps=tuple(v.Paper(step.text, _by(words, step), str(n)) for n, step in enumerate(told.steps, 1)),
        elsewhere=words.say("procedure.elsewhere", where=told.elsewhere) if told.elsewhere else "",
        address=told.address,
        phone=words.say("procedure.phone") if told.address else "",
        told=words.say(f"procedure.checklist-{page.checklist}") if page.checklist in TOLD else "",
        told_tone=TOLD.get(page.checklist, v.Tone.CALM),
        sheet=page.sheet,
        more=words.say("procedure.more-papers"),
        previous=words.say("procedure.previous-papers"),
    )


def blank(words: Phrases, page: g.Blank) -> v.Blank:
    """The page of a form that is looked at."""
    number, pages = page.sheet // g.MOST_STRIPS, page.told.pages
    return v.Blank(
        name=page.told.name,
        picture=words.model.pages_here.get(pages[number], ""),
        place=words.say("blank.page", page=number + 1, count=len(pages)),
        sheet=page.sheet,
        pages=len(pages),
        more=words.say("procedure.more-papers"),
        previous=words.say("procedure.previous-papers"),
        broken=words.say("blank.broken"),
    )


def _fee(words: Phrases, told: m.ProcedureTold) -> v.Fact:
    fee = told.fee
    caption, value = words.say("procedure.fee"), words.say(f"procedure.fee-{fee.kind}")
    if fee.kind is FeeKind.BY_RULE:
        value = fee_at_a_glance(fee.text) or value
    elif fee.kind is FeeKind.AMOUNT and fee.vnd:
        each, more = paid_for(fee.vnd, fee.text)
        caption = words.say("procedure.fee-each", each=each) if each else caption
        value = words.say("procedure.dong", amount=thousands(fee.vnd)) + ("…" if more else "")
    return v.Fact("cash", caption, value)


def _time(words: Phrases, told: m.ProcedureTold) -> v.Fact:
    limit = told.agreed or told.time
    if limit.count:
        value = words.say(f"procedure.time-{limit.unit}", count=limit.count)
    else:
        unsure = words.say("procedure.time-text" if limit.text else "procedure.time-unknown")
        value = time_at_a_glance(limit.text) or unsure
    return v.Fact("calendar-clock", words.say("procedure.time"), value)


def _where(words: Phrases, page: g.Procedure) -> tuple[v.Fact, ...]:
    """Which counter; what is received elsewhere is told in a sentence of its own."""
    if page.told.elsewhere:
        return ()
    service = facts.service_of(words.model, page.told.service) if page.told.service else None
    if service is None:
        return (v.Fact("arrow-right", words.say("procedure.where"), words.say("procedure.where-unknown")),)
    office = words.model.office
    labels = {counter.id: counter.label for counter in office.counters} if office else {}
    counters = words.counters(tuple(labels.get(counter, counter) for counter in service.counters))
    return (v.Fact("arrow-right", words.say("procedure.where"), f"{words.named(service.name)} · {counters}"),)


def _count(words: Phrases, paper: m.PaperTold) -> str:
    told = {"originals": paper.originals, "copies": paper.copies}
    return ", ".join(words.say(f"procedure.{name}", count=count) for name, count in told.items() if count)


def _by(words: Phrases, step: m.StepTold) -> str:
    """Who does a step, and in how many days."""
    days = words.say("procedure.time-days", count=f"{step.days:g}".replace(".", ",")) if step.days else ""
    return ", ".join(filter(None, (step.by, days)))


def _note(words: Phrases, told: m.ProcedureTold) -> str:
    if not told.papers:
        return words.say("procedure.papers-unknown")
    return words.say("procedure.more-elsewhere", count=told.more_papers) if told.more_papers else ""


def opening(words: Phrases, page: object) -> v.Notice:
    """Something is being opened; or there is nothing to open, because the office has no list yet."""
    office = words.model.office
    if isinstance(page, g.Guide | g.Fields) and office is not None and not office.guide:
        title, lines = words.say("opening.none-yet-title"), (words.say("opening.none-yet"),)
        return v.Notice("information", v.Tone.CALM, title, lines)
    return v.Notice("file-search", v.Tone.CALM, words.say("opening.title"), (words.say("opening.line"),))


def sorry(words: Phrases, page: g.Sorry) -> v.Notice:
    """Why there is no procedure to read, kindly."""
    key = f"sorry.{page.kind}"
    again = words.say("sorry.again" if page.before else "sorry.ok")
    icon = "keyboard" if isinstance(page.before, g.Find) else "chevron-left"
    (target,) = offered.confirms(words.model)
    return v.Notice(
        icon="lan-disconnect" if page.kind is g.SorryKind.NO_ANSWER else "file-search",
        tone=v.Tone.WARN,
        title=words.say(f"{key}.title", typed=page.typed.strip()),
        lines=(words.say(f"{key}.line"),),
        button=v.Button(target, again, icon, main=True),
    )
