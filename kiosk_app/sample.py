"""A made-up office and every screen of its kiosk: what pictures and benchmarks draw. Pure."""

from collections.abc import Iterator
from dataclasses import replace

from contracts import messages as m
from contracts.dossiers import Deadline, DossierCode, DossierStatus, ProofKind, ProofRule
from contracts.pairing import PairNote, PairState
from contracts.vocabulary import (
    CounterId,
    DeviceId,
    JobId,
    PriorityGroup,
    RefusalCode,
    RequestId,
    TicketId,
)
from contracts.vocabulary import ServiceCode as Code
from hardware.link.asker import OpenQuestion
from hardware.link.name import NameTwice
from kiosk_app import sample_guide, sample_slip
from kiosk_app.flow import dossier_pages as d
from kiosk_app.flow import model as k
from kiosk_app.flow import pages as p
from kiosk_app.flow.targets import ServiceTarget

SERVICES = (
    ("tu-phap", "Tư pháp – Hộ tịch", "Justice and civil status", "scale-balance"),
    ("chung-thuc", "Chứng thực bản sao, chữ ký", "Certified copies and signatures", "stamper"),
    ("dat-dai", "Đất đai – Môi trường", "Land and environment", "map"),
    ("xa-hoi", "Lao động – Thương binh và Xã hội", "Labour and social affairs", "hand-heart"),
    ("xay-dung", "Xây dựng – Quản lý đô thị", "Construction", "crane"),
    ("kinh-doanh", "Đăng ký hộ kinh doanh", "Household businesses", "store"),
    ("cu-tru", "Cư trú, căn cước", "Residence and identity", "home-account"),
    ("tra-ket-qua", "Trả kết quả", "Collecting results", "file-check"),
)
PRINTER = DeviceId("printer-1")
MONDAY_0830 = 1_795_397_400_000
CODE = DossierCode("H57.132-261102-0583")
HOTLINE = "0237 3838 999"
WAITING = (4, 7, 2, 0, 3, 12, 1, 5)


def office() -> m.OfficeState:
    """Eight services, two of them under one heading."""
    services = tuple(
        m.ServiceInfo(code=Code(code), prefix="A", name=_text(vi, en), icon=icon, counters=(CounterId("1"),))
        for code, vi, en, icon in SERVICES
    )
    week = (1, 2, 3, 4, 5)
    return m.OfficeState(
        epoch=1,
        seq=1,
        at=0,
        site="demo",
        name=_text("Trung tâm Phục vụ hành chính công", "Public Administrative Service Centre"),
        authority=_text("Ủy ban nhân dân phường Nguyễn Du", "People's Committee of Nguyễn Du Ward"),
        services=services,
        counters=tuple(m.CounterInfo(id=CounterId(n), label=f"Quầy {n}", services=()) for n in "1234"),
        sessions=(
            _session("Buổi sáng", "Morning", week, "07:00", "11:00"),
            _session("Buổi chiều", "Afternoon", week, "13:30", "16:30"),
            _session("Buổi sáng", "Morning", (6,), "07:30", "11:00"),
        ),
        priority_groups=tuple(PriorityGroup),
        printers={DeviceId("kiosk-1"): PRINTER},
        utc_offset_minutes=420,
    )


def queue(closed: RefusalCode | None = None) -> m.QueueState:
    """A morning with some people; ``closed`` for every service."""
    lines = tuple(
        m.ServiceQueue(service=Code(code), waiting=n, wait=m.WaitRange(low=n * 3, high=n * 5), closed=closed)
        for (code, *_rest), n in zip(SERVICES, WAITING, strict=True)
    )
    return m.QueueState(epoch=1, seq=1, at=0, day="2026-11-23", services=lines)


