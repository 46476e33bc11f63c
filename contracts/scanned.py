"""What a scanned text is. Pure; safe for any text whatever; says nothing of a citizen by itself.

A code reader hands over what a code says, and that can be anything a person carries: a receipt, a citizen's
card, a bank's QR code. Only a dossier code (or our own ticket) is ever taken out of it; the rest is dropped
here, in the one function that sees it. No value of this module shows a code in its ``repr``.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from contracts.carried import Carried, carried, is_other
from contracts.code_shapes import is_bent, is_national, national_in
from contracts.dossiers import LONGEST, DossierCode, codes_in
from contracts.letters import plain, unaccented
from contracts.procedures import PROCEDURE_SHAPE
from contracts.vocabulary import JobId, TicketId


@dataclass(frozen=True)
class DossierCodes:
    """The code of a dossier, or several on one receipt, in the order of the text."""

    codes: tuple[DossierCode, ...] = field(repr=False)


@dataclass(frozen=True)
class LookUpUrl:
    """A link that carried dossier codes; everything else in it (an identity number) is dropped."""

    codes: tuple[DossierCode, ...] = field(repr=False)


@dataclass(frozen=True)
class OpaquePortalUrl:
    """A link of a public-service portal without a code in it: ask for the long barcode instead."""


@dataclass(frozen=True)
class OwnSlip:
    """A slip of ours. ``here``: of this site; another office's number means nothing here."""

    ticket: TicketId
    here: bool
    place: str = field(default="", repr=False)
    """The end of the address on it, which nobody else has; "" where slips have none."""


@dataclass(frozen=True)
class CitizenCard:
    """A citizen's identity card or passport, or its number. Refused kindly; carries nothing of it."""


@dataclass(frozen=True)
class ProcedureCode:
    """The code of a procedure, as in the national database: ``9.999999``, perhaps with a local ending."""

    code: str


@dataclass(frozen=True)
class PaymentQr:
    """A bank's or wallet's QR code (EMVCo, VietQR)."""


@dataclass(frozen=True)
class VneidQr:
    """A QR code of the VNeID application."""


@dataclass(frozen=True)
class OtherUrl:
    """A link to somewhere else. Never opened."""


@dataclass(frozen=True)
class Rubbish:
    """Nothing that we know."""


Scanned = (
    DossierCodes
    | LookUpUrl
    | OpaquePortalUrl
    | OwnSlip
    | CitizenCard
    | ProcedureCode
    | PaymentQr
    | VneidQr
    | OtherUrl
    | Rubbish
)

_SLIP_TEXT = re.compile(r"MOTCUA:([0-9A-Z-]{1,32}):([0-9]{8}-[A-Z]{0,3}[0-9]{1,6})(?:-[0-9]{1,3})?")
_TICKET = re.compile(r"20[0-9]{6}-[A-Z]{0,3}[0-9]{1,6}")
_PROCEDURE = re.compile(r"[0-9]\.[0-9]{6}(?:\.[0-9A-Z]{2,3}){0,6}")
_PROCEDURE_PAGE = re.compile(
    rf"(?:/thu-tuc/|[?&](?:ma_thu_tuc|mathutuc|matthc|ma-thu-tuc)=)({PROCEDURE_SHAPE})/?(?:[?&#].*)?$",
    re.IGNORECASE,
)
"""The page of a procedure: ours, or one of a portal that names it in its address."""
_CARD = re.compile(r"\s*[0-9]{9}(?:[0-9]{3})?\s*\|")
_LINK = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*)://")
_HOST = re.compile(
    r"(?:[a-z0-9-]+\.)+(?:vn|com|net|org|info|io|me|app|link|asia|gov|edu|dev|biz|xyz|top|site|shop|store|online|page"
    r"|id|ly|gl|gd|gg|be|to|cc|co|ee|tv|cn|jp|kr|sg|us|uk|eu)(?::[0-9]+)?(?:[/?#]|$)",
    re.IGNORECASE,
)
"""How an address begins that somebody left the scheme out of."""
_PLACE = re.compile(
    r"-?[0-9]{1,2}\.(?:[0-9]{3,}\s*[,;]\s*1[0-9]{2}\.[0-9]{3,}|[0-9]{6,}\s*[,;]\s*-?[0-9]{1,3}\.[0-9]{6,})"
)
"""A place on a map: in Vietnam or near, or as exact as no two dossiers' numbers are long."""
_OTHER_SCHEMES = re.compile(
    r"(?:tel|sms|smsto|mailto|geo|wifi|matmsg|mecard|begin|otpauth|hc1):", re.IGNORECASE
)
_TO_A_DOSSIER = re.compile(r"\b(?:ho so|hs|mhs|mahoso|bien nhan|tiep nhan|dossier|receipt)\b")
"""What makes a text of any shape the code of a dossier, said before it; without case and marks."""
_FRAME = " \t\r\n\0\x01\x02\x03\x04\x1c\x1d\x1e\x1f"
"""What hand scanners put around a text."""
_AIM = re.compile(r"^\][A-Za-z][0-9A-Za-z]", re.MULTILINE)
"""What they may put before it to say which symbology it was."""


