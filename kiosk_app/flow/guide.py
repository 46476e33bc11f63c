"""The guide to procedures: what touches, the desk's answers and time do in it. Pure.

The page stays until the desk has answered, mostly for a blink; only who waits longer reads that something is opened.
"""

from dataclasses import replace

from contracts import messages as m
from contracts.vocabulary import RefusalCode
from hardware.link import asker
from kiosk_app.flow import asking, facts
from kiosk_app.flow import guide_pages as g
from kiosk_app.flow import happenings as h
from kiosk_app.flow import model as k
from kiosk_app.flow import pages as p
from kiosk_app.flow import targets as t

OPENING_S = 0.7
"""After so long without an answer the screen says that it is opening something."""
TOPICS_AGAIN_S = 10.0
"""Between two attempts to learn the topics, which nobody waits for."""
SORRY = {
    RefusalCode.UNKNOWN_PROCEDURE: g.SorryKind.UNKNOWN,
    RefusalCode.GUIDE_LIMIT: g.SorryKind.BUSY,
    RefusalCode.EXPIRED: g.SorryKind.NO_ANSWER,
}
PLACES = g.Guide | g.Fields | g.Find | g.Listed


def on_touch(model: k.Model, target: t.Target | None, moment: h.Moment) -> k.Step:
    """What is touched on the way to a procedure."""
    match target, model.page:
        case t.Way.GUIDE, _:
            return _open(model, moment)
        case t.TopicTarget(code=code), _:
            return _ask(model, m.FindProcedures(**_envelope(moment), topic=code), moment)
        case t.ProcedureTarget(code=code), _:
            return _ask(model, m.ShowProcedure(**_envelope(moment), procedure=code), moment)
        case t.Way.SEARCH, g.Find(typed=typed):
            return _ask(model, m.FindProcedures(**_envelope(moment), typed=typed), moment)
        case t.Way.BLANKS, g.Procedure() as page:
            shown = facts.blanks_here(model, page.told)
            return replace(model, page=g.Blank(shown[0], page) if len(shown) == 1 else g.Blanks(page)), ()
        case t.BlankTarget(index=index), g.Blanks() as page:
            return replace(model, page=g.Blank(page.before.told.blanks[index], page)), ()
        case t.Way.CHECKLIST, g.Procedure() as page:
            command = m.PrintChecklist(**_envelope(moment), procedure=page.told.code, lang=model.lang)
            return _ask(replace(model, page=replace(page, checklist=g.Paper.ASKED)), command, moment)
    return replace(model, page=_page_after(model.page, target)), ()


def _page_after(page: p.Page, target: t.Target | None) -> p.Page:
    """Where a touch leads of which the desk need not know."""
    match target, page:
        case t.Way.FIELDS, _:
            return g.Fields()
        case t.Way.EVENTS, _:
            return g.Guide()
        case t.Way.FIND, g.Listed(before=g.Find(typed=typed)):
            return g.Find(typed)
        case t.Way.FIND, _:
            return g.Find()
        case t.HoldTarget(sign=sign), g.Find():
            return replace(page, marks=sign)
        case t.KeyTarget() as key, g.Find(typed=typed):
            return g.Find(_typed(typed, key))
    return page


def _envelope(moment: h.Moment) -> dict[str, object]:
    return {"request_id": moment.fresh_id, "at": moment.desk_ms}


def _typed(typed: str, key: t.KeyTarget) -> str:
    if key == t.DELETE:
        return typed[:-1]
    if key == t.SPACE:
        return (typed.rstrip() + " " if typed.strip() else "")[: m.MOST_TYPED]
    return (typed + key.sign.lower())[: m.MOST_TYPED]


def _open(model: k.Model, moment: h.Moment) -> k.Step:
    """The first page; what is known of it is shown at once, and asked for anew."""
    if model.topics is None:
        return _ask(model, m.FindProcedures(**_envelope(moment)), moment)
    command = m.FindProcedures(**_envelope(moment))
    return _ask(replace(model, page=g.Guide()), command, moment, quiet=True)


def open_procedure(model: k.Model, code: str, moment: h.Moment) -> k.Step:
    """Somebody scanned the code of a procedure."""
    if not t.is_procedure(code):
        return replace(model, page=g.Sorry(g.SorryKind.UNKNOWN)), ()
    return _ask(model, m.ShowProcedure(**_envelope(moment), procedure=code), moment)


def _ask(model: k.Model, command: m.AnyGuideQuestion, moment: h.Moment, *, quiet: bool = False) -> k.Step:
    question, effects = asking.ask(command, asking.GUIDE, moment)
    return replace(model, consulting=k.Consulting(question, quiet)), effects


