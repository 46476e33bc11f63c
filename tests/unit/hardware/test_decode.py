"""Pictures in, texts out: the steps, the schedule, and what makes a read an event."""

import json
import subprocess
import sys
from pathlib import Path

import cv2
import numpy as np
import pytest
import segno
import zxingcpp
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.scan_bars import drawn
from benchmarks.scan_corpus import CONDITIONS, DESK, Condition, samples
from hardware.drivers.decode import steps
from hardware.drivers.decode.bars import find_stripes, upright
from hardware.drivers.decode.decoders import Gray, Read, Way, zbar, zxing
from hardware.drivers.decode.likeness import read_code128
from hardware.drivers.decode.pictures import load
from hardware.drivers.decode.pipeline import LiveReading, read_picture
from hardware.drivers.decode.profile import FINER, Line
from hardware.drivers.decode.witnesses import PICTURES, Witnesses
from hardware.drivers.symbologies import SYMBOLOGIES, USUAL
from tests.properties import examples
from tests.unit.hardware.decode_pictures import CONDITION, a_picture, grainy

EVERYTHING_IS_READ = {
    "good",
    "turned",
    "tilted",
    "small",
    "noisy",
    "dim",
    "uneven light",
    "glare",
    "faded",
    "jpeg",
    "beside two QR",
    "white on black",
    "cut close, dark",
}
MISREAD = (124, 1407)
"""Drawn codes of scan_bars that zxing-cpp takes for others."""
BLANK = np.full((720, 1280), DESK, np.uint8)
CODE, OTHER = Read("Code128", "H57.132-260804-0583"), Read("QRCode", "G09.20-20260609-0092637")


def texts(found: tuple[Read, ...]) -> set[str]:
    return {read.text for read in found}


@pytest.mark.slow
@pytest.mark.parametrize("condition", CONDITIONS, ids=lambda each: each.name)
def test_every_condition_is_read_at_least_as_well_as_by_the_best_decoder(condition: Condition):
    pictures = list(samples(1, condition))
    ours = [texts(read_picture(sample.gray)) for sample in pictures]
    right = sum(sample.text in found for sample, found in zip(pictures, ours, strict=True))
    alone = [sum(sample.text in texts(read(sample.gray)) for sample in pictures) for read in (zxing, zbar)]
    assert right >= max(alone)
    assert right == len(pictures) or condition.name not in EVERYTHING_IS_READ
    beside = [found - {sample.text} - sample.also for sample, found in zip(pictures, ours, strict=True)]
    assert not any(beside)


@pytest.mark.parametrize("condition", ["good", "turned", "small"])
def test_white_bars_on_black_are_read_too(condition: str):
    sample = a_picture(condition)
    assert texts(read_picture(np.asarray(255 - sample.gray, np.uint8))) == {sample.text}


@pytest.mark.parametrize("light", [0.12, 0.25, 0.5, 1.0])
def test_a_dark_picture_that_was_cut_close_is_read(light: float):
    made = zxingcpp.create_barcode(CODE.text, zxingcpp.BarcodeFormat.Code128)
    bars = np.array(zxingcpp.write_barcode_to_image(made, scale=2, add_quiet_zones=False))[:40]
    paper = np.pad(bars, ((0, 0), (4, 4)), constant_values=255).astype(np.float32)
    dark = np.asarray(np.clip(paper * light * 0.8 + 8, 0, 255), np.uint8)
    assert texts(read_picture(grainy(dark, 3))) == {CODE.text}


@pytest.mark.parametrize(("code", "number"), [("code128-19", 3), ("code128-19", 4), ("qr-code", 3)])
def test_a_burnt_out_dot_of_the_print_head_hides_no_code(code: str, number: int):
    sample = next(
        sample
        for sample in samples(number, CONDITION["worn print head"])
        if (sample.code.name, sample.number) == (code, number)
    )
    assert texts(zxing(sample.gray)) == texts(zbar(sample.gray)) == set()
    assert texts(read_picture(sample.gray)) == {sample.text}


