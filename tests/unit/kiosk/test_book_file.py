"""The kiosk's own journal on a disk: whole after a cut anywhere, and never believed when it was changed."""

import json
from pathlib import Path
from random import Random

import pytest

from contracts.vocabulary import DeviceId, ServiceCode, SiteId, SlipState, TicketId
from kiosk_app.flow.alone_book import Anchor, Ended, Given, Leased, Told, next_of, to_tell
from kiosk_app.shell.book_file import ASIDE, BookFile
from tests.unit.kiosk import kiosk_scenes as scenes
from tests.unit.kiosk.test_kiosk_alone import DAY, RANGES, a_range

SITE, KIOSK = SiteId("demo"), DeviceId("kiosk-1")
HERE = Anchor("boot", 1.0, 1_000)
LINEAGE = "a" * 32


def a_file(folder: Path, device: DeviceId = KIOSK) -> BookFile:
    file = BookFile(folder, SITE, device)
    file.open()
    return file


def numbered(n: int, day: str = "20261121") -> Given:
    return Given(TicketId(f"{day}-A{n}"), "a", HERE)  # type: ignore[arg-type] # a code


def filled(folder: Path) -> BookFile:
    file = a_file(folder)
    for record in (Leased(DAY, RANGES, scenes.office(), HERE), numbered(801), numbered(802)):
        file.keep(record)
    file.keep(Ended(numbered(801).ticket, SlipState.PRINTED))
    file.keep(Told(numbered(801).ticket, LINEAGE))
    return file


def test_what_was_kept_is_there_again(tmp_path: Path):
    before = filled(tmp_path).book
    again = a_file(tmp_path).book
    assert (again.id, again.lease, again.given, again.slips, again.told) == (
        before.id,
        before.lease,
        before.given,
        before.slips,
        before.told,
    )
    assert [given.number for given in to_tell(again, LINEAGE)] == ["A801", "A802"]


def test_a_cut_at_any_byte_leaves_what_was_kept_before(tmp_path: Path):
    file = filled(tmp_path)
    path = tmp_path / "alone-kiosk-1.log"
    whole = path.read_bytes()
    lines = whole.splitlines(keepends=True)
    first = len(lines[0]) + len(lines[1])
    for cut in range(first, len(whole), 7):
        path.write_bytes(whole[:cut])
        again = a_file(tmp_path)
        kept = whole[:cut].count(b"\n") - 2
        assert not again.lost
        assert again.book.id == file.book.id
        assert len(again.book.given) == min(kept, 2)
        again.keep(numbered(809))
        assert numbered(809).ticket in a_file(tmp_path).book.given, f"after a cut at {cut}"


@pytest.mark.parametrize("at", [0, 1, 2, 3, 4, 5])
def test_a_line_that_was_changed_ends_the_book_and_loses_no_number_that_proves_itself(
    tmp_path: Path, at: int
):
    old = filled(tmp_path).book.id
    path = tmp_path / "alone-kiosk-1.log"
    lines = path.read_bytes().splitlines(keepends=True)
    digest, _, body = lines[at].partition(b" ")
    lines[at] = digest + b" " + body.replace(b"1", b"2").replace(b"2026", b"2027")
    path.write_bytes(b"".join(lines))
    again = a_file(tmp_path)
    assert again.lost
    assert again.book.id != old
    assert again.book.lease is None
    assert next_of(again.book, "a") is None  # type: ignore[arg-type] # a code
    assert (tmp_path / f"alone-kiosk-1.log{ASIDE}").exists()
    untouched = {n for n, line in ((801, 2), (802, 3)) if line != at} if at else set()
    assert {int(given.number[1:]) for given in again.book.given.values()} == untouched
    assert not a_file(tmp_path).lost, "it is begun anew once"


