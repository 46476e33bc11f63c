"""Who needs somebody gets a way to one: a number for a dossier that waits, a hotline, other ways to a procedure."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from contracts import messages as m
from contracts.dossiers import Deadline, DossierStatus
from contracts.vocabulary import RefusalCode
from hardware.link.asker import OpenQuestion
from kiosk_app.flow import dossier_pages as d
from kiosk_app.flow import guide_pages as g
from kiosk_app.flow import offered
from kiosk_app.flow.model import Offer
from kiosk_app.flow.pages import Page
from kiosk_app.present.view import View
from tests.unit.kiosk import kiosk_scenes as scenes
from tests.unit.kiosk.kiosk_player import Player
from tests.unit.kiosk.kiosk_reader import answered, reading, scan
from tests.unit.kiosk.kiosk_targets import names
from tests.unit.kiosk.test_kiosk_guide import player as guided

HOTLINE = "Đường dây nóng: 0237 3838 999"
WAITING = (
    (DossierStatus.MORE_PAPERS, Deadline.NONE, "Lấy số bổ sung giấy tờ"),
    (DossierStatus.REJECTED, Deadline.NONE, "Lấy số hỏi về hồ sơ"),
    (DossierStatus.STOPPED, Deadline.NONE, "Lấy số hỏi về hồ sơ"),
    (DossierStatus.PAYMENT_DUE, Deadline.ON_TIME, "Lấy số hỏi về hồ sơ"),
    (DossierStatus.PROCESSING, Deadline.OVERDUE, "Lấy số hỏi về hồ sơ"),
)


def button(player: Player) -> tuple[str, str]:
    body = player.view.body
    found = body.button  # type: ignore[union-attr] # a dossier
    return (names([found.target])[0], found.text) if found else ("", "")


@pytest.mark.parametrize(("status", "deadline", "text"), WAITING)
def test_from_a_dossier_that_waits_one_takes_the_right_number(
    status: DossierStatus, deadline: Deadline, text: str
):
    player = answered(scenes.seen(scenes.CODE, status, deadline, service="b"))
    assert button(player) == ("take-about", text)
    player.touch("take-about")
    (command,) = player.asked()
    assert (command.service, command.dossier) == ("b", scenes.CODE)
    player.hear(scenes.accepted(command, number="B007"))
    assert player.screen == "number"
    assert scenes.CODE not in repr(player.model)


@pytest.mark.parametrize("service", [None, "gone"])
def test_where_nobody_knows_the_queue_one_chooses_it(service: str | None):
    player = answered(scenes.seen(status=DossierStatus.REJECTED, deadline=Deadline.NONE, service=service))
    assert button(player) == ("numbers", "Chọn lĩnh vực, lấy số")
    player.touch("numbers")
    assert player.screen == "services"
    assert scenes.CODE not in repr(player.model)


@pytest.mark.parametrize(
    ("status", "deadline"),
    [
        (DossierStatus.PROCESSING, Deadline.ON_TIME),
        (DossierStatus.RESULT_RETURNED, Deadline.OVERDUE),
        (DossierStatus.WITHDRAWN, Deadline.OVERDUE),
    ],
)
def test_no_number_is_offered_where_there_is_nothing_to_do(status: DossierStatus, deadline: Deadline):
    assert button(answered(scenes.seen(status=status, deadline=deadline, service="b"))) == ("", "")


def test_a_kiosk_that_gives_no_numbers_offers_none():
    player = answered(scenes.seen(status=DossierStatus.REJECTED, deadline=Deadline.NONE, service="b"))
    alone = replace(player.model.equipment, offers=frozenset({Offer.LOOK_UP}))
    player.model = replace(player.model, equipment=alone)
    assert button(player) == ("", "")


def test_a_queue_that_is_closed_says_so():
    player = answered(scenes.seen(status=DossierStatus.REJECTED, deadline=Deadline.NONE, service="b"))
    player.hear(scenes.queue(8, seq=41, closed={"b": RefusalCode.QUOTA_REACHED}))
    player.touch("take-about")
    assert player.screen == "refused"
    assert player.asked() == []


def on_every_dossier_screen(player: Player) -> Iterator[View]:
    asked = m.LookUp(request_id="00000000-0000-7000-8000-000000000009", at=0, dossier=scenes.CODE)
    pages: tuple[Page, ...] = (
        d.Scan(),
        d.Manual(),
        d.Proof((scenes.CODE,), m.LookUpOffer()),
        d.Asking(OpenQuestion(asked, player.now, player.now), (scenes.CODE,)),
        d.Dossier((scenes.seen(),), since=player.now),
        *(d.Remark(kind) for kind in d.RemarkKind),
        g.Sorry(g.SorryKind.NOTHING),
    )
    for page in pages:
        player.model = replace(player.model, page=page)
        yield player.view


def test_every_screen_about_dossiers_names_the_hotline():
    for view in on_every_dossier_screen(reading()):
        assert view.header.hotline == HOTLINE, view.screen
        assert view.header.hotline_brief == "0237 3838 999"


def test_without_a_hotline_no_screen_promises_one():
    player = reading()
    assert player.model.office
    player.hear(player.model.office.model_copy(update={"hotline": "", "seq": 60}))
    for view in on_every_dossier_screen(player):
        assert "Đường dây nóng" not in repr(view), view.screen


def test_other_screens_do_not_name_it():
    player = reading()
    assert player.screen == "services"
    assert player.view.header.hotline == ""


def test_what_was_not_found_can_be_looked_for_in_other_ways_or_asked_for():
    player = guided()
    page = g.Sorry(g.SorryKind.NOTHING, g.Find("xyz"), "xyz")
    player.model = replace(player.model, page=page)
    assert {"ok", "events", "fields", "numbers"} <= set(names(offered.targets(player.model)))
    for target, screen in (("events", "guide"), ("fields", "fields"), ("numbers", "services")):
        player.model = replace(player.model, page=page)
        player.touch(target)
        assert player.screen == screen


def test_a_guide_alone_offers_no_number_for_what_was_not_found():
    player = guided(Offer.GUIDE)
    player.model = replace(player.model, page=g.Sorry(g.SorryKind.NOTHING, g.Find("xyz"), "xyz"))
    found = names(offered.targets(player.model))
    assert "numbers" not in found
    assert "fields" in found


def test_an_unreadable_code_leads_on_to_typing_it_and_to_the_hotline():
    player = reading()
    scan(player, "@@@")
    assert player.screen == "remark"
    assert "manual" in names(offered.targets(player.model))
    assert player.view.header.hotline == HOTLINE
