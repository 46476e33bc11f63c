"""What the kiosk does, without a window."""

import pytest

from contracts.vocabulary import FaultCode, PriorityGroup, RefusalCode, SlipState
from tests.unit.kiosk import kiosk_scenes as scenes
from tests.unit.kiosk.kiosk_player import Player
from tests.unit.kiosk.kiosk_targets import named


def test_a_kiosk_that_knows_no_office_is_starting():
    player = Player()
    player.wait(1)
    assert player.screen == "starting"


def test_a_desk_silent_since_the_start_is_out_of_order_only_after_some_patience():
    player = Player(alive=False)
    player.hear(scenes.office())
    player.wait(11)
    assert player.screen == "starting"
    player.wait(2)
    assert player.screen == "out-of-order"


def test_one_touch_on_a_service_asks_for_one_ticket():
    player = Player.at_services()
    player.touch("service-c")
    assert player.screen == "sending"
    assert [(c.service, c.priority, c.lang) for c in player.asked()] == [("c", "ordinary", "vi")]


def test_twenty_touches_a_second_ask_once_even_when_the_number_comes_and_goes_meanwhile():
    player = Player.at_services()
    for index in range(20 * 15):
        player.touch("service-a", after=0.05)
        player.touch("ok", after=0)
        if index == 4:
            player.hear(scenes.accepted(player.asked()[0]))
            player.hear(scenes.slip_ended(SlipState.PRINTED))
    assert len({c.request_id for c in player.asked()}) == 1


def test_a_touch_right_after_the_screen_changed_meant_the_old_screen():
    player = Player.at_services()
    player.take()
    player.hear(scenes.slip_ended(SlipState.PRINTED))
    player.wait(8.5)
    assert player.screen == "services"
    player.touch("service-a", after=0.05)
    assert len(player.asked()) == 1
    player.touch("service-a", after=1)
    assert len(player.asked()) == 2


def test_the_request_is_repeated_each_second_with_the_same_id_for_fifteen_seconds():
    player = Player.at_services()
    player.touch("service-a")
    player.wait(20)
    assert len(player.asked()) == 15
    assert len(set(player.asked())) == 1
    assert player.screen == "no-connection"


def test_a_desk_lost_while_sending_does_not_end_the_waiting():
    player = Player.at_services()
    player.touch("service-a")
    player.alive = False
    player.wait(5)
    assert player.screen == "sending"


@pytest.mark.parametrize("touch_ok", [False, True])
def test_a_number_that_comes_within_a_minute_is_still_shown(*, touch_ok: bool):
    player = Player.at_services()
    player.touch("service-a")
    player.wait(30)
    if touch_ok:
        player.touch("ok")
    player.hear(scenes.accepted(player.asked()[0]))
    assert player.screen == "number"


def test_a_number_that_comes_after_a_minute_is_never_shown():
    player = Player.at_services()
    player.touch("service-a")
    player.wait(61)
    player.hear(scenes.accepted(player.asked()[0]))
    assert not player.shows("A012")


def test_a_late_number_is_not_shown_to_the_next_citizen_who_waits_for_another():
    player = Player.at_services()
    player.touch("service-a")
    player.wait(16)
    player.touch("ok")
    player.touch("service-b")
    player.hear(scenes.accepted(player.asked()[0]))
    assert player.screen == "sending"
    player.hear(scenes.accepted(player.asked()[-1], number="B007"))
    assert player.shows("B007")
    assert not player.shows("A012")


def test_a_late_refusal_replaces_the_doubt_by_a_reason():
    player = Player.at_services()
    player.touch("service-a")
    player.wait(16)
    player.hear(scenes.refused(player.asked()[0], RefusalCode.QUOTA_REACHED))
    assert player.screen == "refused"


def test_a_reply_to_somebody_else_changes_nothing():
    player = Player.at_services()
    player.touch("service-a")
    stranger = player.asked()[0].model_copy(update={"request_id": "00000000-0000-7000-8000-ffffffffffff"})
    player.hear(scenes.accepted(stranger))
    assert player.screen == "sending"


