"""Messages of a made-up office, and every screen as a way to get there."""

import re
from typing import Any

from contracts import messages as m
from contracts.dossiers import Deadline, DossierCode, DossierStatus
from contracts.texts import Catalogue
from contracts.vocabulary import (
    CounterId,
    DeviceId,
    FaultCode,
    JobId,
    PriorityGroup,
    RefusalCode,
    ServiceCode,
    SlipState,
    TicketId,
)

SERVICES = (
    ("a", "Tư pháp – Hộ tịch", "Justice and civil status", "scale-balance"),
    ("b", "Đất đai – Tài nguyên và Môi trường", "Land, resources and environment", "map"),
    ("c", "Lao động – Thương binh và Xã hội", "Labour, invalids and social affairs", "hand-heart"),
    ("d", "Xây dựng – Quản lý đô thị", "Construction and urban management", "crane"),
    ("e", "Đăng ký hộ kinh doanh", "Business registration", "store"),
    (
        "f",
        "Chứng thực bản sao, chữ ký, hợp đồng giao dịch",
        "Certification of copies and signatures",
        "stamper",
    ),
    ("g", "Cư trú, căn cước và hộ khẩu", "Residence and identity cards", "home-account"),
    ("h", "Trả kết quả giải quyết thủ tục hành chính", "Collecting results", "file-check"),
)


def text(vi: str, en: str) -> m.Text:
    return {"vi": vi, "en": en}


def office(
    count: int = 6, *, printer: bool = True, groups: tuple[PriorityGroup, ...] = tuple(PriorityGroup)
) -> m.OfficeState:
    services = tuple(
        m.ServiceInfo(
            code=ServiceCode(code),
            prefix=code.upper(),
            name=text(vi, en),
            icon=icon,
            counters=(CounterId("1"), CounterId("2")),
        )
        for code, vi, en, icon in SERVICES[:count]
    )
    week, saturday = (1, 2, 3, 4, 5), (6,)
    codes = tuple(s.code for s in services)
    return m.OfficeState(
        epoch=1,
        seq=1,
        at=0,
        site="demo",
        name=text("Trung tâm Phục vụ hành chính công", "Public Administrative Service Centre"),
        authority=text("Ủy ban nhân dân phường Nguyễn Du", "People's Committee of Nguyễn Du Ward"),
        services=services,
        counters=tuple(m.CounterInfo(id=CounterId(n), label=f"Quầy {n}", services=codes) for n in "1234"),
        sessions=(
            session("Buổi sáng", "Morning", week, "07:00", "11:00"),
            session("Buổi chiều", "Afternoon", week, "13:30", "16:30"),
            session("Buổi sáng", "Morning", saturday, "07:30", "11:00"),
        ),
        priority_groups=groups,
        printers={DeviceId("kiosk-1"): DeviceId("printer-1")} if printer else {},
        utc_offset_minutes=420,
    )


def session(vi: str, en: str, days: tuple[int, ...], start: str, end: str) -> m.SessionInfo:
    return m.SessionInfo(
        name=text(vi, en), days=days, take_from=start, take_until=end, serve_from=start, serve_until=end
    )


def queue(
    count: int = 6,
    *,
    closed: RefusalCode | dict[str, RefusalCode] | None = None,
    opens_at: int | None = None,
    seq: int = 1,
) -> m.QueueState:
    """``closed``: a code for every service, or a dict of service -> code."""
    lines = []
    for index, (code, *_rest) in enumerate(SERVICES[:count]):
        why = closed.get(code) if isinstance(closed, dict) else closed
        waiting = (4, 7, 2, 0, 3, 12, 1, 5)[index]
        wait = m.WaitRange(low=waiting * 3, high=waiting * 5)
        lines.append(
            m.ServiceQueue(
                service=ServiceCode(code), waiting=waiting, wait=wait, closed=why, opens_at=opens_at
            )
        )
    return m.QueueState(epoch=1, seq=seq, at=0, day="2026-11-21", services=tuple(lines))


def printer(*faults: str, online: bool = True) -> m.Presence:
    found = tuple(m.Fault(code=FaultCode(fault)) for fault in faults)
    return m.Presence(
        device=DeviceId("printer-1"), program="ticket_printer", version="1", online=online, at=0, faults=found
    )


def issued(
    service: str = "a",
    number: str = "A012",
    *,
    job: bool = True,
    counters: tuple[str, ...] = ("1", "2"),
    ahead: int = 4,
) -> m.Issued:
    ticket = f"20261121-{number}"
    return m.Issued(
        ticket=TicketId(ticket),
        number=number,
        service=ServiceCode(service),
        ahead=ahead,
        wait=m.WaitRange(low=10, high=20) if ahead else None,
        counters=counters,
        job=JobId(f"{ticket}-1") if job else None,
    )


def accepted(command: m.IssueTicket, **options: Any) -> m.Accepted:
    return m.Accepted(request_id=command.request_id, result=issued(service=command.service, **options))


def refused(
    command: m.Command,
    code: RefusalCode = RefusalCode.QUOTA_REACHED,
    opens_at: int | None = None,
    **facts: str,
) -> m.Refused:
    return m.Refused(request_id=command.request_id, code=code, facts=facts, opens_at=opens_at)


def slip_ended(slip: SlipState, number: str = "A012") -> m.Event:
    return m.Event(epoch=1, seq=9, at=0, kind="slip-ended", job=JobId(f"20261121-{number}-1"), slip=slip)