def screens() -> Iterator[tuple[str, k.Model]]:
    """Each screen by a name that can be one of a file."""
    start = k.Model(DeviceId("kiosk-1"), started_at=0.0, equipment=k.Equipment(voice=True))
    yield "starting", start
    printer = m.Presence(device=PRINTER, program="ticket_printer", version="1", online=True, at=0)
    ready = replace(
        start,
        office=office(),
        queue=queue(),
        desk_alive=True,
        minute=MONDAY_0830 // 60_000,
        presences={PRINTER: printer},
    )
    group = m.ServiceGroup(
        code=Code("dat-xay"),
        name=_text("Đất đai, xây dựng, đô thị", "Land and construction"),
        icon="crane",
        services=(Code("dat-dai"), Code("xay-dung")),
    )
    grouped = replace(ready, office=office().model_copy(update={"groups": (group,)}))
    yield "services", ready
    yield "services-en", replace(ready, lang="en")
    yield "services-large", replace(ready, modes=k.Modes(large=True))
    yield "services-contrast", replace(ready, modes=k.Modes(contrast=True))
    yield "services-low", replace(ready, modes=k.Modes(low=True))
    yield (
        "services-keypad",
        replace(ready, equipment=k.Equipment(keypad=True, voice=True), focus=ServiceTarget(Code("xa-hoi"))),
    )
    yield "groups", grouped
    yield "group", replace(grouped, page=p.Group(group.code))
    yield "priority", replace(ready, page=p.Priority())
    yield "no-paper", replace(ready, presences={})
    yield "services-alone", replace(ready, alone=k.Alone(giving=True))
    yield "still-there", replace(ready, page=p.Services(), declared=PriorityGroup.ELDERLY, closes_in=14)
    yield from _after_a_touch(ready)
    yield from _dossiers(ready)
    yield from sample_guide.screens(ready)
    yield from sample_slip.screens(ready)


def _after_a_touch(ready: k.Model) -> Iterator[tuple[str, k.Model]]:
    code = Code("tu-phap")
    command = m.IssueTicket(
        request_id=RequestId("00000000-0000-7000-8000-000000000001"), at=MONDAY_0830, service=code
    )
    issued = m.Issued(
        ticket=TicketId("20261123-A012"),
        number="A012",
        service=code,
        ahead=4,
        wait=m.WaitRange(low=10, high=20),
        counters=("1", "2"),
        job=JobId("20261123-A012-1"),
    )
    yield "sending", replace(ready, page=p.Sending(OpenQuestion(command, 0.0, 0.0)))
    for phase in p.SlipPhase:
        yield f"number-{phase}", replace(ready, page=p.Number(issued, phase, 0.0))
    number = p.Number(issued, p.SlipPhase.TAKE, 0.0)
    yield "number-en", replace(ready, page=number, lang="en")
    yield "number-contrast", replace(ready, page=number, modes=k.Modes(contrast=True))
    alone = issued.model_copy(update={"number": "A834", "ahead": 0, "wait": None})
    yield "number-alone", replace(ready, page=p.Number(alone, p.SlipPhase.TAKE, 0.0, alone=True))
    yield "refused", replace(ready, page=p.Refused(RefusalCode.QUOTA_REACHED, code))
    yield "no-connection", replace(ready, page=p.NoConnection())
    yield "closed", replace(ready, queue=queue(RefusalCode.OFFICE_CLOSED))
    yield "numbers-ended", replace(ready, queue=queue(RefusalCode.NUMBERS_ENDED))
    today = m.SpecialDay(
        day="2026-11-23",
        closes_early="15:00",
        sessions=(
            _session("Buổi sáng", "Morning", (), "07:00", "11:00"),
            _session("Buổi chiều", "Afternoon", (), "13:30", "15:00"),
        ),
    )
    early = replace(ready, office=office().model_copy(update={"special_days": (today,)}))
    yield "services-closes-early", early
    yield "closed-early", replace(early, queue=queue(RefusalCode.OFFICE_CLOSED))
    yield "out-of-order", replace(ready, desk_alive=False, patient=False)
    twice = NameTwice(ready.device, "192.168.1.23", waits=True)
    yield "out-of-order-name-twice", replace(ready, desk_alive=False, twice=twice)
    yield from _unpaired(ready)
    yield "services-name-twice", replace(ready, twice=replace(twice, waits=False))


def _unpaired(ready: k.Model) -> Iterator[tuple[str, k.Model]]:
    yield "out-of-order-pairing", replace(ready, desk_alive=False, pairing=PairNote(ready.device, "482 915"))
    other = PairNote(
        ready.device, "730 264", office="Trung tâm Phục vụ hành chính công phường Nam Đông Hà (192.168.1.12)"
    )
    both = PairNote(ready.device, "482 915", office="UBND phường Đông Hà (192.168.1.5)", others=(other,))
    yield "out-of-order-pairing-several", replace(ready, desk_alive=False, pairing=both)
    taken = PairNote(ready.device, trouble=PairState.NAME_TAKEN)
    yield "out-of-order-pairing-refused", replace(ready, desk_alive=False, pairing=taken)


