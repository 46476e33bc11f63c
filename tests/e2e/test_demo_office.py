"""The whole demonstration as processes: one command up, one citizen through, nothing left behind."""

import signal
from collections.abc import Iterator

import pytest

from tests.e2e.running_demo import Demo, running_demo

pytestmark = [pytest.mark.e2e, pytest.mark.broker, pytest.mark.timeout(900)]


@pytest.fixture
def demo() -> Iterator[Demo]:
    with running_demo() as running:
        yield running


def test_a_citizen_gets_a_slip_and_is_called(demo: Demo) -> None:
    demo.shows("services")
    demo.touch("service-land", "sending", "number")
    assert demo.see("slip/", lambda slip: bool(slip["png"]))["number"] == "D001"
    demo.order("panel-3", tap="next")
    demo.see("sign-3/sign", lambda sign: sign["text"] == "D001")

    demo.order("printer-1", fault="end")
    demo.see("printer-1/paper", lambda paper: paper == "end")
    demo.see("printer-1/fault", lambda fault: fault == "end")
    demo.order("printer-1", fault="none")
    demo.see("printer-1/paper", lambda paper: paper == "ready")

    demo.post("/program", name="printer", do="kill")
    demo.see("program/printer", lambda life: life["restarts"] == 1 and life["phase"] == "ready")

    demo.process.send_signal(signal.SIGINT)
    assert demo.process.wait(20) == 0
    assert demo.all_gone()


def test_a_killed_demo_leaves_no_process_behind(demo: Demo) -> None:
    assert demo.runs(12), demo.processes()
    demo.process.kill()
    assert demo.all_gone()
