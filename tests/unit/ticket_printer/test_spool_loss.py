"""A spool whose memory was lost: what may have been printed before is asked of a person, what is new is printed."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from contracts.messages import PrintJob
from contracts.vocabulary import FaultCode, SlipState
from tests.unit.ticket_printer.spool_builders import DESK_AT_START, SpoolStory, a_job, a_slip, job_id
from ticket_printer import spooler
from ticket_printer.lost_memory import MARGIN_MS, OVER_MS, SETTLED_S
from ticket_printer.spool import ASIDE, Answered, JobArrived, Keep, Lost, LostMemory, Memory, Tick

UNKNOWN = SlipState.UNKNOWN
HOUR_S = 3600


def given_at(seconds: float, number: str = "A001", copy_no: int = 1) -> PrintJob:
    """A job for a number that was given so long after the start of the program."""
    slip = a_slip(number, copy_no, issued_at=DESK_AT_START + int(seconds * 1000))
    job: PrintJob = a_job(number, copy_no).model_copy(update={"slip": slip})
    return job


def a_loss(what: Lost = Lost.DAMAGED, **more: Any):
    told = SpoolStory(loss=LostMemory(what, "why"), **more)
    told.well(0.0)
    return told


def arrive(told: SpoolStory, t: float, job: PrintJob):
    """Whether it is printed; what is not ends unknown."""
    told.well(t)
    told.at(t, JobArrived(job))
    printed = job.job in told.begun
    assert printed or (job.job, UNKNOWN) in told.ends
    return printed


def test_a_number_from_before_the_loss_is_asked_of_a_person_and_never_printed():
    told = a_loss()
    assert not arrive(told, 3.0, given_at(-1))
    assert "nobody knows" in told.reports[-1].detail
    told.at(4.0, Answered(told.reports[-1].request_id))
    assert not arrive(told, HOUR_S, given_at(-1))
    assert told.spool.jobs == {job_id(): UNKNOWN}


def test_a_number_from_after_the_loss_is_printed():
    assert arrive(a_loss(), 20.0, given_at(19.0))


def test_without_memory_lost_an_old_number_is_printed():
    told = SpoolStory()
    assert arrive(told, 3.0, given_at(-60))


def test_until_the_desks_clock_is_known_jobs_wait():
    told = a_loss(met_at=30.0)
    for t, number in ((-1.0, "A001"), (19.0, "A003")):
        told.well(20.0)
        told.at(20.0, JobArrived(given_at(t, number)))
    told.well(29.0)
    assert (told.begun, told.ends) == ([], []), "neither printed nor ended, however long the printer waits"
    told.well(30.0)
    told.at(30.0, Tick())
    assert (told.begun, told.ends[0]) == ([job_id("A003")], (job_id("A001"), UNKNOWN))
    assert told.spool.loss
    assert told.spool.loss.at == DESK_AT_START, "dated back to the start of this life"


def test_close_to_the_loss_nobody_can_be_sure():
    assert not arrive(a_loss(), 5.0, given_at(MARGIN_MS / 1000 - 0.1))
    assert arrive(a_loss(), 5.0, given_at(MARGIN_MS / 1000 + 0.1))


def test_a_number_from_the_future_cannot_be_compared():
    """The desk's clock went back, and it stamps what it gives with the time that it had seen."""
    assert not arrive(a_loss(), 20.0, given_at(HOUR_S))


def test_copies_that_come_with_the_first_contact_are_asked_and_later_ones_printed():
    told = a_loss()
    told.at(0.5, Tick())
    assert not arrive(told, 1.0, given_at(-300, "A001", copy_no=2))
    assert arrive(told, 1.0 + SETTLED_S, given_at(-300, "A001", copy_no=3)), "somebody asked for it since"


def test_the_first_slip_of_an_old_number_is_asked_however_late_it_comes():
    assert not arrive(a_loss(), SETTLED_S + 60, given_at(-300))


def test_a_desk_clock_that_was_wrong_and_went_back_does_not_stop_printing_for_ever():
    told = SpoolStory(loss=LostMemory(Lost.GONE, "why", DESK_AT_START + 1000 * HOUR_S * 1000))
    told.well(0.0)
    assert arrive(told, 20.0, given_at(19.0))


def test_the_loss_is_on_the_disk_before_anything_is_asked_and_again_when_it_is_dated():
    told = SpoolStory(loss=LostMemory(Lost.GONE, "why"), met_at=10.0)
    for t in (9.0, 10.0, 11.0):
        told.at(t, Tick())
    kept = [effect.memory.loss for effect in told.effects if isinstance(effect, Keep)]
    assert [loss.at for loss in kept if loss] == [None, DESK_AT_START]


def test_the_fault_is_told_until_the_day_of_the_loss_is_over():
    told = a_loss()
    over = OVER_MS / 1000
    told.at(over - 1, Tick())
    (fault,) = [f for f in spooler.faults(told.spool) if f.code is FaultCode.SPOOL_LOST]
    assert fault.detail == "why"
    assert fault.facts == {"what": "damaged", "kept": ASIDE, "before_at": str(DESK_AT_START)}
    told.effects.clear()
    told.at(over + 1, Tick())
    assert FaultCode.SPOOL_LOST not in [f.code for f in spooler.faults(told.spool)]
    assert told.effects[0] == Keep(Memory())


def test_a_first_start_prints_what_is_new_from_its_first_second_and_alarms_nobody():
    told = a_loss(Lost.UNSEEN, met_at=2.0)
    told.well(1.0)
    told.at(1.0, JobArrived(given_at(0.5)))
    told.well(2.0)
    assert told.begun == [job_id()]
    assert spooler.faults(told.spool) == ()


def test_a_whole_folder_that_was_lost_makes_no_second_slip_of_a_number():
    """Printed, the report unanswered, the program killed and its folder deleted: the desk sends the job again."""
    told = a_loss(Lost.UNSEEN)
    assert not arrive(told, 1.0, given_at(-10))


def test_a_second_life_after_the_loss_judges_by_the_first_ones_date():
    told = SpoolStory(loss=LostMemory(Lost.GONE, "why", DESK_AT_START - 600_000))
    told.well(0.0)
    assert arrive(told, 1.0, given_at(-300, "A001")), "given after the loss, and this memory is whole"
    assert not arrive(told, 2.0, given_at(-900, "A002"))
    assert not arrive(told, 3.0, given_at(-300_000, "A003", copy_no=2)), (
        "the first contact is each life's own"
    )


@given(at=st.floats(-600, 600), arrives=st.floats(0, 600), met_at=st.floats(0, 60), sent_again=st.booleans())
def test_no_first_slip_from_before_the_loss_is_ever_printed(
    *, at: float, arrives: float, met_at: float, sent_again: bool
):
    told = a_loss(met_at=met_at)
    for t in (arrives, arrives + 30) if sent_again else (arrives,):
        told.well(t)
        told.at(t, JobArrived(given_at(at)))
    if at < 0:
        assert told.begun == []
    assert len(told.begun) <= 1
