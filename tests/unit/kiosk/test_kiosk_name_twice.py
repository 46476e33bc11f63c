"""Another machine with the kiosk's name: it says so to citizens and to the office's people, and gives no numbers."""

from contracts.vocabulary import DeviceId
from hardware.link.name import NameTwice
from kiosk_app.flow import happenings as h
from kiosk_app.flow.screen import Screen
from kiosk_app.present.view import Notice
from tests.unit.kiosk.kiosk_player import Player

KIOSK = DeviceId("kiosk-1")
WAITS, ACTS = (NameTwice(KIOSK, "192.168.1.23", waits=waits) for waits in (True, False))


def test_a_kiosk_that_waits_says_at_once_which_name_is_there_twice_and_what_to_do():
    player = Player()
    player.happen(h.Tick(desk_alive=False, twice=WAITS))
    assert player.screen == Screen.OUT_OF_ORDER, "without the patience of a start"
    body = player.view.body
    assert isinstance(body, Notice)
    assert "đến quầy" in body.lines[0]
    assert body.lines[1] == (
        "Có hai máy cùng tên kiosk-1, máy kia ở địa chỉ 192.168.1.23. "
        "Cán bộ: tắt một máy, hoặc đổi tên (dòng device) trong tệp cài đặt của một máy."
    )


def test_a_kiosk_that_acts_goes_on_and_says_it_in_its_banner():
    player = Player.at_services()
    player.happen(h.Tick(desk_alive=True, twice=ACTS))
    assert player.screen == Screen.SERVICES
    assert player.view.banner.startswith("Có hai máy cùng tên kiosk-1")
    player.happen(h.Tick(desk_alive=True))
    assert player.view.banner == ""


def test_an_address_that_is_not_known_is_not_spoken_of():
    player = Player()
    player.happen(h.Tick(desk_alive=False, twice=NameTwice(KIOSK, "", waits=True)))
    body = player.view.body
    assert isinstance(body, Notice)
    assert body.lines[1].startswith("Có hai máy cùng tên kiosk-1. Cán bộ:")


def test_a_citizen_who_holds_a_number_is_not_interrupted_by_it():
    player = Player.at_services()
    player.take()
    player.happen(h.Tick(desk_alive=False, twice=WAITS))
    assert player.screen == Screen.NUMBER
