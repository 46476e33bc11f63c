"""The guide to procedures, played: topics, words, a page, a checklist, a number, and every way it can fail."""

from dataclasses import replace
from typing import Any

import pytest

from contracts import messages as m
from contracts.vocabulary import RefusalCode
from hardware.ports import Sound
from kiosk_app import sample_guide
from kiosk_app.flow import guide_pages as g
from kiosk_app.flow import happenings as h
from kiosk_app.flow import offered
from kiosk_app.flow import targets as t
from kiosk_app.flow.model import Equipment, Offer
from tests.unit.kiosk import kiosk_scenes as scenes
from tests.unit.kiosk.kiosk_player import Player
from tests.unit.kiosk.kiosk_targets import named, names

BIRTH = sample_guide.procedure().model_copy(update={"service": "a"})
LINES = tuple(
    m.ProcedureLine(code=f"1.00{n:04}", name={"vi": vi, "en": en}, field=field)
    for n, (vi, en, field) in enumerate(sample_guide.PROCEDURES)
)


def player(*offers: Offer, **changes: Any) -> Player:
    """A kiosk that has learnt the topics."""
    found = Player()
    equipment = Equipment(offers=frozenset(offers or Offer), reader=True)
    found.model = replace(found.model, equipment=equipment, reader_there=True)
    office = scenes.office_with_look_up().model_copy(update={"guide": True, **changes})
    found.hear(office)
    found.hear(scenes.queue(8))
    found.hear(scenes.printer())
    found.wait(1)
    if office.guide and Offer.GUIDE in equipment.offers:
        answer(found, sample_guide.topics())
    found.wait(1)
    return found


def answer(player: Player, result: Any, command: m.Command | None = None) -> None:
    player.hear(m.Accepted(request_id=(command or player.sent[-1]).request_id, result=result))


def targets(player: Player) -> tuple[str, ...]:
    return names(offered.targets(player.model))


def spell(player: Player, signs: str) -> None:
    player.wait(1)
    for sign in signs:
        player.touch(f"key-{sign}", after=0.2)


def reading(player: Player, told: m.ProcedureTold = BIRTH) -> None:
    """Go to the page of a procedure by two touches from the guide."""
    player.touch("guide")
    player.touch("topic-sinh-con")
    answer(player, m.Listed(procedures=LINES))
    player.touch("procedure-1.000000")
    answer(player, told)
    assert player.screen == "procedure"


def test_two_touches_from_the_guide_to_what_a_birth_needs():
    kiosk = player()
    kiosk.touch("guide")
    assert kiosk.screen == "guide"
    assert kiosk.shows("Sinh con, nuôi con")
    kiosk.touch("topic-sinh-con")
    assert isinstance(kiosk.sent[-1], m.FindProcedures)
    assert kiosk.sent[-1].topic == "sinh-con"
    answer(kiosk, m.Listed(procedures=LINES, more=4))
    assert kiosk.screen == "listed"
    assert kiosk.shows("Còn 4 thủ tục nữa")
    kiosk.touch("procedure-1.000000")
    assert isinstance(kiosk.sent[-1], m.ShowProcedure)
    answer(kiosk, BIRTH)
    for words in ("8.000 đồng", "1 ngày làm việc", "Tư pháp – Hộ tịch · Quầy 1, 2", "1 bản chính, 2 bản sao"):
        assert kiosk.shows(words), words


def test_ten_letters_without_marks_find_it():
    kiosk = player()
    kiosk.touch("guide")
    kiosk.touch("find")
    assert "search" not in targets(kiosk)
    spell(kiosk, "KHAISIN")
    kiosk.touch("key-delete", after=0.2)
    kiosk.touch("key-space", after=0.2)
    kiosk.touch("key-space", after=0.2)
    kiosk.touch("search")
    assert isinstance(kiosk.sent[-1], m.FindProcedures)
    assert kiosk.sent[-1].typed == "khaisi "
    answer(kiosk, m.Listed(procedures=LINES[:2]))
    assert kiosk.shows("Kết quả tìm “khaisi”")
    kiosk.touch("find")
    assert kiosk.model.page == g.Find("khaisi "), "what was typed can be mended"


