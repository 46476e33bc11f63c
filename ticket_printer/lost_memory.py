"""When the memory of the spool was lost: which jobs may have been printed before, and which are surely new.

Only the desk's clock can tell, because a slip says when its number was given in desk time. Until that clock is known
here, which takes two seconds, jobs wait. A copy carries the time of its number, so for copies it counts when they
come: what the desk has not seen ended it sends again at the first contact, and a copy that comes later was ordered
later. (Should that be wrong after all, a copy comes out twice, and both say that they are copies.)
"""

from dataclasses import replace

from contracts.messages import Fault, Slip
from contracts.vocabulary import FaultCode
from ticket_printer.spool import ASIDE, Lost, LostMemory, Moment

MARGIN_MS = 2_000
"""How far the desk's clock, as it is known here, may be from what the desk writes on slips."""
SETTLED_S = 10.0
"""After so long the desk has sent again all that it had not seen ended."""
OVER_MS = 12 * 3600 * 1000
"""After so long the service day of the loss is over, and nothing of it is sent any more."""


def followed(loss: LostMemory, begun_at: float, now: Moment) -> LostMemory | None:
    """The loss as it is to be seen now; None when it is over. ``begun_at``: when this life of the program began."""
    if not now.desk_known:
        return loss
    # Never in the future, even if the desk's clock was wrong and went back: else nothing would ever be new again.
    at = now.desk_ms - int((now.t - begun_at) * 1000) if loss.at is None else min(loss.at, now.desk_ms)
    if now.desk_ms - at > OVER_MS:
        return None
    known_at = now.t if loss.clock_known_at is None else loss.clock_known_at
    return replace(loss, at=at, clock_known_at=known_at)


def is_waiting(loss: LostMemory | None) -> bool:
    """Whether nobody can tell yet what was printed before."""
    return loss is not None and loss.clock_known_at is None


def is_surely_new(slip: Slip, loss: LostMemory | None, now: Moment) -> bool:
    """Whether this slip cannot have been printed before the loss; to be asked when nothing waits any more."""
    if loss is None:
        return True
    if loss.at is None or loss.clock_known_at is None:
        return False
    if slip.copy_no > 1 and now.t - loss.clock_known_at > SETTLED_S:
        return True
    # A first start is no moment after which somebody deleted a folder: who comes in its first seconds is new.
    margin = 0 if loss.what is Lost.UNSEEN else MARGIN_MS
    # A slip from the future was stamped while the desk's clock was behind: it cannot be compared.
    return loss.at + margin <= slip.issued_at <= now.desk_ms + MARGIN_MS


def lost_faults(loss: LostMemory | None) -> tuple[Fault, ...]:
    """What people are told; a first start is nothing to be told of."""
    if loss is None or loss.what is Lost.UNSEEN:
        return ()
    facts = {"what": loss.what.value, "kept": ASIDE}
    if loss.at is not None:
        facts["before_at"] = str(loss.at)
    return (Fault(code=FaultCode.SPOOL_LOST, detail=loss.why, facts=facts),)
