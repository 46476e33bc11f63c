"""The whole controller on days that tests written on a Monday morning forget."""

from datetime import datetime, timedelta, timezone

import pytest

from contracts import messages as m
from hardware.host.clock import SystemClock
from tests.integration.controller.program_house import Listener, Program

pytestmark = [pytest.mark.e2e, pytest.mark.broker]

VIET_NAM = timezone(timedelta(hours=7))


def ms(moment: str) -> int:
    return int(datetime.fromisoformat(moment).replace(tzinfo=VIET_NAM).timestamp() * 1000)


@pytest.mark.parametrize(
    "moment",
    [
        pytest.param("2028-02-29 08:00", id="a leap day"),
        pytest.param("2026-11-29 10:00", id="a Sunday"),
        pytest.param("2027-11-23 09:00", id="a year ahead"),
        pytest.param("2027-01-01 00:00", id="the first minute of a year"),
        pytest.param("2038-01-19 10:14", id="the last minute of 32 bits"),
    ],
)
def test_numbers_are_given(program: Program, listener: Listener, moment: str) -> None:
    ahead_ms = ms(moment) - SystemClock().utc_ms()
    program.start(ms(moment))
    listener.until(lambda x: isinstance(x, m.QueueState))
    issued = listener.ask(ahead_ms=ahead_ms)
    assert issued.ticket == f"{moment[:10].replace('-', '')}-A001"


def test_a_minute_before_midnight_they_belong_to_the_day_and_then_begin_anew(
    program: Program, listener: Listener
) -> None:
    moment = ms("2028-02-28 23:59:50")
    ahead_ms = moment - SystemClock().utc_ms()
    program.start(moment)
    listener.until(lambda x: isinstance(x, m.QueueState))
    first = listener.ask(ahead_ms=ahead_ms)
    if first.ticket == "20280228-A001":  # else this machine was so busy that it is past midnight
        listener.until(lambda x: isinstance(x, m.QueueState) and x.services[0].waiting == 0)
        first = listener.ask(ahead_ms=ahead_ms)
    assert first.ticket == "20280229-A001"
