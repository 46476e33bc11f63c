import io
from pathlib import Path

import pytest
from PIL import Image

from display_board.try_sign import main
from hardware.sim.rs485 import modbus_board
from hardware.sim.rs485.line import SimLine
from hardware.sim.rs485.modbus_board import SimModbusBoard

HEAD = 'site = "demo"\ndevice = "board-1"\n'


def settings_in(folder: Path, sign: str = "") -> str:
    path = folder / "board.toml"
    path.write_text(HEAD + sign, "utf-8")
    return str(path)


def test_a_picture_of_the_test_texts(tmp_path: Path):
    out = tmp_path / "signs.png"
    assert main(["--picture", str(out), "--size", "64x16"]) == 0
    image = Image.open(io.BytesIO(out.read_bytes()))
    assert image.size == (2 * 66 * 9, 4 * 18 * 9)
    assert len(image.getcolors(100_000) or []) > 3


@pytest.mark.parametrize("size", ["64", "0x16", "64x1600", "64x4", "axb"])
def test_a_size_that_is_none_is_refused(size: str, capsys: pytest.CaptureFixture[str]):
    with pytest.raises(SystemExit):
        main(["--picture", "out.png", "--size", size])
    assert "for example 64x16" in capsys.readouterr().err


@pytest.mark.slow
def test_each_sign_of_a_settings_file_shows_each_text(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    board = SimModbusBoard(1, {0x70: 3})
    line = SimLine([board], modbus_board.cut)
    seen: list[str] = []
    sign = (
        f'[[signs]]\ncounter = "4"\nled = {{ driver = "rs485", path = "{line.path}", profile = "led-485" }}\n'
    )
    told = main(
        ["--settings", settings_in(tmp_path, sign)],
        sleep=lambda _s: seen.append(board.text(0x70, 3, letters_each=2).strip()),
    )
    line.close()
    assert told == 0
    assert seen == ["0123", "4567", "89", "A012", "A012", "4", "NGHI"]
    assert capsys.readouterr().out.count("sign-4") == 7


def test_a_sign_that_is_not_there_is_said_with_its_remedy(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    sign = (
        '[[signs]]\ncounter = "4"\nled = { driver = "rs485", path = "/dev/none-such", profile = "led-485" }\n'
    )
    assert main(["--settings", settings_in(tmp_path, sign)]) == 1
    assert "Kiểm tra dây cắm" in capsys.readouterr().out


def test_a_file_without_signs_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    assert main(["--settings", settings_in(tmp_path)]) != 0
    assert "board.toml" in capsys.readouterr().err
