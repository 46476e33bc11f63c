"""One example of every kind of message, with its topic below the root: what the golden files hold."""

from typing import Any

from contracts import messages as m
from contracts.dossiers import Deadline, DossierCode, DossierStatus, ProofRule
from contracts.procedures import FeeKind, Unit
from contracts.topics import DESK
from contracts.vocabulary import (
    CallRule,
    ClerkId,
    CounterId,
    DeviceId,
    FaultCode,
    JobId,
    PriorityGroup,
    ProcedureCode,
    RatingWay,
    RefusalCode,
    RequestId,
    ServiceCode,
    SlipState,
    TicketId,
    TicketState,
)

AT = 1_795_226_400_000
"""2026-11-21 08:00 in Viet Nam."""
REQUEST = RequestId("019a9e2f-6c00-7000-8000-000000000001")
TICKET, JOB = TicketId("20261121-A001"), JobId("20261121-A001-1")
CIVIL, ONE, TWO = ServiceCode("ho-tich"), CounterId("quay-1"), CounterId("quay-2")
DOSSIER = DossierCode("H26.45.12-261121-0007")
KIOSK, PRINTER, PANEL = DeviceId("kiosk-1"), DeviceId("printer-1"), DeviceId("panel-1")
BIRTH = ProcedureCode("1.001193")
CIVIL_NAME = {"vi": "Hộ tịch – chứng thực", "en": "Civil status and certification"}
OFFICE_NAME = {"vi": "Trung tâm phục vụ hành chính công", "en": "Public Administration Service Centre"}
AUTHORITY = {"vi": "UBND phường Hòa Cường"}
ASKED: dict[str, Any] = {"request_id": REQUEST, "at": AT}
MARK: dict[str, Any] = {"epoch": 1_795_226_000, "seq": 7, "at": AT}

BIRTH_NAME = {"vi": "Đăng ký khai sinh", "en": "Birth registration"}
BIRTH_TOLD = m.ProcedureTold(
    code=BIRTH,
    name=BIRTH_NAME,
    fee=m.FeeTold(kind=FeeKind.AMOUNT, vnd=8000, text="8.000 đồng/bản sao"),
    time=m.TimeTold(count=1, unit=Unit.WORKING_DAYS, text="Ngay trong ngày"),
    agreed=m.TimeTold(count=4, unit=Unit.HOURS),
    papers=(m.PaperTold(text="Giấy chứng sinh", originals=1, copies=2, form="Mẫu 01"),),
    more_papers=2,
    steps=(m.StepTold(text="Kiểm tra hồ sơ", by="Công chức hộ tịch", days=0.5),),
    service=CIVIL,
    result="Giấy khai sinh",
    address="http://192.168.1.10:8080/thu-tuc/1.001193",
    blanks=(m.BlankTold(name="Mẫu 01", pages=("0a" * 32, "0b" * 32)),),
    taken="30/11/2026",
)
CALL = m.Call(ticket=TICKET, number="A001", counter=ONE, label="1", at=AT, times=2)
WAIT = m.WaitRange(low=5, high=20)

PLACE = "4OunUQMqsYspuhL_yYE5"

