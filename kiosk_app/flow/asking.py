"""How the kiosk asks the desk: patiently for each kind of question. Pure."""

from typing import TypeVar

from contracts import messages as m
from hardware.link import asker
from hardware.link.asker import OpenQuestion, Patience
from kiosk_app.flow import happenings as h

Question = TypeVar(
    "Question",
    m.IssueTicket,
    m.LookUp,
    m.ReportSlip,
    m.LeaseNumbers,
    m.HandIn,
    m.AnyGuideQuestion,
    m.SeeSlip,
    m.RateSlip,
)

NUMBER = Patience(repeat_s=1.0, give_up_s=15.0)
"""As long as the desk accepts an IssueTicket."""
LOOK_UP = Patience(repeat_s=1.0, give_up_s=5.0)
"""As long as the desk accepts a LookUp; it answers within 3 s."""
GUIDE = Patience(repeat_s=1.0, give_up_s=5.0)
"""The desk answers in a blink."""
REPORT = Patience(repeat_s=2.0)
"""How a slip ended must arrive."""


def ask(
    command: Question, patience: Patience, moment: h.Moment
) -> tuple[OpenQuestion[Question], tuple[h.Effect, ...]]:
    """Ask now; the question is said again when it is due."""
    return asker.begin(command, moment.at, in_s=patience.repeat_s), (h.Send(command),)
