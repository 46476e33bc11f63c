"""A voice that is brought in the browser reaches a board's program over the link, and is what its aplay plays, byte by byte."""

import contextlib
import hashlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from contracts import messages as m
from display_board.voice.lineup import Manner
from display_board.voice.speech import Speech, Style
from hardware.voice.shelf import FETCHED
from simulation.office.broker import Broker, free_port
from simulation.office.child import end_child, python, start_child
from tests.integration.controller.book_house import CARETAKER
from tests.integration.controller.house import new_id
from tests.integration.controller.program_house import Listener, Program
from tests.integration.controller.test_settings_in_force import Browser
from tests.packs import all_clips, write_pack
from tests.unit.controller_shell.test_office_settings import toml
from tests.waiting import PATIENCE_S, until

pytestmark = [pytest.mark.slow, pytest.mark.broker]


@contextlib.contextmanager
def board(folder: Path, broker: Broker) -> Iterator[Path]:
    """A board with one loudspeaker, in a machine of its own; the file that hears what is played."""
    played, card, place = folder / "played.raw", folder / "asound.conf", folder / "board.toml"
    card.write_text(f'pcm.ear {{ type file slave.pcm {{ type null }} file "{played}" format raw }}\n')
    voice = {
        "loudspeaker": {"driver": "aplay", "sound": "ear"},
        "packs": str(folder / "none"),
        "machine": False,
        "chime": False,
        "twice": False,
    }
    settings = {
        "site": "test",
        "device": "board-1",
        "memory": str(folder / "memory"),
        "link": {"host": broker.host, "port": broker.port},
        "page": {"port": free_port()},
        "voices": [voice],
    }
    place.write_text(toml(settings), "utf-8")
    command = python("display_board", "--settings", str(place))
    child = start_child(command, folder / "board.log", {"ALSA_CONFIG_PATH": str(card)})
    try:
        yield played
    finally:
        end_child(child, PATIENCE_S)


def test_what_is_brought_in_the_browser_is_what_the_hall_hears(
    tmp_path: Path, broker: Broker, listener: Listener
) -> None:
    pack = write_pack(tmp_path / "vi.zip", all_clips()).read_bytes()
    office = Program(tmp_path, broker, clerks=CARETAKER, voices=str(tmp_path / "voices"))
    office.start()
    try:
        listener.until(lambda said: isinstance(said, m.QueueState))
        browser = Browser(office.port)
        browser.sign_in("2")
        browser.send_file("/may-moc/ghi-am/goi", "file", pack)
        browser.press("/may-moc/ghi-am/dung", lang="vi")
        with board(tmp_path, broker) as played:
            arrived = tmp_path / "memory" / FETCHED / "vi.zip"
            until(arrived.exists)
            used = (tmp_path / "voices" / "vi.zip").read_bytes()
            assert hashlib.sha256(arrived.read_bytes()).digest() == hashlib.sha256(used).digest()
            number = listener.ask("land").number
            browser.press("/desk/call-next", request_id=new_id(), sure="1")
            called = listener.until(lambda said: isinstance(said, m.CounterState) and said.call is not None)
            assert isinstance(called, m.CounterState)
            assert called.call is not None
            assert called.call.number == number
            speech = Speech(Style(tmp_path / "voices", machine=False, chime=False, twice=False))
            wanted = speech.announcement(called.call, Manner(chime=False, twice=False))
            assert len(wanted.samples) > 24_000
            until(lambda: played.exists() and played.read_bytes().startswith(wanted.samples))
    finally:
        office.stop()