def on_answer(model: k.Model, reply: m.Accepted) -> k.Model:
    """The desk answered; an answer that nobody waits for any more is dropped."""
    asked = model.consulting
    if asked is None or asked.question.id != reply.request_id:
        return model
    model = replace(model, consulting=None)
    command, page = asked.question.command, _place(model)
    match reply.result:
        case m.Topics() as topics:
            model = replace(model, topics=topics)
            return model if asked.quiet else replace(model, page=g.Guide())
        case m.Listed() as found if isinstance(command, m.FindProcedures):
            return replace(model, page=_listed(model, command, found, page))
        case m.ProcedureTold() as told:
            before = page if isinstance(page, PLACES) else None
            return replace(model, page=g.Procedure(told, before))
        case m.Done() if isinstance(model.page, g.Procedure):
            return replace(model, page=replace(model.page, checklist=g.Paper.COMING))
    return model


def pages_of(reply: m.Accepted) -> tuple[h.Effect, ...]:
    """The pictures of a procedure's forms are wanted as soon as somebody reads of it."""
    told = reply.result
    if not isinstance(told, m.ProcedureTold) or not told.blanks:
        return ()
    return (h.FetchPages(tuple(page for blank in told.blanks for page in blank.pages)),)


def _place(model: k.Model) -> p.Page | None:
    """Where the question was asked."""
    return model.page.before if isinstance(model.page, g.Opening) else model.page


def _listed(model: k.Model, command: m.FindProcedures, found: m.Listed, page: p.Page | None) -> p.Page:
    before = page if isinstance(page, g.Guide | g.Fields | g.Find) else g.Guide()
    if not found.procedures:
        return g.Sorry(g.SorryKind.NOTHING, before, command.typed)
    topics = (*model.topics.events, *model.topics.fields) if model.topics else ()
    name = next((topic.name for topic in topics if topic.code == command.topic), None)
    return g.Listed(found.procedures, before, name, command.typed, found.more)


def on_refusal(model: k.Model, reply: m.Refused, moment: h.Moment) -> k.Model:
    """The desk does not say."""
    asked = model.consulting
    if asked is None or asked.question.id != reply.request_id:
        return model
    return _fail(model, asked, SORRY.get(reply.code, g.SorryKind.NO_ANSWER), moment)


def on_tick(model: k.Model, moment: h.Moment) -> k.Step:
    """Time has passed: say the question again, or give it up; and learn the topics while nobody asks."""
    asked = model.consulting
    if asked is None:
        wanted = facts.guides(model) and model.topics is None and moment.at >= model.topics_due
        if not (wanted and model.desk_alive):
            return model, ()
        return _ask(model, m.FindProcedures(**_envelope(moment)), moment, quiet=True)
    question, due = asker.go_on(asked.question, moment.at, asking.GUIDE)
    if question is None:
        return _fail(model, asked, g.SorryKind.NO_ANSWER, moment), ()
    model = replace(model, consulting=replace(asked, question=question))
    shows = not asked.quiet and not isinstance(question.command, m.PrintChecklist)
    if shows and moment.at - question.since >= OPENING_S and not isinstance(model.page, g.Opening):
        model = replace(model, page=g.Opening(_opened_from(model.page)))
    return model, tuple(map(h.Send, due))


def _opened_from(page: p.Page) -> g.AnyPlace:
    return page if isinstance(page, g.AnyPlace) else None


def _fail(model: k.Model, asked: k.Consulting, why: g.SorryKind, moment: h.Moment) -> k.Model:
    model = replace(model, consulting=None)
    if asked.quiet:
        return replace(model, topics_due=moment.at + TOPICS_AGAIN_S)
    if isinstance(asked.question.command, m.PrintChecklist):
        page = model.page
        failed = replace(page, checklist=g.Paper.FAILED) if isinstance(page, g.Procedure) else page
        return replace(model, page=failed)
    before = _place(model)
    return replace(model, page=g.Sorry(why, before if isinstance(before, PLACES) else None))


def page_before(model: k.Model) -> p.Page:
    """Where the way back leads."""
    match model.page:
        case g.Find(typed=typed, marks=marks) if marks:
            return g.Find(typed)
        case g.Fields() | g.Find():
            return g.Guide()
        case g.Listed(before=before):
            return before
        case g.Blanks(before=before) | g.Blank(before=before):
            return before
        case g.Procedure(before=before) | g.Sorry(before=before) if before is not None:
            return before
    return facts.home(model)
