"""What every reader of codes promises: cameras of all kinds and hand scanners of all kinds."""

import os
import pty
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from hardware.drivers.camera_reader import CameraReaderOptions
from hardware.drivers.decode.camera_reader import CameraReader
from hardware.drivers.keyboard_scanner import KeyboardScanner
from hardware.drivers.pi_camera import PiCamera
from hardware.drivers.serial_scanner import Framed, SerialScanner
from hardware.drivers.typed import Typed
from hardware.errors import DeviceBlind, DeviceMissing, DeviceUnsupported
from hardware.ports import CodeReader, ScannedText
from hardware.sim.camera import SimCamera
from tests.bench_in_thread import BenchInThread
from tests.ports.drivers_by_name import a_device
from tests.ports.reader_rigs import (
    SIZE,
    Pen,
    fake_pi_program,
    lay_under_fake_pi,
    png,
    video,
)
from tests.waiting import until

CODE = "H57.132-260804-0583"


class UnderSimCamera:
    """A simulated camera, and a bench that lays a receipt under it."""

    def __init__(self, folder: Path) -> None:
        self.bench, self.pulled = BenchInThread(folder), False
        camera = {"driver": "sim", "fps": 30}
        self.reader: CodeReader = a_device(
            "reader", "camera", bench=self.bench.path, device="camera-1", camera=camera
        )

    def show(self, text: str) -> None:
        self.bench.order("camera-1", show=png(text))

    def unplug(self) -> None:
        self.pulled = True
        self.bench.order("camera-1", fault="unplugged")

    def end(self) -> None:
        self.reader.close()
        if self.pulled:
            self.bench.order("camera-1", fault="none")
        self.bench.end()


