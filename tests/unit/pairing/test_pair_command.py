"""``motcua pair`` without an address asks the one controller that it finds, and lets a person choose among several."""

from pathlib import Path

import pytest

from contracts.finding import Announced, Seen
from contracts.settings import LinkSettings
from contracts.texts import load_catalogue
from hardware.pairing import __main__ as command
from tests.rules.house import HOUSE

TEXTS = load_catalogue(HOUSE / "hardware/pairing/texts")
FINDS = LinkSettings(host="", credentials=Path("/nowhere"))
ONE, TWO = Announced("A", "10.0.0.1", 8080, 8883), Announced("Văn phòng B", "10.0.0.2", 8081, 8883)


def test_an_address_is_asked_without_a_look(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(command, "look_around")
    assert command._desk_of(LinkSettings(host="10.0.0.9", plain=True), TEXTS) == "http://10.0.0.9:8080"


@pytest.mark.parametrize(
    ("found", "desk", "told"),
    [
        ((ONE,), "http://10.0.0.1:8080", ()),
        ((), "", ("Chưa thấy máy chủ nào",)),
        ((ONE, TWO), "", ("Thấy nhiều máy chủ", "--desk http://10.0.0.2:8081   Văn phòng B")),
    ],
)
def test_of_several_a_person_chooses(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    found: tuple[Announced, ...],
    desk: str,
    told: tuple[str, ...],
) -> None:
    monkeypatch.setattr(command, "look_around", lambda: Seen(found))
    assert command._desk_of(FINDS, TEXTS) == desk
    said = capsys.readouterr().err
    assert all(part in said for part in told)
    assert bool(said) == bool(told)
