"""The kiosk while the desk is away: numbers of its lease, kept before they are shown, handed in afterwards."""

from dataclasses import dataclass, field, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts import messages as m
from contracts.topics import DESK
from contracts.vocabulary import FaultCode, RefusalCode, SlipState, TicketId
from hardware.link.name import NameTwice
from kiosk_app.flow import alone, alone_book, alone_desk
from kiosk_app.flow import happenings as h
from kiosk_app.flow import model as k
from kiosk_app.flow import pages as p
from kiosk_app.flow.alone_book import Anchor, Book, Given, Record
from kiosk_app.flow.alone_clock import believed
from kiosk_app.flow.screen import Screen, screen_of
from kiosk_app.flow.step import step
from kiosk_app.present.present import present
from tests.unit.kiosk import kiosk_scenes as scenes
from tests.unit.kiosk.kiosk_player import CATALOGUE, DESK_MS, Player

BOOK = "00d1f2a3b4c5d6e7"
FIRST_DESK, SECOND_DESK = "1" * 16, "2" * 16
LINEAGE, OTHER_LINEAGE = "a" * 32, "b" * 32
DAY = "2026-11-21"
AFTER_S = 30.0


@dataclass
class AlonePlayer(Player):
    """A kiosk with a book; what is to be kept is kept at once while ``keeps``."""

    keeps: bool = True
    kept: list[Record] = field(default_factory=list)
    printed: list[m.PrintJob] = field(default_factory=list)
    clock_known: bool = True

    def happen(self, happening: h.Happening) -> None:
        self.ids += 1
        fresh = f"00000000-0000-7000-8000-{self.ids:011x}0"
        moment = h.Moment(self.now, DESK_MS + int(self.now * 1000), fresh)  # type: ignore[arg-type] # an id
        if isinstance(happening, h.Tick):
            here = Anchor("boot", self.now, moment.desk_ms) if self.clock_known else None
            happening = replace(happening, clock=here)
        self.model, effects = step(self.model, happening, moment)
        self.sent += [effect.command for effect in effects if isinstance(effect, h.Send)]
        self.printed += [effect.job for effect in effects if isinstance(effect, h.PrintHere)]
        for effect in effects:
            if isinstance(effect, h.Keep) and self.keeps:
                self.kept.append(effect.record)
                self.happen(h.Kept(effect.record))

    def pulse(self, instance: str = FIRST_DESK, lineage: str = LINEAGE) -> None:
        desk = m.DeskPulse(
            instance=instance, epoch=1, lineage=lineage, seq=1, last_at=1, host="pi", serving=True, since=1
        )
        self.hear(
            m.Presence(device=DESK, program="controller", version="1", online=True, at=DESK_MS, desk=desk)
        )

    def asked_for(self, kind: type[m.Command]) -> list[m.Command]:
        return [command for command in self.sent if isinstance(command, kind)]

    def lease(self, *ranges: m.LeasedRange) -> None:
        question = self.model.alone.lease
        assert question is not None, "no lease was asked for"
        self.hear(m.Accepted(request_id=question.id, result=m.Leased(day=DAY, ranges=ranges or RANGES)))

    def takes(self, service: str = "a") -> str:
        """The number that the citizen sees."""
        self.touch(f"service-{service}")
        page = self.model.page
        assert isinstance(page, p.Number), page
        number = page.issued.number
        self.wait(80)
        return number


def a_range(
    service: str = "a", prefix: str = "A", first: int = 801, last: int = 803, used: int = -1
) -> m.LeasedRange:
    return m.LeasedRange(service=service, prefix=prefix, width=3, first=first, last=last, used=used)


RANGES = (a_range(), a_range("b", "B"))


def a_kiosk(*, paper: bool = False, book: Book | None = None, **options: object) -> AlonePlayer:
    player = AlonePlayer(**options)  # type: ignore[arg-type] # its own fields
    begin = k.Alone(after_s=AFTER_S, paper=paper, book=book or Book(BOOK))
    player.model = replace(player.model, alone=begin)
    return player


def connected(**options: object) -> AlonePlayer:
    """With today's lease."""
    player = a_kiosk(**options)  # type: ignore[arg-type] # its own options
    player.hear(scenes.office())
    player.hear(replace_day(scenes.queue()))
    player.pulse()
    player.wait(2)
    player.lease()
    return player


def replace_day(queue: m.QueueState) -> m.QueueState:
    return queue.model_copy(update={"day": DAY})


def lonely(**options: object) -> AlonePlayer:
    player = connected(**options)
    player.alive = False
    player.wait(AFTER_S + 1)
    return player


