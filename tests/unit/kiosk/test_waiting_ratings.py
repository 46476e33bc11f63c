"""A rating that waits for the desk: on the disk before anybody is thanked, there again after a power cut, and gone once it arrived."""

import os
import queue
from pathlib import Path
from random import Random

import pytest

from contracts import messages as m
from contracts.vocabulary import DeviceId, FaultCode, RefusalCode, RequestId
from hardware.link import asker
from kiosk_app.flow.happenings import RatingsKept
from kiosk_app.flow.model import Model
from kiosk_app.flow.slip import AGAIN_S, SAFE_S
from kiosk_app.shell import rating_lines
from kiosk_app.shell.waiting_ratings import WaitingRatings
from tests.unit.kiosk import kiosk_scenes as scenes
from tests.unit.kiosk.kiosk_player import DESK_MS, Player
from tests.unit.kiosk.kiosk_slips import PLACE
from tests.unit.kiosk.test_kiosk_slip import notice, rating, ratings

KIOSK = DeviceId("kiosk-1")


def one(n: int = 1, **told: object) -> m.RateSlip:
    plain = {
        "request_id": f"00000000-0000-7000-8000-{n:012x}",
        "at": DESK_MS + n,
        "place": PLACE,
        "questionnaire": "one-touch-5",
        "version": 1,
        "answers": {"q0": "bad"},
        "reason": "papers",
    }
    return m.RateSlip.model_validate({**plain, **told})


def waiting(folder: Path | None) -> tuple[WaitingRatings, "queue.Queue[RatingsKept]"]:
    inbox: queue.Queue[RatingsKept] = queue.Queue()
    return WaitingRatings(folder, KIOSK, inbox.put), inbox


def test_nobody_is_thanked_before_the_disk_has_it():
    player = rating()
    player.alive, player.disk = False, None
    player.touch("answer-good")
    assert player.screen == "rated"
    assert notice(player).title == "Đang ghi lại đánh giá…"
    assert notice(player).button is None
    player.happen(RatingsKept(frozenset({player.model.ratings[0].id})))
    assert "Cảm ơn" in notice(player).title
    assert "tự gửi sau" in notice(player).lines[0]


def test_a_desk_that_answers_first_is_as_good_as_a_disk():
    player = rating()
    player.disk = None
    player.touch("answer-good")
    player.hear(m.Accepted(request_id=ratings(player)[-1].request_id, result=m.Done()))
    assert "Cảm ơn" in notice(player).title
    player.happen(RatingsKept(frozenset({ratings(player)[-1].request_id}), well=False))
    assert "Cảm ơn" in notice(player).title


@pytest.mark.parametrize("disk", [False, None])
def test_a_disk_that_takes_nothing_is_told_to_whoever_rated_and_tried_again(disk: bool | None):  # noqa: FBT001 - a row of the table
    player = rating()
    player.alive, player.disk = False, disk
    player.touch("answer-good")
    player.wait(SAFE_S + 1)
    assert notice(player).title == "Đánh giá chưa tới máy chủ"
    assert "điện thoại" in notice(player).lines[0]
    assert player.model.ratings
    player.disk = True
    if disk is None:
        player.happen(RatingsKept(frozenset(), well=False))  # it says so at last
    player.wait(AGAIN_S + 1)
    assert [each.request_id for each in player.on_disk] == [question.id for question in player.model.ratings]
    player.alive = True
    player.wait(3)
    assert len({each.request_id for each in ratings(player)}) == 1


@pytest.mark.parametrize(
    "code", [None, RefusalCode.ALREADY_RATED, RefusalCode.RATING_OVER, RefusalCode.UNKNOWN_TICKET]
)
def test_what_waited_over_a_power_cut_is_said_with_its_own_id_and_moment_and_leaves_the_disk_when_answered(
    code: RefusalCode | None,
):
    player = rating()
    player.alive = False
    player.touch("answer-good")
    kept = player.on_disk
    assert len(kept) == 1
    woken = Player(Model(KIOSK, 0.0, ratings=tuple(asker.begin(each, 0.0) for each in kept)))
    woken.on_disk = kept
    woken.wait(3)
    assert ratings(woken)[0] == kept[0], "id, moment and answers are those of the touch"
    reply = (
        scenes.refused(kept[0], code) if code else m.Accepted(request_id=kept[0].request_id, result=m.Done())
    )
    woken.hear(reply)
    assert not woken.on_disk
    assert not woken.model.ratings
    before = len(ratings(woken))
    woken.wait(10)
    assert len(ratings(woken)) == before


