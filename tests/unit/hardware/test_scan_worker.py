"""The thread around a reader: it tells what was read, heals, and keeps a citizen's text out of everything else."""

import logging
import queue
import threading
import time

import pytest

from hardware.errors import DeviceError, DeviceMissing
from hardware.ports import LivePicture, ScannedText
from hardware.scan_worker import ReaderFailed, ReaderHappening, ReaderReady, Scanned, ScanWorker

CODE = ScannedText("H57.132-260804-0583", "QRCode")
PICTURE = LivePicture(1, 1, b"abc")


class Reader:
    """A reader whose texts and faults a test puts into a queue."""

    def __init__(self, script: queue.Queue[ScannedText | Exception]) -> None:
        self.script = script
        self.closed = False

    def poll(self, timeout_s: float) -> tuple[ScannedText, ...]:
        try:
            next_one = self.script.get(timeout=min(timeout_s, 0.02))
        except queue.Empty:
            return ()
        if isinstance(next_one, Exception):
            raise next_one
        return (next_one,)

    def live(self) -> LivePicture | None:
        return PICTURE

    def close(self) -> None:
        self.closed = True


class Desk:
    """A worker, what it told, and the readers that it opened."""

    def __init__(self) -> None:
        self.script: queue.Queue[ScannedText | Exception] = queue.Queue()
        self.told: queue.Queue[ReaderHappening] = queue.Queue()
        self.opened: list[Reader] = []
        self.missing = threading.Event()
        self.worker = ScanWorker("camera", self.open, self.told.put)

    def open(self) -> Reader:
        if self.missing.is_set():
            raise DeviceMissing("camera", "no such camera")
        self.opened.append(Reader(self.script))
        return self.opened[-1]

    def next(self) -> ReaderHappening:
        return self.told.get(timeout=5)


@pytest.fixture
def desk():
    desk = Desk()
    yield desk
    desk.worker.close()


def test_it_tells_that_it_is_ready_and_what_was_read(desk: Desk):
    desk.worker.start()
    assert desk.next() == ReaderReady("camera")
    desk.worker.attend(on=True)
    desk.script.put(CODE)
    assert desk.next() == Scanned("camera", CODE)
    assert desk.worker.healthy()


def test_what_is_read_while_nobody_attends_is_forgotten(desk: Desk):
    desk.worker.start()
    assert desk.next() == ReaderReady("camera")
    desk.script.put(CODE)
    while not desk.script.empty():
        time.sleep(0.01)
    time.sleep(0.05)
    desk.worker.attend(on=True)
    other = ScannedText("G09.20-20260609-0092637")
    desk.script.put(other)
    assert desk.next() == Scanned("camera", other)


def test_a_pulled_plug_is_told_once_and_healed_when_it_is_back(desk: Desk):
    desk.worker.start()
    assert desk.next() == ReaderReady("camera")
    desk.worker.attend(on=True)
    desk.missing.set()
    desk.script.put(DeviceMissing("camera", "no such camera"))
    failed = desk.next()
    assert isinstance(failed, ReaderFailed)
    assert failed.error.remedy
    assert desk.opened[0].closed
    time.sleep(1.2)
    desk.missing.clear()
    assert desk.next() == ReaderReady("camera"), "the tries in between are not told"
    desk.script.put(CODE)
    assert desk.next() == Scanned("camera", CODE)


def test_a_reader_that_is_not_there_at_first_is_told_too(desk: Desk):
    desk.missing.set()
    desk.worker.start()
    assert isinstance(desk.next(), ReaderFailed)
    assert desk.worker.live() is None


def test_what_nobody_foresaw_does_not_end_it_and_its_words_are_not_kept(
    desk: Desk, caplog: pytest.LogCaptureFixture
):
    caplog.set_level(logging.DEBUG)
    desk.worker.start()
    assert desk.next() == ReaderReady("camera")
    desk.worker.attend(on=True)
    desk.script.put(ValueError("001203004567|Nguyễn Thị Ánh Đào"))
    failed = desk.next()
    assert isinstance(failed, ReaderFailed)
    assert type(failed.error) is DeviceError
    assert "ValueError in poll" in str(failed.error)
    assert "001203004567" not in str(failed.error) + caplog.text
    assert desk.next() == ReaderReady("camera")


def test_the_live_picture_is_that_of_the_open_reader(desk: Desk):
    assert desk.worker.live() is None
    desk.worker.start()
    desk.next()
    assert desk.worker.live() == PICTURE
    desk.worker.close()
    assert desk.worker.live() is None
    assert desk.opened[0].closed
    assert not desk.worker.healthy()
    desk.worker.close()


def test_a_happening_says_nothing_of_what_was_read():
    assert "0583" not in repr(Scanned("camera", CODE))
