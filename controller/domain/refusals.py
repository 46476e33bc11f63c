"""How the rules say no."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from contracts.vocabulary import Millis, RefusalCode


@dataclass(frozen=True)
class Refusal:
    """Nothing happened. ``facts`` fill the sentence of the code."""

    code: RefusalCode
    facts: Mapping[str, str] = field(default_factory=dict)
    opens_at: Millis | None = None
    """When numbers can be taken again, where the hours are the reason."""


class RefusedError(Exception):
    """Raised inside a decision to end it with a refusal; never leaves ``decide``."""

    def __init__(self, code: RefusalCode, *, opens_at: Millis | None = None, **facts: str) -> None:
        super().__init__(code)
        self.refusal = Refusal(code, facts, opens_at)