def test_a_held_letter_offers_its_marks_and_nobody_needs_them():
    kiosk = player()
    kiosk.touch("guide")
    kiosk.touch("find")
    kiosk.touch("hold-D")
    assert {"key-Đ", "key-D", "key-delete"} <= set(targets(kiosk))
    assert "key-K" not in targets(kiosk)
    kiosk.touch("key-Đ")
    assert kiosk.model.page == g.Find("đ")
    kiosk.touch("hold-A")
    kiosk.touch("back")
    assert kiosk.model.page == g.Find("đ"), "the way back leads to the letters"
    kiosk.touch("hold-K")
    assert kiosk.model.page == g.Find("đ"), "it has no marks"


def test_a_number_for_the_procedure_carries_its_code():
    kiosk = player()
    reading(kiosk)
    kiosk.touch("take-for")
    command = kiosk.asked()[-1]
    assert (command.service, command.procedure, command.dossier) == ("a", BIRTH.code, None)
    kiosk.hear(scenes.accepted(command))
    assert kiosk.screen == "number"
    kiosk.wait(120)
    kiosk.take("b")
    assert kiosk.asked()[-1].procedure is None, "the next citizen comes for something else"


def test_a_checklist_is_asked_for_once_and_told():
    kiosk = player()
    reading(kiosk)
    kiosk.touch("checklist")
    command = kiosk.sent[-1]
    assert isinstance(command, m.PrintChecklist)
    assert "checklist" not in targets(kiosk)
    answer(kiosk, m.Done(), command)
    assert kiosk.shows("Danh mục đang in")
    assert "take-for" in targets(kiosk)


@pytest.mark.parametrize("how", ["refused", "silent"])
def test_a_checklist_that_cannot_be_printed_says_what_to_do_and_can_be_tried_again(how: str):
    kiosk = player()
    reading(kiosk)
    kiosk.touch("checklist")
    if how == "refused":
        kiosk.hear(scenes.refused(kiosk.sent[-1], RefusalCode.GUIDE_LIMIT))
    else:
        kiosk.wait(6)
    assert kiosk.screen == "procedure"
    assert kiosk.shows("Chưa in được")
    assert "checklist" in targets(kiosk)


def test_without_paper_or_printer_no_checklist_is_offered():
    kiosk = player()
    reading(kiosk)
    kiosk.hear(scenes.printer("paper-end"))
    assert "checklist" not in targets(kiosk)
    alone = player(printers={})
    reading(alone)
    assert "checklist" not in targets(alone)


def test_what_is_received_elsewhere_says_where_and_gives_no_number():
    kiosk = player()
    told = BIRTH.model_copy(update={"service": None, "elsewhere": "Chi nhánh khu vực 2"})
    reading(kiosk, told)
    assert kiosk.shows("không nhận ở đây. Nơi nhận: Chi nhánh khu vực 2")
    assert "take-for" not in targets(kiosk)
    assert not kiosk.shows("Nơi nhận', value")


def test_what_is_not_known_is_not_said():
    kiosk = player()
    reading(kiosk, m.ProcedureTold(code="1.009999", name={"vi": "Thủ tục chưa ghi gì"}))
    assert kiosk.shows("Hỏi tại quầy")
    assert kiosk.shows("Danh mục chưa ghi giấy tờ")
    assert not kiosk.shows("Miễn phí")
    assert "take-for" not in targets(kiosk)


@pytest.mark.parametrize(
    ("code", "words"),
    [
        (RefusalCode.UNKNOWN_PROCEDURE, "Không có thủ tục này"),
        (RefusalCode.GUIDE_LIMIT, "hỏi nhiều lần"),
        (RefusalCode.EXPIRED, "Chưa mở được"),
        (RefusalCode.MALFORMED, "Chưa mở được"),
    ],
)
def test_a_refusal_is_told_and_leads_back(code: RefusalCode, words: str):
    kiosk = player()
    kiosk.touch("guide")
    kiosk.touch("topic-sinh-con")
    kiosk.hear(scenes.refused(kiosk.sent[-1], code))
    assert kiosk.screen == "sorry"
    assert kiosk.shows(words)
    kiosk.touch("ok")
    assert kiosk.screen == "guide"