@pytest.mark.parametrize("angle", [0, 17, 90, 200])
@pytest.mark.parametrize("broken", range(3))
def test_a_qr_code_with_a_broken_corner_is_read(broken: int, angle: int):
    text = "G09.20-20260609-0092637"
    dots = np.array([list(row) for row in segno.make(text, error="m", micro=False).matrix_iter(1, 4)], bool)
    paper = np.where(np.kron(dots, np.ones((8, 8), bool)), 30, 235).astype(np.uint8)
    edge, far = 4 * 8 + 28, paper.shape[0] - 4 * 8 - 28
    x, y = ((edge, edge), (far, edge), (edge, far))[broken]
    cv2.line(paper, (x - 40, y - 20), (x + 40, y + 24), 40, 6)
    turn = cv2.getRotationMatrix2D((paper.shape[1] / 2,) * 2, angle, 0.35)
    turn[:, 2] += (300, 200)
    gray = BLANK[:480, :800].copy()
    cv2.warpAffine(paper, turn, (800, 480), gray, cv2.INTER_AREA, cv2.BORDER_TRANSPARENT)
    gray = grainy(np.asarray(cv2.GaussianBlur(gray, (0, 0), 0.6), np.uint8), 3)
    assert zxing(gray) == ()
    assert texts(steps.redrawn(gray, USUAL, Witnesses())) == {text}


def test_where_three_corners_do_not_fit_nothing_is_drawn():
    assert steps.redrawn(BLANK, USUAL, Witnesses()) == ()
    assert steps.redrawn(BLANK[:20, :20], USUAL, Witnesses()) == ()
    assert steps.redrawn(a_picture("good").gray, ("Code128",), Witnesses()) == ()


def test_bars_beside_paper_edges_are_found_before_them():
    sample = a_picture("good")
    gray = sample.gray.copy()
    for at in (60, 1210):
        gray[:, at:] = np.clip(gray[:, at:].astype(np.int16) - 70, 0, 255).astype(np.uint8)
    gray[40:48] = 20
    stripes = find_stripes(gray, 1)
    assert {read.text for found in stripes for read in zxing(upright(gray, found), ("Code128",))} == {
        sample.text
    }


@pytest.mark.parametrize("angle", range(0, 360, 15))
def test_bars_are_read_at_any_angle(angle: int):
    paper = a_picture("small").gray
    turn = cv2.getRotationMatrix2D((640, 360), angle, 1.3)
    turned = np.asarray(cv2.warpAffine(paper, turn, (1280, 720), borderMode=cv2.BORDER_REPLICATE), np.uint8)
    assert texts(steps.straightened(turned, USUAL, Witnesses())) == {a_picture("small").text}


def test_stripes_are_found_where_they_are_and_laid_upright():
    gray = BLANK.copy()
    gray[300:380, 400:800] = np.tile(np.repeat([0, 255], 4), 50)
    (found,) = find_stripes(gray)
    assert abs(np.rad2deg(found.angle)) < 1
    assert (abs(found.left - 400), abs(found.right - 800)) < (16, 16)
    assert find_stripes(gray.T.copy())[0].angle == pytest.approx(np.pi / 2, abs=0.02)
    assert upright(gray, found).shape[1] > 400


@pytest.mark.parametrize("gray", [BLANK, np.zeros((720, 1280), np.uint8), np.zeros((1, 1), np.uint8)])
def test_where_there_is_no_code_none_is_read(gray: Gray):
    assert read_picture(gray) == ()


def test_noise_and_print_are_no_codes():
    luck = np.random.default_rng(1)
    gray = luck.integers(0, 256, (480, 640), np.uint8)
    assert read_picture(gray) == ()
    page = np.full((720, 1280), 240, np.uint8)
    for row in range(30, 720, 30):
        cv2.putText(page, "Trung tam Phuc vu hanh chinh cong 000.00.19" * 2, (5, row), 0, 0.8, 30, 2)
    assert read_picture(page) == ()


def test_vietnamese_in_a_qr_code_is_right_or_not_read(tmp_path: Path):
    text = "001203004567||Trần Văn Hưởng|01021990|Nam|Phường Láng, Hà Nội|15032022"
    segno.make(text, eci=False, encoding="utf-8").save(str(tmp_path / "card.png"), scale=5, border=4)
    gray = load(tmp_path / "card.png")
    assert gray is not None
    assert texts(zxing(gray)) == {text}
    assert texts(zbar(gray)) <= {text}


def test_what_was_read_is_not_shown_by_accident():
    assert "0012" not in repr(Read("QRCode", "001203004567|secret"))