_COMMANDS: dict[DeviceId, tuple[m.AnyQuestion, ...]] = {
    KIOSK: (
        m.IssueTicket(
            **ASKED,
            service=CIVIL,
            priority=PriorityGroup.ELDERLY,
            lang="en",
            dossier=DOSSIER,
            procedure=BIRTH,
        ),
        m.LookUp(**ASKED, dossier=DOSSIER, proof="8842"),
        m.FindProcedures(**ASKED, typed="giay khai sinh"),
        m.ShowProcedure(**ASKED, procedure=BIRTH),
        m.PrintChecklist(**ASKED, procedure=BIRTH, lang="en"),
        m.SeeSlip(**ASKED, ticket=TICKET, place=PLACE),
        m.RateSlip(
            **ASKED,
            place=PLACE,
            questionnaire="one-touch-5",
            version=1,
            answers={"attitude": "bad"},
            reason="waiting",
        ),
        m.FetchVoice(**ASKED, lang="vi", offset=30_000),
        m.FetchPage(**ASKED, digest="0b" * 32, offset=30_000),
        m.FetchUpdate(
            **ASKED,
            runs="0.1.0",
            suite="bookworm",
            arch="arm64",
            ended_at=AT,
            ended="error.went-back",
            facts={"version": "0.2.0", "before": "0.1.0", "why": "motcua-kiosk.service"},
            offset=30_000,
        ),
        m.LeaseNumbers(**ASKED, book="00d1f2a3b4c5d6e7"),
        m.HandIn(**ASKED, ticket="20261121-A801", service=CIVIL, taken_at=AT, slip=SlipState.PRINTED),
    ),
    PANEL: (
        m.CallNext(**ASKED, counter=ONE, leaves=""),
        m.Recall(**ASKED, counter=ONE, ticket=TICKET),
        m.MarkNoShow(**ASKED, counter=ONE, ticket=TICKET),
        m.Finish(**ASKED, counter=ONE, ticket=TICKET),
    ),
    PRINTER: (m.ReportSlip(**ASKED, job=JOB, state=SlipState.NOT_PRINTED, detail="hết giấy"),),
    DeviceId("web"): (
        m.Undo(**ASKED, counter=ONE, act="no-show", ticket=TICKET),
        m.Arrive(**ASKED, counter=ONE, ticket=TICKET),
        m.CallNumber(**ASKED, counter=ONE, ticket=TICKET),
        m.CallDigits(**ASKED, counter=ONE, digits="025", leaves=TICKET),
        m.Transfer(
            **ASKED,
            counter=ONE,
            ticket=TICKET,
            to_service=CIVIL,
            to_counter=TWO,
            then=(CIVIL,),
            note="còn thiếu bản sao",
        ),
        m.Park(**ASKED, counter=ONE, reason="thiếu bản sao"),
        m.Resume(**ASKED, ticket=TICKET),
        m.Cancel(**ASKED, ticket=TICKET, reason="công dân về"),
        m.Reprint(**ASKED, ticket=TICKET),
        m.SignIn(**ASKED, counter=ONE, clerk=ClerkId("lan")),
        m.SignOut(**ASKED, counter=ONE),
        m.RateTicket(
            **ASKED,
            ticket=TICKET,
            counter=ONE,
            clerk=ClerkId("lan"),
            service=CIVIL,
            finished_at=AT,
            given_at=AT,
            way=RatingWay.COUNTER,
            questionnaire="one-touch-5",
            version=1,
            answers={"attitude": "bad"},
            reason="waiting",
        ),
        m.ConfirmClock(**ASKED),
        m.ReopenDay(**ASKED),
        m.CloseEarly(**ASKED, until="15:00"),
        m.CloseAsUsual(**ASKED),
        m.CorrectTicket(**ASKED, ticket=TICKET, service=CIVIL, priority="elderly", lang="en", counter=ONE),
        m.TakeBreak(**ASKED, counter=ONE, reason="lunch", minutes=45),
        m.EndBreak(**ASKED, counter=ONE),
        m.CloseCounter(**ASKED, counter=ONE),
        m.HelpOut(**ASKED, counter=ONE, service=CIVIL, minutes=60),
    ),
}

