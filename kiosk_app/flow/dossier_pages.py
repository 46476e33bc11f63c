"""The pages of the dossier look-up. Frozen; what a citizen scanned or typed is never in their ``repr``."""

from dataclasses import dataclass, field
from enum import StrEnum

from contracts import messages as m
from contracts.dossiers import DossierCode, ProofKind, ProofRule
from contracts.vocabulary import ServiceCode
from hardware.link.asker import OpenQuestion


class RemarkKind(StrEnum):
    """Why there is no dossier to show."""

    CITIZEN_CARD = "citizen-card"
    PAYMENT = "payment"
    VNEID = "vneid"
    PORTAL = "portal"
    OTHER_URL = "other-url"
    PROCEDURE = "procedure"
    RUBBISH = "rubbish"
    SLIP = "slip"
    SLIP_OLD = "slip-old"
    SLIP_ELSEWHERE = "slip-elsewhere"
    NOT_FOUND = "not-found"
    DOWN = "down"
    LIMIT = "limit"
    PROOF_LIMIT = "proof-limit"
    NO_ANSWER = "no-answer"


AGAIN = frozenset(
    {
        RemarkKind.CITIZEN_CARD,
        RemarkKind.PAYMENT,
        RemarkKind.VNEID,
        RemarkKind.PORTAL,
        RemarkKind.OTHER_URL,
        RemarkKind.PROCEDURE,
        RemarkKind.RUBBISH,
        RemarkKind.NOT_FOUND,
    }
)
"""After these, trying something else may help; after the others one goes back to the start."""


LONGEST_CODE = 20
"""Signs of a look-up code that the desk takes."""


@dataclass(frozen=True)
class Scan:
    """The citizen holds a receipt under the reader."""


@dataclass(frozen=True)
class Manual:
    """The citizen types the code."""

    typed: str = field(default="", repr=False)


@dataclass(frozen=True)
class Proof:
    """The citizen types a second factor, once for all ``codes`` of one receipt.

    It stands here until it is sent, and in the question until that is answered; nowhere else, and no longer.
    """

    codes: tuple[DossierCode, ...] = field(repr=False)
    offer: m.LookUpOffer
    typed: str = field(default="", repr=False)
    """The second factor so far."""
    code_typed: str = field(default="", repr=False)
    """The code as it was typed, to be mended; "" for one that was scanned."""

    @property
    def digits(self) -> bool:
        """Whether it is digits of somebody's number, which bystanders must not read."""
        return self.offer.proof_kind is not ProofKind.LOOK_UP_CODE

    @property
    def longest(self) -> int:
        """How many signs it has at most."""
        return self.offer.proof_digits if self.digits else LONGEST_CODE

    @property
    def complete(self) -> bool:
        """Whether it can be sent."""
        return len(self.typed) == self.longest if self.digits else bool(self.typed)

    @property
    def may_skip(self) -> bool:
        """Whether one can ask without it."""
        return self.offer.proof is ProofRule.OPTIONAL


@dataclass(frozen=True)
class Asking:
    """The desk is asked about the first of ``codes``; what it told of those before is in ``found``.

    ``typed``: the code that was typed, to be mended when there is no such dossier; ``again``: where the second
    factor is typed again, without it.
    """

    question: OpenQuestion[m.LookUp]
    codes: tuple[DossierCode, ...] = field(repr=False)
    asked: tuple[DossierCode, ...] = field(default=(), repr=False)
    """Those of the receipt that the desk was asked about before."""
    found: tuple[m.DossierSeen, ...] = field(default=(), repr=False)
    result_service: ServiceCode | None = None
    typed: str = field(default="", repr=False)
    again: Proof | None = None
    more: int = 0


@dataclass(frozen=True)
class Dossier:
    """How far dossiers have come; one on each sheet. ``aloud``: the citizen wishes to hear it.

    ``more``: so many dossiers of the receipt have no sheet.
    """

    found: tuple[m.DossierSeen, ...] = field(repr=False)
    result_service: ServiceCode | None = None
    since: float = 0.0
    sheet: int = 0
    aloud: bool = False
    more: int = 0
    asked: tuple[DossierCode, ...] = field(default=(), repr=False)
    """What the desk was asked about."""

    @property
    def shown(self) -> m.DossierSeen:
        """The dossier on this sheet."""
        return self.found[self.sheet]


@dataclass(frozen=True)
class Remark:
    """A plain sentence instead of a dossier.

    ``service``: whose queue the scanned slip is in; ``minutes``: how long to wait after too many look-ups.
    """

    kind: RemarkKind
    service: ServiceCode | None = None
    typed: str = field(default="", repr=False)
    again: Proof | None = None
    minutes: int = 1


DossierPage = Scan | Manual | Proof | Asking | Dossier | Remark
