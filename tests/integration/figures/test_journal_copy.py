"""The head takes a copy of the events: noted first, whole while the desk writes, and provable by the script beside it."""

import asyncio
import sqlite3
import threading
from contextlib import closing
from pathlib import Path

import pytest

from controller.journal.events_copy import copy_events
from controller.journal.folder import FILE
from controller.rating.box import Box
from controller.web import journal_copy
from tests.integration.controller.web_house import post_form, sign_in
from tests.integration.figures.journals import write
from tests.integration.figures.test_rating_figures import month, office
from tests.integration.figures.test_verify_journal import SCRIPT, verified
from tests.unit.figures.any_day import any_day

COPY = "/so-lieu/so-su-kien"
DAYS = ("2026-11-02", "2026-11-03")


@pytest.fixture
def journal(tmp_path: Path) -> Path:
    write(tmp_path, {day: any_day(seed, 60, date=day)[1] for seed, day in enumerate(DAYS)})
    with closing(sqlite3.connect(tmp_path / FILE)) as db:
        db.execute("PRAGMA journal_mode = WAL")  # as the desk's
    return tmp_path / FILE


def tables(file: Path) -> set[str]:
    with closing(sqlite3.connect(file)) as db:
        return {name for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}


async def test_the_head_takes_what_the_script_proves_and_every_clerk_reads_who_took_it(
    tmp_path: Path,
) -> None:
    async with office(tmp_path / "office", month(hoa=8)) as client:
        assert (await client.get(COPY)).status_code == 403
        await sign_in(client)
        page = await client.get(COPY)
        assert "Chưa ai lấy." in page.text
        answer = await post_form(client, COPY, why="Đoàn kiểm tra\r\n theo QĐ số 12")
        assert answer.status_code == 200
        assert 'filename="so-su-kien-' in answer.headers["content-disposition"]
        assert int(answer.headers["content-length"]) == len(answer.content)
        copy = tmp_path / "copy.db"
        copy.write_bytes(answer.content)
        assert tables(copy) == {"event", "gap"}, "no answers, no seals' neighbours, no lineage"
        script = (await client.get("/static/verify_journal.py")).content
        assert script == SCRIPT.read_bytes()
        status, told = await asyncio.to_thread(verified, str(copy))
        assert (status, "WHOLE" in told) == (0, True)
        assert not (tmp_path / "office" / journal_copy.FOLDER).exists()
        assert "Đoàn kiểm tra theo QĐ số 12" in (await client.get(COPY)).text
        assert "Đoàn kiểm tra" not in (await client.get("/so-lieu/cua-toi")).text, "it was she herself"
        await sign_in(client, clerk="hoa", counter="2")
        own = (await client.get("/so-lieu/cua-toi")).text
        assert (
            "Nguyễn Thị Lan lấy bản sao sổ sự kiện (có từng lượt đánh giá): Đoàn kiểm tra theo QĐ số 12"
            in own
        )


@pytest.mark.parametrize("who", ["hoa", "duc"])
async def test_neither_a_clerk_nor_the_caretaker_takes_it(tmp_path: Path, who: str) -> None:
    async with office(tmp_path, month(hoa=8)) as client:
        await sign_in(client, clerk=who)
        assert (await post_form(client, COPY, why="tò mò")).status_code == 403
        assert Box(tmp_path).taken() == []


async def test_without_a_reason_or_without_a_note_nothing_leaves(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with office(tmp_path, month(hoa=8)) as client:
        await sign_in(client)
        for why in ("", " \n\t", "\u200b", "a" * 201):
            answer = await post_form(client, COPY, why=why)
            assert (answer.status_code, 'role="alert"' in answer.text) == (422, True)
        monkeypatch.setattr(journal_copy, "SPARE_BYTES", 1 << 60)
        answer = await post_form(client, COPY, why="thanh tra")
        assert (answer.status_code, "chỉ còn" in answer.text) == (503, True)
        monkeypatch.undo()
        assert Box(tmp_path).taken() == []
        (tmp_path / "rating.db").unlink()
        (tmp_path / "rating.db").mkdir()
        answer = await post_form(client, COPY, why="thanh tra")
        assert (answer.status_code, answer.headers["content-type"].split(";")[0]) != (
            200,
            "application/vnd.sqlite3",
        )
        assert not list((tmp_path / journal_copy.FOLDER).glob("*"))


def test_a_copy_is_of_one_moment_while_the_desk_writes(journal: Path, tmp_path: Path) -> None:
    """Each copy must hold a beginning of the journal that proves itself, though events come all the time."""
    stop = threading.Event()

    def desk() -> None:
        for number in range(200):
            if stop.is_set():
                return
            day = f"2027-{number // 28 + 1:02}-{number % 28 + 1:02}"
            write(journal.parent, {day: any_day(number, 8, date=day)[1]})

    writing = threading.Thread(target=desk)
    writing.start()
    try:
        counts = [copied(journal, tmp_path / f"copy-{number}.db") for number in range(5)]
    finally:
        stop.set()
        writing.join()
    assert counts == sorted(counts)
    assert counts[-1] > 0


def copied(journal: Path, to: Path) -> int:
    copy_events(journal, to)
    with closing(sqlite3.connect(to)) as db:
        return int(db.execute("SELECT count(*) FROM event").fetchone()[0])


@pytest.fixture(
    params=["UPDATE event SET body = body || ' ' WHERE seq = 3", "DELETE FROM event WHERE seq = 3"]
)
def altered(request: pytest.FixtureRequest, journal: Path) -> Path:
    with closing(sqlite3.connect(journal)) as db:
        db.execute(request.param)
        db.commit()
    return journal


def test_a_journal_that_does_not_hold_is_not_handed_out(altered: Path, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="3"):
        copy_events(altered, tmp_path / "copy.db")


async def test_what_cannot_be_copied_is_told_on_the_page(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "broken.db").write_bytes(b"SQLite format 3\0" + b"\xff" * 5000)
    async with office(tmp_path, month(hoa=8)) as client:
        await sign_in(client)
        for name in ("broken.db", "nothing.db"):
            monkeypatch.setattr(journal_copy, "FILE", name)
            answer = await post_form(client, COPY, why="thanh tra")
            assert (answer.status_code, "Không sao được sổ" in answer.text) == (503, True)
            assert not list((tmp_path / journal_copy.FOLDER).glob("*"))
