"""When a device is opened again, and when people hear of it: pure."""

from contracts.messages import Fault
from contracts.vocabulary import FaultCode
from hardware.upkeep import LAST_PAUSE_S, Upkeep, failed, is_news, worked

GONE = Fault(code=FaultCode.DEVICE_MISSING, detail="unplugged")
BUSY = Fault(code=FaultCode.DEVICE_MISSING, detail="busy")


def test_a_device_that_was_never_tried_may_be_opened_at_once_and_has_no_fault():
    assert (Upkeep().wait_s(0.0), Upkeep().fault) == (0.0, None)


def test_it_is_tried_again_ever_less_often_but_never_less_than_every_four_seconds():
    upkeep, pauses = Upkeep(), []
    for now in range(10, 2010):
        upkeep = failed(upkeep, GONE, float(now))
        pauses.append(upkeep.wait_s(float(now)))
    assert pauses[:5] == [0.5, 1.0, 2.0, 4.0, 4.0]
    assert set(pauses[5:]) == {LAST_PAUSE_S}


def test_the_wait_ends_and_after_it_worked_the_next_failure_is_tried_again_soon():
    upkeep = failed(failed(Upkeep(), GONE, 0.0), GONE, 1.0)
    assert [upkeep.wait_s(now) for now in (1.0, 1.5, 2.0, 9.0)] == [1.0, 0.5, 0.0, 0.0]
    assert failed(worked(upkeep), GONE, 9.0).wait_s(9.0) == 0.5


def test_the_first_result_is_news_and_then_only_what_is_new():
    well = worked(Upkeep())
    gone, busy = failed(well, GONE, 0.0), failed(well, BUSY, 0.0)
    assert is_news(Upkeep(), well)
    assert is_news(Upkeep(), gone)
    assert not is_news(well, worked(well))
    assert is_news(well, gone)
    assert not is_news(gone, failed(gone, GONE, 1.0))
    assert is_news(gone, busy)
    assert is_news(gone, worked(gone))
