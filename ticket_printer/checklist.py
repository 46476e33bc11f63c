"""A checklist as blocks from top to bottom: what a procedure needs, in large letters to be ticked off at home."""

from collections.abc import Mapping

from contracts.amounts import fee_at_a_glance, thousands
from contracts.messages import FeeTold, PaperTold, ProcedureTold, Sheet, TimeTold
from contracts.procedures import FeeKind
from contracts.texts import FIRST, Catalogue
from ticket_printer.layout import Block, Check, Code, Fact, Line, Picture, Role, Rule, append
from ticket_printer.template import DEFAULT, EXTRA, Template


def lay_out_checklist(sheet: Sheet, texts: Catalogue, template: Template = DEFAULT) -> tuple[Block, ...]:
    """The checklist in the citizen's language; official names of papers stay as the law has them."""
    lang, procedure = sheet.lang, sheet.procedure
    say = Words(texts, lang)
    parts: Mapping[str, tuple[Block, ...]] = {
        "logo": (Picture(),),
        "rule": (Rule(strong=True),),
        "authority": (Line(Role.AUTHORITY, _in(sheet.authority, lang)),),
        "office": (Line(Role.OFFICE, _in(sheet.office, lang)),),
        "title": (Line(Role.TITLE, say("checklist.title")),),
        "name": (Line(Role.SERVICE, _in(procedure.name, lang)),),
        "papers": tuple(_papers(procedure, say)),
        "fee": _fact(say("checklist.fee"), fee(procedure.fee, say)),
        "limit": _fact(say("checklist.limit"), limit(procedure.agreed or procedure.time, say)),
        "place": _fact(say("checklist.place"), _place(sheet, say)),
        "result": _fact(say("checklist.result"), procedure.result),
        "procedure-code": _fact(say("checklist.code"), procedure.code),
        "time": _fact(say("checklist.time"), sheet.local_time),
        "no-number": (Line(Role.CLOSING_STRONG, say("checklist.no-number")),),
        "code": _code(procedure.address, say),
        **{
            f"{EXTRA}{e.name}": (
                Line(Role.CLOSING_STRONG if e.strong else Role.CLOSING, e.in_language(lang)),
            )
            for e in template.extra
        },
    }
    blocks: list[Block] = []
    for name in template.checklist:
        append(blocks, parts.get(name, ()))
    return tuple(blocks)


class Words:
    """The sentences of one language."""

    def __init__(self, texts: Catalogue, lang: str) -> None:
        self._texts, self._lang = texts, lang

    def __call__(self, key: str, **facts: object) -> str:
        """The sentence."""
        return self._texts.say(self._lang, key, **facts)


def fee(told: FeeTold, say: Words) -> str:
    """The fee, as it was published where that says how much; never "free" where nobody said so."""
    if told.kind in (FeeKind.AMOUNT, FeeKind.BY_RULE) and fee_at_a_glance(told.text):
        return told.text
    if told.kind is FeeKind.AMOUNT and told.vnd:
        return say("checklist.dong", amount=thousands(told.vnd))
    return say(f"checklist.fee-{told.kind}")


def limit(told: TimeTold, say: Words) -> str:
    """How long it takes."""
    if told.count:
        return say(f"checklist.limit-{told.unit}", count=told.count)
    return told.text or say("checklist.limit-unknown")


def counts(paper: PaperTold, say: Words) -> str:
    """How many to bring, where it is stated."""
    told = {"originals": paper.originals, "copies": paper.copies}
    return ", ".join(say(f"checklist.{name}", count=count) for name, count in told.items() if count)


def _papers(procedure: ProcedureTold, say: Words) -> list[Block]:
    if not procedure.papers:
        return [Line(Role.CLOSING, say("checklist.papers-unknown"))]
    blocks: list[Block] = [Check(paper.text, counts(paper, say)) for paper in procedure.papers]
    if procedure.more_papers:
        blocks.append(Line(Role.CLOSING, say("checklist.more-papers", count=procedure.more_papers)))
    return blocks


def _place(sheet: Sheet, say: Words) -> str:
    if sheet.procedure.elsewhere:
        return sheet.procedure.elsewhere
    return _in(sheet.service, sheet.lang) if sheet.service else say("checklist.place-unknown")


def _fact(label: str, value: str) -> tuple[Block, ...]:
    return (Fact(label, value),) if value else ()


def _code(address: str, say: Words) -> tuple[Block, ...]:
    return (Line(Role.CLOSING, say("checklist.phone")), Code(address)) if address else ()


def _in(text: dict[str, str], lang: str) -> str:
    return text.get(lang) or text[FIRST]
