from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from contracts.messages import Fault
from contracts.vocabulary import FaultCode, JobId, RequestId, SlipState
from hardware.ports import Paper, Printed
from tests.properties import examples
from tests.unit.ticket_printer.spool_builders import SpoolStory, a_job, job_id
from ticket_printer import spooler
from ticket_printer.spool import (
    Answered,
    Ask,
    Begin,
    JobArrived,
    Keep,
    KeepFailed,
    Kept,
    LinkUp,
    Memory,
    PrinterFailed,
    PrinterSaid,
    SlipDone,
    Tell,
    Tick,
)

PRINTED, UNKNOWN, NOT_PRINTED = SlipState.PRINTED, SlipState.UNKNOWN, SlipState.NOT_PRINTED
GONE = Fault(code=FaultCode.DEVICE_MISSING)


def a_printed_slip(number: str = "A001"):
    told = SpoolStory()
    told.at(0.0, JobArrived(a_job(number)))
    told.well(0.0)
    told.at(0.3, SlipDone(job_id(number), Printed.YES))
    return told


def test_a_job_is_begun_when_the_printer_has_just_said_that_it_is_well():
    told = SpoolStory()
    assert told.at(0.0, JobArrived(a_job())) == (Ask(),)
    assert told.well(0.1)[0].job == a_job()
    assert told.begun == [job_id()]


def test_a_fresh_answer_saves_the_question():
    told = SpoolStory()
    told.well(0.0)
    assert isinstance(told.at(0.3, JobArrived(a_job()))[0], Begin)


def test_sending_is_on_the_disk_before_the_first_byte():
    told = SpoolStory()
    told.well(0.0)
    (begin,) = told.at(0.1, JobArrived(a_job()))
    assert isinstance(begin, Begin)
    assert begin.memory.jobs == {job_id(): SlipState.SENDING}
    assert begin.command.state == SlipState.SENDING


def test_the_end_is_kept_before_it_is_told():
    told = SpoolStory()
    told.well(0.0)
    told.at(0.1, JobArrived(a_job()))
    effects = told.at(0.4, SlipDone(job_id(), Printed.YES))
    keep, tell = (e for e in effects if isinstance(e, Keep | Tell))
    assert isinstance(keep, Keep)
    assert keep.memory.jobs == {job_id(): PRINTED}
    assert isinstance(tell, Tell)
    assert tell.command.state == PRINTED


def test_the_head_blocks_and_nothing_overtakes():
    told = SpoolStory()
    for number in ("A001", "A002", "A003"):
        told.at(0.0, JobArrived(a_job(number)))
    told.well(0.1)
    told.well(0.2)
    assert told.begun == [job_id("A001")]
    told.at(0.4, SlipDone(job_id("A001"), Printed.YES))
    told.well(0.5)
    assert told.begun == [job_id("A001"), job_id("A002")]


def test_after_each_slip_the_printer_is_asked_again():
    told = SpoolStory()
    told.well(0.0)
    told.at(0.0, JobArrived(a_job("A001")))
    told.at(0.0, JobArrived(a_job("A002")))
    effects = told.at(0.3, SlipDone(job_id("A001"), Printed.UNKNOWN))
    assert Ask() in effects
    assert told.begun == [job_id("A001")]


def test_a_job_that_arrives_twice_while_it_waits_is_printed_once():
    told = SpoolStory()
    told.at(0.0, JobArrived(a_job()))
    told.at(0.1, JobArrived(a_job()))
    told.well(0.2)
    told.at(0.3, JobArrived(a_job()))
    told.at(0.5, SlipDone(job_id(), Printed.YES))
    told.well(0.6)
    assert told.begun == [job_id()]


def test_a_job_that_arrives_after_its_end_has_the_end_told_again():
    told = a_printed_slip()
    told.at(0.5, Answered(told.reports[-1].request_id))
    told.at(9.0, JobArrived(a_job()))
    assert told.begun == [job_id()]
    assert told.ends == [(job_id(), PRINTED)] * 2
    assert told.reports[0].request_id != told.reports[1].request_id


def test_a_report_is_repeated_word_for_word_every_two_seconds_until_it_is_answered():
    told = a_printed_slip()
    for tenth in range(4, 50):
        told.at(tenth / 10, Tick())
    assert len(told.reports) == 3
    assert len({report.model_dump_json() for report in told.reports}) == 1
    told.at(5.0, Answered(told.reports[0].request_id))
    told.at(20.0, Tick())
    assert len(told.reports) == 3


def test_a_report_that_the_desk_cannot_take_now_is_said_anew():
    told = a_printed_slip()
    told.at(0.4, Answered(told.reports[0].request_id, again=True))
    told.at(2.5, Tick())
    assert told.ends == [(job_id(), PRINTED)] * 2
    assert told.reports[0].request_id != told.reports[1].request_id


