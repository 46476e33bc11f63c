"""What else has bars or a QR code that a person may hold up, and what cannot be a dossier's. Pure.

An office whose dossier codes look like one of these says so in its settings (``own_codes``).
"""

import re
from enum import Enum, auto


class Carried(Enum):
    """What it is, as far as somebody is told."""

    IDENTITY = auto()
    PAYMENT = auto()


_PERSON = re.compile(r"0[0-9]{2}[0-9]{9}|[0-9]{9}")
"""An identity number: province 001 to 096 and nine digits; before 2016 nine digits alone."""
_PROVINCES = range(1, 97)
_MACHINE_LINES = re.compile(
    r"[IACP][A-Z<]?(?:VNM)[0-9A-Z<]|.*<<|[A-Z0-9<]{9}[0-9]VNM[0-9]{7}[MF<X]", re.DOTALL
)
"""The machine-readable lines of cards and passports."""
_PAYMENT = re.compile(
    r"000201[0-9]{6}"  # EMVCo, whole or cut
    r"|.*(?:A000000727|A0000007750|QRIBFTT[AC]|5303704)"  # NAPAS, VNPAY, their services, the dong: any part of one
    r"|2\|99\||.*\|(?:transfer_)?(?:myqr|p2p)\b"  # MoMo
    r"|(?:momo|zalopay|shopeepay|vnpay|viettelpay|bitcoin|ethereum)[A-Za-z]*:",
    re.DOTALL | re.IGNORECASE,
)
_INSURED = re.compile(
    r"(?:[A-Z]{2}[0-9]{13}|[0-9]{10})\||[A-Z]{2}[.-]?[1-5](?:(?:-?[0-9]){12,14}|(?:\.?[0-9]){12,14})$",
    re.IGNORECASE,
)
"""How a health insurance card's row of fields begins, or its number alone; that of pupils begins with HS."""
_SEPARATED = re.compile(
    r"0[0-9]{2,4}[._/ -][0-9]{3,4}[._/ -][0-9]{3,4}|0[0-9]{2,3}[. -][0-9]{7,8}|1[89]00[. -]?[0-9]{4,6}|\+?84[. -]?[0-9]{2,3}[. -][0-9. -]{6,9}"  # telephones
    r"|[0-9]{10}-[0-9]{3}"  # a branch's tax number
    r"|[0-9]{2}-?[A-Z]{1,2}[0-9]?[ -]?[0-9]{3}\.?[0-9]{2}|[0-9]{2}-?[A-Z]{1,2}[0-9]?[ -][0-9]{4,5}"  # plates
    r"|(?:[0-9]{2}-)?(?:NG|QT|NN|CV)-?[0-9]{2,3}[.-]?[0-9]{2}|[0-9]{2}-?[0-9]{3}-?(?:NG|QT|NN|CV)-?[0-9]{2}"  # diplomats'
    r"|[0-9]{1,2}[./-][0-9]{1,2}[./-](?:19|20)[0-9]{2}|(?:19|20)[0-9]{2}[./-][0-9]{1,2}[./-][0-9]{1,2}"  # days
    r"|[0-9]{1,3}(?:[.][0-9]{3})+"  # an amount of money
    r"|[0-9]{1,3}(?:\.[0-9]{1,3}){3}(?:/.*)?"  # an address in a network
    r"|(?:[0-9A-F]{2}-){5}[0-9A-F]{2}"
    r"|[0-9A-F]{8}-(?:[0-9A-F]{4}-){3}[0-9A-F]{12}"  # a UUID
    r"|97[89]-?[0-9]{1,5}-[0-9]{1,7}-[0-9]{1,7}-[0-9X]"  # a book
    r"|[0-9]{1,5}/(?:[0-9]{4}/)?[A-Z]{1,6}(?:-[A-Z0-9]{2,})+"  # a letter of an authority
    r"|(?:[A-Z0-9-]+\.)+(?:VN|COM|NET|ORG|IO|ME)(?:/.*)?"  # an address without a scheme
    r"|EYJ[A-Z0-9_-]*\..*"  # a token
    r"|[A-Z]{2}[. -]?[0-9](?:[. -]?[0-9]){12,14}"  # health insurance
    r"|[0-9]{3}(?:\.[0-9]{1,2}){1,2}|(?:[A-Y]?[0-9]{1,3}-)?[0-9]{1,8}-[0-9]{4,12}"  # a part of a national code
    r"|[1-6][CK][0-9]{2}[TDLMNBGH][A-Z]{2}[-/. ]?[0-9]*|M[0-9]-[0-9]{2}-[A-Z0-9]{5}-[0-9]{11}"  # invoices
    r"|S[0-9]{6,}\.[A-Z]{2}.*"  # a parcel of GHTK
    r"|(?:S/?N|LOT|PO|SKU|INV|IMEI|MAC|GHN|GHTK|VTP|SPX|JT|JTVN|EMS|NJV|BEST)[-._/ ].*",  # goods, orders, parcels
)
FEWEST_DIGITS = 5
"""A year and a number of one digit: a code has no fewer."""
_OFFICE_DIGITS = re.compile(r"00[0-9]{9}")
"""The only shape of digits alone that offices are known to print on receipts."""


def carried(text: str) -> Carried | None:
    """What ``text`` is, when it is something that people carry and surely no dossier; it may be cut."""
    bare = re.sub(r"\s", "", text)
    if _MACHINE_LINES.match(bare) or _INSURED.match(bare) or _is_person(bare):
        return Carried.IDENTITY
    return Carried.PAYMENT if _PAYMENT.match(text) else None


def is_other(code: str) -> bool:
    """Whether ``code`` (upper case, without blanks), with nothing around it, is of a shape that receipts do not have.

    Digits alone are telephones, taxes, insurances, goods; letters and digits without a sign between them are
    passports, cards, parcels, tokens.
    """
    if re.fullmatch("[0-9A-Z]*", code):
        return not _OFFICE_DIGITS.fullmatch(code)
    return bool(_SEPARATED.fullmatch(code)) or sum(map(str.isdigit, code)) < FEWEST_DIGITS


def _is_person(bare: str) -> bool:
    if not _PERSON.fullmatch(bare):
        return False
    return len(bare) == 9 or int(bare[:3]) in _PROVINCES
