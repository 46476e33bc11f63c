"""When the memory of the spool was lost: which jobs may have been printed before, and which are surely new.

Only the desk's clock can tell, because a slip says when its number was given in desk time. Until the desk's clock
is known here nothing is surely new. A copy carries the time of its number, so for copies it counts when they come:
what the desk has not seen ended it sends again at the first contact, and a copy that comes later was ordered later.
(Should that be wrong after all, a copy comes out twice, and both say that they are copies.)
"""

from dataclasses import replace

from contracts.messages import Slip
from ticket_printer.spool import UNDATED, Loss, Moment

MARGIN_MS = 2_000
"""How far the desk's clock, as it is known here, may be from what the desk writes on slips."""
SETTLED_S = 10.0
"""After so long the desk has sent again all that it had not seen ended."""
OVER_MS = 12 * 3600 * 1000
"""After so long the service day of the loss is over, and nothing of it is sent any more."""


def followed(loss: Loss, begun_at: float, now: Moment) -> Loss | None:
    """The loss as it is to be seen now; None when it is over. ``begun_at``: when this life of the program began."""
    if not now.desk_known:
        return loss
    age_s = now.t - begun_at if loss.at == UNDATED else 0
    # Never in the future, even if the desk's clock was wrong and went back: else nothing would ever be new again.
    at = min(loss.at, now.desk_ms - int(age_s * 1000))
    if now.desk_ms - at > OVER_MS:
        return None
    return replace(loss, at=at, met=now.t if loss.met is None else loss.met)


def is_surely_new(slip: Slip, loss: Loss, now: Moment) -> bool:
    """Whether this slip cannot have been printed before the loss."""
    if loss.met is None:
        return False
    if slip.copy_no > 1 and now.t - loss.met > SETTLED_S:
        return True
    # A slip from the future was stamped while the desk's clock was behind: it cannot be compared.
    return loss.at + MARGIN_MS <= slip.issued_at <= now.desk_ms + MARGIN_MS