def test_an_answer_to_something_else_changes_nothing():
    told = a_printed_slip()
    told.at(0.4, Answered(RequestId("00000000-0000-0000-0000-000000000000")))
    told.at(2.5, Tick())
    assert len(told.reports) == 2


def test_unanswered_reports_are_sent_at_once_when_the_link_comes_back():
    told = a_printed_slip()
    assert [type(e) for e in told.at(0.5, LinkUp())] == [Tell]


def test_a_job_found_in_sending_at_start_up_is_unknown_and_never_printed_again():
    told = SpoolStory(remembered={job_id(): SlipState.SENDING, job_id("A000"): PRINTED})
    told.at(0.1, JobArrived(a_job()))
    told.well(0.2)
    assert told.kept[0][job_id()] == UNKNOWN
    assert told.ends == [(job_id(), UNKNOWN)]
    assert told.begun == []


def test_ends_are_remembered_over_a_restart():
    told = SpoolStory(remembered={job_id(): PRINTED})
    told.well(0.0)
    told.at(0.1, JobArrived(a_job()))
    assert told.begun == []
    assert told.ends == [(job_id(), PRINTED)]


def test_only_two_days_of_jobs_are_remembered():
    old = {job_id(day=day): PRINTED for day in ("20261119", "20261120")}
    told = SpoolStory(remembered=old)
    told.well(0.0)
    told.at(0.0, JobArrived(a_job()))
    assert set(told.kept[-1]) == {job_id(day="20261120"), job_id()}


def test_a_job_waits_for_paper_while_it_is_young():
    told = SpoolStory(patience_s=10)
    told.at(0.0, PrinterSaid(Paper.END))
    told.at(0.1, JobArrived(a_job()))
    told.at(9.0, PrinterSaid(Paper.END))
    assert told.reports == []
    told.well(9.5)
    assert told.begun == [job_id()]


def test_a_job_that_waited_too_long_ends_not_printed():
    told = SpoolStory(patience_s=10)
    told.at(0.0, PrinterSaid(Paper.COVER_OPEN))
    told.at(0.0, JobArrived(a_job("A001")))
    told.at(5.0, JobArrived(a_job("A002")))
    told.at(10.0, PrinterSaid(Paper.COVER_OPEN))
    assert told.ends == [(job_id("A001"), NOT_PRINTED)]
    assert told.reports[0].detail == "cover-open"
    told.well(11.0)
    assert told.begun == [job_id("A002")]


def test_a_job_behind_a_slow_slip_is_not_given_up():
    told = SpoolStory(patience_s=10)
    told.well(0.0)
    told.at(0.0, JobArrived(a_job("A001")))
    told.at(0.0, JobArrived(a_job("A002")))
    told.at(15.0, SlipDone(job_id("A001"), Printed.YES))
    told.well(15.1)
    assert told.begun == [job_id("A001"), job_id("A002")]


def test_a_printer_that_never_answers_does_not_keep_a_job_for_ever():
    told = SpoolStory(patience_s=10)
    told.at(0.0, JobArrived(a_job()))
    told.at(10.0, Tick())
    assert told.ends == [(job_id(), NOT_PRINTED)]


def test_a_printer_that_was_well_and_then_hangs_is_in_trouble():
    told = SpoolStory(patience_s=10)
    told.well(0.0)
    told.at(2.0, Tick())
    told.at(2.5, JobArrived(a_job()))
    told.at(12.6, Tick())
    assert told.begun == []
    assert told.ends == [(job_id(), NOT_PRINTED)]


def test_a_printer_that_says_nothing_about_itself_still_prints():
    told = SpoolStory()
    told.at(0.0, PrinterSaid(Paper.UNKNOWN))
    told.at(0.1, JobArrived(a_job()))
    assert told.begun == [job_id()]
    assert spooler.faults(told.spool) == ()


def test_a_slip_of_which_nothing_was_sent_waits_again_at_the_head():
    told = SpoolStory()
    told.well(0.0)
    told.at(0.0, JobArrived(a_job("A001")))
    told.at(0.0, JobArrived(a_job("A002")))
    told.at(0.1, SlipDone(job_id("A001"), Printed.NOTHING_SENT))
    assert told.kept[-1] == {}
    told.well(0.2)
    assert told.begun == [job_id("A001")]  # not in the same second
    told.well(1.2)
    assert told.begun == [job_id("A001")] * 2


def test_a_slip_of_which_nothing_can_be_sent_is_given_up_although_the_printer_says_well():
    told = SpoolStory(patience_s=3)
    told.at(0.0, JobArrived(a_job()))
    for t in (0.0, 1.2, 2.4, 3.6):
        told.well(t)
        told.at(t + 0.1, SlipDone(job_id(), Printed.NOTHING_SENT))
    assert told.ends[-1] == (job_id(), NOT_PRINTED)
    assert told.begun == [job_id()] * 3