_REPLIES: dict[str, m.AnyReply] = {
    "accepted-issued": m.Accepted(
        request_id=REQUEST,
        result=m.Issued(
            ticket=TICKET, number="A001", service=CIVIL, ahead=3, wait=WAIT, counters=("1", "2"), job=JOB
        ),
    ),
    "accepted-called": m.Accepted(
        request_id=REQUEST,
        result=m.Called(ticket=TICKET, number="A001", counter=ONE, rule=CallRule.PRIORITY_TURN),
    ),
    "accepted-done": m.Accepted(request_id=REQUEST, repeated=True, result=m.Done(queue_empty=True)),
    "accepted-looked-up": m.Accepted(
        request_id=REQUEST,
        result=m.LookedUp(
            dossiers=(
                m.DossierSeen(
                    dossier=DOSSIER,
                    status=DossierStatus.PROCESSING,
                    deadline=Deadline.NEW_DATE,
                    procedure="Đăng ký khai sinh",
                    received="2026-11-16",
                    due="2026-11-23",
                    due_before="2026-11-20",
                    step="Đang thẩm định",
                    collect_at="Quầy 1",
                    as_of=AT,
                    cached=True,
                ),
                m.DossierSeen(
                    dossier=DOSSIER, status=DossierStatus.OTHER, status_text="Chờ liên thông", as_of=AT
                ),
            ),
            result_service=CIVIL,
        ),
    ),
    "accepted-leased": m.Accepted(
        request_id=REQUEST,
        result=m.Leased(
            day="2026-11-21",
            ranges=(m.LeasedRange(service=CIVIL, prefix="A", width=3, first=800, last=999, used=801),),
        ),
    ),
    "accepted-topics": m.Accepted(
        request_id=REQUEST,
        result=m.Topics(
            events=(
                m.TopicInfo(code="sinh-con", name={"vi": "Sinh con", "en": "A child"}, icon="ring", count=4),
            ),
            fields=(m.TopicInfo(code="f-0a1b2c", name={"vi": "Hộ tịch"}, icon="file-document", count=11),),
        ),
    ),
    "accepted-listed": m.Accepted(
        request_id=REQUEST,
        result=m.Listed(
            procedures=(m.ProcedureLine(code=BIRTH, name=BIRTH_NAME, field="Hộ tịch", here=False),), more=3
        ),
    ),
    "accepted-procedure-told": m.Accepted(request_id=REQUEST, result=BIRTH_TOLD),
    "accepted-slip-seen": m.Accepted(
        request_id=REQUEST,
        result=m.SlipSeen(
            number="A001",
            state=TicketState.FINISHED,
            service=CIVIL,
            counters=("1", "2"),
            counter="1",
            wait=WAIT,
            stops=(CIVIL,),
            rating=m.RatingAsked(
                questionnaire="one-touch-5",
                version=1,
                questions=(
                    m.QuestionAsked(
                        id="service",
                        text={"vi": "Ông/bà có hài lòng không?"},
                        choices=(
                            m.ChoiceAsked(id="good", text={"vi": "Có"}, sign="good"),
                            m.ChoiceAsked(id="bad", text={"vi": "Không"}, sign="bad", low=True),
                        ),
                    ),
                ),
                reasons=(m.ReasonAsked(id="waiting", text={"vi": "Chờ lâu"}),),
            ),
        ),
    ),
    "accepted-voice-part": m.Accepted(
        request_id=REQUEST,
        result=m.VoicePart(digest="0a" * 32, size=3, offset=0, data="UEsD"),
    ),
    "accepted-update-part": m.Accepted(
        request_id=REQUEST,
        result=m.UpdatePart(version="0.2.0", digest="0a" * 32, size=3, offset=0, heard=True, data="dXBk"),
    ),
    "accepted-page-part": m.Accepted(
        request_id=REQUEST,
        result=m.PagePart(digest="0b" * 32, size=3, offset=0, data="UEsD"),
    ),
    "refused": m.Refused(
        request_id=REQUEST,
        code=RefusalCode.NOT_OPEN_YET,
        detail="morning",
        facts={"limit": "20"},
        opens_at=AT,
    ),
}

_SNAPSHOTS: dict[str, m.Snapshot] = {
    "state/office": m.OfficeState(
        **MARK,
        site="hoa-cuong",
        name=OFFICE_NAME,
        authority=AUTHORITY,
        services=(
            m.ServiceInfo(code=CIVIL, prefix="A", name=CIVIL_NAME, icon="stamper", counters=(ONE, TWO)),
        ),
        counters=(m.CounterInfo(id=ONE, label="1", services=(CIVIL,)),),
        sessions=(
            m.SessionInfo(
                name={"vi": "Buổi sáng", "en": "Morning"},
                days=(1, 2, 3, 4, 5),
                take_from="07:00",
                take_until="11:00",
                serve_from="07:30",
                serve_until="11:30",
            ),
        ),
        special_days=(m.SpecialDay(day="2026-11-24", name={"vi": "Ngày Văn hóa Việt Nam"}, sessions=()),),
        groups=(m.ServiceGroup(code=CIVIL, name=CIVIL_NAME, icon="stamper", services=(CIVIL,)),),
        result_service=CIVIL,
        look_up=m.LookUpOffer(proof=ProofRule.OPTIONAL),
        priority_groups=tuple(PriorityGroup),
        printers={KIOSK: PRINTER},
        utc_offset_minutes=420,
    ),
    "state/queue": m.QueueState(
        **MARK,
        day="2026-11-21",
        services=(
            m.ServiceQueue(service=CIVIL, waiting=3, wait=WAIT, newest="A057"),
            m.ServiceQueue(
                service=ServiceCode("dat-dai"),
                waiting=0,
                wait=None,
                closed=RefusalCode.NOT_OPEN_YET,
                opens_at=AT,
            ),
        ),
    ),
    "state/board": m.BoardState(**MARK, calls=(CALL,), waiting={CIVIL: 3}),
    f"state/counter/{ONE}": m.CounterState(
        **MARK,
        counter=ONE,
        label="1",
        call=CALL,
        waiting=3,
        clerk=ClerkId("lan"),
        pause=m.CounterPause(reason="lunch", back_at="10:15"),
    ),
}

_EVENT = m.Event(
    **MARK,
    kind="slip-ended",
    ticket=TICKET,
    number="A001",
    service=CIVIL,
    counter=ONE,
    job=JOB,
    slip=SlipState.PRINTED,
    detail={"by": "printer-1"},
)

