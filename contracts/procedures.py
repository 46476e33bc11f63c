"""What is known of a procedure's fee and time limit, in the words that the controller, kiosks and printers share."""

import re
from enum import StrEnum

PROCEDURE_SHAPE = r"[0-9]\.[0-9]{6}(?:\.[A-Z0-9]{1,6}){0,3}"
"""A code of the national database, perhaps with a local ending: ``1.001193``, ``2.000815.H57``."""
PROCEDURE_PATTERN = f"^{PROCEDURE_SHAPE}$"
"""The code and nothing else."""
PROCEDURE_CODE = re.compile(PROCEDURE_PATTERN)


class FeeKind(StrEnum):
    """What is known of a fee."""

    FREE = "free"
    AMOUNT = "amount"
    BY_RULE = "by-rule"
    """A council or a law sets it; the text says which."""
    UNKNOWN = "unknown"


class Unit(StrEnum):
    """How a time limit is counted."""

    HOURS = "hours"
    WORKING_DAYS = "working-days"
    DAYS = "days"
    MONTHS = "months"
