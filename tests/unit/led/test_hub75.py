"""HUB75 panels: the driver, the socket, and the process with an emulator of the panels' library."""

import os
import socket
import struct
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from hardware.errors import DeviceMissing, DeviceUnsupported
from hardware.hub75.service import listen, serve
from hardware.led.frame import DotFrame
from hardware.led.frame_wire import HEAD, MAGIC, OK, Shown, WrongRequestError, body_length, request, shown_of
from hardware.led.layout import drawn
from hardware.ports import SignText
from tests.ports.drivers_by_name import a_device
from tests.waiting import until

SIZE = (64, 32)
DARK = DotFrame(*SIZE)


class RecordingScreen:
    """Panels in memory, of one size."""

    def __init__(self) -> None:
        self.frames: list[Shown] = []

    def show(self, shown: Shown) -> None:
        if shown.frame.size != SIZE:
            raise WrongRequestError("a frame of another size")
        self.frames.append(shown)

    def dark(self) -> None:
        self.frames.append(Shown(DARK, (0, 0, 0), 1))


@contextmanager
def serving(folder: Path, silent_s: float = 30.0) -> Iterator[tuple[Path, RecordingScreen]]:
    path, screen, stop = folder / "hub75", RecordingScreen(), threading.Event()
    server = listen(path)
    thread = threading.Thread(target=serve, args=(server, screen, stop.is_set, silent_s))
    thread.start()
    try:
        yield path, screen
    finally:
        stop.set()
        thread.join()
        server.close()


@pytest.mark.slow
def test_a_sign_on_panels(tmp_path: Path):
    with serving(tmp_path) as (path, screen):
        sign = a_device("sign", "hub75", socket=path, width=64, height=32, colour="green", brightness=30)
        assert sign.show(SignText("A012")) == ""
        assert screen.frames[-1] == Shown(drawn(SignText("A012"), SIZE).frame, (0, 255, 0), 30)
        sign.close()
        sign.close()
        assert screen.frames[1].frame == DARK
        with pytest.raises(DeviceMissing):
            sign.show(SignText("A013"))


@pytest.mark.slow
def test_a_client_that_vanishes_leaves_no_number_behind(tmp_path: Path):
    with serving(tmp_path) as (path, screen):
        with socket.socket(socket.AF_UNIX) as client:
            client.connect(str(path))
            client.sendall(request(Shown(drawn(SignText("A012"), SIZE).frame, (1, 2, 3), 50)))
            assert client.recv(10) == OK
        until(lambda: screen.frames[-1].frame == DARK)


@pytest.mark.slow
def test_a_client_that_is_silent_too_long_leaves_no_number_behind(tmp_path: Path):
    with serving(tmp_path, silent_s=0.5) as (path, screen), socket.socket(socket.AF_UNIX) as client:
        client.connect(str(path))
        client.sendall(request(Shown(drawn(SignText("A012"), SIZE).frame, (1, 2, 3), 50)))
        until(lambda: len(screen.frames) == 2)
        assert screen.frames[-1].frame == DARK


@pytest.mark.slow
def test_a_frame_of_another_size_is_told_and_the_next_client_is_served(tmp_path: Path):
    with serving(tmp_path) as (path, screen):
        wrong = a_device("sign", "hub75", socket=path, width=128, height=32)
        with pytest.raises(DeviceUnsupported, match="another size"):
            wrong.show(SignText("A012"))
        wrong.close()
        right = a_device("sign", "hub75", socket=path, width=64, height=32)
        assert right.show(SignText("A012")) == ""
        assert screen.frames[-1].frame.lit
        right.close()


@pytest.mark.slow
def test_without_the_process_the_sign_is_missing(tmp_path: Path):
    with pytest.raises(DeviceMissing):
        a_device("sign", "hub75", socket=tmp_path / "nobody")


@pytest.mark.parametrize(
    "head",
    [
        HEAD.pack(b"GET ", 64, 32, 1, 2, 3, 50),
        HEAD.pack(MAGIC, 0, 32, 1, 2, 3, 50),
        HEAD.pack(MAGIC, 64, 1025, 1, 2, 3, 50),
        HEAD.pack(MAGIC, 64, 32, 1, 2, 3, 101),
    ],
)
def test_what_is_no_request_is_refused(head: bytes):
    with pytest.raises(WrongRequestError):
        body_length(head)


def test_a_request_comes_back_as_it_went():
    shown = Shown(drawn(SignText("Quầy 4"), (67, 16)).frame, (255, 160, 0), 60)
    sent = request(shown)
    head, body = sent[: HEAD.size], sent[HEAD.size :]
    assert len(body) == body_length(head)
    assert shown_of(head, body) == shown
    with pytest.raises(WrongRequestError):
        shown_of(head, body[:-1])
    assert struct.calcsize(">4sHHBBBB") == HEAD.size


@pytest.mark.slow
@pytest.mark.e2e
def test_the_process_with_the_emulator_shows_a_number(tmp_path: Path):
    path = tmp_path / "hub75"
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[3]), "SDL_VIDEODRIVER": "dummy"}
    (tmp_path / "emulator_config.json").write_text(
        '{"display_adapter": "raw", "suppress_font_warnings": true}'
    )
    process = subprocess.Popen(
        (sys.executable, "-m", "hardware.hub75", "--socket", str(path), "--emulator"),
        cwd=tmp_path,
        env=environment,
        stderr=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
    )
    try:
        until(path.exists)
        sign = a_device("sign", "hub75", socket=path, width=64, height=32)
        assert sign.show(SignText("A012")) == ""
        sign.close()
        process.terminate()
        assert process.wait(30) == 0
        assert not path.exists()
    finally:
        process.kill()
        process.wait()
