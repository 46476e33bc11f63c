"""What every camera promises, over simulated, played and faked ones; the USB driver as far as it goes without one."""

import time
from pathlib import Path
from typing import Any

import cv2
import pytest

from hardware.drivers.newest_frame import NewestFrame
from hardware.drivers.pi_camera import PiCamera, WholeFrames
from hardware.drivers.usb_camera import UsbCamera, VideoCamera
from hardware.errors import DeviceBusy, DeviceMissing, DeviceUnsupported
from hardware.ports import Camera, Frame
from hardware.sim.camera import SimCamera
from tests.bench_in_thread import BenchInThread
from tests.ports.reader_rigs import SIZE, fake_pi_program, png, receipt, video
from tests.waiting import until

CODE = "H57.132-260804-0583"


def simulated(folder: Path) -> Camera:
    cv2.imwrite(str(folder / "receipt.png"), receipt(CODE))
    return SimCamera(folder=folder, fps=30)


def played(folder: Path) -> Camera:
    return VideoCamera(video(folder / "receipt.avi", CODE, frames=5), fps=30)


def of_a_pi(folder: Path) -> Camera:
    return PiCamera(SIZE[0], SIZE[1], program=fake_pi_program(folder, CODE))


@pytest.fixture(params=[simulated, played, of_a_pi])
def camera(request: pytest.FixtureRequest, tmp_path: Path):
    camera = request.param(tmp_path)
    yield camera
    camera.close()


class TestCamera:
    def test_frames_come_and_each_is_another(self, camera: Any):
        frames = [until(lambda: camera.frame(1)) for _ in range(8)]
        assert len({frame.gray for frame in frames}) > 4
        for frame in frames:
            assert len(frame.gray) == frame.width * frame.height
            assert len(frame.live.rgb) == frame.live.width * frame.live.height * 3

    def test_the_live_picture_is_the_frame_in_small(self, camera: Any):
        frame = until(lambda: camera.frame(1))
        desk = frame.live.rgb[3 * 480 * 5 + 3 * 470 :][:3]
        assert all(abs(value - 108) < 12 for value in desk)
        assert frame.live.height == round(480 * frame.height / frame.width)

    def test_no_frame_in_time_is_none(self, camera: Any):
        until(lambda: camera.frame(1))
        until(lambda: camera.frame(0) is None)

    def test_a_closed_camera_is_missing_and_can_be_closed_again(self, camera: Any):
        camera.close()
        camera.close()
        with pytest.raises(DeviceMissing):
            camera.frame(0.1)

    def test_a_frame_is_not_shown_by_accident(self, camera: Any):
        assert len(repr(until(lambda: camera.frame(1)))) < 200


class TestPiCamera:
    def test_a_stream_in_any_pieces_gives_whole_frames_and_only_the_newest(self):
        frames = WholeFrames(4)
        assert [frames.feed(piece) for piece in (b"aa", b"aab", b"bbbcccc", b"d")] == [
            None,
            b"aaaa",
            b"cccc",
            None,
        ]

    def test_a_program_that_ends_says_why(self, tmp_path: Path):
        camera = PiCamera(SIZE[0], SIZE[1], program=fake_pi_program(tmp_path, CODE))
        until(lambda: camera.frame(1))
        (tmp_path / "unplug").touch()
        with pytest.raises(DeviceMissing, match="no cameras available"):
            until(lambda: camera.frame(1) and None)
        camera.close()

    def test_a_program_that_is_not_there_is_unsupported(self, tmp_path: Path):
        camera = PiCamera(SIZE[0], SIZE[1], program=(str(tmp_path / "rpicam-vid"),))
        with pytest.raises(DeviceUnsupported, match="does not start"):
            camera.frame(2)
        camera.close()

    def test_without_rpicam_vid_it_says_which_programs_it_wants(self, monkeypatch: pytest.MonkeyPatch):
        monkeypatch.setenv("PATH", "")
        with pytest.raises(DeviceUnsupported, match="rpicam-vid, libcamera-vid"):
            PiCamera()

    @pytest.mark.parametrize("size", [(1000, 720), (1280, 721)])
    def test_a_size_with_padding_is_refused(self, size: tuple[int, int]):
        with pytest.raises(DeviceUnsupported, match="steps of 64"):
            PiCamera(*size)

    def test_the_order_asks_for_raw_frames_without_end(self, tmp_path: Path):
        (tmp_path / "rpicam-vid").write_text('#!/bin/sh\necho "$@" >&2\nexit 1\n')
        (tmp_path / "rpicam-vid").chmod(0o755)
        camera = PiCamera(1920, 1080, 5, program=(str(tmp_path / "rpicam-vid"),))
        with pytest.raises(DeviceMissing) as caught:
            camera.frame(5)
        for words in (
            "--width 1920 --height 1080 --framerate 5",
            "--codec yuv420",
            "--timeout 0",
            "--output -",
        ):
            assert words in str(caught.value)
        camera.close()