def test_a_live_reading_reads_within_a_second_what_the_fast_decoder_misses():
    hard = a_picture("out of focus")
    assert zxing(hard.gray) == ()
    live = LiveReading()
    found = [texts(live.read(hard.gray)) for _ in range(10)]
    first = found.index({hard.text})
    assert found[first + 1] == {hard.text}, "the step that helped comes first the next time"


def test_bars_beside_a_qr_code_are_read_too():
    both = a_picture("good", "qr-code").gray.copy()
    bars = a_picture("turned").gray
    assert zxing(bars) == ()
    both = np.vstack([both[200:520], bars])
    wanted = {a_picture("good", "qr-code").text, a_picture("turned").text}
    assert texts(zxing(both)) < wanted
    assert texts(read_picture(both)) == wanted
    live = LiveReading()
    assert texts(live.read(both) + live.read(both)) == wanted


# --- bars read by likeness --------------------------------------------------------------------------


def a_line(text: str, module_px: float, *, backwards: bool = False) -> Line:
    made = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.Code128)
    bars = np.array(zxingcpp.write_barcode_to_image(made, scale=20, add_quiet_zones=False))[0]
    paper = np.pad(bars, 200, constant_values=255).astype(np.float32)[None, :] / 255
    length = int(paper.shape[1] * module_px * FINER / 20)
    line = np.asarray(cv2.resize(paper, (length, 1), interpolation=cv2.INTER_AREA)[0], np.float32)
    return line[::-1] if backwards else line


code128_texts = st.text(st.characters(min_codepoint=0, max_codepoint=127), min_size=6, max_size=20)


@given(
    st.one_of(code128_texts, st.text("0123456789", min_size=6, max_size=30)),
    st.floats(1.5, 4.5),
    st.booleans(),
)
@examples(30)
def test_any_text_in_all_three_sets_is_read_by_likeness(text: str, module_px: float, backwards: bool):  # noqa: FBT001 - drawn by hypothesis
    found = read_code128(a_line(text, module_px, backwards=backwards))
    assert found is not None
    assert found.text == text


@pytest.mark.parametrize("scratch", range(12))
def test_scratches_do_not_keep_a_code_from_resembling_itself(scratch: int):
    line = a_line(CODE.text, 2.5).copy()
    luck = np.random.default_rng(scratch)
    for at in luck.integers(0, len(line), 12):
        line[at : at + 5] = 1.0
    found = read_code128(line)
    assert found is not None
    assert found.text == CODE.text


@given(st.integers(0, 2**32 - 1))
@examples(20)
def test_what_is_no_code_resembles_none(seed: int):
    luck = np.random.default_rng(seed)
    bars = np.repeat(luck.integers(0, 2, 300), luck.integers(4, 14))
    assert read_code128(bars.astype(np.float32)) is None


# --- whom to believe --------------------------------------------------------------------------------


def said(text: str, way: Way, symbology: str = "Code128") -> list[Read]:
    return [Read(symbology, text, way)]


def test_bars_count_when_two_ways_agree_and_never_when_one_says_it_twice():
    witnesses = Witnesses()
    assert witnesses.heard(said(CODE.text, Way.RUNS)) == ()
    witnesses.next_picture()
    assert witnesses.heard(said(CODE.text, Way.RUNS)) == ()
    assert witnesses.heard(said("H57.132-260804-0588", Way.LIKENESS)) == ()
    assert witnesses.heard(said(CODE.text, Way.LIKENESS)) == (CODE,)
    assert witnesses.heard(said(CODE.text, Way.RUNS)) == (CODE,), "known by now"


def test_a_matrix_code_proves_itself_and_a_chance_read_is_short():
    witnesses = Witnesses()
    assert witnesses.heard([OTHER]) == (OTHER,)
    for way in Way:
        assert witnesses.heard(said("123", way)) == ()


def test_what_was_said_long_ago_is_no_witness():
    witnesses = Witnesses()
    witnesses.heard(said(CODE.text, Way.EDGES))
    for _ in range(PICTURES + 1):
        witnesses.next_picture()
    assert witnesses.heard(said(CODE.text, Way.RUNS)) == ()
    witnesses.forget()
    assert witnesses.heard(said(CODE.text, Way.EDGES)) == ()


@pytest.mark.parametrize("number", MISREAD)
def test_bars_that_a_decoder_misreads_are_read_right_or_not_at_all(number: int):
    picture = drawn(number)
    assert any(texts(read(picture.gray)) - {picture.text} for read in (zxing, zbar)), "a decoder is fooled"
    assert texts(read_picture(picture.gray)) <= {picture.text}
    live = LiveReading()
    assert {text for _ in range(7) for text in texts(live.read(picture.gray))} <= {picture.text}


