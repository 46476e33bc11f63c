"""The book of figures against the journal: equal to a second way of counting, and always made again when in doubt."""

import sqlite3
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random

import pytest

from controller.domain.events import ClerkSignedIn
from controller.figures.book import FILE, Book, FiguresError
from controller.figures.figures import Figures
from controller.figures.period import Kind, Period, around, free
from controller.figures.sheet import Side, everything
from controller.figures.tally import Spread
from controller.journal.folder import FILE as JOURNAL
from controller.journal.sides import remove_sides
from tests.integration.figures.journals import write
from tests.integration.figures.plain_counting import counted, service_times
from tests.unit.figures.any_day import any_day

DAYS = [f"2026-11-{day:02}" for day in (2, 3, 4, 9, 10, 30)]
PAGE = 4096
"""What SQLite reads and writes at a time."""
NOVEMBER = around(Kind.MONTH, date(2026, 11, 5))


def local(at: int) -> datetime:
    return datetime.fromtimestamp(at / 1000, UTC).replace(tzinfo=None) + timedelta(hours=7)


def told(folder: Path, period: Period = NOVEMBER) -> Figures:
    return Book(folder, local).figures(period)


@pytest.fixture
def november(tmp_path: Path) -> Path:
    write(tmp_path, {day: any_day(seed, date=day)[1] for seed, day in enumerate(DAYS)})
    return tmp_path


def test_every_figure_is_that_of_a_second_way_of_counting(november: Path):
    figures = told(november)
    plain, all_of_it = counted(november, "2026-11-01", "2026-11-30"), everything(figures.sheet)
    assert all_of_it.issued == sum(plain.states.values())
    names = {"finished": "served", "no-show": "absent", "cancelled": "cancelled", "lapsed": "lapsed"}
    assert {name: getattr(all_of_it, ours) for name, ours in names.items()} == {
        name: plain.states.get(name, 0) for name in names
    }
    assert {key: tally.issued for key, tally in figures.sheet[Side.SERVICE].items()} == plain.by_service
    waits = Spread(all_of_it.waits)
    assert waits.mean() == pytest.approx(plain.wait_mean)
    assert (waits.rank(0.9), waits.longest()) == (plain.wait_p90, plain.wait_max)
    assert sorted(all_of_it.services) == sorted(
        second for day in DAYS for second in service_times(november, day)
    )


@pytest.mark.parametrize(
    "side", [Side.SERVICE, Side.SESSION, Side.GROUP, Side.LANGUAGE, Side.KIOSK, Side.QUARTER]
)
def test_every_side_adds_up_to_the_whole(november: Path, side: Side):
    figures = told(november)
    for name in ("issued", "served", "absent", "cancelled", "lapsed", "open", "calls", "by_hand"):
        assert sum(getattr(t, name) for t in figures.sheet[side].values()) == getattr(
            everything(figures.sheet), name
        )


@pytest.mark.parametrize("side", [Side.COUNTER, Side.CLERK])
def test_counters_and_clerks_add_up_to_all_calls(november: Path, side: Side):
    figures, all_of_it = told(november), everything(told(november).sheet)
    for name in ("calls", "no_shows", "transferred", "parked", "by_hand", "overtook", "busy_s", "staffed_s"):
        assert sum(getattr(t, name) for t in figures.sheet[side].values()) == getattr(all_of_it, name), name


def test_a_period_is_the_sum_of_its_parts(november: Path):
    whole = everything(told(november).sheet)
    parts = [
        told(november, free(date(2026, 11, 1), date(2026, 11, 8))),
        told(november, free(date(2026, 11, 9), date(2026, 11, 30))),
    ]
    assert sum(everything(part.sheet).issued for part in parts) == whole.issued
    assert sorted(s for part in parts for s in everything(part.sheet).waits) == sorted(whole.waits)


def test_what_happens_meanwhile_is_in_the_next_answer(november: Path):
    before = told(november)
    write(november, {"2026-12-01": any_day(7, date="2026-12-01")[1]})
    after = told(november, free(date(2026, 11, 1), date(2026, 12, 31)))
    assert set(after.by_day) - set(before.by_day) == {"2026-12-01"}
    assert after.newest != before.newest


