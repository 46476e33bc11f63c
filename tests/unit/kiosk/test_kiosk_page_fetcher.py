"""Pictures of forms come to a kiosk in parts, proved, go on where they ended, and never fill its card."""

import hashlib
import os
import time
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from contracts import messages as m
from controller.catalogue.blank_shelf import BlankShelf
from controller.catalogue.page_parts import PageParts
from controller.devices import Devices
from hardware.host.clock import SystemClock
from hardware.link.station import Heard
from kiosk_app.shell import page_fetcher
from kiosk_app.shell.page_fetcher import PageFetcher

BIG, SMALL = os.urandom(100_000), b"a small picture"
ONE, TWO = (hashlib.sha256(picture).hexdigest() for picture in (BIG, SMALL))


class Office:
    """What the desk has, and a kiosk that fetches it over a link that a test can cut."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.folder = folder / "pages"
        self.pictures = {ONE: BIG, TWO: SMALL}
        shelf = BlankShelf(folder)
        monkeypatch.setattr(shelf, "picture", lambda digest: self.pictures.get(digest, b""))
        self._parts = PageParts(shelf, Devices(frozenset(), frozenset(), {}), SystemClock())
        self.asked: list[int] = []
        self.told: list[Mapping[str, str]] = []
        self.works: Callable[[m.FetchPage], bool] = lambda _question: True
        self.restart()

    def restart(self) -> None:
        self.fetcher = PageFetcher(self.folder, self.told.append, pause_s=0)
        self.fetcher._send, self.fetcher._now = self._send, lambda: 0
        self._inbox = self.fetcher.before(lambda _happening: None)

    def _send(self, question: m.FetchPage) -> bool:
        if not self.works(question):
            return False
        self.asked.append(question.offset)
        part = self._parts._part(question.digest, question.offset)
        self._inbox(Heard("reply", m.Accepted(request_id=question.request_id, result=part)))
        return True

    def names(self) -> set[str]:
        return {path.name for path in self.folder.iterdir()}


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Office:
    return Office(tmp_path, monkeypatch)


def test_pictures_come_in_parts_and_each_is_told_as_soon_as_it_is_here(office: Office):
    assert office.fetcher.bring_all((ONE, TWO, ONE))
    assert [set(told) for told in office.told] == [set(), {ONE}, {ONE, TWO}]
    assert Path(office.told[-1][ONE]).read_bytes() == BIG
    assert office.asked == [0, 30_000, 60_000, 90_000, 0]
    office.asked.clear()
    assert office.fetcher.bring_all((ONE, TWO))
    assert (office.asked, set(office.told[-1])) == ([], {ONE, TWO}), "what is here is not fetched again"


def test_a_picture_goes_on_where_the_link_was_cut_also_after_a_restart(office: Office):
    office.works = lambda question: question.offset < 60_000
    assert not office.fetcher.bring_all((ONE,))
    assert office.told[-1] == {}
    office.restart()
    office.asked.clear()
    office.works = lambda _question: True
    assert office.fetcher.bring_all((ONE,))
    assert office.asked == [0, 60_000, 90_000]
    assert Path(office.told[-1][ONE]).read_bytes() == BIG


def test_what_is_not_what_was_promised_is_never_shown(office: Office):
    office.pictures[ONE] = BIG[::-1]
    assert not office.fetcher.bring_all((ONE,))
    assert office.told == [{}]
    assert office.names() == set()
    (office.folder / f"{TWO}.jpg").write_bytes(b"a flipped bit on the card")
    assert office.fetcher.bring_all((TWO,))
    assert Path(office.told[-1][TWO]).read_bytes() == SMALL


@pytest.mark.parametrize("has", [b"", bytes(m.MOST_PAGE + 1)])
def test_what_the_office_does_not_have_or_is_too_large_is_left(office: Office, has: bytes):
    office.pictures[ONE] = has
    assert not office.fetcher.bring_all((ONE,))
    assert not office.folder.exists()


def test_the_longest_unused_go_when_there_are_too_many(office: Office, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(page_fetcher, "MOST_BYTES", 50_000)
    assert office.fetcher.bring_all((TWO,))
    os.utime(office.folder / f"{TWO}.jpg", (1, 1))
    assert office.fetcher.bring_all((ONE,))
    assert office.names() == {f"{ONE}.jpg"}, "what is looked at stays, however large"


def test_a_card_that_others_need_is_not_filled(office: Office, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(page_fetcher, "SPARE_BYTES", 1 << 60)
    assert not office.fetcher.bring_all((ONE,))
    assert office.names() == set()


@pytest.mark.slow
def test_the_thread_brings_what_is_wanted_last_and_ends_when_told(office: Office):
    office.fetcher.want((ONE,))
    office.fetcher.want((TWO,))
    office.fetcher.start(office._send, lambda: 0)
    until = time.monotonic() + 60
    while set(office.told[-1] if office.told else ()) != {TWO} and time.monotonic() < until:
        time.sleep(0.01)
    office.fetcher.close()
    assert set(office.told[-1]) == {TWO}
    thread = office.fetcher._thread
    assert thread
    thread.join(60)
    assert not thread.is_alive()


def test_a_kiosk_without_a_folder_fetches_nothing():
    fetcher = PageFetcher(None, lambda _here: None)
    fetcher.want((ONE,))
    fetcher.start(lambda _question: True, lambda: 0)
    assert fetcher._thread is None
    fetcher.close()