def test_the_slip_is_printing_then_to_be_taken_then_the_next_citizen_comes():
    player = Player.at_services()
    player.take()
    assert player.shows("Phiếu đang in…")
    player.wait(3)
    player.hear(scenes.slip_ended(SlipState.PRINTED))
    assert player.shows("Mời ông/bà lấy phiếu")
    player.wait(7)
    assert player.shows("A012")
    player.wait(1.5)
    assert player.screen == "services"
    assert not player.shows("A012")
    assert player.reported() == []


def test_a_citizen_who_has_the_slip_may_leave_at_once():
    player = Player.at_services()
    player.take()
    player.hear(scenes.slip_ended(SlipState.PRINTED))
    player.touch("ok")
    assert player.screen == "services"


@pytest.mark.parametrize("end", [SlipState.NOT_PRINTED, SlipState.UNKNOWN])
def test_without_paper_the_number_stays_until_it_was_noted_and_the_desk_is_told(end: SlipState):
    player = Player.at_services()
    player.take()
    player.hear(scenes.slip_ended(end))
    assert player.shows("Xin ghi hoặc chụp lại")
    player.wait(30)
    assert player.shows("A012")
    player.touch("confirm-seen")
    assert player.screen == "services"
    assert [(r.job, r.state) for r in player.reported()] == [("20261121-A012-1", "on-screen")]


def test_a_slip_that_nobody_speaks_of_counts_as_no_paper_after_twelve_seconds():
    player = Player.at_services()
    player.take()
    player.wait(11.5)
    assert player.shows("Phiếu đang in…")
    player.wait(1)
    assert player.shows("Xin ghi hoặc chụp lại")


@pytest.mark.parametrize("end", [SlipState.NOT_PRINTED, SlipState.UNKNOWN])
@pytest.mark.parametrize("patience", [0, 13])
def test_a_slip_in_doubt_that_nobody_confirms_stays_in_doubt(end: SlipState, patience: float):
    player = Player.at_services()
    player.take()
    player.wait(patience)
    player.hear(scenes.slip_ended(end))
    player.wait(46)
    assert player.shows("Màn hình tự đóng sau")
    player.wait(15)
    assert player.screen == "services"
    player.wait(30)
    assert player.reported() == []


def test_a_slip_that_still_waits_for_paper_does_not_come_when_its_owner_has_gone():
    player = Player.at_services()
    player.hear(scenes.printer("paper-end"))
    player.take()
    player.wait(61)
    assert player.screen == "services"
    assert {r.state for r in player.reported()} == {SlipState.ON_SCREEN}


def test_paper_that_comes_after_all_is_to_be_taken():
    player = Player.at_services()
    player.take()
    player.wait(13)
    player.hear(scenes.slip_ended(SlipState.PRINTED))
    assert player.shows("Mời ông/bà lấy phiếu")


def test_the_end_of_another_slip_says_nothing_about_this_one():
    player = Player.at_services()
    player.take()
    player.hear(scenes.slip_ended(SlipState.PRINTED, number="A011"))
    assert player.shows("Phiếu đang in…")


def test_a_kiosk_without_a_printer_asks_to_note_the_number_and_reports_nothing():
    player = Player.at_services(printer=False)
    player.take(job=False)
    assert player.shows("Xin ghi hoặc chụp lại")
    player.touch("confirm-seen")
    assert player.reported() == []


def test_a_report_is_repeated_with_one_id_until_the_desk_replies():
    player = Player.at_services()
    player.take()
    player.hear(scenes.slip_ended(SlipState.UNKNOWN))
    player.touch("confirm-seen")
    player.wait(5)
    reports = player.reported()
    assert len(reports) > 1
    assert len(set(reports)) == 1
    player.hear(scenes.refused(reports[0], RefusalCode.UNKNOWN_JOB))
    player.wait(10)
    assert player.reported() == reports


