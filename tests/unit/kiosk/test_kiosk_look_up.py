"""The dossier look-up without a window: what is scanned, asked, shown, and forgotten."""

from dataclasses import replace

import pytest

from contracts import messages as m
from contracts.dossiers import DossierStatus
from contracts.vocabulary import RefusalCode
from kiosk_app.flow import dossier_pages as d
from kiosk_app.flow import happenings as h
from kiosk_app.flow import model as k
from kiosk_app.flow.scan import MOST_CODES
from tests.unit.kiosk import kiosk_scenes as scenes
from tests.unit.kiosk.kiosk_reader import answered, questions, reading, scan
from tests.unit.kiosk.kiosk_targets import named

CODE, OTHER = scenes.CODE, scenes.OTHER_CODE
LINK = f"https://dichvucong.gov.vn/tra-cuu?SGT=001088012345&MHS={CODE}"
BANK = "00020101021138570010A00000072701270006970403011300110123456780208QRIBFTTA53037045802VN6304ABCD"


# --- what was scanned ---------------------------------------------------------------------------------


@pytest.mark.parametrize("text", [CODE, f" {CODE.lower()}\r\n", LINK])
@pytest.mark.parametrize("way", ["home", "scan page"])
def test_a_code_or_a_link_that_carries_it_is_asked_about_at_once(text: str, way: str):
    player = reading()
    if way == "scan page":
        player.touch("scan")
        assert player.screen == "scan"
    scan(player, text)
    assert player.screen == "asking"
    assert [q.dossier for q in questions(player)] == [CODE]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (scenes.CARD, "citizen-card"),
        ("001088012345", "citizen-card"),
        (BANK, "payment"),
        ("VNEID:abcdef", "vneid"),
        ("https://dichvucong.gov.vn/p/home?id=xYz", "portal"),
        ("https://example.org/menu", "other-url"),
        ("1.001193", "procedure"),
        ("@@@ rất vui", "rubbish"),
        ("\x00\x1b[2J", "rubbish"),
        ("A" * 10_000, "rubbish"),
        ("MOTCUA:ELSEWHERE:20261121-A012", "slip-elsewhere"),
        ("MOTCUA:DEMO:20261120-A012", "slip-old"),
        ("MOTCUA:DEMO:20261121-B012", "slip"),
    ],
)
def test_everything_else_gets_a_kind_sentence_and_no_question(text: str, kind: str):
    player = reading()
    scan(player, text)
    assert player.model.page == d.Remark(d.RemarkKind(kind), service=player.model.page.service)  # type: ignore[union-attr] # a remark
    assert questions(player) == []
    assert text not in repr(player.model)
    assert player.view.body.title  # type: ignore[union-attr] # a notice
    player.wait(41)
    assert player.screen == "services"


def test_our_own_slip_tells_how_many_wait_for_that_service_now():
    player = reading()
    scan(player, "MOTCUA:DEMO:20261121-B012")
    assert player.shows("7 người đang chờ")
    assert player.shows("vẫn giữ chỗ")
    other = reading()
    scan(other, "MOTCUA:DEMO:20261121-Z012")
    assert other.shows("vẫn giữ chỗ")
    assert not other.shows("người đang chờ")


def test_a_portal_that_the_settings_name_is_a_portal():
    player = reading()
    player.model = replace(
        player.model, equipment=replace(player.model.equipment, portals=frozenset({"motcua.hue.vn"}))
    )
    scan(player, "https://motcua.hue.vn/x/y")
    assert player.model.page == d.Remark(d.RemarkKind.PORTAL)


def test_twelve_digits_are_a_dossier_where_the_office_says_so():
    player = reading()
    player.model = replace(player.model, equipment=replace(player.model.equipment, own_codes=r"[0-9]{12}"))
    scan(player, "001088012345")
    assert [q.dossier for q in questions(player)] == ["001088012345"]


@pytest.mark.parametrize("target", ["service-a", "priority"])
def test_a_scan_is_ignored_while_something_else_is_done(target: str):
    player = reading()
    player.touch(target)
    before = player.screen
    scan(player, CODE)
    assert player.screen == before
    assert questions(player) == []


def test_a_scan_is_ignored_where_the_office_looks_nothing_up():
    player = reading()
    player.hear(scenes.office(8).model_copy(update={"seq": 41}))
    scan(player, CODE)
    assert player.screen == "services"


def test_dossiers_are_looked_up_while_no_numbers_are_given():
    player = reading()
    player.hear(scenes.queue(8, closed=RefusalCode.OFFICE_CLOSED, seq=5))
    assert player.screen == "closed"
    player.touch("scan")
    assert player.screen == "scan"
    player.touch("back")
    scan(player, CODE)
    assert player.screen == "asking"


# --- by hand ------------------------------------------------------------------------------------------