# --- dossiers ----------------------------------------------------------------------------------------

CODE = DossierCode("H57.132-261102-0583")
OTHER_CODE = DossierCode("000.00.27.H10-261119-0042")
CARD = "001088012345|024512345|Nguyễn Văn Ẩn Danh|01021988|Nam|Số 1 phố Kín, Hà Nội|01012022"


def office_with_look_up(*, result_service: str | None = "h", **offer: Any) -> m.OfficeState:
    """``offer``: what the office asks for beside a code."""
    service, look_up = ServiceCode(result_service) if result_service else None, m.LookUpOffer(**offer)
    found = {"seq": 40, "look_up": look_up, "result_service": service, "hotline": "0237 3838 999"}
    return office(8).model_copy(update=found)


def seen(
    code: DossierCode = CODE,
    status: DossierStatus = DossierStatus.PROCESSING,
    deadline: Deadline = Deadline.ON_TIME,
    **told: Any,
) -> m.DossierSeen:
    dates = {"received": "2026-11-02", "due": "2026-11-20", "as_of": 1_795_226_400_000} | told
    return m.DossierSeen(dossier=code, status=status, deadline=deadline, **dates)


def three_dossiers() -> tuple[m.DossierSeen, ...]:
    land = "Đăng ký biến động quyền sử dụng đất, quyền sở hữu tài sản gắn liền với đất"
    ready, late = DossierStatus.RESULT_READY, DossierStatus.PROCESSING
    return (
        seen(CODE, ready, Deadline.EARLY, procedure=land),
        seen(OTHER_CODE, late, Deadline.OVERDUE, procedure=land, step="Thẩm định hồ sơ tại cơ quan đăng ký"),
        seen(DossierCode("1234567890"), DossierStatus.MORE_PAPERS, Deadline.NONE),
    )


def looked_up(
    command: m.LookUp, *dossiers: m.DossierSeen, result_service: str | None = "h", more: int = 0
) -> m.Accepted:
    service = ServiceCode(result_service) if result_service else None
    found = m.LookedUp(dossiers=dossiers or (seen(command.dossier),), result_service=service, more=more)
    return m.Accepted(request_id=command.request_id, result=found)


# --- many services, and a language that is longer than any other ---------------------------------------

GROUPS = (
    ("hanh-chinh", "Tư pháp, hộ tịch, cư trú", "Justice, civil status and residence", "scale-balance"),
    ("dat-dai", "Đất đai, tài nguyên, môi trường", "Land, resources and environment", "map"),
    ("kinh-te", "Kinh tế, xây dựng, đô thị", "Economy, construction and urban affairs", "crane"),
    ("xa-hoi", "Lao động, thương binh, xã hội", "Labour, invalids and social affairs", "hand-heart"),
    ("van-hoa", "Văn hóa, giáo dục, y tế", "Culture, education and health", "bank"),
)
MANY = (
    "Đăng ký khai sinh",
    "Cấp bản sao trích lục hộ tịch",
    "Đăng ký kết hôn có yếu tố nước ngoài",
    "Xác nhận tình trạng hôn nhân",
    "Chứng thực chữ ký",
    "Cấp giấy chứng nhận quyền sử dụng đất lần đầu",
    "Hỗ trợ chi phí mai táng",
    "Trợ cấp xã hội hằng tháng",
)


def office_of_groups(count: int = 40) -> m.OfficeState:
    """``count`` services: all but the last two under five headings."""
    base = office(8)
    services = tuple(_one_of_many(index) for index in range(count))
    heads = tuple(
        m.ServiceGroup(
            code=ServiceCode(code),
            name=text(vi, en),
            icon=icon,
            services=tuple(s.code for s in services[:-2][place :: len(GROUPS)]),
        )
        for place, (code, vi, en, icon) in enumerate(GROUPS)
    )
    return base.model_copy(update={"seq": 50, "services": services, "groups": heads})


def _one_of_many(index: int) -> m.ServiceInfo:
    name = MANY[index // len(GROUPS) % len(MANY)]
    return m.ServiceInfo(
        code=ServiceCode(f"s{index + 1}"),
        prefix="S",
        name=text(name, f"Service {index + 1}"),
        icon="file-document",
        counters=(CounterId("1"),),
    )


def queue_of_groups(count: int = 40, seq: int = 50) -> m.QueueState:
    """The first two services give no numbers."""
    lines = tuple(
        m.ServiceQueue(
            service=ServiceCode(f"s{index + 1}"),
            waiting=index % 5,
            wait=m.WaitRange(low=index, high=index * 2),
            closed=RefusalCode.QUOTA_REACHED if index < 2 else None,
        )
        for index in range(count)
    )
    return m.QueueState(epoch=1, seq=seq, at=0, day="2026-11-21", services=lines)


def pseudo(catalogue: Catalogue) -> Catalogue:
    """A catalogue whose Vietnamese is two fifths longer, with a mark on every vowel."""
    longer = {key: _longer(sentence) for key, sentence in catalogue.languages["vi"].items()}
    return Catalogue({"vi": longer, "en": dict(catalogue.languages["en"])})


def _longer(sentence: str) -> str:
    words = re.sub(r"\{[^}]*\}", "", sentence).split()
    more = round(len("".join(words)) * 0.4)
    filler = " ".join(("Ặểộữ ỹẩốờ " * 20)[at : at + 5] for at in range(0, more, 5))[:more].strip()
    return f"{sentence} {filler}" if filler else sentence
