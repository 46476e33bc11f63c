"""Amounts as people are told them, the same on every screen, page and paper. Pure."""

import re

from contracts.letters import unaccented

HOUR, LONG = 60, 90
"""Minutes of an hour, and those beyond which a wait is told in hours: nobody counts in 170 minutes."""
GLANCE = 40
"""Letters that are read at a glance."""
_CLAUSE = re.compile(r"[;(\n]|[,.] ")
_MONEY = re.compile(r"[0-9][0-9.,]* ?(?:d|dong|vnd|nghin|ngan|trieu|₫|%)(?![a-z])")


def thousands(value: int) -> str:
    """A whole number as Vietnamese offices write it: ``1.250.000``."""
    return f"{value:,}".replace(",", ".")


def in_hours(low: int, high: int) -> tuple[int, int] | None:
    """A range of minutes in whole hours, which holds it; None where it is told in minutes."""
    return (low // HOUR, -(-high // HOUR)) if high > LONG else None


def fee_at_a_glance(text: str) -> str:
    """How much, as it was published: "2.000 đồng/trang…" of "2.000 đồng/trang; từ trang thứ 3 trở lên 1.000 đồng/trang".

    An amount alone would hide for what it is paid. Three dots say that there is more; "" where no figure is in sight.
    """
    clause, more = _clause(text)
    if len(clause) > GLANCE or not _MONEY.search(unaccented(clause)):
        return ""
    return f"{clause}…" if more else clause


def paid_for(vnd: int, text: str) -> tuple[str, bool]:
    """For what an amount is paid ("trang"; "" if once, or not in a few words), and whether more is said of it."""
    clause, more = _clause(text)
    amount, _, each = clause.partition("/")
    if re.sub(r"\D", "", amount) != str(vnd):
        return "", False
    return (each.strip() if len(clause) <= GLANCE else ""), more or len(clause) > GLANCE


def _clause(text: str) -> tuple[str, bool]:
    """The first clause, and whether others follow."""
    whole = text.strip(" .,\n")
    clause = _CLAUSE.split(whole, maxsplit=1)[0].strip(" .,")
    return clause, clause != whole


def time_at_a_glance(text: str) -> str:
    """A time limit that is no count ("2-3 ngày", "Trong ngày"), if it is short."""
    said = text.strip(" .")
    return said if len(said) <= GLANCE and "\n" not in said else ""