def test_a_day_that_goes_on_is_counted_anew(tmp_path: Path):
    events = any_day(5, date="2026-11-02")[1]
    half = len(events) // 2
    write(tmp_path, {"2026-11-02": events[:half]})
    first = everything(told(tmp_path).sheet)
    write(tmp_path, {"2026-11-02": events[half:]})
    whole = everything(told(tmp_path).sheet)
    assert whole.issued > first.issued
    other = tmp_path / "at-once"
    other.mkdir()
    write(other, {"2026-11-02": events})
    assert whole == everything(told(other).sheet)


def test_days_that_a_wrong_clock_mixed_are_each_counted_whole(tmp_path: Path):
    one, two = any_day(1, date="2026-11-02")[1], any_day(2, date="2026-11-03")[1]
    for first, second in ((one[:90], two[:50]), (one[90:], two[50:])):
        write(tmp_path, {"2026-11-02": first, "2026-11-03": second})
    other = tmp_path / "in-order"
    other.mkdir()
    write(other, {"2026-11-02": one, "2026-11-03": two})
    assert told(tmp_path).by_day == told(other).by_day


DAMAGES = {
    "gone": "rm",
    "no database": b"these are no figures",
    "a sheet altered": "UPDATE sheet SET body = replace(body, '\"issued\": 1', '\"issued\": 9') || ' '",
    "a sheet of another day": "UPDATE sheet SET day = '2026-11-05' WHERE day = '2026-11-02'",
    "another version": "PRAGMA user_version = 99",
    "a place that was never": "UPDATE seen SET seq = 1",
}


@pytest.mark.parametrize("how", DAMAGES.values(), ids=DAMAGES)
def test_a_book_that_is_not_what_was_written_is_written_anew(november: Path, how: str | bytes):
    right = told(november)
    if how == "rm":
        (november / FILE).unlink()
    elif isinstance(how, bytes):
        (november / FILE).write_bytes(how)
    else:
        with sqlite3.connect(november / FILE) as db:
            db.execute(how)
    assert told(november) == right


def test_a_damaged_page_anywhere_in_the_book_costs_nothing(november: Path):
    right, book = told(november), november / FILE
    whole = book.read_bytes()
    for page in range(0, len(whole), PAGE):
        for damage in (bytes(PAGE), bytes(each ^ 0x80 for each in whole[page : page + PAGE])):
            book.write_bytes(whole[:page] + damage + whole[page + PAGE :])
            assert told(november) == right, page // PAGE


@pytest.mark.parametrize("word", [b"CREATE TABLE seen", b"sheet", b'"served"', b'{"all"'])
def test_a_flipped_bit_in_a_word_of_the_book_costs_nothing(november: Path, word: bytes):
    right, book = told(november), november / FILE
    whole = bytearray(book.read_bytes())
    at = whole.index(word) + len(word) - 2
    for bit in range(8):
        flipped = bytearray(whole)
        flipped[at] ^= 1 << bit
        book.write_bytes(flipped)
        assert told(november) == right, bit


def test_a_damaged_journal_leaves_the_book_alone(november: Path):
    told(november)
    kept = (november / FILE).read_bytes()
    (november / JOURNAL).write_bytes(b"this is no journal")
    with pytest.raises(FiguresError, match="cannot be read for figures"):
        told(november)
    assert (november / FILE).read_bytes() == kept


def test_another_journal_in_its_place_has_its_own_figures(november: Path):
    told(november)
    (november / JOURNAL).unlink()
    write(november, {"2026-11-02": any_day(99, date="2026-11-02")[1]})
    assert list(told(november).by_day) == ["2026-11-02"]


def test_without_a_journal_it_says_so(tmp_path: Path):
    with pytest.raises(FiguresError, match="cannot be read for figures"):
        told(tmp_path)


def test_the_events_of_a_day_are_all_of_that_day_in_their_order_however_days_are_mixed(tmp_path: Path):
    one, two = any_day(1, date="2026-11-02")[1], any_day(2, date="2026-11-03")[1]
    book = Book(tmp_path, local)
    for first, second in ((one[:90], two[:50]), (one[90:], two[50:])):
        write(tmp_path, {"2026-11-02": first, "2026-11-03": second})
        book.events("2026-11-03")  # so that the book has grown with the journal
    assert book.events("2026-11-02") == list(one)
    assert book.events("2026-11-03") == list(two)
    assert book.events("2026-11-04") == []