@pytest.mark.parametrize(
    "fault", ["paper-end", "cover-open", "cutter-jam", "printer-offline", "device-missing"]
)
def test_printer_trouble_is_told_before_touching_and_a_number_is_given_all_the_same(fault: str):
    player = Player.at_services()
    player.hear(scenes.printer(fault))
    assert "số sẽ hiện trên màn hình" in player.view.banner
    player.take()
    assert player.shows("Xin ghi hoặc chụp lại")


def test_a_printer_that_is_gone_or_was_never_heard_is_trouble():
    player = Player.at_services()
    player.hear(scenes.printer(online=False))
    assert player.view.banner
    unheard = Player()
    unheard.hear(scenes.office())
    unheard.wait(1)
    assert unheard.view.banner


def test_a_low_roll_is_not_the_citizens_business():
    player = Player.at_services()
    player.hear(scenes.printer("paper-near-end"))
    assert player.view.banner == ""


def test_trouble_while_printing_asks_to_note_the_number_at_once():
    player = Player.at_services()
    player.take()
    player.hear(scenes.printer("paper-end"))
    player.wait(0.5)
    assert player.shows("Xin ghi hoặc chụp lại")


def test_priority_is_asked_only_when_wished_and_goes_with_one_ticket_only():
    player = Player.at_services()
    player.touch("priority")
    assert player.screen == "priority"
    player.touch("priority-elderly")
    assert player.shows("Người cao tuổi")
    player.take("b")
    assert player.asked()[-1].priority == PriorityGroup.ELDERLY
    player.hear(scenes.slip_ended(SlipState.PRINTED))
    player.touch("ok")
    player.take("b")
    assert player.asked()[-1].priority == PriorityGroup.ORDINARY


def test_the_question_can_be_left_without_an_answer():
    player = Player.at_services()
    player.touch("priority")
    player.touch("back")
    player.take()
    assert player.asked()[-1].priority == PriorityGroup.ORDINARY


@pytest.mark.parametrize("groups", [(), (PriorityGroup.ORDINARY,)])
def test_an_office_without_priority_does_not_ask(groups: tuple[PriorityGroup, ...]):
    player = Player.at_services(groups=groups)
    assert named("priority") not in [button.target for button in player.view.actions]
    player.touch("priority")
    assert player.screen == "services"


def test_a_group_that_the_office_does_not_have_is_not_taken():
    player = Player.at_services(groups=(PriorityGroup.MERIT,))
    player.touch("priority")
    player.touch("priority-elderly")
    assert player.screen == "priority"


def test_language_changes_and_returns_to_vietnamese_for_the_next_citizen():
    player = Player.at_services()
    player.touch("lang")
    assert player.view.title == "Please choose a service"
    player.take()
    assert player.asked()[-1].lang == "en"
    player.hear(scenes.slip_ended(SlipState.PRINTED))
    player.touch("ok")
    assert player.view.title == "Mời ông/bà chọn lĩnh vực"


@pytest.mark.parametrize("touches", [["lang"], ["priority"], ["priority", "priority-merit"], ["service-b"]])
def test_what_a_citizen_left_behind_is_gone_after_a_warning(touches: list[str]):
    player = Player.at_services()
    player.hear(scenes.queue(closed={"b": RefusalCode.QUOTA_REACHED}, seq=2))
    fresh = player.view
    for target in touches:
        player.touch(target)
    assert player.view != fresh
    player.wait(19)
    assert player.view.closing is None
    player.wait(20)
    assert player.view.closing
    assert player.view.closing.seconds <= 2
    player.wait(2)
    assert (player.view.title, player.view.hint, player.view.body) == (fresh.title, fresh.hint, fresh.body)


@pytest.mark.parametrize("code", list(RefusalCode))
def test_every_refusal_is_a_plain_screen_with_a_way_back(code: RefusalCode):
    player = Player.at_services()
    player.touch("service-a")
    player.hear(scenes.refused(player.asked()[0], code))
    assert player.screen == "refused"
    assert player.view.body.title  # type: ignore[union-attr] # a refusal is a notice
    player.touch("ok")
    assert player.screen == "services"


