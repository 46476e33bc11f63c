"""What a citizen typed as the second factor, made fit to be sent. Pure; who checks it is the main system."""

import re

from contracts.dossiers import ProofKind, ProofRule
from controller.dossier.settings import DossierSettings

LONGEST = 20
_SEPARATORS = re.compile(r"[\s.\-]+")


def typed_proof(settings: DossierSettings, text: str) -> str | None:
    """What is sent; empty: none was given, or none is wanted; None: it is missing, or cannot be one."""
    if settings.proof is ProofRule.NONE:
        return ""
    if not text.strip():
        return "" if settings.proof is ProofRule.OPTIONAL else None
    return as_proof(text, settings.proof_kind, settings.proof_digits)


def as_proof(text: str, kind: ProofKind, digits: int) -> str | None:
    """``text`` in capitals and without blanks, dots and dashes; None when it cannot be the second factor.

    Of a number of a person only the last ``digits`` are ever asked for: a whole one is refused, not cut.
    """
    plain = _SEPARATORS.sub("", text)
    if not plain.isascii():
        return None
    fits = rf"[0-9A-Z]{{1,{LONGEST}}}" if kind is ProofKind.LOOK_UP_CODE else rf"[0-9]{{{digits}}}"
    return plain.upper() if re.fullmatch(fits, plain.upper()) else None
