"""Why a clerk calls somebody out of turn, or has a break: what is offered, and the words for what was chosen."""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from contracts.texts import FIRST
from controller.reason_settings import ReasonSettings
from controller.settings import OfficeSettings

SHIPPED = Path(__file__).with_name("reasons.toml")
Words = Mapping[str, Mapping[str, str]]
"""Code -> language -> words."""


@dataclass(frozen=True)
class Reasons:
    """What an office offers. Empty lists: nobody is asked."""

    by_hand: Words
    breaks: Words
    known: Words
    """All words that may be asked for: also for a code that is offered no more."""
    shows_break: bool = False
    """Whether signs, boards and phones say why a counter has a break."""

    @property
    def words(self) -> dict[str, str]:
        """All in Vietnamese."""
        return {code: name[FIRST] for code, name in self.known.items()}

    def told(self, code: str) -> str:
        """A reason in Vietnamese; its code where nobody knows the words any more."""
        return self.known.get(code, {}).get(FIRST, code)


def reasons_of(settings: OfficeSettings) -> Reasons:
    """What the settings say, or what is shipped where they have no list."""
    shipped, policy = _shipped(), settings.policy
    by_hand = _words(settings.call_reasons) or shipped["by_hand"]
    breaks = _words(settings.break_reasons) or shipped["breaks"]
    usual = shipped["known"] | shipped["by_hand"] | shipped["breaks"]
    return Reasons(
        by_hand if policy.ask_call_reason else {},
        breaks if policy.ask_break_reason else {},
        {**usual, **breaks, **by_hand},
        policy.show_break_reason,
    )


def shipped(kind: str) -> Words:
    """What is offered where the office has no list of its own; ``kind``: by_hand or breaks."""
    return _shipped()[kind]


def _words(items: Iterable[ReasonSettings]) -> dict[str, Mapping[str, str]]:
    return {item.code: item.name.as_text() for item in items}


@cache
def _shipped() -> dict[str, dict[str, Mapping[str, str]]]:
    table = tomllib.loads(SHIPPED.read_text("utf-8"))
    return {kind: _words(map(ReasonSettings.model_validate, items)) for kind, items in table.items()}
