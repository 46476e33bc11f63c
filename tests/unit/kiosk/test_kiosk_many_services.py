"""Groups, sheets, tools, the warning before the screen closes, and the keypad: the flow without a window."""

from typing import Any

import pytest

from contracts import messages as m
from contracts.vocabulary import RefusalCode, SlipState
from kiosk_app.flow import happenings as h
from kiosk_app.flow import model as k
from kiosk_app.flow import offered
from kiosk_app.flow.keypad import NAMES
from tests.unit.kiosk import kiosk_scenes as scenes
from tests.unit.kiosk.kiosk_player import Player
from tests.unit.kiosk.kiosk_targets import named, names


def many(**equipment: Any) -> Player:
    player = Player()
    player.model = k.Model(player.model.device, 0.0, equipment=k.Equipment(**equipment))
    player.hear(scenes.office_of_groups())
    player.hear(scenes.queue_of_groups())
    player.hear(scenes.printer())
    player.wait(2)
    return player


def press(player: Player, *keys: str) -> None:
    for key in keys:
        player.wait(1)
        player.happen(h.Pressed(key))


def test_the_first_screen_has_groups_and_what_is_in_none():
    assert names(offered.choices(many().model)) == (
        "group-hanh-chinh",
        "group-dat-dai",
        "group-kinh-te",
        "group-xa-hoi",
        "group-van-hoa",
        "service-s39",
        "service-s40",
    )


def test_every_one_of_forty_services_is_two_touches_away():
    player = many()
    found = {target for target in names(offered.choices(player.model)) if target.startswith("service")}
    for group in [target for target in names(offered.choices(player.model)) if target.startswith("group")]:
        player.touch(group)
        found |= set(names(offered.choices(player.model)))
        player.touch("back")
    assert found == {f"service-s{n}" for n in range(1, 41)}


def test_a_double_touch_on_a_group_takes_no_number():
    player = many()
    player.touch("group-dat-dai")
    player.touch("service-s7", after=0.4)
    assert player.screen == "group"
    assert player.asked() == []
    player.touch("service-s7", after=1)
    assert [c.service for c in player.asked()] == ["s7"]


def test_a_group_says_its_name_and_keeps_the_declared_priority():
    player = many()
    player.touch("priority")
    player.touch("priority-elderly")
    player.touch("group-hanh-chinh")
    assert player.view.title == "Tư pháp, hộ tịch, cư trú"
    player.touch("service-s6")
    assert player.asked()[-1].priority == "elderly"


def test_a_group_where_nothing_gives_numbers_says_so_and_still_opens():
    player = many()
    closed = tuple(
        line.model_copy(update={"closed": RefusalCode.QUOTA_REACHED})
        if int(line.service[1:]) % 5 == 1
        else line
        for line in scenes.queue_of_groups().services
    )
    player.hear(scenes.queue_of_groups().model_copy(update={"seq": 51, "services": closed}))
    card = next(c for c in player.view.body.choices if c.target == named("group-hanh-chinh"))  # type: ignore[union-attr] # a choice
    assert not card.open
    player.touch("group-hanh-chinh")
    assert player.screen == "group"


def test_a_group_of_one_service_is_that_service():
    player = many()
    groups = (scenes.office_of_groups().groups[0].model_copy(update={"services": ("s1",)}),)
    player.hear(scenes.office_of_groups().model_copy(update={"seq": 51, "groups": groups}))
    assert "service-s1" in names(offered.choices(player.model))
    assert not [card for card in names(offered.choices(player.model)) if card.startswith("group")]


def test_a_group_that_goes_away_gives_way_to_the_first_screen():
    player = many()
    player.touch("group-dat-dai")
    player.hear(scenes.office_of_groups().model_copy(update={"seq": 51, "groups": ()}))
    assert player.screen == "services"


def test_sheets_turn_and_a_turned_sheet_is_a_new_screen_for_a_finger():
    player = many()
    player.touch("sheet-1")
    assert player.view.body.sheet == 1  # type: ignore[union-attr] # a choice
    player.touch("service-s39", after=0.4)
    assert player.asked() == []
    player.touch("sheet-99")
    player.touch("sheet--1")
    assert player.view.body.sheet == 1  # type: ignore[union-attr] # a choice


@pytest.mark.parametrize("tool", ["large", "contrast", "low", "aloud"])
def test_a_tool_is_on_after_a_touch_and_off_for_the_next_citizen(tool: str):
    player = many(voice=True)
    player.touch(tool)
    assert getattr(player.view.modes, tool)
    assert next(t for t in player.view.tools if t.target == tool).on
    player.wait(130)
    assert player.view.modes == k.Modes()


def test_tools_that_could_do_nothing_are_not_offered():
    assert names(offered.tools(many(lowers=False).model)) == ("lang", "large", "contrast")


