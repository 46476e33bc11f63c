"""A trial slip: what a caretaker looks at to know whether a printer prints well. Never a number of anybody."""

from contracts.texts import FIRST, Catalogue
from ticket_printer.layout import Banner, Block, Fact, Line, Role, Rule
from ticket_printer.sheets import Trial


def lay_out_trial(trial: Trial, texts: Catalogue) -> tuple[Block, ...]:
    """Black areas, the smallest letters with all their marks, both edges of the paper, and the cut."""

    def say(key: str) -> str:
        return texts.say(FIRST, f"trial.{key}")

    return (
        Banner(say("title"), say("no-number")),
        Rule(strong=True),
        Line(Role.NUMBER, say("large")),
        Line(Role.CLOSING, say("small")),
        Line(Role.CLOSING, say("capitals")),
        Fact(say("device"), trial.device),
        *((Fact(say("time"), trial.local_time),) if trial.local_time else ()),
        Rule(strong=True),
        Line(Role.CLOSING_STRONG, say("judge")),
    )