def test_near_end_is_a_warning_while_printing_goes_on():
    told = SpoolStory()
    told.at(0.0, PrinterSaid(Paper.NEAR_END))
    told.at(0.1, JobArrived(a_job()))
    assert told.begun == [job_id()]
    assert [f.code for f in spooler.faults(told.spool)] == [FaultCode.PAPER_NEAR_END]


def test_every_trouble_of_the_printer_is_a_fault_and_clears_when_it_is_well():
    told = SpoolStory()
    said = {}
    for paper in Paper:
        told.at(0.0, PrinterSaid(paper))
        said[paper] = [f.code.value for f in spooler.faults(told.spool)]
    assert said == {
        Paper.READY: [],
        Paper.NEAR_END: ["paper-near-end"],
        Paper.END: ["paper-end"],
        Paper.COVER_OPEN: ["cover-open"],
        Paper.CUTTER_JAM: ["cutter-jam"],
        Paper.OFFLINE: ["printer-offline"],
        Paper.UNKNOWN: [],
    }
    told.at(1.0, PrinterFailed(GONE))
    assert spooler.faults(told.spool) == (GONE,)
    told.well(2.0)
    assert spooler.faults(told.spool) == ()


def test_the_printer_is_asked_twice_a_second_and_never_twice_at_once():
    told = SpoolStory()
    told.at(0.0, Tick())
    told.at(3.0, Tick())
    assert told.asked == 1
    told.well(3.0)
    for tenth in range(30, 60):
        if Ask() in told.at(tenth / 10, Tick()):
            told.well(tenth / 10)
    assert 5 <= told.asked <= 7


def test_a_disk_that_cannot_be_written_is_a_fault_and_is_tried_again():
    told = SpoolStory()
    told.at(0.0, KeepFailed("disk full"))
    assert [f.code for f in spooler.faults(told.spool)] == [FaultCode.STORAGE_FAILED]
    assert Keep(Memory()) not in told.at(4.0, Tick())
    assert Keep(Memory()) in told.at(5.0, Tick())
    told.at(5.1, Kept())
    assert spooler.faults(told.spool) == ()


ANYTHING = st.one_of(
    st.builds(JobArrived, st.sampled_from([a_job(n) for n in ("A001", "A002", "A003")])),
    st.builds(PrinterSaid, st.sampled_from(Paper)),
    st.just(PrinterFailed(GONE)),
    st.builds(
        SlipDone, st.sampled_from([job_id(n) for n in ("A001", "A002", "A003")]), st.sampled_from(Printed)
    ),
    st.just(Tick()),
    st.just(LinkUp()),
)


@given(st.lists(st.tuples(st.floats(0, 4), ANYTHING), max_size=40))
@examples(80)
def test_whatever_happens_no_job_is_begun_after_bytes_of_it_were_sent(history: Any):
    told, t, over = SpoolStory(), 0.0, set()
    for pause, happening in history:
        t += pause
        was = told.spool.sending
        effects = told.at(t, happening)
        match happening:
            case SlipDone(job, Printed.YES | Printed.UNKNOWN) if was and was.job.job == job:
                over.add(job)
        begun = [e.job.job for e in effects if isinstance(e, Begin)]
        assert not over & set(begun)
        assert len(begun) <= 1
    ends = {job: state for job, state in told.spool.jobs.items() if state is not SlipState.SENDING}
    assert all(ends[job] in (PRINTED, UNKNOWN) for job in over)


@given(st.lists(st.tuples(st.floats(0, 4), ANYTHING), max_size=40), st.integers(0, 40))
@examples(60)
def test_a_kill_at_any_moment_never_leads_to_a_second_copy(history: Any, killed_after: int):
    """The disk holds what was kept last; the second life gets every job again."""
    told, t = SpoolStory(), 0.0
    disk: dict[JobId, SlipState] = {}
    sent: set[JobId] = set()
    for pause, happening in history[:killed_after]:
        t += pause
        was = told.spool.sending
        effects = told.at(t, happening)
        if isinstance(happening, SlipDone) and happening.outcome is Printed.NOTHING_SENT and was:
            sent.discard(happening.job)
        for effect in effects:
            disk = dict(effect.memory.jobs) if isinstance(effect, Keep | Begin) else disk
            sent |= {effect.job.job} if isinstance(effect, Begin) else set()
    again = SpoolStory(remembered=disk)
    for number in ("A001", "A002", "A003"):
        again.well(0.0)
        again.at(0.0, JobArrived(a_job(number)))
        for begun in again.begun:
            again.at(0.0, SlipDone(begun, Printed.YES))
    assert not sent & set(again.begun)
