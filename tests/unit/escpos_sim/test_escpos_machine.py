"""The simulated printer: what it prints, when, what it answers, and what it does when it is stopped."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardware.sim.escpos.machine import Machine
from hardware.sim.escpos.model import MODELS, PrinterModel
from hardware.sim.escpos.status import Trouble
from hardware.sim.escpos.works import UnmodelledError
from tests.unit.escpos_sim.printer_stories import (
    ASK_PAPER,
    CUT,
    FENCE,
    FENCE_ANSWER,
    INITIALISE,
    Story,
    eot,
    raster,
)

COMMANDS = st.sampled_from([
    b"\x1b@", b"\x1bJ", b"\x1bd", b"\x1b*\x21\x08\x00", b"\x1dv0\x00\x02\x00\x04\x00", b"\x1dVB", b"\x1dr\x01",
    b"\x1da\x0e", b"\x1d(H\x06\x0000", b"\x1dI\x43", b"\x1d(D\x03\x00\x14\x01\x00", b"\x10\x04\x01", b"\x10\x05\x02",
    b"\x10\x14\x08", b"\x1dP", b"\n", b"abc",
])  # fmt: skip
STREAMS = st.lists(COMMANDS | st.binary(max_size=12), max_size=40).map(b"".join)


class TestPaper:
    @pytest.mark.parametrize("model", MODELS)
    def test_a_picture_comes_out_dot_for_dot(self, model: str):
        story = Story(model)
        picture = story.picture(50)
        story.send(INITIALISE + raster(picture, story.model.stride))
        story.pass_by(5)
        assert story.paper == picture

    def test_rows_come_out_at_the_speed_of_the_paper(self):
        story = Story(PrinterModel("slow", dots=64, dpi=203, speed_mm_s=100.0))
        story.send(raster(story.picture(800), 8))
        story.pass_by(0.5)
        assert story.rows == int(0.5 * 100 * 203 / 25.4)

    @given(steps=st.lists(st.floats(0.0001, 0.3), min_size=1, max_size=30))
    def test_how_often_one_looks_does_not_change_when_rows_come(self, steps: list[float]):
        once, often = (Story(PrinterModel("any", dots=64)) for _ in range(2))
        for story in (once, often):
            story.send(raster(story.picture(500), 8) + CUT)
        for step in steps:
            often.pass_by(step)
        once.pass_by(sum(steps))
        assert abs(often.rows - once.rows) <= 1

    def test_narrow_pictures_stand_where_the_justification_says(self):
        story = Story(PrinterModel("tiny", dots=32))
        for justify in (0, 1, 2):
            story.send(b"\x1ba" + bytes((justify,)) + raster(b"\xff", 1))
        story.pass_by(1)
        assert story.paper == b"\xff\0\0\0" + b"\0\x0f\xf0\0" + b"\0\0\0\xff"

    def test_double_width_and_height(self):
        story = Story(PrinterModel("tiny", dots=16))
        story.send(b"\x1dv0\x03\x01\x00\x01\x00\xa0")
        story.pass_by(1)
        assert story.paper == b"\xcc\x00" * 2

    def test_columns_of_a_bit_image_become_rows(self):
        story = Story(PrinterModel("tiny", dots=16))
        story.send(b"\x1b*\x21\x02\x00" + b"\x80\x00\x00" + b"\x00\x00\x01" + b"\x1bJ\x18")
        story.pass_by(1)
        assert story.paper == b"\x80\x00" + bytes(2 * 22) + b"\x40\x00"

    @pytest.mark.parametrize(("unit", "rows"), [(203, 100), (406, 50)])
    def test_feeds_count_in_the_units_of_the_model(self, unit: int, rows: int):
        story = Story(PrinterModel("any", unit=unit))
        story.send(b"\x1bJ\x64")
        story.pass_by(1)
        assert story.rows == rows

    def test_gs_p_changes_the_unit_until_it_is_initialised(self):
        story = Story(PrinterModel("any", unit=406))
        story.send(b"\x1dP\x00\xcb" + b"\x1bJ\x64" + INITIALISE + b"\x1bJ\x64")
        story.pass_by(1)
        assert story.rows == 100 + 50

    def test_a_cut_without_a_feed_cuts_before_the_last_rows(self):
        story = Story(PrinterModel("any", dots=64))
        picture = story.picture(200)
        story.send(raster(picture, 8) + b"\x1dV\x00")
        story.pass_by(2)
        [sheet] = story.machine.roll.sheets
        assert sheet.height == 200 - story.model.cutter_rows
        assert sheet.rows + story.machine.roll.hanging.rows == picture

    def test_a_cut_with_a_feed_leaves_the_whole_picture_in_the_tray(self):
        story = Story(PrinterModel("any", dots=64))
        picture = story.picture(200)
        story.send(raster(picture, 8) + CUT)
        story.pass_by(2)
        assert story.machine.roll.sheets[0].rows == picture
        assert story.machine.roll.hanging.blank


class TestAnswers:
    @pytest.mark.parametrize(
        ("trouble", "answers"),
        [
            (None, b"\x12\x12\x12\x12"),
            (Trouble.NEAR_END, b"\x12\x12\x12\x1e"),
            (Trouble.END, b"\x1a\x32\x12\x7e"),
            (Trouble.COVER_OPEN, b"\x1a\x16\x12\x12"),
            (Trouble.CUTTER_JAM, b"\x1a\x52\x1a\x12"),
            (Trouble.OFFLINE, b"\x1a\x12\x12\x12"),
        ],
    )
    def test_each_trouble_has_its_bits(self, trouble: Trouble | None, answers: bytes):
        story = Story()
        if trouble:
            story.trouble(trouble)
        assert b"".join(story.ask(n) for n in (1, 2, 3, 4)) == answers

    def test_a_fence_is_answered_only_after_the_cut(self):
        story = Story()
        story.send(raster(story.picture(100), 72) + CUT + FENCE)
        story.pass_by(0.1)
        assert story.answers() == b""
        story.pass_by(2)
        assert len(story.machine.roll.sheets) == 1
        assert story.answers() == FENCE_ANSWER

    def test_gs_r_is_answered_when_printed_or_already_when_read(self):
        for model, early in (("clone", b""), ("clone-parsed", b"\0")):
            story = Story(model)
            story.send(raster(story.picture(50), 72) + CUT + ASK_PAPER)
            assert (story.answers(), story.machine.roll.sheets) == (early, [])
            story.pass_by(2)
            assert early + story.answers() == b"\0"

    def test_a_stopped_printer_answers_no_fence_until_it_goes_on(self):
        story = Story()
        story.machine.at_row(30, lambda: story.machine.trouble(Trouble.END, story.machine.time))
        story.send(raster(story.picture(100), 72) + CUT + FENCE)
        story.pass_by(60)
        assert (story.rows, story.answers()) == (30, b"")
        story.machine.mend(story.now)
        story.pass_by(2)
        assert story.answers() == FENCE_ANSWER
        assert story.picture(100) in story.paper

    def test_status_is_pushed_when_it_changes_and_somebody_watches(self):
        story = Story()
        story.send(b"\x1da\x0e")
        assert story.answers() == b"\x10\x00\x00\x0f"
        story.trouble(Trouble.COVER_OPEN)
        assert story.answers() == b"\x38\x00\x00\x0f"
        story.trouble(Trouble.COVER_OPEN, on=False)
        assert story.answers() == b"\x10\x00\x00\x0f"

    def test_initialising_ends_the_watching(self):
        story = Story()
        story.send(b"\x1da\x0e" + INITIALISE)
        story.answers()
        story.trouble(Trouble.END)
        assert story.answers() == b""

    def test_the_silent_clone_says_nothing_at_all(self):
        story = Story("clone-silent")
        story.send(b"".join(map(eot, (1, 2, 3, 4))) + ASK_PAPER + FENCE + b"\x1dI\x43" + b"\x1da\x0f")
        story.pass_by(5)
        assert story.answers() == b""

    def test_the_stale_clone_answers_the_question_before(self):
        story = Story("clone-stale")
        assert story.ask(1) == b""
        story.trouble(Trouble.END)
        assert story.ask(4) == b"\x12"  # of the first question, when all was well
        assert story.ask(1) == b"\x7e"

    def test_some_clones_say_nothing_while_they_are_stopped(self):
        story = Story("clone-eot")
        assert story.ask(1) == b"\x12"
        story.trouble(Trouble.COVER_OPEN)
        assert story.ask(2) == b""

    def test_without_a_sensor_the_near_end_is_not_seen(self):
        story = Story("clone-eot")
        story.trouble(Trouble.NEAR_END)
        assert story.ask(4) == b"\x12"


class TestBuffer:
    def test_it_takes_no_more_than_fits_and_goes_on_as_rows_leave(self):
        story = Story("clone")
        job = raster(story.picture(300), 72)
        story.trouble(Trouble.OFFLINE)
        assert story.send(job) == story.model.buffer
        story.trouble(Trouble.OFFLINE, on=False)
        story.pass_by(0.05)
        assert 0 < story.send(job[story.model.buffer :]) < len(job)

    def test_real_time_questions_are_answered_even_when_the_buffer_is_full(self):
        story = Story("clone")
        story.trouble(Trouble.END)
        story.send(raster(story.picture(300), 72))
        assert story.send(b"more") == 0
        assert story.ask(4) == b"\x7e"

    def test_a_question_cut_in_two_by_the_cable_is_understood(self):
        story = Story()
        story.send(b"\x10")
        story.send(b"\x04")
        story.send(b"\x01")
        assert story.answers() == b"\x12"

    def test_what_a_broken_picture_lacks_is_taken_from_what_follows(self):
        story = Story(strict=False)
        story.send(raster(story.picture(4), 72)[:-10])
        story.pass_by(1)
        story.send(INITIALISE + FENCE + FENCE)
        story.pass_by(1)
        assert story.rows == 4
        assert story.paper.endswith((INITIALISE + FENCE)[:10])
        assert story.answers() == FENCE_ANSWER

    def test_zeros_end_a_broken_picture_and_do_nothing_else(self):
        story = Story()
        story.send(raster(story.picture(4), 72)[:-10])
        story.send(bytes(5000) + INITIALISE + FENCE)
        story.pass_by(1)
        assert (story.rows, story.answers()) == (4, FENCE_ANSWER)

    def test_a_real_time_command_inside_a_picture_is_obeyed_and_reported(self):
        story = Story()
        story.send(raster(b"\x10\x04\x01" + bytes(69), 72))
        story.pass_by(1)
        assert story.answers() == b"\x12"
        assert [event.kind for event in story.machine.events] == ["real-time-in-picture"]


class TestMishaps:
    def test_a_power_cut_drops_all_that_is_not_on_paper(self):
        story = Story()
        story.machine.at_row(40, story.machine.power_off)
        story.send(raster(story.picture(100), 72) + CUT + FENCE)
        story.pass_by(5)
        assert story.send(b"hello") == 0
        story.machine.power_on(story.now)
        story.pass_by(5)
        assert (story.rows, story.answers()) == (40, b"")
        assert story.machine.roll.hanging.rows == story.picture(100)[: 40 * 72]

    def test_it_takes_nothing_before_it_has_started_up(self):
        story = Story()
        story.machine.power_off()
        story.machine.power_on(story.now)
        assert story.send(eot(1)) == 0
        story.pass_by(story.model.boot_s)
        assert story.ask(1) == b"\x12"

    def test_a_jam_in_the_cut_leaves_the_slip_hanging_until_it_is_freed(self):
        story = Story()
        job = raster(story.picture(30), 72) + CUT + FENCE
        story.machine.at_byte(
            len(job) - len(FENCE) - 1, lambda: story.machine.trouble(Trouble.CUTTER_JAM, story.machine.time)
        )
        story.send(job)
        story.pass_by(10)
        assert story.machine.roll.sheets == []
        story.machine.mend(story.now)
        story.pass_by(1)
        assert len(story.machine.roll.sheets) == 1

    @given(byte=st.integers(8, 8 + 72 * 100 - 1))
    def test_what_strikes_at_a_byte_of_a_picture_strikes_at_its_row(self, byte: int):
        story = Story()
        story.machine.at_byte(byte, story.machine.power_off)
        story.send(raster(story.picture(100), 72))
        story.pass_by(5)
        assert story.rows == (byte - 8) // 72

    @given(byte=st.integers(1, 7000))
    def test_what_strikes_at_arrival_strikes_after_exactly_so_many_bytes(self, byte: int):
        story = Story()
        story.machine.at_arrival(byte, story.machine.power_off)
        assert story.send(raster(story.picture(100), 72)) == byte
        assert story.machine.arrived == byte

    @pytest.mark.parametrize("command", [b"\x10\x05\x02", b"\x10\x14\x08\x01\x03\x14\x01\x06\x02\x08"])
    def test_commands_that_throw_data_away_do(self, command: bytes):
        story = Story(strict=False)
        story.send(raster(story.picture(100), 72))
        story.pass_by(0.02)
        story.send(command)
        story.pass_by(5)
        assert story.rows < 100


class TestUnmodelled:
    @pytest.mark.parametrize("stream", [b"\x1bZ", b"\x1dk\x04123\0", b"Phieu", b"\x1d(k\x03\0abc", b"\x07"])
    def test_what_is_not_modelled_is_recorded_and_raised_in_strict_mode(self, stream: bytes):
        with pytest.raises(UnmodelledError):
            Story(strict=True).send(stream)
        lenient = Story(strict=False)
        lenient.send(stream)
        assert {event.kind for event in lenient.machine.events} <= {"unknown", "text"}
        assert lenient.machine.events

    def test_text_leaves_ink_that_is_no_letter(self):
        story = Story(strict=False)
        story.send(b"A\n")
        story.pass_by(1)
        assert not story.machine.roll.hanging.blank


@given(stream=STREAMS, model=st.sampled_from(sorted(MODELS)), cuts=st.lists(st.integers(1, 30), max_size=20))
def test_no_stream_of_bytes_ever_breaks_it(stream: bytes, model: str, cuts: list[int]):
    machine, now, at = Machine(MODELS[model]), 0.0, 0
    for size in [*cuts, len(stream)]:
        taken = machine.receive(stream[at : at + size], now)
        at, now = at + taken, now + 0.05
        machine.advance(now)
        machine.answers()
    machine.advance(now + 1000)
    assert machine.idle
    assert machine.roll.total * machine.model.stride == sum(len(s.rows) for s in machine.roll.everything())


@given(stream=st.binary(max_size=200), cuts=st.lists(st.integers(1, 9), max_size=60))
def test_how_the_cable_cuts_the_bytes_up_changes_nothing_on_paper(stream: bytes, cuts: list[int]):
    whole, pieces = (Machine(MODELS["epson"]) for _ in range(2))
    whole.receive(stream, 0.0)
    at = 0
    for size in [*cuts, len(stream)]:
        at += pieces.receive(stream[at : at + size], 0.0)
    for machine in (whole, pieces):
        machine.advance(100.0)
    assert [s.rows for s in whole.roll.everything()] == [s.rows for s in pieces.roll.everything()]
    assert whole.answers() == pieces.answers()
