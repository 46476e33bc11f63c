"""On the way to a dossier there is always a way on, for the eye, the ear and the keypad."""

from dataclasses import replace

from contracts.vocabulary import RefusalCode
from kiosk_app.flow import happenings as h
from kiosk_app.flow import model as k
from kiosk_app.present.spoken import Aloud
from tests.unit.kiosk import kiosk_scenes as scenes
from tests.unit.kiosk.kiosk_player import Player
from tests.unit.kiosk.kiosk_reader import answered, questions, reading, scan
from tests.unit.kiosk.kiosk_targets import names

CODE = scenes.CODE


def test_a_code_that_cannot_be_read_can_be_typed_instead():
    player = reading()
    scan(player, "what is this")
    assert player.screen == "remark"
    player.touch("manual")
    assert player.screen == "manual"


def test_after_a_typed_code_trying_again_is_typing_and_nothing_else_is_offered():
    player = reading(reader=False)
    player.touch("scan")
    for sign in CODE:
        player.touch(f"key-{sign}", after=0.1)
    player.touch("look-up")
    player.hear(scenes.refused(questions(player)[-1], RefusalCode.DOSSIER_NOT_FOUND))
    assert names(button.target for button in player.view.actions) == ("back",)


def test_a_reader_that_is_out_of_order_is_told_where_one_types():
    player = reading(reader=False)
    player.touch("scan")
    assert player.screen == "manual"
    assert player.view.hint_tells
    assert "Máy quét tạm ngưng" in player.view.hint
    other = reading()
    other.touch("scan")
    other.touch("manual")
    assert "Máy quét tạm ngưng" not in other.view.hint


def test_the_way_on_is_there_before_the_code_is_complete_and_says_what_is_missing():
    player = reading(reader=False)
    player.touch("scan")
    for sign in "ABC":
        player.touch(f"key-{sign}")
    waits = player.view.actions[-1]
    assert (waits.target, waits.text) == (None, "Tra cứu")
    assert "nhập đủ" in player.view.hint
    player.touch("look-up")
    assert player.screen == "manual"


def test_too_many_wrong_second_factors_are_not_told_as_too_many_look_ups():
    player = reading()
    scan(player, CODE)
    player.hear(scenes.refused(questions(player)[-1], RefusalCode.PROOF_LIMIT, seconds="840"))
    assert player.shows("nhập sai nhiều lần")
    assert player.shows("14 phút")


def test_every_touch_gives_the_dossier_its_whole_time_again():
    player = answered(scenes.three_dossiers()[0])
    for _ in range(4):
        player.wait(14)
        assert player.view.closing is not None
        player.touch("", after=0)
        assert player.view.closing is None
    assert player.screen == "dossier"
    player.wait(15.5)
    assert player.screen == "services"


# --- by ear and by keypad -----------------------------------------------------------------------------


def listening(player: Player) -> Player:
    equipment = replace(player.model.equipment, keypad=True, voice=True)
    player.model = replace(player.model, equipment=equipment, modes=k.Modes(aloud=True))
    return player


def press(player: Player, *keys: str) -> None:
    for key in keys:
        player.wait(0.7)
        player.happen(h.Pressed(key))


def test_every_way_from_the_first_screen_has_a_number_that_is_said():
    player = listening(reading())
    assert "Phím 9: Ưu tiên." in player.view.spoken
    assert "Phím 10: Tra cứu hồ sơ." in player.view.spoken
    assert "Chạm" not in player.view.spoken
    press(player, "1", "0", "enter")
    assert player.screen == "scan"
    assert "Phím 1: Nhập mã số hồ sơ. Phím 0: Quay lại." in player.view.spoken
    press(player, "1", "enter")
    assert player.screen == "manual"


def test_the_signs_of_a_typed_code_are_said_one_by_one_also_those_a_voice_leaves_out():
    player = listening(reading(reader=False))
    player.touch("scan")
    player.touch("scan")
    heard = Aloud()
    heard.next(player.view)
    said = []
    for target in ("key-H", "key-5", "key-5", "key--"):
        player.touch(target)
        said.append(heard.next(player.view))
    assert said == ["Ký tự 1: H.", "Ký tự 2: 5.", "Ký tự 3: 5.", "Ký tự 4: gạch ngang."]


def test_a_dossier_tells_the_keypad_how_to_hear_it_and_what_can_be_done():
    player = listening(answered(scenes.three_dossiers()[0]))
    assert "Bấm phím Đọc to" in player.view.spoken
    assert "Phím 1: Lấy số nhận kết quả." in player.view.spoken
    press(player, "1")
    assert player.view.spoken.startswith("Lấy số nhận kết quả.")
    press(player, "enter")
    assert player.screen == "sending"
