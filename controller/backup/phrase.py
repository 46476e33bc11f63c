"""The recovery digits: eight groups of five, the last of each group proves the other four. Pure.

Digits, because they can be dictated over the telephone, written by anybody, and no Vietnamese keyboard changes them.
Thirty-two free digits are 106 bits: nobody guesses them, however fast.
"""

import re
from collections.abc import Callable

GROUPS, FREE = 8, 4
SIZE = FREE + 1


class PhraseTypo(ValueError):  # noqa: N818 - named by what is wrong
    """``group``: the first group (from 1) that cannot be right; 0: there are not eight groups of five."""

    def __init__(self, group: int) -> None:
        super().__init__(str(group))
        self.group = group


def make(below: Callable[[int], int]) -> str:
    """New recovery digits, as they are written down. ``below``: a secret random number below another."""
    groups = (f"{below(10**FREE):0{FREE}}" for _ in range(GROUPS))
    return " ".join(group + _proof(group) for group in groups)


def read(typed: str) -> str:
    """The digits as they are written down. Raises PhraseTypo."""
    digits = re.sub(r"[\s\-.]", "", typed)
    if len(digits) != GROUPS * SIZE or not (digits.isascii() and digits.isdigit()):
        raise PhraseTypo(0)
    groups = [digits[at : at + SIZE] for at in range(0, len(digits), SIZE)]
    for number, group in enumerate(groups, 1):
        if _proof(group[:FREE]) != group[FREE]:
            raise PhraseTypo(number)
    return " ".join(groups)


_QUASIGROUP = (
    "0317598642", "7092154863", "4206871359", "1750983426", "6123045978",
    "3674209581", "5869720134", "8945362017", "9438617205", "2581436790",
)  # fmt: skip
"""Damm, On check digits (2004): every single wrong digit and every swap of neighbours is seen."""


def _proof(group: str) -> str:
    interim = 0
    for digit in group:
        interim = int(_QUASIGROUP[interim][int(digit)])
    return str(interim)
