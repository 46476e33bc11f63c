"""The screens of the guide to procedures, for pictures and benchmarks. Pure."""

from collections.abc import Iterator
from dataclasses import replace

from contracts import messages as m
from contracts.procedures import FeeKind
from contracts.vocabulary import ProcedureCode
from contracts.vocabulary import ServiceCode as Code
from kiosk_app.flow import guide_pages as g
from kiosk_app.flow import model as k

EVENTS = (
    ("sinh-con", "Sinh con, nuôi con", "Having or raising a child", "baby-carriage", 6),
    ("ket-hon", "Kết hôn, gia đình", "Marriage and family", "ring", 3),
    ("qua-doi", "Người thân qua đời", "A death in the family", "candle", 6),
    ("giay-to", "Sửa, xin lại giấy tờ hộ tịch", "Correcting or copying civil records", "file-document", 4),
    ("sao-y", "Sao y, chứng thực", "Certified copies and signatures", "stamper", 6),
    ("nha-dat", "Nhà, đất, sổ đỏ", "Land and housing", "map", 9),
    ("xay-nha", "Xây, sửa nhà", "Building or repairing a house", "crane", 6),
    ("kinh-doanh", "Mở cửa hàng, kinh doanh", "Opening a shop or business", "store", 6),
    ("cho-o", "Chuyển chỗ ở", "Moving house", "truck", 3),
    ("tro-cap", "Trợ cấp, người có công, hộ nghèo", "Support, merit and poverty relief", "hand-heart", 12),
)
FIELDS = ("Hộ tịch", "Đất đai", "Chứng thực", "Hoạt động xây dựng", "Giảm nghèo", "Đăng ký, quản lý cư trú")
PROCEDURES = (
    ("Đăng ký khai sinh", "Birth registration", "Hộ tịch"),
    ("Đăng ký lại khai sinh", "Registering a birth again", "Hộ tịch"),
    ("Liên thông khai sinh - thẻ BHYT cho trẻ dưới 6 tuổi", "Birth and health insurance card", "Hộ tịch"),
    ("Đăng ký nuôi con nuôi trong nước", "Adoption", "Nuôi con nuôi"),
    ("Đăng ký nhận cha, mẹ, con", "Acknowledging a parent or child", "Hộ tịch"),
    ("Đăng ký giám hộ", "Guardianship", "Hộ tịch"),
)
PAPERS = (
    ("Tờ khai đăng ký khai sinh theo mẫu", 1, None),
    ("Giấy chứng sinh; không có thì văn bản của người làm chứng xác nhận về việc sinh", 1, None),
    ("Trẻ em bị bỏ rơi: biên bản về việc trẻ bị bỏ rơi do cơ quan có thẩm quyền lập", 1, 2),
    ("Mang thai hộ: văn bản xác nhận của cơ sở y tế", None, 1),
    (
        "Văn bản ủy quyền (nếu ủy quyền; không phải chứng thực khi người được ủy quyền là ông, bà, cha, mẹ, con)",
        None,
        None,
    ),
    ("Xuất trình giấy tờ tùy thân (thẻ căn cước, căn cước điện tử, hộ chiếu)", None, None),
    ("Giấy tờ chứng minh nơi cư trú", None, None),
)


def topics() -> m.Topics:
    """What happens in a life, and the fields."""
    return m.Topics(
        events=tuple(
            m.TopicInfo(code=code, name=_text(vi, en), icon=icon, count=count)
            for code, vi, en, icon, count in EVENTS
        ),
        fields=tuple(
            m.TopicInfo(code=f"f-{n}", name={"vi": name}, icon="file-document", count=12 - n)
            for n, name in enumerate(FIELDS)
        ),
    )


