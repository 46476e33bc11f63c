"""The screen for the ear: the first touch says, the second chooses; the lower corners for who cannot see."""

from dataclasses import replace

import pytest

from kiosk_app.flow import dossier_pages as d
from kiosk_app.flow import happenings as h
from kiosk_app.flow import model as k
from kiosk_app.flow.happenings import Corner
from tests.unit.kiosk import kiosk_scenes as scenes
from tests.unit.kiosk.kiosk_player import Player
from tests.unit.kiosk.kiosk_reader import answered, questions, reading
from tests.unit.kiosk.test_kiosk_proof import scanned

DIGITS = {"proof": "required", "proof_kind": "identity-digits"}
LEFT, RIGHT, HELD = Corner.LEFT, Corner.RIGHT, Corner.HELD


def listening(player: Player | None = None, *, keypad: bool = False, aloud: bool = True) -> Player:
    player = player or Player.at_services()
    equipment = replace(player.model.equipment, voice=True, keypad=keypad)
    player.model = replace(player.model, equipment=equipment, modes=k.Modes(aloud=aloud))
    return player


def corner(player: Player, *which: Corner) -> None:
    for one in which:
        player.wait(0.7)
        player.happen(h.Cornered(one))


# --- the first touch says, the second chooses -----------------------------------------------------------


def test_the_first_touch_says_what_it_is_on_and_the_second_takes_the_number():
    player = listening()
    player.touch("service-b")
    assert player.view.lines == (
        "Đất đai, Tài nguyên và Môi trường: 7 người đang chờ, khoảng 21–35 phút.",
        "Chạm lần nữa để chọn.",
    )
    assert (player.focus, player.screen, player.asked()) == ("service-b", "services", [])
    player.touch("service-b")
    assert player.screen == "sending"
    assert [command.service for command in player.asked()] == ["b"]


def test_whoever_goes_on_feeling_hears_each_and_chooses_nothing():
    player = listening()
    for service in "abcab":
        player.touch(f"service-{service}", after=0.2)
        assert player.focus == f"service-{service}"
    player.touch("")
    assert player.view.focus is None
    player.touch("service-b")
    assert (player.screen, player.asked()) == ("services", [])


def test_a_hand_that_trembles_on_one_button_still_only_hears():
    player = listening()
    player.touch("service-b")
    for _ in range(4):
        player.touch("service-b", after=0.1)
    assert (player.screen, player.focus) == ("services", "service-b")
    player.touch("service-b")
    assert player.screen == "sending"


def test_without_reading_aloud_one_touch_is_one_number():
    player = listening(aloud=False)
    player.touch("service-b")
    assert player.screen == "sending"


def test_reading_aloud_ends_by_one_touch_and_more_time_is_given_by_one():
    player = listening()
    player.wait(200)
    assert player.view.closing is None or player.model.modes.aloud
    player = listening()
    player.touch("aloud")
    assert not player.model.modes.aloud


def test_other_switches_and_ways_are_said_first():
    player = listening(reading())
    for target, words, screen in (("contrast", "Tương phản", "services"), ("scan", "Tra cứu hồ sơ", "scan")):
        player.touch(target)
        assert player.view.lines[0] == f"{words}."
        player.touch(target)
        assert player.screen == screen
    assert player.model.modes.contrast


def test_what_is_typed_is_typed_by_one_touch_and_digits_of_a_person_are_never_said():
    player = listening(scanned(DIGITS))
    player.touch("key-7")
    assert player.view.lines == ("Đã nhập 1 trong 4 số.",)
    assert "7" not in player.view.spoken


def test_turning_the_sheet_is_said_first_too():
    player = listening()
    player.touch("sheet-1")
    assert player.view.lines[0] == "Trang sau."


# --- who cannot see the glass ---------------------------------------------------------------------------