class UnderPiCamera:
    """The Pi's camera driver, with a program of ours in place of ``rpicam-vid``."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        program = fake_pi_program(folder, "")
        self.reader: CodeReader = CameraReader(PiCamera(*SIZE, program=program))

    def show(self, text: str) -> None:
        lay_under_fake_pi(self.folder, text)

    def unplug(self) -> None:
        (self.folder / "unplug").touch()

    def end(self) -> None:
        self.reader.close()


class OnKeyboard:
    """A hand scanner that types, on a named pipe."""

    def __init__(self, folder: Path) -> None:
        self.pen = Pen(folder / "scanner")
        self.reader: CodeReader = a_device("reader", "keyboard", path=folder / "scanner")

    def show(self, text: str) -> None:
        self.pen.type(text)

    def unplug(self) -> None:
        self.pen.end()

    def end(self) -> None:
        self.reader.close()


class OnSerial:
    """A hand scanner on a serial line, which is a pseudo terminal."""

    def __init__(self, _folder: Path) -> None:
        self.master, self.slave = pty.openpty()
        self.reader: CodeReader = a_device("reader", "serial", path=Path(os.ttyname(self.slave)))

    def show(self, text: str) -> None:
        os.write(self.master, text.encode() + b"\r\n")

    def unplug(self) -> None:
        os.close(self.slave)
        os.close(self.master)

    def end(self) -> None:
        self.reader.close()


class OnBench:
    """The simulated hand scanner."""

    def __init__(self, folder: Path) -> None:
        self.bench, self.pulled = BenchInThread(folder), False
        self.reader: CodeReader = a_device("reader", "sim", bench=self.bench.path, device="scanner-1")

    def show(self, text: str) -> None:
        self.bench.order("scanner-1", scan=text)

    def unplug(self) -> None:
        self.pulled = True
        self.bench.order("scanner-1", fault="unplugged")

    def end(self) -> None:
        self.reader.close()
        if self.pulled:
            self.bench.order("scanner-1", fault="none")
        self.bench.end()


CAMERAS = (UnderSimCamera, UnderPiCamera)
RIGS = (*CAMERAS, OnKeyboard, OnSerial, OnBench)


@pytest.fixture(params=RIGS)
def rig(request: pytest.FixtureRequest, tmp_path: Path):
    rig = request.param(tmp_path)
    yield rig
    rig.end()


class TestCodeReader:
    def test_nothing_is_read_at_first(self, rig: Any):
        assert rig.reader.poll(0.05) == ()

    def test_what_is_shown_is_read_once(self, rig: Any):
        rig.show(CODE)
        (scanned,) = until(lambda: rig.reader.poll(0.1))
        assert scanned.text == CODE
        again = [rig.reader.poll(0.03) for _ in range(12)]
        assert again == [()] * 12

    def test_what_is_shown_next_is_read_too(self, rig: Any):
        rig.show(CODE)
        until(lambda: rig.reader.poll(0.1))
        rig.show("G09.20-20260609-0092637")
        (scanned,) = until(lambda: rig.reader.poll(0.1))
        assert scanned.text == "G09.20-20260609-0092637"

    def test_a_pulled_plug_is_told(self, rig: Any):
        rig.reader.poll(0.05)
        rig.unplug()
        with pytest.raises(DeviceMissing) as caught:
            until(lambda: rig.reader.poll(0.1))
        assert caught.value.remedy

    def test_only_a_camera_has_a_live_picture(self, rig: Any):
        live = rig.reader.live()
        if isinstance(rig, CAMERAS):
            assert len(live.rgb) == live.width * live.height * 3
            assert live.width == 480
        else:
            assert live is None

    def test_closing_twice_is_once_and_nothing_is_read_after(self, rig: Any):
        rig.reader.close()
        rig.reader.close()
        with pytest.raises(DeviceMissing):
            rig.reader.poll(0.05)


def test_a_scanned_text_says_nothing_by_accident():
    assert CODE not in repr(ScannedText(CODE))


class TestCameraReader:
    @pytest.mark.parametrize("fault", ["black", "frozen"])
    def test_a_blind_camera_is_told_and_a_new_one_is_not_trusted_until_it_sees(
        self, tmp_path: Path, fault: str
    ):
        rig = UnderSimCamera(tmp_path)
        try:
            rig.bench.order("camera-1", fault=fault)
            with pytest.raises(DeviceBlind) as caught:
                until(lambda: rig.reader.poll(0.1))
            assert "lau ống kính" in caught.value.remedy
            rig.reader.close()
            again = SimCamera(rig.bench.path, "camera-1", fps=100)
            ticks = iter(range(1000))
            with pytest.raises(DeviceBlind):
                CameraReader(again, now=lambda: float(next(ticks)))
        finally:
            rig.bench.order("camera-1", fault="none")
            rig.end()

    def test_a_camera_that_never_shows_anything_is_refused_and_closed(self, tmp_path: Path):
        ticks = iter(range(1000))
        bench = BenchInThread(tmp_path)
        camera = SimCamera(bench.path, "camera-1", fps=100)
        bench.order("camera-1", fault="frozen")
        until(lambda: camera._stand and camera._stand.fault == "frozen")
        with pytest.raises(DeviceBlind):
            CameraReader(camera, now=lambda: float(next(ticks)))
        with pytest.raises(DeviceMissing, match="closed"):
            camera.frame(0.1)
        bench.order("camera-1", fault="none")
        bench.end()

    def test_frames_of_another_format_are_told_and_not_read(self, tmp_path: Path):
        rig = UnderSimCamera(tmp_path)
        rig.bench.order("camera-1", fault="wrong-format")
        with pytest.raises(DeviceUnsupported, match="1843200 bytes are no picture of 1280x720"):
            until(lambda: rig.reader.poll(0.1))
        rig.bench.order("camera-1", fault="none")
        rig.end()

    def test_an_unknown_symbology_is_refused_with_the_known_ones(self):
        with pytest.raises(DeviceUnsupported, match=r"Code128.*Cod128"):
            CameraReader(SimCamera(), ("Cod128",))

    def test_which_symbologies_are_read_is_a_setting(self):
        told = {"driver": "camera", "camera": {"driver": "usb", "path": "/dev/motcua-camera"}}
        assert CameraReaderOptions.model_validate(told).symbologies == ("Code128", "QRCode")
        wanted = ["Code39", "ITF", "PDF417"]
        assert CameraReaderOptions.model_validate(told | {"symbologies": wanted}).symbologies == tuple(wanted)
        for wrong in ([], ["Code93"]):
            with pytest.raises(ValidationError):
                CameraReaderOptions.model_validate(told | {"symbologies": wrong})

    def test_a_video_stands_in_for_a_camera(self, tmp_path: Path):
        camera = a_device("camera", "video", path=video(tmp_path / "receipt.avi", CODE), fps=30)
        reader = CameraReader(camera)
        (scanned,) = until(lambda: reader.poll(0.2))
        assert (scanned.text, scanned.symbology) == (CODE, "QRCode")
        reader.close()


class TestKeyboardScanner:
    @pytest.fixture
    def scanner(self, tmp_path: Path):
        pen = Pen(tmp_path / "scanner")
        scanner = KeyboardScanner(tmp_path / "scanner")
        yield scanner, pen
        scanner.close()
        pen.end()

    def test_every_character_of_the_us_layout_arrives(self, scanner: Any):
        reader, pen = scanner
        text = "".join(map(chr, range(33, 127)))
        pen.type(text)
        assert reader.poll(1) == (ScannedText(text),)

    def test_a_scan_without_an_end_is_ended_by_silence(self, scanner: Any):
        reader, pen = scanner
        pen.type(CODE, enter=False)
        assert reader.poll(1) == (ScannedText(CODE),)

    def test_a_scan_in_pieces_is_put_together(self, scanner: Any):
        reader, pen = scanner
        events = b"".join(pen.event(1, 2, value) for value in (1, 0)) * 8 + pen.event(1, 28, 1)
        os.write(pen.plug, events[:50])
        os.write(pen.plug, events[50:])
        assert reader.poll(1) == (ScannedText("1" * 8),)

    def test_slow_typing_is_no_scan(self):
        typed = Typed()
        assert [typed.key(number * 0.18, 1, 30, 1) for number in range(10)] == [[]] * 10
        assert typed.silence() == []

    def test_a_cut_scan_does_not_stick_to_the_next(self):
        typed = Typed()
        for number in range(3):
            typed.key(number * 0.002, 1, 2, 1)
        texts = [text for number in range(5) for text in typed.key(9 + number * 0.002, 1, 3, 1)]
        assert texts == []
        assert typed.key(9.02, 1, 28, 1) == ["22222"]

    def test_two_scans_that_a_busy_machine_sees_together_stay_two(self):
        typed = Typed()
        texts = []
        for start in (1.0, 2.0):
            for number in range(6):
                texts += typed.key(start + number * 0.002, 1, 2, 1)
        assert texts + typed.silence() == ["111111", "111111"]

    def test_after_lost_events_the_rest_is_no_text(self):
        typed = Typed()
        typed.key(1.0, 1, 2, 1)
        typed.key(1.0, 0, 3, 0)
        assert typed.key(1.01, 1, 28, 1) == []
        assert typed.key(1.5, 1, 2, 1) == []
        assert typed.key(1.51, 1, 28, 1) == ["1"]

    def test_ten_kilobytes_are_no_text(self):
        typed = Typed()
        texts = [text for number in range(10_000) for text in typed.key(number / 1000, 1, 30, 1)]
        assert texts == []
        assert typed.key(10.0, 1, 28, 1) == []

    def test_a_scanner_that_is_not_there_is_missing(self, tmp_path: Path):
        with pytest.raises(DeviceMissing, match="nowhere"):
            KeyboardScanner(tmp_path / "nowhere")


class TestSerialScanner:
    @pytest.mark.parametrize("end", [b"\r", b"\n", b"\r\n", b"\x03", b"\0", b""])
    def test_any_end_or_a_pause_ends_a_text(self, end: bytes):
        rig = OnSerial(Path())
        os.write(rig.master, CODE.encode() + end)
        assert until(lambda: rig.reader.poll(1)) == (ScannedText(CODE),)
        rig.unplug()
        rig.end()

    def test_vietnamese_arrives_as_it_is_and_bad_bytes_as_a_sign_for_it(self):
        assert Framed().feed("Nguyễn Thị Ánh Đào\r".encode()) == ["Nguyễn Thị Ánh Đào"]
        assert Framed().feed(b"\xff\xfe12\r") == ["\ufffd\ufffd12"]

    def test_several_texts_at_once_stay_apart_and_babble_is_none(self):
        framed = Framed()
        assert framed.feed(b"A1\r\nB2\r\n") == ["A1", "B2"]
        assert framed.feed(b"x" * 10_000 + b"\r" + b"C3\r") == ["C3"]

    def test_a_line_that_is_not_there_is_missing(self):
        with pytest.raises(DeviceMissing, match="nowhere"):
            SerialScanner(Path("nowhere"))
