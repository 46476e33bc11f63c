"""Forms of a procedure on the kiosk: named only until every picture is here; then chosen, looked at, turned, left."""

from dataclasses import replace
from typing import Any

import pytest

from contracts import messages as m
from kiosk_app import sample_guide
from kiosk_app.flow import guide_pages as g
from kiosk_app.flow import happenings as h
from kiosk_app.flow import offered
from kiosk_app.flow import targets as t
from kiosk_app.flow.model import Modes
from kiosk_app.flow.step import step
from kiosk_app.present import view as v
from tests.unit.kiosk.kiosk_player import DESK_MS, Player
from tests.unit.kiosk.kiosk_targets import names
from tests.unit.kiosk.test_kiosk_guide import BIRTH, answer, player, reading

FORMS = BIRTH.model_copy(update={"blanks": sample_guide.BLANKS})
FIRST, SECOND = sample_guide.BLANKS
PAGES = {page: f"/pages/{page}.jpg" for blank in sample_guide.BLANKS for page in blank.pages}


def with_forms(told: m.ProcedureTold = FORMS, pages: dict[str, str] = PAGES) -> Player:
    kiosk = player()
    reading(kiosk, told)
    kiosk.happen(h.PagesHere(pages))
    return kiosk


def ways(kiosk: Player) -> tuple[str, ...]:
    return names(offered.actions(kiosk.model))


def body(kiosk: Player) -> Any:
    return kiosk.view.body


@pytest.mark.parametrize(("told", "wanted"), [(FORMS, (h.FetchPages(tuple(PAGES)),)), (BIRTH, ())])
def test_the_pictures_are_wanted_as_soon_as_somebody_reads_of_the_procedure(
    told: m.ProcedureTold, wanted: object
):
    kiosk = player()
    kiosk.touch("guide")
    kiosk.touch("topic-sinh-con")
    reply = m.Accepted(request_id=kiosk.sent[-1].request_id, result=told)
    moment = h.Moment(kiosk.now, DESK_MS, kiosk.sent[-1].request_id)
    assert step(kiosk.model, h.MessageArrived(reply), moment)[1] == wanted


def test_without_pictures_only_the_names_are_said_as_ever():
    kiosk = with_forms(pages={})
    assert "blanks" not in ways(kiosk)
    kiosk.happen(h.PagesHere({FIRST.pages[0]: "/pages/1.jpg"}))
    assert "blanks" not in ways(kiosk), "half a form is none"
    kiosk.happen(h.PagesHere(PAGES))
    assert "blanks" in ways(kiosk)
    assert kiosk.shows("Xem mẫu đơn")


def test_one_of_several_forms_is_chosen_and_the_way_back_leads_there():
    kiosk = with_forms()
    kiosk.touch("blanks")
    assert kiosk.screen == "blanks"
    assert [choice.name for choice in body(kiosk).choices] == [FIRST.name, SECOND.name]
    assert [choice.detail for choice in body(kiosk).choices] == ["2 trang", "1 trang"]
    kiosk.touch("blank-1")
    assert (kiosk.screen, kiosk.view.title, body(kiosk).picture) == (
        "blank",
        SECOND.name,
        PAGES[SECOND.pages[0]],
    )
    kiosk.touch("back")
    assert kiosk.screen == "blanks"
    kiosk.touch("back")
    assert kiosk.screen == "procedure"


def test_the_only_form_opens_at_once():
    kiosk = with_forms(FORMS.model_copy(update={"blanks": (FIRST,)}))
    kiosk.touch("blanks")
    assert kiosk.screen == "blank"
    kiosk.touch("back")
    assert kiosk.screen == "procedure"


def test_pages_are_turned_and_nobody_turns_beyond_the_last():
    kiosk = with_forms(FORMS.model_copy(update={"blanks": (FIRST,)}))
    kiosk.touch("blanks")
    assert body(kiosk).place == "Trang 1/2"
    for sheet, place in (
        (g.MOST_STRIPS, "Trang 2/2"),
        (2 * g.MOST_STRIPS, "Trang 2/2"),
        (1, "Trang 1/2"),
        (-1, "Trang 1/2"),
    ):
        kiosk.wait(1)
        kiosk.happen(h.Touched(t.SheetTarget(sheet)))
        assert body(kiosk).place == place, sheet
    assert body(kiosk).sheet == 1
    assert body(kiosk).picture == PAGES[FIRST.pages[0]]


def test_a_form_is_read_aloud_by_its_name_and_page():
    kiosk = with_forms()
    kiosk.touch("blanks")
    kiosk.model = replace(kiosk.model, modes=Modes(aloud=True))
    assert any(FIRST.name in line for line in kiosk.view.lines)
    kiosk.model = replace(kiosk.model, page=g.Blank(FIRST, g.Procedure(FORMS)))
    assert kiosk.view.lines == (f"{FIRST.name}.", "Trang 1/2.")


def test_a_form_whose_pictures_went_meanwhile_says_so_and_never_shows_nothing():
    kiosk = with_forms(FORMS.model_copy(update={"blanks": (FIRST,)}))
    kiosk.touch("blanks")
    kiosk.happen(h.PagesHere({}))
    assert isinstance(body(kiosk), v.Blank)
    assert body(kiosk).picture == ""
    assert "Xin hỏi quầy" in body(kiosk).broken
    kiosk = with_forms()
    kiosk.touch("blanks")
    kiosk.happen(h.PagesHere({}))
    assert body(kiosk).choices == ()
    kiosk.touch("back")
    assert kiosk.screen == "procedure"


def test_whoever_walks_away_leaves_the_start_behind():
    kiosk = with_forms()
    kiosk.touch("blanks")
    kiosk.touch("blank-0")
    kiosk.wait(400)
    assert kiosk.screen == "services"


def test_another_procedure_is_scanned_on_top_of_a_form():
    kiosk = with_forms()
    kiosk.touch("blanks")
    kiosk.touch("blank-0")
    kiosk.wait(2)
    kiosk.happen(h.Scanned("1.000656"))
    answer(kiosk, BIRTH.model_copy(update={"code": "1.000656"}))
    assert kiosk.screen == "procedure"