@pytest.mark.parametrize("reader", [False, True])
def test_looking_up_is_offered_where_the_office_has_it_with_a_reader_or_without(*, reader: bool):
    player = many(reader=reader)
    assert "scan" not in names(offered.actions(player.model))
    player.hear(scenes.office_of_groups().model_copy(update={"seq": 51, "look_up": m.LookUpOffer()}))
    assert names(offered.actions(player.model)) == ("priority", "scan")
    button = player.view.actions[-1]
    assert (button.text, button.icon) == ("Tra cứu hồ sơ", "barcode-scan" if reader else "magnify")


def test_one_touch_anywhere_stops_the_closing():
    player = many()
    player.touch("lang")
    player.wait(30)
    assert player.view.closing
    player.touch("more-time")
    assert player.view.closing is None
    assert player.view.lang == "en"
    player.wait(19)
    assert player.view.closing is None


def test_a_citizen_has_twenty_seconds_to_react():
    player = many()
    player.touch("lang")
    while player.view.closing is None:
        player.wait(0.5)
    warned = player.now
    while player.view.lang == "en":
        player.wait(0.5)
    assert player.now - warned >= 19.5


def test_more_time_keeps_a_number_that_has_to_be_noted_but_not_for_ever():
    player = Player.at_services()
    player.take()
    player.hear(scenes.slip_ended(SlipState.UNKNOWN))
    player.wait(50)
    player.touch("more-time")
    player.wait(30)
    assert player.shows("A012")
    for _ in range(30):
        player.touch("more-time", after=20)
    assert not player.shows("A012")


def test_a_number_on_the_keypad_only_points_and_enter_takes():
    player = many(keypad=True)
    press(player, "2")
    assert player.focus == "group-dat-dai"
    press(player, "enter")
    assert player.screen == "group"
    press(player, "1", "enter")
    assert [c.service for c in player.asked()] == ["s2"] or player.screen == "refused"


def test_two_digits_make_one_number_and_an_impossible_one_begins_anew():
    player = many(keypad=True)
    player.hear(scenes.office_of_groups().model_copy(update={"seq": 51, "groups": ()}))
    press(player, "1", "2")
    assert player.focus == "service-s12"
    player.wait(5)
    press(player, "4", "5")
    assert player.focus == "service-s5"
    player.wait(5)
    press(player, "4", "0")
    assert player.focus == "service-s40"


def test_nought_goes_back():
    player = many(keypad=True)
    press(player, "1", "enter", "0")
    assert player.screen == "services"
    press(player, "0")
    assert player.screen == "services"


def test_the_keypad_reaches_everything_by_walking():
    player = many(keypad=True, voice=True)
    seen = []
    for _ in offered.targets(player.model):
        press(player, "next")
        seen.append(player.focus)
    assert tuple(seen) == names(offered.targets(player.model))
    press(player, "next", "previous")
    assert player.focus == names(offered.targets(player.model))[-1]


def test_what_the_keypad_is_on_goes_with_the_screen_and_with_a_touch():
    player = many(keypad=True)
    press(player, "7", "enter")
    assert player.focus == ""
    other = many(keypad=True)
    press(other, "3")
    other.touch("")
    assert other.focus == ""
    third = many(keypad=True)
    press(third, "3")
    third.wait(50)
    assert third.focus == ""


def test_keys_in_any_order_never_take_more_than_one_number_at_once():
    player = many(keypad=True, voice=True)
    for index in range(400):
        player.wait(0.1)
        player.happen(h.Pressed(NAMES[index * 7 % len(NAMES)]))
    assert len({c.request_id for c in player.asked()}) <= 3


def test_numbers_stand_on_cards_only_where_they_can_be_typed():
    assert {card.key for card in many().view.body.choices} == {""}  # type: ignore[union-attr] # a choice
    keys = [card.key for card in many(keypad=True).view.body.choices]  # type: ignore[union-attr] # a choice
    assert keys == ["1", "2", "3", "4", "5", "6", "7"]


def test_aloud_the_number_is_said_digit_by_digit():
    player = Player.at_services()
    player.model = k.Model(
        **{**vars(player.model), "modes": k.Modes(aloud=True), "equipment": k.Equipment(voice=True)}
    )
    player.touch("service-a")
    assert player.asked() == [], "the first touch says"
    player.take()
    assert "A, 0, 1, 2" in player.view.spoken
    player.hear(m.Event(epoch=1, seq=2, at=0, kind="other"))
    assert "Phiếu đang in" in player.view.spoken


def test_a_key_that_is_read_late_is_nothing_when_it_is_old_or_was_meant_for_another_screen():
    player = many()
    player.happen(h.Pressed("1", player.now - 6))
    assert player.model.focus is None
    player.happen(h.Pressed("1", player.now - 1))
    assert player.model.focus is not None
    press(player, "enter")
    player.happen(h.Pressed("1", player.now - 0.5))
    assert player.model.focus is None