SAID = {"ITF": "00673810079012", "EAN13": "8934673573214"}


def label_of(symbology: str, text: str, angle: float) -> Gray:
    made = zxingcpp.create_barcode(text, getattr(zxingcpp.BarcodeFormat, symbology))
    symbol = np.array(zxingcpp.write_barcode_to_image(made, scale=3, add_quiet_zones=False))
    label = np.pad(symbol, 40, constant_values=255)
    if label.shape[1] > 1000:
        label = np.asarray(cv2.resize(label, None, fx=0.7, fy=1, interpolation=cv2.INTER_AREA), np.uint8)
    gray = BLANK.copy()
    top, left = (720 - label.shape[0]) // 2, (1280 - label.shape[1]) // 2
    gray[top : top + label.shape[0], left : left + label.shape[1]] = label
    turn = cv2.getRotationMatrix2D((640, 360), angle, 0.7)
    return grainy(np.asarray(cv2.warpAffine(gray, turn, (1280, 720), borderValue=(DESK,)), np.uint8), 1)


@pytest.mark.parametrize("angle", [0, 90])
@pytest.mark.parametrize("symbology", SYMBOLOGIES)
def test_each_symbology_that_can_be_set_is_read_alone_and_among_all(symbology: str, angle: float):
    text = SAID.get(symbology, CODE.text)
    gray = label_of(symbology, text, angle)
    for wanted in ((symbology,), SYMBOLOGIES):
        found = read_picture(gray, wanted)
        assert [(read.symbology, read.text) for read in found] == [(symbology, text)]


@pytest.mark.parametrize(("symbology", "angle"), [("Code39", 12), ("ITF", 12), ("PDF417", 3)])
def test_other_bars_are_read_when_they_are_not_held_straight(symbology: str, angle: float):
    text = SAID.get(symbology, CODE.text)
    assert texts(read_picture(label_of(symbology, text, angle), (symbology,))) == {text}


def test_a_pdf417_that_is_misread_is_not_believed():
    gray = label_of("PDF417", CODE.text, 12)
    assert texts(zxing(gray, ("PDF417",))) - {CODE.text}
    assert read_picture(gray, ("PDF417",)) == ()


def test_small_sisters_of_qr_codes_are_no_receipts(tmp_path: Path):
    segno.make_micro("391263").save(str(tmp_path / "micro.png"), scale=8, border=4)
    gray = load(tmp_path / "micro.png")
    assert gray is not None
    assert read_picture(gray) == ()


# --- the command ------------------------------------------------------------------------------------


def decoded(*arguments: str) -> tuple[int, list[dict[str, object]], str]:
    run = subprocess.run(
        (sys.executable, "-m", "hardware.drivers.decode", *arguments),
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    return run.returncode, [json.loads(line) for line in run.stdout.splitlines()], run.stderr


@pytest.mark.slow
def test_the_command_reads_a_folder_and_says_one_line_for_each(tmp_path: Path):
    (tmp_path / "sub").mkdir()
    sample = a_picture("good")
    cv2.imwrite(str(tmp_path / "a.png"), sample.gray)
    cv2.imwrite(str(tmp_path / "sub" / "b.jpg"), BLANK)
    (tmp_path / "c.png").write_bytes(b"no picture")
    (tmp_path / "notes.txt").write_text("not looked at")
    segno.make("G09.20-20260609-0092637").save(str(tmp_path / "d.png"), scale=4, light=None, border=1)
    status, lines, _ = decoded(str(tmp_path))
    assert status == 0
    seen = [(line["file"], line["symbology"], line["text"]) for line in lines]
    assert seen == [
        ("a.png", "Code128", sample.text),
        ("c.png", None, None),
        ("d.png", "QRCode", "G09.20-20260609-0092637"),
        ("sub/b.jpg", None, None),
    ]
    assert [line["ms"] is None for line in lines] == [False, True, False, False]
    assert "error" in lines[1]


@pytest.mark.slow
def test_the_command_says_when_there_is_nothing_to_read(tmp_path: Path):
    assert decoded(str(tmp_path))[::2] == (1, f"{tmp_path}: no pictures\n")
    assert decoded("--symbologies", "Cod128", str(tmp_path))[0] == 2
