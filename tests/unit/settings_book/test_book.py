"""The book of a real file: nothing is lost, whoever writes in it and whenever it is cut short."""

import signal
import subprocess
import sys
import tomllib
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from contracts.vocabulary import DeviceId, ServiceCode
from controller.domain import commands as c
from controller.domain.day import Day
from controller.office_from_settings import office_of
from controller.settings import OfficeSettings
from controller.settings_book import history
from controller.settings_book.book import Book, Broken, Changed, Wish
from controller.settings_book.proposal import CannotBe, checked
from controller.settings_book.verdict import When
from tests import days
from tests.builders import DATE, after
from tests.unit.settings_book.books import NOW, OFFICE, a_book, opened, services_of

EMPTY = Day(DATE)
AS_WRITTEN = checked(tomllib.loads(OFFICE))
NAME = {"name": {"vi": "Tên mới"}}
NEXT = "2026-11-24"


def wish(book: Book, edit: dict[str, Any], day: Day = EMPTY) -> Wish:
    return book.wish(book.read().digest, edit, day, NOW)


def save(book: Book, edit: dict[str, Any], day: Day = EMPTY, who: str = "lan") -> When:
    return book.save(wish(book, edit, day), who, "office", day.date, days.MORNING)


def waiting_for_land() -> Day:
    book_office = office_of(AS_WRITTEN)
    return after(
        book_office, EMPTY, "08:00", c.IssueTicket(service=ServiceCode("land"), device=DeviceId("k"))
    )


WITHOUT_LAND = {
    "services": [{"code": "civil", "name": {"vi": "Hộ tịch"}, "prefix": "A"}],
    "counters": [
        {"id": "1", "label": "1", "services": ["civil"]},
        {"id": "2", "label": "2", "services": ["civil"]},
    ],
}


def test_a_change_is_in_the_file_and_in_force_and_in_the_history(tmp_path: Path):
    book = a_book(tmp_path)
    heard: list[OfficeSettings] = []
    (tmp_path / "controller.toml").chmod(0o640)
    book.on_change = heard.append
    assert save(book, NAME) is When.NOW
    assert book.path.read_text("utf-8") == OFFICE.replace("Trung tâm Phục vụ hành chính công", "Tên mới")
    assert book.path.stat().st_mode & 0o777 == 0o640
    assert heard == [book.in_force] == [book.read().settings]
    assert [(each.who, each.what) for each in book.history.changes] == [
        ("", history.FIRST),
        ("lan", "office"),
    ]
    assert [(e.who, e.what) for e in opened(tmp_path).history.changes] == [
        ("", history.FIRST),
        ("lan", "office"),
    ]


def test_one_step_back_and_forth_again(tmp_path: Path):
    book = a_book(tmp_path)
    assert book.step_back() is None
    save(book, NAME)
    for expected in ("Trung tâm Phục vụ hành chính công", "Tên mới"):
        step = book.step_back()
        assert step is not None
        copy, edit = step
        book.save(book.wish(copy.digest, edit, EMPTY, NOW), "lan", history.BACK, DATE, days.MORNING)
        assert book.in_force.name.vi == expected


def test_the_second_of_two_browsers_is_told(tmp_path: Path):
    book = a_book(tmp_path)
    seen = book.read().digest
    save(book, NAME)
    with pytest.raises(Changed):
        book.wish(seen, {"holidays": "none"}, EMPTY, NOW)
    assert book.read().settings.holidays == "vietnam"


def test_what_waits_for_the_next_day_is_not_in_the_file_until_then(tmp_path: Path):
    book, day = a_book(tmp_path), waiting_for_land()
    assert save(book, WITHOUT_LAND, day) is When.NEXT_DAY
    assert book.path.read_text("utf-8") == OFFICE
    book = opened(tmp_path)  # a power cut in between
    book.take_due(day, NOW)
    assert book.path.read_text("utf-8") == OFFICE
    assert [each.who for each in book.next_day.waiting] == ["lan"]
    save(book, NAME, day)  # about something else: it goes on waiting
    book.take_due(replace(EMPTY, date=NEXT), NOW)
    assert [service.code for service in book.in_force.services] == ["civil"]
    assert book.in_force.name.vi == "Tên mới"
    assert book.next_day.waiting == ()
    assert (book.history.changes[-1].who, book.history.changes[-1].what) == ("lan", history.CAME_DUE)


def test_it_waits_one_day_more_where_the_new_day_stands_against_it_too(tmp_path: Path):
    book, day = a_book(tmp_path), waiting_for_land()
    save(book, WITHOUT_LAND, day)
    book.take_due(replace(day, date=NEXT), NOW)
    assert book.path.read_text("utf-8") == OFFICE
    assert len(book.next_day.waiting) == 1


def test_a_newer_wish_about_the_same_takes_its_place_and_one_that_no_longer_fits_stays_told(tmp_path: Path):
    book, day = a_book(tmp_path), waiting_for_land()
    save(book, WITHOUT_LAND, day)
    assert book.next_day.about(["counters"]) == book.next_day.waiting
    path, text = book.path, OFFICE + '\n[dossier]\nresult_service = "land"\n'
    path.write_text(text, "utf-8")
    book.take_due(replace(EMPTY, date=NEXT), NOW)
    assert path.read_text("utf-8") == text
    assert len(book.next_day.waiting) == 1
    path.write_text(OFFICE, "utf-8")
    save(book, {"services": services_of(book)[::-1]})
    assert not book.next_day.about(["services", "counters"])
    assert [s.code for s in book.in_force.services] == ["land", "civil"]


