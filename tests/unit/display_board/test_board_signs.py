import asyncio

import pytest

from display_board import signs
from display_board.signs import SignTask
from hardware import upkeep
from hardware.errors import DeviceMissing
from hardware.keeper import Keeper
from hardware.ports import SignText
from tests.waiting import happens

pytestmark = pytest.mark.slow


class FlakySign:
    """A sign in memory whose plug can be pulled."""

    def __init__(self) -> None:
        self.shown: list[SignText] = []
        self.plugged = True
        self.closed = 0
        self.trouble = ""

    def show(self, sign: SignText) -> str:
        if not self.plugged:
            raise DeviceMissing("sign-1", "unplugged")
        self.shown.append(sign)
        return self.trouble

    def close(self) -> None:
        self.closed += 1


async def test_a_sign_gets_only_the_newest_text():
    sign = FlakySign()
    task = SignTask(Keeper("sign-1", lambda: sign), lambda: None)
    task.want(SignText("A001"))
    task.want(SignText("A002"))
    running = asyncio.create_task(task.run())
    await happens(lambda: bool(sign.shown))
    task.want(SignText("A002"))
    task.want(SignText("A003", inverted=True))
    await happens(lambda: len(sign.shown) == 2)
    running.cancel()
    task.close()
    assert sign.shown == [SignText("A002"), SignText("A003", inverted=True)]
    assert sign.closed == 1


async def test_an_unplugged_sign_is_reported_opened_again_and_shows_the_newest(
    monkeypatch: pytest.MonkeyPatch,
):
    monkeypatch.setattr(upkeep, "FIRST_PAUSE_S", 0.01)

    sign, opened, told = FlakySign(), [], []

    def open_sign() -> FlakySign:
        opened.append(1)
        return sign

    task = SignTask(Keeper("sign-1", open_sign), lambda: told.append(task.fault))
    sign.plugged = False
    task.want(SignText("A001"))
    running = asyncio.create_task(task.run())
    await happens(lambda: len(opened) > 2)
    task.want(SignText("A002"))
    sign.plugged = True
    await happens(lambda: bool(sign.shown))
    await happens(lambda: task.fault is None)
    running.cancel()
    assert sign.shown[-1] == SignText("A002")
    assert [fault and fault.detail for fault in told] == [f"sign-1: unplugged. {DeviceMissing.remedy}", None]


async def test_a_sign_is_shown_its_text_again_now_and_then(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(signs, "REFRESH_S", 0.01)

    sign = FlakySign()
    task = SignTask(Keeper("sign-1", lambda: sign), lambda: None)
    task.want(SignText("A001"))
    running = asyncio.create_task(task.run())
    await happens(lambda: len(sign.shown) >= 3)
    running.cancel()
    assert set(sign.shown) == {SignText("A001")}


async def test_what_does_not_fit_is_a_fault_and_the_sign_stays_open():
    sign, told = FlakySign(), []
    task = SignTask(Keeper("sign-1", lambda: sign), lambda: told.append(task.fault))
    sign.trouble = "'A012345' has no room"
    task.want(SignText("A012345"))
    running = asyncio.create_task(task.run())
    await happens(lambda: bool(told))
    assert told[0] is not None
    assert (told[0].code, told[0].detail) == ("sign-misfit", "sign-1: 'A012345' has no room")
    sign.trouble = ""
    task.want(SignText("A012"))
    await happens(lambda: told[-1] is None)
    assert sign.closed == 0
    running.cancel()
    task.close()


async def test_a_trial_is_shown_for_a_while_and_what_is_new_ends_it(monkeypatch: pytest.MonkeyPatch):
    trial = SignText("888")
    sign = FlakySign()
    task = SignTask(Keeper("sign-1", lambda: sign), lambda: None)
    task.want(SignText("A001"))
    running = asyncio.create_task(task.run())
    await happens(lambda: len(sign.shown) == 1)
    task.try_out(trial)
    await happens(lambda: len(sign.shown) == 2)
    task.want(SignText("A002"))
    await happens(lambda: len(sign.shown) == 3)
    monkeypatch.setattr(signs, "TRIAL_S", 0.01)
    task.try_out(trial)
    await happens(lambda: len(sign.shown) >= 5)
    running.cancel()
    task.close()
    assert [shown.text for shown in sign.shown[:5]] == ["A001", "888", "A002", "888", "A002"]