def test_nothing_found_says_so_and_keeps_the_words():
    kiosk = player()
    kiosk.touch("guide")
    kiosk.touch("find")
    spell(kiosk, "XYZ")
    kiosk.touch("search")
    answer(kiosk, m.Listed(procedures=()))
    assert kiosk.shows("Không tìm thấy “xyz”")
    kiosk.touch("ok")
    assert kiosk.model.page == g.Find("xyz")


def test_a_slow_desk_is_said_and_its_answer_still_counts():
    kiosk = player()
    kiosk.touch("guide")
    kiosk.touch("topic-sinh-con")
    kiosk.wait(0.5)
    assert kiosk.screen == "guide", "mostly it takes a blink"
    kiosk.wait(0.5)
    assert kiosk.screen == "opening"
    assert sum(isinstance(c, m.FindProcedures) and c.topic != "" for c in kiosk.sent) == 2, "said again"
    answer(kiosk, m.Listed(procedures=LINES))
    assert kiosk.screen == "listed"
    kiosk.touch("back")
    assert kiosk.screen == "guide"


def test_a_desk_that_never_answers_is_given_up():
    kiosk = player()
    kiosk.touch("guide")
    kiosk.touch("topic-sinh-con")
    late = kiosk.sent[-1]
    kiosk.wait(6)
    assert kiosk.shows("Chưa mở được danh mục thủ tục")
    answer(kiosk, m.Listed(procedures=LINES), late)
    assert kiosk.screen == "sorry", "nobody waits for it any more"


def test_an_answer_to_what_nobody_wants_any_more_changes_nothing():
    kiosk = player()
    kiosk.touch("guide")
    kiosk.touch("topic-sinh-con")
    old = kiosk.sent[-1]
    kiosk.touch("back", after=0.6)
    answer(kiosk, m.Listed(procedures=LINES), old)
    assert kiosk.screen == "services"


def test_topics_are_learnt_quietly_and_asked_again_in_peace():
    kiosk = Player()
    kiosk.hear(scenes.office(8).model_copy(update={"guide": True}))
    kiosk.hear(scenes.queue(8))
    kiosk.hear(scenes.printer())
    kiosk.wait(1)
    kiosk.hear(scenes.refused(kiosk.sent[-1], RefusalCode.GUIDE_LIMIT))
    kiosk.wait(9)
    assert len(kiosk.sent) == 1, "not with every tick"
    assert kiosk.screen == "services"
    kiosk.wait(2)
    assert len(kiosk.sent) > 1


def test_the_start_is_found_again_however_deep_somebody_went():
    kiosk = player()
    reading(kiosk)
    kiosk.wait(50)
    assert kiosk.screen == "procedure", "there is much to read"
    kiosk.wait(40)
    assert kiosk.screen == "services"
    assert kiosk.model.consulting is None


def test_every_page_leads_back_to_where_it_was_chosen():
    kiosk = player()
    reading(kiosk)
    for screen in ("listed", "guide", "services"):
        kiosk.touch("back")
        assert kiosk.screen == screen
    kiosk.touch("guide")
    kiosk.touch("fields")
    kiosk.touch("topic-f-0")
    answer(kiosk, m.Listed(procedures=LINES))
    kiosk.touch("back")
    assert kiosk.screen == "fields"


def test_papers_are_turned_and_never_beyond_the_last():
    kiosk = player()
    reading(kiosk)
    kiosk.touch("sheet-1")
    assert kiosk.model.page.sheet == 1  # type: ignore[union-attr] # a page of a procedure
    kiosk.touch("sheet-99")
    assert kiosk.model.page.sheet == 1  # type: ignore[union-attr] # the same


@pytest.mark.parametrize(
    "text",
    [
        "1.001193",
        "http://192.168.1.10:8080/thu-tuc/1.001193",
        "https://dichvucong.gov.vn/p/home/dvc-chi-tiet.html?ma_thu_tuc=1.001193",
    ],
)
def test_the_code_of_a_procedure_opens_its_page(text: str):
    kiosk = player()
    kiosk.happen(h.Scanned(text))
    assert kiosk.beeps == [Sound.GOOD]
    assert isinstance(kiosk.sent[-1], m.ShowProcedure)
    assert kiosk.sent[-1].procedure == "1.001193"
    answer(kiosk, BIRTH)
    assert kiosk.screen == "procedure"
    kiosk.touch("back")
    assert kiosk.screen == "services"