def screens(ready: k.Model) -> Iterator[tuple[str, k.Model]]:
    """Each screen by a name that can be one of a file. ``ready``: the start of an office's kiosk."""
    told = replace(
        ready, office=ready.office and ready.office.model_copy(update={"guide": True}), topics=topics()
    )
    yield "services-guide", told
    guide = replace(told, page=g.Guide())
    yield "guide", guide
    yield "guide-en", replace(guide, lang="en")
    alone = replace(told.equipment, offers=frozenset({k.Offer.GUIDE}))
    yield "guide-alone", replace(guide, equipment=alone)
    yield "fields", replace(told, page=g.Fields())
    yield "find", replace(told, page=g.Find())
    yield "find-typed", replace(told, page=g.Find("giay khai sinh"))
    yield "find-marks", replace(told, page=g.Find("giấy t", "O"))
    lines = tuple(
        m.ProcedureLine(code=ProcedureCode(f"1.00{n:04}"), name=_text(vi, en), field=field, here=n != 3)
        for n, (vi, en, field) in enumerate(PROCEDURES)
    )
    yield (
        "listed",
        replace(
            told, page=g.Listed(lines, g.Guide(), name=told.topics.events[0].name if told.topics else None)
        ),
    )
    found = g.Listed(lines[:4], g.Find("giay khai sinh"), typed="giay khai sinh")
    yield "listed-found", replace(told, page=found)
    birth = g.Procedure(procedure(), found)
    yield "procedure", replace(told, page=birth)
    yield "procedure-en", replace(told, page=birth, lang="en")
    yield "procedure-large", replace(told, page=replace(birth, sheet=1), modes=k.Modes(large=True))
    yield "procedure-contrast", replace(told, page=birth, modes=k.Modes(contrast=True))
    yield "procedure-printing", replace(told, page=replace(birth, checklist=g.Paper.COMING))
    away = procedure().model_copy(
        update={
            "service": None,
            "elsewhere": "Chi nhánh Văn phòng đăng ký đất đai khu vực 2, số 12 phố Hàng Bài",
        }
    )
    yield "procedure-elsewhere", replace(told, page=g.Procedure(away, found))
    yield from _forms(told)
    for kind in g.SorryKind:
        yield f"sorry-{kind}", replace(told, page=g.Sorry(kind, g.Find("xyz"), "xyz"))
    yield "opening", replace(told, page=g.Opening(g.Guide()))


STEPS = (
    m.StepTold(text="Nộp hồ sơ tại quầy Hộ tịch", by="Trung tâm Phục vụ hành chính công"),
    m.StepTold(
        text="Kiểm tra giấy tờ, ghi vào Sổ đăng ký khai sinh", by="Công chức tư pháp - hộ tịch", days=0.5
    ),
    m.StepTold(text="Ký Giấy khai sinh", by="Ủy ban nhân dân", days=0.5),
    m.StepTold(text="Nhận Giấy khai sinh và ký tên vào Sổ"),
)
BLANKS = (
    m.BlankTold(name="Tờ khai đăng ký khai sinh", pages=("0a" * 32, "0b" * 32)),
    m.BlankTold(name="Giấy cam đoan về việc sinh", pages=("0c" * 32,)),
)


def _forms(told: k.Model) -> Iterator[tuple[str, k.Model]]:
    """Forms of a procedure; a page whose picture is none says so, and so does a procedure of which nothing is known."""
    bare = m.ProcedureTold(code=ProcedureCode("1.009999"), name={"vi": "Thủ tục chưa ghi gì"})
    yield "procedure-unknown", replace(told, page=g.Procedure(bare))
    birth = procedure().model_copy(update={"steps": STEPS})
    for sheet, name in enumerate(("procedure-steps-first", "procedure-steps"), 0):
        yield name, replace(told, page=g.Procedure(birth, sheet=sheet * (len(PAPERS) + len(STEPS))))
    here = replace(told, pages_here={page: "" for blank in BLANKS for page in blank.pages})
    page = g.Procedure(procedure().model_copy(update={"blanks": BLANKS}))
    yield "procedure-forms", replace(here, page=page)
    yield "blanks", replace(here, page=g.Blanks(page))
    yield "blank-broken", replace(here, page=g.Blank(BLANKS[0], page))


def procedure() -> m.ProcedureTold:
    """A procedure with as many papers as a real one."""
    papers = tuple(
        m.PaperTold(text=text, originals=originals, copies=copies) for text, originals, copies in PAPERS
    )
    return m.ProcedureTold(
        code=ProcedureCode("1.001193"),
        name=_text("Đăng ký khai sinh", "Birth registration"),
        fee=m.FeeTold(kind=FeeKind.AMOUNT, vnd=8000, text="8.000 đồng/bản sao"),
        time=m.TimeTold(count=1),
        papers=papers,
        service=Code("tu-phap"),
        result="Giấy khai sinh",
        address="http://192.168.1.10:8080/thu-tuc/1.001193",
        taken="30/11/2026",
    )


def _text(vi: str, en: str) -> m.Text:
    return {"vi": vi, "en": en}