def slip_text(site: str, job: JobId, place: str = "") -> str:
    """What the code on our own slip says: capitals, digits, ``:`` and ``-``, the smallest a QR code can be.

    Behind the address of its ``place`` in the line, where phones can open it: what stands behind ``#`` stays on the phone.
    """
    told = f"MOTCUA:{site.upper()}:{job}"
    return f"{place}#{told}" if place else told


def classify(
    text: str | bytes,
    *,
    own_site: str = "",
    portals: Iterable[str] = (),
    own_codes: re.Pattern[str] | None = None,
) -> Scanned:
    """What ``text`` is.

    ``portals``: hosts that are public-service portals although they do not end in ``.gov.vn``. ``own_codes``:
    the shape of this office's dossier codes, where it would be taken for something else.
    """
    if len(text) > LONGEST:
        return Rubbish()
    bare = _bare(text.decode("utf-8", "replace") if isinstance(text, bytes) else text)
    if bare is None:
        return Rubbish()
    shape = own_codes or _NONE
    return (
        _own(bare, shape)
        or _fields(bare, shape)
        or _slip(bare, own_site)
        or _foreign(bare)
        or _link(bare, frozenset(portals), shape)
        or _codes(bare, shape)
    )


_NONE = re.compile(r"(?!)")
_ADDRESS_END = re.compile(r"/so/([A-Za-z0-9_-]{1,40})#")


def _bare(text: str) -> str | None:
    """One kind of each sign, nothing of a scanner around it; None with control characters inside."""
    text = plain(_AIM.sub("", text.strip(_FRAME))).strip(_FRAME)
    text = "\n".join(_AIM.sub("", line).strip(_FRAME) for line in text.split("\n") if line.strip(_FRAME))
    return (
        None if any(unicodedata.category(sign) in {"Cc", "Cs"} for sign in text.replace("\n", "")) else text
    )


def _own(text: str, shape: re.Pattern[str]) -> DossierCodes | None:
    """The code that this office says is one of its own, perhaps behind a scanner's letter."""
    code = re.sub(r"\s+", "", text).upper()
    for version in (code, code[1:] if code[:1].isalpha() else ""):
        if shape.fullmatch(version) and codes_in(version) == (version,):
            return DossierCodes((DossierCode(version),))
    return None


def _fields(text: str, shape: re.Pattern[str]) -> Scanned | None:
    """A card or a receipt that is a row of fields. A row that begins as a card does is nothing else."""
    if "|" not in text:
        return None
    if _CARD.match(text):
        return CitizenCard()
    if what := carried(text):
        return PaymentQr() if what is Carried.PAYMENT else CitizenCard()
    pieces = (piece.strip() for piece in text.split("|"))
    codes = tuple(dict.fromkeys(code for piece in pieces for code in _proven(piece, shape)))
    return DossierCodes(codes) if codes else Rubbish()