def test_a_service_not_open_yet_says_when():
    player = Player.at_services()
    player.touch("service-a")
    player.hear(scenes.refused(player.asked()[0], RefusalCode.NOT_OPEN_YET, opens_at=1_795_242_600_000))
    assert player.shows("từ 13:30")


def test_a_closed_service_says_why_without_asking_the_desk():
    player = Player.at_services()
    player.hear(scenes.queue(closed={"b": RefusalCode.QUOTA_REACHED}, seq=2))
    assert player.shows("Hôm nay đã cấp hết số")
    player.touch("service-b")
    assert player.screen == "refused"
    assert player.asked() == []


@pytest.mark.parametrize(
    ("code", "title"),
    [
        (RefusalCode.OFFICE_CLOSED, "Đã hết giờ lấy số"),
        (RefusalCode.NOT_OPEN_YET, "Chưa đến giờ lấy số"),
        (RefusalCode.NUMBERS_ENDED, "Đã ngừng cấp số"),
        (RefusalCode.QUOTA_REACHED, "Đã ngừng cấp số"),
    ],
)
def test_an_office_where_nothing_gives_numbers_is_closed_and_tells_its_hours(code: RefusalCode, title: str):
    player = Player.at_services()
    player.hear(scenes.queue(closed=code, opens_at=1_795_231_800_000, seq=2))
    assert player.screen == "closed"
    assert player.shows(title)
    assert player.shows("Thứ Hai – Thứ Sáu")
    assert player.shows("Buổi chiều: 13:30 – 16:30")
    player.touch("service-a")
    assert player.asked() == []


def test_before_opening_the_time_is_told_in_the_offices_own_clock():
    player = Player.at_services()
    player.hear(scenes.queue(closed=RefusalCode.NOT_OPEN_YET, opens_at=1_795_231_800_000, seq=2))
    assert player.shows("từ 10:30")


@pytest.mark.parametrize("fault", [FaultCode.CLOCK_UNTRUSTED, FaultCode.STORAGE_FAILED])
def test_a_desk_that_cannot_give_numbers_is_out_of_order_and_heals(fault: FaultCode):
    player = Player.at_services()
    player.desk_faults(fault)
    assert player.screen == "out-of-order"
    player.touch("service-a")
    assert player.asked() == []
    player.desk_faults()
    assert player.screen == "services"


def test_all_queues_closed_for_the_clock_is_out_of_order_not_closed():
    player = Player.at_services()
    player.hear(scenes.queue(closed=RefusalCode.CLOCK_UNTRUSTED, seq=2))
    assert player.screen == "out-of-order"


def test_a_lost_desk_is_out_of_order_without_a_clock_and_heals():
    player = Player.at_services()
    player.alive = False
    player.wait(1)
    assert player.screen == "out-of-order"
    assert player.view.header.time == ""
    player.touch("service-a")
    assert player.asked() == []
    player.alive = True
    player.wait(1)
    assert player.screen == "services"


def test_a_number_in_hand_stays_when_the_desk_is_lost():
    player = Player.at_services()
    player.take()
    player.alive = False
    player.wait(5)
    assert player.shows("A012")


def test_a_target_that_is_not_on_the_screen_is_ignored():
    player = Player.at_services()
    player.touch("service-zz")
    player.touch("confirm-seen")
    player.touch("key-A")
    player.touch("")
    assert player.screen == "services"
    assert player.sent == []


def test_paper_that_comes_while_the_warning_stands_ends_the_warning():
    player = Player.at_services()
    player.take()
    player.hear(scenes.slip_ended(SlipState.UNKNOWN))
    player.wait(50)
    assert player.view.closing is not None
    player.hear(scenes.slip_ended(SlipState.PRINTED))
    player.wait(1)
    assert player.view.closing is None
