from benchmarks.scan_bars import drawn
from benchmarks.scan_zero import LIVE, Tally, _shard, measure
from hardware.drivers.decode.decoders import zxing

MISREAD = 124


def test_another_dossier_and_a_text_that_is_none_are_counted_apart():
    picture = drawn(MISREAD)
    tally, other = Tally(), Tally()
    tally.add(picture, {picture.text, "000.24.12.H40-250514-5948"}, 0.1)
    other.add(picture, {"|?"}, 0.1)
    tally.join(other)
    assert (tally.tried, tally.right, tally.wrong_texts, tally.wrong_dossiers) == (2, 1, 2, 1)
    assert tally.wrong == [MISREAD] * 2


def test_a_picture_that_fools_a_decoder_is_held_before_the_live_reading_too():
    tallies = _shard(range(MISREAD + 1 - 2, MISREAD + 1))
    assert tallies["zxing-cpp"].wrong == [MISREAD]
    assert (tallies["ours"].wrong_texts, tallies[LIVE].wrong_texts) == (0, 0)
    assert tallies[LIVE].tried == 1


def test_one_number_is_one_picture():
    assert (drawn(3).gray == drawn(3).gray).all()
    assert drawn(3).text != drawn(4).text
    assert {read.text for read in zxing(drawn(MISREAD).gray)} - {drawn(MISREAD).text}


def test_a_part_of_the_pictures_is_read_alone():
    part = measure(codes=2, workers=1, first=MISREAD)
    assert (part["first"], part["codes"], part["wrong_texts"]) == (MISREAD, 2, 0)
    assert part["readers"]["zxing-cpp"]["misread"] == [MISREAD]
    assert {reader["tried"] for name, reader in part["readers"].items() if name != LIVE} == {2}