def test_the_file_holds_what_waits_and_is_gone_with_it(tmp_path: Path):
    shelf, inbox = waiting(tmp_path)
    assert shelf.begin == ()
    shelf.keep((one(1), one(2)))
    told = inbox.get(timeout=30)
    assert told == RatingsKept(frozenset({one(1).request_id, one(2).request_id}))
    (path,) = tmp_path.iterdir()
    assert path.stat().st_mode & 0o077 == 0
    again, _ = waiting(tmp_path)
    assert again.begin == (one(1), one(2))
    again.close()
    shelf.keep(())
    assert inbox.get(timeout=30) == RatingsKept(frozenset())
    assert list(tmp_path.iterdir()) == []
    assert shelf.fault() is None
    shelf.close()


def test_nothing_in_it_names_a_citizen_a_clerk_or_a_number():
    said = rating_lines.lines((one(),)).decode()
    for word in ("ticket", "number", "clerk", "counter", "A012"):
        assert word not in said


def test_one_flipped_bit_anywhere_loses_one_rating_at_most_and_invents_none():
    real = tuple(one(n) for n in range(1, 5))
    whole, dice = rating_lines.lines(real), Random(5)  # noqa: S311 - the same bits every time
    for _ in range(300):
        data = bytearray(whole)
        data[dice.randrange(len(data))] ^= 1 << dice.randrange(8)
        found = rating_lines.read(bytes(data))
        assert all(each in real for each in found.ratings)
        assert len(found.ratings) >= len(real) - 2  # the end of a line is two lines' damage
        assert found.damaged
    for cut in range(0, len(whole), 7):
        assert all(each in real for each in rating_lines.read(whole[:cut]).ratings)


@pytest.mark.parametrize(
    "data", [b"", b"\n\n", b"\0" * 4096, os.urandom(2000), b"{}\n" * 9, "số".encode() * 40]
)
def test_a_file_of_anything_stops_no_kiosk(tmp_path: Path, data: bytes):
    (tmp_path / "ratings-kiosk-1.log").write_bytes(data)
    shelf, _ = waiting(tmp_path)
    assert shelf.begin == ()
    fault = shelf.fault()
    assert (fault.code if fault else None) == (FaultCode.RATINGS_LOST if data else None)
    shelf.close()


def test_a_rating_twice_in_the_file_is_one():
    assert rating_lines.read(rating_lines.lines((one(), one()))).ratings == (one(),)


def test_a_disk_that_takes_nothing_is_a_fault_until_it_does(tmp_path: Path):
    folder = tmp_path / "memory"
    folder.write_text("no folder")
    shelf, inbox = waiting(folder)
    shelf.keep((one(),))
    assert not inbox.get(timeout=30).well
    fault = shelf.fault()
    assert fault is not None
    assert fault.code is FaultCode.RATINGS_UNKEPT
    folder.unlink()
    shelf.keep((one(),))
    assert inbox.get(timeout=30).well
    assert shelf.fault() is None
    shelf.close()


def test_without_a_folder_that_is_said_too():
    shelf, inbox = waiting(None)
    shelf.keep((one(),))
    assert not inbox.get(timeout=30).well
    fault = shelf.fault()
    assert fault is not None
    assert "memory" in fault.detail
    shelf.keep(())
    assert inbox.get(timeout=30).well
    shelf.close()


def test_the_id_of_a_rating_is_kept_to_the_letter():
    assert rating_lines.read(rating_lines.lines((one(7),))).ratings[0].request_id == RequestId(
        "00000000-0000-7000-8000-000000000007"
    )