def test_what_somebody_writes_into_the_file_is_noticed_and_taken_when_asked(tmp_path: Path):
    book = a_book(tmp_path)
    assert book.by_hand(book.read()) == ()
    book.path.write_text(OFFICE.replace("Hộ tịch", "Tư pháp"), "utf-8")
    (difference,) = book.by_hand(book.read())
    assert (difference.key, difference.before, difference.after) == ("services.name.vi", "Hộ tịch", "Tư pháp")
    book.take_file(book.read(), days.MORNING)
    assert book.by_hand(book.read()) == ()
    assert book.history.changes[-1].what == history.BY_HAND
    book.path.write_text(OFFICE, "utf-8")
    assert [e.what for e in opened(tmp_path).history.changes][-1] != "office"


@pytest.mark.parametrize(
    "broken", ["site = ", 'site = "test"\n', OFFICE.replace('prefix = "B"', 'prefix = "A"'), "\xff"]
)
def test_a_file_that_somebody_broke_is_told_and_never_written_over(tmp_path: Path, broken: str):
    book = a_book(tmp_path)
    seen = wish(book, NAME)
    book.path.write_bytes(broken.encode("latin-1" if broken == "\xff" else "utf-8"))
    as_it_is = book.path.read_bytes()
    with pytest.raises(Broken) as caught:
        wish(book, NAME)
    assert caught.value.wrong or caught.value.facts
    with pytest.raises(Broken):
        book.save(seen, "lan", "office", DATE, days.MORNING)
    assert book.path.read_bytes() == as_it_is


def test_a_wish_on_a_file_that_changes_before_it_is_saved_is_told(tmp_path: Path):
    book = a_book(tmp_path)
    seen = wish(book, NAME)
    book.path.write_text(OFFICE.replace("Hộ tịch", "Tư pháp"), "utf-8")
    with pytest.raises(Changed):
        book.save(seen, "lan", "office", DATE, days.MORNING)
    assert "Tư pháp" in book.path.read_text("utf-8")


def test_a_refused_wish_changes_nothing(tmp_path: Path):
    book = a_book(tmp_path)
    assert save(book, {"clerks": None}) is When.REFUSED
    assert book.path.read_text("utf-8") == OFFICE
    with pytest.raises(CannotBe):
        wish(book, {"services": []})


def test_an_office_that_cannot_begin_is_refused_with_its_reason(tmp_path: Path):
    a_book(tmp_path)
    book = Book(
        tmp_path / "controller.toml",
        tmp_path / "data",
        AS_WRITTEN,
        lambda s: "no folder" if s.dossier.on else "",
    )
    found = wish(book, {"dossier": {"adapter": "file", "file": {"folder": "/nowhere"}}})
    assert found.verdict.when is When.REFUSED
    assert [(r.code, dict(r.facts)) for r in found.verdict.reasons] == [
        ("cannot-begin", {"why": "no folder"})
    ]


def test_a_disk_that_takes_nothing_leaves_everything_as_it_was(tmp_path: Path):
    book = a_book(tmp_path)
    (tmp_path / ".controller.toml.new").mkdir()
    with pytest.raises(OSError, match="controller"):
        save(book, NAME)
    assert book.path.read_text("utf-8") == OFFICE
    assert [each.what for each in book.history.changes] == [history.FIRST]
    (tmp_path / ".controller.toml.new").rmdir()
    assert save(book, NAME) is When.NOW


def test_history_keeps_the_newest_and_a_damaged_one_is_begun_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    assert history.MOST_KEPT == 100
    monkeypatch.setattr(history, "MOST_KEPT", 10)
    book = a_book(tmp_path)
    for nth in range(history.MOST_KEPT + 3):
        save(book, {"name": {"vi": f"Tên {nth}"}})
    assert len(book.history.changes) == history.MOST_KEPT
    assert len(list((tmp_path / "data" / "settings").glob("*.toml"))) == history.MOST_KEPT
    (tmp_path / "data" / "settings" / history.INDEX).write_text("[{")
    (tmp_path / "data" / "settings" / "next_day.toml").write_text("waiting = 3")
    again = opened(tmp_path)
    assert [each.what for each in again.history.changes] == [history.FIRST]
    assert again.next_day.waiting == ()


CUT = """
import os, signal, sys
from pathlib import Path
from hardware import durable
from tests.unit.settings_book.books import opened, NOW
from controller.domain.day import Day
calls, at = 0, int(sys.argv[2])
def cut(real):
    def step(*args, **more):
        global calls
        calls += 1
        if calls == at:
            os.kill(os.getpid(), signal.SIGKILL)
        return real(*args, **more)
    return step
book = opened(Path(sys.argv[1]))
os.fsync, os.open, Path.replace = cut(os.fsync), cut(os.open), cut(Path.replace)
wish = book.wish(book.read().digest, {"name": {"vi": "Moi"}}, Day("2026-11-23"), NOW)
book.save(wish, "lan", "office", "2026-11-23", NOW.clock)
"""


@pytest.mark.slow
@pytest.mark.parametrize("at", range(1, 19))
def test_killed_at_any_step_the_file_is_the_old_one_or_the_new_one(tmp_path: Path, at: int):
    a_book(tmp_path)
    ended = subprocess.run([sys.executable, "-c", CUT, str(tmp_path), str(at)], check=False, cwd=Path.cwd())
    text = (tmp_path / "controller.toml").read_text("utf-8")
    assert text in (OFFICE, OFFICE.replace("Trung tâm Phục vụ hành chính công", "Moi"))
    assert ended.returncode in (0, -signal.SIGKILL)
    book = opened(tmp_path)
    assert [each.what for each in book.history.changes] == [history.FIRST] + (
        ["office"] if text != OFFICE else []
    )
    assert save(book, {"name": {"vi": "Tiếp"}}) is When.NOW