def test_a_finger_that_stays_on_the_lower_left_corner_begins_to_go_by_ear():
    player = listening(aloud=False)
    corner(player, HELD)
    assert player.view.lines[0].startswith("Chế độ nghe.")
    assert player.view.lines[1] == "Mời ông/bà chọn lĩnh vực."
    corner(player, LEFT, LEFT)
    assert player.view.lines[0].startswith("Đất đai")
    assert player.view.lines[1] == "Chạm góc dưới bên phải để chọn."
    corner(player, RIGHT)
    assert player.screen == "sending"
    assert [command.service for command in player.asked()] == ["b"]
    player.hear(scenes.accepted(player.asked()[-1], number="B007"))
    assert "B, 0, 0, 7" in player.view.spoken


def test_the_corner_walks_over_everything_and_round_again():
    player = listening(aloud=False)
    corner(player, HELD)
    seen = []
    for _ in range(12):
        corner(player, LEFT)
        seen.append(player.focus)
    assert seen[:6] == [f"service-{code}" for code in "abcdef"]
    assert "priority" in seen
    assert "aloud" in seen


def test_held_again_it_ends_and_the_next_citizen_does_not_find_it():
    player = listening(aloud=False)
    corner(player, HELD)
    corner(player, HELD)
    assert player.model.modes == k.Modes()
    corner(player, HELD)
    player.wait(150)
    assert player.model.modes == k.Modes()


@pytest.mark.parametrize("which", [LEFT, RIGHT])
def test_corners_mean_nothing_while_nobody_goes_by_ear(which: Corner):
    player = listening(aloud=False)
    before = replace(player.model, here_at=0, closes_in=None, minute=0)
    corner(player, which)
    assert replace(player.model, here_at=0, closes_in=None, minute=0) == before


def test_a_kiosk_without_a_voice_has_no_such_way():
    player = Player.at_services()
    corner(player, HELD)
    assert player.model.modes == k.Modes()


def test_switching_the_voice_off_ends_going_by_ear():
    player = listening(aloud=False)
    corner(player, HELD)
    player.touch("aloud")
    assert player.model.modes == k.Modes()


def test_by_ear_a_code_can_be_typed_with_the_corners_alone():
    player = listening(reading(reader=False), aloud=False)
    corner(player, HELD)
    while player.focus != "scan":
        corner(player, LEFT)
    corner(player, RIGHT)
    assert player.screen == "manual"
    for sign in "10":
        while player.focus != f"key-{sign}":
            corner(player, LEFT)
        corner(player, RIGHT)
    assert isinstance(player.model.page, d.Manual)
    assert player.model.page.typed == "10"


def test_a_dossier_is_still_read_out_only_when_that_is_asked_for():
    player = listening(answered(), aloud=False)
    corner(player, HELD)
    assert "Đang giải quyết" not in player.view.spoken
    while player.focus != "aloud":
        corner(player, LEFT)
    corner(player, RIGHT)
    assert "Đang giải quyết" in player.view.spoken or player.focus == "aloud"
    assert isinstance(player.model.page, d.Dossier)
    assert player.model.page.aloud
    assert len(questions(player)) == 1


def test_the_digits_of_a_second_factor_are_not_walked_to():
    player = listening(scanned(DIGITS), aloud=False)
    corner(player, HELD)
    for _ in range(12):
        corner(player, LEFT)
        assert not player.focus.startswith("key-") or player.focus == "key-delete"


# --- the keypad -----------------------------------------------------------------------------------------


def test_enter_at_the_start_makes_the_machine_speak():
    player = listening(keypad=True, aloud=False)
    player.wait(1)
    player.happen(h.Pressed("enter"))
    assert player.model.modes.aloud
    assert "Bấm phím số để chọn" in player.view.spoken
    assert player.screen == "services"


def test_enter_on_a_choice_still_chooses():
    player = listening(keypad=True, aloud=False)
    for key in ("2", "enter"):
        player.wait(1)
        player.happen(h.Pressed(key))
    assert player.screen == "sending"