def _dossiers(ready: k.Model) -> Iterator[tuple[str, k.Model]]:
    reader = k.Equipment(voice=True, reader=True, reader_at=k.Side.BELOW)
    seeing = office().model_copy(
        update={"look_up": m.LookUpOffer(), "result_service": Code("tra-ket-qua"), "hotline": HOTLINE}
    )
    asks = replace(ready, office=seeing, equipment=reader, reader_there=True)
    yield "services-scan", asks
    yield "services-typing", replace(asks, equipment=k.Equipment(voice=True), reader_there=False)
    yield "scan", replace(asks, page=d.Scan())
    yield "scan-broken", replace(asks, page=d.Scan(), reader_there=False)
    yield "manual", replace(asks, page=d.Manual())
    yield "manual-typed", replace(asks, page=d.Manual(CODE))
    look_up = m.LookUp(
        request_id=RequestId("00000000-0000-7000-8000-000000000002"), at=MONDAY_0830, dossier=CODE
    )
    yield "asking", replace(asks, page=d.Asking(OpenQuestion(look_up, 0.0, 0.0), (CODE,)))
    ready_one = dossier(DossierStatus.RESULT_READY, Deadline.EARLY)
    late = dossier(DossierStatus.PROCESSING, Deadline.OVERDUE)
    more = dossier(DossierStatus.MORE_PAPERS, Deadline.NONE)
    service = Code("tra-ket-qua")
    yield "dossier-ready", replace(asks, page=d.Dossier((ready_one,), service))
    yield "dossier-ready-en", replace(asks, page=d.Dossier((ready_one,), service), lang="en")
    yield "dossier-late", replace(asks, page=d.Dossier((late,)))
    papers = more.model_copy(update={"service": Code("dat-dai")})
    yield "dossier-papers", replace(asks, page=d.Dossier((papers,)))
    yield "dossier-several", replace(asks, page=d.Dossier((more, late, ready_one), service), closes_in=6)
    other = more.model_copy(update={"status": DossierStatus.OTHER, "status_text": "Chờ liên thông thuế"})
    unclear = dossier(DossierStatus.PROCESSING, Deadline.UNCLEAR).model_copy(update={"due": "sau Tết, 17h00"})
    yield "dossier-unclear", replace(asks, page=d.Dossier((unclear,)))
    yield "dossier-other", replace(asks, page=d.Dossier((other,)))
    yield from _proofs(asks)
    for kind in d.RemarkKind:
        of = Code("chung-thuc") if kind == d.RemarkKind.SLIP else None
        yield f"remark-{kind}", replace(asks, page=d.Remark(kind, of))


def _proofs(asks: k.Model) -> Iterator[tuple[str, k.Model]]:
    digits = m.LookUpOffer(proof=ProofRule.REQUIRED, proof_kind=ProofKind.IDENTITY_DIGITS)
    phone = m.LookUpOffer(proof=ProofRule.OPTIONAL, proof_kind=ProofKind.PHONE_DIGITS)
    page = d.Proof((CODE,), digits)
    either = d.Proof((CODE,), phone)
    code = d.Proof((CODE,), m.LookUpOffer(proof=ProofRule.OPTIONAL))
    yield "proof-digits", replace(asks, page=page)
    yield "proof-digits-en", replace(asks, page=replace(page, typed="123"), lang="en")
    yield "proof-digits-closing", replace(asks, page=replace(page, typed="12"), closes_in=9)
    yield "proof-optional", replace(asks, page=replace(either, typed="12"))
    yield "proof-complete", replace(asks, page=replace(either, typed="1234"))
    yield "proof-contrast", replace(asks, page=replace(either, typed="123"), modes=k.Modes(contrast=True))
    yield "proof-code", replace(asks, page=code)
    yield "proof-code-typed", replace(asks, page=replace(code, typed="7KX40Q"))
    yield "proof-wrong", replace(asks, page=d.Remark(d.RemarkKind.NOT_FOUND, again=page))


def dossier(status: DossierStatus, deadline: Deadline) -> m.DossierSeen:
    """A dossier as an office that shows dates tells it."""
    return m.DossierSeen(
        dossier=CODE,
        status=status,
        deadline=deadline,
        procedure="Đăng ký biến động quyền sử dụng đất, quyền sở hữu tài sản gắn liền với đất",
        received="2026-11-02",
        due="2026-11-20",
        as_of=MONDAY_0830,
    )


def _text(vi: str, en: str) -> m.Text:
    return {"vi": vi, "en": en}


def _session(vi: str, en: str, days: tuple[int, ...], start: str, end: str) -> m.SessionInfo:
    return m.SessionInfo(
        name=_text(vi, en), days=days, take_from=start, take_until=end, serve_from=start, serve_until=end
    )