def test_a_day_is_found_without_reading_the_others(november: Path):
    book = Book(november, local)
    right = {day: book.events(day) for day in DAYS}
    path, other = november / JOURNAL, "2026-11-04"
    whole = path.read_bytes()
    pages = [whole[at : at + PAGE] for at in range(0, len(whole), PAGE)]
    alone = [page for page in pages if not any(day.encode() in page for day in DAYS if day != other)]
    gone = max(alone, key=lambda page: page.count(other.encode()))
    assert other.encode() in gone
    path.write_bytes(whole.replace(gone, bytes(PAGE)))
    for day in DAYS:
        if day != other:
            assert book.events(day) == right[day], day
    with pytest.raises(FiguresError, match="cannot be read for figures"):
        book.events(other)


@pytest.mark.parametrize("how", ["UPDATE sheet SET last = first", "UPDATE sheet SET first = last"])
def test_a_place_in_the_book_that_was_altered_hides_no_event(november: Path, how: str):
    book = Book(november, local)
    right = [book.events(day) for day in DAYS]
    with sqlite3.connect(november / FILE) as db:
        db.execute(how)
    assert [book.events(day) for day in DAYS] == right


def test_a_flipped_bit_in_the_book_alters_and_hides_nothing(november: Path):
    def told_now() -> object:
        book = Book(november, local)
        return book.figures(NOVEMBER), book.marks(), book.events("2026-11-04")

    right, path = told_now(), november / FILE
    with closing(sqlite3.connect(path)) as db:
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    whole, luck = path.read_bytes(), Random(20261130)  # noqa: S311 - the same luck in every run
    heads = [page + at for page in range(0, len(whole), PAGE) for at in (3, 4, 5, 6, 8, 9)]
    for byte in (*heads, *(luck.randrange(len(whole)) for _ in range(60))):
        flipped = bytearray(whole)
        flipped[byte] ^= 1 << luck.randrange(8)
        remove_sides(path)
        path.write_bytes(flipped)
        assert told_now() == right, byte


@pytest.mark.parametrize("what", ["mark = 'x'", "day = '2026-11-05'", "first = first + 1"])
def test_a_head_in_the_book_that_was_altered_is_not_believed(november: Path, what: str):
    book = Book(november, local)
    right = book.marks()
    with sqlite3.connect(november / FILE) as db:
        db.execute(f"UPDATE sheet SET {what} WHERE day = '2026-11-04'")  # noqa: S608 - ours
    assert book.marks() == right


def test_marks_are_those_of_the_figures_and_not_of_the_book(november: Path):
    somebody = [event for event in any_day(8, date="2026-11-05")[1] if isinstance(event, ClerkSignedIn)]
    write(november, {"2026-11-05": somebody[:1]})
    book = Book(november, local)
    before = book.marks()
    assert len(book.events("2026-11-05")) == 1
    assert list(before) == DAYS, "a day without numbers has none"
    (november / FILE).unlink()
    assert book.marks() == before
    write(november, {"2026-11-05": any_day(9, date="2026-11-05")[1]})
    after = book.marks()
    assert set(after) - set(before) == {"2026-11-05"}
    assert {day: after[day] for day in DAYS} == before


@pytest.mark.parametrize(
    ("period", "told_days"),
    [
        (NOVEMBER, [(date(2026, 11, 3), date(2026, 11, 4))]),
        (around(Kind.DAY, date(2026, 11, 3)), [(date(2026, 11, 3), date(2026, 11, 4))]),
        (around(Kind.DAY, date(2026, 11, 5)), []),
        (around(Kind.DAY, date(2026, 11, 2)), []),
    ],
)
def test_what_was_set_aside_when_the_journal_was_mended_is_told_of_its_days(
    november: Path, period: Period, told_days: list[tuple[date, date]]
):
    with sqlite3.connect(november / JOURNAL) as db:
        (last,) = db.execute("SELECT max(seq) FROM event WHERE day = '2026-11-03'").fetchone()
        db.execute("DELETE FROM event WHERE seq IN (?, ?)", (last, last + 1))
        db.execute("INSERT INTO gap VALUES (?, ?, ?, ?)", (last, last + 1, "0" * 64, ""))
    holes = told(november, period).holes
    assert [(hole.first, hole.last) for hole in holes] == told_days
    assert all(hole.events == 2 for hole in holes)
