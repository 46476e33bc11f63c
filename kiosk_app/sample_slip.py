"""Made-up slips under the reader, and how a visit was: what pictures and benchmarks draw. Pure."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from contracts import messages as m
from contracts.vocabulary import RefusalCode, RequestId, ServiceCode, TicketId, TicketState
from kiosk_app.flow import model as k
from kiosk_app.flow import slip_pages as sp

TICKET = TicketId("20261123-A012")
CHOICES = (
    ("very-good", "Rất hài lòng", "Very satisfied"),
    ("good", "Hài lòng", "Satisfied"),
    ("fair", "Bình thường", "Neither"),
    ("bad", "Không hài lòng", "Not satisfied"),
    ("very-bad", "Rất không hài lòng", "Not satisfied at all"),
)
REASONS = (
    ("attitude", "Thái độ", "Attitude"),
    ("waiting", "Chờ lâu", "Long wait"),
    ("again", "Phải đi lại nhiều lần", "Had to come several times"),
    ("papers", "Đòi giấy tờ ngoài quy định", "Papers beyond the rules"),
    ("unclear", "Hướng dẫn không rõ", "Unclear information"),
    ("money", "Chi phí ngoài quy định", "Costs beyond the rules"),
    ("other", "Lý do khác", "Another reason"),
)


def rating() -> m.RatingAsked:
    """One question, five grades."""
    return m.RatingAsked(
        questionnaire="one-touch-5",
        version=1,
        questions=(
            m.QuestionAsked(
                id="service",
                text={
                    "vi": "Ông/bà có hài lòng với việc phục vụ không?",
                    "en": "Were you satisfied with the service?",
                },
                choices=tuple(
                    m.ChoiceAsked(id=code, text={"vi": vi, "en": en}, sign=code, low="bad" in code)
                    for code, vi, en in CHOICES
                ),
            ),
        ),
        reasons=tuple(m.ReasonAsked(id=code, text={"vi": vi, "en": en}) for code, vi, en in REASONS),
        complaints="https://dichvucong.gov.vn",
    )


def _seen(**told: Any) -> sp.Slip:
    plain: dict[str, Any] = {
        "number": "A012",
        "state": TicketState.FINISHED,
        "service": ServiceCode("tu-phap"),
    }
    return sp.Slip(TICKET, m.SlipSeen(**{**plain, **told}), "place")


def screens(ready: k.Model) -> Iterator[tuple[str, k.Model]]:
    """Each screen by a name that can be one of a file."""
    waiting = _seen(
        state=TicketState.WAITING,
        counters=("Quầy 1", "Quầy 2"),
        ahead=4,
        wait=m.WaitRange(low=10, high=20),
        stops=(ServiceCode("kinh-doanh"), ServiceCode("tra-ket-qua")),
    )
    yield "slip-waiting", replace(ready, page=waiting)
    yield "slip-waiting-en", replace(ready, page=waiting, lang="en")
    called = _seen(state=TicketState.CALLED, counter="Quầy 3", stops=(ServiceCode("tra-ket-qua"),))
    yield "slip-called", replace(ready, page=called)
    served = _seen(rating=rating())
    yield "slip-served", replace(ready, page=served)
    rate = sp.Rate(served, rating())
    yield "rate", replace(ready, page=rate)
    yield "rate-contrast", replace(ready, page=rate, modes=k.Modes(contrast=True))
    yield "rate-why", replace(ready, page=replace(rate, answers=(("service", "bad"),)))
    thanks = sp.Thanks(
        RequestId("00000000-0000-7000-8000-000000000009"),
        0.0,
        sp.Safe.YES,
        complaints="https://dichvucong.gov.vn",
    )
    yield "rated", replace(ready, page=thanks)
    yield "rated-not-safe", replace(ready, page=replace(thanks, safe=sp.Safe.NO))
    yield "rated-already", replace(ready, page=replace(thanks, why_not=RefusalCode.ALREADY_RATED))