_NOTE = {"vi": "Quá 3 lượt gọi, xin báo cán bộ.", "en": "After 3 calls please ask a clerk."}

_PRINT_JOB = m.PrintJob(
    job=JOB,
    ticket=TICKET,
    series=CIVIL,
    slip=m.Slip(
        number="A001",
        service=CIVIL_NAME,
        ahead=3,
        wait=WAIT,
        counters=("1", "2"),
        issued_at=AT,
        local_time="08:00 21/11/2026",
        session={"vi": "Buổi sáng", "en": "Morning"},
        office=OFFICE_NAME,
        authority=AUTHORITY,
        copy_no=2,
        degraded=True,
        note=_NOTE,
    ),
)

_SHEET = m.Sheet(
    sheet=REQUEST,
    procedure=BIRTH_TOLD,
    service=CIVIL_NAME,
    office=OFFICE_NAME,
    authority=AUTHORITY,
    lang="en",
    local_time="08:00 21/11/2026",
)

_PULSE = m.DeskPulse(
    instance="5f0c2a9be1d34c77",
    epoch=1_795_226_000,
    lineage="0d4f3c1e9a7b4b0fb6a1c2d3e4f50617",
    seq=41,
    last_at=AT,
    host="motcua-desk",
    serving=True,
    since=AT - 3_600_000,
    shown={"board": "00f1e2d3c4b5a697", "counter/quay-1": "a1b2c3d4e5f60718"},
)
_MEMORY = m.Memory(
    device=PRINTER,
    lineage=_PULSE.lineage,
    seq=41,
    seen=(m.Seen(day="2026-11-21", service=CIVIL, prefix="A", low=1, high=57),),
)

_WORDS = m.SlipWords(office=OFFICE_NAME, authority=AUTHORITY, note=_NOTE)
_WATCH = m.Watch(until=AT + 5000, touch=(0.5, 0.25), words=_WORDS)
_SCREEN = m.ScreenPicture(
    at=AT, screen="services", width=480, height=270, image="/9j/4AAQSkZJRg==", words=_WORDS
)

_PRESENCE = m.Presence(
    device=PRINTER,
    program="ticket_printer",
    version="0.1.0",
    online=True,
    at=AT,
    faults=(m.Fault(code=FaultCode.PAPER_NEAR_END, detail="còn khoảng 20 phiếu"),),
    instance="019ab6f4-6c00-7000-8000-000000000001",
    vitals=m.Vitals(address="192.168.1.23", celsius=51.5),
)

_NAME = m.NameClaim(
    device=PRINTER, instance="019ab6f4-6c00-7000-8000-000000000002", holds=False, address="192.168.1.23"
)

_DESK_PRESENCE = m.Presence(
    device=DESK, program="controller", version="0.1.0", online=True, at=AT, desk=_PULSE
)

EXAMPLES: dict[str, tuple[str, m.Message]] = {
    **{f"cmd-{c.kind}": (f"cmd/{d}/{c.kind}", c) for d, commands in _COMMANDS.items() for c in commands},
    **{f"reply-{name}": (f"reply/{KIOSK}", reply) for name, reply in _REPLIES.items()},
    **{"-".join(topic.split("/")[:2]): (topic, state) for topic, state in _SNAPSHOTS.items()},
    "event": (f"event/{_EVENT.kind}", _EVENT),
    "print": (f"print/{PRINTER}", _PRINT_JOB),
    "sheet": (f"sheet/{PRINTER}", _SHEET),
    "watch": (f"watch/{KIOSK}", _WATCH),
    "care": (f"care/{KIOSK}", m.Care(what="restart", until=AT + 8000)),
    "care-use-printer": (
        "care/printer-1",
        m.Care(
            what="use-printer",
            until=AT + 8000,
            printer=m.FoundPrinter(
                way="serial",
                place="/dev/serial/by-id/usb-FTDI-port0",
                baud=9600,
                flow="xon-xoff",
            ),
        ),
    ),
    "screen": (f"screen/{KIOSK}", _SCREEN),
    "presence": (f"presence/{PRINTER}", _PRESENCE),
    "presence-desk": (f"presence/{DESK}", _DESK_PRESENCE),
    "desk": (f"desk/{_PULSE.instance}", _PULSE),
    "memory": (f"memory/{PRINTER}", _MEMORY),
    "name": (f"name/{PRINTER}", _NAME),
}
"""Name of the golden file -> topic below the root, and the message."""