def test_a_code_is_typed_on_the_glass_as_fast_as_fingers_are():
    player = reading()
    player.touch("scan")
    player.touch("manual")
    player.wait(1)
    for sign in "H57.132-26X":
        player.now += 0.12
        player.happen(h.Touched(named(f"key-{sign}")))
    player.touch("key-delete")
    assert player.model.page.typed == "H57.132-26"  # type: ignore[union-attr] # the page to type on
    player.touch("look-up")
    assert [q.dossier for q in questions(player)] == ["H57.132-26"]


def test_the_keypad_beside_the_glass_types_digits_and_its_enter_asks():
    player = reading()
    player.touch("scan")
    player.touch("manual")
    player.wait(1)
    for key in (*"1200345", "enter"):
        player.wait(0.5)
        player.happen(h.Pressed(key))
    assert [q.dossier for q in questions(player)] == ["1200345"]


def test_what_cannot_be_a_code_is_not_asked_about():
    player = reading()
    player.touch("scan")
    player.touch("manual")
    for key in ("key-.", "look-up"):
        player.touch(key)
    assert questions(player) == []
    assert player.screen == "manual"


def test_what_was_typed_can_be_mended_when_there_is_no_such_dossier():
    player = reading()
    player.model = replace(player.model, page=d.Manual(CODE))
    player.touch("look-up")
    player.hear(scenes.refused(questions(player)[-1], RefusalCode.DOSSIER_NOT_FOUND))
    assert player.shows("Không tìm thấy hồ sơ")
    player.touch("ok")
    assert player.model.page == d.Manual(CODE)
    player.wait(41)
    assert player.screen == "services"


def test_without_its_reader_a_kiosk_asks_to_type():
    player = reading(reader=False)
    player.touch("scan")
    assert player.screen == "manual"
    seeing = reading()
    seeing.touch("scan")
    seeing.happen(h.ReaderSeen(there=False))
    assert seeing.shows("Máy quét tạm ngưng")


# --- asking -------------------------------------------------------------------------------------------


def test_the_question_is_repeated_each_second_with_the_same_id_and_given_up_after_five():
    player = reading()
    scan(player, CODE)
    player.wait(4.9, tick=0.1)
    assert len(questions(player)) == 5
    assert len({q.request_id for q in questions(player)}) == 1
    player.wait(0.2, tick=0.1)
    assert player.shows("Chưa có trả lời")
    player.wait(3)
    assert len(questions(player)) == 5


def test_an_answer_that_comes_too_late_is_dropped():
    player = reading()
    scan(player, CODE)
    player.wait(5.5)
    player.hear(scenes.looked_up(questions(player)[0]))
    assert player.screen == "remark"
    assert CODE not in repr(player.model)


def test_an_answer_to_another_question_is_dropped():
    player = reading()
    scan(player, CODE)
    first = questions(player)[0]
    player.wait(5.5)
    player.touch("ok")
    scan(player, OTHER)
    player.hear(scenes.looked_up(first))
    assert player.screen == "asking"


@pytest.mark.parametrize(
    ("code", "title"),
    [
        (RefusalCode.DOSSIER_NOT_FOUND, "Không tìm thấy hồ sơ"),
        (RefusalCode.LOOK_UP_DOWN, "Chưa tra cứu được"),
        (RefusalCode.LOOK_UP_LIMIT, "nhiều lần liên tiếp"),
        (RefusalCode.EXPIRED, "Chưa có trả lời"),
        (RefusalCode.NOT_ALLOWED, "Chưa tra cứu được"),
    ],
)
def test_every_refusal_is_a_plain_sentence(code: RefusalCode, title: str):
    player = reading()
    scan(player, CODE)
    player.hear(scenes.refused(questions(player)[-1], code))
    assert player.screen == "remark"
    assert player.shows(title)


@pytest.mark.parametrize(
    ("seconds", "wait"), [("", "1 phút"), ("5", "1 phút"), ("61", "2 phút"), ("3600", "60 phút")]
)
def test_whoever_asked_too_often_is_told_how_long_to_wait(seconds: str, wait: str):
    player = reading()
    scan(player, CODE)
    refused = scenes.refused(questions(player)[-1], RefusalCode.LOOK_UP_LIMIT)
    player.hear(refused.model_copy(update={"facts": {"seconds": seconds}}))
    assert player.shows(f"đợi khoảng {wait}")


def test_all_dossiers_of_a_receipt_are_asked_one_after_the_other():
    player = reading()
    scan(player, f"{CODE};{OTHER}")
    player.hear(scenes.looked_up(questions(player)[-1]))
    assert [q.dossier for q in questions(player)] == [CODE, OTHER]
    player.hear(scenes.refused(questions(player)[-1], RefusalCode.DOSSIER_NOT_FOUND))
    assert player.screen == "dossier"
    assert [seen.dossier for seen in player.model.page.found] == [CODE]  # type: ignore[union-attr] # an answer


def test_a_dossier_that_was_told_already_is_not_asked_again():
    player = reading()
    scan(player, f"{CODE};{OTHER}")
    player.hear(scenes.looked_up(questions(player)[-1], scenes.seen(CODE), scenes.seen(OTHER)))
    assert len(questions(player)) == 1
    assert player.screen == "dossier"