def test_a_code_that_the_desk_would_not_take_is_told():
    kiosk = player()
    kiosk.happen(h.Scanned("1.001193.AA.BB.CC.DD.EE.FF"))
    assert kiosk.screen == "sorry"


@pytest.mark.parametrize(
    ("offers", "first", "there", "not_there"),
    [
        ((Offer.QUEUE,), "services", {"service-a"}, {"guide", "scan"}),
        ((Offer.GUIDE,), "guide", {"topic-sinh-con", "find", "fields"}, {"back", "scan", "service-a"}),
        ((Offer.LOOK_UP,), "scan", {"manual"}, {"back", "guide", "service-a"}),
        ((Offer.GUIDE, Offer.LOOK_UP), "guide", {"scan", "find"}, {"back", "service-a"}),
        ((Offer.QUEUE, Offer.LOOK_UP), "services", {"scan", "service-a"}, {"guide"}),
        ((Offer.QUEUE, Offer.GUIDE, Offer.LOOK_UP), "services", {"scan", "guide", "service-a"}, set()),
    ],
)
def test_a_kiosk_offers_what_it_is_there_for(
    offers: tuple[Offer, ...], first: str, there: set[str], not_there: set[str]
):
    kiosk = player(*offers)
    assert kiosk.screen == first
    found = set(targets(kiosk))
    assert there <= found
    assert not found & not_there
    for target in sorted(found & {"find", "manual", "guide"}):
        kiosk.touch(target)
        kiosk.wait(60)
        assert kiosk.screen == first, f"after {target} the next citizen finds the start"


def test_a_kiosk_that_only_guides_gives_no_numbers():
    kiosk = player(Offer.GUIDE)
    kiosk.touch("topic-sinh-con")
    answer(kiosk, m.Listed(procedures=LINES))
    kiosk.touch("procedure-1.000000")
    answer(kiosk, BIRTH)
    assert "take-for" not in targets(kiosk)
    assert kiosk.shows("Tư pháp – Hộ tịch · Quầy 1, 2"), "but where one is served"


def test_outside_hours_one_can_still_read():
    kiosk = player()
    kiosk.hear(scenes.queue(8, closed=RefusalCode.OFFICE_CLOSED, seq=2))
    assert kiosk.screen == "closed"
    reading(kiosk)
    kiosk.touch("take-for")
    assert kiosk.screen == "refused"


def test_an_office_without_a_list_says_so_where_nothing_else_is_offered():
    kiosk = player(Offer.GUIDE, guide=False)
    assert kiosk.screen == "opening"
    assert kiosk.shows("Chưa có danh mục thủ tục")
    assert "guide" not in targets(player(guide=False))


def test_the_keypad_chooses_topics_by_number_and_types_digits_into_a_search():
    kiosk = player()
    kiosk.touch("guide")
    kiosk.wait(1)
    kiosk.happen(h.Pressed("2"))
    assert kiosk.focus == "topic-ket-hon"
    kiosk.touch("find")
    kiosk.wait(1)
    for key in "100":
        kiosk.happen(h.Pressed(key))
        kiosk.wait(0.3)
    assert kiosk.model.page == g.Find("100")
    kiosk.wait(1)
    kiosk.happen(h.Pressed("enter"))
    assert isinstance(kiosk.sent[-1], m.FindProcedures)
    assert kiosk.sent[-1].typed == "100"


def test_larger_letters_take_no_question_back():
    kiosk = player()
    reading(kiosk)
    kiosk.touch("checklist")
    asked = kiosk.sent[-1]
    assert isinstance(asked, m.PrintChecklist)
    kiosk.touch("large")
    answer(kiosk, m.Done(), asked)
    assert kiosk.shows("Danh mục đang in")


def test_a_typed_text_is_never_longer_than_the_desk_takes():
    kiosk = player()
    kiosk.touch("guide")
    kiosk.touch("find")
    for _ in range(70):
        kiosk.touch("key-A", after=0.2)
    assert kiosk.model.page == g.Find("a" * m.MOST_TYPED)
    assert named("key-A") in t.FIND_KEYS
