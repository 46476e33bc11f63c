"""Another catalogue in place of the one that is there: told before it is so, kept whole, and taken back."""

import gzip
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.procedures import FeeKind
from contracts.vocabulary import FaultCode
from controller.catalogue import shelf as shelves
from controller.catalogue.blank_shelf import BlankShelf
from controller.catalogue.cells import Odd
from controller.catalogue.changes import merged
from controller.catalogue.guide import Guide
from controller.catalogue.procedure import Fee, Paper, Procedure, TimeLimit
from controller.catalogue.reading import MOST_NOTES, Note, Report, read
from controller.catalogue.shelf import Catalogue, Shelf, ShelfError

OLD = tuple(Procedure(f"1.00000{n}", f"Thủ tục {n}", papers=(Paper("Tờ khai"),)) for n in range(5))


def test_what_changes_is_told_code_by_code():
    report = Report(
        [OLD[0], replace(OLD[1], name="Tên mới"), replace(OLD[2], papers=()), Procedure("1.000009", "Mới")]
    )
    after, changes = merged(OLD, report)
    assert changes.new == ("1.000009",)
    assert set(changes.changed) == {"1.000001", "1.000002"}
    assert (set(changes.gone), changes.worse) == ({"1.000003", "1.000004"}, ("1.000002",))
    assert changes.doubtful
    assert len(after) == 4


def test_a_row_that_was_spoiled_does_not_take_away_what_was_known():
    report = Report(list(OLD[1:]))
    for row in range(MOST_NOTES + 1):
        report.note(Note(row, "1.009999", "result", Odd.MARKUP))  # and then there is no room for more
    report.note(Note(9_000, "1.000000", "name", Odd.NO_NAME))
    after, changes = merged(OLD, report)
    assert changes.kept == ("1.000000",)
    assert set(after) == set(OLD)
    assert not changes.doubtful


def test_a_cell_that_cannot_be_read_does_not_take_away_what_was_known():
    known = replace(OLD[0], fee=Fee(FeeKind.AMOUNT, 8000), time=TimeLimit(3), until=date(2030, 1, 1))
    rows = [
        {"code": one.code, "name": one.name, "papers": ["Tờ khai"], "fee_text": fee, "until": until}
        for one, fee, until in ((known, "-1", "31/02/2026"), (OLD[1], "9.000 đồng", "01/01/2031"))
    ]
    after, changes = merged((known, *OLD[1:]), read(enumerate(rows, 1), {}))
    assert after[0] == known
    assert (after[1].fee.vnd, changes.worse) == (9000, ())


def test_a_column_that_a_file_does_not_have_takes_nothing_away():
    known = [replace(one, short=f"Ngắn {one.code}", service="civil", fee=Fee(FeeKind.FREE)) for one in OLD]
    after, changes = merged(known, Report([*OLD, Procedure("1.000009", "Mới")]))
    assert set(after) == {*known, Procedure("1.000009", "Mới")}
    assert (changes.unsaid, changes.changed, changes.worse) == (("short", "fee", "service"), (), ())
    partly = merged(known, Report([replace(OLD[0], short="Khác"), *OLD[1:]]))[1]
    assert partly.unsaid == ("fee", "service")
    assert set(partly.changed) == {one.code for one in OLD}


def test_the_first_catalogue_of_an_office_is_never_doubtful():
    assert not merged((), Report(list(OLD)))[1].doubtful


TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)


@given(
    st.lists(st.builds(Procedure, code=TEXT, name=TEXT, papers=st.tuples(st.builds(Paper, TEXT))), max_size=3)
)
def test_what_is_put_on_the_shelf_is_what_is_read(
    tmp_path_factory: pytest.TempPathFactory, listed: list[Procedure]
):
    shelf = Shelf(tmp_path_factory.mktemp("shelf"))
    whole = Catalogue(tuple(listed), "tệp.json", datetime(2026, 11, 30, tzinfo=UTC))
    shelf.put(whole)
    assert shelf.read() == whole


def test_one_step_back_and_forth(tmp_path: Path):
    shelf = Shelf(tmp_path)
    assert shelf.read() == Catalogue()
    with pytest.raises(ShelfError, match="no earlier catalogue"):
        shelf.back()
    first, second = Catalogue(OLD, "1"), Catalogue(OLD[:2], "2")
    shelf.put(first)
    shelf.put(second)
    assert (shelf.back(), shelf.read()) == (first, first)
    assert (shelf.back(), shelf.read()) == (second, second)


def test_whatever_was_in_force_can_be_put_back_and_is_listed_with_who_and_when(tmp_path: Path):
    shelf = Shelf(tmp_path)
    made = [Catalogue(OLD[:count], str(count)) for count in (1, 2, 3)]
    for day, one in enumerate(made, 1):
        shelf.put(one, "Hoa", datetime(2026, 11, day, tzinfo=UTC))
    first = shelf.versions()[-1]
    assert first.digest in shelf.others()
    assert shelf.put_back(first.digest, "Lan", datetime(2026, 11, 9, tzinfo=UTC)) == shelf.read() == made[0]
    assert [(one.source, one.who) for one in shelf.versions()] == [
        *(("1", "Lan"), ("3", "Hoa"), ("2", "Hoa"), ("1", "Hoa"))
    ]
    assert shelf.versions()[0].at == datetime(2026, 11, 9, tzinfo=UTC)
    assert first.digest not in shelf.others(), "it is in force again"


