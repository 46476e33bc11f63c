"""Slips under the reader, and what a desk tells of them."""

from typing import Any

from contracts import messages as m
from contracts.vocabulary import TicketState
from tests.unit.kiosk import kiosk_scenes as scenes

PLACE = "Qm9hLWtpb3NrLXNsaXA1"
SLIP = f"http://192.168.1.10:8080/so/{PLACE}#MOTCUA:DEMO:20261121-A012-1"
LONG = "Ông/bà có phải bổ sung giấy tờ sau khi đã được hướng dẫn lần đầu hay không, và nếu có thì mấy lần?"


def choices(*low: str) -> tuple[m.ChoiceAsked, ...]:
    known = (
        ("very-good", "Rất hài lòng", "Very satisfied"),
        ("good", "Hài lòng", "Satisfied"),
        ("fair", "Bình thường", "Neither"),
        ("bad", "Không hài lòng", "Not satisfied"),
        ("very-bad", "Rất không hài lòng", "Not satisfied at all"),
    )
    return tuple(
        m.ChoiceAsked(id=code, text=scenes.text(vi, en), sign=code, low=code in low) for code, vi, en in known
    )


def asked(*, questions: int = 1, reasons: bool = True) -> m.RatingAsked:
    texts = (("Ông/bà có hài lòng với việc phục vụ không?", "Were you satisfied?"), (LONG, LONG))
    why = (
        ("attitude", "Thái độ", "Attitude"),
        ("papers", "Đòi giấy tờ ngoài quy định", "Papers beyond the rules"),
    )
    return m.RatingAsked(
        questionnaire="one-touch-5",
        version=1,
        questions=tuple(
            m.QuestionAsked(id=f"q{n}", text=scenes.text(*texts[n]), choices=choices("bad", "very-bad"))
            for n in range(questions)
        ),
        reasons=tuple(m.ReasonAsked(id=code, text=scenes.text(vi, en)) for code, vi, en in why)
        if reasons
        else (),
        complaints="https://dichvucong.gov.vn",
    )


def slip_seen(command: m.Command, **told: Any) -> m.Accepted:
    plain: dict[str, Any] = {"number": "A012", "state": TicketState.WAITING, "service": "a", "ahead": 4}
    plain |= {"counters": ("Quầy 1", "Quầy 2"), "wait": m.WaitRange(low=10, high=20), "stops": ("b", "h")}
    return m.Accepted(request_id=command.request_id, result=m.SlipSeen(**{**plain, **told}))


def finished(command: m.Command, **told: Any) -> m.Accepted:
    done = {"state": TicketState.FINISHED, "ahead": 0, "wait": None, "stops": (), "counter": "Quầy 1"}
    return slip_seen(command, **{**done, "rating": asked(), **told})


def office(seq: int = 60) -> m.OfficeState:
    return scenes.office_with_look_up().model_copy(update={"seq": seq, "slips": True})
