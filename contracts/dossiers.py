"""What motcua knows of a dossier: a status, dates, a next step. Never a name, an address, a number of a person.

The ten national statuses are those of the national portal (field TrangThaiHoSo). What a citizen may see without
proving who they are is set by TT 01/2018/TT-VPCP, article 16.2d: the code and how far it has come; more only
where the office's privacy level says so.
"""

import re
from enum import StrEnum
from typing import NewType

DossierCode = NewType("DossierCode", str)
"""As printed on the receipt, upper case, without blanks."""

CODE_PATTERN = r"^[0-9A-Z][0-9A-Z./_-]{4,62}[0-9A-Z]$"


class DossierStatus(StrEnum):
    """The ten national statuses, and one for whatever a main system may say beyond them."""

    REGISTERED = "registered"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    PROCESSING = "processing"
    MORE_PAPERS = "more-papers"
    PAYMENT_DUE = "payment-due"
    WITHDRAWN = "withdrawn"
    STOPPED = "stopped"
    RESULT_READY = "result-ready"
    RESULT_RETURNED = "result-returned"
    OTHER = "other"


class ProofRule(StrEnum):
    """Whether a look-up needs a second factor. Only the main system ever checks it."""

    NONE = "none"
    OPTIONAL = "optional"
    REQUIRED = "required"


class ProofKind(StrEnum):
    """What a citizen types as the second factor: a code from the receipt, or the last digits of a number."""

    LOOK_UP_CODE = "look-up-code"
    IDENTITY_DIGITS = "identity-digits"
    PHONE_DIGITS = "phone-digits"


class Deadline(StrEnum):
    """How a dossier stands to its due date; apart from its status."""

    NONE = "none"
    EARLY = "early"
    ON_TIME = "on-time"
    OVERDUE = "overdue"
    NEW_DATE = "new-date"


def as_code(text: str) -> DossierCode | None:
    """``text`` as a dossier code: upper case, blanks gone; None when it cannot be one.

    Lenient on purpose: provinces, ministries and land offices print codes of many shapes.
    """
    code = re.sub(r"\s+", "", text).upper()
    return DossierCode(code) if re.fullmatch(CODE_PATTERN, code, re.ASCII) else None