def test_a_catalogue_that_came_there_by_other_ways_is_kept_before_another_takes_its_place(tmp_path: Path):
    shelf, other = Shelf(tmp_path), Shelf(tmp_path / "other")
    other.put(Catalogue(OLD, "tệp cũ"))
    (tmp_path / shelves.FOLDER).mkdir()
    strange = (tmp_path / "other" / shelves.FOLDER / shelves.IN_FORCE).read_bytes()
    (tmp_path / shelves.FOLDER / shelves.IN_FORCE).write_bytes(strange)
    shelf.put(Catalogue(OLD[:1], "tệp mới"))
    assert shelf.back() == Catalogue(OLD, "tệp cũ")


@pytest.mark.parametrize("spoil", [b"", b"{", gzip.compress(b'{"procedures": []}', mtime=0)])
def test_a_kept_catalogue_that_is_not_as_it_was_takes_nothings_place(tmp_path: Path, spoil: bytes):
    shelf = Shelf(tmp_path)
    shelf.put(Catalogue(OLD, "1"))
    shelf.put(Catalogue(OLD[:1], "2"))
    (digest,) = shelf.others()
    (tmp_path / shelves.FOLDER / shelves.KEPT.format(digest=digest)).write_bytes(spoil)
    with pytest.raises(ShelfError, match=digest):
        shelf.put_back(digest)
    for strange in ("", "../procedures", "0" * 16):
        with pytest.raises(ShelfError, match="no other catalogue"):
            shelf.put_back(strange)
    assert shelf.read() == Catalogue(OLD[:1], "2")


def test_only_so_many_versions_and_bytes_are_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    shelf = Shelf(tmp_path)
    monkeypatch.setattr(shelves, "MOST_VERSIONS", 3)
    for count in range(6):
        shelf.put(Catalogue(OLD, str(count)))
    kept = list((tmp_path / shelves.FOLDER).glob("procedures-*"))
    assert (len(shelf.versions()), len(kept)) == (3, 3)
    monkeypatch.setattr(shelves, "MOST_KEPT", 1)
    shelf.put(Catalogue(OLD, "6"))
    assert len(list((tmp_path / shelves.FOLDER).glob("procedures-*"))) == 1, "what is in force stays"
    assert shelf.others() == frozenset()


@pytest.mark.parametrize("content", [b"", b"{", b'{"procedures": [{"code": 1}]}', b"\xff\xfe"])
def test_a_damaged_catalogue_is_refused_by_name(tmp_path: Path, content: bytes):
    shelf = Shelf(tmp_path)
    shelf.put(Catalogue(OLD))
    (tmp_path / shelves.FOLDER / shelves.IN_FORCE).write_bytes(content)
    with pytest.raises(ShelfError, match=r"procedures\.json"):
        shelf.read()


def test_over_a_damaged_catalogue_the_kept_one_or_a_new_one_is_put(tmp_path: Path):
    shelf, first, second = Shelf(tmp_path), Catalogue(OLD, "1"), Catalogue(OLD[:2], "2")
    shelf.put(first)
    shelf.put(second)
    path = tmp_path / shelves.FOLDER / shelves.IN_FORCE
    path.write_bytes(path.read_bytes().replace(b'"2"', b'"3"'))
    assert shelf.whole() == second, "each is kept apart, too"
    assert (shelf.back(), shelf.read()) == (second, second)
    path.write_bytes(b"")
    third = Catalogue(OLD[1:], "3")
    shelf.put(third)
    assert (shelf.read(), shelf.back()) == (third, second)


async def test_a_damaged_catalogue_is_told_until_there_is_a_whole_one(tmp_path: Path):
    shelf = Shelf(tmp_path)
    shelf.put(Catalogue(OLD))
    (tmp_path / shelves.FOLDER / shelves.IN_FORCE).write_bytes(b"{}")
    guide = Guide(shelf, BlankShelf(tmp_path), lambda: date(2026, 11, 30))
    assert (await guide.shown()).procedures == ()
    (fault,) = guide.faults()
    assert (fault.code, shelves.IN_FORCE in fault.facts["what"]) == (FaultCode.CATALOGUE_BROKEN, True)
    shelf.put(Catalogue(OLD))
    assert len((await guide.shown()).procedures) == len(OLD)
    assert guide.faults() == ()


def test_a_disk_that_takes_nothing_leaves_what_was(tmp_path: Path):
    (tmp_path / shelves.FOLDER).write_text("a file where the folder should be")
    with pytest.raises(ShelfError):
        Shelf(tmp_path).put(Catalogue(OLD))


def test_a_bare_zero_is_nothing_less_than_before():
    before = Procedure("1.000001", "Thủ tục", fee=Fee())
    report = read([(1, {"code": "1.000001", "name": "Thủ tục", "fee": 0})], {})
    assert merged((before,), report)[1].worse == ()


async def test_another_systems_name_of_a_procedure_leads_to_its_queue(tmp_path: Path):
    shelf = Shelf(tmp_path)
    birth = Procedure("1.1", "Thủ tục đăng ký khai sinh", short="Đăng ký khai sinh", service="civil")
    twice = (
        Procedure("1.2", "Cấp bản sao", service="civil"),
        Procedure("1.3", "Cấp bản sao", service="land"),
    )
    away = Procedure("1.4", "Cấp hộ chiếu", service="civil", elsewhere="Công an tỉnh")
    shelf.put(Catalogue((birth, *twice, away)))
    guide = Guide(shelf, BlankShelf(tmp_path), lambda: date(2026, 11, 30))
    assert guide.queue_of("Đăng ký khai sinh") == "", "nothing is read yet"
    await guide.shown()
    for name in ("Thủ tục đăng ký khai sinh", "ĐĂNG KÝ  KHAI SINH", "dang ky khai sinh"):
        assert guide.queue_of(name) == "civil"
    for name in ("Cấp bản sao", "Cấp hộ chiếu", "Khác", ""):
        assert guide.queue_of(name) == "", name