def test_a_receipt_of_many_codes_asks_only_as_often_as_a_kiosk_may():
    player = reading()
    scan(player, ";".join(f"H57.132-261102-{number:04d}" for number in range(9)))
    for _ in range(9):
        if player.screen == "asking":
            player.hear(scenes.looked_up(questions(player)[-1]))
    assert len(questions(player)) == MOST_CODES
    assert player.screen == "dossier"


# --- the answer ---------------------------------------------------------------------------------------


def test_several_dossiers_are_turned_one_by_one():
    player = answered(*scenes.three_dossiers())
    assert player.shows("Giấy tiếp nhận này gồm 3 hồ sơ: hồ sơ 1")
    player.touch("sheet-1")
    assert player.shows("Giấy tiếp nhận này gồm 3 hồ sơ: hồ sơ 2")
    assert player.shows("Đã quá hạn")
    player.touch("sheet-2")
    player.touch("sheet-0")
    assert player.shows("Giấy tiếp nhận này gồm 3 hồ sơ: hồ sơ 1")


def test_a_result_that_is_ready_becomes_a_number_with_one_touch():
    player = answered(*scenes.three_dossiers())
    player.touch("take-result")
    asked = player.asked()[-1]
    assert (asked.service, asked.dossier) == ("h", CODE)
    player.hear(scenes.accepted(asked, number="H001"))
    assert player.screen == "number"
    assert player.shows("H001")
    assert CODE not in repr(player.model)
    assert not holds_code(player.model)


def test_only_a_ready_result_and_a_known_service_give_a_number():
    player = answered(*scenes.three_dossiers())
    player.touch("sheet-1")
    player.touch("take-result")
    nowhere = answered(scenes.seen(CODE, DossierStatus.RESULT_READY))
    nowhere.hear(scenes.office(4).model_copy(update={"seq": 60, "look_up": m.LookUpOffer()}))
    nowhere.touch("take-result")
    assert player.asked() == nowhere.asked() == []


def test_a_closed_result_service_says_so():
    player = answered(scenes.seen(CODE, DossierStatus.RESULT_READY))
    player.hear(scenes.queue(8, closed={"h": RefusalCode.QUOTA_REACHED}, seq=9))
    player.touch("take-result")
    assert player.screen == "refused"
    assert player.asked() == []


# --- privacy ------------------------------------------------------------------------------------------


def holds_code(model: k.Model) -> bool:
    """Whether any field at all holds the code, also those that ``repr`` leaves out."""

    def found(thing: object) -> bool:
        match thing:
            case str():
                return CODE in thing
            case m.Message():
                return CODE in thing.model_dump_json()
            case tuple() | list() | frozenset():
                return any(found(each) for each in thing)
            case dict():
                return any(found(each) for each in thing.values())
        return any(found(each) for each in vars(thing).values()) if hasattr(thing, "__dict__") else False

    return found(model)


def test_an_answer_leaves_after_fifteen_seconds_with_a_warning_and_nothing_of_it_stays():
    player = answered()
    assert holds_code(player.model)
    player.wait(6)
    assert player.model.closes_in is None
    player.wait(2)
    assert player.model.closes_in is not None
    player.wait(7.5)
    assert player.screen == "services"
    assert not holds_code(player.model)


def test_a_touch_keeps_an_answer_longer():
    player = answered()
    player.touch("more-time", after=14)
    player.wait(14)
    assert player.screen == "dossier"
    player.wait(1.5)
    assert player.screen == "services"


def test_an_answer_is_not_taken_away_by_a_silent_desk_but_by_its_time():
    player = answered()
    player.alive = False
    player.wait(5)
    assert player.screen == "dossier"
    player.wait(11)
    assert not holds_code(player.model)


def test_no_repr_shows_a_code():
    player = reading()
    scan(player, CODE)
    asking = player.model
    player.hear(scenes.looked_up(questions(player)[-1]))
    happenings = h.Scanned(CODE), h.MessageArrived(scenes.looked_up(questions(player)[-1]))
    shown = (asking, player.model, happenings, h.Send(questions(player)[-1]), player.view)
    assert CODE not in repr(shown)


def test_a_number_that_is_still_to_come_is_waited_for_without_the_dossier():
    player = answered(scenes.seen(CODE, DossierStatus.RESULT_READY))
    player.touch("take-result")
    player.wait(16)
    assert player.screen == "no-connection"
    assert not holds_code(player.model)
    player.hear(scenes.accepted(player.asked()[0]))
    assert player.screen == "number"


def test_a_dossier_is_read_out_only_when_asked_for_here():
    player = reading()
    player.touch("aloud")
    scan(player, CODE)
    player.hear(scenes.looked_up(questions(player)[-1]))
    assert "Đang giải quyết" not in player.view.spoken
    player.touch("aloud")
    assert "Đang giải quyết" in player.view.spoken
    assert CODE not in player.view.spoken
