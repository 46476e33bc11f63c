"""What a dossier's page says: status, next step, dates."""

import pytest

from contracts.dossiers import Deadline, DossierStatus
from kiosk_app.present import view as v
from tests.unit.kiosk import kiosk_scenes as scenes
from tests.unit.kiosk.kiosk_reader import answered

CODE = scenes.CODE


@pytest.mark.parametrize("status", DossierStatus)
@pytest.mark.parametrize("deadline", Deadline)
def test_every_status_and_deadline_is_said_plainly(status: DossierStatus, deadline: Deadline):
    body = answered(scenes.seen(CODE, status, deadline)).view.body
    assert isinstance(body, v.Dossier)
    assert all((body.status, body.next_step, body.as_of))
    assert bool(body.deadline) is (deadline != Deadline.NONE)


def test_an_answer_names_its_time_and_its_due_date():
    player = answered(scenes.seen(as_of=1_795_226_460_000))
    assert player.shows("Số liệu lúc 09:01")
    assert player.shows("20/11/2026")
    player = answered(scenes.seen(as_of=1_795_226_460_000 - 86_400_000, cached=True))
    assert player.shows("tạm thời chưa trả lời")
    assert player.shows("09:01 ngày 20/11/2026 (từ hôm qua)")
    player = answered(scenes.seen(as_of=1_795_226_460_000 - 2 * 86_400_000))
    assert player.shows("09:01 ngày 19/11/2026 (từ 2 ngày trước)")


def test_a_status_that_nobody_knows_is_shown_as_given():
    other = scenes.seen(CODE, DossierStatus.OTHER, status_text="Chờ liên thông thuế")
    assert answered(other).shows("Chờ liên thông thuế")


@pytest.mark.parametrize(
    "status", [DossierStatus.REJECTED, DossierStatus.WITHDRAWN, DossierStatus.STOPPED], ids=str
)
def test_whoever_will_get_no_result_is_shown_no_day_to_come(status: DossierStatus):
    player = answered(scenes.seen(CODE, status, Deadline.NONE))
    assert player.shows("Ngày tiếp nhận")
    assert not player.shows("Ngày hẹn")


def test_whoever_was_refused_is_not_asked_for_a_receipt_that_was_never_given():
    assert not answered(scenes.seen(CODE, DossierStatus.REJECTED, Deadline.NONE)).shows("Giấy tiếp nhận")


def test_without_a_due_date_nobody_is_told_to_come_on_it():
    player = answered(scenes.seen(CODE, DossierStatus.PROCESSING, Deadline.NONE, due=None))
    assert player.shows("Xin xem ngày hẹn trên Giấy tiếp nhận hồ sơ")
    assert not player.shows("theo ngày hẹn")


@pytest.mark.parametrize(
    "status", [DossierStatus.REGISTERED, DossierStatus.ACCEPTED, DossierStatus.PROCESSING], ids=str
)
@pytest.mark.parametrize("deadline", [Deadline.UNCLEAR, Deadline.NONE])
def test_a_date_that_is_none_is_shown_as_it_came_and_nobody_is_told_to_wait_for_it(
    status: DossierStatus, deadline: Deadline
):
    player = answered(scenes.seen(CODE, status, deadline, due="sau Tết"))
    assert player.shows("“sau Tết” (đúng như hệ thống hồ sơ ghi)")
    assert player.shows("xin hỏi quầy đã nộp hồ sơ")
    assert not player.shows("chưa cần làm gì")


def test_what_cannot_even_be_shown_is_said_to_be_so():
    assert answered(scenes.seen(due="…")).shows("Máy không đọc được")


@pytest.mark.parametrize(
    "status", [DossierStatus.REGISTERED, DossierStatus.ACCEPTED, DossierStatus.OTHER], ids=str
)
def test_nobody_with_an_overdue_dossier_is_told_that_there_is_nothing_to_do(status: DossierStatus):
    player = answered(scenes.seen(CODE, status, Deadline.OVERDUE))
    assert player.shows("đã quá ngày hẹn mà chưa xong")
    assert not player.shows("chưa cần làm gì")


def test_dossiers_without_a_sheet_of_their_own_are_counted():
    assert answered(*scenes.three_dossiers(), more=22).shows("Giấy tiếp nhận này gồm 25 hồ sơ: hồ sơ 1")