def test_the_lease_is_asked_for_once_and_used_only_when_it_is_on_the_disk():
    player = connected(keeps=False)
    player.wait(30)
    assert len(player.asked_for(m.LeaseNumbers)) == 1
    player.alive = False
    player.wait(AFTER_S + 1)
    assert screen_of(player.model) is Screen.OUT_OF_ORDER, "it is not on the disk"


def test_a_lease_that_the_disk_did_not_take_is_asked_for_again():
    player = connected(keeps=False)
    assert player.model.office is not None
    assert player.model.alone.clock is not None
    player.happen(h.KeepFailed(alone_book.Leased(DAY, RANGES, player.model.office, player.model.alone.clock)))
    player.keeps = True
    player.wait(alone_desk.LEASE_AGAIN_S + 1)
    player.lease()
    player.alive = False
    player.wait(AFTER_S + 1)
    assert player.takes() == "A801"


def test_a_desk_that_began_anew_and_another_day_are_asked_again():
    player = connected()
    player.pulse(SECOND_DESK)
    player.wait(2)
    assert len(player.asked_for(m.LeaseNumbers)) == 2
    written = len(player.kept)
    player.lease()
    assert len(player.kept) == written, "nothing is written that is there already"
    player.hear(scenes.queue().model_copy(update={"day": "2026-11-24", "seq": 99}))
    player.wait(2)
    assert len(player.asked_for(m.LeaseNumbers)) == 3


def test_numbers_are_given_after_the_stated_time_and_not_before():
    player = connected()
    player.alive = False
    player.wait(AFTER_S - 2)
    assert screen_of(player.model) is Screen.OUT_OF_ORDER
    player.wait(3)
    assert screen_of(player.model) is Screen.SERVICES
    assert [player.takes(), player.takes("b"), player.takes()] == ["A801", "B801", "A802"]
    assert not player.asked_for(m.IssueTicket)


def test_a_moment_that_asks_for_two_things_gives_each_an_id_of_its_own():
    player = lonely()
    player.takes()
    back(player)
    ids = [command.request_id for command in player.sent if isinstance(command, m.HandIn | m.LeaseNumbers)]
    assert len(ids) == len(set(ids)) == 2


def test_the_screen_says_what_is_true_and_promises_no_wait():
    player = lonely()
    assert "mất kết nối" in player.view.banner
    player.touch("service-a")
    view = player.view
    body = getattr(view, "body")  # noqa: B009 - of several kinds
    assert body.caption == CATALOGUE.say("vi", "number.alone")
    assert [fact.caption for fact in body.facts] == ["Cách gọi", "Nơi phục vụ"]
    assert "phút" not in str(present(player.model, CATALOGUE))


def test_no_number_is_shown_before_it_is_on_the_disk():
    player = lonely()
    player.keeps = False
    player.touch("service-a")
    assert screen_of(player.model) is Screen.SENDING
    page = player.model.page
    assert isinstance(page, p.Giving)
    player.happen(h.KeepFailed(page.given))
    assert isinstance(player.model.page, p.Refused)
    assert player.model.page.code is RefusalCode.STORAGE_FAILED
    player.keeps = True
    player.wait(60)
    assert player.takes() == "A801", "what failed was seen by nobody"


def test_a_late_number_of_the_desk_is_not_shown_to_the_next_citizen_whose_number_is_being_kept():
    player = connected()
    player.touch("service-a")
    player.alive = False
    player.wait(AFTER_S + 2)
    player.touch("ok")
    player.keeps = False
    player.touch("service-b")
    page = player.model.page
    assert isinstance(page, p.Giving)
    player.hear(scenes.accepted(player.asked()[0]))
    assert player.model.page == page
    player.happen(h.Kept(page.given))
    assert player.shows("B801")
    assert not player.shows("A012")


def test_a_disk_that_hangs_does_not_freeze_the_glass():
    player = lonely()
    player.keeps = False
    player.touch("service-a")
    player.wait(alone.KEEP_S + 1)
    assert isinstance(player.model.page, p.Refused)


def test_when_the_lease_is_used_up_the_service_is_closed():
    player = lonely()
    assert [player.takes() for _ in range(3)] == ["A801", "A802", "A803"]
    line = next(line for line in player.model.queue.services if line.service == "a")  # type: ignore[union-attr] # its own
    assert line.closed is RefusalCode.RANGE_EXHAUSTED


def test_outside_the_hours_nothing_is_given():
    player = lonely()
    player.wait(16 * 3600, tick=60)
    assert screen_of(player.model) in (Screen.CLOSED, Screen.OUT_OF_ORDER)