def test_a_flipped_bit_makes_no_other_number_and_gives_none_twice(tmp_path: Path):
    file = a_file(tmp_path)
    for record in (Leased(DAY, RANGES, scenes.office(), HERE), numbered(801), numbered(802)):
        file.keep(record)
    path, true = tmp_path / "alone-kiosk-1.log", set(file.book.given)
    whole, luck = path.read_bytes(), Random(20261130)  # noqa: S311 - the same luck in every run
    last = range((len(whole) - 1) * 8, len(whole) * 8)  # without its end a line looks as if it was cut
    for bit in (*luck.sample(range(len(whole) * 8), 60), *last):
        flipped = bytearray(whole)
        flipped[bit // 8] ^= 1 << bit % 8
        path.write_bytes(flipped)
        again = a_file(tmp_path)
        assert set(again.book.given) <= true, bit
        assert next_of(again.book, ServiceCode("a")) not in true, bit


def unflushed(folder: Path) -> None:
    raise OSError(f"{folder} cannot be flushed")


def test_a_damaged_book_stays_in_its_place_until_there_is_a_new_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    filled(tmp_path)
    path = tmp_path / "alone-kiosk-1.log"
    path.write_bytes(path.read_bytes().replace(b"printed", b"painted"))
    with monkeypatch.context() as full:
        full.setattr("kiosk_app.shell.book_file.write_durably", lambda path, _content: unflushed(path))
        with pytest.raises(OSError, match="cannot be flushed"):
            a_file(tmp_path)
    again = a_file(tmp_path)
    assert again.lost
    assert {given.number for given in again.book.given.values()} == {"A801", "A802"}


def test_a_lease_that_was_written_by_hand_is_no_lease(tmp_path: Path):
    filled(tmp_path)
    path = tmp_path / "alone-kiosk-1.log"
    lines = path.read_text("utf-8").splitlines()
    digest, _, body = lines[1].partition(" ")
    lease = json.loads(body)
    lease["ranges"][0]["last"] = 999_999
    lines[1] = f"{digest} {json.dumps(lease, ensure_ascii=False, separators=(',', ':'))}"
    path.write_text("\n".join(lines) + "\n", "utf-8")
    assert a_file(tmp_path).book.lease is None


@pytest.mark.parametrize("content", [b"", b"\n", b"\x00" * 400, b"rubbish\n", b"{}\n" * 50, b"\xff\xfe\n"])
def test_a_file_that_is_none_is_begun_anew(tmp_path: Path, content: bytes):
    (tmp_path / "alone-kiosk-1.log").write_bytes(content)
    file = a_file(tmp_path)
    assert file.lost
    assert len(file.book.id) == 16


def test_the_book_of_another_kiosk_is_not_ones_own(tmp_path: Path):
    filled(tmp_path)
    (tmp_path / "alone-kiosk-1.log").rename(tmp_path / "alone-kiosk-2.log")
    assert a_file(tmp_path, DeviceId("kiosk-2")).lost


def test_a_new_day_keeps_only_what_no_desk_has(tmp_path: Path):
    file = filled(tmp_path)
    file.keep(Leased("2026-11-23", (a_range(last=809),), scenes.office(), HERE))
    again = a_file(tmp_path).book
    assert [given.number for given in again.given.values()] == ["A802"]
    assert next_of(again, "a") == "20261123-A804"  # type: ignore[arg-type] # a code


def test_a_number_is_a_small_write(tmp_path: Path):
    file = filled(tmp_path)
    path = tmp_path / "alone-kiosk-1.log"
    before = path.stat().st_size
    file.keep(numbered(803))
    assert path.stat().st_size - before < 300


def test_a_folder_that_was_not_flushed_behind_the_new_name_costs_no_number(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    file = filled(tmp_path)
    tomorrow = Leased("20261122", RANGES, scenes.office(), HERE)
    with monkeypatch.context() as broken:
        broken.setattr("hardware.durable.flush_folder", unflushed)
        for record in (tomorrow, numbered(803)):
            with pytest.raises(OSError, match="cannot be flushed"):
                file.keep(record)
    file.keep(numbered(804))
    file.keep(numbered(805))
    again = BookFile(tmp_path, SITE, KIOSK)
    book = again.open()
    assert (again.lost, book.id, book.lease) == (False, file.book.id, file.book.lease)
    assert [given.number for given in to_tell(book, LINEAGE)] == ["A801", "A802", "A804", "A805"]
