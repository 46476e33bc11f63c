"""A log that no flood can fill."""

import logging

from hardware.host.logs import MINUTE_S, MOST_A_MINUTE, Sparing

HERE, THERE = 10, 20


def record(line: int, sentence: str = "refused %s", *args: object) -> logging.LogRecord:
    return logging.LogRecord("wire", logging.WARNING, "wire.py", line, sentence, args, None)


def test_one_line_of_code_fills_no_card_and_says_how_much_it_left_out():
    now = 0.0
    sparing = Sparing(lambda: now)
    written = [sparing.filter(record(HERE, "refused %s", n)) for n in range(1000)]
    assert sum(written) == MOST_A_MINUTE
    assert sparing.filter(record(THERE, "link up")), "another line is heard"
    now = MINUTE_S
    next_one = record(HERE, "refused %s", "x")
    assert sparing.filter(next_one)
    assert next_one.getMessage() == f"refused x ({1000 - MOST_A_MINUTE} more like this were left out)"
    later = record(HERE, "refused %s", "y")
    assert sparing.filter(later)
    assert later.getMessage() == "refused y"


def test_a_sentence_with_percent_signs_is_left_as_it_is():
    now = 0.0
    sparing = Sparing(lambda: now)
    for _ in range(MOST_A_MINUTE + 1):
        sparing.filter(record(HERE, "at 100%"))
    now = MINUTE_S
    told = record(HERE, "at 100%")
    assert sparing.filter(told)
    assert told.getMessage() == "at 100% (1 more like this were left out)"