def _proven(text: str, shape: re.Pattern[str]) -> list[DossierCode]:
    """Codes whose shape alone says what they are."""
    return [code for code in codes_in(text) if is_national(code) or shape.fullmatch(code)]


def _slip(text: str, own_site: str) -> OwnSlip | None:
    """What stands on our slip: alone, or behind the address of its place in the line."""
    capitals, place = text.upper(), _ADDRESS_END.search(text)
    told = _SLIP_TEXT.fullmatch(capitals.rpartition("#")[2] if "/SO/" in capitals else capitals)
    if told:
        here = told[1] == own_site.upper()
        return OwnSlip(TicketId(told[2]), here=here, place=place[1] if place else "")
    return OwnSlip(TicketId(capitals), here=True) if _TICKET.fullmatch(capitals) else None


def _foreign(text: str) -> Scanned | None:
    what = carried(text)
    if what is Carried.IDENTITY:
        return CitizenCard()
    if what is Carried.PAYMENT and not _HOST.match(text.partition("://")[2]):
        return PaymentQr()
    if "vneid" in text[:200].lower() and not _LINK.match(text):
        return VneidQr()
    return Rubbish() if _OTHER_SCHEMES.match(text) or _PLACE.fullmatch(text) else None


def _link(text: str, portals: frozenset[str], shape: re.Pattern[str]) -> Scanned | None:
    """A link, with or without a scheme, that is the whole text. The page of a procedure leads to ours, not there."""
    scheme = _LINK.match(text)
    if re.search(r"\s", text) or not (scheme or _HOST.match(text)):
        return None
    if (scheme is None or scheme[1].lower() in {"http", "https"}) and (page := _PROCEDURE_PAGE.search(text)):
        return ProcedureCode(page[1].upper())
    address = text if scheme else f"http://{text}"
    try:
        host = (urlsplit(address).hostname or "").lower()
    except ValueError:  # an address that is none, such as http://[
        return OtherUrl()
    found = codes_in(address)
    codes = tuple(code for code in found if shape.fullmatch(code) or not (is_bent(code) or carried(code)))
    if codes and not scheme:
        return DossierCodes(codes)
    if codes and scheme and scheme[1].lower() in {"http", "https"}:
        return LookUpUrl(codes)
    if "vneid" in host:
        return VneidQr()
    return OpaquePortalUrl() if host.endswith(".gov.vn") or host in portals else OtherUrl()


def _codes(text: str, shape: re.Pattern[str]) -> DossierCodes | ProcedureCode | Rubbish:
    if _PROCEDURE.fullmatch(text.upper()):
        return ProcedureCode(text.upper())
    told = bool(_TO_A_DOSSIER.search(unaccented(text)))
    codes = [_judged(code, text, shape, told=told) for code in codes_in(text)]
    sure = tuple(dict.fromkeys(code for code in codes if code))
    return DossierCodes(sure) if sure and len(sure) == len(codes) else Rubbish()


def _judged(code: DossierCode, text: str, shape: re.Pattern[str], *, told: bool) -> DossierCode | None:
    """The code when it can be one; ``told``: the text says that it is a dossier's."""
    if shape.fullmatch(code):
        return code
    if national := national_in(code):
        return None if _is_mixed(national, text) else DossierCode(national)
    if is_bent(code) or carried(code) or _is_mixed(code, text):
        return None
    if told:
        return code
    words = re.search(r"[0-9A-Za-z]\s+[0-9A-Za-z]", text)
    return None if words or is_other(code) else code


def _is_mixed(code: str, text: str) -> bool:
    """Whether its letters are small and great: receipts print great ones, a scanner may bend all of them."""
    whole = re.sub(r"\s+", "", text)
    at = whole.upper().find(code)
    seen = whole[at : at + len(code)] if at >= 0 else code  # not found: its dashes came as slashes
    return seen not in {seen.upper(), seen.lower()}
