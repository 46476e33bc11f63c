import re
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from contracts.dossiers import CODE_PATTERN, DossierCode
from contracts.scanned import (
    LONGEST,
    CitizenCard,
    DossierCodes,
    LookUpUrl,
    OpaquePortalUrl,
    OtherUrl,
    OwnSlip,
    PaymentQr,
    ProcedureCode,
    Rubbish,
    VneidQr,
    classify,
    slip_text,
)
from contracts.vocabulary import JobId, TicketId

LONG, SHORT = DossierCode("000.00.19.H47-260105-0001"), DossierCode("H57.132-260804-0583")
OTHERS = ("G09.20-20260609-0092637", "03706/2026/07906", "00673810079", "26.10229")
CODES = (LONG, SHORT, *map(DossierCode, OTHERS))
PORTAL = "https://dichvucong.tinh.example.gov.vn/portaldvc/tra-cuu"
PERSON, NAME = "001203004567", "Nguyễn Thị Ánh Đào"
CARD = f"{PERSON}|012345678|{NAME}|01021990|Nữ|Tổ 5, Phường Láng, Hà Nội|15032022"
BANK = "00020101021138570010A00000072701270006970403011300110123456780208QRIBFTTA53037045802VN6304A1B2"

emv = st.text("0123456789ABCDEF", max_size=60).map(lambda text: f"000201010211{text}6304ABCD")
anything = st.one_of(
    st.text(max_size=200),
    st.text("0123456789ABHGh./-_| \r\n\t\0\x1d\u200f\u202e", max_size=80),
    st.text(max_size=40).map(lambda text: f"{PORTAL}?MHS={text}"),
    st.sampled_from([CARD, BANK, LONG, slip_text("phuong-1", JobId("20261121-A001-1"))]).flatmap(
        lambda text: st.tuples(st.text(max_size=5), st.text(max_size=5)).map(
            lambda ends: ends[0] + text + ends[1]
        )
    ),
    emv,
)


@pytest.mark.parametrize("code", CODES)
def test_every_shape_of_a_dossier_code_is_one(code: DossierCode):
    assert classify(code) == DossierCodes((code,))


@pytest.mark.parametrize(
    "text",
    [
        f"  {SHORT}\r\n",
        SHORT.lower(),
        f"\u200f{SHORT}\u200e",
        f"\ufeff{SHORT}",
        SHORT.replace("-", "\u2013"),
        f"]C0{SHORT}",
        f"\x1d{SHORT}\0",
        f"Mã số hồ sơ: {SHORT} - Số phiếu: 26.10229",
        SHORT.encode(),
        SHORT.replace("-", " - "),
    ],
)
def test_what_scanners_and_printers_put_around_a_code_is_dropped(text: str | bytes):
    assert classify(text) == DossierCodes((SHORT,))


@pytest.mark.parametrize("between", [",", "; ", "\n", "\r\n", " "])
def test_several_codes_of_one_receipt_stay_in_order(between: str):
    codes = (DossierCode("000.00.19.H47-260105-0002"), LONG)
    assert classify(between.join(codes)) == DossierCodes(codes)


@pytest.mark.parametrize("key", ["MHS", "MaHoSo", "maHoSo", "ma_ho_so", "maHS", "dossierNo", "soHoSo"])
def test_a_look_up_link_gives_its_code_and_nothing_else(key: str):
    found = classify(f"{PORTAL}?SGT={PERSON}&{key}={LONG}&SoDinhDanh={PERSON}")
    assert found == LookUpUrl((LONG,))
    assert PERSON not in str(vars(found))


@pytest.mark.parametrize(
    "link",
    [
        f"HTTPS://PORTAL.EXAMPLE.GOV.VN/TRA-CUU?MHS={LONG}",
        f"{PORTAL}?mhs={LONG.lower()}",
        f"{PORTAL}?MHS=%20{LONG}%20",
        f"{PORTAL}/{LONG}",
        f"https://portal.example.vn/#/tra-cuu?maHoSo={LONG}",
        f"https://portal.example.vn/#/ho-so/{LONG}",
        f"{PORTAL}?MHS={LONG}&MHS={LONG}",
    ],
)
def test_links_of_any_habit_give_their_code(link: str):
    assert classify(link) == LookUpUrl((LONG,))


