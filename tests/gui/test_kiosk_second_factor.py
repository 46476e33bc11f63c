"""A second factor in the real application: from the scan to the dossier, heard, and never seen by bystanders."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from PIL import Image

from contracts import messages as m
from contracts.dossiers import ProofKind, ProofRule
from contracts.vocabulary import FaultCode, RefusalCode
from hardware.ports import Sound
from kiosk_app.flow.model import Equipment
from tests.unit.kiosk import kiosk_scenes as scenes

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.gui.kiosk_driver import Driver  # at run time this import starts Kivy

DIGITS, WORD = "7391", "7KX40Q"


class Ear:
    """A beeper that remembers, as a person beside the reader would."""

    def __init__(self) -> None:
        self.heard: list[Sound] = []
        self.wrong = ""

    def beep(self, sound: Sound) -> None:
        self.heard.append(sound)

    def trouble(self) -> str:
        return self.wrong

    def close(self) -> None:
        self.wrong = "closed"


@pytest.fixture
def ear() -> Ear:
    return Ear()


@pytest.fixture
def asking(ear: Ear) -> Iterator[Driver]:
    from tests.gui.kiosk_driver import TOPICS, Driver  # noqa: PLC0415 - imports Kivy

    kiosk = Driver(equipment=Equipment(reader=True, keypad=True), beeper=ear)
    kiosk.desk.keep(TOPICS.state("queue"), scenes.queue(8))
    kiosk.bridge.reader(there=True)
    offer(kiosk, 40, proof=ProofRule.REQUIRED, proof_kind=ProofKind.IDENTITY_DIGITS)
    yield kiosk
    kiosk.close()
    assert ear.wrong == "closed"


def offer(kiosk: Driver, seq: int, **offered: Any) -> None:
    from tests.gui.kiosk_driver import TOPICS  # noqa: PLC0415 - imports Kivy

    office = scenes.office_with_look_up(**offered).model_copy(update={"seq": seq})
    kiosk.desk.keep(TOPICS.state("office"), office)
    kiosk.settle()
    kiosk.settle()


def scan(kiosk: Driver, text: str = scenes.CODE) -> None:
    kiosk.bridge.scan(text)
    kiosk.frames(3)
    kiosk.pass_time(1)


def type_in(kiosk: Driver, signs: str) -> None:
    for sign in signs:
        kiosk.clock.now += 0.2
        kiosk.tap(f"key-{sign}")
    kiosk.pass_time(1)


def questions(kiosk: Driver) -> list[m.LookUp]:
    return [command for command in kiosk.desk.heard if isinstance(command, m.LookUp)]


def test_from_the_scan_over_the_digits_to_the_dossier(
    asking: Driver, ear: Ear, caplog: pytest.LogCaptureFixture
):
    scan(asking)
    assert asking.app.root.screen == "proof"
    assert "Nhập 4 số cuối số căn cước của người đứng tên hồ sơ" in asking.words()
    assert ear.heard == [Sound.GOOD]
    type_in(asking, DIGITS[:3])
    assert "prove" not in asking.target_names()
    type_in(asking, DIGITS[3])
    asking.tap("prove")
    assert [(q.dossier, q.proof) for q in questions(asking)] == [(scenes.CODE, DIGITS)]
    asking.desk.reply(scenes.refused(questions(asking)[-1], RefusalCode.DOSSIER_NOT_FOUND))
    asking.settle()
    asking.settle()
    assert "thông tin xác nhận" in " ".join(asking.words()).replace("\n", " ")
    asking.tap("ok")
    asking.settle()
    for key in ("7", "3", "9", "2", "enter"):
        asking.pass_time(0.5)
        asking.bridge.press(key, asking.clock.monotonic())
        asking.frames(2)
    assert (questions(asking)[-1].dossier, questions(asking)[-1].proof) == (scenes.CODE, "7392")
    asking.desk.reply(scenes.looked_up(questions(asking)[-1]))
    asking.until(lambda: asking.app.root.screen == "dossier")
    assert "Đang giải quyết" in asking.words()
    assert ear.heard == [Sound.GOOD]
    assert DIGITS not in caplog.text


def picture(kiosk: Driver, folder: Path, signs: str, *, held: str = "") -> bytes:
    """What stands below the head (which has a clock) after ``signs``, with a finger on the key ``held``."""
    from kivy.tests.common import UnitTestTouch  # noqa: PLC0415 - imports Kivy

    file = folder / "glass.png"
    type_in(kiosk, signs)
    touch = None
    if held:
        widget = kiosk.target(f"key-{held}")
        touch = UnitTestTouch(*widget.to_window(*widget.center))
        touch.touch_down()
        assert widget.state == "down"
    kiosk.frames(6)
    kiosk.shot(file)
    if touch:
        touch.touch_up()
    kiosk.settle()
    kiosk.tap("back")
    kiosk.settle()
    with Image.open(file) as drawn:
        return drawn.crop((0, int(kiosk.app.root.ids.head.height), *drawn.size)).tobytes()


def test_a_picture_of_the_glass_is_the_same_whatever_digits_are_typed(asking: Driver, tmp_path: Path):
    found = []
    for signs, held in (("739", ""), ("150", ""), ("739", "4"), ("150", "8"), ("73", "")):
        scan(asking)
        found.append(picture(asking, tmp_path, signs, held=held))
    assert found[0] == found[1]
    assert found[2] == found[3]
    assert found[0] != found[4], "how many are typed is seen"


def test_a_look_up_code_is_shown_and_nothing_of_it_stays_when_its_screen_is_left(asking: Driver):
    from kiosk_app.screens import measure  # noqa: PLC0415 - imports Kivy

    offer(asking, 41, proof=ProofRule.OPTIONAL, proof_kind=ProofKind.LOOK_UP_CODE)
    scan(asking)
    type_in(asking, WORD)
    assert WORD in asking.words()
    asking.tap("prove")
    assert questions(asking)[-1].proof == WORD
    assert [w for w in asking.app.root.walk() if WORD in str(getattr(w, "text", ""))] == []
    before = measure._extents.cache_info().misses
    measure.width(WORD, "semibold", 1)
    assert measure._extents.cache_info().misses == before + 1, "its width was not remembered"


def test_it_is_gone_from_the_glass_after_its_time(asking: Driver):
    offer(asking, 41, proof=ProofRule.OPTIONAL, proof_kind=ProofKind.LOOK_UP_CODE)
    scan(asking)
    type_in(asking, WORD)
    for _ in range(28):
        asking.settle()
    assert asking.app.root.screen == "services"
    assert WORD not in repr([getattr(w, "text", "") for w in asking.app.root.walk()])


def test_a_kiosk_without_a_reader_looks_up_what_is_typed(ear: Ear):
    from tests.gui.kiosk_driver import TOPICS, Driver  # noqa: PLC0415 - imports Kivy

    kiosk = Driver(beeper=ear)
    try:
        kiosk.desk.keep(TOPICS.state("queue"), scenes.queue(8))
        offer(kiosk, 40, proof=ProofRule.OPTIONAL, proof_kind=ProofKind.PHONE_DIGITS)
        assert "Tra cứu hồ sơ" in kiosk.words()
        kiosk.tap("scan")
        kiosk.pass_time(1)
        type_in(kiosk, scenes.CODE)
        kiosk.tap("look-up")
        kiosk.pass_time(1)
        assert kiosk.app.root.screen == "proof"
        kiosk.tap("skip")
        assert [(q.dossier, q.proof) for q in questions(kiosk)] == [(scenes.CODE, "")]
        assert ear.heard == []
    finally:
        kiosk.close()


def test_what_is_of_no_use_sounds_bad_and_a_silent_beeper_is_told(asking: Driver, ear: Ear):
    scan(asking, scenes.CARD)
    assert ear.heard == [Sound.BAD]
    ear.wrong = "no sound card"
    asking.pass_time(1.1)
    assert [fault.code for fault in asking.app.faults.found()] == [FaultCode.DEVICE_MISSING]
    assert asking.app.faults.found()[0].detail == "beeper: no sound card"
    ear.wrong = ""
    asking.pass_time(1.1)
    assert asking.app.faults.found() == ()
