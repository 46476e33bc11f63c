"""A kiosk's questions about slips, from the wire: beside the desk. Where one goes now and then, and how the visit was.

Where a number is called and how long it takes is on boards and in the queues, too; a rating needs the slip itself, which
alone has the end of its address (``places``), and goes the way of all ratings (``rating.taking``).
"""

import asyncio
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from contracts import messages as m
from contracts.permissions import Reach, Role, reach
from contracts.vocabulary import DeviceId, RatingWay, RefusalCode, TicketId, TicketState
from controller.desk.desk import Desk
from controller.desk.snapshots import Snapshots
from controller.devices import KIOSK_EXPIRES_MS, SKEW_MS, Devices
from controller.domain.tickets import Served
from controller.places import Places
from controller.rates import Rate
from controller.rating.invitations import Invitation
from controller.rating.questionnaire import Questionnaire
from controller.rating.taking import LONGEST_WAIT_MS, Outcome, RatingTaking, given_in
from hardware.ports import Clock

QUESTIONS = Rate(40, 10.0)
"""Of one kiosk: a hand holds out slips, and ratings that waited come at once."""
RATED = {Outcome.RATED: RefusalCode.ALREADY_RATED, Outcome.OVER: RefusalCode.RATING_OVER}
REFUSED = {
    **RATED,
    Outcome.NOT_SERVED: RefusalCode.WRONG_STATE,
    Outcome.UNKNOWN: RefusalCode.UNKNOWN_TICKET,
    Outcome.MALFORMED: RefusalCode.MALFORMED,
}
Asked = TypeVar("Asked", m.SeeSlip, m.RateSlip)
Answer = Callable[[m.AnyReply], None]


@dataclass(frozen=True)
class SlipGround:
    """What the answers come from. ``taking`` None: kiosks ask nobody how it was."""

    desk: Desk
    snapshots: Snapshots
    devices: Devices
    clock: Clock
    places: Places | None = None
    taking: RatingTaking | None = None
    complaints: str = ""
    """The national page for complaints, shown beside the questions; "": none."""


class SlipAsking:
    """Answers kiosks. Used in the loop."""

    def __init__(self, ground: SlipGround) -> None:
        self._ground = ground
        self._asked: dict[DeviceId, deque[float]] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    def ask(self, device: DeviceId, question: m.AnySlipQuestion, answer: Answer) -> None:
        """Answer in a moment; ``answer`` is called in the loop, or not at all where it must be asked again."""
        no = self._refusal(device, question)
        if no is RefusalCode.OVERLOADED and isinstance(question, m.RateSlip):
            return  # a rating that is refused is dropped there; one that waits comes again
        if no:
            answer(m.Refused(request_id=question.request_id, code=no))
        elif isinstance(question, m.SeeSlip):
            seen = self._see(question)
            if seen is None:
                answer(m.Refused(request_id=question.request_id, code=RefusalCode.UNKNOWN_TICKET))
            else:
                answer(m.Accepted(request_id=question.request_id, result=seen))
        else:
            task = asyncio.get_running_loop().create_task(self._rate(question, answer))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    def _refusal(self, device: DeviceId, question: m.AnySlipQuestion) -> RefusalCode | None:
        ground = self._ground
        role = ground.devices.principal(device).role
        if reach(role, question.kind) is Reach.NEVER:
            return RefusalCode.UNKNOWN_DEVICE if role is Role.NOBODY else RefusalCode.NOT_ALLOWED
        late = not -SKEW_MS <= ground.clock.utc_ms() - question.at <= KIOSK_EXPIRES_MS
        if late and isinstance(question, m.SeeSlip):
            return RefusalCode.EXPIRED
        times = self._asked.setdefault(device, deque())
        return None if QUESTIONS.lets(times, ground.clock.monotonic()) else RefusalCode.OVERLOADED

    def _owner(self, place: str) -> tuple[TicketId | None, Served | None]:
        """Whose slip has this address: a ticket of today, and the visit that may be rated by it."""
        ground = self._ground
        day = ground.desk.day
        ticket = ground.places.ticket(place, day.tickets) if place and ground.places else None
        if ticket:
            return ticket, day.visited.get(ticket)
        carried = ground.taking.ratings.invitations.carried if ground.taking else {}
        return None, carried.get(place)

    def _see(self, question: m.SeeSlip) -> m.SlipSeen | None:
        day, (owned, visit) = self._ground.desk.day, self._owner(question.place)
        known = owned or (question.ticket if question.ticket in day.tickets else None)
        if known is not None:
            now = self._ground.desk.now()
            seen = self._ground.snapshots.slip_seen(day, known, now.stamp(day.last_at))
            return self._with_rating(seen, visit) if known == owned else self._by_number(seen)
        if visit is None:
            return None
        number = visit.ticket.partition("-")[2]  # of the day before
        seen = m.SlipSeen(number=number, state=TicketState.FINISHED, service=visit.service)
        return self._with_rating(seen, visit)

    def _by_number(self, seen: m.SlipSeen) -> m.SlipSeen:
        """What boards tell as well; where somebody goes then is for the owner of a slip, if slips prove that here."""
        return seen.model_copy(update={"stops": ()}) if self._ground.places else seen

    def _with_rating(self, seen: m.SlipSeen, visit: Served | None) -> m.SlipSeen:
        taking = self._ground.taking
        asked = taking.ratings.asked if taking else None
        if taking is None or asked is None or visit is None:
            return seen
        stands = taking.stands(visit)
        if stands is None:
            return seen.model_copy(update={"rating": told(asked, self._ground.complaints)})
        return seen.model_copy(update={"rated": RATED[stands].value if stands in RATED else ""})

    async def _rate(self, question: m.RateSlip, answer: Answer) -> None:
        taking, (_ticket, visit) = self._ground.taking, self._owner(question.place)
        outcome = Outcome.UNKNOWN if taking else Outcome.OVER
        if taking and visit:
            waited = self._ground.clock.utc_ms() - question.at
            given = given_in(
                {
                    "id": question.request_id,
                    "token": taking.ratings.invitations.token(Invitation(visit, RatingWay.PHONE)),
                    "questionnaire": question.questionnaire,
                    "version": question.version,
                    "answers": question.answers,
                    "reason": question.reason or None,
                    "waited_ms": min(max(waited, 0), LONGEST_WAIT_MS),
                }
            )
            outcome = (await taking.take(given))[0] if given else Outcome.MALFORMED
        if outcome is Outcome.TAKEN:
            answer(m.Accepted(request_id=question.request_id, result=m.Done()))
        elif outcome in REFUSED:
            answer(m.Refused(request_id=question.request_id, code=REFUSED[outcome]))


def told(asked: Questionnaire, complaints: str = "") -> m.RatingAsked:
    """A questionnaire for a kiosk; ``complaints``: what stands as a code beside it."""
    return m.RatingAsked(
        questionnaire=asked.id,
        version=asked.version,
        questions=tuple(
            m.QuestionAsked(
                id=question.id,
                text=question.text.as_text(),
                choices=tuple(
                    m.ChoiceAsked(id=each.id, text=each.text.as_text(), sign=each.sign or "", low=each.low)
                    for each in question.choices
                ),
            )
            for question in asked.questions
        ),
        reasons=tuple(m.ReasonAsked(id=each.id, text=each.text.as_text()) for each in asked.reasons),
        complaints=complaints,
    )
