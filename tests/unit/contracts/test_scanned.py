import re
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from contracts.code_shapes import is_national
from contracts.dossiers import CODE_PATTERN, LONGEST, DossierCode
from contracts.scanned import (
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
        f"http://[2001:db8::1]:8080/?mhs={LONG}",
        f"https://dvc.example.vn:8443/tra-cuu;mhs={LONG}",
        f"{PORTAL}?MHS={LONG.replace('.', '%2E').replace('-', '%2d')}",
        f"https://example.vn/?u=https%3A%2F%2Fa.example%2F%3Fmhs%3D{LONG}",
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
        (f"{PORTAL}?mhs={PERSON}", OpaquePortalUrl),
        (f"{PORTAL}?hoSo=012345678", OpaquePortalUrl),
        ("https://zalo.me/0912345678", OtherUrl),
        ("zalo.me/0912345678", OtherUrl),
        ("bit.ly/3xYz1234", OtherUrl),
        ("G.PAGE/UBND-12345", OtherUrl),
        ("wa.me/84912345678", OtherUrl),
        ("http://[2001:db8::1]:8080/12345678", OtherUrl),
        (f"ftp://example.com/?MHS={LONG}", OtherUrl),
        ("http://[", OtherUrl),
        ("https://example.gov.vn.evil.example/?x=1", OtherUrl),
        (CARD, CitizenCard),
        (f"{PERSON}||{NAME}|01021990|Nam|Hà Nội|15032022|||", CitizenCard),
        (PERSON, CitizenCard),
        ("IDVNM0912345675001091234567<<8", CitizenCard),
        ("GD4797912345678", CitizenCard),
        ("gd 4 79 79 123 456 7890", CitizenCard),
        ("GD4-79-79-123-456-7890", CitizenCard),
        ("DN.4.01.01.123.456.7890", CitizenCard),
        ("HS4797912345678", CitizenCard),
        ("HS 4 79 79 123 456 7890", CitizenCard),
        ("HS-4-79-7912345678", CitizenCard),
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


IN_ANY_DRESS = (
    f"\x02{SHORT}\x03",
    f"]C1\x1d{SHORT}",
    f"]C0{SHORT}\r",
    f"j{SHORT}",
    f"D{SHORT}",
    f"P0Q{SHORT}",
    f"MHS_{SHORT}",
    f"HO-SO/{SHORT}",
    f"{SHORT}|Nguyễn Văn A|Đăng ký khai sinh|25/01/2026",
    f"Nguyễn Văn A|{SHORT}|x",
    f"{SHORT};Nguyễn Văn A;Khai sinh;25/01/2026",
    f'{{"maHoSo":"{SHORT}","hoTen":"Nguyen Van A"}}',
    f"dvc.x.gov.vn/ho-so/{SHORT}",
    f"dvc.x.gov.vn/tra-cuu?code={SHORT}",
    SHORT.replace("-", "/"),
    "".join(chr(ord(sign) + 0xFEE0) for sign in SHORT),
)


@pytest.mark.parametrize("text", IN_ANY_DRESS)
def test_a_code_is_found_in_any_dress(text: str):
    assert classify(text) == DossierCodes((SHORT,))


@pytest.mark.parametrize(
    "rest", ["?code={}", "?ma={}", "?q={}", "#maHoSo={}", "/{}.html", "/{}/", "?ma={}&otp=1"]
)
def test_a_link_gives_a_code_of_a_known_shape_wherever_it_stands(rest: str):
    assert classify("https://dvc.x.gov.vn/ho-so" + rest.format(LONG)) == LookUpUrl((LONG,))


@pytest.mark.parametrize("between", ["\x1d", "\x1e", "\x1d]C1"])
def test_what_separates_two_codes_for_scanners_makes_two(between: str):
    assert classify(f"{LONG}{between}{SHORT}") == DossierCodes((LONG, SHORT))


CUT_OR_BENT = (
    "000.00.19.H47-261305-0001",
    "000.00.19.H47-260230-0001",
    "000.00.19.Z47-260105-0001",
    "00z.00.19.H47-260105-0001",
    "000.24r12.Hy0-250114-5948",
    "000.00.19.H47-260105",
    "000.00.19.H47-260105-",
    "000.00.19.H47",
    "000.00.19.H47_260105_0001",
    "000.00.19.H47626010560001",
    ")))<))<!(<$&H47)6@^)!)%6)))!",
    "000.00.19.h47-260105-0001".replace("h", "H").replace("47", "4z"),
    "H57.132-2608",
    "H57.132",
    "Y57.132/260804/0583",
    f"{SHORT[:5]}a{SHORT[6:]}",
    "Đ57.132-260804-0583",
    "Á2.132-260804-0583",
    "H57.132-260804-0583ư",
    "H57.13â-260804-0583",
    "H57.132\u1ebb260804\u1ebb0583",
    "H57:132-260804-0583",
    "H57.132+260804+0583",
    SHORT * 2,
    f"{SHORT} H57.132-261304-0584",
)


@pytest.mark.parametrize("text", CUT_OR_BENT)
def test_a_code_that_cannot_be_is_none(text: str):
    assert classify(text) == Rubbish()


CARRIED = (
    "391263",
    "19001234",
    "0912345678",
    "0912 345 678",
    "0912.345.678",
    "+84 912 345 678",
    "84912345678",
    "02438251234",
    "tel:0912345678",
    "7901234567",
    "0101234567-001",
    "B1234567",
    "PA1234567",
    "790123456789",
    "8934673573214",
    "9786042123456",
    "978-604-2-12345-6",
    "4111111111111111",
    "8984048000012345678",
    "EB123456789VN",
    "30A-123.45",
    "29-H1 123.45",
    "51F12345",
    "18/01/2026",
    "2026-01-18",
    "1.500.000",
    "192.168.1.1",
    "01/2018/TT-VPCP",
    "6f9619ff-8b86-d011-b42d-00c04fc964ff",
    "4bf92f3577b34da6a3ce929d0e0e4736",
    "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiIwMDEifQ.sgn",
    "aB3xK9-zQ7.12345",
    "WIFI:S:TrungTam;T:WPA;P:matkhau123;;",
    "BEGIN:VCARD\nTEL:0912345678\nEND:VCARD",
    "LPA:1$rsp.example.com$QR-G-5C-1LOVHB",
    "M1NGUYEN/VAN A        EE8QZ3M SGNHANVN 0123 045Y012A0001",
    "Số điện thoại: 0912345678",
    "Mã số thuế: 0101234567",
    f"Mã hồ sơ: {PERSON}",
    "a|b|c|d|e|f",
    "024.38251234",
    "0243-38251234",
    "1900.1234",
    "1800 599 920",
    "+84-24-3825-1234",
    "0084912345678",
    "0312345678-001",
    "8012345678-012",
    "031 234 5678",
    "GD4797912345678\t01/01/1990",
    "NG-123-45",
    "80-011-NG-01",
    "41NG12345",
    "1C26TAA-00001234",
    "1K26TYY/123456",
    "M1-26-ABCDE-00000000001",
    "0312345678;1C26TAA;123;01/08/2026;1500000",
    "EE123456789VN",
    "EE 123 456 789 VN",
    "S12345678.MB1.A1.123456789",
    "GHN-ABC123456",
    "SPX-VN01234567890",
    "LOT-240816-0012",
    "PO-2026-08-0012",
    "S/N 20260816-0012",
    "10.762622,106.660172",
    "-10.762622; 106.660172",
    "0108934673573214",
    "(01)08934673573214(17)261231(10)LOT123",
    "]C10108934673573214\x1d21ABC12345",
    "08934673573216",
    "@\n\x1e\rANSI 636026080102DL00410288ZA03290015DLDAQD12345678\nDCSNGUYEN\n",
    "Số CMND: 012345678",
    "CCCD 001203004567",
    "GPLX: 790123456789",
    "BKS 51F-123.45",
    "MECARD:N:Nguyen;TEL:0912345678;;",
    "0912/345/678",
    "0912_345_678",
    "48.858370,2.294481",
    "000.00",
    "000.00.19",
    "0105-0001",
    "05-0001",
    "260804-0583",
    "132-260804-0583",
    "H57-260804-0583",
)


@pytest.mark.parametrize("text", CARRIED)
def test_what_else_people_carry_is_no_dossier_unless_the_office_says_so(text: str):
    assert classify(text) == Rubbish()


@pytest.mark.parametrize(
    ("text", "own"), [("0912345678", "0[0-9]{9}"), ("30A-123.45", ".*"), ("HS20260001", "HS[0-9]{8}")]
)
def test_an_office_says_what_its_codes_look_like(text: str, own: str):
    found = DossierCodes((DossierCode(text),))
    assert classify(text, own_codes=re.compile(own)) == found
    assert classify(f"]C0{text}\r\n", own_codes=re.compile(own)) == found


def test_a_card_is_not_cut_down_to_a_code_of_the_office():
    assert classify("0" + "00673810079", own_codes=re.compile("[0-9]{11}")) != DossierCodes(
        (DossierCode("00673810079"),)
    )


@pytest.mark.parametrize(
    "text",
    [
        BANK[:26],
        BANK[:60],
        BANK[20:],
        "2|99|0912345678|NGUYEN VAN A|a@b.c|0|0|50000|HS1|transfer_myqr",
        "momo://pay?a=1",
    ],
)
def test_a_payment_code_is_known_whole_cut_and_old(text: str):
    assert classify(text) == PaymentQr()


@pytest.mark.parametrize(
    "text",
    [
        "123456789",
        "001 203 004 567",
        "P<VNMNGUYEN<<VAN<A<<<<<<<<<<<<<<<<<<<<<<<<<<",
        "C1234567<8VNM9001011M3001011<<<<<<<<<<<<<<08",
        "GD4797912345678|4e677579|01/01/1990|1|",
    ],
)
def test_cards_and_passports_of_all_kinds_are_citizens_(text: str):
    assert classify(text) == CitizenCard()


@given(st.sampled_from([LONG, SHORT]), st.data())
def test_a_code_with_one_sign_changed_is_never_taken_for_one_of_another_shape(
    code: DossierCode, data: st.DataObject
):
    at = data.draw(st.integers(0, len(code) - 1))
    sign = data.draw(st.sampled_from("aZz/_ \x1d&?"))
    found = classify(code[:at] + sign + code[at + 1 :])
    codes = found.codes if isinstance(found, DossierCodes) else ()
    assert all(is_national(each) for each in codes)


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
