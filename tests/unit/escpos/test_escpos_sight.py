"""What answers add up to: bad news at once, good news only when it was said."""

import pytest

from hardware.drivers.escpos.sight import (
    Level,
    PrinterSight,
    after_port,
    after_push,
    after_real_time,
    in_trouble,
    paper_of,
)
from hardware.ports import Paper


def seen(*answers: tuple[int, int], near_end_sensor: bool = True) -> Paper:
    sight = PrinterSight()
    for n, value in answers:
        sight = after_real_time(sight, n, value, 5.0)
    assert sight.known_at == 5.0
    return paper_of(sight, near_end_sensor=near_end_sensor)


def test_a_printer_that_said_nothing_is_unknown():
    assert paper_of(PrinterSight(), near_end_sensor=True) is Paper.UNKNOWN
    assert not in_trouble(PrinterSight())


def test_a_printer_that_is_online_but_says_nothing_of_its_paper_is_unknown():
    assert seen((1, 0x12)) is Paper.UNKNOWN


@pytest.mark.parametrize("value", [0x32, 0x52, 0x72, 0x7E])
def test_one_of_the_two_bits_of_paper_end_is_enough(value: int):
    assert seen((1, 0x12), (4, value)) is Paper.END


@pytest.mark.parametrize(
    ("answers", "paper"),
    [
        (((1, 0x12), (4, 0x12)), Paper.READY),
        (((1, 0x12), (4, 0x1E)), Paper.NEAR_END),
        (((1, 0x1A), (4, 0x12), (2, 0x16), (3, 0x12)), Paper.COVER_OPEN),
        (((1, 0x1A), (4, 0x12), (2, 0x32), (3, 0x12)), Paper.END),
        (((1, 0x1A), (4, 0x12), (2, 0x52), (3, 0x1A)), Paper.CUTTER_JAM),
        (((1, 0x1A), (4, 0x12), (2, 0x12), (3, 0x12)), Paper.OFFLINE),
        (((1, 0x1A), (2, 0x16), (4, 0x72), (1, 0x12), (4, 0x12)), Paper.READY),
    ],
)
def test_each_trouble_has_its_name(answers: tuple[tuple[int, int], ...], paper: Paper):
    assert seen(*answers) is paper


def test_the_near_end_bits_of_a_model_without_the_sensor_mean_nothing():
    assert seen((1, 0x12), (4, 0x1E), near_end_sensor=False) is Paper.READY


@pytest.mark.parametrize(
    ("group", "paper"),
    [
        ("10 00 00 0f", Paper.READY),
        ("10 00 03 0f", Paper.NEAR_END),
        ("18 00 0c 0f", Paper.END),
        ("38 00 00 0f", Paper.COVER_OPEN),
        ("18 08 00 0f", Paper.CUTTER_JAM),
        ("18 00 00 0f", Paper.OFFLINE),
    ],
)
def test_a_push_says_all_of_it_at_once(group: str, paper: Paper):
    sight = after_push(PrinterSight(), bytes.fromhex(group), 1.0)
    assert paper_of(sight, near_end_sensor=True) is paper
    assert in_trouble(sight) == (paper not in (Paper.READY, Paper.NEAR_END))


def test_the_port_byte_is_believed_when_it_is_bad_news_only():
    assert after_port(PrinterSight(), 0x38, 1.0).paper is Level.END
    assert after_port(PrinterSight(), 0x18, 1.0).paper is Level.UNKNOWN