def test_a_receipt_of_several_dossiers_may_have_them_in_one_link():
    other = DossierCode(LONG.replace("0001", "0002"))
    assert classify(f"{PORTAL}?MaHoSo={LONG},{other}") == LookUpUrl((LONG, other))


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("https://dichvucong.example.gov.vn/apiqr/qr?id=6651f0c2", OpaquePortalUrl),
        (f"{PORTAL}?SGT={PERSON}", OpaquePortalUrl),
        ("https://motcua.example.vn/qr?id=1", OpaquePortalUrl),
        ("https://example.com/MHS", OtherUrl),
        (f"ftp://example.com/?MHS={LONG}", OtherUrl),
        ("http://[", OtherUrl),
        ("https://example.gov.vn.evil.example/?x=1", OtherUrl),
        (CARD, CitizenCard),
        (f"{PERSON}||{NAME}|01021990|Nam|Hà Nội|15032022|||", CitizenCard),
        (PERSON, CitizenCard),
        ("IDVNM0912345675001091234567<<8", CitizenCard),
        ("a|b", Rubbish),
        (BANK, PaymentQr),
        ("vneid:token/AAAA", VneidQr),
        ("https://vneid.gov.vn/qr/abc", VneidQr),
        ("", Rubbish),
        ("A001", Rubbish),
        ("XIN CHAO 2026", Rubbish),
        ("ABCDEFGH", Rubbish),
        (f"H57\0.132-260804-0583{NAME}", Rubbish),
        ("\ufffd\ufffd", Rubbish),
        ("9" * (LONGEST + 1), Rubbish),
        (b"\xff\xfe\x00\x80", Rubbish),
    ],
)
def test_everything_else_is_told_apart(text: str | bytes, kind: type):
    assert isinstance(classify(text, portals=("motcua.example.vn",)), kind)


@pytest.mark.parametrize(
    "code", ["1.014027", "1.014027.H42", "2.000815.000.00.00.H55", "2.000815.000.00.00.H55.02"]
)
def test_the_code_of_a_procedure_is_no_dossier(code: str):
    assert classify(code) == ProcedureCode(code)


def test_our_own_slip_is_known_and_another_office_s_too():
    text = slip_text("phuong-1", JobId("20261121-A001-1"))
    assert classify(text, own_site="phuong-1") == OwnSlip(TicketId("20261121-A001"), here=True)
    assert classify(text, own_site="phuong-2") == OwnSlip(TicketId("20261121-A001"), here=False)
    assert classify("20261121-A001") == OwnSlip(TicketId("20261121-A001"), here=True)


def test_an_office_whose_codes_look_like_identity_numbers_can_say_so():
    assert classify(PERSON, own_codes=re.compile("[0-9]{12}")) == DossierCodes((DossierCode(PERSON),))
    assert classify(CARD, own_codes=re.compile(".*")) == CitizenCard()


@pytest.mark.parametrize("text", [LONG, CARD, f"{PORTAL}?SGT={PERSON}&MHS={LONG}", PERSON, BANK])
def test_what_is_shown_by_accident_says_nothing_of_anybody(text: str):
    shown = repr(classify(text))
    assert not any(secret in shown for secret in (LONG, PERSON, NAME, "0001", BANK))


@given(anything)
@example("https://[::1")
@example(f"{PORTAL}?{'MHS=A1A1A1&' * 300}")
@example("1." * 2000)
@example("A" * LONGEST)
@example("\u202e" + LONG + "\x00")
def test_no_text_breaks_it_and_every_code_has_the_shape_of_one(text: str):
    found = classify(text, own_site="phuong-1")
    if isinstance(found, DossierCodes | LookUpUrl):
        assert 0 < len(found.codes) <= 20
        for code in found.codes:
            assert re.fullmatch(CODE_PATTERN, code, re.ASCII)
            assert unicodedata.is_normalized("NFC", code)
    if isinstance(found, CitizenCard | Rubbish | OtherUrl | OpaquePortalUrl | PaymentQr | VneidQr):
        assert vars(found) == {}


@given(st.binary(max_size=300))
def test_no_bytes_break_it(data: bytes):
    assert classify(data) == classify(data.decode("utf-8", "replace"))


@given(st.sampled_from([CARD, f"{PERSON}|", f"{PERSON}||x"]), st.text(max_size=50))
def test_a_card_is_never_taken_for_a_dossier(card: str, more: str):
    assert not isinstance(classify(card + more), DossierCodes | LookUpUrl)


@given(st.sampled_from(CODES[:3]), st.sampled_from(["", " ", "\r\n", "\u200b"]), st.booleans())
def test_case_and_surroundings_do_not_matter(code: DossierCode, around: str, lower: bool):  # noqa: FBT001 - drawn by hypothesis
    text = around + (code.lower() if lower else code) + around
    assert classify(text) == DossierCodes((code,))