class TestUsbCamera:
    def test_a_camera_that_is_not_there_is_missing(self, tmp_path: Path):
        with pytest.raises(DeviceMissing, match="no such camera"):
            UsbCamera(tmp_path / "video0")

    def test_a_file_that_is_no_camera_cannot_be_opened_as_one(self, tmp_path: Path):
        (tmp_path / "video0").write_bytes(b"no camera")
        camera = UsbCamera(tmp_path / "video0")
        with pytest.raises(DeviceBusy, match="cannot be opened"):
            camera.frame(5)
        camera.close()

    def test_a_video_without_pictures_is_no_camera(self, tmp_path: Path):
        (tmp_path / "empty.avi").touch()
        camera = VideoCamera(tmp_path / "empty.avi")
        with pytest.raises(DeviceBusy):
            camera.frame(5)
        camera.close()


class HangingSource:
    """A driver that gives one frame and then says nothing more."""

    def __init__(self, frame: Frame | None) -> None:
        self.frames = [frame]

    def read(self) -> Frame | None:
        time.sleep(0.01)
        return self.frames.pop() if self.frames else None

    def close(self) -> None:
        self.frames.clear()


def test_a_camera_that_hangs_is_missing(tmp_path: Path):
    one = until(lambda: simulated(tmp_path).frame(1))
    camera = NewestFrame("camera", lambda: HangingSource(one))
    assert camera.frame(1) == one
    with pytest.raises(DeviceMissing, match="no frame for"):
        until(lambda: camera.frame(0.2))
    camera.close()


class TestSimCamera:
    def test_what_the_bench_shows_lies_there_until_it_is_taken_away(self, tmp_path: Path):
        bench = BenchInThread(tmp_path)
        camera = SimCamera(bench.path, "camera-1", fps=50)
        bench.order("camera-1", show=png(CODE))
        until(lambda: (frame := camera.frame(0.1)) and 255 in frame.gray)
        bench.order("camera-1", show="")
        until(lambda: (frame := camera.frame(0.1)) and 255 not in frame.gray[4:])
        camera.close()
        bench.end()

    def test_an_order_it_does_not_know_and_a_bad_picture_change_nothing(self, tmp_path: Path):
        bench = BenchInThread(tmp_path)
        camera = SimCamera(bench.path, "camera-1", fps=50)
        bench.order("camera-1", dance=True)
        bench.order("camera-1", show="bm8gcGljdHVyZQ==")
        bench.order("camera-1", show=png(CODE))
        until(lambda: (frame := camera.frame(0.1)) and 255 in frame.gray)
        camera.close()
        bench.end()

    def test_a_pulled_plug_stays_pulled_for_a_new_camera_until_the_bench_puts_it_back(self, tmp_path: Path):
        bench = BenchInThread(tmp_path)
        camera = SimCamera(bench.path, "camera-1", fps=50)
        bench.order("camera-1", fault="unplugged")
        with pytest.raises(DeviceMissing, match="unplugged"):
            until(lambda: camera.frame(0.05) and None)
        camera.close()
        with pytest.raises(DeviceMissing, match="unplugged"):
            SimCamera(bench.path, "camera-1")
        bench.order("camera-1", fault="none")
        again = until(lambda: _or_none(bench.path))
        assert again.frame(1)
        again.close()
        bench.end()

    def test_a_folder_without_pictures_is_refused(self, tmp_path: Path):
        with pytest.raises(DeviceUnsupported, match="no pictures"):
            SimCamera(folder=tmp_path)


def _or_none(bench: Path) -> SimCamera | None:
    try:
        return SimCamera(bench, "camera-1")
    except DeviceMissing:
        return None
