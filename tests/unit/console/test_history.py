"""What was wrong, since when, and for how long, as a look each second tells it."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts import messages as m
from contracts.topics import DESK
from contracts.vocabulary import DeviceId, FaultCode
from controller.console.history import AT_ONCE_MS, GONE, MOST_KEPT, Entry, History
from controller.console.history_file import FILE, FaultHistory

PRINTER, KIOSK = DeviceId("printer-1"), DeviceId("kiosk-1")
PAPER = FaultCode.PAPER_END
HOUR = 3_600_000


def says(device: DeviceId, *codes: FaultCode, online: bool = True) -> dict[DeviceId, m.Presence]:
    faults = tuple(m.Fault(code=code) for code in codes)
    return {device: m.Presence(device=device, program="p", version="1", online=online, at=1, faults=faults)}


def after(*looks: tuple[int, dict[DeviceId, m.Presence]], link_up: bool = True) -> History:
    history = History()
    for now, presences in looks:
        history = history.looked(presences, now, link_up=link_up)
    return history


def test_a_trouble_has_a_beginning_and_an_end() -> None:
    begun = after((0, says(PRINTER)), (HOUR, says(PRINTER, PAPER)), (HOUR + 9, says(PRINTER, PAPER)))
    assert begun.entries == (Entry(PRINTER, PAPER, HOUR),)
    ended = begun.looked(says(PRINTER), 2 * HOUR, link_up=True)
    assert ended.entries == (Entry(PRINTER, PAPER, HOUR, 2 * HOUR),)
    assert ended.looked(says(PRINTER), 3 * HOUR, link_up=True) == ended


def test_two_troubles_are_two_and_the_newest_stands_first() -> None:
    both = says(PRINTER, FaultCode.COVER_OPEN) | says(KIOSK, online=False)
    found = after((1, says(PRINTER, FaultCode.COVER_OPEN)), (2, both))
    assert [(entry.device, entry.code) for entry in found.entries] == [(KIOSK, GONE), (PRINTER, "cover-open")]


def test_a_device_that_is_not_there_any_more_has_no_trouble() -> None:
    assert after((1, says(PRINTER, PAPER)), (2, {})).entries[0].ended == 2


def test_a_loose_plug_is_one_entry_that_came_often() -> None:
    looks = [(turn * 1000, says(PRINTER, *([PAPER] if turn % 2 else []))) for turn in range(20)]
    assert after(*looks).entries == (Entry(PRINTER, PAPER, 1000, None, times=10),)
    late = after((0, says(PRINTER, PAPER)), (1, says(PRINTER)), (2 + AT_ONCE_MS, says(PRINTER, PAPER)))
    assert [entry.times for entry in late.entries] == [1, 1]


def test_while_the_link_is_down_nothing_is_known_but_of_the_desk() -> None:
    before = after((0, says(PRINTER, PAPER)))
    down = before.looked(says(PRINTER) | says(DESK, FaultCode.DISK_LOW), 5, link_up=False)
    assert down.entries == (Entry(DESK, FaultCode.DISK_LOW, 5), Entry(PRINTER, PAPER, 0))
    assert down.looked(says(PRINTER) | says(DESK), 6, link_up=False).entries[0].ended == 6


def test_a_clock_that_went_back_ends_nothing_before_it_began() -> None:
    assert after((HOUR, says(PRINTER, PAPER)), (0, says(PRINTER))).entries[0].ended == HOUR


def test_only_so_many_are_kept() -> None:
    history = History(tuple(Entry(PRINTER, "x", at, at) for at in range(MOST_KEPT + 7)))
    assert len(history.looked(says(KIOSK, PAPER), HOUR, link_up=True).entries) == MOST_KEPT


@given(st.lists(st.tuples(st.sets(st.sampled_from(["paper-end", "cover-open"])), st.booleans()), max_size=30))
def test_what_lasts_is_what_was_said_last(looks: list[tuple[set[str], bool]]) -> None:
    history = History()
    wrong: set[str] = set()
    for turn, (codes, online) in enumerate(looks):
        said = says(PRINTER, *map(FaultCode, sorted(codes)), online=online)
        history = history.looked(said, turn * 1000, link_up=True)
        wrong = codes | (set() if online else {GONE})
    lasting = [entry.code for entry in history.entries if entry.ended is None]
    assert sorted(lasting) == sorted(wrong)


def test_it_outlives_a_restart(tmp_path: Path) -> None:
    first = FaultHistory(tmp_path, lambda: 0.0)
    first.look = lambda: (says(PRINTER, PAPER), 5, True)
    first.look_once()
    first._write(first._now_written())
    again = FaultHistory(tmp_path, lambda: 0.0)
    assert again.history == first.history
    again.look = lambda: (says(PRINTER), 9, True)
    again.look_once()
    assert again.history.entries == (Entry(PRINTER, PAPER, 5, 9),)


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"entries": [1]}', b"[" * 9999, b"x" * 600_000])
def test_a_damaged_file_begins_anew(tmp_path: Path, content: bytes) -> None:
    (tmp_path / FILE).write_bytes(content)
    assert FaultHistory(tmp_path, lambda: 0.0).history == History()
