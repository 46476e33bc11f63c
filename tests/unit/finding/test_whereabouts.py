"""Where a device looks for its controller: first where it was, then whoever says to be one."""

from pathlib import Path

import pytest

from contracts.finding import Announced, Seen
from contracts.settings import LinkSettings
from hardware.finding.here import settled
from hardware.finding.whereabouts import FILE, LOOK_AGAIN_S, LastKnown, Whereabouts, last_known, remember

HOME = LastKnown(host="192.168.1.5", web_port=8080, broker_port=8883)
NEW = Announced("A", "192.168.1.9", 8080, 8883)
LIAR = Announced("B", "192.168.1.66", 8080, 8883)


class Network:
    def __init__(self, *found: Announced) -> None:
        self.found, self.looks, self.now = found, 0, 0.0

    def look(self) -> Seen:
        self.looks += 1
        return Seen(self.found)

    def where(self, folder: Path) -> Whereabouts:
        return Whereabouts(folder, self.look, lambda: self.now)


def test_where_it_was_is_tried_without_asking_anybody(tmp_path: Path) -> None:
    remember(tmp_path, HOME)
    network = Network(NEW)
    where = network.where(tmp_path)
    assert where.next() == ("192.168.1.5", 8883)
    where.worked()
    assert where.next() == ("192.168.1.5", 8883)
    assert network.looks == 0


def test_a_controller_that_moved_is_found_and_remembered(tmp_path: Path) -> None:
    remember(tmp_path, HOME)
    where = Network(LIAR, NEW).where(tmp_path)
    tried = [where.next() for _ in range(4)]
    assert tried == [
        ("192.168.1.5", 8883),
        ("192.168.1.5", 8883),
        ("192.168.1.66", 8883),
        ("192.168.1.9", 8883),
    ]
    where.worked()
    assert last_known(tmp_path) == LastKnown(host="192.168.1.9", web_port=8080, broker_port=8883)


def test_who_was_tried_in_vain_is_not_remembered(tmp_path: Path) -> None:
    where = Network(LIAR).where(tmp_path)
    where.next()
    assert last_known(tmp_path) is None


def test_while_nobody_is_known_it_says_so_and_asks_seldom(tmp_path: Path) -> None:
    network = Network()
    where = network.where(tmp_path)
    for _ in range(5):
        with pytest.raises(OSError, match="no controller is known"):
            where.next()
    assert network.looks == 1
    network.now += LOOK_AGAIN_S
    network.found = (NEW,)
    assert where.next() == ("192.168.1.9", 8883)


@pytest.mark.parametrize(
    "content", [b"", b"{}", b'{"host":"x","web_port":1,"broker_port":1}', b"\xff" * 9000]
)
def test_what_nobody_wrote_is_not_believed(tmp_path: Path, content: bytes) -> None:
    (tmp_path / FILE).write_bytes(content)
    assert last_known(tmp_path) is None


def test_the_controller_of_this_very_machine_is_behind_its_own_door(tmp_path: Path) -> None:
    finds = LinkSettings(host="", credentials=tmp_path)
    own = tmp_path / "controller.toml"
    assert settled(finds, own) == finds
    own.symlink_to(tmp_path / "office" / "a file that others may not see")
    assert settled(finds, own) == LinkSettings()
    far = LinkSettings(host="192.168.1.5", credentials=tmp_path)
    assert settled(far, own) == far


def test_without_credentials_nobody_looks() -> None:
    link = LinkSettings(host="")
    assert [problem.key for problem in link.unsafe()] == ["link.host"]
    assert not link.finds
    assert not list(LinkSettings(host="", credentials=Path("/x")).unsafe())