def test_yesterdays_lease_gives_nothing():
    player = lonely()
    player.wait(24 * 3600, tick=300)
    assert not player.model.alone.giving


def test_without_a_clock_to_believe_nothing_is_given():
    player = lonely(clock_known=False)
    assert screen_of(player.model) is Screen.OUT_OF_ORDER


def test_a_kiosk_that_only_waits_for_its_name_gives_nothing():
    player = connected()
    player.alive = False
    for _ in range(100):
        player.now += 1
        player.happen(h.Tick(desk_alive=False, twice=NameTwice("kiosk-1", "", waits=True)))  # type: ignore[arg-type] # a device
    assert not player.model.alone.giving


def test_its_slip_is_printed_beside_it_with_the_mark_and_without_a_promise():
    player = lonely(paper=True)
    player.touch("service-a")
    (job,) = player.printed
    assert (job.slip.number, job.slip.alone, job.slip.wait) == ("A801", True, None)
    assert job.slip.counters
    assert isinstance(player.model.page, p.Number)
    assert player.model.page.phase == "printing"
    player.hear(
        m.Event(
            epoch=0, seq=0, at=0, kind="slip-ended", ticket=job.ticket, job=job.job, slip=SlipState.PRINTED
        )
    )
    assert getattr(player.model.page, "phase") == "take"  # noqa: B009 - of several kinds
    assert "mất kết nối" in repr(player.view.body), "the mark stays when the paper is out"
    known = player.model.alone.book
    assert known is not None
    assert known.slips[job.ticket] is SlipState.PRINTED


def back(player: AlonePlayer, lineage: str = LINEAGE) -> list[m.HandIn]:
    """The desk is back; what is handed in first."""
    player.alive = True
    player.pulse(SECOND_DESK, lineage)
    player.sent.clear()
    player.wait(1)
    return [command for command in player.sent if isinstance(command, m.HandIn)]


def answer_all(player: AlonePlayer) -> list[str]:
    """The desk answers whatever is handed in; the numbers in their order."""
    heard: dict[str, None] = {}
    for _ in range(50):
        for question in player.model.alone.hand_ins:
            heard[question.command.ticket] = None
            player.hear(m.Accepted(request_id=question.id, result=m.Done()))
        player.wait(0.5)
    return [ticket.partition("-")[2] for ticket in heard]


def test_everything_is_handed_in_once_the_desk_is_back_in_order_of_arrival():
    player = lonely()
    given = [player.takes(), player.takes("b"), player.takes()]
    first = back(player)
    assert first[0].ticket == "20261121-A801"
    assert first[0].slip is SlipState.ON_SCREEN
    assert first[0].taken_at < player.model.minute * 60_000 + 60_000
    assert answer_all(player) == given
    player.sent.clear()
    player.wait(30)
    assert not player.asked_for(m.HandIn)
    assert player.model.queue is not None
    assert player.model.queue.epoch >= 0, "the desk's own queues are shown again"


@pytest.mark.parametrize("lineage", [LINEAGE, OTHER_LINEAGE])
def test_every_start_of_a_desk_hears_the_whole_day_again(lineage: str):
    """Its journal may have lost its end, or be an older copy, and need not know that."""
    player = lonely()
    given = [player.takes(), player.takes()]
    back(player)
    assert answer_all(player) == given
    written = len(player.kept)
    player.pulse("3" * 16, lineage)
    assert answer_all(player) == given
    assert len(player.kept) == written + (len(given) if lineage == OTHER_LINEAGE else 0)


def test_a_number_that_the_desk_will_not_have_is_told_and_asked_no_more():
    player = lonely()
    player.takes()
    (said,) = back(player)[:1]
    player.hear(m.Refused(request_id=said.request_id, code=RefusalCode.NUMBER_TAKEN))
    player.sent.clear()
    player.wait(30)
    assert not player.asked_for(m.HandIn)
    fault = alone.fault(player.model)
    assert fault == m.Fault(code=FaultCode.ALONE_REFUSED, facts={"numbers": "A801"})


@pytest.mark.parametrize(
    "code", [RefusalCode.STORAGE_FAILED, RefusalCode.OVERLOADED, RefusalCode.CLOCK_UNTRUSTED]
)
def test_a_desk_that_cannot_take_it_now_is_asked_again(code: RefusalCode):
    player = lonely()
    player.takes()
    (said,) = back(player)[:1]
    player.hear(m.Refused(request_id=said.request_id, code=code))
    player.sent.clear()
    player.wait(10)
    assert player.asked_for(m.HandIn)


