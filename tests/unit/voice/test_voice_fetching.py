"""A pack comes to another machine: in parts, on from where it ended, and in place of the old one only when it is whole."""

import hashlib
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from contracts import messages as m
from contracts.vocabulary import RequestId
from controller.devices import Devices
from controller.voice_parts import VoiceParts
from controller.voices import Voices
from hardware.host.clock import SystemClock
from hardware.link.station import Heard
from hardware.voice import fetching
from hardware.voice.fetching import LOOK_S, PackFetcher
from hardware.voice.pack import read_pack
from tests.packs import all_clips, write_pack


class Office:
    """The desk's packs, and a machine that fetches them over a link that a test can cut."""

    def __init__(self, folder: Path) -> None:
        self.packs, self.fetched = folder / "packs", folder / "fetched"
        self.packs.mkdir()
        self.parts = VoiceParts(self.packs, Devices(frozenset(), frozenset(), {}), SystemClock())
        self.asked: list[int] = []
        self.strangers: list[object] = []
        self.works: Callable[[m.FetchVoice], bool] = lambda _question: True
        self.change: Callable[[m.VoicePart], m.VoicePart] = lambda part: part
        self.restart()

    def restart(self) -> None:
        """The machine's program begins anew."""
        self.fetcher = PackFetcher(self.fetched, pause_s=0)
        self.fetcher._send, self.fetcher._now = self._send, lambda: 0
        self._inbox = self.fetcher.before(self.strangers.append)

    def _send(self, question: m.FetchVoice) -> bool:
        if not self.works(question):
            return False
        self.asked.append(question.offset)
        part = self.change(self.parts._part(question.lang, question.offset))
        self._inbox(Heard("reply", m.Accepted(request_id=question.request_id, result=part)))
        return True


@pytest.fixture
def office(tmp_path: Path) -> Office:
    found = Office(tmp_path)
    write_pack(found.packs / "vi.zip", all_clips())
    return found


def same(office: Office) -> bool:
    return (office.fetched / "vi.zip").read_bytes() == (office.packs / "vi.zip").read_bytes()


def test_a_pack_comes_in_parts_and_is_not_fetched_twice(office: Office):
    assert office.fetcher.bring("vi")
    assert same(office)
    assert read_pack(office.fetched / "vi.zip").clips
    assert len(office.asked) >= 3, "larger than two parts"
    office.asked.clear()
    assert office.fetcher.bring("vi")
    assert office.asked == [0]
    assert not office.fetcher.bring("en"), "the office has none"
    assert [path.name for path in office.fetched.iterdir()] == ["vi.zip"]


def test_it_goes_on_where_the_link_was_cut_also_after_a_restart(office: Office):
    office.works = lambda question: question.offset < 2 * m.MOST_PART
    assert not office.fetcher.bring("vi")
    assert not (office.fetched / "vi.zip").exists()
    office.restart()
    office.asked.clear()
    office.works = lambda _question: True
    assert office.fetcher.bring("vi")
    assert office.asked[:2] == [0, 2 * m.MOST_PART]
    assert same(office)


def test_the_old_one_stays_until_the_new_one_is_whole_and_a_part_of_a_third_goes(office: Office):
    assert office.fetcher.bring("vi")
    old = (office.fetched / "vi.zip").read_bytes()
    write_pack(office.packs / "vi.zip", dict(list(all_clips().items())[:60]))
    office.works = lambda question: question.offset < m.MOST_PART
    assert not office.fetcher.bring("vi")
    assert (office.fetched / "vi.zip").read_bytes() == old
    write_pack(office.packs / "vi.zip", dict(list(all_clips().items())[:50]))
    office.works = lambda _question: True
    assert office.fetcher.bring("vi")
    assert same(office)
    assert [path.name for path in office.fetched.iterdir()] == ["vi.zip"]


def test_what_came_otherwise_than_the_desk_has_it_is_never_used(office: Office):
    office.change = lambda part: part.model_copy(update={"data": "AAAA" + part.data[4:]})
    assert not office.fetcher.bring("vi")
    assert list(office.fetched.iterdir()) == []
    office.change = lambda part: part
    assert office.fetcher.bring("vi")


@pytest.mark.parametrize(
    "change",
    [
        {"data": ""},
        {"offset": 1},
        {"digest": hashlib.sha256(b"another").hexdigest()},
    ],
)
def test_an_answer_that_does_not_fit_ends_the_attempt(office: Office, change: dict[str, object]):
    office.change = lambda part: part.model_copy(update=change) if part.offset else part
    assert not office.fetcher.bring("vi")
    assert not (office.fetched / "vi.zip").exists()


def test_a_deleted_voice_is_deleted_here_and_a_machine_with_the_same_pack_fetches_none(office: Office):
    assert office.fetcher.bring("vi")
    office.fetcher._local = (office.packs,)
    (office.fetched / "vi.zip").write_bytes(b"an older one")
    assert office.fetcher.bring("vi")
    assert not (office.fetched / "vi.zip").exists(), "the machine's own is the newer one"
    office.fetcher._local = ()
    assert office.fetcher.bring("vi")
    (office.packs / "vi.zip").unlink()
    assert not office.fetcher.bring("vi")
    assert (office.fetched / "vi.zip").exists(), "a desk that lost its packs takes nobody's"
    Voices(office.packs, office.packs).delete("vi")
    assert not office.fetcher.bring("vi")
    assert list(office.fetched.iterdir()) == []
    write_pack(office.packs / "vi.zip", all_clips())
    assert office.fetcher.bring("vi"), "a new voice comes, whatever was deleted before"


def test_a_part_that_cannot_be_read_ends_the_attempt_and_not_the_thread(
    office: Office, caplog: pytest.LogCaptureFixture
):
    office.change = lambda part: part.model_copy(update={"data": "A"})
    with pytest.raises(ValueError, match="base64"):
        office.fetcher.bring("vi")

    class Once(threading.Event):
        def wait(self, timeout: float | None = None) -> bool:
            if timeout == LOOK_S:
                self.set()
            return self.is_set()

    office.fetcher._stop = Once()
    office.fetcher._run()
    assert "voice pack vi" in caplog.text
    office.restart()
    office.change = lambda part: part
    assert office.fetcher.bring("vi")


def test_a_disk_that_others_need_is_not_filled(office: Office, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(fetching, "SPARE_BYTES", 1 << 60)
    with pytest.raises(OSError, match="No space"):
        office.fetcher.bring("vi")
    assert list(office.fetched.iterdir()) == []


def test_other_answers_go_to_the_program(office: Office):
    request = RequestId("00000000-0000-7000-8000-000000000001")
    strange = Heard("reply", m.Accepted(request_id=request, result=m.Done()))
    office._inbox(strange)
    assert office.strangers == [strange]


def test_a_desk_asked_for_what_is_not_there_says_so(office: Office):
    assert office.parts._part("vi", m.MOST_VOICE).data == ""
    assert office.parts._part("xx", 0) == m.VoicePart()
