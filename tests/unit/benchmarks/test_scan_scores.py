import numpy as np

from benchmarks.scan_corpus import CODES, CONDITIONS, Sample, held, samples
from benchmarks.scan_papers import ARRANGEMENTS, PAYMENT, PORTAL, beside_two_qr
from benchmarks.scan_scores import OURS, Score, together, worse
from hardware.drivers.decode.decoders import Read, zxing

BARS, LINK = CODES[0], CODES[2]
GREY = np.zeros((1, 1), np.uint8)


def read(text: str) -> Read:
    return Read("QRCode", text)


def test_what_else_stands_on_the_paper_is_not_wrong_and_not_right_either():
    score, beside = Score(), Sample("", BARS, 1, GREY, frozenset({"portal"}))
    assert not score.add(beside, [read("portal")], 0.1)
    assert score.add(beside, [read("portal"), read(beside.text)], 0.1)
    assert not score.add(beside, [read("rubbish")], 0.1)
    assert (score.tried, score.right, score.wrong) == (3, 1, 1)


def test_qr_codes_are_counted_apart_for_readers_that_read_no_bars():
    score = Score()
    for code, found in ((BARS, []), (LINK, [read(LINK.text(1))]), (LINK, [])):
        score.add(Sample("", code, 1, GREY), found, 0.1)
    assert (score.as_json()["percent"], score.as_json()["percent_of_qr"]) == (33.3, 50.0)
    assert together([{OURS: score}, {OURS: score}])[OURS].qr_tried == 4


def test_a_condition_in_which_another_reads_more_is_named():
    rows = {
        "held": {OURS: Score(tried=2, right=1), "other": Score(tried=2, right=2)},
        "lit": {OURS: Score(tried=2, right=2), "other": Score(tried=2, right=2)},
    }
    assert worse(rows) == ["held"]


def test_every_arrangement_of_three_codes_shows_all_three():
    for number in range(len(ARRANGEMENTS)):
        paper = beside_two_qr(BARS, number, np.random.default_rng(1))
        assert {found.text for found in zxing(paper.picture)} == {BARS.text(number), *paper.also}
        assert paper.also == {PORTAL.text(number), PAYMENT.text(number)}


def test_a_moving_hand_does_not_move_the_same_way_twice_and_no_run_differs():
    moving = next(each for each in CONDITIONS if each.restless)
    picture = next(samples(1, moving))
    first, second = held(moving, picture, 2)
    assert (first != second).mean() > 0.5
    assert (next(held(moving, picture, 1)) == first).all()