def test_the_caretaker_reads_which_numbers_are_given():
    player = lonely()
    player.takes()
    player.takes()
    assert alone.fault(player.model) == m.Fault(code=FaultCode.GIVING_ALONE, facts={"numbers": "A801-A802"})


def test_a_kiosk_that_was_restarted_goes_on_from_its_book_and_leaves_some_out():
    player = lonely()
    player.takes()
    book = player.model.alone.book
    assert book is not None
    assert book.lease is not None
    book = alone_book.fold(book, replace(book.lease, ranges=(a_range(), a_range("b", "B", last=809))))
    again = a_kiosk(book=alone_book.restarted(book))
    again.alive = False
    again.now = 1000.0
    again.model = replace(again.model, started_at=1000.0)
    again.wait(AFTER_S + 2)
    assert screen_of(again.model) is Screen.SERVICES, "it knows the office from its book"
    again.touch("service-b")
    assert getattr(again.model.page, "issued").number == "B804", "B801 may have been given, and lost"  # noqa: B009 - of several kinds
    assert alone_book.next_of(again.model.alone.book or Book(""), "a") is None, "A802, A803 are in doubt"  # type: ignore[arg-type] # a code


def test_a_lost_end_of_the_book_gives_no_number_twice_though_it_is_all_that_a_series_had():
    leased = alone_book.fold(Book(BOOK), alone_book.Leased(DAY, (a_range(last=900),), scenes.office(), HERE))
    book, seen = leased, []
    for _ in range(alone_book.DOUBT):
        seen.append(alone_book.next_of(book, "a"))  # type: ignore[arg-type] # a code
        book = alone_book.fold(book, Given(seen[-1], "a", HERE))  # type: ignore[arg-type] # a code
    assert alone_book.next_of(alone_book.restarted(leased), "a") not in seen  # type: ignore[arg-type] # a code


def test_what_the_desk_saw_of_a_lost_page_of_the_book_is_not_given_again():
    player = connected()
    player.pulse(SECOND_DESK)
    player.wait(2)
    player.lease(a_range(used=802), a_range("b", "B"))
    player.alive = False
    player.wait(AFTER_S + 1)
    assert player.takes() == "A803"


@pytest.mark.parametrize(
    ("numbers", "said"),
    [
        ((), ""),
        (("A801",), "A801"),
        (("A801", "A802", "B801", "A803", "A805"), "A801-A803, A805, B801"),
        (("009", "010", "A1"), "009-010, A1"),
    ],
)
def test_numbers_are_told_as_people_write_them(numbers: tuple[str, ...], said: str):
    assert alone_book.spans(numbers) == said


HERE = Anchor("boot", 100.0, 5_000_000)


@pytest.mark.parametrize(
    ("anchor", "here", "heard", "vouched", "said"),
    [
        (None, HERE, True, False, 5_000_000),
        (None, HERE, False, True, None),
        (Anchor("boot", 40.0, 9_000_000), HERE, False, False, 9_060_000),
        (Anchor("other", 40.0, 4_000_000), HERE, False, False, None),
        (Anchor("other", 40.0, 4_000_000), HERE, False, True, 5_000_000),
        (Anchor("other", 40.0, 9_000_000), HERE, False, True, None),
        (Anchor("", 40.0, 4_000_000), Anchor("", 100.0, 5_000_000), False, False, None),
        (Anchor("boot", 140.0, 4_000_000), HERE, False, False, None),
    ],
)
def test_the_time_is_believed_where_something_vouches_for_it(
    anchor: Anchor | None, here: Anchor, *, heard: bool, vouched: bool, said: int | None
):
    found = believed(anchor, here, desk_heard=heard, vouched=vouched)
    assert (found.desk_ms if found else None) == said


@given(st.lists(st.tuples(st.sampled_from(["a", "b", "gone"]), st.booleans()), max_size=30))
def test_no_number_is_given_twice_through_any_restarts(what: list[tuple[str, bool]]):
    book = alone_book.fold(Book(BOOK), alone_book.Leased(DAY, RANGES, scenes.office(), HERE))
    seen: list[TicketId] = []
    for service, restarts in what:
        ticket = alone_book.next_of(book, service)  # type: ignore[arg-type] # a code
        if ticket:
            book = alone_book.fold(book, Given(ticket, service, HERE))  # type: ignore[arg-type] # a code
            seen.append(ticket)
        if restarts:
            again = Book(BOOK)
            for record in alone_book.records_of(book):
                again = alone_book.fold(again, record)
            assert again.given == book.given
            book = alone_book.restarted(again)
    assert len(seen) == len(set(seen))
    assert all(int(ticket[-3:]) <= 803 for ticket in seen)
